"""What the activities of the demo world say. Invented, but the kind of things that municipalities really offer."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Offer:
    """One activity. `days`: Monday is 0. `every_weeks` 0: `times` gatherings, the first in `in_weeks` weeks."""

    key: str
    organisation: str
    kind: str
    theme: str
    title: str
    description: str
    venue: str
    street: str
    days: tuple[int, ...]
    hour: str
    level: int = 2
    hours: str = "meets-in-dutch"
    price: str = "0"
    seats: int | None = 12
    every_weeks: int = 1
    in_weeks: int = 0
    times: int = 1
    age: int | None = None
    spoken: tuple[str, ...] = ()
    wheelchair: bool = True
    childcare: bool = False
    way: str = ""


_L, _M, _H, _A, _O = "leuven", "mechelen", "hasselt", "aalst", "oostende"

OFFERS: tuple[Offer, ...] = (
    Offer("leuven-praattafel", _L, "praatgroep", "taal", "Praattafel in de bibliotheek", "Je oefent Nederlands aan een tafel met zes mensen. Een vrijwilliger helpt je.\n\nJe kiest samen waarover je praat: eten, werk, kinderen, het nieuws. Koffie en thee zijn gratis.", "Bibliotheek, leeszaal", "Markt 1", (1, 3), "14:00-16:00", 1, seats=12, spoken=("ar", "fr"), way="Bus tot halte Markt. De deur is naast het park."),
    Offer("leuven-koken", _L, "ontmoeting", "koken", "Koken met de buurt", "Elke maand kookt iemand anders een gerecht van thuis. De anderen helpen snijden, roeren en proeven.\n\nDaarna eten we samen. Breng een doosje mee voor wat er overblijft.", "Buurthuis Noord", "Lindestraat 12", (5,), "16:00-20:00", 2, price="4", seats=16, every_weeks=4, childcare=True, way="Bel aan de groene deur."),
    Offer("leuven-moestuin", _L, "vrijwilligerswerk", "tuin-en-natuur", "Werken in de samentuin", "In de samentuin kweken buren groenten en bloemen. Je werkt samen, je leert de namen van de planten en je neemt groenten mee naar huis.", "Samentuin Zuid", "Beekweg 3", (2, 6), "10:00-12:30", 1, "works-along", seats=20, wheelchair=False, spoken=("en",)),
    Offer("leuven-buddy", _L, "buddy", "buurt", "Een buddy in Leuven", "Je spreekt twee keer per maand af met iemand uit Leuven. Je gaat wandelen, naar de markt of naar een museum. Je buddy helpt je om de stad te leren kennen.\n\nHet duurt zes maanden.", "Huis van het Kind", "Stationsplein 2", (0,), "18:00-20:00", 1, "duo-in-dutch", seats=20, every_weeks=2, spoken=("ar", "en", "fr")),
    Offer("leuven-voetbal", _L, "sport", "bewegen", "Voetbal op het plein", "We spelen voetbal in gemengde ploegen. Je hoeft niet goed te kunnen spelen. Na de match drinken we iets.", "Sportplein Kessel", "Sportlaan 40", (6,), "10:00-12:00", 1, seats=22, age=16, wheelchair=False),
    Offer("leuven-naaien", _L, "workshop", "creatief", "Naaiatelier", "Je leert werken met een naaimachine. Je maakt een tas of je herstelt je kleren. De begeleidster praat rustig Nederlands.", "Atelier De Draad", "Weverstraat 8", (3,), "09:30-12:00", 2, price="3", seats=5, childcare=True),
    Offer("leuven-repair", _L, "vrijwilligerswerk", "herstellen", "Helpen in het repaircafé", "Mensen brengen kapotte spullen. Jij helpt herstellen, of je ontvangt de bezoekers en schenkt koffie. Je werkt samen met Leuvenaars die al lang meedoen.", "Buurthuis Noord", "Lindestraat 12", (5,), "13:00-17:00", 3, "works-along", seats=6, every_weeks=4),
    Offer("leuven-lezen", _L, "cultuur", "lezen", "Samen een boek lezen", "We lezen samen een kort boek in eenvoudig Nederlands. Iedereen leest een stukje voor. Daarna praten we over het verhaal.", "Bibliotheek, zaal 2", "Markt 1", (2,), "19:00-21:00", 3, seats=10),
    Offer("leuven-spelletjes", _L, "ontmoeting", "spel", "Spelletjesavond", "Gezelschapsspelen voor iedereen. Wij leggen de regels uit met weinig woorden. Zo leer je spelend Nederlands.", "Cultuurcafé", "Kerkstraat 5", (4,), "19:00-22:00", 1, seats=30),
    Offer("leuven-koor", _L, "vereniging", "muziek", "Zingen in een koor", "Het buurtkoor zingt Nederlandse liedjes. We leren de woorden samen. In juni zingen we op het plein voor de buurt.", "Parochiezaal", "Kerkplein 1", (1,), "20:00-22:00", 2, price="2", seats=40),
    Offer("leuven-rondleiding", _L, "uitstap", "buurt", "Wandelen door Leuven met een gids", "Een gids toont je de stad: het stadhuis, de school, het OCMW, de speeltuin. De gids praat langzaam en geeft je een kaart.", "Vertrek aan het station", "Stationsplein 1", (5,), "10:00-12:00", 1, "little-talk", every_weeks=0, in_weeks=1, seats=15, spoken=("ar", "en", "fr")),
    Offer("mechelen-taalcafe", _M, "praatgroep", "taal", "Taalcafé Mechelen", "In het taalcafé praat je Nederlands bij een drankje. Er zijn tafels voor elk niveau. Kom alleen of met een vriend.", "Café De Brug", "Brugstraat 7", (2,), "19:00-21:00", 2, seats=None, wheelchair=True),
    Offer("mechelen-zwemmen", _M, "sport", "bewegen", "Zwemmen voor vrouwen", "We zwemmen samen en we drinken daarna thee. Alleen vrouwen komen in het zwembad. Je kunt ook leren zwemmen.", "Zwembad Noord", "Badlaan 2", (0,), "20:00-21:30", 1, price="3.50", seats=25, age=16, spoken=("ar", "tr")),
    Offer("mechelen-fietsles", _M, "sport", "bewegen", "Leren fietsen", "Volwassenen leren fietsen in een rustige straat. Een vrijwilliger loopt naast je. Je krijgt een fiets en een helm.", "Fietspunt", "Leermarkt 9", (6,), "09:30-11:30", 1, "duo-in-dutch", price="5", seats=8, wheelchair=False, every_weeks=0, in_weeks=1, times=6),
    Offer("mechelen-stage", _M, "kennismakingsstage", "werk", "Een week meewerken in een woonzorgcentrum", "Je werkt vijf dagen mee in een woonzorgcentrum. Je dekt de tafel, je praat met de bewoners en je speelt spelletjes. Een collega begeleidt je.", "Woonzorgcentrum De Olm", "Olmendreef 20", (0,), "09:00-16:00", 3, "works-along", seats=3, every_weeks=0, in_weeks=2, times=2, age=18),
    Offer("mechelen-ouders", _M, "gezin", "opvoeding", "Ontmoeting voor ouders met kleine kinderen", "Je kind speelt en jij praat met andere ouders. Een begeleidster helpt met vragen over de kinderopvang en de school.", "Huis van het Kind", "Speelstraat 4", (1, 4), "09:30-11:30", 1, seats=14, childcare=True, spoken=("ar", "fr", "en")),
    Offer("mechelen-bib", _M, "vrijwilligerswerk", "lezen", "Voorlezen aan kinderen", "Je leest een prentenboek voor aan kinderen van vier tot zeven jaar. Je mag ook in je eigen taal lezen. Een vrijwilliger leest het boek in het Nederlands.", "Bibliotheek", "Moensstraat 19", (2,), "14:00-15:30", 3, "works-along", seats=6, every_weeks=2),
    Offer("mechelen-computer", _M, "workshop", "digitaal", "Je computer en je gsm", "Je leert mails schrijven, documenten bewaren en veilig betalen. Breng je gsm mee. We werken in kleine groepen.", "Digipunt", "Graanmarkt 3", (3,), "13:30-15:30", 2, "little-talk", seats=8),
    Offer("mechelen-theater", _M, "vereniging", "muziek", "Theater spelen", "Je speelt korte stukjes. Je hoeft geen acteur te zijn. Je leert luid en duidelijk praten en je lacht veel.", "Jeugdhuis", "Zandpoort 6", (1,), "19:30-21:30", 3, price="2", seats=12, wheelchair=False),
    Offer("mechelen-geven", _M, "vrijwilligerswerk", "buurt", "Helpen in de kringwinkel", "Je sorteert kleren en je helpt klanten. Je werkt in een ploeg met een vaste begeleider.", "Kringwinkel", "Dijlestraat 30", (0, 2, 4), "09:00-12:00", 2, "works-along", seats=5),
    Offer("hasselt-praten", _H, "praatgroep", "taal", "Praten met Hasselaren", "Elke week praat je met Hasselaren over gewone dingen. We maken kleine groepen. Je niveau is altijd goed.", "Dienstencentrum De Zon", "Zonstraat 11", (3,), "10:00-12:00", 1, seats=20, spoken=("tr", "en"), childcare=True),
    Offer("hasselt-wandelen", _H, "sport", "bewegen", "Wandelen langs het kanaal", "We wandelen vijf kilometer en we praten Nederlands. Halverwege rusten we op een bank. Doe goede schoenen aan.", "Vertrek aan de kaai", "Kanaalkom 1", (6,), "14:00-16:30", 1, seats=None),
    Offer("hasselt-bakken", _H, "workshop", "koken", "Samen vlaai bakken", "Je leert een Limburgse vlaai bakken. Je krijgt het recept in eenvoudig Nederlands en je neemt een vlaai mee naar huis.", "Keuken van de school", "Vlaaistraat 2", (5,), "13:00-16:00", 2, price="6", seats=10, every_weeks=0, in_weeks=2),
    Offer("hasselt-buddy", _H, "buddy", "buurt", "Een buddy voor je gezin", "Een gezin uit Hasselt ontmoet jouw gezin. Jullie doen twee keer per maand iets samen: eten, spelen, op bezoek gaan.", "Huis van het Kind", "Thonissenlaan 5", (2,), "17:00-19:00", 1, "duo-in-dutch", seats=10, every_weeks=2),
    Offer("hasselt-tuin", _H, "vrijwilligerswerk", "tuin-en-natuur", "Natuur verzorgen", "We maken paden vrij en we planten bomen. Je krijgt handschoenen en soep. Je hoeft geen ervaring te hebben.", "Natuurhuis", "Bosweg 1", (5,), "09:30-12:30", 2, "works-along", seats=25, every_weeks=2, wheelchair=False),
    Offer("hasselt-muziek", _H, "cultuur", "muziek", "Muziek uit alle landen", "Breng je instrument of je stem mee. We spelen samen en we leren elkaar liedjes.", "Muziekschool", "Kunstlaan 12", (4,), "19:00-21:00", 2, seats=30),
    Offer("hasselt-zorg", _H, "kennismakingsstage", "zorg", "Kennismaken met werk in de zorg", "Je kijkt drie dagen mee in een dienstencentrum. Je praat met bezoekers en collega's. Daarna weet je of dit werk bij je past.", "Dienstencentrum De Zon", "Zonstraat 11", (1,), "08:30-15:30", 3, "works-along", seats=4, every_weeks=0, in_weeks=1, times=3, age=18),
    Offer("hasselt-online", _H, "praatgroep", "taal", "Online Nederlands praten", "Je praat een uur met een vrijwilliger via je gsm of computer. Handig als je niet weg kunt.", "", "", (0, 3), "20:00-21:00", 2, "duo-in-dutch", seats=15),
    Offer("aalst-praat", _A, "praatgroep", "taal", "Babbelonië Aalst", "Nieuwkomers en Aalstenaars praten samen Nederlands. We spelen soms een spel of we maken een uitstap.", "Ontmoetingshuis", "Esplanade 4", (1,), "13:30-15:30", 1, seats=24, childcare=True, spoken=("fr", "en")),
    Offer("aalst-carnaval", _A, "cultuur", "creatief", "Carnavalskostuums maken", "In Aalst is carnaval belangrijk. Je helpt een groep met kostuums en je leert de woorden en de liedjes.", "Werkhal", "Dok 7", (5,), "14:00-18:00", 2, "works-along", seats=20, wheelchair=False),
    Offer("aalst-sport", _A, "sport", "bewegen", "Volleybal voor iedereen", "Gemengde ploegen, geen niveau nodig. Na de training blijven we praten.", "Sporthal", "Sportstraat 1", (3,), "20:00-22:00", 2, price="2", seats=24, age=16),
    Offer("aalst-koken", _A, "ontmoeting", "koken", "Wereldkeuken", "Twee mensen koken, de anderen leren. Je vertelt in het Nederlands hoe je een gerecht maakt.", "Buurthuis", "Molenstraat 22", (4,), "17:00-20:30", 3, price="5", seats=15, every_weeks=2),
    Offer("aalst-oppas", _A, "vrijwilligerswerk", "zorg", "Spelen met ouderen", "Je bezoekt ouderen in een woonzorgcentrum. Je speelt kaart, je wandelt en je luistert. Zij praten graag en traag.", "Woonzorgcentrum Denderzicht", "Denderkaai 9", (2,), "14:00-16:00", 2, "works-along", seats=10, spoken=("fr",)),
    Offer("aalst-werk", _A, "infomoment", "werk", "Infomoment: werk zoeken in Vlaanderen", "Een medewerker legt uit hoe je werk zoekt, hoe je een cv maakt en hoe je solliciteert.", "Stadhuis, zaal 3", "Grote Markt 3", (0,), "10:00-12:00", 2, "not-participation", seats=40, every_weeks=0, in_weeks=1, spoken=("ar", "en", "fr")),
    Offer("oostende-strand", _O, "vrijwilligerswerk", "tuin-en-natuur", "Samen het strand opruimen", "We rapen afval op het strand. Je krijgt een zak, een grijper en warme chocolademelk. Kinderen zijn welkom.", "Strandpost 5", "Zeedijk 100", (6,), "10:00-12:00", 1, "works-along", seats=50, every_weeks=4, wheelchair=False),
    Offer("oostende-praat", _O, "praatgroep", "taal", "Praatcafé aan zee", "Je praat Nederlands met mensen uit Oostende. Vrijwilligers stellen eenvoudige vragen met foto's.", "Buurthuis Westerkwartier", "Duinstraat 15", (0, 3), "19:00-20:30", 1, seats=18, spoken=("ar", "fr")),
    Offer("oostende-schilderen", _O, "workshop", "creatief", "Schilderen en praten", "We schilderen de zee. De kunstenares praat over kleuren en vormen in eenvoudig Nederlands.", "Kunstatelier", "Romestraat 11", (2,), "13:30-16:00", 2, price="4", seats=9, every_weeks=2),
    Offer("oostende-vrouwen", _O, "ontmoeting", "opvoeding", "Vrouwengroep", "Vrouwen uit de hele wereld drinken thee, naaien en praten. Je kinderen kunnen mee: er is opvang.", "Huis van het Kind", "Perronstraat 3", (1,), "09:00-11:30", 1, seats=20, childcare=True, spoken=("ar", "fr", "en")),
    Offer("oostende-boot", _O, "uitstap", "buurt", "Met de overzetboot naar de andere oever", "We varen samen over de haven en we bezoeken het fort. Onderweg vertelt een gids over de stad.", "Montgomerykaai", "Kaai 1", (5,), "13:30-17:00", 2, "little-talk", seats=20, every_weeks=0, in_weeks=1),
    Offer("oostende-keuken", _O, "kennismakingsstage", "koken", "Meedraaien in een sociaal restaurant", "Je werkt vier dagen mee in de keuken of in de zaal. Je leert de woorden van het vak en je eet mee.", "Sociaal restaurant", "Torhoutsesteenweg 50", (0,), "10:00-15:00", 2, "works-along", seats=4, every_weeks=0, in_weeks=2, times=4, age=18),
    Offer("oostende-club", _O, "vereniging", "spel", "Schaken en dammen", "De club verwelkomt nieuwe spelers. Je speelt tegen mensen van alle leeftijden en je drinkt samen iets.", "Clublokaal", "Nieuwpoortsesteenweg 8", (4,), "19:30-22:00", 2, price="1", seats=None),
)  # fmt: skip

# Per activity and language: title, description, whether a machine made it and nobody checked it yet.
TRANSLATIONS: Mapping[str, Mapping[str, tuple[str, str, bool]]] = {
    "leuven-praattafel": {
        "en": ("Conversation table in the library", "You practise Dutch at a table with six people. A volunteer helps you.\n\nTogether you choose what to talk about: food, work, children, the news. Coffee and tea are free.", False),
        "fr": ("Table de conversation à la bibliothèque", "Tu pratiques le néerlandais à une table de six personnes. Un bénévole t'aide.\n\nVous choisissez ensemble le sujet : la cuisine, le travail, les enfants, l'actualité. Le café et le thé sont gratuits.", False),
        "ar": ("طاولة محادثة في المكتبة", "تتدرّب على الهولندية حول طاولة مع ستة أشخاص. يساعدك متطوع.\n\nتختارون معاً موضوع الحديث: الطعام، العمل، الأطفال، الأخبار. القهوة والشاي مجاناً.", True),
    },
    "leuven-koken": {
        "en": ("Cooking with the neighbours", "Every month somebody else cooks a dish from home. The others help to cut, stir and taste.\n\nAfterwards we eat together. Bring a box for what is left.", True),
        "ar": ("الطبخ مع الجيران", "كل شهر يطبخ شخص آخر طبقاً من بلده. ويساعد الآخرون في التقطيع والتحريك والتذوق.\n\nبعد ذلك نأكل معاً. أحضر علبة لما يتبقى.", True),
    },
    "leuven-buddy": {
        "en": ("A buddy in Leuven", "Twice a month you meet somebody from Leuven. You go for a walk, to the market or to a museum. Your buddy helps you to get to know the city.\n\nIt takes six months.", False),
    },
    "mechelen-ouders": {
        "fr": ("Rencontre pour parents avec de jeunes enfants", "Ton enfant joue et tu parles avec d'autres parents. Une accompagnatrice répond aux questions sur la crèche et l'école.", True),
        "ar": ("لقاء للأهل مع أطفالهم الصغار", "يلعب طفلك وتتحدث أنت مع أهل آخرين. تساعدك مرافقة في الأسئلة عن الحضانة والمدرسة.", True),
    },
    "mechelen-zwemmen": {
        "ar": ("سباحة للنساء", "نسبح معاً ثم نشرب الشاي. لا يدخل المسبح إلا النساء. يمكنك أيضاً أن تتعلمي السباحة.", True),
    },
    "oostende-praat": {
        "fr": ("Café de conversation à la mer", "Tu parles néerlandais avec des habitants d'Ostende. Des bénévoles posent des questions simples avec des photos.", False),
    },
    "hasselt-praten": {
        "en": ("Talking with people from Hasselt", "Every week you talk with people from Hasselt about ordinary things. We make small groups. Your level is always good enough.", True),
    },
}  # fmt: skip
