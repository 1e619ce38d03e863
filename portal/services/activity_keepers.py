"""Who keeps the activities of an organisation, so that those of a leaver are seen and passed on in one step."""

from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import Session, col, select

from portal.errors import NotFound
from portal.models.activities import Activity
from portal.models.people import Organisation, Person, Role, RoleGrant
from portal.services import permissions
from portal.services.permissions import Action, Actor, Target


@dataclass(frozen=True)
class Keeper:
    """Somebody who keeps activities of an organisation. `person_id` None: what nobody keeps; `left`: works there no more."""

    person_id: str | None
    name: str
    activities: int
    left: bool


def organisations(session: Session, *, actor: Actor) -> tuple[tuple[str, str], ...]:
    """Return id and name of the organisations with activities that the actor may pass on."""
    having = select(Activity.organisation_id).distinct()
    found = select(Organisation.id, Organisation.name).where(col(Organisation.id).in_(having))
    return tuple(
        (one, name)
        for one, name in session.exec(found.order_by(col(Organisation.name))).all()
        if permissions.may(actor, Action.ACTIVITY_TRANSFER, Target(organisation_id=one))
    )


def keepers(
    session: Session, *, actor: Actor, organisation_id: str
) -> tuple[tuple[Keeper, ...], dict[str, str]]:
    """Return who keeps activities in an organisation, leavers first, and the organisers who can take them over.

    Raises:
        NotFound: the organisation is not the actor's.
    """
    if not permissions.may(actor, Action.ACTIVITY_TRANSFER, Target(organisation_id=organisation_id)):
        raise NotFound("organisation")
    works = select(Person).join(RoleGrant, col(RoleGrant.person_id) == col(Person.id)).where(
        RoleGrant.role == Role.ORGANISER, RoleGrant.organisation_id == organisation_id,
        col(RoleGrant.ended_at).is_(None), col(Person.active),
    )  # fmt: skip
    organisers = {
        one.id: f"{one.given_name} {one.family_name}"
        for one in session.exec(works.order_by(col(Person.given_name), col(Person.id))).all()
    }
    kept = (
        select(Activity.owner_id, Person.given_name, Person.family_name, func.count())
        .outerjoin(Person, col(Person.id) == col(Activity.owner_id))
        .where(Activity.organisation_id == organisation_id)
        .group_by(col(Activity.owner_id), col(Person.given_name), col(Person.family_name))
    )
    found = [
        Keeper(owner_id, f"{given or ''} {family or ''}".strip(), count, owner_id not in organisers)
        for owner_id, given, family, count in session.exec(kept).all()
    ]
    return tuple(sorted(found, key=lambda one: (not one.left, one.name))), organisers
