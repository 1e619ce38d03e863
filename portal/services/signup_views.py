"""Sign-ups as their owner reads them: what is coming, what is over, and what was kept in mind."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from portal.models.activities import (
    Activity,
    ActivityState,
    AttendanceMode,
    Occurrence,
    OccurrenceState,
)
from portal.models.people import Organisation
from portal.models.pips import HoursEntry, HoursState
from portal.models.signups import Attendance, CancelledBy, SavedActivity, SignUp, SignUpState
from portal.services import activity_views, permissions, signups
from portal.services.permissions import Action, Actor, Target

MOST_PAST = 50
SOON = timedelta(days=3)  # how long before a gathering, and after a change, the first page says so


class Standing(StrEnum):
    """Where somebody stands with a gathering."""

    SEATED = "seated"
    WAITING = "waiting"
    OFF = "off"
    ON_AGAIN = "on-again"


@dataclass(frozen=True)
class What:
    """Which gathering: title in the reader's language where there is one, place and moment. `slug` None: no page any more."""

    occurrence_id: str
    activity_id: str
    slug: str | None
    title: str
    language: str
    organisation: str
    mode: AttendanceMode
    venue: str
    nis_code: str | None
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Mine:
    """One sign-up of one's own. `number`: in line, 1 is next; `clashes`: what else one has at that hour."""

    what: What
    standing: Standing
    number: int | None
    moved_from: datetime | None
    elsewhere: bool
    changed_at: datetime
    may_leave: bool
    attendance: Attendance
    counts: bool
    hours: HoursState | None = None
    minutes: int | None = None
    clashes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kept:
    """An activity that one keeps in mind; `next_at` None: no day is planned, or it is off the portal."""

    activity_id: str
    slug: str | None
    title: str
    language: str
    next_at: datetime | None


@dataclass(frozen=True)
class MyActivities:
    """All that one signed up for: first what comes first, then what was, the last first."""

    coming: tuple[Mine, ...]
    past: tuple[Mine, ...]
    kept: tuple[Kept, ...]


def mine(session: Session, *, actor: Actor, language: str, now: datetime) -> MyActivities:
    """Return everything that the actor signed up for and kept.

    Raises:
        NotAllowed: the actor signs up for nothing.
    """
    permissions.require(actor, Action.SIGNUP_OWN, Target(owner_id=actor.person_id))
    coming = coming_of(session, actor.person_id, language, now)
    over = (
        _own(actor.person_id)
        .where(col(Occurrence.ends_at) <= now, col(SignUp.state).in_(signups.RUNNING))
        .order_by(col(Occurrence.starts_at).desc(), col(Occurrence.id))
        .limit(MOST_PAST)
    )
    past = _read(session, session.exec(over).all(), language, now)
    return MyActivities(coming, past, _kept(session, actor.person_id, language, now))


def pressing(session: Session, *, actor: Actor, language: str, now: datetime) -> tuple[Mine, ...]:
    """Return what the first page tells: the next gathering when it is soon, and what was moved or called off just now.

    Raises:
        NotAllowed: the actor signs up for nothing.
    """
    permissions.require(actor, Action.SIGNUP_OWN, Target(owner_id=actor.person_id))
    coming = coming_of(session, actor.person_id, language, now)
    news = [one for one in coming if is_news(one) and one.changed_at > now - SOON]
    seats = [one for one in coming if one.standing is Standing.SEATED and one not in news]
    soon = [one for one in seats[:1] if one.what.starts_at <= now + SOON]
    return (*soon, *news)


def is_news(one: Mine) -> bool:
    """Say whether an organiser changed something since one signed up."""
    return one.standing in {Standing.OFF, Standing.ON_AGAIN} or one.moved_from is not None or one.elsewhere


def coming_of(session: Session, person_id: str, language: str, now: datetime) -> tuple[Mine, ...]:
    """Return what somebody signed up for and is not over; who calls asked whether they may."""
    known = col(SignUp.state).in_(signups.RUNNING) | (SignUp.cancelled_by == CancelledBy.ORGANISER)
    ahead = _own(person_id).where(col(Occurrence.ends_at) > now, known)
    rows = session.exec(ahead.order_by(col(Occurrence.starts_at), col(Occurrence.id))).all()
    return _with_clashes(_read(session, rows, language, now))


def _own(person_id: str) -> Any:
    return (
        select(SignUp, Occurrence, Activity, Organisation.name)
        .join(Occurrence, col(Occurrence.id) == col(SignUp.occurrence_id))
        .join(Activity, col(Activity.id) == col(Occurrence.activity_id))
        .join(Organisation, col(Organisation.id) == col(Activity.organisation_id))
        .where(SignUp.person_id == person_id)
    )


