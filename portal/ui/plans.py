"""Opens a plan for a page: cheaply when the reader has looked this hour, with a trace when not."""

from portal import clock, db
from portal.services import pips
from portal.services.permissions import Actor
from portal.services.pips import PlanView


def opened(actor: Actor, person_id: str) -> PlanView:
    """Return somebody's plan.

    Raises:
        NotAllowed: it is neither the actor's own plan nor that of somebody they guide.
        NotFound: there is no such person.
    """
    now = clock.now()
    with db.reading() as session:
        seen = pips.reread_plan(session, actor=actor, person_id=person_id, now=now)
    if seen is not None:
        return seen
    with db.transaction() as session:
        return pips.open_plan(session, actor=actor, person_id=person_id, now=now)
