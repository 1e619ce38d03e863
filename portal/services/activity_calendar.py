"""When an activity takes place: how an organiser tells it, and the gatherings that follow from that.

Hours are hours on a clock in Brussels: two o'clock stays two o'clock when summer time begins or ends. An hour that the
clock skips (02:30 on the last Sunday of March) becomes the hour that the clock then shows, 03:30; an hour that comes
twice is the first of the two.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from portal.clock import BRUSSELS
from portal.models.activities import CalendarKind

HORIZON = timedelta(days=183)  # how far ahead gatherings of a pattern are made; a job makes the next ones
_WEEK = 7

Weekday = Annotated[int, Field(ge=0, le=6)]


class _Told(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Slot(_Told):
    """One gathering that was told by itself: its start and end on a clock in Brussels."""

    starts: datetime
    ends: datetime


class OpeningHours(_Told):
    """The same hours on some days of the week; Monday is 0. An end before the start is on the next day."""

    days: tuple[Weekday, ...]
    opens: time
    closes: time


class Closed(_Told):
    """Days on which the pattern does not hold, with the reason per language if there is one."""

    first: date
    last: date
    note: dict[str, str] = Field(default_factory=dict)


class Calendar(_Told):
    """The calendar as it was told. `slots`: single and multiple; the rest: periodic and permanent."""

    kind: CalendarKind = CalendarKind.SINGLE
    slots: tuple[Slot, ...] = ()
    first: date | None = None
    last: date | None = None
    every_weeks: int = Field(default=1, ge=1, le=8)
    hours: tuple[OpeningHours, ...] = ()
    closed: tuple[Closed, ...] = ()

    @property
    def is_pattern(self) -> bool:
        """Say whether the gatherings follow from a pattern."""
        return self.kind in {CalendarKind.PERIODIC, CalendarKind.PERMANENT}


@dataclass(frozen=True)
class Gathering:
    """One gathering that follows from a calendar."""

    key: str
    starts_at: datetime
    ends_at: datetime
    day: date
    starts_minute: int


def gathering(starts: datetime, ends: datetime) -> Gathering:
    """Make a gathering of two moments on a clock in Brussels."""
    starts_at, ends_at = brussels(starts), brussels(ends)
    if ends_at <= starts_at:  # both fell into the hour that the clock skips
        ends_at = starts_at + (ends - starts)
    shown = starts_at.astimezone(BRUSSELS)
    return Gathering(key_of(starts), starts_at, ends_at, shown.date(), shown.hour * 60 + shown.minute)


def key_of(starts: datetime) -> str:
    """Write a start as an occurrence's key."""
    return starts.replace(tzinfo=None).isoformat(timespec="minutes")


def brussels(wall: datetime) -> datetime:
    """Return the moment, in UTC, at which a clock in Brussels shows this."""
    return wall.replace(tzinfo=BRUSSELS, fold=0).astimezone(UTC)


def expand(calendar: Calendar, *, today: date, until: date | None = None) -> tuple[Gathering, ...]:
    """Return the gatherings in order; of a pattern those from today on, until `until` or the horizon."""
    if not calendar.is_pattern:
        told = {slot.starts: slot for slot in calendar.slots if slot.ends > slot.starts}
        return tuple(gathering(slot.starts, slot.ends) for _, slot in sorted(told.items()))
    last = min(calendar.last or date.max, until or today + HORIZON)
    spans = sorted({span for day in _days(calendar, today, last) for span in _spans(calendar, day)})
    by_start = {starts: gathering(starts, ends) for starts, ends in spans}
    return tuple(by_start.values())


def _days(calendar: Calendar, today: date, last: date) -> Iterator[date]:
    # Weeks are counted from the first day, so that "every two weeks" does not shift with the day it is today.
    anchor = calendar.first or date(2024, 1, 1)
    monday = anchor - timedelta(days=anchor.weekday())
    day = max(anchor, today) if calendar.first else today
    while day <= last:
        weeks = (day - monday).days // _WEEK
        shut = any(closed.first <= day <= closed.last for closed in calendar.closed)
        if weeks % calendar.every_weeks == 0 and not shut:
            yield day
        day += timedelta(days=1)


def _spans(calendar: Calendar, day: date) -> Iterator[tuple[datetime, datetime]]:
    for hours in calendar.hours:
        if day.weekday() not in hours.days:
            continue
        starts, ends = datetime.combine(day, hours.opens), datetime.combine(day, hours.closes)
        yield starts, ends if ends > starts else ends + timedelta(days=1)
