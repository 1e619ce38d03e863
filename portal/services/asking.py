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
from chatbot.steps import ARTICLES_ONLY, STEPS, WITHOUT_BOT, Rephraser
from knowledge.base import KnowledgeBase
from knowledge.scope import ANYBODY, Reader
from portal import db
from portal.models.conversations import ChatTurn
from portal.models.switches import Side
from portal.services import conversations, reader_facts, rollout
from portal.services.askers import Asker
from portal.services.conversations import TurnView
from portal.services.rate_limits import QuestionLimit
from portal.services.rollout import NO_ROLLOUT, Drawn, Rollout


@dataclass(frozen=True)
class Service:
    """What answers: the knowledge base (None while it loads), the language model (None without one), and the limits.

    `is_bot_on` is asked for every question, before and after it is answered. While it is off, a question becomes a
    case at once: nobody has to press anything for a person to read it. `hands_over`: the question goes to a person
    whatever the bot could say, and whoever asks this opens the case. `rollout` is asked for every question: on which side
    of it who asks is; the switch comes first.
    """

    knowledge: KnowledgeBase | None
    model: Rephraser | None
    limits: Limits
    limit: QuestionLimit
    is_bot_on: Callable[[], bool] = lambda: True
    hands_over: bool = False
    rollout: Callable[[], Rollout] = lambda: NO_ROLLOUT


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
        drawn = rollout.draw(session, shares=service.rollout(), asker=asker)
    answer, drawn = _answer(service, question, begun.prior, known, drawn)
    with db.transaction() as session:
        is_case = answer.reason is Reason.BOT_OFF and not service.hands_over
        turn = conversations.record(
            session, asker=asker, begun=begun, answer=answer, now=now, is_case=is_case, drawn=drawn
        )
        return Asked(begun.conversation_id, conversations.views(session, [turn])[0])


def _answer(
    service: Service, question: str, language: str, known: Reader, drawn: Drawn | None
) -> tuple[Answer, Drawn | None]:
    """Answer, and say which side of the roll-out made the answer: none, while the bot is off."""
    is_on = service.is_bot_on()
    if is_on and not service.hands_over:
        steps = ARTICLES_ONLY if drawn and drawn.side is Side.ARTICLES else STEPS
        answer = pipeline.answer(
            question, language=language, knowledge=service.knowledge, model=service.model, limits=service.limits, steps=steps,
            reader=known,
        )  # fmt: skip
        # A language model may take seconds: what it says after the bot was switched off is not shown.
        if service.is_bot_on():
            return answer, drawn
    # Without the knowledge base too: below an urgent text stands nothing that the bot chose.
    handed_over = pipeline.answer(
        question, language=language, knowledge=None, limits=service.limits, steps=WITHOUT_BOT
    )
    return handed_over, drawn if is_on and service.hands_over else None
