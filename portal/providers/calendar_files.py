"""Calendar files (RFC 5545): what a phone or a mail program puts in somebody's calendar, and puts right afterwards.

The same entries give the same bytes: every moment in a file comes from the data, none from the clock.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vDuration, vRecur

from portal.clock import BRUSSELS

CONTENT_TYPE = "text/calendar; charset=utf-8"
_PRODUCT = "-//Inburgeringsportaal//Kalender//NL"
_AT = "@inburgeringsportaal"
# No text of ours holds these, and a calendar program may stumble over them (RFC 5545, 3.1).
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class Status(StrEnum):
    """Whether it takes place."""

    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True)
class Entry:
    """One entry. `id` stays the same when it moves, `sequence` grows then; `ends_at` None: nobody knows."""

    id: str
    sequence: int
    changed_at: datetime
    starts_at: datetime
    ends_at: datetime | None
    status: Status
    summary: str
    language: str
    description: str = ""
    location: str = ""
    url: str = ""
    categories: tuple[str, ...] = ()
    takes_time: bool = True


def write(entries: Iterable[Entry], *, name: str, refresh: timedelta | None = None) -> bytes:
    """Write a calendar file; `name` is what a program calls the calendar, `refresh` how often it should look again."""
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", _clean(name))
    calendar.add("x-wr-calname", _clean(name))  # what Google and Apple read
    calendar.add("x-wr-timezone", BRUSSELS.key)
    if refresh is not None:
        calendar.add("refresh-interval", refresh, parameters={"value": "DURATION"})
        calendar.add("x-published-ttl", vDuration(refresh))  # what Outlook reads
    calendar.add_component(brussels())
    for entry in entries:
        calendar.add_component(_event(entry))
    written: bytes = calendar.to_ical()
    return written


def brussels() -> Timezone:
    """Return Europe/Brussels as rules, from 1996 on; a test compares it with the time zone database.

    Written out here: the library lists every change from 1970 to 2038, which is long and which Outlook reads badly.
    """
    zone = Timezone()
    zone.add("tzid", BRUSSELS.key)
    changes = (
        (TimezoneDaylight(), datetime(1996, 3, 31, 2), 1, 2, "CEST", 3),  # noqa: DTZ001 on a clock in Brussels
        (TimezoneStandard(), datetime(1996, 10, 27, 3), 2, 1, "CET", 10),  # noqa: DTZ001
    )
    for change, starts, before, after, name, month in changes:
        change.add("dtstart", starts)
        change.add("tzoffsetfrom", timedelta(hours=before))
        change.add("tzoffsetto", timedelta(hours=after))
        change.add("tzname", name)
        change.add("rrule", vRecur(freq="YEARLY", bymonth=month, byday="-1SU"))
        zone.add_component(change)
    return zone


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", f"{entry.id}{_AT}")
    event.add("sequence", entry.sequence)
    event.add("dtstamp", _whole(entry.changed_at))  # without METHOD this is when it last changed (3.8.7.2)
    event.add("last-modified", _whole(entry.changed_at))
    event.add("dtstart", _moment(entry.starts_at))
    if entry.ends_at is not None:
        event.add("dtend", _moment(entry.ends_at))
    event.add("status", entry.status.value)
    event.add("transp", "OPAQUE" if entry.takes_time else "TRANSPARENT")
    for name, text in (("summary", entry.summary), ("description", entry.description)):
        if text:
            event.add(name, _clean(text), parameters={"language": entry.language})
    if entry.location:
        event.add("location", _clean(entry.location))
    if entry.url:
        event.add("url", entry.url)
    if entry.categories:
        event.add("categories", [_clean(text) for text in entry.categories])
    return event


def _moment(moment: datetime) -> datetime:
    shown = _whole(moment).astimezone(BRUSSELS)
    # Of an hour that the clock shows twice, a file can name only the first: the second is written in UTC.
    return _whole(moment) if shown.fold else shown


def _whole(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


def _clean(text: str) -> str:
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
