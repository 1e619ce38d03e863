"""The organiser's list of one gathering: who has a seat, who waits, who was there; saved in one go, and taken back.

An organiser reads names and nothing more. Nobody is added to a list by being looked up: who came without signing up
scans the code (services/presence.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, func
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from portal.clock import BRUSSELS
from portal.errors import NotFound
from portal.models.activities import Activity, Occurrence, OccurrenceState
from portal.models.people import Person
from portal.models.signups import Attendance, AttendanceWay, SignUp, SignUpState
from portal.services import audit, hours, permissions, presence
from portal.services.permissions import Action, Actor, Target

BACK, AHEAD = timedelta(days=60), timedelta(days=60)
MOST_GATHERINGS = 60
VIEWED = "attendance.viewed"


@dataclass(frozen=True)
class Gathering:
    """One gathering in the organiser's choice of days: how many seats are given, who waits, of how many is known."""

    occurrence_id: str
    starts_at: datetime
    ends_at: datetime
    state: OccurrenceState
    seated: int
    waiting: int
    known: int


@dataclass(frozen=True)
class Participant:
    """One line of the list: a name, and whether they were there."""

    sign_up_id: str
    name: str
    attendance: Attendance
    minutes: int | None
    way: AttendanceWay | None


@dataclass(frozen=True)
class Attendees:
    """The list of one gathering. `whole`: its length in minutes; `may_tick`: it has begun."""

    activity_id: str
    occurrence_id: str
    title: str
    organisation: str
    starts_at: datetime
    ends_at: datetime
    state: OccurrenceState
    whole: int
    may_tick: bool
    seated: tuple[Participant, ...]
    waiting: tuple[str, ...]


@dataclass(frozen=True)
class Tick:
    """What the organiser says of one person. `minutes` None: the whole gathering."""

    attendance: Attendance
    minutes: int | None = None


@dataclass(frozen=True)
class Before:
    """How one line stood before it was saved: what taking back brings back, as long as nobody changed it since."""

    sign_up_id: str
    tick: Tick
    way: AttendanceWay | None
    by: str | None
    at: datetime | None
    saved_at: datetime


def gatherings(session: Session, *, actor: Actor, activity_id: str, now: datetime) -> tuple[Gathering, ...]:
    """Return an activity's gatherings around now, in time.

    Raises:
        NotFound: there is no such activity, or it is another organisation's.
    """
    _of_organiser(actor, session.get(Activity, activity_id))
    seated = col(SignUp.state) == SignUpState.SEATED
    known = seated & (col(SignUp.attendance) != Attendance.UNKNOWN)
    counted = [
        func.coalesce(func.sum(case((which, 1), else_=0)), 0)
        for which in (seated, col(SignUp.state) == SignUpState.WAITING, known)
    ]
    found = (
        columns(Occurrence, *counted)
        .outerjoin(SignUp, col(SignUp.occurrence_id) == col(Occurrence.id))
        .where(
            col(Occurrence.activity_id) == activity_id,
            col(Occurrence.starts_at) > now - BACK,
            col(Occurrence.starts_at) < now + AHEAD,
        )
        .group_by(*Occurrence.__table__.c)  # type: ignore[attr-defined]
        .order_by(col(Occurrence.starts_at))
        .limit(MOST_GATHERINGS)
    )
    return tuple(
        Gathering(row.id, row.starts_at, row.ends_at, row.state, *counts)
        for row, *counts in session.execute(found).all()
    )


def attendees(session: Session, *, actor: Actor, occurrence_id: str, now: datetime) -> Attendees:
    """Return the list of one gathering; that somebody read it is written down once a day.

    Raises:
        NotFound: there is no such gathering, or it is another organisation's.
    """
    occurrence, activity = _occurrence(session, actor, occurrence_id)
    rows = session.exec(
        select(SignUp, Person)
        .join(Person, col(Person.id) == col(SignUp.person_id))
        .where(SignUp.occurrence_id == occurrence_id, SignUp.state != SignUpState.CANCELLED)
        .order_by(col(Person.given_name), col(Person.family_name), col(SignUp.id))
    ).all()
    waiting = sorted(
        (row.waiting_number or 0, _name(person)) for row, person in rows if row.state is SignUpState.WAITING
    )
    if rows:
        _write_down_reading(session, actor, occurrence_id, now)
    return Attendees(
        activity_id=activity.id, occurrence_id=occurrence.id, title=presence.title_of(session, activity),
        organisation=presence.organiser_of(session, activity), starts_at=occurrence.starts_at, ends_at=occurrence.ends_at, state=occurrence.state,
        whole=presence.minutes_of(occurrence),
        may_tick=occurrence.starts_at <= now and occurrence.state is OccurrenceState.PLANNED,
        seated=tuple(
            Participant(row.id, _name(person), row.attendance, row.attended_minutes, row.attendance_way)
            for row, person in rows
            if row.state is SignUpState.SEATED
        ),
        waiting=tuple(name for _number, name in waiting),
    )  # fmt: skip


