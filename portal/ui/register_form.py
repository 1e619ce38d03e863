"""The form with which a trajectbegeleider registers somebody: who, since when, and what decides which rules hold."""

import streamlit as st

from i18n import gettext as _
from i18n import isolate
from portal import clock, db
from portal.models.contracts import Duty, Occupation
from portal.services import contracts, newcomers
from portal.services.newcomers import FEWEST_LETTERS, Newcomer
from portal.services.permissions import Actor
from portal.ui import acts, components, form_parts, html, labels_pip, session

PLAN_PAGE = "app_pages/client_plan.py"


def show(actor: Actor) -> None:
    """Ask for a name, then for the facts of who has it."""
    named = st.text_input(
        _("Naam"), key="register.name", max_chars=100, placeholder=_("Het begin van een voornaam of familienaam")
    )  # fmt: skip
    with db.reading() as opened:
        found = newcomers.find(opened, actor=actor, named=named)
    if found:
        _form(actor, found)
    elif len(named.strip()) >= FEWEST_LETTERS:
        components.show(
            html.empty_state(
                _("We vinden niemand met die naam."),
                _("Misschien meldde die persoon zich nog nooit aan in het portaal, hoort hij of zij bij een ander agentschap, of loopt er al een traject."),
            )
        )  # fmt: skip


def _form(actor: Actor, found: tuple[Newcomer, ...]) -> None:
    today = clock.today()
    with st.form("register"):
        who = st.radio(_("Wie?"), found, key="register.who", format_func=_name)
        registered_on = form_parts.day(_("Aangemeld op"), "register.day", value=today, latest=today)
        duty = st.radio(
            _("Plicht of recht"), list(Duty), key="register.duty", format_func=lambda item: str(labels_pip.DUTIES_OF_OTHERS[item])
        )  # fmt: skip
        since = form_parts.day(
            _("Verplicht sinds (als je het weet)"), "register.since", value=None, latest=today
        )
        occupation = st.selectbox(
            _("Werk of studie"), list(Occupation), key="register.occupation", format_func=lambda item: str(labels_pip.OCCUPATIONS_OF_OTHERS[item])
        )  # fmt: skip
        may_work = st.checkbox(_("Mag werken in België"), value=True, key="register.may_work")
        non_literate = st.checkbox(_("Kan nog niet lezen en schrijven"), key="register.non_literate")
        sent = st.form_submit_button(_("Traject beginnen"))
    if sent and who and registered_on and duty:
        facts = {
            "registered_on": registered_on, "duty": duty, "occupation": occupation, "may_work": may_work,
            "non_literate": non_literate, "duty_since_on": since if duty is Duty.VERPLICHT else None,
        }  # fmt: skip
        _register(actor, who, facts)


def _name(one: Newcomer) -> str:
    words = _("%(name)s, %(municipality)s")
    return words % {
        "name": isolate(f"{one.given_name} {one.family_name}"),
        "municipality": isolate(one.municipality),
    }


def _register(actor: Actor, who: Newcomer, facts: dict[str, object]) -> None:
    if acts.tried(
        contracts.register_contract, actor=actor, person_id=who.person_id, trajectbegeleider_id=actor.person_id, **facts
    ):  # fmt: skip
        session.say_after_rerun(_("Het traject is begonnen. Leg nu de onderdelen vast."))
        st.switch_page(PLAN_PAGE, query_params={"wie": who.person_id})
