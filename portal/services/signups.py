"""Signing up for one gathering: a seat or a place in line, out again, and moving up (docs/decisions/0023).

The occurrence's row is locked before its seats are counted, so that two people never get the same seat; the database
refuses more seats than there are in any case. A seat that comes free goes to the first in line in the same transaction.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, update
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from portal import db
from portal.errors import NotFound, OutsideRules
from portal.models.activities import Activity, ActivityState, Occurrence, OccurrenceState
from portal.models.people import Person
from portal.models.pips import HoursEntry
from portal.models.signups import Attendance, CancelledBy, SavedActivity, SignUp, SignUpState
from portal.services import audit, outbox, permissions
from portal.services.permissions import Action, Actor, Target
from portal.services.signup_rules import WhyNot, asks_who, why_not

MOVED_UP = "signup.moved-up"
RUNNING = (SignUpState.SEATED, SignUpState.WAITING)
KEPT = timedelta(days=365)
_MOST_AT_ONCE = 500


def sign_up(
    session: Session, *, actor: Actor, occurrence_id: str, belongs: bool = False, now: datetime
) -> SignUp:
    """Give the actor a seat, or the next place in line when all are taken; who has one already keeps it.

    `belongs`: the actor says to be of the age, or a member, where the activity asks for that.

    Raises:
        NotAllowed: the actor signs up for nothing.
        NotFound: there is no such gathering.
        OutsideRules: nobody can sign up for it now, or it is for some people only (`WhyNot`).
    """
    permissions.require(actor, Action.SIGNUP_OWN, Target(owner_id=actor.person_id))
    occurrence, activity = _locked(session, occurrence_id)
    row = _of_person(session, occurrence_id, actor.person_id)
    if row is not None and row.state in RUNNING:
        return row
    reason = why_not(activity, occurrence, state=activity.state, now=now)
    if reason is None and asks_who(activity) and not belongs:
        reason = WhyNot.WHO
    if reason is not None:
        raise OutsideRules(reason.value)
    give_free_seats(session, occurrence, now=now)  # nobody passes those who wait
    row = _anew(row, occurrence_id, actor.person_id, now)
    if _free(occurrence) == 0:
        row.state, row.waiting_number = SignUpState.WAITING, _next_number(session, occurrence_id)
    else:
        row.state, row.waiting_number = SignUpState.SEATED, None
        occurrence.seats_taken += 1
    session.add_all([row, occurrence])
    session.flush()
    _write_down(session, "sign-up.made", row, actor.person_id, now)
    return row


def _anew(row: SignUp | None, occurrence_id: str, person_id: str, now: datetime) -> SignUp:
    if row is None:
        return SignUp(
            occurrence_id=occurrence_id, person_id=person_id, state=SignUpState.WAITING, signed_up_at=now
        )
    row.signed_up_at, row.sequence = now, row.sequence + 1
    row.moved_up_at = row.cancelled_at = row.cancelled_by = None
    return row


def leave(session: Session, *, actor: Actor, occurrence_id: str, now: datetime) -> None:
    """Take the actor out of a gathering; the first in line gets the seat. Leaving twice is leaving once.

    Raises:
        NotAllowed: the actor signs up for nothing.
        NotFound: the actor never signed up for it.
        OutsideRules: it began already, or the actor said to be there.
    """
    permissions.require(actor, Action.SIGNUP_OWN, Target(owner_id=actor.person_id))
    occurrence, _activity = _locked(session, occurrence_id)
    row = _of_person(session, occurrence_id, actor.person_id)
    if row is None:
        raise NotFound("sign-up")
    if row.state not in RUNNING:
        return
    if row.attendance is Attendance.PRESENT:
        raise OutsideRules(WhyNot.PRESENT.value)
    if occurrence.starts_at <= now:
        raise OutsideRules(WhyNot.BEGUN.value)
    if row.state is SignUpState.SEATED:
        occurrence.seats_taken -= 1
    row.state, row.waiting_number, row.sequence = SignUpState.CANCELLED, None, row.sequence + 1
    row.cancelled_at, row.cancelled_by = now, CancelledBy.PERSON
    session.add_all([row, occurrence])
    session.flush()
    _write_down(session, "sign-up.cancelled", row, actor.person_id, now)
    give_free_seats(session, occurrence, now=now)


def give_free_seats(session: Session, occurrence: Occurrence, *, now: datetime) -> int:
    """Move up whoever is first in line while there are seats; each is told once. The occurrence is locked.

    Returns how many moved up. Once it began, or when it is off, nobody does.
    """
    if occurrence.state is not OccurrenceState.PLANNED or occurrence.starts_at <= now:
        return 0
    if _free(occurrence) == 0:
        return 0
    first = (
        select(SignUp)
        .where(SignUp.occurrence_id == occurrence.id, col(SignUp.waiting_number).is_not(None))
        .order_by(col(SignUp.waiting_number))
        .limit(_free(occurrence))
        .execution_options(populate_existing=True)
    )
    rows = session.exec(first).all()
    for row in rows:
        row.state, row.waiting_number, row.sequence = SignUpState.SEATED, None, row.sequence + 1
        row.moved_up_at = now
    occurrence.seats_taken += len(rows)
    session.add(occurrence)
    session.flush()
    for row in rows:
        _tell_moved_up(session, row, now)
        _write_down(session, "sign-up.moved-up", row, None, now)
    return len(rows)


def _tell_moved_up(session: Session, row: SignUp, now: datetime) -> None:
    person = session.get_one(Person, row.person_id)
    outbox.queue_mail(
        session, key=f"{MOVED_UP}:{row.id}:{row.sequence}", template=MOVED_UP, person_id=person.id,
        language=person.language, now=now,
    )  # fmt: skip


def fill(session: Session, *, activity_id: str, now: datetime) -> int:
    """Give the seats of an activity that are free while somebody waits, as after more were made; returns how many."""
    ids = session.exec(_waited_for(now).where(Occurrence.activity_id == activity_id)).all()
    return sum(give_free_seats(session, _locked(session, one)[0], now=now) for one in ids)


def _waited_for(now: datetime) -> SelectOfScalar[str]:
    """Ask which gatherings have a free seat and somebody in line."""
    return (
        select(Occurrence.id)
        .join(SignUp, col(SignUp.occurrence_id) == col(Occurrence.id))
        .join(Activity, col(Activity.id) == col(Occurrence.activity_id))
        .where(
            col(SignUp.waiting_number).is_not(None), Occurrence.state == OccurrenceState.PLANNED, col(Occurrence.starts_at) > now,
            col(Occurrence.capacity).is_(None) | (col(Occurrence.seats_taken) < col(Occurrence.capacity)),
        )
        .distinct()
        .order_by(col(Occurrence.id))
    )  # fmt: skip


def move_up(now: datetime) -> int:
    """Give every seat that is free while somebody waits for it: more seats, or a change that nobody followed up.

    A job of its own transactions, one for each gathering; returns how many people moved up.
    """
    with db.reading() as session:
        ids = session.exec(_waited_for(now).where(Activity.state == ActivityState.PUBLISHED)).all()
    moved = 0
    for occurrence_id in ids:
        with db.transaction() as session:
            occurrence, activity = _locked(session, occurrence_id)
            if activity.state is ActivityState.PUBLISHED:
                moved += give_free_seats(session, occurrence, now=now)
    return moved


def _locked(session: Session, occurrence_id: str) -> tuple[Occurrence, Activity]:
    occurrence = lock(session, occurrence_id)
    if occurrence is None:
        raise NotFound("occurrence")
    # Read after the lock: an organiser who called it off meanwhile has done so by now.
    return occurrence, session.get_one(Activity, occurrence.activity_id, populate_existing=True)


def lock(session: Session, occurrence_id: str) -> Occurrence | None:
    """Let nobody else change the seats of a gathering until this transaction ends; return it as it stands now."""
    wanted = select(Occurrence).where(Occurrence.id == occurrence_id).with_for_update()
    return session.exec(wanted.execution_options(populate_existing=True)).first()


def _of_person(session: Session, occurrence_id: str, person_id: str) -> SignUp | None:
    mine = select(SignUp).where(SignUp.occurrence_id == occurrence_id, SignUp.person_id == person_id)
    return session.exec(mine.execution_options(populate_existing=True)).first()


def _free(occurrence: Occurrence) -> int | None:
    """Return how many seats are free; None: there is no limit."""
    if occurrence.capacity is None:
        return None
    return max(0, occurrence.capacity - occurrence.seats_taken)


def _next_number(session: Session, occurrence_id: str) -> int:
    last = select(func.max(SignUp.waiting_number)).where(SignUp.occurrence_id == occurrence_id)
    return (session.exec(last).one() or 0) + 1


def keep(session: Session, *, actor: Actor, activity_id: str, now: datetime) -> None:
    """Keep an activity in mind; twice is once.

    Raises:
        NotAllowed: the actor keeps nothing.
        NotFound: there is no such activity for the public.
    """
    permissions.require(actor, Action.SIGNUP_OWN, Target(owner_id=actor.person_id))
    activity = session.get(Activity, activity_id)
    if activity is None or activity.state is not ActivityState.PUBLISHED:
        raise NotFound("activity")
    if session.get(SavedActivity, (actor.person_id, activity_id)) is None:
        session.add(SavedActivity(person_id=actor.person_id, activity_id=activity_id, saved_at=now))
        session.flush()


def let_go(session: Session, *, actor: Actor, activity_id: str) -> None:
    """Keep an activity in mind no longer.

    Raises:
        NotAllowed: the actor keeps nothing.
    """
    permissions.require(actor, Action.SIGNUP_OWN, Target(owner_id=actor.person_id))
    row = session.get(SavedActivity, (actor.person_id, activity_id))
    if row is not None:
        session.delete(row)
        session.flush()


def forget(session: Session, *, now: datetime) -> int:
    """Delete sign-ups a year after the gathering, and what was kept of activities that are over as long; returns how many.

    Hours that followed from a sign-up stay: they belong to the plan.
    """
    before = now - KEPT
    over = (
        select(SignUp.id)
        .join(Occurrence, col(Occurrence.id) == col(SignUp.occurrence_id))
        .where(col(Occurrence.ends_at) < before)
        .limit(_MOST_AT_ONCE)
    )
    ids = session.exec(over).all()
    session.execute(update(HoursEntry).where(col(HoursEntry.sign_up_id).in_(ids)).values(sign_up_id=None))
    session.execute(delete(SignUp).where(col(SignUp.id).in_(ids)))
    goes_on = select(Occurrence.id).where(
        col(Occurrence.activity_id) == col(SavedActivity.activity_id), col(Occurrence.ends_at) >= before
    )
    old = select(SavedActivity).where(col(SavedActivity.saved_at) < before, ~goes_on.exists())
    kept = session.exec(old.limit(_MOST_AT_ONCE)).all()
    for row in kept:
        session.delete(row)
    session.flush()
    return len(ids) + len(kept)


def _write_down(session: Session, action: str, row: SignUp, by: str | None, now: datetime) -> None:
    audit.record(
        session, actor_id=by, action=action, subject=f"sign-up:{row.id}", owner_id=row.person_id,
        facts={"state": row.state.value}, now=now,
    )  # fmt: skip
