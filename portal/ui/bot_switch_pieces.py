"""Pieces of the page that switches the automatic answers off and on."""

from collections.abc import Sequence

import streamlit as st
from markupsafe import Markup

from i18n import format_moment
from i18n import gettext as _
from portal.services import bot_switch
from portal.services.bot_switch import MAX_REASON, Turned
from portal.services.permissions import Actor
from portal.ui import acts, html, session
from portal.ui.html import Tone


def standing(turns: Sequence[Turned], *, allowed: bool) -> Markup:
    """Build how it stands now, and since when; `allowed` False: the settings of the portal keep it off."""
    newest = turns[0] if turns else None
    if not allowed:
        text = _(
            "De instellingen van het portaal zetten de automatische antwoorden uit. Alleen de beheerder kan dat wijzigen."
        )
        return html.notice(text, Tone.WARNING)
    facts = html.definition_list(*_facts(newest)) if newest else None
    if newest is None or newest.is_on:
        return html.card(
            _("Automatische antwoorden"), facts, aside=html.badge(_("Staan aan"), Tone.GOOD), tone=Tone.GOOD, level=2
        )  # fmt: skip
    return html.card(
        _("Automatische antwoorden"), facts, aside=html.badge(_("Staan uit"), Tone.WARNING), tone=Tone.WARNING, level=2
    )  # fmt: skip


def _facts(turned: Turned) -> list[tuple[html.Child, html.Child]]:
    return [
        (_("Sinds"), format_moment(turned.at, width="short")),
        (_("Door"), _author(turned)),
        (_("Reden"), html.tag("bdi", turned.reason)),
    ]


def _author(turned: Turned) -> html.Child:
    return html.tag("bdi", turned.author) if turned.author else _("Een opdracht op de server")


def form(actor: Actor, *, is_on: bool) -> None:
    """Ask for the reason and a confirmation, and turn the switch."""
    # Another key for off than for on: a press that comes after somebody else's never turns it the other way.
    key = f"bot-switch.{session.form_round()}.{'off' if is_on else 'on'}"
    label = _("Zet de automatische antwoorden uit") if is_on else _("Zet de automatische antwoorden aan")
    with st.form(key):
        reason = st.text_area(
            _("Waarom? Je collega's lezen dit. Schrijf geen namen."), key=f"{key}.reason", max_chars=MAX_REASON, height=80
        )  # fmt: skip
        if is_on:
            st.caption(
                _("Elke vraag gaat dan naar een mens. Bij gevaar zegt het portaal nog altijd meteen wie je kunt bellen. Alle pagina's blijven werken.")
            )  # fmt: skip
        sure = st.checkbox(_("Ja, ik wil dit nu doen."), key=f"{key}.sure")
        if not st.form_submit_button(label, type="primary", key=f"{key}.turn"):
            return
    if not sure:
        st.error(_("Zet eerst een vinkje: je wilt dit nu doen."), icon=":material/info:")
        return
    _turn(actor, is_on=not is_on, reason=reason)


def _turn(actor: Actor, *, is_on: bool, reason: str) -> None:
    changed = acts.tried(bot_switch.turn, actor=actor, is_on=is_on, reason=reason)
    if changed is None:
        return
    bot_switch.live().forget()
    session.next_form_round()
    if not changed:
        session.explain_after_rerun(
            _("Iemand anders deed dit net voor jou. Hieronder zie je hoe het nu staat.")
        )
    elif is_on:
        session.say_after_rerun(_("De automatische antwoorden staan aan."))
    else:
        session.say_after_rerun(_("De automatische antwoorden staan uit. Elke vraag gaat nu naar een mens."))
    st.rerun()


def earlier(turns: Sequence[Turned]) -> Markup | None:
    """Build the list of who turned the switch; nothing when nobody ever did."""
    if not turns:
        return None
    rows = [
        (
            format_moment(one.at, width="short"),
            _("Staan aan") if one.is_on else _("Staan uit"),
            html.tag("bdi", one.reason),
            _author(one),
        )
        for one in turns
    ]
    return html.table(
        _("Wie zette ze uit of aan"), (_("Wanneer"), _("Uit of aan"), _("Reden"), _("Door")), rows
    )
