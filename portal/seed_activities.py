"""The activities of the demo world: what five municipalities offer, dated relative to today. Places and hours are invented.

Written by the same use case that imports use, so that a demo activity lacks nothing that a real one needs. Running it
again changes nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from sqlmodel import Session, select

from portal.clock import BRUSSELS
from portal.models.activities import (
    Accessibility,
    Activity,
    ActivityKind,
    ActivityState,
    ActivityTheme,
    AttendanceMode,
    Booking,
    CalendarKind,
    HoursReason,
    PriceKind,
    RefusalReason,
)
from portal.models.people import Organisation, Role
from portal.seed_activity_texts import OFFERS, TRANSLATIONS, Offer
from portal.services import activities, places
from portal.services.activity_calendar import Calendar, OpeningHours, Slot
from portal.services.activity_facts import ActivityFacts, Price, Text
from portal.services.permissions import Actor

_WEEK = timedelta(days=7)
# How a few of them stand; the rest is published.
STANDING = {
    "leuven-spelletjes": ActivityState.REVIEW, "mechelen-fietsles": ActivityState.REVIEW, "leuven-koor": ActivityState.REFUSED,
}  # fmt: skip
_REFUSAL = "Schrijf erbij of beginners mogen komen, en wat het kost."


@dataclass(frozen=True)
class _Making:
    session: Session
    now: datetime
    owners: Mapping[str, str] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return self.now.astimezone(BRUSSELS).date()


def seed_activities(session: Session, *, owners: Mapping[str, str], now: datetime) -> int:
    """Fill the offer; what is there stays as it is. `owners`: who keeps the activities of an organisation."""
    making = _Making(session, now, owners)
    return sum(_make(making, offer) for offer in OFFERS if session.get(Organisation, offer.organisation))


def _make(making: _Making, offer: Offer) -> bool:
    key = f"demo-{offer.key}"
    if making.session.exec(select(Activity.id).where(Activity.source_id == key)).first() is not None:
        return False
    actor = Actor(
        making.owners.get(offer.organisation, ""), {Role.ORGANISER: frozenset({offer.organisation})}
    )
    activity = Activity(
        organisation_id=offer.organisation, owner_id=actor.person_id or None, source_id=key,
        created_at=making.now, changed_at=making.now,
    )  # fmt: skip
    making.session.add(activity)
    making.session.flush()
    activities.put(making.session, activity, facts_of(making.session, offer, making.today), now=making.now)
    activity.state = STANDING.get(offer.key, ActivityState.PUBLISHED)
    if activity.state is ActivityState.PUBLISHED:
        activity.published_at = making.now
    if activity.state is ActivityState.REFUSED:
        activity.refusal, activity.refusal_note = RefusalReason.INCOMPLETE, _REFUSAL
    making.session.flush()
    return True


def facts_of(session: Session, offer: Offer, today: date) -> ActivityFacts:
    """Build the document of one offer."""
    organisation = session.get_one(Organisation, offer.organisation)
    nis_code = organisation.nis_code or ""
    texts = {"nl": Text(title=offer.title, description=offer.description, way=offer.way)}
    texts |= {
        language: Text(title=title, description=description, machine=machine)
        for language, (title, description, machine) in TRANSLATIONS.get(offer.key, {}).items()
    }
    online = offer.venue == ""
    return ActivityFacts(
        texts=texts, kind=ActivityKind(offer.kind), theme=ActivityTheme(offer.theme) if offer.theme else None,
        mode=AttendanceMode.ONLINE if online else AttendanceMode.ON_SITE,
        online_url="https://video.example.org/praten" if online else None,
        venue=offer.venue, street=offer.street, nis_code=nis_code, postcode=places.municipality(nis_code).postcodes[0],
        calendar=_calendar(offer, today), taalicoon=offer.level, hours_reason=HoursReason(offer.hours),
        capacity=offer.seats, age_from=offer.age, guide_languages=offer.spoken,
        accessibility=(Accessibility.WHEELCHAIR, Accessibility.TOILET) if offer.wheelchair else (),
        childcare=offer.childcare, buddy=offer.kind == "buddy", prices=_prices(offer),
        booking=Booking.PORTAL if offer.seats else Booking.NOT_NEEDED,
        contact_mail=f"{offer.organisation}@example.org", contact_name=f"Dienst samenleven {organisation.name}",
    )  # fmt: skip


def _prices(offer: Offer) -> tuple[Price, ...]:
    base = Price(kind=PriceKind.BASE, amount=Decimal(offer.price))
    if not base.amount:
        return (base,)
    names = {"nl": "Met een verhoogde tegemoetkoming"}
    return (base, Price(kind=PriceKind.REDUCED, amount=Decimal(1), names=names))


def _calendar(offer: Offer, today: date) -> Calendar:
    opens, closes = (time.fromisoformat(part) for part in offer.hour.split("-"))
    if offer.every_weeks:
        hours = (OpeningHours(days=offer.days, opens=opens, closes=closes),)
        return Calendar(kind=CalendarKind.PERMANENT, hours=hours, every_weeks=offer.every_weeks)
    first = today + timedelta(days=1 + (offer.days[0] - today.weekday() - 1) % 7) + _WEEK * offer.in_weeks
    slots = tuple(
        Slot(
            starts=datetime.combine(first + _WEEK * n, opens),
            ends=datetime.combine(first + _WEEK * n, closes),
        )
        for n in range(offer.times)
    )
    kind = CalendarKind.SINGLE if offer.times == 1 else CalendarKind.MULTIPLE
    return Calendar(kind=kind, slots=slots)
