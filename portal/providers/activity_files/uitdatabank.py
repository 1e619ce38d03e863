"""Events as UiTdatabank publishes them: its JSON-LD, one event, a list of them, or a page of its search."""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from datetime import time
from decimal import Decimal, InvalidOperation
from typing import Any

from portal.models.activities import (
    Accessibility,
    ActivityKind,
    ActivitySource,
    ActivityTheme,
    Booking,
    HoursReason,
)
from portal.providers import uitdatabank_terms
from portal.providers.activity_files import rows, uitdatabank_types
from portal.providers.activity_files.rows import BadActivities, BadRow, Flaw, Note, ReadFile, Reading, ReadRow

_MEMBERS = ("member", "hydra:member", "@graph")
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_OFF = frozenset({"Unavailable", "TemporarilyUnavailable"})
_GONE, _NOT_YET = frozenset({"DELETED", "REJECTED"}), frozenset({"DRAFT", "READY_FOR_VALIDATION"})
_HOUR = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)(:[0-5]\d)?")
_MIDNIGHT = 24
_AGES = re.compile(r"(\d{0,3})-(\d{0,3})")
_MOST_CENTS = Decimal("0.01")
MODES = {"offline": "on-site", "online": "online", "mixed": "mixed"}
AUDIENCES = {"everyone": "everyone", "members": "members", "education": "education"}
Json = Mapping[str, Any]


def looks_like_json(content: bytes) -> bool:
    """Say whether a file can be JSON."""
    return content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}


def read(content: bytes) -> ReadFile:
    """Read events from JSON.

    Raises:
        BadActivities: it is no JSON, or there are no events in it, or too many.
    """
    try:
        whole = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:  # also of the encoding
        raise BadActivities("file", "it is not valid JSON", Flaw.BROKEN) from error
    members, complete = _members(whole)
    if len(members) > rows.MOST_ROWS:
        raise BadActivities("file", f"more than {rows.MOST_ROWS} activities", Flaw.TOO_MANY)
    reading = Reading(ActivitySource.UITDATABANK)
    for number, member in enumerate(members, start=1):
        _take(reading, str(number), member)
    return reading.file(complete=complete)


def _members(whole: object) -> tuple[list[Any], bool]:
    if isinstance(whole, list):
        return whole, True
    if not isinstance(whole, dict):
        raise BadActivities("file", "there is no event in it", Flaw.EMPTY)
    for name in _MEMBERS:
        if isinstance(members := whole.get(name), list):
            total = whole.get("totalItems", whole.get("hydra:totalItems"))
            return members, not isinstance(total, int) or total <= len(members)
    return [whole], True


def _take(reading: Reading, number: str, member: object) -> None:
    if not isinstance(member, dict):
        reading.reject(number, Flaw.NO_EVENT)
        return
    source_id = _id(member)
    place = source_id or number
    try:
        reading.add(_row(place, source_id, member))
    except BadRow as error:
        title = rows.one_line(_in_language(member.get("name"), _main(member)), rows.LONGEST_TITLE)
        reading.reject(place, error.flaw, source_id=source_id, title=title, field=error.place)


def _id(event: Json) -> str:
    named = event.get("@id", event.get("id"))
    return (
        rows.one_line(named.rstrip("/").rsplit("/", 1)[-1], rows.LONGEST_ID) if isinstance(named, str) else ""
    )


def _main(event: Json) -> str:
    chosen = event.get("mainLanguage")
    return str(chosen) if rows.is_language(chosen) else "nl"


