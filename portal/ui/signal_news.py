"""What an editor must do now, for the first page."""

from markupsafe import Markup

from i18n import gettext as _
from portal import clock, db
from portal.services import editor_tasks
from portal.services.sessions import SignedIn
from portal.ui import html, signal_pieces


def to_do(person: SignedIn) -> Markup:
    """Build the list of what this editor must do now, or say that there is nothing."""
    with db.reading() as opened:
        counts = editor_tasks.tasks(opened, actor=person.actor, now=clock.now())
    waiting = signal_pieces.to_do(counts)
    return html.join(html.section_title(_("Wat moet je nu doen?")), waiting or signal_pieces.nothing())
