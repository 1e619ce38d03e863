"""A roll-out in the demo world that is over: half of the people had answers for four weeks, then everybody. All invented.

Everybody has answers now, so that who tries the demo gets them; the page of the roll-out still compares both sides.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, select

from chatbot import texts
from chatbot.answer import Outcome, Reason
from portal.models.conversations import ChatTurn, Conversation, TurnFeedback
from portal.models.switches import RolloutStep, Side
from portal.seed_answers import drawn
from portal.services import audit, rollout
from portal.services.askers import Asker

VISITOR = "demo-rollout-"
PEOPLE = 160
_SALT = "demo"
_LANGUAGE = "nl"
_QUESTIONS = ("hoeveel kost de cursus", "moet ik de test betalen", "wanneer teken ik het contract")
_FOR_PERSON = "ik wil een mens spreken"
# How many days ago, which share, and why.
_STEPS = (
    (45, 50, "We beginnen met de helft en vergelijken."),
    (15, 100, "Minder mensen vragen een mens. Nu krijgt iedereen antwoorden."),
)
_LASTED = 28


@dataclass(frozen=True)
class Habits:
    """Which share of the people on a side asks for a person, says whether it helped, was not helped, and asks again within a week."""

    for_person: float
    says: float
    unhelped: float
    again: float


HABITS: Mapping[Side, Habits] = {
    Side.ANSWERS: Habits(for_person=0.1, says=0.6, unhelped=0.2, again=0.2),
    Side.ARTICLES: Habits(for_person=0.35, says=0.5, unhelped=0.4, again=0.4),
}


def seed_rollout(session: Session, *, operator_id: str, now: datetime) -> int:
    """Write it, once; returns how many questions were new. Where somebody set a share already, nothing."""
    if session.exec(select(RolloutStep.number)).first() is not None:
        return 0
    for number, (days, percent, reason) in enumerate(_STEPS, start=1):
        at = now - timedelta(days=days)
        session.add(
            RolloutStep(
                number=number, percent=percent, salt=_SALT, reason=reason, author_id=operator_id, at=at
            )
        )
        audit.record(
            session, actor_id=operator_id, action="rollout.set", subject=f"rollout:{rollout.EVERYBODY}", facts={"percent": percent}, now=at
        )  # fmt: skip
    session.flush()
    return sum(_asked(session, f"{VISITOR}{number}", now) for number in range(PEOPLE))


def _asked(session: Session, visitor: str, now: datetime) -> int:
    """Write what one visitor asked while half of the people had answers."""
    days, percent, _reason = _STEPS[0]
    inside = rollout.is_inside(Asker(None, visitor).owner, percent=percent, salt=_SALT)
    side = Side.ANSWERS if inside else Side.ARTICLES
    first = now - timedelta(days=days) + timedelta(days=_LASTED * drawn(visitor, "when"))
    acts = list(_acts(visitor, side, first))
    conversation = Conversation(
        visitor=visitor, language=_LANGUAGE, page_language=_LANGUAGE, started_at=first, last_at=acts[-1][2]
    )
    session.add(conversation)
    session.flush()
    turns = [
        ChatTurn(
            conversation_id=conversation.id, number=number, request_key=f"demo-{number}", question=question, language=_LANGUAGE,
            outcome=outcome.value, reason=Reason.ASKED.value if outcome is Outcome.HANDOVER else None,
            answer=texts.articles(True, _LANGUAGE) if outcome is Outcome.ARTICLES else "",
            milliseconds=40, asked_at=at, side=side, rollout_step=1,
        )
        for number, (question, outcome, at) in enumerate(acts, start=1)
    ]  # fmt: skip
    session.add_all(turns)
    session.flush()
    if drawn(visitor, "says") < HABITS[side].says:
        helped = drawn(visitor, "helped") >= HABITS[side].unhelped
        session.add(TurnFeedback(turn_id=turns[0].id, helped=helped, given_at=first))
    return len(turns)


def _acts(visitor: str, side: Side, first: datetime) -> Iterator[tuple[str, Outcome, datetime]]:
    """Yield what one visitor asked, how it ended, and when."""
    habits = HABITS[side]
    question = _QUESTIONS[int(1000 * drawn(visitor, "question")) % len(_QUESTIONS)]
    usual = Outcome.ANSWER if side is Side.ANSWERS else Outcome.ARTICLES
    yield question, usual, first
    if drawn(visitor, "person") < habits.for_person:
        yield _FOR_PERSON, Outcome.HANDOVER, first + timedelta(minutes=2)
    if drawn(visitor, "again") < habits.again:
        yield question, usual, first + timedelta(days=1 + int(5 * drawn(visitor, "later")))
