"""An inburgeraar's own hours of participation: how far along, write down, have confirmed, and why something was refused."""

import streamlit as st

import i18n
from i18n import gettext as _
from portal import clock, db
from portal.models.people import Role
from portal.models.pips import HoursState
from portal.services import hour_log
from portal.services.hour_log import Entry, HoursLog
from portal.services.sessions import SignedIn
from portal.ui import (
    access,
    components,
    hour_forms,
    hour_panel,
    hour_papers,
    hour_pieces,
    html,
    labels,
    session,
)
from portal.ui.fee_papers import Addressee

SHOWN = 30


def show_entry(owner: SignedIn, entry: Entry, agency: str) -> None:
    """Show one entry, with the ways to have it confirmed or put right when there are any."""
    components.show(hour_pieces.card(entry))
    if entry.state not in {HoursState.PROPOSED, HoursState.REFUSED} or not log.runs:
        return
    if entry.state is HoursState.REFUSED and not entry.may_change:
        return
    is_open = session.opened_hours() == entry.id
    words = _("Verbeter deze uren") if entry.state is HoursState.REFUSED else _("Laat bevestigen of wijzig")
    if st.button(_("Sluit dit") if is_open else words, key=f"hours.open.{entry.id}"):
        session.open_hours(None if is_open else entry.id)
        st.rerun()
    if is_open:
        hour_panel.show(owner, entry, agency=agency)


def show_proof(owner: SignedIn, shown: HoursLog, agency: str) -> None:
    """Show the paper of the approved hours."""
    addressee = Addressee(owner.full_name, i18n.current_locale())
    components.section(_("Bewijs van deelname"))
    st.download_button(
        _("Download je bewijs van deelname"),
        lambda: hour_papers.proof(shown, addressee, agency=agency, guide=shown.guide or "", today=clock.today()),
        file_name="bewijs-van-deelname.pdf", mime="application/pdf", key="hours.proof", on_click="ignore",
    )  # fmt: skip


person = access.require(Role.INBURGERAAR)
with db.reading() as reading:
    log = hour_log.own_log(reading, actor=person.actor, person_id=person.person_id, now=clock.now())
agency_name = str(labels.AGENCIES[log.agency]) if log.agency else ""
components.page_title(_("Mijn uren"), _("Doe mee aan activiteiten in het Nederlands en bewijs je uren."))
components.show(hour_pieces.ring(log))
if log.runs:
    components.section(_("Uren toevoegen"))
    hour_forms.log_form(person.actor)
components.section(_("Mijn lijst"))
if not log.entries:
    components.show(
        html.empty_state(
            _("Je lijst is nog leeg."), _("Deed je mee aan een activiteit? Vul je uren dan hier in.")
        )
    )
for line in log.entries[:SHOWN]:
    show_entry(person, line, agency_name)
if len(log.entries) > SHOWN:
    with st.expander(_("Toon oudere uren"), key="hours.older"):
        components.show(*[hour_pieces.card(line) for line in log.entries[SHOWN:]])
if log.approved:
    show_proof(person, log, agency_name)
