"""What the portal's mails say. Subjects and texts carry no personal data: who wants to know more logs in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import i18n
from i18n import LazyText
from i18n import gettext as _
from i18n import lazy_gettext as _lazy


class UnknownTemplate(LookupError):
    """A mail names a template that does not exist."""


@dataclass(frozen=True)
class Template:
    """One kind of mail. `facts` are the keys it needs; `page` is where its link leads, and may name facts too."""

    subject: LazyText
    text: LazyText
    page: str
    facts: frozenset[str] = frozenset()


_TEXT = "artikel-bewerken?artikel=%(slug)s&taal=%(language)s"

TEMPLATES: Mapping[str, Template] = {
    "buddy.found": Template(
        subject=_lazy("Er is iemand die bij je past als buddy"),
        text=_lazy("We vonden iemand die bij je past als buddy. Meld je aan om te kijken of je dat wilt."),
        page="buddy",
    ),
    "buddy.asked": Template(
        subject=_lazy("Iemand wil graag je buddy zijn"),
        text=_lazy("Iemand wil graag je buddy zijn. Meld je aan en zeg of je dat ook wilt."),
        page="buddy",
    ),
    "buddy.agreed": Template(
        subject=_lazy("Je hebt een buddy"),
        text=_lazy(
            "Jullie willen allebei buddy's zijn. Meld je aan om te zien wie het is en hoe je contact opneemt."
        ),
        page="buddy",
    ),
    "buddy.stopped": Template(
        subject=_lazy("Er is iets veranderd met je buddy"),
        text=_lazy(
            "Je buddy stopt. Dat kan altijd, zonder reden. Meld je aan als je een andere buddy zoekt."
        ),
        page="buddy",
    ),
    "buddy.reported": Template(
        subject=_lazy("Iemand vraagt je aandacht"),
        text=_lazy(
            "Er ging iets niet goed tussen iemand die jij begeleidt en een buddy. Neem contact op en vraag hoe het gaat."
        ),
        page="inburgeraar?wie=%(client)s",
        facts=frozenset({"client"}),
    ),
    "buddy.reported-elsewhere": Template(
        subject=_lazy("Er ging iets niet goed met een buddy"),
        text=_lazy(
            "Iemand zonder trajectbegeleider meldde dat er iets niet goed ging met een buddy. Kijk in het logboek wie het was en neem contact op."
        ),
        page="",
        facts=frozenset({"client"}),
    ),
    "case.opened": Template(
        subject=_lazy("We hebben je vraag ontvangen"),
        text=_lazy("Een medewerker beantwoordt je vraag. Het nummer van je vraag is %(number)s."),
        page="mijn-vragen",
        facts=frozenset({"number"}),
    ),
    "case.answered": Template(
        subject=_lazy("Er is een antwoord op je vraag"),
        text=_lazy(
            "Een medewerker beantwoordde je vraag met nummer %(number)s. Meld je aan om het antwoord te lezen."
        ),
        page="mijn-vragen",
        facts=frozenset({"number"}),
    ),
    "case.new": Template(
        subject=_lazy("Er is een nieuwe vraag voor een jurist"),
        text=_lazy("Er wacht een vraag op een jurist. Meld je aan om ze te lezen."),
        page="dossiers",
    ),
    "case.new-urgent": Template(
        subject=_lazy("Er is een dringende vraag voor een jurist"),
        text=_lazy("Er wacht een dringende vraag op een jurist. Meld je aan om ze te lezen."),
        page="dossiers",
    ),
    "answers.drift": Template(
        subject=_lazy("De antwoorden van het portaal zijn veranderd"),
        text=_lazy(
            "Een cijfer over de automatische antwoorden wijkt af van de weken ervoor. Dat kan een fout zijn, of een goede reden hebben. Meld je aan om te zien welk cijfer het is."
        ),
        page="antwoordkwaliteit",
    ),
    "article.review-asked": Template(
        subject=_lazy("Er wacht een tekst om na te kijken"),
        text=_lazy(
            "Een collega van de redactie vraagt een tweede persoon om een tekst na te kijken. Meld je aan om de tekst te lezen en te proberen. Daarna keur je ze goed of stuur je ze terug."
        ),
        page=_TEXT,
        facts=frozenset({"slug", "language"}),
    ),
    "article.sent-back": Template(
        subject=_lazy("Een tekst is teruggestuurd"),
        text=_lazy(
            "Een collega van de redactie keek een tekst na waaraan je schreef of waarvoor je zorgt, en stuurde ze terug. Meld je aan om te lezen wat er nog moet veranderen."
        ),
        page=_TEXT,
        facts=frozenset({"slug", "language"}),
    ),
    "article.approved": Template(
        subject=_lazy("Een tekst is goedgekeurd"),
        text=_lazy(
            "Een collega van de redactie keek een tekst na waaraan je schreef of waarvoor je zorgt, en keurde ze goed. Meld je aan om te zien of ze al op het portaal staat."
        ),
        page=_TEXT,
        facts=frozenset({"slug", "language"}),
    ),
    "article.not-published": Template(
        subject=_lazy("Een tekst kon niet op zijn dag verschijnen"),
        text=_lazy(
            "Een tekst waaraan je schreef of waarvoor je zorgt, was gepland. Intussen veranderde wat de lezers zien. Meld je aan, kijk de tekst na en dien ze opnieuw in."
        ),
        page=_TEXT,
        facts=frozenset({"slug", "language"}),
    ),
    "links.dead": Template(
        subject=_lazy("Een link in een artikel werkt niet meer"),
        text=_lazy(
            "Een bron van een artikel is verdwenen of verhuisd. Lezers krijgen die link nu niet meer. Meld je aan om te zien welke link het is en wat je kunt doen."
        ),
        page="signalen?deel=links",
    ),
    "payment.received": Template(
        subject=_lazy("We hebben je betaling ontvangen"),
        text=_lazy("We hebben je betaling ontvangen. Meld je aan om te zien wat je betaalde."),
        page="kosten",
    ),
    "payment.charged-back": Template(
        subject=_lazy("Een betaling ging terug naar je bank"),
        text=_lazy(
            "Je bank nam een betaling terug. Wat je daarmee betaalde, moet je weer betalen. Meld je aan om te zien hoe."
        ),
        page="kosten",
    ),
    "refund.account-needed": Template(
        subject=_lazy("We willen je geld terugbetalen"),
        text=_lazy("Je krijgt geld terug. Meld je aan en zeg op welke rekening we het mogen storten."),
        page="kosten",
    ),
    "refund.ordered": Template(
        subject=_lazy("We betalen je geld terug"),
        text=_lazy("Je krijgt geld terug. Meld je aan om te zien hoeveel en waarom."),
        page="kosten",
    ),
    "fee.reminder": Template(
        subject=_lazy("Vergeet niet te betalen"),
        text=_lazy(
            "Je moet nog iets betalen voor je inburgering. Meld je aan om te zien wat, waarom en hoe. "
            "Kun je niet betalen? Vraag het aan je trajectbegeleider."
        ),
        page="kosten",
    ),
    "activity.published": Template(
        subject=_lazy("Je activiteit staat op het portaal"),
        text=_lazy("De redactie keek je activiteit na. Iedereen kan ze nu vinden."),
        page="activiteiten",
    ),
    "activity.refused": Template(
        subject=_lazy("Je activiteit is niet gepubliceerd"),
        text=_lazy(
            "De redactie keek je activiteit na en publiceerde ze niet. Dit schreef de redactie: %(note)s Je kunt de activiteit aanpassen en opnieuw indienen."
        ),
        page="activiteiten",
        facts=frozenset({"note"}),
    ),
    "activity.new": Template(
        subject=_lazy("Er wacht een activiteit op de redactie"),
        text=_lazy("Een organisatie diende een activiteit in. Meld je aan om ze na te kijken."),
        page="activiteiten",
    ),
    "activity.cancelled": Template(
        subject=_lazy("Een activiteit gaat niet door"),
        text=_lazy(
            "Een activiteit waarvoor je ingeschreven bent, gaat niet door. Meld je aan om te lezen welke activiteit het is."
        ),
        page="mijn-activiteiten",
    ),
    "activity.moved": Template(
        subject=_lazy("Een activiteit krijgt een andere dag of plaats"),
        text=_lazy(
            "Een activiteit waarvoor je ingeschreven bent, krijgt een andere dag, een ander uur of een andere plaats. Meld je aan om te lezen wat er verandert. Je plaats blijft behouden. Kun je dan niet komen? Schrijf je uit."
        ),
        page="mijn-activiteiten",
    ),
    "signup.moved-up": Template(
        subject=_lazy("Er is een plaats vrij voor jou"),
        text=_lazy(
            "Je stond op een wachtlijst. Er kwam een plaats vrij en die is nu voor jou. Meld je aan om te lezen voor welke activiteit. Kun je niet komen? Schrijf je uit, dan krijgt iemand anders je plaats."
        ),
        page="mijn-activiteiten",
    ),
    "hours.approved": Template(
        subject=_lazy("Je uren zijn goedgekeurd"),
        text=_lazy("Je trajectbegeleider keurde uren goed. Meld je aan om te zien hoeveel uren nu tellen."),
        page="uren",
    ),
    "hours.refused": Template(
        subject=_lazy("Uren van jou tellen niet mee"),
        text=_lazy(
            "Je trajectbegeleider keek uren van jou na en keurde ze niet goed. Meld je aan om te lezen waarom en wat je kunt doen."
        ),
        page="uren",
    ),
    "hours.undone": Template(
        subject=_lazy("Je uren worden opnieuw bekeken"),
        text=_lazy(
            "Je trajectbegeleider nam een beslissing over je uren terug. Meld je aan om te zien hoe je uren nu staan."
        ),
        page="uren",
    ),
    "hours.confirm": Template(
        subject=_lazy("Wil je bevestigen dat iemand meedeed?"),
        text=_lazy(
            "Iemand deed mee aan een activiteit en vraagt jou om dat te bevestigen. Je hebt geen account nodig, en het duurt een minuut. "
            "Herken je dit niet? Dan hoef je niets te doen."
        ),
        page="bevestig/%(token)s",
        facts=frozenset({"token"}),
    ),
}


def render(template: str, facts: Mapping[str, Any], *, language: str, base_url: str) -> tuple[str, str]:
    """Return subject and text in the reader's language.

    Raises:
        UnknownTemplate: no such template, or it lacks a fact.
    """
    found = TEMPLATES.get(template)
    if found is None or not found.facts <= facts.keys():
        raise UnknownTemplate(template)
    with i18n.use_locale(language if language in i18n.LANGUAGES else i18n.SOURCE):
        address = f"{base_url}/{i18n.current_locale()}/{found.page % facts}"
        values = {
            key: i18n.isolate(str(facts[key])) if i18n.current_language().right_to_left else facts[key]
            for key in found.facts
        }
        paragraphs = (
            _("Dag"),
            str(found.text) % values,
            _("Lees het hier: %(address)s") % {"address": address},
            _("Je krijgt deze mail van het inburgeringsportaal. Op deze mail kun je niet antwoorden."),
        )
        return str(found.subject), "\n\n".join(paragraphs) + "\n"
