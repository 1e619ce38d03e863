"""What happened to a case, from the audit trail: for the jurists who work on it."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from portal.errors import NotFound
from portal.models.cases import Case
from portal.models.people import Person
from portal.services import audit, permissions
from portal.services.permissions import Action, Actor, Target


@dataclass(frozen=True)
class CaseEvent:
    """One act. `by` names a jurist; None for who asked, whose name is nobody's business here, and for the portal itself."""

    at: datetime
    action: str
    by: str | None


def events(session: Session, *, actor: Actor, case_id: str) -> tuple[CaseEvent, ...]:
    """Return what happened to a case, the newest first; two queries however much that is.

    Raises:
        NotFound: no such case.
        NotAllowed: the actor does not work at the desk.
    """
    case = session.get(Case, case_id)
    if case is None:
        raise NotFound("case")
    permissions.require(actor, Action.CASE_LIST)
    permissions.require(actor, Action.CASE_VIEW, Target(owner_id=case.person_id, assignee_id=case.jurist_id))
    entries = audit.about_subject(session, subject=f"case:{case.id}")
    acted = {entry.actor_id for entry in entries} - {None, case.person_id}
    people = {
        person.id: f"{person.given_name} {person.family_name}"
        for person in session.exec(select(Person).where(col(Person.id).in_(acted)))
    }
    return tuple(CaseEvent(entry.at, entry.action, people.get(entry.actor_id or "")) for entry in entries)
