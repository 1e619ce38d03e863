"""An activity as schema.org/Event (JSON-LD): for search engines, and for whoever reuses the offer."""

from datetime import date, datetime
from typing import Any

from portal.clock import BRUSSELS
from portal.models.activities import (
    Accessibility,
    AttendanceMode,
    Booking,
    Occurrence,
    OccurrenceState,
)
from portal.providers import uitdatabank_terms
from portal.services import places
from portal.services.activity_calendar import Calendar, OpeningHours
from portal.services.activity_facts import ActivityFacts
from portal.services.activity_images import WIDTHS
from portal.services.open_data import Offered
from portal.ui import activity_picture
from portal.ui.activity_pieces import FOLDER

CONTEXT = "https://schema.org"
_MODES = {
    AttendanceMode.ON_SITE: "OfflineEventAttendanceMode",
    AttendanceMode.ONLINE: "OnlineEventAttendanceMode",
    AttendanceMode.MIXED: "MixedEventAttendanceMode",
}
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

Json = dict[str, Any]


def event(
    shown: Offered, *, base_url: str, language: str | None = None, most_days: int | None = None
) -> Json:
    """Return an activity as an Event; in one language for a page, else each text with its language."""
    facts = shown.facts
    url = f"{base_url}/{language or facts.main_language}/{FOLDER}/{shown.slug}"
    days = [day for day in shown.days if day.state is OccurrenceState.PLANNED] or list(shown.days)
    name = _text(shown, "title", language)
    return filled({
        "@type": "Event",
        "@id": f"{base_url}/open-data/{FOLDER}/{shown.slug}.jsonld",
        "identifier": shown.activity_id,
        "name": name,
        "description": _text(shown, "description", language),
        "url": url,
        "startDate": written_moment(days[0].starts_at) if days else None,
        "endDate": written_moment(max(day.ends_at for day in days)) if days else None,
        **_status(shown),
        "eventAttendanceMode": f"{CONTEXT}/{_MODES[facts.mode]}",
        "eventSchedule": _schedule(facts.calendar),
        "location": _location(facts, url),
        "image": _image(shown, base_url, language),
        "organizer": _organizer(shown, base_url),
        "inLanguage": "nl",
        "isAccessibleForFree": facts.is_free if facts.prices else None,
        "offers": _offers(shown, url),
        "audience": _audience(facts),
        "typicalAgeRange": age_range(facts) if facts.age_from or facts.age_to else None,
        "keywords": _keywords(facts),
        "about": _taalicoon(facts),
        "maximumAttendeeCapacity": facts.capacity,
        "sameAs": source_of(shown),
        "subEvent": _sub_events(shown, name, url, most_days) if len(shown.days) > 1 else None,
    })  # fmt: skip


def source_of(shown: Offered) -> str | None:
    """Return the address that an activity has where it came from."""
    return shown.source_id if (shown.source_id or "").startswith(("https://", "http://")) else None


def age_range(facts: ActivityFacts) -> str:
    """Write ages as UiTdatabank and schema.org do: `6-12`, `18-`, `-` for everybody."""
    ends = ("" if end is None else str(end) for end in (facts.age_from, facts.age_to))
    return "-".join(ends)


def texts_of(shown: Offered, field: str) -> dict[str, str]:
    """Return what an activity says per language: what people wrote or checked, no machine's translation."""
    texts = shown.facts.texts.items()
    said = {
        code: getattr(text, field)
        for code, text in texts
        if code == shown.facts.main_language or not text.machine
    }
    return {code: words for code, words in sorted(said.items()) if words}


def _text(shown: Offered, field: str, language: str | None) -> Any:
    said = texts_of(shown, field)
    main = said.get(shown.facts.main_language)
    if language is not None:
        return said.get(language) or main
    if set(said) <= {shown.facts.main_language}:
        return main
    return [{"@language": code, "@value": words} for code, words in said.items()]


def _status(shown: Offered) -> Json:
    if len(shown.days) == 1 and not shown.is_cancelled:
        return _day_status(shown.days[0])
    off = shown.is_cancelled or (
        bool(shown.days) and all(day.state is OccurrenceState.CANCELLED for day in shown.days)
    )
    return {"eventStatus": f"{CONTEXT}/{'EventCancelled' if off else 'EventScheduled'}"}


def _day_status(day: Occurrence) -> Json:
    if day.state is OccurrenceState.CANCELLED:
        return {"eventStatus": f"{CONTEXT}/EventCancelled"}
    if day.moved_from is not None:
        return {
            "eventStatus": f"{CONTEXT}/EventRescheduled",
            "previousStartDate": written_moment(day.moved_from),
        }
    return {"eventStatus": f"{CONTEXT}/EventScheduled"}


def _sub_events(shown: Offered, name: Any, url: str, most: int | None) -> list[Json]:
    return [
        filled({
            "@type": "Event",
            "identifier": day.id,
            "name": name,
            "url": url,
            "startDate": written_moment(day.starts_at),
            "endDate": written_moment(day.ends_at),
            **(_day_status(day) if not shown.is_cancelled else {"eventStatus": f"{CONTEXT}/EventCancelled"}),
            "location": _location(shown.facts, url, whole=False),
            "maximumAttendeeCapacity": day.capacity,
            "remainingAttendeeCapacity": remaining(day),
        })
        for day in shown.days[:most]
    ]  # fmt: skip


def remaining(day: Occurrence) -> int | None:
    """Return how many seats are free; None: no limit."""
    return None if day.capacity is None else max(0, day.capacity - day.seats_taken)


