"""Conversations: what may be asked and how often, what is kept of a turn, and who may read it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Row, bindparam, func, update
from sqlalchemy import select as columns
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from chatbot import texts
from chatbot.answer import Answer, Outcome, Reason
from portal import logs
from portal.errors import NotFound
from portal.models.cases import Case
from portal.models.conversations import ChatTurn, Conversation, FeedbackReason, TurnFeedback
from portal.services import article_feedback, cases, permissions, quotes, rate_limits
from portal.services.askers import Asker
from portal.services.permissions import Action, Actor, Target
from portal.services.quotes import PinnedQuote
from portal.services.rate_limits import QuestionLimit
from portal.services.rollout import Drawn

log = logs.get_logger()

# Built once: every run of the chat page asks one of them.
_LATEST = (
    columns(col(Conversation.id), col(Conversation.language), col(Conversation.person_id))
    .order_by(col(Conversation.last_at).desc())
    .limit(1)
)
_LATEST_OF_PERSON = _LATEST.where(col(Conversation.person_id) == bindparam("key"))
_LATEST_OF_VISITOR = _LATEST.where(
    col(Conversation.visitor) == bindparam("key"), col(Conversation.person_id).is_(None)
)


@dataclass(frozen=True)
class TurnView:
    """One turn as it was shown."""

    id: str
    number: int
    question: str
    language: str
    outcome: Outcome
    text: str
    reason: Reason | None
    rephrased: bool
    quotes: tuple[PinnedQuote, ...]
    suggestions: tuple[tuple[str, str], ...]
    confidence: float
    asked_at: datetime
    helped: bool | None
    feedback_reason: FeedbackReason | None
    case_number: str | None


@dataclass(frozen=True)
class ConversationView:
    """A conversation from its first turn on."""

    id: str
    language: str
    turns: tuple[TurnView, ...]
    is_claimed: bool


@dataclass(frozen=True)
class Begun:
    """A question that may be answered: in which conversation, and which language the reader reads or last wrote."""

    conversation_id: str
    request_key: str
    prior: str
    page_language: str
    stored_turn_id: str | None = None


def begin(
    session: Session,
    *,
    asker: Asker,
    conversation_id: str | None,
    page_language: str,
    request_key: str,
    limit: QuestionLimit,
    now: datetime,
) -> Begun:
    """Open the conversation for one more question, and count it.

    A request that was answered before is not counted again; `stored_turn_id` names its turn.

    Raises:
        TooManyRequests: this visitor asked too often.
    """
    conversation = _continued(session, asker, conversation_id) or _started(session, asker, page_language, now)
    stored = _stored(session, conversation.id, request_key)
    if stored is None:
        rate_limits.count_question(session, asker=asker, limit=limit, now=now)
    # Whoever changes the page's language wants to read that one; else the language of the conversation sticks.
    prior = conversation.language if conversation.page_language == page_language else page_language
    return Begun(conversation.id, request_key, prior, page_language, stored.id if stored else None)


def record(
    session: Session, *, asker: Asker, begun: Begun, answer: Answer, now: datetime, is_case: bool = False, drawn: Drawn | None = None,
) -> ChatTurn:  # fmt: skip
    """Keep a turn with its quotes, once per request; one that failed becomes a case at once, and so with `is_case`.

    `drawn`: the side of the roll-out that made the answer.
    """
    conversation = session.exec(
        select(Conversation).where(Conversation.id == begun.conversation_id).with_for_update()
    ).one()
    stored = _stored(session, conversation.id, begun.request_key)
    if stored is not None:
        return stored
    if not quotes.are_verbatim(session, answer.quotes):
        log.error("quote_not_verbatim", conversation_id=conversation.id)
        answer = _without_quotes(answer)
    turn = ChatTurn(
        conversation_id=conversation.id, number=_next_number(session, conversation.id), request_key=begun.request_key, question=answer.question,
        language=answer.language, outcome=answer.outcome.value, reason=answer.reason.value if answer.reason else None, answer=answer.text,
        suggestions=[list(pair) for pair in answer.suggestions], rephrased=answer.rephrased, score=answer.confidence, milliseconds=answer.milliseconds,
        asked_at=now, side=drawn.side if drawn else None, rollout_step=drawn.step if drawn else None,
    )  # fmt: skip
    session.add(turn)
    conversation.language, conversation.page_language, conversation.last_at = (
        answer.language,
        begun.page_language,
        now,
    )
    session.add(conversation)
    session.flush()
    quotes.keep(session, turn_id=turn.id, quotes=answer.quotes)
    session.flush()
    if is_case or (answer.outcome is Outcome.ERROR and answer.reason is Reason.FAILURE):
        cases.open_at_once(session, asker=asker, turn=turn, now=now)
    return turn


def _without_quotes(answer: Answer) -> Answer:
    if answer.is_urgent:
        return replace(answer, quotes=())
    return replace(
        answer, outcome=Outcome.ERROR, reason=Reason.FAILURE, quotes=(), rephrased=False,
        text=texts.plain(Outcome.ERROR, Reason.FAILURE, answer.language),
    )  # fmt: skip


def _continued(session: Session, asker: Asker, conversation_id: str | None) -> Conversation | None:
    if conversation_id is None:
        return None
    found = session.exec(
        select(Conversation).where(Conversation.id == conversation_id).with_for_update()
    ).first()
    if found is None:
        return None
    _claim(session, asker, found)
    return found if asker.owns(person_id=found.person_id, visitor=found.visitor) else None


def _claim(session: Session, asker: Asker, conversation: Conversation) -> None:
    # What somebody asked before logging in goes on as theirs, with the questions that went to a person.
    if (
        asker.person_id is None
        or conversation.person_id is not None
        or conversation.visitor != asker.visitor_key
    ):
        return
    conversation.person_id = asker.person_id
    session.add(conversation)
    session.execute(
        update(Case)
        .where(col(Case.conversation_id) == conversation.id, col(Case.person_id).is_(None))
        .values(person_id=asker.person_id)
    )


def claim(session: Session, *, asker: Asker, conversation_id: str) -> None:
    """Make the conversation of this browser that of the person who logged in.

    Raises:
        NotFound: no such conversation, or somebody else's.
    """
    if _continued(session, asker, conversation_id) is None:
        raise NotFound("conversation")


def _started(session: Session, asker: Asker, page_language: str, now: datetime) -> Conversation:
    conversation = Conversation(
        person_id=asker.person_id, visitor=asker.visitor_key or None, language=page_language, page_language=page_language, started_at=now, last_at=now,
    )  # fmt: skip
    session.add(conversation)
    session.flush()
    return conversation


def _stored(session: Session, conversation_id: str, request_key: str) -> ChatTurn | None:
    return session.exec(
        select(ChatTurn).where(
            ChatTurn.conversation_id == conversation_id, ChatTurn.request_key == request_key
        )
    ).first()


def _next_number(session: Session, conversation_id: str) -> int:
    last = session.exec(
        select(func.max(ChatTurn.number)).where(ChatTurn.conversation_id == conversation_id)
    ).one()
    return (last or 0) + 1


def own(session: Session, *, asker: Asker, conversation_id: str) -> ConversationView:
    """Return one's own conversation.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    conversation = session.get(Conversation, conversation_id)
    if conversation is None or not asker.owns(person_id=conversation.person_id, visitor=conversation.visitor):
        raise NotFound("conversation")
    return _view(session, conversation)


