"""What stands in somebody's own calendar: gatherings they signed up for, and the appointments of their plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from portal.models.activities import Activity, Occurrence, OccurrenceState
from portal.models.contracts import Inburgeringscontract
from portal.models.pips import Appointment, AppointmentKind, Pip
from portal.models.signups import SignUp, SignUpState
from portal.services import open_data
from portal.services.activity_views import PUBLIC
from portal.services.open_data import Offered

STAYS = timedelta(
    days=30
)  # what is over stays so long: a program that looks rarely still hears that it was off


@dataclass(frozen=True)
class Meeting:
    """A gathering that somebody signed up for. `offered` is None when the public may no longer read about it."""

    occurrence: Occurrence
    state: SignUpState
    offered: Offered | None
    sequence: int
    changed_at: datetime

    @property
    def is_off(self) -> bool:
        """Say whether the gathering does not take place, for anybody."""
        return self.offered is None or self.occurrence.state is OccurrenceState.CANCELLED


@dataclass(frozen=True)
class Visit:
    """An appointment of the plan."""

    appointment_id: str
    kind: AppointmentKind
    starts_at: datetime
    place: str
    cancelled: bool
    sequence: int
    changed_at: datetime


@dataclass(frozen=True)
class OwnCalendar:
    """Everything of one person, in time."""

    meetings: tuple[Meeting, ...]
    visits: tuple[Visit, ...]


def of_person(session: Session, *, person_id: str, now: datetime) -> OwnCalendar:
    """Return what stands in somebody's calendar; who calls asked whether it may be read."""
    since = now - STAYS
    return OwnCalendar(_meetings(session, person_id, since), _visits(session, person_id, since))


def _meetings(session: Session, person_id: str, since: datetime) -> tuple[Meeting, ...]:
    found = (
        select(SignUp, Occurrence, Activity)
        .join(Occurrence, col(Occurrence.id) == col(SignUp.occurrence_id))
        .join(Activity, col(Activity.id) == col(Occurrence.activity_id))
        .where(SignUp.person_id == person_id, col(Occurrence.ends_at) > since)
        .order_by(col(Occurrence.starts_at), col(Occurrence.id))
    )
    rows = session.exec(found).all()
    public = {activity.id: activity for _, _, activity in rows if activity.state in PUBLIC}
    offered = {item.activity_id: item for item in open_data.without_days(session, list(public.values()))}
    return tuple(_meeting(sign_up, day, offered.get(activity.id)) for sign_up, day, activity in rows)


def _meeting(sign_up: SignUp, day: Occurrence, offered: Offered | None) -> Meeting:
    # What is no longer offered may hold a text that nobody reviewed: its own words stay out of the calendar.
    moments = [sign_up.signed_up_at, sign_up.moved_up_at, sign_up.cancelled_at, day.changed_at]
    if offered is not None:
        moments.append(offered.changed_at)
    return Meeting(
        occurrence=day, state=sign_up.state, offered=offered,
        sequence=day.sequence + sign_up.sequence,  # both only grow
        changed_at=max(moment for moment in moments if moment is not None),
    )  # fmt: skip


def _visits(session: Session, person_id: str, since: datetime) -> tuple[Visit, ...]:
    found = (
        select(Appointment, Pip)
        .join(Inburgeringscontract, col(Inburgeringscontract.id) == col(Appointment.contract_id))
        .join(Pip, col(Pip.contract_id) == col(Inburgeringscontract.id))
        .where(Inburgeringscontract.person_id == person_id, col(Appointment.starts_at) > since)
        .order_by(col(Appointment.starts_at), col(Appointment.id))
    )
    rows: Sequence[tuple[Appointment, Pip]] = session.exec(found).all()
    # An appointment keeps no version of its own; the plan's grows with each change of an appointment.
    return tuple(
        Visit(row.id, row.kind, row.starts_at, row.place, row.cancelled, pip.version, pip.changed_at)
        for row, pip in rows
    )
