"""A contract held for changing: nobody else changes it, or what hangs on it, before the transaction ends."""

from sqlmodel import Session, select

from portal.errors import NotFound
from portal.models.contracts import Inburgeringscontract
from portal.services import permissions
from portal.services.permissions import Action, Actor, Target


def lock(session: Session, contract_id: str) -> Inburgeringscontract | None:
    """Lock a contract for who has asked the matrix already, or for the system itself."""
    return session.exec(
        select(Inburgeringscontract).where(Inburgeringscontract.id == contract_id).with_for_update()
    ).first()


def lock_guided(session: Session, *, actor: Actor, contract_id: str, action: Action) -> Inburgeringscontract:
    """Lock a contract, when the actor may do this for its owner.

    Raises:
        NotFound: there is no such contract.
        NotAllowed: the actor does not guide this person.
    """
    found = lock(session, contract_id)
    target = (
        Target(found.person_id, found.trajectbegeleider_id) if found else Target(assignee_id=actor.person_id)
    )
    permissions.require(actor, action, target)
    if found is None:
        raise NotFound("contract")
    return found
