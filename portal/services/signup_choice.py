"""Before somebody signs up: one day with what it would lead to, and how one stands with an activity."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from portal.errors import NotFound
from portal.models.activities import Activity, Audience, Occurrence
from portal.models.people import Organisation
from portal.models.signups import SavedActivity, SignUp, SignUpState
from portal.services import activity_views, permissions, signup_views, signups
from portal.services.permissions import Action, Actor, Target
from portal.services.signup_rules import WhyNot, asks_who, why_not
from portal.services.signup_views import Standing, What


@dataclass(frozen=True)
class Choice:
    """One day before somebody signs up: whether that can be, what it leads to, and what else they have then."""

    what: What
    why_not: WhyNot | None
    opens_at: datetime | None
    seats_left: int | None
    in_line: int
    asks_who: bool
    audience: Audience
    age_from: int | None
    age_to: int | None
    standing: Standing | None
    number: int | None
    clashes: tuple[str, ...]


def choice(session: Session, *, actor: Actor, occurrence_id: str, language: str, now: datetime) -> Choice:
    """Return a day that the actor chose, as it stands now.

    Raises:
        NotAllowed: the actor signs up for nothing.
        NotFound: there is no such day on the portal, and the actor did not sign up for it either.
    """
    permissions.require(actor, Action.SIGNUP_OWN, Target(owner_id=actor.person_id))
    day = session.get(Occurrence, occurrence_id)
    activity = session.get_one(Activity, day.activity_id) if day else None
    if day is None or activity is None or activity.state not in activity_views.PUBLIC:
        raise NotFound("occurrence")
    name = session.get_one(Organisation, activity.organisation_id).name
    what = signup_views.what_of(day, activity, name, activity_views.titles(session, [activity.id], language))
    coming = signup_views.coming_of(session, actor.person_id, language, now)
    running = [one for one in coming if one.standing in {Standing.SEATED, Standing.WAITING}]
    own = next((one for one in running if one.what.occurrence_id == day.id), None)
    line = select(func.count()).where(SignUp.occurrence_id == day.id, col(SignUp.waiting_number).is_not(None))
    return Choice(
        what=what, why_not=why_not(activity, day, state=activity.state, now=now), opens_at=activity.booking_from,
        seats_left=activity_views.seats_left(day), in_line=session.exec(line).one(), asks_who=asks_who(activity),
        audience=activity.audience, age_from=activity.age_from, age_to=activity.age_to,
        standing=own.standing if own else None, number=own.number if own else None, clashes=signup_views.clashes_of(what, running),
    )  # fmt: skip


@dataclass(frozen=True)
class Own:
    """How somebody stands with an activity: its days where they have a seat or wait, and whether they keep it in mind."""

    days: Mapping[str, Standing]
    kept: bool


NOTHING = Own({}, kept=False)


def with_activity(session: Session, *, actor: Actor, activity_id: str) -> Own:
    """Return how the actor stands with an activity.

    Raises:
        NotAllowed: the actor signs up for nothing.
    """
    permissions.require(actor, Action.SIGNUP_OWN, Target(owner_id=actor.person_id))
    rows = (
        select(SignUp.occurrence_id, SignUp.state)
        .join(Occurrence, col(Occurrence.id) == col(SignUp.occurrence_id))
        .where(
            Occurrence.activity_id == activity_id, SignUp.person_id == actor.person_id,
            col(SignUp.state).in_(signups.RUNNING),
        )
    )  # fmt: skip
    days = {
        day: Standing.SEATED if state is SignUpState.SEATED else Standing.WAITING
        for day, state in session.exec(rows).all()
    }
    return Own(days, session.get(SavedActivity, (actor.person_id, activity_id)) is not None)


def kept_ids(session: Session, *, actor: Actor) -> frozenset[str]:
    """Return the activities that the actor keeps in mind.

    Raises:
        NotAllowed: the actor keeps nothing.
    """
    permissions.require(actor, Action.SIGNUP_OWN, Target(owner_id=actor.person_id))
    rows = select(SavedActivity.activity_id).where(SavedActivity.person_id == actor.person_id)
    return frozenset(session.exec(rows).all())
