"""Money that goes back: what waits, what is under way, the files for the bank, and what has ended."""

import streamlit as st

from i18n import gettext as _
from portal import db
from portal.models.people import Role
from portal.models.refunds import RefundState
from portal.services import refund_views
from portal.services.refund_views import RefundLine
from portal.ui import access, components, html, refund_acts, refund_pieces

ENDED = frozenset({RefundState.DONE, RefundState.FAILED, RefundState.DROPPED})
MOST_ENDED = 20

person = access.require(Role.FINANCE)
with db.reading() as session:
    sums = refund_views.refund_sums(session, actor=person.actor)
    waiting = refund_views.refund_lines(session, actor=person.actor, states={RefundState.LISTED})
    ordered = refund_views.refund_lines(session, actor=person.actor, states={RefundState.ORDERED})
    ended = refund_views.refund_lines(session, actor=person.actor, states=ENDED, limit=MOST_ENDED)
    files = refund_views.files(session, actor=person.actor)


def show(lines: tuple[RefundLine, ...]) -> None:
    """Show refunds with what can be done with each."""
    for one in lines:
        with st.container(key=f"refunds-line-{one.id}", gap=None):
            components.show(refund_pieces.line(one))
            refund_acts.on_line(person.actor, one)


components.page_title(
    _("Terugbetalingen"),
    _("Geld dat mensen te veel betaalden, komt hier vanzelf op de lijst. Jij bestelt de terugbetaling."),
)
components.show(refund_pieces.counts(sums))

components.section(_("Te doen"))
ready = refund_pieces.transferable(waiting)
if ready:
    refund_acts.make_file(person.actor, ready)
if not waiting:
    components.show(
        html.empty_state(
            _("Er is niets terug te betalen."), _("Wat te veel is betaald, komt hier vanzelf bij.")
        )
    )
show(waiting)

if ordered:
    components.section(_("Besteld"))
    show(ordered)

if files:
    components.section(_("Bestanden voor de bank"))
for file in files:
    components.show(refund_pieces.file_line(file))
    refund_acts.on_file(person.actor, file)

if ended:
    components.section(_("Afgehandeld"))
    components.show(*[refund_pieces.line(one) for one in ended])