def _row(place: str, source_id: str, event: Json) -> ReadRow:
    if not source_id:
        raise BadRow("id", "there is no @id", Flaw.NO_ID)
    if _word(event.get("workflowStatus")) in _GONE or _type(event.get("status")) in _OFF:
        return ReadRow(place, source_id, gone=True)
    if not ({"name", "calendarType", "location"} & event.keys()):
        flaw = Flaw.ONLY_ADDRESS if set(event) <= {"@id", "@type", "@context"} else Flaw.NO_EVENT
        raise BadRow("event", "an address without the event", flaw)
    notes: list[Note] = []
    main = _main(event)
    values: dict[str, Any] = {"main_language": main, "texts": _texts(event, main, notes)}
    if not values["texts"].get(main, {}).get("title"):
        raise BadRow("name", "there is no name in the main language", Flaw.NO_TITLE)
    calendar = _calendar(event, notes)
    if calendar is None:  # every day of it is off
        return ReadRow(place, source_id, gone=True)
    values["calendar"] = calendar
    where, locality = _where(event, main)
    labels = _strings(event.get("labels")) + _strings(event.get("hiddenLabels"))
    values |= where | _who(event) | _contact(event) | _terms(event, labels)
    values["prices"] = _prices(event)
    shown = [label for label in labels if not label.startswith(uitdatabank_terms.OWN)]
    values["taalicoon"], values["labels"] = rows.split_labels(shown, notes)
    if _word(event.get("workflowStatus")) in _NOT_YET:
        notes.append(Note.NOT_PUBLIC)
    if _type(event.get("bookingAvailability")) == "Unavailable":
        notes.append(Note.FULL)
    return ReadRow(place, source_id, values, locality, notes=rows.unique(notes))


# ── what any JSON may hold ───────────────────────────────────────────────────────────────────────────────────────


def _dict(value: object) -> Json:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _strings(value: object) -> list[str]:
    return [one for one in _list(value) if isinstance(one, str)]


def _word(value: object) -> str:
    return value if isinstance(value, str) else ""


def _type(value: object) -> str:
    """Return a status: older files say it as a word, newer ones as `{"type": word}`."""
    return _word(value.get("type") if isinstance(value, dict) else value)


def _in_language(value: object, main: str) -> str:
    if isinstance(value, str):
        return value
    told = {key: text for key, text in _dict(value).items() if isinstance(text, str)}
    return told.get(main) or next(iter(told.values()), "")


def _first(value: object) -> object:
    return value[0] if isinstance(value, list) and value else value


# ── its parts ────────────────────────────────────────────────────────────────────────────────────────────────────


def _texts(event: Json, main: str, notes: list[Note]) -> dict[str, dict[str, str]]:
    name, description = event.get("name"), event.get("description")
    names = {main: name} if isinstance(name, str) else _dict(name)
    told = {main: description} if isinstance(description, str) else _dict(description)
    found = {}
    for language, title in names.items():
        if not rows.is_language(language) or not isinstance(title, str) or not rows.plain(title):
            continue
        words = told.get(language)
        found[language] = {
            "title": rows.titled(title, notes),
            "description": rows.described(words, notes) if isinstance(words, str) else "",
        }
    return found


def _where(event: Json, main: str) -> tuple[dict[str, Any], str]:
    mode = MODES.get(str(event.get("attendanceMode")), "on-site")
    values: dict[str, Any] = {"mode": mode, "online_url": rows.web_address(event.get("onlineUrl"))}
    if mode == "online":
        return values, ""
    location = _dict(event.get("location"))
    address = _dict(location.get("address"))
    if "postalCode" not in address:  # by language
        address = _dict(address.get(main)) or next((_dict(one) for one in address.values() if _dict(one)), {})
    postcode = str(address.get("postalCode", "")).strip()
    is_belgian = str(address.get("addressCountry", "BE")).upper() in {"BE", ""}
    values["venue"] = rows.one_line(_in_language(location.get("name"), main), 200)
    values["street"] = rows.one_line(address.get("streetAddress"), 200)
    values["postcode"] = postcode if is_belgian and re.fullmatch(r"[1-9]\d{3}", postcode) else ""
    return values, rows.one_line(address.get("addressLocality"), 100)


def _who(event: Json) -> dict[str, Any]:
    values: dict[str, Any] = {
        "audience": AUDIENCES.get(str(_dict(event.get("audience")).get("audienceType")), "everyone")
    }
    ages = _AGES.fullmatch(str(event.get("typicalAgeRange", "")).replace(" ", ""))
    if ages:
        low, high = (int(one) if one and int(one) <= rows.OLDEST_AGE else None for one in ages.groups())
        values |= {"age_from": low or None, "age_to": high if high is None or high >= (low or 0) else None}
    return values


