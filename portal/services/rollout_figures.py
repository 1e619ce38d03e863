"""What became of questions on both sides of the roll-out. Nobody is found in it: groups of fewer than five people are hidden.

Only questions that a draw put on their side count: under a share of 0 or 100 nobody was drawn.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import func
from sqlalchemy import select as columns
from sqlmodel import Session, col

from chatbot.answer import Outcome, Reason
from portal.clock import BRUSSELS
from portal.models.cases import Case
from portal.models.conversations import ChatTurn, Conversation, TurnFeedback
from portal.models.switches import RolloutStep, Side
from portal.services import permissions, small_numbers, two_sides
from portal.services.permissions import Action, Actor
from portal.services.rollout import ALL
from portal.services.small_numbers import SMALLEST
from portal.services.two_sides import Difference, Seen

RETURN = timedelta(days=7)
Mark = tuple[Any, ...]
_NO_QUESTION = (Reason.EMPTY.value, Reason.HIDDEN.value, Reason.TOO_LONG.value, Reason.NOT_READY.value)


class Measure(StrEnum):
    """What is compared."""

    FOR_PERSON = "for-person"
    UNHELPED = "unhelped"
    CAME_BACK = "came-back"


@dataclass(frozen=True)
class Measured:
    """So many of so many on one side, with its interval."""

    count: int
    number: int
    low: float
    high: float

    @property
    def value(self) -> float:
        """Return the share."""
        return self.count / self.number


@dataclass(frozen=True)
class Line:
    """One measure on both sides; None: hidden, since too few people make it."""

    measure: Measure
    sides: Mapping[Side, Measured | None]
    difference: Difference | None


@dataclass(frozen=True)
class Comparison:
    """Both sides; `people` and `questions` None: hidden."""

    people: Mapping[Side, int | None]
    questions: Mapping[Side, int | None]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class _Question:
    step: int
    is_drawn: bool
    side: Side
    who: str
    asked_at: datetime
    for_person: bool
    helped: bool | None


@dataclass
class Memory:
    """What one process compared last, and what stood in the database then: tens of thousands of questions take a second."""

    kept: tuple[Mark, Comparison | None] | None = None


@cache
def live() -> Memory:
    """Return what this process compared last."""
    return Memory()


def compare(session: Session, *, actor: Actor, now: datetime) -> Comparison | None:
    """Return what became of the questions that are kept, on both sides; None: nobody was drawn yet.

    Raises:
        NotAllowed: the actor may not look at the roll-out.
    """
    permissions.require(actor, Action.ROLLOUT_VIEW)
    memory, mark = live(), _mark(session, now)
    kept = memory.kept
    if kept is None or kept[0] != mark:
        kept = memory.kept = mark, _compared(session, now)
    return kept[1]


def _mark(session: Session, now: datetime) -> Mark:
    """Return figures, quickly read, of which one changes with all that is compared."""
    session.flush()
    asked = columns(func.count()).select_from(ChatTurn).where(col(ChatTurn.rollout_step).is_not(None))
    everything = columns(
        asked.scalar_subquery(),
        columns(func.max(col(ChatTurn.asked_at))).scalar_subquery(),
        columns(func.max(col(RolloutStep.number))).scalar_subquery(),
        columns(func.count(col(Conversation.person_id))).scalar_subquery(),
        columns(func.count(col(Case.turn_id))).scalar_subquery(),
        columns(func.count(col(TurnFeedback.turn_id))).scalar_subquery(),
        columns(func.max(col(TurnFeedback.given_at))).scalar_subquery(),
    )
    return _day(now), *session.execute(everything).one()


def _compared(session: Session, now: datetime) -> Comparison | None:
    questions = _questions(session)
    drawn = {side: [one for one in questions if one.is_drawn and one.side is side] for side in Side}
    if not any(drawn.values()):
        return None
    shown = small_numbers.hide({side: len({one.who for one in drawn[side]}) for side in Side})
    seen = {
        Measure.FOR_PERSON: {side: _for_person(drawn[side]) for side in Side},
        Measure.UNHELPED: {side: _unhelped(drawn[side]) for side in Side},
        Measure.CAME_BACK: {side: _came_back(drawn[side], questions, now) for side in Side},
    }
    return Comparison(
        people=shown.parts,
        questions={side: None if shown.parts[side] is None else len(drawn[side]) for side in Side},
        lines=tuple(_line(measure, seen[measure], shown.hidden) for measure in Measure),
    )


def _questions(session: Session) -> list[_Question]:
    statement = (
        columns(
            col(RolloutStep.number), col(RolloutStep.percent), col(ChatTurn.side), col(Conversation.person_id), col(Conversation.visitor),
            col(Conversation.id), col(ChatTurn.asked_at), col(ChatTurn.outcome), col(ChatTurn.reason), col(Case.id), col(TurnFeedback.helped),
        )
        .select_from(ChatTurn)
        .join(RolloutStep, col(RolloutStep.number) == col(ChatTurn.rollout_step))
        .join(Conversation, col(Conversation.id) == col(ChatTurn.conversation_id))
        .join(Case, col(Case.turn_id) == col(ChatTurn.id), isouter=True)
        .join(TurnFeedback, col(TurnFeedback.turn_id) == col(ChatTurn.id), isouter=True)
        .where(col(ChatTurn.outcome) != Outcome.SMALLTALK.value, col(ChatTurn.reason).is_(None) | col(ChatTurn.reason).not_in(_NO_QUESTION))
        .order_by(col(ChatTurn.asked_at), col(ChatTurn.id))
    )  # fmt: skip
    return [
        _Question(
            step=number, is_drawn=0 < (percent or 0) < ALL, side=side, who=person_id or visitor or conversation_id, asked_at=asked_at,
            for_person=case_id is not None or (outcome == Outcome.HANDOVER.value and reason == Reason.ASKED.value), helped=helped,
        )
        for number, percent, side, person_id, visitor, conversation_id, asked_at, outcome, reason, case_id, helped in session.execute(statement).all()
    ]  # fmt: skip


def _for_person(questions: Iterable[_Question]) -> list[Seen]:
    return _together((one.step, one.who, int(one.for_person)) for one in questions)


def _unhelped(questions: Iterable[_Question]) -> list[Seen]:
    return _together((one.step, one.who, int(not one.helped)) for one in questions if one.helped is not None)


def _came_back(drawn: Iterable[_Question], everything: Iterable[_Question], now: datetime) -> list[Seen]:
    """Return who asked again on another day, within a week of the first question; of whom the week is over."""
    days: dict[str, set[date]] = {}
    for one in everything:
        days.setdefault(one.who, set()).add(_day(one.asked_at))
    firsts: dict[tuple[int, str], date] = {}
    for one in drawn:  # the oldest first
        firsts.setdefault((one.step, one.who), _day(one.asked_at))
    return [
        Seen(step, who, int(any(first < day <= first + RETURN for day in days[who])), 1)
        for (step, who), first in firsts.items()
        if first + RETURN < _day(now)
    ]


def _day(at: datetime) -> date:
    return at.astimezone(BRUSSELS).date()


def _together(acts: Iterable[tuple[int, str, int]]) -> list[Seen]:
    found: dict[tuple[int, str], tuple[int, int]] = {}
    for step, who, count in acts:
        before = found.get((step, who), (0, 0))
        found[step, who] = (before[0] + count, before[1] + 1)
    return [Seen(step, who, count, number) for (step, who), (count, number) in found.items()]


def _line(measure: Measure, seen: Mapping[Side, Sequence[Seen]], hidden: frozenset[Side]) -> Line:
    sides = {side: None if side in hidden else _measured(seen[side]) for side in Side}
    told = None not in sides.values()
    return Line(
        measure, sides, two_sides.difference(seen[Side.ANSWERS], seen[Side.ARTICLES]) if told else None
    )


def _measured(seen: Sequence[Seen]) -> Measured | None:
    if len({one.person for one in seen}) < SMALLEST:
        return None
    low, high = two_sides.interval(seen)
    return Measured(sum(one.count for one in seen), sum(one.number for one in seen), low, high)
