"""Who was there: the organiser ticks a list, or participants scan a code. Presence proposes hours to the person's log.

A tick by the organiser confirms them at once; a scan only proposes them, since a code can be passed on. A code works
around its own occurrence alone.
"""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from portal.errors import NotFound, OutsideRules, WrongState
from portal.models.activities import Activity, ActivityState, ActivityText, Occurrence, OccurrenceState
from portal.models.people import Organisation
from portal.models.pips import HoursEntry, HoursSource, HoursState
from portal.models.signups import Attendance, AttendanceWay, SignUp, SignUpState
from portal.services import audit, hour_spans, hours, permissions, rate_limits
from portal.services.permissions import Action, Actor, Target

EARLY, LATE = timedelta(minutes=30), timedelta(hours=2)
SCANS_A_DAY = 60  # a code cannot be found by trying
_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that look alike on paper
_LENGTH = 10  # 49 bits, in a window of hours


@dataclass(frozen=True)
class Present:
    """What a scan led to. `minutes` is None when no hours stand in the log; `counts`: the activity would give some."""

    activity: str
    day: date
    minutes: int | None
    counts: bool


def presence_code(session: Session, *, actor: Actor, occurrence_id: str, renew: bool = False) -> str:
    """Return the code for one occurrence, for on paper or on a screen; `renew` makes the old one worthless.

    Raises:
        NotFound: there is no such occurrence.
        NotAllowed: the activity is not of the actor's organisation.
        WrongState: the occurrence was cancelled.
    """
    occurrence, _activity = _for_organiser(session, actor, occurrence_id)
    if occurrence.state is not OccurrenceState.PLANNED:
        raise WrongState("occurrence", occurrence.state.value)
    if occurrence.presence_code is None or renew:
        occurrence.presence_code = "".join(secrets.choice(_LETTERS) for _n in range(_LENGTH))
        session.add(occurrence)
        session.flush()
    return occurrence.presence_code


def scan(session: Session, *, actor: Actor, code: str, now: datetime) -> Present:
    """Write down that the actor is there; who did not sign up gets a seat on the spot, when there is one. Twice is once.

    Raises:
        NotAllowed: the actor keeps no hours log.
        NotFound: no occurrence has this code.
        OutsideRules: it is too early or too late, or there is no seat left.
        WrongState: the occurrence or the activity was cancelled.
        TooManyRequests: the actor tried many codes today.
    """
    permissions.require(actor, Action.HOURS_LOG, Target(owner_id=actor.person_id))
    rate_limits.count_in_a_day(session, key=f"scan:{actor.person_id}", most=SCANS_A_DAY, now=now)
    found = session.exec(
        select(Occurrence).where(Occurrence.presence_code == _typed(code)).with_for_update()
    ).first()
    if found is None:
        raise NotFound("presence")
    activity = session.get_one(Activity, found.activity_id)
    if found.state is not OccurrenceState.PLANNED or activity.state is not ActivityState.PUBLISHED:
        raise WrongState("occurrence", found.state.value)
    if now < found.starts_at - EARLY:
        raise OutsideRules("code-too-early")
    if now > found.ends_at + LATE:
        raise OutsideRules("code-too-late")
    sign_up = _seat(session, found, actor.person_id, now)
    minutes = minutes_of(found)
    if sign_up.attendance is not Attendance.PRESENT:
        mark(
            sign_up,
            Attendance.PRESENT,
            minutes=minutes,
            way=AttendanceWay.SCANNED,
            by=actor.person_id,
            now=now,
        )
        session.add(sign_up)
        session.flush()
        write_down(session, "attendance.scanned", sign_up, actor.person_id, now)
    entry = propose_from_attendance(
        session, sign_up_id=sign_up.id, minutes=sign_up.attended_minutes or minutes, now=now
    )
    return Present(
        title_of(session, activity), found.day, entry.minutes if entry else None, activity.counts_for_hours
    )


