"""Words for sign-ups: where one stands, what became of it, and why one cannot sign up."""

from collections.abc import Mapping

from i18n import LazyText, format_moment
from i18n import gettext as _
from i18n import lazy_gettext as _l
from portal.models.signups import Attendance
from portal.services.signup_choice import Choice
from portal.services.signup_rules import WhyNot
from portal.services.signup_views import Standing
from portal.ui import labels_activities
from portal.ui.html import Tone

STANDINGS: Mapping[Standing, tuple[LazyText, Tone]] = {
    Standing.SEATED: (_l("Je bent ingeschreven"), Tone.GOOD),
    Standing.WAITING: (_l("Je staat op de wachtlijst"), Tone.WARNING),
    Standing.OFF: (_l("Gaat niet door"), Tone.URGENT),
    Standing.ON_AGAIN: (_l("Gaat toch door"), Tone.WARNING),
}

ATTENDANCES: Mapping[Attendance, tuple[LazyText, Tone]] = {
    Attendance.PRESENT: (_l("Je was er"), Tone.GOOD),
    Attendance.ABSENT: (_l("Je was er niet"), Tone.QUIET),
    Attendance.UNKNOWN: (_l("Nog niet ingevuld"), Tone.WARNING),
}


def in_line(number: int) -> str:
    """Say how far somebody is in the line."""
    if number == 1:
        return _("Je bent de eerste in de rij. Komt er een plaats vrij, dan krijg je die en een mail.")
    return _(
        "Je bent nummer %(n)d in de rij. Komt er een plaats vrij voor jou, dan krijg je die en een mail."
    ) % {"n": number}


def why_not(chosen: Choice) -> str:
    """Say why one cannot sign up."""
    if chosen.why_not is WhyNot.TOO_EARLY and chosen.opens_at is not None:
        return _("Inschrijven kan vanaf %(moment)s.") % {"moment": format_moment(chosen.opens_at)}
    return str(labels_activities.REFUSALS[chosen.why_not or WhyNot.NOT_PUBLISHED])
