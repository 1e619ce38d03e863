"""Did it help? One tap for yes; two for no and why. The last word counts."""

import streamlit as st

from chatbot.answer import Outcome
from i18n import gettext as _
from portal import clock, db
from portal.models.conversations import FeedbackReason
from portal.services import conversations
from portal.services.conversations import TurnView
from portal.ui import boundary, components, html, labels_chat, session

_NO_FEEDBACK = {Outcome.SMALLTALK, Outcome.HANDOVER, Outcome.ERROR}


def show(turn: TurnView) -> None:
    """Show the question under an answer, or the thanks."""
    if turn.outcome in _NO_FEEDBACK:
        return
    if turn.helped or turn.feedback_reason:
        components.live(html.paragraph(_("Bedankt. Zo wordt het antwoord beter.")))
        return
    if turn.helped is None:
        _ask_whether(turn)
    else:
        _ask_why(turn)


def _ask_whether(turn: TurnView) -> None:
    with st.container(horizontal=True, key="chat.helped", vertical_alignment="center"):
        is_answer = turn.outcome is not Outcome.ARTICLES
        components.show(html.paragraph(_("Helpt dit antwoord?") if is_answer else _("Helpt dit?")))
        if st.button(_("Ja"), key="chat.helped.yes"):
            _keep(turn, helped=True)
        if st.button(_("Nee"), key="chat.helped.no"):
            _keep(turn, helped=False)


def _ask_why(turn: TurnView) -> None:
    reason = st.radio(
        _("Wat is er niet goed?"), list(FeedbackReason), index=None, key=f"chat.why.{turn.id}",
        format_func=lambda member: str(labels_chat.FEEDBACK_REASONS[member]),
    )  # fmt: skip
    if reason is not None:
        _keep(turn, helped=False, reason=reason)


def _keep(turn: TurnView, *, helped: bool, reason: FeedbackReason | None = None) -> None:
    with db.transaction() as opened:
        conversations.give_feedback(
            opened, asker=session.asker(), turn_id=turn.id, helped=helped, reason=reason, now=clock.now()
        )
    boundary.rerun_part()
