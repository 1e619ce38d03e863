"""Days and terms: adding months, periods that stand still, working days. Pure, and never past the calendar's end."""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import holidays

_DAY = timedelta(days=1)
_SATURDAY = 5
_MONTHS = 12
_COUNTRY = holidays.country_holidays("BE")


@dataclass(frozen=True, order=True)
class Period:
    """Days from `first` to `last`, both included."""

    first: date
    last: date

    def covers(self, day: date) -> bool:
        """Say whether a day lies in the period."""
        return self.first <= day <= self.last


def add_days(day: date, days: int) -> date:
    """Return the day so many days later; the calendar's last day when that is too far."""
    return date.max if days > (date.max - day).days else day + timedelta(days=days)


def add_months(day: date, months: int) -> date:
    """Return the same day so many months later, or that month's last day; 31 January + 1 is 28 February."""
    year, month = divmod(day.year * _MONTHS + day.month - 1 + months, _MONTHS)
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def merged(periods: Iterable[Period]) -> tuple[Period, ...]:
    """Return the same days as periods that neither overlap nor touch, in order."""
    result: list[Period] = []
    for period in sorted(periods):
        if result and period.first <= add_days(result[-1].last, 1):
            result[-1] = Period(result[-1].first, max(result[-1].last, period.last))
        else:
            result.append(period)
    return tuple(result)


def moved(start: date, due: date, periods: Iterable[Period]) -> date:
    """Return where a term that runs from `start` to `due` ends when the days of `periods` do not count.

    The day it counts from is no day of the term; its last day is. A period that begins after the term has ended,
    the moves before it included, changes nothing.
    """
    for period in merged(periods):
        first = max(period.first, add_days(start, 1))
        if first > due:
            break
        if period.last >= first:
            due = add_days(due, (period.last - first).days + 1)
    return due


def first_free_day(day: date, periods: Iterable[Period]) -> date:
    """Return the day itself, or the first one after the period that covers it."""
    for period in merged(periods):
        if period.covers(day):
            return add_days(period.last, 1)
    return day


def next_working_day(day: date) -> date:
    """Return the day itself, or the first one after it that is no weekend day and no Belgian public holiday."""
    while day < date.max and (day.weekday() >= _SATURDAY or day in _COUNTRY):
        day += _DAY
    return day
