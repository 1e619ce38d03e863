"""An activity as publiq's UiTdatabank describes an event: the JSON that its entry API takes and its search API gives.

UiTdatabank speaks Dutch, French, English and German; other languages are in the JSON-LD. What it has no field for stands in
hidden labels (providers/uitdatabank_terms.py). Checked against publiq's JSON schemas of 2026-11.
"""

from collections.abc import Iterable
from datetime import date, datetime, time
from functools import cache
from typing import Any

from i18n import gettext as _
from i18n import use_locale
from portal.clock import BRUSSELS
from portal.models.activities import (
    AttendanceMode,
    Booking,
    CalendarKind,
    Occurrence,
    OccurrenceState,
    PriceKind,
)
from portal.providers import uitdatabank_terms as terms
from portal.services import activity_calendar, places
from portal.services.activity_calendar import Calendar
from portal.services.activity_facts import ActivityFacts, Price
from portal.services.open_data import Offered
from portal.ui import labels_activities
from portal.ui.activity_pieces import FOLDER
from portal.web.schema_org import (
    age_range,
    filled,
    is_full,
    picture_of,
    remaining,
    source_of,
    texts_of,
    written_moment,
)

LANGUAGES = ("nl", "fr", "en", "de")
_OURS_AND_THEIRS = ("nl", "fr", "en")
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MODES = {AttendanceMode.ON_SITE: "offline", AttendanceMode.ONLINE: "online", AttendanceMode.MIXED: "mixed"}
_LONGEST_LABEL, _SHORTEST_LABEL = 50, 2

Json = dict[str, Any]


def event(shown: Offered, *, base_url: str) -> Json:
    """Return an activity as an event of UiTdatabank."""
    facts = shown.facts
    names = _known(texts_of(shown, "title"))
    told = _known(texts_of(shown, "description"))
    return filled({
        "@id": f"{base_url}/open-data/{FOLDER}/{shown.slug}",
        "@type": "Event",
        "mainLanguage": facts.main_language if facts.main_language in names else next(iter(names), "nl"),
        "languages": list(names),
        "completedLanguages": [code for code in names if code in told],
        "name": names,
        "description": told,
        "terms": _terms(facts),
        "labels": _labels(facts),
        "hiddenLabels": _hidden_labels(facts),
        "attendanceMode": _MODES[facts.mode],
        "onlineUrl": facts.online_url,
        "location": _location(facts),
        **_calendar(shown),
        "status": {"type": "Unavailable" if shown.is_cancelled else "Available"},
        "bookingAvailability": {"type": "Unavailable" if is_full(shown) else "Available"},
        "organizer": {
            "@type": "Organizer",
            "@id": f"{base_url}/open-data/organisatie/{shown.organisation_id}",
            "name": {"nl": shown.organisation},
        },
        "audience": {"audienceType": facts.audience.value},
        "typicalAgeRange": age_range(facts),
        "priceInfo": [_price(price) for price in sorted(facts.prices, key=_base_first)],
        "contactPoint": _contact(facts),
        "bookingInfo": _booking(shown, base_url),
        **_pictures(shown, base_url),
        "workflowStatus": "APPROVED",
        "created": written_moment(shown.created_at),
        "modified": written_moment(shown.changed_at),
        "availableFrom": written_moment(shown.published_at) if shown.published_at else None,
        "sameAs": [source] if (source := source_of(shown)) else None,
    })  # fmt: skip


def _known(said: dict[str, str]) -> dict[str, str]:
    return {code: words for code, words in said.items() if code in LANGUAGES}


# ── what it is ───────────────────────────────────────────────────────────────────────────────────────────────────


def _terms(facts: ActivityFacts) -> list[Json]:
    theme = terms.THEMES.get(facts.theme) if facts.theme else None
    found = [(terms.TYPES[facts.kind], "eventtype"), *([(theme, "theme")] if theme else [])]
    found += [
        (terms.FACILITIES[item], "facility") for item in facts.accessibility if item in terms.FACILITIES
    ]
    found += [(terms.CHILDCARE, "facility")] if facts.childcare else []
    return [{"id": term.id, "label": term.label, "domain": domain} for term, domain in found]


