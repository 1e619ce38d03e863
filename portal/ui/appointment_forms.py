"""The forms with which a trajectbegeleider plans a test, and cancels what will not take place. What it costs follows."""

from datetime import datetime, time

import streamlit as st

from i18n import BRUSSELS, isolate
from i18n import gettext as _
from portal.models.pips import AppointmentKind
from portal.services import appointments, pip_acts
from portal.services.parts import WITH_TEST, PartState
from portal.services.permissions import Actor
from portal.services.plan import Plan
from portal.services.plan_facts import Visit
from portal.ui import components, form_parts, html, labels_of_others, plan_words

_USUAL_HOUR = time(9, 30)
_PLACE_LENGTH = 200


def plan_test(actor: Actor, plan: Plan) -> None:
    """Plan a test of a part that asks one."""
    parts = [part for part in plan.parts if part.is_open and part.goal in WITH_TEST]
    if not parts:
        return form_parts.nothing()
    with st.form("client_plan.test"):
        pillar = form_parts.pillar(parts, "client_plan.test.pillar")
        day = form_parts.day(_("Dag van de test"), "client_plan.test.day", value=None)
        at = st.time_input(_("Uur"), value=_USUAL_HOUR, key="client_plan.test.at")
        place = st.text_input(_("Plaats"), max_chars=_PLACE_LENGTH, key="client_plan.test.place")
        sent = st.form_submit_button(_("Opslaan"))
    if not sent:
        return None
    if not (day and at and place.strip()):
        st.error(_("Vul de dag, het uur en de plaats in."), icon=":material/info:")
        return None
    starts_at = datetime.combine(day, at, BRUSSELS)
    facts = {"kind": AppointmentKind.TEST, "pillar": pillar, "starts_at": starts_at, "place": place.strip()}
    return form_parts.run(appointments.plan_appointment, actor, plan, _("De test is gepland."), **facts)


def cancel(actor: Actor, plan: Plan) -> None:
    """Cancel an appointment that is still to come."""
    coming = {visit.id: visit for visit in plan.facts.visits}
    if not coming:
        return form_parts.nothing()
    with st.form("client_plan.cancel"):
        chosen = st.selectbox(
            _("Welke afspraak?"),
            list(coming),
            key="client_plan.cancel.which",
            format_func=lambda one: _named(coming[one]),
        )
        components.show(html.paragraph(_("Is er voor deze afspraak iets te betalen? Dat vervalt dan.")))
        sent = st.form_submit_button(_("Annuleren"))
    if sent and chosen:
        said = _("De afspraak is geannuleerd.")
        form_parts.run(appointments.cancel_appointment, actor, plan, said, appointment_id=chosen)
    return None


def cancel_part(actor: Actor, plan: Plan) -> None:
    """Cancel a course that has not begun."""
    planned = [part for part in plan.parts if part.is_open and part.progress is PartState.PLANNED]
    if not planned:
        return form_parts.nothing()
    with st.form("client_plan.unplan"):
        pillar = form_parts.pillar(planned, "client_plan.unplan.pillar")
        components.show(html.paragraph(_("Is er voor deze cursus iets te betalen? Dat vervalt dan.")))
        sent = st.form_submit_button(_("Annuleren"))
    if sent:
        form_parts.run(pip_acts.unplan_part, actor, plan, _("De cursus is geannuleerd."), pillar=pillar)
    return None


def _named(visit: Visit) -> str:
    values = {
        "what": str(labels_of_others.APPOINTMENTS[visit.kind]),
        "when": isolate(plan_words.moment(visit.starts_at)),
    }
    return _("%(what)s: %(when)s") % values
