"""Why a forecast ends when it does, in words. Each figure has a sentence of its own, so that each language counts it its own way."""

from collections.abc import Callable, Mapping

from i18n import format_day, ngettext
from i18n import gettext as _
from portal.services.forecast import Reason, ReasonCode


def _day(item: Reason) -> dict[str, str]:
    return {"day": format_day(item.day) if item.day else ""}


def _course_hours(item: Reason) -> str:
    n = item.number or 0
    return ngettext("De cursus duurt %(n)d uur.", "De cursus duurt %(n)d uren.", n) % {"n": n}


def _hours_left(item: Reason) -> str:
    n = item.number or 0
    return ngettext("Je moet nog %(n)d uur meedoen.", "Je moet nog %(n)d uren meedoen.", n) % {"n": n}


def _no_advice(item: Reason) -> str:
    n = item.number or 0
    return ngettext(
        "Je hebt nog geen advies voor een cursus Nederlands. We rekenen met %(n)d uur les.",
        "Je hebt nog geen advies voor een cursus Nederlands. We rekenen met %(n)d uren les.",
        n,
    ) % {"n": n}


def _pace(item: Reason) -> str:
    n = item.per_week or 0
    return ngettext("We rekenen met %(n)d uur per week.", "We rekenen met %(n)d uren per week.", n) % {"n": n}


def _wait_for_test(item: Reason) -> str:
    n = item.number or 0
    return ngettext(
        "Na de cursus komt de test. We rekenen met %(n)d dag wachten.",
        "Na de cursus komt de test. We rekenen met %(n)d dagen wachten.",
        n,
    ) % {"n": n}


def _wait_for_retake(item: Reason) -> str:
    n = item.number or 0
    return ngettext(
        "Voor een nieuwe test rekenen we met %(n)d dag.",
        "Voor een nieuwe test rekenen we met %(n)d dagen.",
        n,
    ) % {"n": n}


def _registration(item: Reason) -> str:
    n = item.number or 0
    return ngettext(
        "Voor de inschrijving rekenen we met %(n)d dag.",
        "Voor de inschrijving rekenen we met %(n)d dagen.",
        n,
    ) % {"n": n}


def _not_signed(item: Reason) -> str:
    n = item.number or 0
    return ngettext(
        "Je contract is nog niet getekend. We rekenen met %(n)d dag.",
        "Je contract is nog niet getekend. We rekenen met %(n)d dagen.",
        n,
    ) % {"n": n}


# The sentences of each reason, in order.
REASONS: Mapping[ReasonCode, tuple[Callable[[Reason], str], ...]] = {
    ReasonCode.COURSE_PLANNED: (lambda item: _("Je cursus eindigt volgens plan op %(day)s.") % _day(item),),
    ReasonCode.COURSE_HOURS: (_course_hours, _pace),
    ReasonCode.NO_ADVICE_YET: (_no_advice, _pace),
    ReasonCode.TEST_AFTER_COURSE: (_wait_for_test,),
    ReasonCode.RETAKE: (lambda item: _("Op %(day)s ben je niet geslaagd.") % _day(item), _wait_for_retake),
    ReasonCode.HOURS_LEFT: (_hours_left, _pace),
    ReasonCode.REGISTRATION: (
        lambda item: _("Je moet uiterlijk op %(day)s ingeschreven zijn.") % _day(item),
    ),
    ReasonCode.REGISTRATION_ASSUMED: (_registration,),
    ReasonCode.SUSPENDED: (lambda item: _("Dit staat stil tot en met %(day)s.") % _day(item),),
    ReasonCode.AFTER_OTHER_PART: (
        lambda item: _("Dit begint na een ander onderdeel, rond %(day)s.") % _day(item),
    ),
    ReasonCode.NOT_SIGNED_YET: (_not_signed,),
}


def reason(item: Reason) -> str:
    """Say one reason of a forecast."""
    return " ".join(sentence(item) for sentence in REASONS[item.code])
