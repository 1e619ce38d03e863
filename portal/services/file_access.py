"""Who looked at somebody's file and who changed it: for the person it is about."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from portal.models.people import Person
from portal.services import audit, permissions
from portal.services.permissions import Action, Actor, Target


@dataclass(frozen=True)
class Access:
    """One act on a file. `by` is None when the portal itself acted; `is_owner`: the person did it themselves."""

    at: datetime
    action: str
    by: str | None
    is_owner: bool


def accesses(session: Session, *, actor: Actor, person_id: str, limit: int = 50) -> tuple[Access, ...]:
    """Return the newest acts on somebody's file, newest first.

    Raises:
        NotAllowed: it is neither the actor's own file nor one whose trail the actor may read.
    """
    permissions.require(actor, Action.AUDIT_VIEW, Target(owner_id=person_id))
    entries = audit.about_owner(session, owner_id=person_id, limit=limit)
    ids = {entry.actor_id for entry in entries if entry.actor_id}
    people = session.exec(select(Person).where(col(Person.id).in_(ids))).all() if ids else []
    names = {person.id: f"{person.given_name} {person.family_name}" for person in people}
    return tuple(
        Access(entry.at, entry.action, names.get(entry.actor_id or ""), entry.actor_id == person_id)
        for entry in entries
    )