def _labels(facts: ActivityFacts) -> list[str]:
    level = terms.TAALICONEN.get(facts.taalicoon or 0)
    others = [label for label in facts.labels if label not in terms.TAALICONEN.values()]
    return _usable([*([level] if level else []), *others])


def _hidden_labels(facts: ActivityFacts) -> list[str]:
    own = [terms.own_label(terms.KIND, facts.kind.value), terms.own_label(terms.BOOKING, facts.booking.value)]
    if facts.theme:
        own.append(terms.own_label(terms.THEME, facts.theme.value))
    if facts.hours_reason:
        own.append(terms.own_label(terms.HOURS, facts.hours_reason.value))
    if facts.buddy:
        own.append(terms.own_label(terms.BUDDY, "ja"))
    own += [terms.own_label(terms.GUIDE, code) for code in facts.guide_languages]
    others = [item for item in facts.accessibility if item not in terms.FACILITIES]
    own += [terms.own_label(terms.ACCESSIBILITY, item.value) for item in others]
    return _usable(own)


def _usable(labels: Iterable[str]) -> list[str]:
    """Return the labels that UiTdatabank takes: 2 to 50 characters, no semicolon, each once."""
    return [
        label
        for label in dict.fromkeys(labels)
        if _SHORTEST_LABEL <= len(label) <= _LONGEST_LABEL and ";" not in label
    ]


# ── where and when ───────────────────────────────────────────────────────────────────────────────────────────────


def _location(facts: ActivityFacts) -> Json | None:
    if facts.mode is AttendanceMode.ONLINE or not facts.nis_code:
        return None
    address = {
        "addressCountry": "BE", "addressLocality": places.municipality(facts.nis_code).name,
        "postalCode": facts.postcode, "streetAddress": facts.street,
    }  # fmt: skip
    return {"@type": "Place", "mainLanguage": "nl", "name": {"nl": facts.venue}, "address": {"nl": address}}


def _calendar(shown: Offered) -> Json:
    told = shown.facts.calendar
    closed = _days_off(shown) if told.is_pattern else None
    if closed is None:
        return _one_by_one(shown)
    periodic = told.kind is CalendarKind.PERIODIC and told.first and told.last
    span: Json = {}
    if periodic and told.first and told.last:
        span = {"startDate": _day_start(told.first), "endDate": _day_end(told.last)}
    return {
        "calendarType": "periodic" if span else "permanent",
        **span,
        "openingHours": [
            {
                "dayOfWeek": [_DAYS[day] for day in hours.days],
                "opens": f"{hours.opens:%H:%M}",
                "closes": f"{hours.closes:%H:%M}",
            }
            for hours in told.hours
        ],
        "openingHoursClosedDays": closed,
    }


def _days_off(shown: Offered) -> list[Json] | None:
    """Return when a pattern does not hold, single days that are off included; None: it says no pattern truly.

    UiTdatabank knows weekly hours from a day to a day, or always. A pattern of every two weeks, with a first or a last day
    only, with a day that was moved, or of which one of two gatherings on a day is off, is told day by day instead.
    """
    told = shown.facts.calendar
    has_ends = bool(told.first) == bool(told.last) == (told.kind is CalendarKind.PERIODIC)
    if told.every_weeks != 1 or not has_ends or any(_is_elsewhere(told, day) for day in shown.days):
        return None
    off = {day.day for day in shown.days if day.state is OccurrenceState.CANCELLED}
    if off & {day.day for day in shown.days if day.state is OccurrenceState.PLANNED}:
        return None
    known = [
        filled({
            "startDate": one.first.isoformat(), "endDate": one.last.isoformat(), "description": _known(dict(one.note)),
        })
        for one in told.closed
    ]  # fmt: skip
    if shown.is_cancelled:
        return known
    return known + [{"startDate": day.isoformat(), "endDate": day.isoformat()} for day in sorted(off)]


