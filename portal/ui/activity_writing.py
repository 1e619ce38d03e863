"""Writing an activity: one step of the form at a time, kept at once, with what still lacks and a preview."""

import streamlit as st
from pydantic import ValidationError

from i18n import gettext as _
from portal import clock, db
from portal.errors import BadInput
from portal.models.people import Role
from portal.services import activities, activity_facts, activity_list
from portal.services.activity_facts import ActivityFacts
from portal.services.activity_views import Shown
from portal.services.permissions import Actor
from portal.ui import (
    access,
    activity_form,
    activity_photo_form,
    activity_pieces,
    acts,
    boundary,
    components,
    html,
    labels_activities,
    pages,
)

STEP = "activity_edit.step"
THROWN = "activity_edit.thrown"


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
    throw_away(actor, activity_id)


def keep(actor: Actor, shown: Shown, facts: ActivityFacts, step: str) -> ActivityFacts:
    """Ask one step and keep what changed; says so when something cannot be kept."""
    activity_id = shown.activity_id
    try:
        typed = ActivityFacts.model_validate(
            dict(facts) | activity_form.ask(step, facts, _key(activity_id), shown)
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


def _key(activity_id: str) -> str:
    """Name the fields; anew after throwing away, else the browser puts back what stood in them."""
    thrown = st.session_state.get(THROWN, 0)
    return f"activity_edit.{activity_id}" + (f".{thrown}" if thrown else "")


def throw_away(actor: Actor, activity_id: str) -> None:
    """Show how to throw away what was typed and not handed in, after a tick that it is meant."""
    with db.reading() as opened:
        whole = activity_list.to_throw_away(opened, actor=actor, activity_id=activity_id)
    if whole is None:
        return
    key = f"{_key(activity_id)}.throw-away"
    with st.expander(_("Concept weggooien")):
        st.caption(
            _("Deze activiteit is nog niet ingediend. Ze verdwijnt helemaal.")
            if whole
            else _("Wat je typte en nog niet indiende, verdwijnt. De tekst van daarvoor komt terug.")
        )
        sure = st.checkbox(_("Ja, gooi dit weg."), key=f"{key}.sure")
        if st.button(_("Gooi het concept weg"), key=key, disabled=not sure):
            acts.done(
                activities.throw_away,
                _("Het concept is weg."),
                then=_to_the_list if whole else _anew,
                actor=actor,
                activity_id=activity_id,
            )


def _to_the_list() -> None:
    st.switch_page(pages.BY_SLUG["activiteiten"].path)


def _anew() -> None:
    st.session_state[THROWN] = st.session_state.get(THROWN, 0) + 1
    st.rerun()


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