def _contact(event: Json) -> dict[str, Any]:
    contact, booking = _dict(_first(event.get("contactPoint"))), _dict(_first(event.get("bookingInfo")))
    values: dict[str, Any] = {
        "contact_mail": _mail(_first(contact.get("email"))),
        "contact_phone": rows.one_line(_first(contact.get("phone")), 40) or None,
        "contact_url": rows.web_address(_first(contact.get("url"))),
        "booking_url": rows.web_address(booking.get("url")),
        "booking_mail": _mail(booking.get("email")),
        "booking_phone": rows.one_line(booking.get("phone"), 40) or None,
    }
    is_elsewhere = any(values[name] for name in ("booking_url", "booking_mail", "booking_phone"))
    values["booking"] = "elsewhere" if is_elsewhere else "not-needed"
    for name, key in (("booking_from", "availabilityStarts"), ("booking_to", "availabilityEnds")):
        moment = rows.moment_of(booking.get(key))
        values[name] = moment.isoformat() if moment and moment.tzinfo else None
    return values


def _mail(value: object) -> str | None:
    text = rows.one_line(value, 255)
    return text if re.fullmatch(r"[^\s@]{1,64}@[^\s@]{3,189}", text) else None


def _terms(event: Json, labels: list[str]) -> dict[str, Any]:
    """Return what its terms tell, and what the portal's own labels tell better."""
    ids = [str(_dict(term).get("id", "")).strip() for term in _list(event.get("terms"))]
    kinds = [uitdatabank_types.KINDS[one] for one in ids if one in uitdatabank_types.KINDS]
    themes = [uitdatabank_types.THEMES[one] for one in ids if one in uitdatabank_types.THEMES]
    helps = [uitdatabank_types.FACILITIES[one].value for one in ids if one in uitdatabank_types.FACILITIES]
    helps += [one for one in _own(labels, uitdatabank_terms.ACCESSIBILITY) if one in set(Accessibility)]
    values: dict[str, Any] = {
        "kind": (kinds[0] if kinds else ActivityKind.OTHER).value, "theme": themes[0].value if themes else None,
        "accessibility": list(dict.fromkeys(helps)), "childcare": uitdatabank_terms.CHILDCARE.id in ids,
        "buddy": bool(_own(labels, uitdatabank_terms.BUDDY)),
        "guide_languages": [one for one in _own(labels, uitdatabank_terms.GUIDE) if rows.is_language(one)][: rows.MOST_LANGUAGES],
    }  # fmt: skip
    told: tuple[tuple[str, str, Collection[str]], ...] = (
        ("kind", uitdatabank_terms.KIND, set(ActivityKind)), ("theme", uitdatabank_terms.THEME, set(ActivityTheme)),
        ("hours_reason", uitdatabank_terms.HOURS, set(HoursReason)), ("booking", uitdatabank_terms.BOOKING, set(Booking)),
    )  # fmt: skip
    for name, what, codes in told:
        if own := [one for one in _own(labels, what) if one in codes]:
            values[name] = own[0]
    return values


def _own(labels: list[str], what: str) -> tuple[str, ...]:
    return uitdatabank_terms.own_codes(labels, what)


def _prices(event: Json) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for one in (_dict(one) for one in _list(event.get("priceInfo"))):
        amount = _amount(one.get("price"))
        if amount is None or one.get("priceCurrency", "EUR") != "EUR":
            continue
        is_base = one.get("category") == "base" and not any(price["kind"] == "base" for price in found)
        kind = "base" if is_base else "reduced" if one.get("category") == "uitpas" else "other"
        told = one.get("name")
        names = {"nl": told} if isinstance(told, str) else _dict(told)
        kept = {
            key: rows.one_line(text, 80)
            for key, text in names.items()
            if rows.is_language(key) and isinstance(text, str)
        }
        found.append({"kind": kind, "amount": amount, "names": {} if is_base else kept})
    return found


def _amount(value: object) -> str | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        amount = Decimal(str(value)).quantize(_MOST_CENTS)
    except (InvalidOperation, ValueError):
        return None
    return str(amount) if 0 <= amount <= rows.HIGHEST_PRICE else None