def tick(
    session: Session,
    *,
    actor: Actor,
    sign_up_id: str,
    attendance: Attendance,
    minutes: int | None = None,
    now: datetime,
) -> HoursEntry | None:
    """Write down on the organiser's list whether somebody was there; presence confirms the hours that it proposes.

    `minutes`: how long, when it was shorter than the whole occurrence. Returns the hours that stand in the log, None
    when there are none. Hours that were decided already stay as they are.

    Raises:
        NotFound: there is no such sign-up.
        NotAllowed: the activity is not of the actor's organisation.
        WrongState: the person had no seat.
        OutsideRules: it has not begun, or the minutes are none, or more than it lasted.
    """
    sign_up = session.get(SignUp, sign_up_id)
    permissions.require(actor, Action.HOURS_CONFIRM, _target(session, sign_up, actor))
    if sign_up is None:
        raise NotFound("sign-up")
    occurrence = session.exec(
        select(Occurrence).where(Occurrence.id == sign_up.occurrence_id).with_for_update()
    ).one()
    session.refresh(sign_up)
    if sign_up.state is not SignUpState.SEATED:
        raise WrongState("sign-up", sign_up.state.value)
    if now < occurrence.starts_at:
        raise OutsideRules("not-begun")
    whole = minutes_of(occurrence)
    lasted = whole if minutes is None else minutes
    if attendance is Attendance.PRESENT and not 0 < lasted <= whole:
        raise OutsideRules("minutes-wrong")
    before = (sign_up.attendance, sign_up.attended_minutes, sign_up.attendance_way)
    mark(sign_up, attendance, minutes=lasted, way=AttendanceWay.TICKED, by=actor.person_id, now=now)
    session.add(sign_up)
    session.flush()
    if before != (sign_up.attendance, sign_up.attended_minutes, sign_up.attendance_way):
        write_down(session, "attendance.ticked", sign_up, actor.person_id, now)
    if attendance is not Attendance.PRESENT:
        hours.remove_proposed(session, sign_up_id=sign_up_id, now=now)
        return None
    return propose_from_attendance(
        session, sign_up_id=sign_up_id, minutes=lasted, confirmed_by=actor.person_id, now=now
    )


def propose_from_attendance(
    session: Session, *, sign_up_id: str, minutes: int, confirmed_by: str | None = None, now: datetime
) -> HoursEntry | None:
    """Put the hours of an attendance in the person's log, once for each sign-up; who calls has asked whether they may.

    `confirmed_by`: the organiser who says so; without one the hours are proposed. Asked again with other minutes, or
    now with an organiser, the entry follows as long as nobody decided about it. None when the activity does not
    count, no track runs, or the person logged that time already.
    """
    sign_up = session.get_one(SignUp, sign_up_id)
    occurrence = session.get_one(Occurrence, sign_up.occurrence_id)
    activity = session.get_one(Activity, occurrence.activity_id)
    if not activity.counts_for_hours:
        return None
    contract = hours.lock_running_contract(session, sign_up.person_id)
    existing = session.exec(
        select(HoursEntry)
        .where(HoursEntry.sign_up_id == sign_up_id)
        .execution_options(populate_existing=True)
    ).first()
    if existing is not None:
        return _followed(
            session, existing, owner_id=sign_up.person_id, minutes=minutes, confirmed_by=confirmed_by, now=now
        )
    if contract is None or occurrence.day < contract.registered_on:
        return None
    span = hour_spans.stored(occurrence.day, occurrence.starts_minute, minutes)
    if hours.overlapping(session, contract_id=contract.id, span=span):
        return None
    row = HoursEntry(
        contract_id=contract.id, day=occurrence.day, starts_minute=occurrence.starts_minute, minutes=minutes,
        activity=title_of(session, activity), organiser=organiser_of(session, activity), kind=activity.kind.value,
        source=HoursSource.ATTENDANCE, sign_up_id=sign_up_id, logged_at=now,
    )  # fmt: skip
    _confirm(row, confirmed_by, now)
    session.add(row)
    session.flush()
    hours.write_down(session, "hours.proposed", row, owner_id=sign_up.person_id, by=confirmed_by, now=now)
    return row


def _followed(
    session: Session, row: HoursEntry, *, owner_id: str, minutes: int, confirmed_by: str | None, now: datetime
) -> HoursEntry:
    if row.state not in hours.WAITING:
        return row
    before = (row.minutes, row.state)
    row.minutes = minutes
    _confirm(row, confirmed_by, now)
    session.add(row)
    session.flush()
    if before != (row.minutes, row.state):
        hours.write_down(session, "hours.proposed", row, owner_id=owner_id, by=confirmed_by, now=now)
    return row


def _confirm(row: HoursEntry, confirmed_by: str | None, now: datetime) -> None:
    if confirmed_by is not None and row.state is HoursState.PROPOSED:
        row.state, row.confirmed_by, row.confirmed_at = HoursState.CONFIRMED, confirmed_by, now


