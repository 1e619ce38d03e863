"""The activities of one's organisation and how they stand; for the redactie, what waits to be read."""

import streamlit as st

import i18n
from i18n import gettext as _
from i18n import isolate
from portal import clock, db
from portal.models.people import Role
from portal.services import activities, activity_list, activity_review
from portal.ui import access, activity_handover, activity_own, components, html, pages

person = access.require(Role.ORGANISER, Role.REDACTEUR, Role.BEHEERDER)


def organiser() -> None:
    """Show what the organisation has, and the button to begin something new."""
    with db.reading() as opened:
        lines = activity_list.own(opened, actor=person.actor, now=clock.now())
        organisations = activity_list.organisations(opened, actor=person.actor)
    for organisation_id, name in organisations:
        words = _("Nieuwe activiteit voor %(organisation)s") % {"organisation": isolate(name)}
        if st.button(words, key=f"activities.new.{organisation_id}", type="primary"):
            with db.transaction() as opened:
                made = activities.start(
                    opened, actor=person.actor, organisation_id=organisation_id, now=clock.now()
                )
            st.switch_page(pages.BY_SLUG["activiteit-bewerken"].path, query_params={"id": made.id})
    if organisations:
        read_in = pages.BY_SLUG["activiteiten-inlezen"]
        components.show(
            html.paragraph(html.link(read_in.label, pages.address(read_in.slug, i18n.current_locale())))
        )
    if not lines:
        components.show(
            html.empty_state(
                _("Er staat nog niets."),
                _("Begin met een nieuwe activiteit. Je kunt altijd stoppen en later verdergaan."),
            )
        )
    components.show(*[activity_own.own_line(line) for line in activity_own.in_order(lines)])


def reviewer() -> None:
    """Show what waits for the redactie."""
    components.section(_("Wacht op de redactie"))
    with db.reading() as opened:
        waiting = activity_review.waiting(opened, actor=person.actor)
    if not waiting:
        components.show(
            html.empty_state(_("Er wacht niets."), _("Wat een organisatie indient, komt hier te staan."))
        )
    components.show(*[activity_own.waiting_line(row) for row in waiting])


components.page_title(_("Onze activiteiten"), _("Wat je hier publiceert, kan iedereen vinden."))
if person.has(Role.REDACTEUR, Role.BEHEERDER):
    reviewer()
if person.has(Role.ORGANISER):
    organiser()
if person.has(Role.ORGANISER, Role.BEHEERDER):
    activity_handover.show(person.actor)