# ── the calendar ─────────────────────────────────────────────────────────────────────────────────────────────────


def _calendar(event: Json, notes: list[Note]) -> dict[str, Any] | None:
    kind = _word(event.get("calendarType"))
    if kind in {"periodic", "permanent"}:
        return _pattern(event, kind, notes)
    told = [_dict(one) for one in _list(event.get("subEvent"))] or [event]
    on = [one for one in told if one is event or _type(one.get("status")) not in _OFF]
    if not on:
        return None
    if len(on) < len(told):
        notes.append(Note.DAYS_OFF)
    return rows.told_slots("subEvent", [_slot(one, notes) for one in on])


def _slot(told: Json, notes: list[Note]) -> dict[str, Any]:
    starts, ends = rows.moment_of(told.get("startDate")), rows.moment_of(told.get("endDate"))
    if starts is None or ends is None:
        raise BadRow("startDate" if starts is None else "endDate", "not a moment", Flaw.BAD_DAY)
    return rows.slot("endDate", rows.wall(starts), rows.wall(ends), notes)


def _pattern(event: Json, kind: str, notes: list[Note]) -> dict[str, Any]:
    values: dict[str, Any] = {"kind": kind, "hours": list(_hours(event))}
    if kind == "periodic":
        first, last = rows.day_of(event.get("startDate")), rows.day_of(event.get("endDate"))
        if first is None or last is None:
            raise BadRow("startDate" if first is None else "endDate", "not a day", Flaw.BAD_DAY)
        if last < first:
            raise BadRow("endDate", "it ends before it begins", Flaw.OUT_OF_ORDER)
        values |= {"first": first.isoformat(), "last": last.isoformat()}
    values["closed"] = list(_closed(event))
    if not values["hours"]:
        notes.append(Note.WHOLE_DAY)
    return values


def _hours(event: Json) -> Iterator[dict[str, Any]]:
    for told in (_dict(one) for one in _list(event.get("openingHours"))):
        days = told.get("dayOfWeek")
        named = [days] if isinstance(days, str) else _strings(days)
        numbers = sorted({_DAYS.index(day.lower()) for day in named if day.lower() in _DAYS})
        opens, closes = _hour(told.get("opens")), _hour(told.get("closes"))
        if not numbers or opens is None or closes is None:
            raise BadRow("openingHours", "not days with hours", Flaw.BAD_DAY)
        yield {"days": numbers, "opens": opens.isoformat(), "closes": closes.isoformat()}


def _hour(value: object) -> time | None:
    found = _HOUR.fullmatch(value.strip()) if isinstance(value, str) else None
    if not found:
        return None
    hour, minute = int(found[1]), int(found[2])
    if hour == _MIDNIGHT and minute:
        return None
    return time(hour % _MIDNIGHT, minute)


def _closed(event: Json) -> Iterator[dict[str, Any]]:
    for told in (_dict(one) for one in _list(event.get("openingHoursClosedDays"))):
        first, last = rows.day_of(told.get("startDate")), rows.day_of(told.get("endDate"))
        if first is None or last is None:
            raise BadRow("openingHoursClosedDays", "not a day", Flaw.BAD_DAY)
        if last < first:
            raise BadRow("openingHoursClosedDays", "it ends before it begins", Flaw.OUT_OF_ORDER)
        said = _dict(told.get("description"))
        note = {
            key: rows.one_line(text, 200)
            for key, text in said.items()
            if rows.is_language(key) and isinstance(text, str)
        }
        yield {"first": first.isoformat(), "last": last.isoformat(), "note": note}


def page_of(content: bytes) -> tuple[int, int]:
    """Return how many members a page of a search has, and how many there are in all; a page is not read further here."""
    try:
        whole = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return 0, 0
    if not isinstance(whole, dict):
        return 0, 0
    members, _complete = _members(whole)
    total = whole.get("totalItems", whole.get("hydra:totalItems"))
    return len(members), total if isinstance(total, int) and not isinstance(total, bool) else len(members)