def _schedule(calendar: Calendar) -> list[Json] | None:
    if not calendar.is_pattern:
        return None
    closed = [closed for closed in calendar.closed if closed.first == closed.last]
    return [
        filled({
            "@type": "Schedule",
            "byDay": [f"{CONTEXT}/{_WEEKDAYS[day]}" for day in hours.days],
            "repeatFrequency": f"P{calendar.every_weeks}W",
            "startTime": hours.opens.isoformat(),
            "endTime": hours.closes.isoformat(),
            "startDate": _day(calendar.first),
            "endDate": _day(calendar.last),
            "exceptDate": [closed.first.isoformat() for closed in closed if _falls_on(hours, closed.first)],
            "scheduleTimezone": BRUSSELS.key,
        })
        for hours in calendar.hours
    ]  # fmt: skip


def _falls_on(hours: OpeningHours, day: date) -> bool:
    return day.weekday() in hours.days


def _location(facts: ActivityFacts, url: str, *, whole: bool = True) -> Any:
    found: list[Json] = []
    if facts.mode is not AttendanceMode.ONLINE and facts.nis_code:
        place: Json = {
            "@type": "Place",
            "@id": f"{url}#plaats",
            "name": facts.venue,
            "address": _address(facts),
        }
        features = [_feature(item) for item in facts.accessibility] if whole else None
        found.append(filled({**place, "amenityFeature": features}))
    if facts.online_url:
        found.append({"@type": "VirtualLocation", "url": facts.online_url})
    return found[0] if len(found) == 1 else found or None


def _address(facts: ActivityFacts) -> Json:
    town = places.municipality(facts.nis_code).name if facts.nis_code else None
    return filled({
        "@type": "PostalAddress", "streetAddress": facts.street, "postalCode": facts.postcode,
        "addressLocality": town, "addressCountry": "BE",
    })  # fmt: skip


def _image(shown: Offered, base_url: str, language: str | None) -> Json | None:
    address = picture_of(shown, base_url)
    if address is None:
        return None
    return filled({
        "@type": "ImageObject", "contentUrl": address, "url": address,
        "caption": _text(shown, "image_alt", language), "creditText": shown.facts.image_credit,
    })  # fmt: skip


def picture_of(shown: Offered, base_url: str) -> str | None:
    """Return the address of an activity's picture, at its largest."""
    image_id = shown.facts.image_id
    return f"{base_url}{activity_picture.address(image_id, max(WIDTHS))}" if image_id else None


def _feature(item: Accessibility) -> Json:
    return {"@type": "LocationFeatureSpecification", "name": item.value, "value": True}


def _organizer(shown: Offered, base_url: str) -> Json:
    facts = shown.facts
    contact = filled({
        "@type": "ContactPoint", "name": facts.contact_name, "email": facts.contact_mail,
        "telephone": facts.contact_phone, "url": facts.contact_url,
    })  # fmt: skip
    return filled({
        "@type": "Organization",
        "@id": f"{base_url}/open-data/organisatie/{shown.organisation_id}/activiteiten.jsonld",
        "name": shown.organisation,
        "contactPoint": contact if len(contact) > 1 else None,
    })  # fmt: skip


def _offers(shown: Offered, url: str) -> list[Json]:
    facts = shown.facts
    where = facts.booking_url if facts.booking is Booking.ELSEWHERE and facts.booking_url else url
    return [
        filled({
            "@type": "Offer",
            "name": price.names.get(facts.main_language) or price.kind.value,
            "price": f"{price.amount:.2f}",
            "priceCurrency": "EUR",
            "url": where,
            "validFrom": written_moment(facts.booking_from) if facts.booking_from else None,
            "validThrough": written_moment(facts.booking_to) if facts.booking_to else None,
            "availability": f"{CONTEXT}/{'SoldOut' if is_full(shown) else 'InStock'}",
        })
        for price in facts.prices
    ]  # fmt: skip


def is_full(shown: Offered) -> bool:
    """Say whether nobody can get a seat on any day, for want of seats or because it is off."""
    planned = [day for day in shown.days if day.state is OccurrenceState.PLANNED]
    return shown.is_cancelled or all(not day.booking_open or remaining(day) == 0 for day in planned)


def _audience(facts: ActivityFacts) -> Json:
    ages = {"suggestedMinAge": facts.age_from, "suggestedMaxAge": facts.age_to}
    kind = "PeopleAudience" if any(age is not None for age in ages.values()) else "Audience"
    return filled({"@type": kind, "audienceType": facts.audience.value, **ages})


def _keywords(facts: ActivityFacts) -> list[str]:
    level = uitdatabank_terms.TAALICONEN.get(facts.taalicoon or 0)
    own = [facts.kind.value, facts.theme.value if facts.theme else None, level]
    return list(dict.fromkeys(word for word in (*own, *facts.labels) if word))


def _taalicoon(facts: ActivityFacts) -> Json | None:
    level = uitdatabank_terms.TAALICONEN.get(facts.taalicoon or 0)
    if level is None:
        return None
    return {
        "@type": "DefinedTerm",
        "name": level,
        "termCode": facts.taalicoon,
        "inDefinedTermSet": "taaliconen",
    }


def written_moment(moment: datetime) -> str:
    """Write a moment as clocks in Brussels show it."""
    return moment.astimezone(BRUSSELS).isoformat(timespec="seconds")


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def filled(values: Json) -> Json:
    """Return the values that say something."""
    return {name: value for name, value in values.items() if value not in (None, "", [], {})}
