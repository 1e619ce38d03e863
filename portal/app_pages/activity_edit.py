"""Writing one activity in four steps, or reading it for the redactie; then what can be done with it."""

import streamlit as st

import i18n
from i18n import gettext as _
from i18n import isolate
from portal import clock, db
from portal.errors import NotFound
from portal.models.activities import ActivityState
from portal.models.people import Role
from portal.services import activity_list
from portal.services.activity_list import Editable
from portal.ui import (
    access,
    activity_acts,
    activity_writing,
    components,
    html,
    labels_activities,
    pages,
)

person = access.require(Role.ORGANISER, Role.REDACTEUR, Role.BEHEERDER)
back = html.paragraph(html.link(_("Naar de lijst"), pages.address("activiteiten", i18n.current_locale())))


def show(activity_id: str) -> None:
    """Show the activity as this person may see it."""
    with db.transaction() as opened:
        found = activity_list.editable(opened, actor=person.actor, activity_id=activity_id, now=clock.now())
    words, tone = labels_activities.STATES[found.shown.state]
    components.page_title(found.typed.text.title or _("Nieuwe activiteit"))
    components.show(
        back,
        html.paragraph(html.badge(words, tone), " ", html.tag("bdi", found.shown.organisation)),
        refusal(found),
    )
    if found.may_edit and found.shown.state is not ActivityState.CANCELLED:
        activity_writing.writing(found.shown)
    else:
        activity_writing.preview(found.shown, found.typed)
    if found.may_edit:
        if found.shown.state is not ActivityState.CANCELLED:
            activity_acts.hand_in(person.actor, found.shown)
        activity_acts.days(person.actor, found.shown)
        activity_acts.stop(person.actor, found.shown)
        activity_acts.pass_on(
            person.actor,
            organisation_id=found.organisation_id,
            owner_id=found.owner_id,
            names=found.colleagues,
        )
    if found.may_review:
        activity_acts.decide(person.actor, found.shown)


def refusal(found: Editable) -> html.Markup | None:
    """Say why the redactie did not publish."""
    if found.shown.state is not ActivityState.REFUSED:
        return None
    return html.notice(
        _("Dit schreef de redactie: %(note)s") % {"note": isolate(found.refusal_note)}, html.Tone.WARNING
    )


try:
    show(st.query_params.get("id", ""))
except NotFound:
    components.page_title(_("Activiteit"))
    components.show(
        html.empty_state(
            _("We vinden deze activiteit niet."), _("Open een activiteit vanuit de lijst."), action=back
        )
    )
