"""Every code of an activity has its words."""

from itertools import pairwise
from pathlib import Path

import pytest

from portal.models.activities import (
    Accessibility,
    ActivityKind,
    ActivityState,
    ActivityTheme,
    AttendanceMode,
    Audience,
    Booking,
    CalendarKind,
    HoursReason,
    PriceKind,
    RefusalReason,
)
from portal.models.signups import Attendance
from portal.services import signups
from portal.services.activity_facts import REQUIRED, WISHED, FieldName
from portal.services.activity_search import DAY_PARTS, DayPart, Order
from portal.services.signup_rules import WhyNot
from portal.services.signup_views import Standing
from portal.ui import labels_activities, labels_audit, signup_words

TABLES = [
    (labels_activities.STATES, ActivityState), (labels_activities.KINDS, ActivityKind), (labels_activities.THEMES, ActivityTheme),
    (labels_activities.MODES, AttendanceMode), (labels_activities.CALENDARS, CalendarKind), (labels_activities.AUDIENCES, Audience),
    (labels_activities.HOURS_REASONS, HoursReason), (labels_activities.ACCESSIBILITY, Accessibility), (labels_activities.BOOKINGS, Booking),
    (labels_activities.PRICES, PriceKind), (labels_activities.REFUSAL_REASONS, RefusalReason), (labels_activities.DAY_PARTS, DayPart),
    (labels_activities.ORDERS, Order), (labels_activities.FIELDS, FieldName),
    (signup_words.STANDINGS, Standing), (signup_words.ATTENDANCES, Attendance),
]  # fmt: skip


@pytest.mark.parametrize(("table", "kind"), TABLES, ids=lambda value: getattr(value, "__name__", ""))
def test_every_code_has_its_words(table, kind):
    assert set(table) == set(kind)


def test_every_reason_why_somebody_cannot_sign_up_has_its_words():
    assert set(WhyNot) - set(labels_activities.REFUSALS) == set()


@pytest.mark.parametrize("act", ["sign-up.made", "sign-up.cancelled", "sign-up.moved-up"])
def test_what_happened_to_a_sign_up_is_named_to_whose_it_is(act):
    assert f'"{act}"' in Path(signups.__file__).read_text()
    assert act in labels_audit.ACTS


def test_every_level_of_dutch_has_its_words():
    assert set(labels_activities.TAALICONEN) == {1, 2, 3, 4}


def test_every_field_that_can_lack_is_weighed():
    assert set(REQUIRED) | set(WISHED) == set(FieldName)
    assert not set(REQUIRED) & set(WISHED)


def test_the_parts_of_a_day_are_the_whole_day():
    spans = sorted(DAY_PARTS.values())

    assert spans[0][0] == 0
    assert spans[-1][1] == 24 * 60
    assert all(before[1] == after[0] for before, after in pairwise(spans))
