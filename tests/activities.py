"""Activities for tests: a whole document by default, changed where the story needs it."""

from datetime import datetime, time
from decimal import Decimal
from io import BytesIO
from typing import Any

from PIL import Image
from sqlmodel import Session

from portal import db
from portal.models.activities import (
    Accessibility,
    Activity,
    ActivityKind,
    ActivityTheme,
    CalendarKind,
    HoursReason,
    PriceKind,
)
from portal.models.signups import SignUp, SignUpState
from portal.services import activities, activity_review, activity_rows
from portal.services.activity_calendar import Calendar, OpeningHours, Slot
from portal.services.activity_facts import ActivityFacts, Price, Text
from tests.cast import BRAM, LEUVEN, SOFIE
from tests.conftest import NOON

THURSDAY_2PM = datetime(2026, 3, 12, 14, 0)  # noqa: DTZ001 on a clock in Brussels
THURSDAY_4PM = THURSDAY_2PM.replace(hour=16)
PRAATGROEP = Text(
    title="Praatgroep in de bibliotheek",
    description="Samen Nederlands oefenen met een kop koffie. Iedereen praat mee, in kleine groepjes aan tafel.",
)
COOKING = Text(
    title="Koken met de buurt",
    description="We koken samen een gerecht uit een ander land. Daarna eten we samen aan een lange tafel.",
)


def once(starts: datetime = THURSDAY_2PM, ends: datetime | None = None) -> Calendar:
    return Calendar(
        kind=CalendarKind.SINGLE,
        slots=(Slot(starts=starts, ends=ends or starts.replace(hour=starts.hour + 2)),),
    )


def weekly(*days: int, opens: time = time(14), closes: time = time(16), **facts: Any) -> Calendar:
    hours = OpeningHours(days=days or (3,), opens=opens, closes=closes)
    return Calendar(kind=facts.pop("kind", CalendarKind.PERMANENT), hours=(hours,), **facts)


def facts_of(**changed: Any) -> ActivityFacts:
    whole: dict[str, Any] = {
        "texts": {"nl": PRAATGROEP},
        "kind": ActivityKind.CONVERSATION,
        "theme": ActivityTheme.LANGUAGE,
        "venue": "Bibliotheek Tweebronnen",
        "street": "Diestsestraat 49",
        "postcode": "3000",
        "nis_code": LEUVEN,
        "calendar": once(),
        "taalicoon": 2,
        "hours_reason": HoursReason.MEETS_IN_DUTCH,
        "contact_mail": "bib@example.org",
        "prices": (Price(kind=PriceKind.BASE, amount=Decimal(0)),),
        "capacity": 10,
        "accessibility": (Accessibility.WHEELCHAIR,),
    }
    return ActivityFacts(**(whole | changed))


def given_typed(session: Session, *, by=SOFIE, now: datetime = NOON, **changed: Any) -> Activity:
    activity = activities.start(session, actor=by.actor, organisation_id=by.organisation_id, now=now)
    values = facts_of(**changed).values()
    activities.save_typed(session, actor=by.actor, activity_id=activity.id, values=values, now=now)
    return activity


def given_published(session: Session, *, by=SOFIE, now: datetime = NOON, **changed: Any) -> Activity:
    activity = given_typed(session, by=by, now=now, **changed)
    activities.hand_in(session, actor=by.actor, activity_id=activity.id, now=now)
    return activity_review.publish(
        session, actor=BRAM.actor, activity_id=activity.id, version=activity.version, now=now
    )


def published(**facts: Any) -> str:
    """Publish an activity in a transaction of its own; return its slug."""
    with db.transaction() as session:
        return given_published(session, **facts).slug


def change(
    session: Session, activity: Activity, *, by=SOFIE, now: datetime = NOON, **changed: Any
) -> Activity:
    """Type something else into an activity and hand it in."""
    values = activity_rows.read(session, activity).model_copy(update=changed).values()
    activities.save_typed(session, actor=by.actor, activity_id=activity.id, values=values, now=now)
    return activities.hand_in(session, actor=by.actor, activity_id=activity.id, now=now)


def given_sign_up(
    session: Session, occurrence, member, *, state: SignUpState = SignUpState.SEATED, now: datetime = NOON
) -> SignUp:
    """Give somebody a seat (or a place in the queue) as signing up would."""
    waits = state is SignUpState.WAITING
    row = SignUp(
        occurrence_id=occurrence.id,
        person_id=member.id,
        state=state,
        signed_up_at=now,
        waiting_number=1 if waits else None,
    )
    if state is SignUpState.SEATED:
        occurrence.seats_taken += 1
    session.add_all([row, occurrence])
    session.flush()
    return row


def a_picture(width: int = 640, height: int = 480) -> bytes:
    """A photo as a telephone sends it."""
    drawn = BytesIO()
    Image.new("RGB", (width, height), "teal").save(drawn, format="JPEG")
    return drawn.getvalue()
