"""The field for a question, the conversation below it, and the way to a person: a part of the page that reruns alone."""

from typing import Any

import streamlit as st

from chatbot import masking, texts
from chatbot.answer import Outcome, Reason
from i18n import gettext as _
from portal import clock, db
from portal.errors import NotFound, PortalError
from portal.models.cases import CaseQueue
from portal.services import asking, case_views, conversations, drafts, helpdesk
from portal.services.askers import Asker
from portal.services.case_views import MyCase
from portal.services.conversations import ConversationView
from portal.ui import (
    answering,
    boundary,
    chat_pieces,
    components,
    feedback_form,
    handover_form,
    html,
    labels,
    session,
)

FORM = "chat"
QUESTION = "chat.question"
_SHOWN = 20
_KEPT_CHARACTERS = 4000


@boundary.fragment()
def show() -> None:
    """Show the panel."""
    was_sent = session.question_was_sent()
    view = _restore(empty_field=was_sent)
    is_answered = _say_who_answers()
    st.text_area(
        _("Je vraag"),
        key=QUESTION,
        height=110,
        placeholder=_("Schrijf je vraag in je eigen taal."),
        on_change=_keep_draft,
    )
    label = _("Stel je vraag") if is_answered else _("Zoek in de artikels")
    pressed = st.button(label, key="chat.send", type="primary", width="stretch")
    if pressed and not was_sent:  # else it is the second tap of the question that was just answered
        _send()
    cases = _cases(view)
    if view and view.turns:
        _show_turns(view, cases)
    _show_way_to_a_person(view, cases)


def _say_who_answers() -> bool:
    """Say it where the chat does not answer by itself; return False where it only looks for articles."""
    if not answering.is_bot_on():
        components.notice(
            texts.plain(Outcome.HANDOVER, Reason.BOT_OFF, session.language()), html.Tone.WARNING
        )
        return True
    if answering.only_articles(session.asker()):
        components.notice(texts.not_yet(session.language()))
        return False
    return True


def _restore(*, empty_field: bool) -> ConversationView | None:
    asker, conversation = session.asker(), session.conversation_id()
    with db.reading() as opened:
        if empty_field:
            st.session_state[QUESTION] = ""
        elif QUESTION not in st.session_state:
            st.session_state[QUESTION] = str(drafts.read(opened, asker=asker, form=FORM).get("question", ""))
        view = _conversation(opened, asker, conversation)
    if view and asker.actor and not view.is_claimed:
        with db.transaction() as opened:
            conversations.claim(opened, asker=asker, conversation_id=view.id)
    session.remember_conversation(view.id if view else None)
    return view


def _conversation(opened: Any, asker: Asker, conversation_id: str | None) -> ConversationView | None:
    if conversation_id is not None:
        try:
            return conversations.own(opened, asker=asker, conversation_id=conversation_id)
        except NotFound:
            pass  # it was purged, or somebody else logged in here
    return conversations.latest(opened, asker=asker)


def _keep_draft() -> None:
    # Also a draft is masked before it is kept: what nobody sent holds no number of a document either.
    typed = masking.mask(st.session_state[QUESTION][:_KEPT_CHARACTERS]).text
    with db.transaction() as opened:
        drafts.save(opened, asker=session.asker(), form=FORM, fields={"question": typed}, now=clock.now())


def _send() -> None:
    """Answer the question; it stays in the field when it cannot be taken. Nothing in the field is no turn."""
    if not st.session_state[QUESTION].strip():
        components.notice(_("Schrijf eerst je vraag."), html.Tone.WARNING)
        return
    with st.spinner(_("We zoeken het antwoord.")):
        try:
            asked = asking.ask(
                answering.service(), asker=session.asker(), question=st.session_state[QUESTION], page_language=session.language(),
                request_key=session.request_key(), conversation_id=session.conversation_id(), now=clock.now(),
            )  # fmt: skip
        except PortalError as error:
            st.error(labels.explain(error), icon=":material/info:")
            return
    session.remember_conversation(asked.conversation_id)
    session.want_person(asked.turn.outcome is Outcome.HANDOVER)
    # While the knowledge base loads, the question stays in the field: it can be sent again in a minute.
    _forget_question(taken=bool(asked.turn.question) and asked.turn.reason is not Reason.NOT_READY)
    boundary.rerun_part()


def _forget_question(*, taken: bool) -> None:
    session.forget_request()
    if taken:
        with db.transaction() as opened:
            drafts.clear(opened, asker=session.asker(), form=FORM)
        session.empty_question_next_run()


def _cases(view: ConversationView | None) -> dict[str, MyCase]:
    """Return the cases that the turns name, by number; most conversations name none."""
    if not _may_have_cases() or not (view and any(turn.case_number for turn in view.turns)):
        return {}
    with db.reading() as opened:
        mine = case_views.mine(opened, asker=session.asker(), now=clock.now())
    return {case.line.number: case for case in mine}


def _may_have_cases() -> bool:
    person = session.current_person()
    return person is None or case_views.may_ask(person.actor)


def _show_turns(view: ConversationView, cases: dict[str, MyCase]) -> None:
    newest, *older = reversed(view.turns[-_SHOWN:])
    case = cases.get(newest.case_number or "")
    components.live(chat_pieces.turn(newest, case))
    if case and case.line.asker and case.line.queue is CaseQueue.REFERRAL and case.reply is None:
        components.show(chat_pieces.referrals(helpdesk.referrals(case.line.nis_code)))
    feedback_form.show(newest)
    if older:
        with st.expander(_("Eerdere vragen"), key="chat.older"):
            components.show([chat_pieces.turn(turn, cases.get(turn.case_number or "")) for turn in older])


def _show_way_to_a_person(view: ConversationView | None, cases: dict[str, MyCase]) -> None:
    if not _may_have_cases():
        return
    newest = view.turns[-1] if view and view.turns else None
    case = cases.get(newest.case_number or "") if newest else None
    if st.button(
        _("Vraag een mens"), key="chat.ask_person", width="stretch", icon=":material/support_agent:"
    ):
        session.want_person(not session.wants_person())
    if not session.wants_person() and not (case and case.line.asker is None):
        return
    written = st.session_state[QUESTION].strip()
    asked_already = case is not None and case.line.asker is not None
    if not written and asked_already:
        words = _("Deze vraag is al bij een mens. Heb je nog een vraag? Schrijf ze bovenaan in het veld.")
        components.notice(words)
    elif not written and (newest is None or not newest.question):
        components.notice(_("Schrijf eerst je vraag, bovenaan in het veld."), html.Tone.WARNING)
    elif handover_form.show(None if written or newest is None else newest.id, written):
        session.want_person(False)
        if written:
            _forget_question(taken=True)
        boundary.rerun_part()
