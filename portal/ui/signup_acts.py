"""What somebody does with a sign-up: sign up, leave, let go of what was kept."""

import streamlit as st

from i18n import gettext as _
from portal.models.signups import SignUp, SignUpState
from portal.services import signups
from portal.services.permissions import Actor
from portal.services.signup_choice import Choice
from portal.services.signup_views import Kept, Mine, Standing
from portal.ui import acts, components, html, signup_pieces


def offer(actor: Actor, chosen: Choice) -> None:
    """Show a day that was chosen, with the button that signs up for it when that can be."""
    components.show(signup_pieces.choice(chosen))
    if chosen.standing is not None or chosen.why_not is not None:
        return
    if st.button(_label(chosen), key="my_activities.sign-up", type="primary"):
        st.query_params.pop(signup_pieces.DAY, None)
        acts.done(signups.sign_up, _said, actor=actor, occurrence_id=chosen.what.occurrence_id, belongs=True)


def _label(chosen: Choice) -> str:
    waits = signup_pieces.place_in_line(chosen) is not None
    if chosen.asks_who:
        return _("Ja, dat ben ik. Zet mij op de wachtlijst") if waits else _("Ja, dat ben ik. Schrijf mij in")
    return _("Zet mij op de wachtlijst") if waits else _("Schrijf mij in")


def _said(row: SignUp) -> str:
    if row.state is SignUpState.WAITING:
        return _("Je staat op de wachtlijst. Hieronder zie je de hoeveelste je bent.")
    return _("Je bent ingeschreven. Kun je toch niet komen? Schrijf je dan hier uit.")


def coming(actor: Actor, one: Mine) -> None:
    """Show a sign-up that is still to come, with the way out."""
    with components.card_with_acts(signup_pieces.coming(one), key=one.what.occurrence_id):
        if one.may_leave:
            _leave(actor, one)


def kept(actor: Actor, one: Kept) -> None:
    """Show an activity that was kept, with the button that lets go of it."""
    with components.card_with_acts(signup_pieces.kept(one), key=one.activity_id):
        _let_go(actor, one)


def _leave(actor: Actor, one: Mine) -> None:
    """Show how to leave a gathering, folded, so that one tap too many does nothing."""
    waits = one.standing is Standing.WAITING
    with st.expander(
        _("Niet meer wachten") if waits else _("Uitschrijven"),
        key=f"my_activities.fold.{one.what.occurrence_id}",
    ):
        after = _("Wil je later toch meedoen? Dan sta je achteraan in de rij.") if waits else _("Iemand anders krijgt dan je plaats. Wil je later toch meedoen? Dan is er misschien geen plaats meer.")  # fmt: skip
        components.show(html.paragraph(after))
        if st.button(_("Ja, schrijf mij uit"), key=f"my_activities.leave.{one.what.occurrence_id}"):
            acts.done(
                signups.leave, _("Je bent uitgeschreven."), actor=actor, occurrence_id=one.what.occurrence_id
            )


def _let_go(actor: Actor, one: Kept) -> None:
    if st.button(_("Niet meer bewaren"), key=f"my_activities.let-go.{one.activity_id}"):
        acts.done(
            lambda opened, **_now: signups.let_go(opened, actor=actor, activity_id=one.activity_id),
            _("De activiteit staat niet meer bij wat je bewaarde."),
        )
