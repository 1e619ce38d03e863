"""Words for the codes of questions that go to a person. Every code has one; a test says so."""

from collections.abc import Mapping
from enum import StrEnum

from chatbot.answer import Outcome
from i18n import LazyText
from i18n import lazy_gettext as _l
from portal.models.cases import AskerKind, AskerSector, CaseQueue, CaseState, HandoverReason
from portal.ui.html import Tone


class Selection(StrEnum):
    """Which cases a jurist looks at."""

    TO_DO = "to-do"
    UNOWNED = "unowned"
    MINE = "mine"
    ANSWERED = "answered"
    CLOSED = "closed"


SELECTIONS: Mapping[Selection, LazyText] = {
    Selection.TO_DO: _l("Alles wat wacht"),
    Selection.UNOWNED: _l("Nog zonder jurist"),
    Selection.MINE: _l("Van mij"),
    Selection.ANSWERED: _l("Beantwoord"),
    Selection.CLOSED: _l("Afgesloten"),
}

CASE_STATES: Mapping[CaseState, LazyText] = {
    CaseState.OPEN: _l("Nog zonder jurist"),
    CaseState.ASSIGNED: _l("In behandeling"),
    CaseState.ANSWERED: _l("Beantwoord"),
    CaseState.CLOSED: _l("Afgesloten"),
}

CASE_TONES: Mapping[CaseState, Tone] = {
    CaseState.OPEN: Tone.WARNING,
    CaseState.ASSIGNED: Tone.CALM,
    CaseState.ANSWERED: Tone.GOOD,
    CaseState.CLOSED: Tone.QUIET,
}

# The same, for who asked.
OWN_STATES: Mapping[CaseState, LazyText] = {
    CaseState.OPEN: _l("Je vraag wacht op een medewerker."),
    CaseState.ASSIGNED: _l("Een medewerker werkt aan je vraag."),
    CaseState.ANSWERED: _l("Een medewerker beantwoordde je vraag."),
    CaseState.CLOSED: _l("Je vraag is beantwoord en afgesloten."),
}

OWN_BADGES: Mapping[CaseState, LazyText] = {
    CaseState.OPEN: _l("Wacht"),
    CaseState.ASSIGNED: _l("In behandeling"),
    CaseState.ANSWERED: _l("Beantwoord"),
    CaseState.CLOSED: _l("Afgesloten"),
}

QUEUES: Mapping[CaseQueue, LazyText] = {
    CaseQueue.HELPDESK: _l("Helpdesk: professionals en dringende vragen"),
    CaseQueue.REFERRAL: _l("Doorverwijzing: vragen van privépersonen"),
}

ASKER_KINDS: Mapping[AskerKind, LazyText] = {
    AskerKind.SELF: _l("Over mezelf"),
    AskerKind.FOR_SOMEONE: _l("Voor iemand anders"),
    AskerKind.PROFESSIONAL: _l("Voor mijn werk, als professional"),
}

# The same, as a jurist reads it.
ASKERS: Mapping[AskerKind, LazyText] = {
    AskerKind.SELF: _l("Vraagt het over zichzelf"),
    AskerKind.FOR_SOMEONE: _l("Vraagt het voor iemand anders"),
    AskerKind.PROFESSIONAL: _l("Vraagt het als professional"),
}

SECTORS: Mapping[AskerSector, LazyText] = {
    AskerSector.WELZIJN: _l("Welzijn"),
    AskerSector.INTEGRATIE: _l("Integratie en inburgering"),
    AskerSector.JUSTITIE: _l("Justitie en advocatuur"),
    AskerSector.WERK: _l("Werk"),
    AskerSector.BINNENLANDS_BESTUUR: _l("Gemeente of ander bestuur"),
    AskerSector.ASIELOPVANG: _l("Opvang van asielzoekers"),
    AskerSector.ONDERWIJS: _l("Onderwijs"),
    AskerSector.GEZONDHEID: _l("Gezondheid"),
    AskerSector.WONEN: _l("Wonen"),
    AskerSector.CULTUUR: _l("Cultuur"),
    AskerSector.ANDERE: _l("Een andere sector"),
}

HANDOVER_REASONS: Mapping[HandoverReason, LazyText] = {
    HandoverReason.ASKED: _l("De vraagsteller wilde een medewerker."),
    HandoverReason.URGENT: _l("Het portaal vond de vraag dringend."),
    HandoverReason.NO_ANSWER: _l("Het portaal vond geen antwoord."),
    HandoverReason.FAILURE: _l("Bij het antwoorden ging er iets mis."),
}

OUTCOMES: Mapping[Outcome, LazyText] = {
    Outcome.ANSWER: _l("Het portaal antwoordde met citaten."),
    Outcome.PARTIAL: _l("Het portaal antwoordde op een deel van de vraag."),
    Outcome.CLARIFY: _l("Het portaal vroeg om de vraag duidelijker te stellen."),
    Outcome.ABSTAIN: _l("Het portaal vond geen antwoord."),
    Outcome.URGENT_DANGER: _l("Dringend: gevaar."),
    Outcome.URGENT_VIOLENCE: _l("Dringend: geweld."),
    Outcome.URGENT_TRAFFICKING: _l("Dringend: mensenhandel."),
    Outcome.URGENT_MINOR: _l("Dringend: een minderjarige die alleen is."),
    Outcome.URGENT_DETENTION: _l("Dringend: vastgehouden of uitgezet worden."),
    Outcome.URGENT_ORDER_TO_LEAVE: _l("Dringend: een bevel om het grondgebied te verlaten."),
    Outcome.HANDOVER: _l("De vraagsteller wilde een medewerker."),
    Outcome.SMALLTALK: _l("Dit was een groet of een bedanking."),
    Outcome.ERROR: _l("Bij het antwoorden ging er iets mis."),
}

# Services of rules/helpdesk.yaml: what they are called, and what one finds there (article `juridische-hulp-vinden`).
REFERRALS: Mapping[str, tuple[LazyText, LazyText]] = {
    "justitiehuis": (
        _l("Justitiehuis"),
        _l("Hier kun je een gratis eerste advies van een advocaat vragen. De advocaat onderzoekt niet je hele dossier."),
    ),
    "bjb": (
        _l("Bureau voor Juridische Bijstand"),
        _l("Hier vraag je een pro-Deoadvocaat. Die helpt je in je dossier of voor de rechter, gratis of goedkoper."),
    ),
    "ocmw": (
        _l("OCMW of Sociaal Huis van je gemeente"),
        _l("Ook hier kun je hulp en een gratis eerste advies vragen."),
    ),
    "caw": (
        _l("Centrum voor Algemeen Welzijnswerk (CAW)"),
        _l("Sommige centra geven gratis advies over je verblijf."),
    ),
    "vreemdelingenpermanentie-antwerpen": (
        _l("Vreemdelingenpermanentie in Antwerpen"),
        _l("Woon je in de stad Antwerpen? Een advocaat en een medewerker van Atlas helpen je gratis."),
    ),
    "vluchtelingenwerk": (
        _l("Vluchtelingenwerk Vlaanderen"),
        _l("Deze helpdesk geeft juridisch advies over asiel."),
    ),
}  # fmt: skip

HISTORY: Mapping[str, LazyText] = {
    "case.opened": _l("Dossier gemaakt"),
    "case.viewed": _l("Dossier gelezen"),
    "case.taken": _l("Dossier genomen"),
    "case.released": _l("Dossier teruggegeven"),
    "case.noted": _l("Notitie geschreven"),
    "case.answered": _l("Antwoord verstuurd"),
    "case.closed": _l("Dossier afgesloten"),
}
