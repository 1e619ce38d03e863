"""What an inburgeraar signed up for: a day about to be chosen, what is coming, what is over, and what was kept."""

import streamlit as st

import i18n
from i18n import gettext as _
from portal import clock, db
from portal.errors import NotFound
from portal.models.people import Role
from portal.services import signup_choice, signup_views
from portal.services.signup_choice import Choice
from portal.services.signup_views import MyActivities
from portal.ui import access, calendar_panel, components, html, labels, pages, signup_acts, signup_pieces

SHOWN = 10


def chosen_day() -> Choice | None:
    """Return the day that the address asks for; one that is no day (any more) is explained."""
    asked = str(st.query_params.get(signup_pieces.DAY, ""))[:32]
    if not asked:
        return None
    try:
        with db.reading() as opened:
            return signup_choice.choice(
                opened,
                actor=person.actor,
                occurrence_id=asked,
                language=i18n.current_locale(),
                now=clock.now(),
            )
    except NotFound as error:
        components.notice(labels.explain(error), html.Tone.WARNING)
        return None


def show_coming(found: MyActivities) -> None:
    """Show what is still to come, each with the way out."""
    components.section(_("Dit komt eraan"))
    if not found.coming:
        search = html.button_link(_("Zoek een activiteit"), pages.address("zoeken", i18n.current_locale()))
        words = _("Vind iets om samen te doen, dicht bij jou.")
        components.show(html.empty_state(_("Je bent nog nergens ingeschreven."), words, action=search))
    for one in found.coming:
        signup_acts.coming(person.actor, one)


def show_kept(found: MyActivities) -> None:
    """Show what was kept in mind."""
    if not found.kept:
        return
    components.section(_("Bewaard voor later"))
    for one in found.kept:
        signup_acts.kept(person.actor, one)


def show_past(found: MyActivities) -> None:
    """Show what is over, the last first."""
    if not found.past:
        return
    cards = [signup_pieces.past(one) for one in found.past]
    components.show(html.section_title(_("Dit is voorbij")), *cards[:SHOWN])
    if cards[SHOWN:]:
        with st.expander(_("Toon oudere activiteiten"), key="my_activities.older"):
            components.show(*cards[SHOWN:])


person = access.require(Role.INBURGERAAR)
components.page_title(
    _("Mijn activiteiten"), _("Waar je ingeschreven bent, waar je wacht, en waar je al was.")
)
day = chosen_day()
if day is not None:
    signup_acts.offer(person.actor, day)
with db.reading() as reading:
    mine = signup_views.mine(reading, actor=person.actor, language=i18n.current_locale(), now=clock.now())
show_coming(mine)
show_kept(mine)
show_past(mine)
calendar_panel.calendar_panel(person)
