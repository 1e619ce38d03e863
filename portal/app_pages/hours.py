"""An inburgeraar's own hours of participation: how far along, write down, have confirmed, and why something was refused."""

import streamlit as st

import i18n
from i18n import gettext as _
from portal import clock, db
from portal.models.people import Role
from portal.services import hour_log
from portal.services.hour_log import HoursLog
from portal.services.sessions import SignedIn
from portal.ui import (
    access,
    components,
    hour_panel,
    hour_papers,
    hour_pieces,
    html,
    labels,
)
from portal.ui.fee_papers import Addressee

SHOWN = 30


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
    hour_panel.show_form(person, log, agency=agency_name)
components.section(_("Mijn lijst"))
if not log.entries:
    components.show(
        html.empty_state(
            _("Je lijst is nog leeg."), _("Deed je mee aan een activiteit? Vul je uren dan hier in.")
        )
    )
for line in log.entries[:SHOWN]:
    hour_panel.show_entry(person, log, line, agency=agency_name)
if len(log.entries) > SHOWN:
    with st.expander(_("Toon oudere uren"), key="hours.older"):
        components.show(*[hour_pieces.card(line) for line in log.entries[SHOWN:]])
if log.approved:
    show_proof(person, log, agency_name)
