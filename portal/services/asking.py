"""Asking a question, from the door to the stored turn.

Opens its own two transactions, unlike other services: an answer may wait seconds for a language model, and no lock
may be held meanwhile.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from chatbot import pipeline
from chatbot.answer import Answer, Reason
from chatbot.guards import Limits
from chatbot.steps import STEPS, WITHOUT_BOT, Rephraser
from knowledge.base import KnowledgeBase
from knowledge.scope import ANYBODY, Reader
from portal import db
from portal.models.conversations import ChatTurn
from portal.services import conversations, reader_facts
from portal.services.askers import Asker
from portal.services.conversations import TurnView
from portal.services.rate_limits import QuestionLimit


@dataclass(frozen=True)
class Service:
    """What answers: the knowledge base (None while it loads), the language model (None without one), and the limits.

    `is_bot_on` is asked for every question, before and after it is answered. While it is off, a question becomes a
    case at once: nobody has to press anything for a person to read it. `hands_over`: the question goes to a person
    whatever the bot could say, and whoever asks this opens the case.
    """

    knowledge: KnowledgeBase | None
    model: Rephraser | None
    limits: Limits
    limit: QuestionLimit
    is_bot_on: Callable[[], bool] = lambda: True
    hands_over: bool = False


@dataclass(frozen=True)
class Asked:
    """The turn that came of a question, and the conversation it stands in."""

    conversation_id: str
    turn: TurnView


def ask(
    service: Service,
    *,
    asker: Asker,
    question: str,
    page_language: str,
    request_key: str,
    now: datetime,
    conversation_id: str | None = None,
) -> Asked:
    """Answer a question and keep the turn; the same request twice is answered once.

    Raises:
        TooManyRequests: this visitor asked too often; says from when they may ask again.
    """
    with db.transaction() as session:
        begun = conversations.begin(
            session, asker=asker, conversation_id=conversation_id, page_language=page_language, request_key=request_key, limit=service.limit, now=now
        )  # fmt: skip
        if begun.stored_turn_id:
            turn = session.get_one(ChatTurn, begun.stored_turn_id)
            return Asked(begun.conversation_id, conversations.views(session, [turn])[0])
        known = reader_facts.of_person(session, person_id=asker.person_id) if asker.person_id else ANYBODY
    answer = _answer(service, question, begun.prior, known)
    with db.transaction() as session:
        is_case = answer.reason is Reason.BOT_OFF and not service.hands_over
        turn = conversations.record(
            session, asker=asker, begun=begun, answer=answer, now=now, is_case=is_case
        )
        return Asked(begun.conversation_id, conversations.views(session, [turn])[0])


def _answer(service: Service, question: str, language: str, known: Reader) -> Answer:
    if not service.hands_over and service.is_bot_on():
        answer = pipeline.answer(
            question, language=language, knowledge=service.knowledge, model=service.model, limits=service.limits, steps=STEPS,
            reader=known,
        )  # fmt: skip
        # A language model may take seconds: what it says after the bot was switched off is not shown.
        if service.is_bot_on():
            return answer
    # Without the knowledge base too: below an urgent text stands nothing that the bot chose.
    return pipeline.answer(
        question, language=language, knowledge=None, limits=service.limits, steps=WITHOUT_BOT
    )
