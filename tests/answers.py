"""Questions with their answers, as the chat leaves them, for tests of how good answers are."""

from datetime import timedelta

from sqlmodel import Session

from chatbot.answer import Outcome
from portal.models.conversations import ChatTurn, Conversation, TurnFeedback, TurnQuote
from portal.models.scores import AnswerSample
from portal.services import answer_samples
from tests.conftest import NOON
from tests.fakes import COSTS

YESTERDAY = NOON - timedelta(days=1)  # a Monday


def given_turn(
    session: Session,
    question: str = "wat kost de cursus",
    *,
    outcome: Outcome = Outcome.ANSWER,
    language: str = "nl",
    at=YESTERDAY,
    who: str = "browser-1",
    **more,
) -> ChatTurn:
    """Return a turn in a conversation of its own; an answer quotes the article on costs."""
    conversation = Conversation(
        visitor=who, language=language, page_language=language, started_at=at, last_at=at
    )
    session.add(conversation)
    session.flush()
    turn = ChatTurn(
        conversation_id=conversation.id, number=1, request_key="k", question=question, language=language, outcome=outcome.value,
        answer=more.pop("answer", ""), score=more.pop("score", 0.8), milliseconds=1, asked_at=at, **more,
    )  # fmt: skip
    session.add(turn)
    session.flush()
    if outcome in {Outcome.ANSWER, Outcome.PARTIAL}:
        session.add(
            TurnQuote(
                turn_id=turn.id,
                position=0,
                article_version_id="costs-nl-1",
                sentence=COSTS["nl"][0],
                score=0.9,
            )
        )
        session.flush()
    return turn


def given_sample(session: Session, *args, **facts) -> ChatTurn:
    """Return a turn that was drawn."""
    turn = given_turn(session, *args, **facts)
    day = turn.asked_at.date()
    session.add(
        AnswerSample(
            turn_id=turn.id, language=turn.language, asked_on=day, week_on=answer_samples.monday(day), lot=answer_samples.lot(turn.id)
        )
    )  # fmt: skip
    session.flush()
    return turn


def given_feedback(session: Session, turn: ChatTurn, *, helped: bool) -> None:
    session.add(TurnFeedback(turn_id=turn.id, helped=helped, given_at=turn.asked_at))
    session.flush()