def _is_elsewhere(told: Calendar, day: Occurrence) -> bool:
    """Say whether a gathering stands where its pattern does not put it."""
    own = activity_calendar.expand(told, today=day.day, until=day.day)
    return day.state is OccurrenceState.PLANNED and all(
        (item.starts_at, item.ends_at) != (day.starts_at, day.ends_at) for item in own
    )


def _one_by_one(shown: Offered) -> Json:
    days = shown.days
    return filled({
        "calendarType": "single" if len(days) == 1 else "multiple",
        "startDate": written_moment(days[0].starts_at) if days else None,
        "endDate": written_moment(max(day.ends_at for day in days)) if days else None,
        "subEvent": [_sub_event(number, day, shown) for number, day in enumerate(days)],
    })  # fmt: skip


def _sub_event(number: int, day: Occurrence, shown: Offered) -> Json:
    off = shown.is_cancelled or day.state is OccurrenceState.CANCELLED
    free = remaining(day)
    taken = off or not day.booking_open or free == 0
    return {
        "@type": "Event",
        "id": number,
        "startDate": written_moment(day.starts_at),
        "endDate": written_moment(day.ends_at),
        "status": {"type": "Unavailable" if off else "Available"},
        "bookingAvailability": {
            "type": "Unavailable" if taken else "Available",
            **({} if free is None else {"capacity": day.capacity, "remainingCapacity": free}),
        },
    }


# ── for how much, and whom to ask ────────────────────────────────────────────────────────────────────────────────


def _base_first(price: Price) -> bool:
    return price.kind is not PriceKind.BASE


def _price(price: Price) -> Json:
    is_base = price.kind is PriceKind.BASE
    return {
        "category": "base" if is_base else "tariff",
        "price": float(price.amount),
        "priceCurrency": "EUR",
        "name": _known(price.names) or {"nl": "Basistarief" if is_base else _in_dutch(price.kind)},
    }


def _in_dutch(kind: PriceKind) -> str:
    with use_locale("nl"):
        return str(labels_activities.PRICES[kind])


def _contact(facts: ActivityFacts) -> Json:
    return {
        "phone": [facts.contact_phone] if facts.contact_phone else [],
        "email": [facts.contact_mail] if facts.contact_mail else [],
        "url": [facts.contact_url] if facts.contact_url else [],
    }


def _booking(shown: Offered, base_url: str) -> Json | None:
    facts = shown.facts
    if facts.booking is Booking.NOT_NEEDED:
        return None
    page = f"{base_url}/nl/{FOLDER}/{shown.slug}"
    url = page if facts.booking is Booking.PORTAL else facts.booking_url
    return filled({
        "url": url,
        "urlLabel": _sign_up() if url else None,
        "email": facts.booking_mail,
        "phone": facts.booking_phone,
        "availabilityStarts": written_moment(facts.booking_from) if facts.booking_from else None,
        "availabilityEnds": written_moment(facts.booking_to) if facts.booking_to else None,
    })  # fmt: skip


def _pictures(shown: Offered, base_url: str) -> Json:
    address = picture_of(shown, base_url)
    if address is None:
        return {}
    said = shown.facts.text.image_alt or shown.facts.text.title
    picture = {
        "@type": "schema:ImageObject", "contentUrl": address, "thumbnailUrl": address, "description": said,
        "copyrightHolder": shown.facts.image_credit or shown.organisation, "inLanguage": shown.facts.main_language,
    }  # fmt: skip
    return {"image": address, "mediaObject": [picture]}


@cache
def _sign_up() -> dict[str, str]:
    said = {}
    for code in _OURS_AND_THEIRS:
        with use_locale(code):
            said[code] = _("Schrijf je in")
    return said


def _day_start(day: date) -> str:
    return datetime.combine(day, time(), BRUSSELS).isoformat()


def _day_end(day: date) -> str:
    return datetime.combine(day, time(23, 59, 59), BRUSSELS).isoformat()
