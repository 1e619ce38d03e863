"""Words for the codes of questions that go to a person, as jurists and askers read them; see labels_chat for the asking.

Every code has one; a test says so.
"""

from collections.abc import Mapping
from enum import StrEnum

from i18n import LazyText
from i18n import lazy_gettext as _l
from portal.models.cases import AskerKind, CaseQueue, CaseState, HandoverReason
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

ASKERS: Mapping[AskerKind, LazyText] = {
    AskerKind.SELF: _l("Vraagt het over zichzelf"),
    AskerKind.FOR_SOMEONE: _l("Vraagt het voor iemand anders"),
    AskerKind.PROFESSIONAL: _l("Vraagt het als professional"),
}

HANDOVER_REASONS: Mapping[HandoverReason, LazyText] = {
    HandoverReason.ASKED: _l("De vraagsteller wilde een medewerker."),
    HandoverReason.URGENT: _l("Het portaal vond de vraag dringend."),
    HandoverReason.NO_ANSWER: _l("Het portaal vond geen antwoord."),
    HandoverReason.FAILURE: _l("Bij het antwoorden ging er iets mis."),
}

HISTORY: Mapping[str, LazyText] = {
    "case.opened": _l("Dossier gemaakt"),
    "case.viewed": _l("Dossier gelezen"),
    "case.taken": _l("Dossier genomen"),
    "case.released": _l("Dossier teruggegeven"),
    "case.noted": _l("Notitie geschreven"),
    "case.answered": _l("Antwoord verstuurd"),
    "case.closed": _l("Dossier afgesloten"),
    "case.made-article": _l("Van het antwoord werd een ontwerp van een artikel gemaakt"),
}
