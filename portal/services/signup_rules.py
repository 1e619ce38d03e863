"""When somebody can sign up for a gathering, and why not."""

from datetime import datetime
from enum import StrEnum
from typing import Protocol

from portal.models.activities import ActivityState, Audience, Booking, OccurrenceState


class WhyNot(StrEnum):
    """Why somebody cannot sign up, or not leave."""

    NOT_PUBLISHED = "signup-not-published"
    ELSEWHERE = "signup-elsewhere"
    NOT_NEEDED = "signup-not-needed"
    TOO_EARLY = "signup-too-early"
    TOO_LATE = "signup-too-late"
    CLOSED = "signup-closed"
    BEGUN = "signup-begun"
    OFF = "signup-off"
    GROUPS = "signup-groups"
    WHO = "signup-who"
    PRESENT = "signup-present"


class Bookable(Protocol):
    """What is asked of an activity: its row, or its document."""

    @property
    def booking(self) -> Booking: ...  # noqa: D102
    @property
    def booking_from(self) -> datetime | None: ...  # noqa: D102
    @property
    def booking_to(self) -> datetime | None: ...  # noqa: D102
    @property
    def audience(self) -> Audience: ...  # noqa: D102
    @property
    def age_from(self) -> int | None: ...  # noqa: D102
    @property
    def age_to(self) -> int | None: ...  # noqa: D102


class Gathers(Protocol):
    """What is asked of one gathering: its row, or what the public sees of it."""

    @property
    def state(self) -> OccurrenceState: ...  # noqa: D102
    @property
    def booking_open(self) -> bool: ...  # noqa: D102
    @property
    def starts_at(self) -> datetime: ...  # noqa: D102


def why_not(offer: Bookable, day: Gathers, *, state: ActivityState, now: datetime) -> WhyNot | None:
    """Say why nobody can sign up for a gathering now; None: one can. `state` is that of the activity."""
    reasons = {
        WhyNot.OFF: day.state is not OccurrenceState.PLANNED or state is ActivityState.CANCELLED,
        WhyNot.NOT_PUBLISHED: state is not ActivityState.PUBLISHED,
        WhyNot.BEGUN: day.starts_at <= now,
        WhyNot.ELSEWHERE: offer.booking is Booking.ELSEWHERE,
        WhyNot.NOT_NEEDED: offer.booking is Booking.NOT_NEEDED,
        WhyNot.GROUPS: offer.audience is Audience.EDUCATION,
        WhyNot.TOO_EARLY: offer.booking_from is not None and now < offer.booking_from,
        WhyNot.TOO_LATE: offer.booking_to is not None and now > offer.booking_to,
        WhyNot.CLOSED: not day.booking_open,
    }
    return next((reason for reason, holds in reasons.items() if holds), None)


def asks_who(offer: Bookable) -> bool:
    """Say whether an activity is for some people only. The portal knows nobody's age: whoever signs up says so."""
    return offer.audience is Audience.MEMBERS or offer.age_from is not None or offer.age_to is not None
