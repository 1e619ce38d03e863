"""Events of an iCalendar file (RFC 5545). What repeats weekly becomes the portal's own pattern; what repeats otherwise, its days.

`dateutil` works out the other repetitions; `_is_plain` refuses those that would never give a day, since it would look for
them until the year 9999.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import icalendar
from dateutil.rrule import rrulestr

from portal.clock import BRUSSELS
from portal.models.activities import ActivitySource
from portal.providers.activity_files import rows
from portal.providers.activity_files.rows import BadActivities, BadRow, Flaw, Note, ReadFile, Reading, ReadRow

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DAY = timedelta(days=1)
AHEAD = timedelta(days=214)  # a month more than the portal plans, so that the days change once a month
_OLDEST = timedelta(days=3660)
_MOST_WEEKS, _MOST_STEPS, _MOST_TIMES, _MOST_DAYS = 8, 60, 1000, 31
_SAME_CLOCK = frozenset({
    "Europe/Brussels", "Europe/Amsterdam", "Europe/Paris", "Europe/Berlin", "Europe/Luxembourg", "CET", "Romance Standard Time",
    "W. Europe Standard Time",
})  # fmt: skip
Event = Any  # icalendar carries no useful types for its components


def looks_like_icalendar(content: bytes) -> bool:
    """Say whether a file can be iCalendar."""
    return content.lstrip(b"\xef\xbb\xbf \t\r\n")[:15].upper() == b"BEGIN:VCALENDAR"


def read(content: bytes, *, today: date) -> ReadFile:
    """Read the events of a calendar.

    Raises:
        BadActivities: it is no iCalendar file, or there are no events in it, or too many.
    """
    if content.upper().count(b"BEGIN:VEVENT") > rows.MOST_ROWS:
        raise BadActivities("file", f"more than {rows.MOST_ROWS} events", Flaw.TOO_MANY)
    try:
        calendars = icalendar.Calendar.from_ical(content.decode("utf-8-sig", errors="replace"), multiple=True)
    except (ValueError, IndexError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BadActivities("file", "it is not valid iCalendar", Flaw.BROKEN) from error
    reading = Reading(ActivitySource.ICALENDAR)
    found: dict[str, list[Event]] = defaultdict(list)
    for calendar in calendars:
        is_cancelled = str(calendar.get("METHOD", "")).upper() == "CANCEL"
        for event in calendar.walk("VEVENT"):
            if is_cancelled:
                event["STATUS"] = "CANCELLED"
            found[rows.one_line(str(event.get("UID", "")), rows.LONGEST_ID)].append(event)
    for number, (uid, events) in enumerate(found.items(), start=1):
        _take(reading, uid, str(number), events, today)
    return reading.file()


def _take(reading: Reading, uid: str, number: str, events: list[Event], today: date) -> None:
    if not uid:
        reading.reject(
            number, Flaw.NO_ID, title=_text(events[0], "SUMMARY")[: rows.LONGEST_TITLE], field="UID"
        )
        return
    title = ""
    try:
        masters = [event for event in events if "RECURRENCE-ID" not in event] or events[:1]
        title = _text(masters[0], "SUMMARY")
        others = [event for event in events if "RECURRENCE-ID" in event and event is not masters[0]]
        reading.add(_row(uid, max(masters, key=_sequence), others, today))
    except BadRow as error:
        reading.reject(
            uid or number, error.flaw, source_id=uid, title=title[: rows.LONGEST_TITLE], field=error.place
        )
    except (ValueError, TypeError, AttributeError, OverflowError, KeyError, IndexError):
        # a value that the library could not read shows only when it is asked for
        reading.reject(uid or number, Flaw.BAD_VALUE, source_id=uid, title=title[: rows.LONGEST_TITLE])


def _sequence(event: Event) -> int:
    said = str(event.get("SEQUENCE", "0"))
    return int(said) if said.isdecimal() else 0


def _row(uid: str, event: Event, others: Sequence[Event], today: date) -> ReadRow:
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        return ReadRow(uid, uid, gone=True)
    notes: list[Note] = []
    title = _text(event, "SUMMARY")
    if not title:
        raise BadRow("SUMMARY", "there is no title", Flaw.NO_TITLE)
    text = {
        "title": rows.titled(title, notes),
        "description": rows.described(_text(event, "DESCRIPTION"), notes),
    }
    values: dict[str, Any] = {"main_language": "nl", "texts": {"nl": text}, "booking": "not-needed"}
    values["calendar"] = _calendar(event, others, today, notes)
    values["taalicoon"], values["labels"] = rows.split_labels(_categories(event), notes)
    place = _place(_text(event, "LOCATION"))
    locality = str(place.pop("locality", ""))
    values |= place
    values["contact_url"] = rows.web_address(str(event.get("URL", "")))
    if str(event.get("STATUS", "")).upper() == "TENTATIVE":
        notes.append(Note.NOT_PUBLIC)
    return ReadRow(uid, uid, values, locality, notes=rows.unique(notes))


def _text(event: Event, name: str) -> str:
    value = event.get(name, "")
    return rows.plain(str(value[0] if isinstance(value, list) and value else value))


def _categories(event: Event) -> list[str]:
    found = event.get("CATEGORIES", [])
    named = found if isinstance(found, list) else [found]
    return [str(one) for group in named for one in getattr(group, "cats", [group])]


def _place(location: str) -> dict[str, str]:
    """Take a place apart as calendars write it: `name, street 1, 3000 Leuven`; an address of the web is no place."""
    if rows.web_address(location):
        return {"mode": "online", "online_url": location.strip()}
    pieces = [piece.strip() for piece in location.replace("\n", ",").split(",") if piece.strip()]
    found: dict[str, str] = {}
    for piece in list(pieces):
        code, _space, town = piece.removeprefix("B-").partition(" ")
        if len(code) == rows.POSTCODE_DIGITS and code.isdecimal() and code.isascii() and code[0] != "0":
            found |= {"postcode": code, "locality": town.strip()}
            pieces.remove(piece)
            break
    pieces = [piece for piece in pieces if piece.casefold() not in {"belgië", "belgium", "belgique"}]
    found["venue"] = pieces[0][:200] if pieces else ""
    found["street"] = ", ".join(pieces[1:])[:200]
    return found


# ── when ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _calendar(event: Event, others: Sequence[Event], today: date, notes: list[Note]) -> dict[str, Any]:
    starts, ends = _span(event, notes)
    rules = event.get("RRULE")
    if rules is None and "RDATE" not in event and not others:
        return rows.told_slots("DTEND", [rows.slot("DTEND", starts, ends, notes)])
    if isinstance(rules, list):
        raise BadRow("RRULE", "more than one rule", Flaw.RECURRENCE)
    off = _moments(event, "EXDATE") | {_recurrence(other) for other in others if _is_off(other)}
    moved = [other for other in others if not _is_off(other)]
    rule = {name: [str(one) for one in value] for name, value in (rules or {}).items()}
    if _is_weekly(event, rule, moved, ends - starts):
        return _weekly(event, rule, starts, ends, off)
    slots = _told(event, rule, starts, ends - starts, today)
    replaced = off | {_recurrence(other) for other in moved}
    kept = [rows.slot("DTEND", one, one + (ends - starts), []) for one in slots if one not in replaced]
    kept += [rows.slot("DTEND", *_span(other, notes), notes) for other in moved]
    if not kept:
        raise BadRow("RRULE", "no day is left", Flaw.OVER)
    return rows.told_slots("RRULE", kept)


def _span(event: Event, notes: list[Note]) -> tuple[datetime, datetime]:
    told = event.get("DTSTART")
    begin = getattr(told, "dt", None)
    if not isinstance(begin, date):
        raise BadRow("DTSTART", "there is no start", Flaw.BAD_DAY)
    end, length = getattr(event.get("DTEND"), "dt", None), getattr(event.get("DURATION"), "dt", None)
    if not isinstance(begin, datetime):
        notes.append(Note.WHOLE_DAY)
        after = end if isinstance(end, date) else begin + (length if isinstance(length, timedelta) else _DAY)
        last = max(begin, after - _DAY)
        return datetime.combine(_fits(begin), time.min), datetime.combine(_fits(last), rows.WHOLE_DAY_ENDS)
    if end is None and isinstance(length, timedelta):
        end = begin + length
    if not isinstance(end, datetime):
        raise BadRow("DTEND", "nobody says when it ends", Flaw.NO_LENGTH)
    return rows.wall(_fits(begin)), rows.wall(_fits(end))


def _fits(moment: Any) -> Any:
    if not rows.YEARS[0] <= moment.year <= rows.YEARS[1]:
        raise BadRow("DTSTART", "not a year of ours", Flaw.BAD_DAY)
    return moment


def _moments(event: Event, name: str) -> set[datetime]:
    found = event.get(name, [])
    told = [
        one.dt
        for group in (found if isinstance(found, list) else [found])
        for one in getattr(group, "dts", [])
    ]
    if any(isinstance(one, tuple) for one in told):
        raise BadRow(name, "a period", Flaw.RECURRENCE)
    return {_start(one) for one in told}


def _start(value: date | datetime) -> datetime:
    return rows.wall(value) if isinstance(value, datetime) else datetime.combine(value, time.min)


def _recurrence(event: Event) -> datetime:
    said = getattr(event.get("RECURRENCE-ID"), "dt", None)
    if not isinstance(said, date):
        raise BadRow("RECURRENCE-ID", "not a moment", Flaw.BAD_DAY)
    return _start(said)


def _is_off(event: Event) -> bool:
    return str(event.get("STATUS", "")).upper() == "CANCELLED"


def _is_weekly(event: Event, rule: dict[str, list[str]], moved: Sequence[Event], length: timedelta) -> bool:
    begin = event.get("DTSTART").dt
    clock = str(getattr(getattr(begin, "tzinfo", None), "key", getattr(begin, "tzinfo", "")))
    same_clock = getattr(begin, "tzinfo", None) is None or clock in _SAME_CLOCK
    weeks = rule.get("INTERVAL", ["1"])[0]
    return (
        rule.get("FREQ") == ["WEEKLY"] and rule.keys() <= {"FREQ", "INTERVAL", "BYDAY", "UNTIL", "WKST"} and rule.get("WKST", ["MO"]) == ["MO"]
        and weeks.isdecimal() and 1 <= int(weeks) <= _MOST_WEEKS and set(rule.get("BYDAY", [])) <= set(_WEEKDAYS)
        and not moved and "RDATE" not in event and same_clock and length <= _DAY
    )  # fmt: skip


def _weekly(
    event: Event, rule: dict[str, list[str]], starts: datetime, ends: datetime, off: Iterable[datetime]
) -> dict[str, Any]:
    days = sorted(_WEEKDAYS.index(one) for one in rule.get("BYDAY", [])) or [starts.weekday()]
    values: dict[str, Any] = {
        "kind": "periodic" if "UNTIL" in rule else "permanent",
        "first": starts.date().isoformat(),
        "every_weeks": int(rule.get("INTERVAL", ["1"])[0]),
        "hours": [{"days": days, "opens": starts.time().isoformat(), "closes": ends.time().isoformat()}],
        "closed": [
            {"first": one.isoformat(), "last": one.isoformat()} for one in sorted({day.date() for day in off})
        ],
    }
    if "UNTIL" in rule:
        until = event["RRULE"]["UNTIL"][0]
        last = _start(_fits(until))
        # an end at an hour before that day's gathering leaves the gathering out
        is_out = isinstance(until, datetime) and last.time() < starts.time()
        values["last"] = (last.date() - _DAY if is_out else last.date()).isoformat()
        if values["last"] < values["first"]:
            raise BadRow("RRULE", "it ends before it begins", Flaw.OUT_OF_ORDER)
    return values


def _told(
    event: Event, rule: dict[str, list[str]], starts: datetime, length: timedelta, today: date
) -> list[datetime]:
    """Return the starts of a repetition that is not simply weekly, until some months ahead."""
    found = {starts} | _moments(event, "RDATE")
    if rule:
        if not _is_plain(rule):
            raise BadRow("RRULE", "a rule that the portal does not follow", Flaw.RECURRENCE)
        begin = event.get("DTSTART").dt
        first = begin if isinstance(begin, datetime) else datetime.combine(begin, time.min)
        if starts.date() < today - _OLDEST:
            raise BadRow("RRULE", "it began too long ago", Flaw.RECURRENCE)
        until = datetime.combine(today.replace(day=1) + AHEAD, time.min)
        written = rrulestr(event["RRULE"].to_ical().decode(), dtstart=first)
        since = datetime.combine(today.replace(day=1), time.min)
        ends = until.replace(tzinfo=BRUSSELS).astimezone(first.tzinfo) if first.tzinfo else until
        begins = since.replace(tzinfo=BRUSSELS).astimezone(first.tzinfo) if first.tzinfo else since
        found = {one for one in found if one >= since} | {
            rows.wall(one) for one in written.between(begins - length, ends, inc=True)
        }
    if len(found) > rows.MOST_SLOTS:
        raise BadRow("RRULE", f"more than {rows.MOST_SLOTS} days", Flaw.TOO_MANY_DAYS)
    return sorted(found)


def _is_plain(rule: dict[str, list[str]]) -> bool:
    """Say whether a rule surely gives a day now and then: one way of choosing days, within what a month has."""
    frequency, keys = rule.get("FREQ", [""])[0], rule.keys() - {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST"}
    allowed = {
        "DAILY": set(),
        "WEEKLY": {"BYDAY"},
        "MONTHLY": {"BYDAY", "BYMONTHDAY", "BYSETPOS"},
        "YEARLY": set(),
    }
    numbers = rule.get("INTERVAL", []) + rule.get("COUNT", [])
    if (
        frequency not in allowed
        or not keys <= allowed[frequency]
        or not all(one.isdecimal() for one in numbers)
    ):
        return False
    if (
        not 1 <= int(rule.get("INTERVAL", ["1"])[0]) <= _MOST_STEPS
        or int(rule.get("COUNT", ["1"])[0]) > _MOST_TIMES
    ):
        return False
    has_ordinals = any(one not in _WEEKDAYS for one in rule.get("BYDAY", []))
    if "BYSETPOS" in keys and (
        has_ordinals
        or "BYDAY" not in keys
        or not set(rule["BYSETPOS"]) <= {"1", "2", "3", "4", "-1", "-2", "-3", "-4"}
    ):
        return False
    if has_ordinals and any(
        one[-2:] not in _WEEKDAYS or one[:-2].lstrip("+-") not in set("12345")
        for one in rule["BYDAY"]
        if one not in _WEEKDAYS
    ):
        return False
    if frequency == "WEEKLY" and has_ordinals:
        return False
    days = rule.get("BYMONTHDAY", [])
    return not ("BYDAY" in keys and days) and all(
        one.lstrip("-").isdecimal() and 1 <= abs(int(one)) <= _MOST_DAYS for one in days
    )
