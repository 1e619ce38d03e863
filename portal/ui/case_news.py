"""Tells an inburgeraar on the first page that a reply waits, and a jurist on every page how many questions do."""

from portal import clock, db
from portal.services import case_views
from portal.services.askers import Asker
from portal.services.sessions import SignedIn
from portal.services.todo import TodoItem, TodoKind


def replies(person: SignedIn) -> tuple[TodoItem, ...]:
    """Return that an answer waits to be read: today's work, whatever else there is."""
    with db.reading() as opened:
        unread = case_views.unread_count(opened, asker=Asker(actor=person.actor, visitor=""))
    return (TodoItem(TodoKind.CASE_REPLY, "case-reply", happens_on=clock.today()),) if unread else ()


def waiting(jurist: SignedIn) -> int:
    """Return how many questions no jurist has taken."""
    with db.reading() as opened:
        return case_views.open_count(opened, actor=jurist.actor)
