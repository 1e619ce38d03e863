"""Attendance and the monthly figures have words for everything they can say."""

from portal.models.activities import ActivityKind
from portal.models.signups import Attendance
from portal.services.municipality_figures import NO_HOURS, NO_KIND
from portal.ui import number_tables
from portal.ui.labels_attendance import ATTENDANCE


def test_every_attendance_has_words_of_its_own():
    assert set(ATTENDANCE) == set(Attendance)
    assert len({str(words) for words in ATTENDANCE.values()}) == len(ATTENDANCE)


def test_every_row_of_a_month_has_a_name_of_its_own():
    codes = [*[kind.value for kind in ActivityKind], NO_KIND, NO_HOURS]

    assert len({number_tables.kind_name(code) for code in codes}) == len(codes)
