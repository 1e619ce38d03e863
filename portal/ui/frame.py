"""Puts the frame on a page. A jurist's is read anew while the page stands open: a question may have come."""

from portal.models.people import Role
from portal.services.sessions import SignedIn
from portal.ui import boundary, case_news, components, nav, session

REFRESH = "30s"  # a jurist hears of a new question within the minute, whatever page is open


def show(person: SignedIn | None, current: str) -> None:
    """Show the frame of the page with this slug."""
    if person is not None and person.has(Role.JURIST):
        _counting(current)
    else:
        components.show(nav.frame(person, current))


@boundary.fragment(run_every=REFRESH)
def _counting(current: str) -> None:
    person = session.current_person()
    waiting = case_news.waiting(person) if person and person.has(Role.JURIST) else 0
    components.show(nav.frame(person, current, waiting=waiting))
