"""The plan of somebody a trajectbegeleider guides, with the forms to change it."""

import streamlit as st

from i18n import gettext as _
from portal.models.people import Role
from portal.ui import (
    access,
    components,
    fee_forms,
    html,
    pages,
    plan_about,
    plan_forms,
    plan_pieces,
    plans,
    session,
)

person = access.require(Role.TRAJECTBEGELEIDER)
client_id = st.query_params.get("wie", "")
back = html.link(_("Naar de lijst"), pages.address("inburgeraars", session.language()))
if not client_id:
    components.page_title(_("Plan van een inburgeraar"))
    components.show(
        html.empty_state(_("Kies eerst iemand."), _("Open een plan vanuit de lijst."), action=back)
    )
    st.stop()

view = plans.opened(person.actor, client_id)
components.page_title(
    f"{view.given_name} {view.family_name}",
    _("Je leest dit plan als trajectbegeleider. De inburgeraar ziet dat je keek."),
)
components.show(html.paragraph(back))
if view.plan is None:
    components.show(html.empty_state(_("Er is nog geen contract."), _("Zonder aanmelding is er geen plan.")))
    st.stop()

plan_forms.show(person.actor, view)
over = plan_pieces.summary(view.plan) if view.plan.facts.contract.ended_on else None
components.show(over, plan_about.whole_plan(view.plan))
fee_forms.show(person.actor, view.person_id)
