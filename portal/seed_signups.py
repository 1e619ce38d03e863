"""Who signed up for what in the demo world: a table with room, and one that is full with people in line."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session, col, select

from portal.models.activities import Activity, ActivityState, Occurrence, OccurrenceState
from portal.models.people import Role
from portal.models.signups import SignUp
from portal.services import activity_rows, signups
from portal.services.permissions import Actor

# The next gathering of each, in the order of coming. The sewing room has five seats: the last two wait.
SIGNED_UP: Mapping[str, tuple[str, ...]] = {
    "leuven-praattafel": ("amina", "samir", "elena"),
    "leuven-naaien": ("fatou", "samir", "mei", "elena", "rosa", "oleksandr", "amina"),
    "mechelen-theater": ("oleksandr", "mei"),
    "aalst-praat": ("yusuf", "fatou"),
}
KEPT: Mapping[str, tuple[str, ...]] = {"leuven-lezen": ("amina",), "leuven-koken": ("amina", "samir")}


def seed_signups(session: Session, *, now: datetime) -> int:
    """Fill the gatherings that nobody signed up for yet; returns how many seats and places in line are new."""
    new = sum(_fill(session, key, people, now) for key, people in SIGNED_UP.items())
    for key, people in KEPT.items() if new else ():
        if activity := _published(session, key):
            for person in people:
                signups.keep(session, actor=_actor(person), activity_id=activity.id, now=now)
    return new


def _fill(session: Session, key: str, people: tuple[str, ...], now: datetime) -> int:
    activity = _published(session, key)
    if activity is None or _has_sign_ups(session, activity):
        return 0
    coming = activity_rows.occurrences_of(session, activity.id, since=now)
    first = next((one for one in coming if one.state is OccurrenceState.PLANNED), None)
    if first is None:
        return 0
    for person in people:
        signups.sign_up(session, actor=_actor(person), occurrence_id=first.id, belongs=True, now=now)
    return len(people)


def _published(session: Session, key: str) -> Activity | None:
    wanted = select(Activity).where(
        Activity.source_id == f"demo-{key}", Activity.state == ActivityState.PUBLISHED
    )
    return session.exec(wanted).first()


def _has_sign_ups(session: Session, activity: Activity) -> bool:
    known = (
        select(SignUp.id)
        .join(Occurrence, col(Occurrence.id) == col(SignUp.occurrence_id))
        .where(Occurrence.activity_id == activity.id)
    )
    return session.exec(known).first() is not None


def _actor(person: str) -> Actor:
    return Actor(person, {Role.INBURGERAAR: frozenset({None})})