def _read(session: Session, rows: Sequence[Any], language: str, now: datetime) -> tuple[Mine, ...]:
    """Read rows whole: three queries, however many; none for none."""
    if not rows:
        return ()
    titles = activity_views.titles(session, [activity.id for _, _, activity, _ in rows], language)
    ids = [row.id for row, _, _, _ in rows]
    logged = select(HoursEntry).where(col(HoursEntry.sign_up_id).in_(ids))
    entries = {entry.sign_up_id: entry for entry in session.exec(logged).all()}
    numbers = _numbers(session, ids)
    return tuple(
        _mine(what_of(day, activity, name, titles), (row, day, activity), numbers.get(row.id), entries.get(row.id), now)
        for row, day, activity, name in rows
    )  # fmt: skip


def _mine(
    what: What, rows: tuple[SignUp, Occurrence, Activity], number: int | None, entry: HoursEntry | None, now: datetime
) -> Mine:  # fmt: skip
    row, day, activity = rows
    changed = day.changed_at > row.signed_up_at
    moved = changed and day.moved_from is not None
    return Mine(
        what=what, standing=_standing(row, day, activity), number=number,
        moved_from=day.moved_from if moved else None, elsewhere=changed and not moved, changed_at=day.changed_at,
        may_leave=row.state in signups.RUNNING and day.starts_at > now and row.attendance is not Attendance.PRESENT,
        attendance=row.attendance, counts=activity.counts_for_hours,
        hours=entry.state if entry else None, minutes=entry.minutes if entry else row.attended_minutes,
    )  # fmt: skip


def _standing(row: SignUp, day: Occurrence, activity: Activity) -> Standing:
    if row.state is SignUpState.CANCELLED:
        on = day.state is OccurrenceState.PLANNED and activity.state is ActivityState.PUBLISHED
        return Standing.ON_AGAIN if on else Standing.OFF
    return Standing.SEATED if row.state is SignUpState.SEATED else Standing.WAITING


def what_of(day: Occurrence, activity: Activity, organisation: str, titles: Mapping[str, Any]) -> What:
    """Say which gathering it is."""
    text = titles.get(activity.id)
    return What(
        occurrence_id=day.id, activity_id=activity.id,
        slug=activity.slug if activity.state in activity_views.PUBLIC else None,
        title=text.title if text else organisation, language=text.language if text else activity.main_language,
        organisation=organisation, mode=activity.mode, venue=activity.venue, nis_code=activity.nis_code,
        starts_at=day.starts_at, ends_at=day.ends_at,
    )  # fmt: skip


def _numbers(session: Session, ids: Collection[str]) -> dict[str, int]:
    """Return for those who wait how far they are: 1 is the next to move up."""
    before = aliased(SignUp)
    counted = (
        select(SignUp.id, func.count())
        .join(before, col(before.occurrence_id) == col(SignUp.occurrence_id))
        .where(col(SignUp.id).in_(ids), col(before.waiting_number) <= col(SignUp.waiting_number))
        .group_by(col(SignUp.id))
    )
    return dict(session.exec(counted).all())


def _with_clashes(coming: tuple[Mine, ...]) -> tuple[Mine, ...]:
    running = [one for one in coming if one.standing in {Standing.SEATED, Standing.WAITING}]
    return tuple(
        replace(one, clashes=clashes_of(one.what, running)) if one in running else one for one in coming
    )


def clashes_of(what: What, others: Iterable[Mine]) -> tuple[str, ...]:
    """Return the titles of what falls at the same time, wholly or in part."""
    return tuple(
        other.what.title
        for other in others
        if other.what.occurrence_id != what.occurrence_id
        and other.what.starts_at < what.ends_at
        and what.starts_at < other.what.ends_at
    )


def _kept(session: Session, person_id: str, language: str, now: datetime) -> tuple[Kept, ...]:
    wanted = (
        select(Activity)
        .join(SavedActivity, col(SavedActivity.activity_id) == col(Activity.id))
        .where(SavedActivity.person_id == person_id)
        .order_by(col(SavedActivity.saved_at).desc(), col(Activity.id))
    )
    rows = session.exec(wanted).all()
    if not rows:
        return ()
    ids = [row.id for row in rows]
    titles = activity_views.titles(session, ids, language)
    planned = (
        select(Occurrence.activity_id, func.min(col(Occurrence.starts_at)))
        .where(
            col(Occurrence.activity_id).in_(ids), col(Occurrence.starts_at) > now,
            Occurrence.state == OccurrenceState.PLANNED,
        )
        .group_by(col(Occurrence.activity_id))
    )  # fmt: skip
    next_at = dict(session.exec(planned).all())
    return tuple(
        Kept(
            row.id, row.slug if row.state in activity_views.PUBLIC else None, titles[row.id].title,
            titles[row.id].language, next_at.get(row.id) if row.state is ActivityState.PUBLISHED else None,
        )
        for row in rows
        if row.id in titles
    )  # fmt: skip
