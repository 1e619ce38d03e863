"""Whose an activity is: an organiser sees and touches those of the own organisation; of others there is nothing to know."""

from sqlmodel import Session, col, select

from portal.errors import NotFound
from portal.models.activities import Activity
from portal.models.people import Role
from portal.services import permissions
from portal.services.permissions import Action, Actor, Target


def target_of(activity: Activity) -> Target:
    """Return an activity as the matrix sees it."""
    return Target(owner_id=activity.owner_id, organisation_id=activity.organisation_id)


def of_organiser(
    session: Session, *, actor: Actor, activity_id: str, action: Action = Action.ACTIVITY_EDIT
) -> Activity:
    """Return an activity that the actor may work on, locked until the transaction ends.

    Raises:
        NotFound: there is no such activity, or it is another organisation's.
    """
    found = session.exec(select(Activity).where(Activity.id == activity_id).with_for_update()).first()
    if found is None or not permissions.may(actor, action, target_of(found)):
        raise NotFound("activity")
    return found


def readable(session: Session, *, actor: Actor, activity_id: str) -> Activity:
    """Return an activity that the actor works on or reviews.

    Raises:
        NotFound: there is no such activity, or it is not the actor's to see.
    """
    found = session.get(Activity, activity_id)
    if found is None or not any(
        permissions.may(actor, action, target_of(found))
        for action in (Action.ACTIVITY_EDIT, Action.ACTIVITY_REVIEW)
    ):
        raise NotFound("activity")
    return found


def organisations_of(actor: Actor) -> tuple[str, ...]:
    """Return the organisations for which the actor publishes."""
    known = {one for one in actor.roles.get(Role.ORGANISER, frozenset()) if one is not None}
    return tuple(
        one
        for one in sorted(known)
        if permissions.may(actor, Action.ACTIVITY_EDIT, Target(organisation_id=one))
    )


def of_organisations(session: Session, *, actor: Actor) -> list[Activity]:
    """Return the activities of the actor's organisations, the last changed first."""
    mine = organisations_of(actor)
    found = select(Activity).where(col(Activity.organisation_id).in_(mine))
    return list(session.exec(found.order_by(col(Activity.changed_at).desc(), col(Activity.id))).all())
