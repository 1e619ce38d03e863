"""The columns of a table of activities: their names in Dutch, what may stand in them, and an example. The template is made of these."""

from dataclasses import dataclass

from portal.models.activities import ActivityKind, ActivityTheme, Booking, HoursReason


@dataclass(frozen=True)
class Column:
    """One column. `field`: of the document; `help`: what may stand in it."""

    name: str
    field: str
    help: str
    example: str = ""
    also: tuple[str, ...] = ()


COLUMNS: tuple[Column, ...] = (
    Column("kenmerk", "source_id", "Jouw eigen nummer. Rijen met hetzelfde kenmerk zijn dagen van één activiteit.", "PG-2027-01", ("id", "nummer")),
    Column("titel", "title", "Verplicht.", "Praatgroep in de bibliotheek", ("naam",)),
    Column("beschrijving", "description", "Minstens 60 tekens om te publiceren.", "Samen Nederlands oefenen met een kop koffie. Iedereen praat mee, in kleine groepjes.", ("omschrijving",)),
    Column("datum", "day", "Verplicht: dag/maand/jaar, of jaar-maand-dag.", "14/01/2027"),
    Column("van", "opens", "Verplicht: uur, bijvoorbeeld 14:00 of 14u30.", "14:00", ("begin", "beginuur", "startuur")),
    Column("tot", "closes", "Verplicht: uur. Vroeger dan het begin: de dag erna.", "16:00", ("einde", "einduur")),
    Column("einddatum", "last_day", "Alleen als het op een andere dag eindigt."),
    Column("elke week tot", "weekly_until", "Laatste dag van wat elke week op dezelfde dag terugkomt."),
    Column("soort", "kind", ", ".join(ActivityKind), "praatgroep", ("type",)),
    Column("thema", "theme", ", ".join(ActivityTheme), "taal"),
    Column("taaliconen", "taalicoon", "1, 2, 3 of 4: hoeveel Nederlands je nodig hebt.", "2", ("taalicoon", "niveau")),
    Column("telt voor 40 uur", "hours_reason", ", ".join(HoursReason), "meets-in-dutch"),
    Column("plaats", "venue", "Naam van de zaal of het gebouw.", "Bibliotheek Tweebronnen", ("locatie", "zaal")),
    Column("straat", "street", "Straat en nummer.", "Diestsestraat 49", ("adres",)),
    Column("postcode", "postcode", "Vier cijfers.", "3000"),
    Column("gemeente", "locality", "Naam van de gemeente.", "Leuven"),
    Column("online adres", "online_url", "https://... Staat er geen plaats bij, dan is de activiteit online."),
    Column("prijs", "price", "In euro; 0 of gratis als het niets kost.", "0"),
    Column("prijs met korting", "reduced", "In euro."),
    Column("plaatsen", "capacity", "Hoeveel mensen kunnen meedoen. Leeg: geen grens.", "12", ("aantal plaatsen", "capaciteit")),
    Column("leeftijd van", "age_from", "Jaren."),
    Column("leeftijd tot", "age_to", "Jaren."),
    Column("kinderopvang", "childcare", "ja of nee", "nee"),
    Column("buddy", "buddy", "ja of nee", "nee"),
    Column("rolstoel", "wheelchair", "ja of nee", "ja", ("toegankelijk met rolstoel",)),
    Column("talen begeleider", "guide_languages", "Codes van talen, bijvoorbeeld nl, ar.", "nl"),
    Column("labels", "labels", "Woorden met een komma ertussen."),
    Column("contact naam", "contact_name", "Wie kan uitleg geven.", "De bibliotheek"),
    Column("contact mail", "contact_mail", "Mailadres.", "bib@example.org", ("e-mail", "mail")),
    Column("contact telefoon", "contact_phone", "Telefoonnummer.", "", ("telefoon",)),
    Column("website", "contact_url", "https://..."),
    Column("inschrijven", "booking", ", ".join(Booking), "portal"),
    Column("inschrijven adres", "booking_url", "https://... waar je inschrijft bij de organisatie."),
    Column("inschrijven mail", "booking_mail", "Mailadres om in te schrijven."),
    Column("inschrijven telefoon", "booking_phone", "Telefoonnummer om in te schrijven."),
    Column("hoe er komen", "way", "Bus, trein, welke deur.", "Ingang langs het plein."),
)  # fmt: skip

NAMES = {name: column for column in COLUMNS for name in (column.name, *column.also)}
NEEDED = ("titel", "datum")
# A text in another language: `titel (en)`, `beschrijving (en)`, `hoe er komen (en)`.
IN_LANGUAGE = {"titel": "title", "beschrijving": "description", "hoe er komen": "way"}
