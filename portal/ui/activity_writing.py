"""Writing an activity: one step of the form at a time, kept at once, with what still lacks and a preview."""

import streamlit as st
from pydantic import ValidationError

from i18n import gettext as _
from portal import clock, db
from portal.errors import BadInput
from portal.models.people import Role
from portal.services import activities, activity_facts
from portal.services.activity_facts import ActivityFacts
from portal.services.activity_views import Shown
from portal.services.permissions import Actor
from portal.ui import (
    access,
    activity_form,
    activity_photo_form,
    activity_pieces,
    boundary,
    components,
    html,
    labels_activities,
)

STEP = "activity_edit.step"


def go(step: str) -> None:
    """Open another step."""
    st.session_state[STEP] = step


@boundary.fragment()
def writing(shown: Shown) -> None:
    """Show one step of the form and a preview; what is typed is kept at once."""
    actor, activity_id = access.require(Role.ORGANISER).actor, shown.activity_id
    with db.transaction() as opened:
        facts = activity_facts.read(activities.typed(opened, actor=actor, activity_id=activity_id))
    step = st.radio(_("Stap"), activity_form.STEPS, key=STEP, format_func=activity_form.step_title) or "text"
    typed = keep(actor, shown, facts, step)
    if step == "text":
        activity_photo_form.show(actor, activity_id, typed)
    position = activity_form.STEPS.index(step)
    if position + 1 < len(activity_form.STEPS):
        st.button(
            _("Volgende stap"),
            key="activity_edit.next",
            on_click=go,
            args=(activity_form.STEPS[position + 1],),
        )
    show_completeness(typed)
    preview(shown, typed)


def keep(actor: Actor, shown: Shown, facts: ActivityFacts, step: str) -> ActivityFacts:
    """Ask one step and keep what changed; says so when something cannot be kept."""
    activity_id = shown.activity_id
    try:
        typed = ActivityFacts.model_validate(
            dict(facts) | activity_form.ask(step, facts, f"activity_edit.{activity_id}", shown)
        )
        if typed != facts:
            with db.transaction() as opened:
                activities.save_typed(
                    opened,
                    actor=actor,
                    activity_id=activity_id,
                    values=typed.values(),
                    now=clock.now(),
                )
    except (ValidationError, BadInput):
        st.error(
            _("Dit kunnen we zo niet bewaren. Kijk de adressen, de cijfers en de leeftijd na."),
            icon=":material/info:",
        )
        return facts
    st.caption(_("Alles wat je invult, wordt als concept bewaard."))
    return typed


def show_completeness(facts: ActivityFacts) -> None:
    """Show how complete it is and the three fields that help most."""
    found = activity_facts.completeness(facts)
    words = _("%(score)d van 100") % {"score": found.score}
    items = [html.tag("li", labels_activities.FIELDS[name]) for name in found.most_useful]
    lead = _("Dit is nog verplicht of helpt het meest:") if items else _("Er ontbreekt niets.")
    components.live(
        html.progress(found.score, 100, label=_("Hoe volledig is je tekst?"), words=words),
        html.paragraph(lead), html.tag("ul", *items) if items else None,
    )  # fmt: skip


def preview(shown: Shown, typed: ActivityFacts) -> None:
    """Show the activity as others will see it."""
    with st.expander(_("Voorbeeld: zo zien anderen je activiteit")):
        components.show(activity_pieces.preview(shown, typed))