def _seat(session: Session, occurrence: Occurrence, person_id: str, now: datetime) -> SignUp:
    """Return the person's seat, given on the spot when there is one left. The occurrence is locked."""
    sign_up = session.exec(
        select(SignUp)
        .where(SignUp.occurrence_id == occurrence.id, SignUp.person_id == person_id)
        .execution_options(populate_existing=True)
    ).first()
    if sign_up is not None and sign_up.state is SignUpState.SEATED:
        return sign_up
    if occurrence.capacity is not None and occurrence.seats_taken >= occurrence.capacity:
        raise OutsideRules("activity-full")
    if sign_up is None:
        sign_up = SignUp(
            occurrence_id=occurrence.id, person_id=person_id, state=SignUpState.SEATED, signed_up_at=now
        )
    else:
        sign_up.state, sign_up.waiting_number = SignUpState.SEATED, None
        sign_up.cancelled_at = sign_up.cancelled_by = None
        sign_up.sequence += 1
    occurrence.seats_taken += 1
    session.add(occurrence)
    session.add(sign_up)
    session.flush()
    write_down(session, "sign-up.on-the-spot", sign_up, person_id, now)
    return sign_up


def mark(
    sign_up: SignUp, attendance: Attendance, *, minutes: int, way: AttendanceWay, by: str, now: datetime
) -> None:
    """Set whether somebody was there, with how and by whom it is known."""
    known = attendance is not Attendance.UNKNOWN
    sign_up.attendance = attendance
    sign_up.attended_minutes = minutes if attendance is Attendance.PRESENT else None
    sign_up.attendance_way = way if known else None
    sign_up.attendance_by = by if known else None
    sign_up.attendance_at = now if known else None


def _for_organiser(session: Session, actor: Actor, occurrence_id: str) -> tuple[Occurrence, Activity]:
    occurrence = session.exec(
        select(Occurrence).where(Occurrence.id == occurrence_id).with_for_update()
    ).first()
    activity = session.get(Activity, occurrence.activity_id) if occurrence else None
    organisation_id = activity.organisation_id if activity else _own_organisation(actor)
    permissions.require(actor, Action.HOURS_CONFIRM, Target(organisation_id=organisation_id))
    if occurrence is None or activity is None:
        raise NotFound("occurrence")
    return occurrence, activity


def _target(session: Session, sign_up: SignUp | None, actor: Actor) -> Target:
    if sign_up is None:
        return Target(organisation_id=_own_organisation(actor))
    organisation_id = session.exec(
        select(Activity.organisation_id)
        .join(Occurrence, col(Occurrence.activity_id) == col(Activity.id))
        .where(Occurrence.id == sign_up.occurrence_id)
    ).one()
    return Target(organisation_id=organisation_id)


def _own_organisation(actor: Actor) -> str | None:
    """Return some organisation of the actor's: who may act in one is told that a thing is not there."""
    known = {one for organisations in actor.roles.values() for one in organisations if one}
    return min(known, default=None)


def title_of(session: Session, activity: Activity) -> str:
    """Return an activity's title in its main language."""
    text = session.exec(
        select(ActivityText.title).where(
            ActivityText.activity_id == activity.id, ActivityText.language == activity.main_language
        )
    ).first()
    return text or activity.slug or activity.id


def organiser_of(session: Session, activity: Activity) -> str:
    """Return the name of the organisation of an activity."""
    return session.get_one(Organisation, activity.organisation_id).name


def minutes_of(occurrence: Occurrence) -> int:
    """Return how long a gathering lasts; a day at most, as hours are logged by day."""
    whole = (occurrence.ends_at - occurrence.starts_at) // hour_spans.MINUTE
    return max(1, min(whole, hour_spans.MINUTES_IN_A_DAY))


def _typed(code: str) -> str:
    return "".join(code.split()).replace("-", "").upper()


def write_down(session: Session, action: str, sign_up: SignUp, by: str, now: datetime) -> None:
    """Append what happened to an attendance to the audit trail."""
    audit.record(
        session, actor_id=by, action=action, subject=f"sign-up:{sign_up.id}", owner_id=sign_up.person_id,
        facts={"attendance": sign_up.attendance.value, "minutes": sign_up.attended_minutes}, now=now,
    )  # fmt: skip
