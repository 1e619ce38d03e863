"""Words for attendance: on the organiser's list, and for the kinds of the monthly figures."""

from collections.abc import Mapping

from i18n import LazyText
from i18n import lazy_gettext as _l
from portal.models.signups import Attendance

ATTENDANCE: Mapping[Attendance, LazyText] = {
    Attendance.PRESENT: _l("Aanwezig"),
    Attendance.ABSENT: _l("Afwezig"),
    Attendance.UNKNOWN: _l("Onbekend"),
}
