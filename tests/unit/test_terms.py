"""Days and terms."""

from datetime import date

import pytest

from portal.services.terms import (
    Period,
    add_days,
    add_months,
    first_free_day,
    merged,
    moved,
    next_working_day,
)

START, DUE = date(2026, 1, 15), date(2026, 3, 15)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2023, 12, 31), 2, date(2024, 2, 29)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 1, 15), 12, date(2027, 1, 15)),
        (date(9999, 12, 1), 2, date.max),
    ],
)
def test_a_month_later_is_the_same_day_or_the_last_of_the_month(day, months, expected):
    assert add_months(day, months) == expected


def test_a_day_past_the_end_of_the_calendar_is_its_last_day():
    assert add_days(date(9999, 12, 30), 5) == date.max


def test_periods_that_overlap_or_touch_are_one():
    one, two, three = (Period(date(2026, 2, a), date(2026, 2, b)) for a, b in ((1, 5), (6, 9), (8, 12)))

    assert merged([three, one, two]) == (Period(date(2026, 2, 1), date(2026, 2, 12)),)


def test_a_period_inside_a_term_moves_its_end_by_its_days():
    assert moved(START, DUE, [Period(date(2026, 2, 1), date(2026, 2, 10))]) == date(2026, 3, 25)


def test_a_period_before_the_term_moves_nothing():
    assert moved(START, DUE, [Period(date(2026, 1, 1), START)]) == DUE


def test_a_period_that_begins_on_the_last_day_still_counts():
    assert moved(START, DUE, [Period(DUE, date(2026, 3, 17))]) == date(2026, 3, 18)


def test_a_period_that_begins_when_the_term_is_over_moves_nothing():
    assert moved(START, DUE, [Period(date(2026, 3, 16), date(2026, 4, 16))]) == DUE


def test_a_period_that_began_before_the_term_counts_from_its_first_day():
    assert moved(START, DUE, [Period(date(2026, 1, 10), date(2026, 1, 20))]) == date(2026, 3, 20)


def test_a_period_inside_the_moved_part_moves_again():
    first, second = Period(date(2026, 3, 1), date(2026, 3, 10)), Period(date(2026, 3, 20), date(2026, 3, 21))

    assert moved(START, DUE, [second, first]) == date(2026, 3, 27)


def test_the_first_free_day_comes_after_the_period_that_covers_it():
    period = Period(date(2026, 2, 1), date(2026, 2, 10))

    assert first_free_day(date(2026, 2, 4), [period]) == date(2026, 2, 11)
    assert first_free_day(date(2026, 2, 11), [period]) == date(2026, 2, 11)


def test_a_working_day_is_no_weekend_and_no_public_holiday():
    assert next_working_day(date(2026, 5, 1)) == date(2026, 5, 4)  # Friday, Labour Day
    assert next_working_day(date(2026, 5, 5)) == date(2026, 5, 5)
