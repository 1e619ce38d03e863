"""The part of the page of the automatic answers about the roll-out: which share of people gets them, and what came of it."""

from collections.abc import Sequence

import streamlit as st

from i18n import gettext as _
from portal import clock, db
from portal.errors import PortalError, WrongState
from portal.services import permissions, places, rollout, rollout_figures
from portal.services.bot_switch import MAX_REASON
from portal.services.permissions import Action, Actor
from portal.services.rollout import ALL, Share
from portal.ui import components, html, labels, number_files, rollout_pieces, session

KEY = "rollout"
_STEP = 5


def show(actor: Actor) -> None:
    """Show the shares that hold, the form to change one, both sides compared, and the changes."""
    with db.reading() as opened:
        shares = rollout.shares(opened, actor=actor)
        changes = rollout.history(opened, actor=actor)
        found = rollout_figures.compare(opened, actor=actor, now=clock.now())
    components.section(_("Stap voor stap uitrollen"))
    components.show(
        html.paragraph(
            _("Geef eerst een deel van de mensen antwoorden. De anderen vinden op dezelfde pagina artikels, en kunnen het aan een mens vragen. Wie antwoorden krijgt, houdt ze als het deel groeit.")
        ),
        rollout_pieces.holding(shares),
    )  # fmt: skip
    if permissions.may(actor, Action.ROLLOUT_SET):
        _form(actor, {one.nis_code: one for one in shares})
    else:
        components.show(html.paragraph(_("Alleen de beheerder kan dit deel wijzigen."), class_="p-hint"))
    _compared(found)
    components.show(rollout_pieces.earlier(changes))


def _form(actor: Actor, shares: dict[str | None, Share]) -> None:
    nis_code = st.selectbox(
        _("Voor wie?"), [None, *(place.nis_code for place in places.municipalities())], key=f"{KEY}.nis_code",
        format_func=rollout_pieces.named,
    )  # fmt: skip
    held = shares.get(nis_code)
    key = f"{KEY}.{session.form_round()}.{nis_code or rollout.EVERYBODY}"
    with st.form(key):
        percent: int | None = st.number_input(
            _("Hoeveel mensen op 100 krijgen antwoorden?"), min_value=0, max_value=ALL, step=_STEP, key=f"{key}.percent",
            value=ALL if held is None or held.percent is None else held.percent,
        )  # fmt: skip
        if nis_code is not None and held is not None and held.percent is not None:
            follows = st.checkbox(_("Deze gemeente volgt weer het deel van iedereen."), key=f"{key}.follows")
            percent = None if follows else percent
        reason = st.text_area(
            _("Waarom? Je collega's lezen dit. Schrijf geen namen."), key=f"{key}.reason", max_chars=MAX_REASON, height=80
        )  # fmt: skip
        # What held when the form was drawn: by the press a colleague may have changed it.
        pressed = st.form_submit_button(
            _("Wijzig dit deel"), type="primary", key=f"{key}.set", on_click=session.press_rollout, args=(held.number if held else None,)
        )  # fmt: skip
    if pressed:
        _set(actor, nis_code, percent, reason)


def _set(actor: Actor, nis_code: str | None, percent: int | None, reason: str) -> None:
    try:
        with db.transaction() as opened:
            changed = rollout.set_share(
                opened, actor=actor, nis_code=nis_code, percent=percent, seen=session.rollout_seen(), reason=reason, now=clock.now()
            )  # fmt: skip
    except WrongState:
        session.next_form_round()
        session.explain_after_rerun(
            _("Iemand anders wijzigde dit net voor jou. Hieronder zie je hoe het nu staat.")
        )
        st.rerun()
    except PortalError as error:
        st.error(labels.explain(error), icon=":material/info:")
        return
    rollout.live().forget()
    session.next_form_round()
    if changed:
        session.say_after_rerun(_("Het deel is gewijzigd. Binnen 10 seconden geldt het overal."))
    else:
        session.explain_after_rerun(_("Dit deel stond al zo. Er is niets gewijzigd."))
    st.rerun()


def _compared(found: rollout_figures.Comparison | None) -> None:
    components.show(html.section_title(_("Wat verandert er door de antwoorden?"), level=3))
    if found is None:
        components.show(
            html.empty_state(
                _("Er is nog niets te vergelijken."),
                _("Dat kan zodra een deel tussen 0 en 100 ligt en mensen vragen stellen: dan kiest het toeval wie antwoorden krijgt."),
            )
        )  # fmt: skip
        return
    components.live(rollout_pieces.compared(found))
    components.show(*(html.paragraph(text, class_="p-hint") for text in _explained()))
    number_files.buttons(rollout_pieces.for_file(found), name="uitrol", key=KEY)


def _explained() -> Sequence[str]:
    return (
        _("Dit telt de vragen die we nog bewaren, en alleen waar het toeval koos: niet bij 0 of 100 procent."),
        _("Het verschil vergelijkt alleen mensen voor wie hetzelfde deel gold. Ligt 0 tussen de twee getallen, dan kan het toeval zijn. Met 95 kansen op 100 ligt het echte cijfer tussen de twee getallen."),
        _("Van minder dan 5 mensen tonen we niets. Opnieuw een vraag stellen is op zich niet goed of slecht."),
    )  # fmt: skip
