"""Hours of participation for tests: Amina in a signed track, guided by Lotte, and what she says she did."""

from datetime import date, datetime, time, timedelta

from sqlmodel import Session

from portal.models.activities import (
    Activity,
    ActivityKind,
    ActivityState,
    ActivityText,
    AttendanceMode,
    Audience,
    Booking,
    CalendarKind,
    Occurrence,
)
from portal.models.contracts import Duty, Inburgeringscontract
from portal.models.pips import HoursEntry, TrajectForm
from portal.models.signups import SignUp, SignUpState
from portal.services import contracts, hours, pip_acts
from portal.services.hours import Said
from tests.cast import AMINA, LOTTE, Member
from tests.conftest import NOON

SECRET = "a-secret-of-the-tests-that-is-long-enough"
YESTERDAY = date(2026, 3, 9)


def given_track(session: Session, member: Member = AMINA, guide: Member = LOTTE) -> Inburgeringscontract:
    """Somebody obliged, without work: forty hours to go."""
    how = {"actor": guide.actor, "now": NOON}
    contract = contracts.register_contract(
        session, person_id=member.id, trajectbegeleider_id=guide.id, registered_on=date(2025, 12, 1),
        duty=Duty.VERPLICHT, duty_since_on=date(2025, 11, 3), **how,
    )  # fmt: skip
    pip_acts.fix_parts(
        session, contract_id=contract.id, form=TrajectForm.LINEAIR, nt2_advice="cvo-standaard",
        fixed_on=date(2025, 12, 20), **how,
    )  # fmt: skip
    return contracts.sign_contract(session, contract_id=contract.id, signed_on=date(2026, 1, 15), **how)


def said(day: date = YESTERDAY, starts: str = "14:00", ends: str = "16:00", **more: str) -> Said:
    """What somebody types."""
    words = {"activity": "Koken in het buurthuis", "organiser": "Buurthuis De Brug"} | more
    return Said(day=day, starts=time.fromisoformat(starts), ends=time.fromisoformat(ends), **words)


def given_entry(
    session: Session, member: Member = AMINA, *, now: datetime = NOON, day: date = YESTERDAY, **more: str
) -> HoursEntry:
    """An entry logged by hand."""
    return hours.log(session, actor=member.actor, person_id=member.id, said=said(day, **more), now=now)


def given_occurrence(
    session: Session, *, organisation_id: str = "leuven", counts: bool = True, capacity: int | None = 10,
    **more: object,
) -> Occurrence:  # fmt: skip
    """A published talking table from noon to two, in Brussels, today."""
    activity = Activity(
        slug="praattafel", organisation_id=organisation_id, state=ActivityState.PUBLISHED, created_at=NOON,
        changed_at=NOON, kind=ActivityKind.CONVERSATION, mode=AttendanceMode.ON_SITE, taalicoon=2,
        calendar_kind=CalendarKind.SINGLE, audience=Audience.EVERYONE, booking=Booking.PORTAL,
        counts_for_hours=counts, capacity=capacity,
    )  # fmt: skip
    session.add(activity)
    session.flush()
    session.add(ActivityText(activity_id=activity.id, language="nl", title="Praattafel in de bib"))
    occurrence = Occurrence(
        activity_id=activity.id, key="2026-03-10T12:00", starts_at=NOON, ends_at=NOON + timedelta(hours=2), capacity=capacity,
        day=date(2026, 3, 10), starts_minute=720, changed_at=NOON, **more,
    )  # fmt: skip
    session.add(occurrence)
    session.flush()
    return occurrence


def given_seat(session: Session, occurrence: Occurrence, member: Member = AMINA) -> SignUp:
    """A seat taken some time ago."""
    sign_up = SignUp(
        occurrence_id=occurrence.id, person_id=member.id, state=SignUpState.SEATED, signed_up_at=NOON
    )
    occurrence.seats_taken += 1
    session.add(occurrence)
    session.add(sign_up)
    session.flush()
    return sign_up
