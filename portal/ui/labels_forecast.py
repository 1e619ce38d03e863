"""Why a forecast ends when it does, in words. Each figure has a sentence of its own, so that each language counts it its own way."""

from collections.abc import Callable, Mapping

from i18n import LazyCount, LazyText, format_day, lazy_ngettext
from i18n import lazy_gettext as _
from portal.services.forecast import Reason, ReasonCode

Sentence = Callable[[Reason], str]


def _counted(sentence: LazyCount) -> Sentence:
    return lambda item: sentence.of(item.number or 0) % {"n": item.number or 0}


def _dated(sentence: LazyText) -> Sentence:
    return lambda item: str(sentence) % {"day": format_day(item.day) if item.day else ""}


_PACE_WORDS = lazy_ngettext("We rekenen met %(n)d uur per week.", "We rekenen met %(n)d uren per week.")


def _pace(item: Reason) -> str:
    return _PACE_WORDS.of(item.per_week or 0) % {"n": item.per_week or 0}


_course_hours = _counted(lazy_ngettext("De cursus duurt %(n)d uur.", "De cursus duurt %(n)d uren."))
_hours_left = _counted(lazy_ngettext("Je moet nog %(n)d uur meedoen.", "Je moet nog %(n)d uren meedoen."))
_no_advice = _counted(
    lazy_ngettext(
        "Je hebt nog geen advies voor een cursus Nederlands. We rekenen met %(n)d uur les.",
        "Je hebt nog geen advies voor een cursus Nederlands. We rekenen met %(n)d uren les.",
    )
)
_wait_for_test = _counted(
    lazy_ngettext(
        "Na de cursus komt de test. We rekenen met %(n)d dag wachten.",
        "Na de cursus komt de test. We rekenen met %(n)d dagen wachten.",
    )
)
_wait_for_retake = _counted(
    lazy_ngettext(
        "Voor een nieuwe test rekenen we met %(n)d dag.", "Voor een nieuwe test rekenen we met %(n)d dagen."
    )
)
_registration = _counted(
    lazy_ngettext(
        "Voor de inschrijving rekenen we met %(n)d dag.", "Voor de inschrijving rekenen we met %(n)d dagen."
    )
)
_not_signed = _counted(
    lazy_ngettext(
        "Je contract is nog niet getekend. We rekenen met %(n)d dag.",
        "Je contract is nog niet getekend. We rekenen met %(n)d dagen.",
    )
)

# The sentences of each reason, in order.
REASONS: Mapping[ReasonCode, tuple[Sentence, ...]] = {
    ReasonCode.COURSE_PLANNED: (_dated(_("Je cursus eindigt volgens plan op %(day)s.")),),
    ReasonCode.COURSE_HOURS: (_course_hours, _pace),
    ReasonCode.NO_ADVICE_YET: (_no_advice, _pace),
    ReasonCode.TEST_AFTER_COURSE: (_wait_for_test,),
    ReasonCode.RETAKE: (_dated(_("Op %(day)s ben je niet geslaagd.")), _wait_for_retake),
    ReasonCode.HOURS_LEFT: (_hours_left, _pace),
    ReasonCode.REGISTRATION: (_dated(_("Je moet uiterlijk op %(day)s ingeschreven zijn.")),),
    ReasonCode.REGISTRATION_ASSUMED: (_registration,),
    ReasonCode.SUSPENDED: (_dated(_("Dit staat stil tot en met %(day)s.")),),
    ReasonCode.AFTER_OTHER_PART: (_dated(_("Dit begint na een ander onderdeel, rond %(day)s.")),),
    ReasonCode.NOT_SIGNED_YET: (_not_signed,),
}


def reason(item: Reason) -> str:
    """Say one reason of a forecast."""
    return " ".join(sentence(item) for sentence in REASONS[item.code])
