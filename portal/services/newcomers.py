"""Who can be registered: inburgeraars that the portal knows, in the agency of who asks, without a track that runs."""

from dataclasses import dataclass

from sqlmodel import Session, col, or_, select

from portal.models.contracts import Inburgeringscontract
from portal.models.people import Agency, Organisation, OrganisationKind, Person, Role, RoleGrant
from portal.services import permissions, pip_rows, places
from portal.services.permissions import Action, Actor, Target

FEWEST_LETTERS = 2  # nobody leafs through everybody
MOST_FOUND = 10
_MOST_READ = 200


@dataclass(frozen=True)
class Newcomer:
    """Somebody who can be registered."""

    person_id: str
    given_name: str
    family_name: str
    municipality: str


def find(session: Session, *, actor: Actor, named: str) -> tuple[Newcomer, ...]:
    """Return who can be registered and whose given or family name begins like this, by name; at most ten.

    Raises:
        NotAllowed: the actor registers nobody.
    """
    agencies = _agencies(session, actor)
    beginning = named.strip()
    if len(beginning) < FEWEST_LETTERS:
        return ()
    people = session.exec(
        select(Person)
        .where(
            col(Person.active).is_(True),
            col(Person.nis_code).is_not(None),
            or_(
                col(Person.family_name).istartswith(beginning, autoescape=True),
                col(Person.given_name).istartswith(beginning, autoescape=True),
            ),
            col(Person.id).in_(
                select(RoleGrant.person_id).where(
                    RoleGrant.role == Role.INBURGERAAR, col(RoleGrant.ended_at).is_(None)
                )
            ),
            col(Person.id).not_in(
                select(Inburgeringscontract.person_id).where(
                    col(Inburgeringscontract.state).in_(pip_rows.RUNNING)
                )
            ),
        )
        .order_by(col(Person.family_name), col(Person.given_name), col(Person.id))
        .limit(_MOST_READ)
    )
    served = [
        Newcomer(one.id, one.given_name, one.family_name, places.municipality(one.nis_code).name)
        for one in people
        if one.nis_code
        and places.is_municipality(one.nis_code)
        and places.agency_of(one.nis_code) in agencies
    ]
    return tuple(served[:MOST_FOUND])


def _agencies(session: Session, actor: Actor) -> frozenset[Agency]:
    """Return the agencies for which the actor registers."""
    own = sorted(here for here in actor.roles.get(Role.TRAJECTBEGELEIDER, frozenset()) if here)
    permissions.require(actor, Action.CONTRACT_REGISTER, Target(organisation_id=own[0] if own else None))
    agencies = session.exec(
        select(Organisation.agency).where(
            Organisation.kind == OrganisationKind.AGENCY, col(Organisation.id).in_(own)
        )
    )
    return frozenset(Agency(agency) for agency in agencies if agency is not None)