def save(
    session: Session, *, actor: Actor, occurrence_id: str, ticks: Mapping[str, Tick], now: datetime
) -> tuple[Before, ...]:
    """Write down the list in one go: all of it, or nothing. Returns how each changed line stood before.

    Raises:
        NotFound: there is no such gathering, it is another organisation's, or a line is of another gathering.
        WrongState: somebody on the list gave the seat up meanwhile.
        OutsideRules: it has not begun, or minutes are none, or more than it lasted.
    """
    occurrence, _activity = _occurrence(session, actor, occurrence_id)
    whole = presence.minutes_of(occurrence)
    rows = {row.id: row for row in _rows(session, occurrence_id, ticks)}
    if ticks.keys() - rows.keys():
        raise NotFound("sign-up")
    before = []
    for sign_up_id, tick in ticks.items():
        row = rows[sign_up_id]
        minutes = (tick.minutes or whole) if tick.attendance is Attendance.PRESENT else None
        if (row.attendance, row.attended_minutes) == (tick.attendance, minutes) and not _only_scanned(row):
            continue
        before.append(_before(row, now))
        presence.tick(
            session, actor=actor, sign_up_id=sign_up_id, attendance=tick.attendance, minutes=minutes, now=now
        )
    return tuple(before)


def take_back(
    session: Session, *, actor: Actor, occurrence_id: str, before: Sequence[Before], now: datetime
) -> int:
    """Bring back how lines stood before they were saved; one that changed since stays. Returns how many came back.

    Hours that a trajectbegeleider decided about meanwhile stay as they are.

    Raises:
        NotFound: there is no such gathering, or it is another organisation's.
    """
    _occurrence(session, actor, occurrence_id)
    rows = {row.id: row for row in _rows(session, occurrence_id, [one.sign_up_id for one in before])}
    back = 0
    for one in before:
        row = rows.get(one.sign_up_id)
        if row is None or row.state is not SignUpState.SEATED or not _still_as_saved(row, one, actor):
            continue
        _put_back(session, row, one, actor, now)
        back += 1
    session.flush()
    return back


def _put_back(session: Session, row: SignUp, one: Before, actor: Actor, now: datetime) -> None:
    row.attendance, row.attended_minutes = one.tick.attendance, one.tick.minutes
    row.attendance_way, row.attendance_by, row.attendance_at = one.way, one.by, one.at
    session.add(row)
    session.flush()
    presence.write_down(session, "attendance.ticked", row, actor.person_id, now)
    if one.tick.attendance is not Attendance.PRESENT:
        hours.remove_proposed(session, sign_up_id=row.id, now=now)
        return
    if one.way is AttendanceWay.SCANNED:
        hours.only_proposed(session, sign_up_id=row.id, now=now)
    presence.propose_from_attendance(
        session, sign_up_id=row.id, minutes=one.tick.minutes or 1, now=now,
        confirmed_by=one.by if one.way is AttendanceWay.TICKED else None,
    )  # fmt: skip


def _still_as_saved(row: SignUp, one: Before, actor: Actor) -> bool:
    if row.attendance is Attendance.UNKNOWN:
        return one.tick.attendance is not Attendance.UNKNOWN  # it was emptied by this saving
    return row.attendance_at == one.saved_at and row.attendance_by == actor.person_id


def _only_scanned(row: SignUp) -> bool:
    return row.attendance_way is AttendanceWay.SCANNED  # the organiser's word confirms the hours


def _before(row: SignUp, now: datetime) -> Before:
    return Before(
        row.id, Tick(row.attendance, row.attended_minutes), row.attendance_way, row.attendance_by,
        row.attendance_at, now,
    )  # fmt: skip


def _rows(session: Session, occurrence_id: str, ids: Mapping[str, Tick] | Sequence[str]) -> Sequence[SignUp]:
    return session.exec(
        select(SignUp)
        .where(SignUp.occurrence_id == occurrence_id, col(SignUp.id).in_(list(ids)))
        .execution_options(populate_existing=True)
    ).all()


def _occurrence(session: Session, actor: Actor, occurrence_id: str) -> tuple[Occurrence, Activity]:
    occurrence = session.exec(
        select(Occurrence).where(Occurrence.id == occurrence_id).with_for_update()
    ).first()
    activity = session.get(Activity, occurrence.activity_id) if occurrence else None
    return _found(occurrence), _of_organiser(actor, activity)


def _found(occurrence: Occurrence | None) -> Occurrence:
    if occurrence is None:
        raise NotFound("occurrence")
    return occurrence


def _of_organiser(actor: Actor, activity: Activity | None) -> Activity:
    if activity is None or not permissions.may(
        actor, Action.HOURS_CONFIRM, Target(organisation_id=activity.organisation_id)
    ):
        raise NotFound("activity")
    return activity


def _write_down_reading(session: Session, actor: Actor, occurrence_id: str, now: datetime) -> None:
    subject = f"occurrence:{occurrence_id}"
    today = now.astimezone(BRUSSELS).replace(hour=0, minute=0, second=0, microsecond=0)
    if not audit.was_recorded(session, actor_id=actor.person_id, action=VIEWED, subject=subject, since=today):
        audit.record(session, actor_id=actor.person_id, action=VIEWED, subject=subject, now=now)


def _name(person: Person) -> str:
    return f"{person.given_name} {person.family_name}"
