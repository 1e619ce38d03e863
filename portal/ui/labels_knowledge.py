"""Words for the desk that tries texts and keeps translations."""

from collections.abc import Mapping

from chatbot.answer import Outcome
from i18n import LazyText
from i18n import lazy_gettext as _l
from knowledge.parts import By, PartKind, Standing
from portal.models.gold import GoldOrigin
from portal.services.machine_translation import Stopped, Why
from portal.ui.html import Tone

REFUSALS: Mapping[str, LazyText] = {
    "translation-sentences": _l(
        "De vertaling heeft niet evenveel zinnen als het Nederlands. Zet elke zin op een eigen lijn."
    ),
    "translation-marks": _l("De vertaling heeft een andere opsomming dan het Nederlands."),
    "translation-facts": _l(
        "In de vertaling staat een ander bedrag, getal, artikel, telefoonnummer of een andere datum dan in het Nederlands."
    ),
    "question-needed": _l("Schrijf eerst een vraag."),
    "gold-broken": _l(
        "Deze tekst maakt antwoorden fout die nu goed zijn. Schrijf waarom je hem toch publiceert."
    ),
    "question-language": _l("In deze taal houden we geen vragen bij."),
}

ORIGINS: Mapping[GoldOrigin, LazyText] = {
    GoldOrigin.EDITOR: _l("Toegevoegd door de redactie"),
    GoldOrigin.CASE: _l("Uit het antwoord van een jurist"),
    GoldOrigin.SIGNAL: _l("Uit een vraag zonder antwoord"),
    GoldOrigin.SAMPLE: _l("Uit een antwoord dat is beoordeeld"),
}

# How a question would end, for the redactie; everything urgent has the same words.
OUTCOMES: Mapping[Outcome, LazyText] = {
    Outcome.ANSWER: _l("Antwoord"),
    Outcome.PARTIAL: _l("Half antwoord"),
    Outcome.CLARIFY: _l("Vraagt door"),
    Outcome.ABSTAIN: _l("Weet het niet"),
    Outcome.ARTICLES: _l("Noemt alleen artikels"),
    Outcome.HANDOVER: _l("Geeft door aan een mens"),
    Outcome.SMALLTALK: _l("Begroet"),
    Outcome.ERROR: _l("Er ging iets mis"),
    **{outcome: _l("Dringend: zegt wie kan helpen") for outcome in Outcome if outcome.is_urgent},
}

STANDINGS: Mapping[Standing, tuple[LazyText, Tone]] = {
    Standing.CURRENT: (_l("Past bij het Nederlands"), Tone.GOOD),
    Standing.CHANGED: (_l("Nederlands is gewijzigd"), Tone.WARNING),
    Standing.MISSING: (_l("Nog niet vertaald"), Tone.WARNING),
}

PARTS: Mapping[PartKind, LazyText] = {
    PartKind.TITLE: _l("Titel"),
    PartKind.SUMMARY: _l("Samenvatting"),
    PartKind.HEADING: _l("Tussentitel"),
    PartKind.PARAGRAPH: _l("Alinea"),
}

MAKERS: Mapping[By, LazyText] = {
    By.PERSON: _l("Nog niet nagekeken"),
    By.MACHINE: _l("Vertaald door een computer"),
    By.REVIEWED: _l("Nagekeken"),
}

MACHINE_REFUSALS: Mapping[Why, LazyText] = {
    Why.SENTENCES: _l("niet evenveel zinnen"),
    Why.MARKS: _l("een andere opsomming"),
    Why.FACTS: _l("een ander getal, een andere datum of een ander adres"),
    Why.TERMS: _l("een woord uit de woordenlijst ontbreekt"),
    Why.LANGUAGE: _l("niet in de gevraagde taal"),
    Why.MARKUP: _l("tekens die er niet horen"),
}

MACHINE_STOPS: Mapping[Stopped, LazyText] = {
    Stopped.BUDGET: _l("Het aantal tekens voor vandaag is op. Morgen kan het verder."),
    Stopped.DOWN: _l("De vertaaldienst antwoordt niet goed. Probeer het later opnieuw."),
}
