"""From how an organiser tells it to gatherings: weeks, exceptions, nights, and clocks that change."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from portal.clock import BRUSSELS
from portal.models.activities import CalendarKind
from portal.services import activity_calendar
from portal.services.activity_calendar import Calendar, Closed, OpeningHours, Slot

MONDAY = date(2026, 3, 9)


def pattern(*days: int, opens=time(14), closes=time(16), **facts) -> Calendar:
    hours = (OpeningHours(days=days, opens=opens, closes=closes),)
    return Calendar(kind=facts.pop("kind", CalendarKind.PERIODIC), hours=hours, **facts)


def days(calendar: Calendar, *, today=MONDAY, until=date(2026, 5, 3)) -> list[date]:
    return [item.day for item in activity_calendar.expand(calendar, today=today, until=until)]


def shown(moment: datetime) -> str:
    return moment.astimezone(BRUSSELS).strftime("%d %H:%M")


def test_every_week_on_the_same_day():
    calendar = pattern(3, first=date(2026, 3, 12), last=date(2026, 4, 2))

    assert days(calendar) == [date(2026, 3, 12), date(2026, 3, 19), date(2026, 3, 26), date(2026, 4, 2)]


def test_every_two_weeks_counts_from_the_first_day_whatever_day_it_is_today():
    calendar = pattern(3, first=date(2026, 3, 5), last=date(2026, 4, 2), every_weeks=2)

    assert days(calendar) == [date(2026, 3, 19), date(2026, 4, 2)]
    assert days(calendar, today=date(2026, 3, 13)) == [date(2026, 3, 19), date(2026, 4, 2)]


def test_closed_days_are_left_out():
    calendar = pattern(
        0,
        3,
        first=MONDAY,
        last=date(2026, 3, 31),
        closed=(Closed(first=date(2026, 3, 16), last=date(2026, 3, 22)),),
    )

    assert days(calendar) == [date(2026, 3, d) for d in (9, 12, 23, 26, 30)]


def test_hours_over_midnight_end_on_the_next_day():
    calendar = pattern(4, opens=time(22), closes=time(2), first=MONDAY, last=date(2026, 3, 15))

    (night,) = activity_calendar.expand(calendar, today=MONDAY)

    assert (shown(night.starts_at), shown(night.ends_at)) == ("13 22:00", "14 02:00")


@pytest.mark.parametrize(
    ("day", "begins", "ends", "minutes"),
    [
        (date(2026, 3, 29), "29 03:30", "29 05:00", 90),  # 02:30 does not exist that night
        (date(2026, 10, 25), "25 02:30", "25 05:00", 210),  # 02:30 comes twice: the first one
        (date(2026, 10, 24), "24 02:30", "24 05:00", 150),
    ],
)
def test_the_night_the_clock_changes(day, begins, ends, minutes):
    (item,) = activity_calendar.expand(
        pattern(day.weekday(), opens=time(2, 30), closes=time(5), first=day, last=day), today=day
    )

    assert (shown(item.starts_at), shown(item.ends_at)) == (begins, ends)
    assert (item.ends_at - item.starts_at) == timedelta(minutes=minutes)


def test_a_pattern_without_an_end_goes_as_far_as_the_horizon():
    found = days(pattern(0, kind=CalendarKind.PERMANENT), until=None)

    assert MONDAY in found
    assert found[-1] <= MONDAY + activity_calendar.HORIZON
    assert len(found) == 27


def test_days_told_one_by_one_come_in_order_and_once():
    late, early = datetime(2026, 3, 20, 9), datetime(2026, 3, 10, 9)  # noqa: DTZ001 on a clock in Brussels
    hour = timedelta(hours=1)
    slots = (
        Slot(starts=late, ends=late + hour),
        Slot(starts=early, ends=early + hour),
        Slot(starts=late, ends=late + hour),
    )

    found = activity_calendar.expand(Calendar(kind=CalendarKind.MULTIPLE, slots=slots), today=MONDAY)

    assert [item.key for item in found] == ["2026-03-10T09:00", "2026-03-20T09:00"]


def test_a_gathering_that_ends_before_it_begins_is_none():
    begins = datetime(2026, 3, 20, 9)  # noqa: DTZ001 on a clock in Brussels
    backwards = Slot(starts=begins, ends=begins - timedelta(hours=1))

    assert activity_calendar.expand(Calendar(slots=(backwards,)), today=MONDAY) == ()


@given(
    weekday=some.integers(0, 6), opens=some.times(), closes=some.times(),
    first=some.dates(date(2026, 1, 1), date(2027, 12, 31)), weeks=some.integers(1, 8),
)  # fmt: skip
def test_whatever_is_told_gatherings_end_after_they_begin_and_their_keys_differ(
    weekday, opens, closes, first, weeks
):
    calendar = pattern(
        weekday,
        opens=opens.replace(second=0, microsecond=0),
        closes=closes.replace(second=0, microsecond=0),
        first=first,
        every_weeks=weeks,
    )

    found = activity_calendar.expand(calendar, today=first)

    assert all(item.ends_at > item.starts_at for item in found)
    assert all(item.day.weekday() == weekday or opens.hour == 2 for item in found)
    assert len({item.key for item in found}) == len(found)
    assert [item.starts_at for item in found] == sorted(item.starts_at for item in found)