def latest(session: Session, *, asker: Asker) -> ConversationView | None:
    """Return the conversation that this asker was last in."""
    if not asker.person_id and not asker.visitor_key:
        return None
    mine, key = (
        (_LATEST_OF_PERSON, asker.person_id) if asker.person_id else (_LATEST_OF_VISITOR, asker.visitor_key)
    )
    session.flush()
    conversation = session.connection().execute(mine, {"key": key}).first()
    return _view(session, conversation) if conversation else None


def behind_case(session: Session, *, actor: Actor, case: Case) -> ConversationView:
    """Return the whole conversation that a case came from, for who works on the case or asked it.

    Raises:
        NotAllowed: the case is neither the actor's own nor theirs to answer.
    """
    permissions.require(
        actor, Action.CONVERSATION_VIEW, Target(owner_id=case.person_id, assignee_id=case.jurist_id)
    )
    return _view(session, session.get_one(Conversation, case.conversation_id))


def give_feedback(
    session: Session,
    *,
    asker: Asker,
    turn_id: str,
    helped: bool,
    now: datetime,
    reason: FeedbackReason | None = None,
) -> None:
    """Keep whether an answer helped, and why not, and let the owners of what it quoted know; the last word counts.

    Raises:
        NotFound: no such turn in a conversation of this asker.
    """
    found = session.exec(
        select(ChatTurn, Conversation)
        .join(Conversation, col(Conversation.id) == col(ChatTurn.conversation_id))
        .where(ChatTurn.id == turn_id)
    ).first()
    if found is None or not asker.owns(person_id=found[1].person_id, visitor=found[1].visitor):
        raise NotFound("turn")
    feedback = session.get(TurnFeedback, turn_id, with_for_update=True)
    if feedback is None:
        feedback = TurnFeedback(turn_id=turn_id, helped=helped, given_at=now)
    feedback.helped, feedback.reason, feedback.given_at = helped, None if helped else reason, now
    try:
        with session.begin_nested():
            session.add(feedback)
    except IntegrityError:  # the same tap twice at once: the other one was kept
        log.info("feedback_given_twice", turn_id=turn_id)
    article_feedback.from_turn(session, turn_id=turn_id, helped=helped, reason=reason, now=now)


def _view(session: Session, conversation: Conversation | Row[str, str, str | None]) -> ConversationView:
    turns = session.exec(
        select(ChatTurn).where(ChatTurn.conversation_id == conversation.id).order_by(col(ChatTurn.number))
    ).all()
    return ConversationView(
        conversation.id, conversation.language, views(session, turns), conversation.person_id is not None
    )


def views(session: Session, turns: Sequence[ChatTurn]) -> tuple[TurnView, ...]:
    """Return turns as they were shown, with quotes, feedback and case; the same number of queries however many turns."""
    ids = [turn.id for turn in turns]
    pinned = quotes.of_turns(session, ids)
    feedback = {
        row.turn_id: row
        for row in session.exec(select(TurnFeedback).where(col(TurnFeedback.turn_id).in_(ids)))
    }
    numbers = dict(session.exec(select(Case.turn_id, Case.number).where(col(Case.turn_id).in_(ids))).all())
    return tuple(
        _turn_view(turn, pinned.get(turn.id, ()), feedback.get(turn.id), numbers.get(turn.id))
        for turn in turns
    )


def _turn_view(
    turn: ChatTurn, pinned: tuple[PinnedQuote, ...], feedback: TurnFeedback | None, case_number: str | None
) -> TurnView:
    return TurnView(
        id=turn.id, number=turn.number, question=turn.question, language=turn.language, outcome=Outcome(turn.outcome), text=turn.answer,
        reason=Reason(turn.reason) if turn.reason else None, rephrased=turn.rephrased, quotes=pinned,
        suggestions=tuple((str(slug), str(title)) for slug, title in turn.suggestions), confidence=turn.score or 0.0, asked_at=turn.asked_at,
        helped=feedback.helped if feedback else None, feedback_reason=feedback.reason if feedback else None, case_number=case_number,
    )  # fmt: skip
