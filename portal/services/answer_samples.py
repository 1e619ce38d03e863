"""Which answers are judged: a sample of each day, drawn by chance and the same whenever it is drawn again.

Every question of a day in a language has the same chance to be drawn, whether it had an answer or was refused, so the sample
has refusals in the share in which there are refusals. A week gives at most `sample_a_week` of a language: each day may fill
what the days before left open.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import delete, func
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from chatbot.answer import Outcome
from portal import logs
from portal.clock import BRUSSELS
from portal.models.conversations import ChatTurn
from portal.models.scores import AnswerJudgement, AnswerSample
from portal.services import score_rules

ANSWERS = (Outcome.ANSWER, Outcome.PARTIAL)
REFUSALS = (Outcome.ABSTAIN, Outcome.CLARIFY)
# What the chat said itself. Urgent matters have fixed texts, greetings are no questions, a wish for a person is none of the two.
JUDGED = tuple(outcome.value for outcome in (*ANSWERS, *REFUSALS))
KEPT = timedelta(days=90)  # as conversations: docs/privacy-and-retention.md
DAYS_BACK = 7
_LOT = 16
_DAYS_IN_A_WEEK = 7

log = logs.get_logger()


@dataclass(frozen=True)
class Turn:
    """A turn that can be drawn."""

    id: str
    language: str
    is_refusal: bool


def monday(day: date) -> date:
    """Return the first day of a week."""
    return day - timedelta(days=day.weekday())


def begin_of(day: date) -> datetime:
    """Return when a day begins in Brussels."""
    return datetime.combine(day, time.min, tzinfo=BRUSSELS)


def lot(turn_id: str) -> str:
    """Return the lot of a turn: as good as drawn, and always the same."""
    return sha256(turn_id.encode()).hexdigest()[:_LOT]


def take(session: Session, *, now: datetime) -> int:
    """Draw the sample of each of the last days that has none yet; returns how many were drawn."""
    today = now.astimezone(BRUSSELS).date()
    days = [today - timedelta(days=back) for back in range(DAYS_BACK, 0, -1)]
    drawn = sum(take_day(session, day=day) for day in days)
    if drawn:
        log.info("answers_sampled", answers=drawn)
    return drawn


def take_day(session: Session, *, day: date) -> int:
    """Draw the sample of a day, once; the days of its week before it come first. Returns how many were drawn."""
    most = score_rules.on(day).sample_a_week
    allowed = -(-most * (day.weekday() + 1) // _DAYS_IN_A_WEEK)
    of_day, of_week = _taken(session, day)
    rows: list[dict[str, Any]] = []
    for language, turns in _asked(session, day).items():
        left = allowed - of_week.get(language, 0)
        if of_day.get(language) or left <= 0:
            continue
        rows += [
            {"turn_id": turn.id, "language": language, "asked_on": day, "week_on": monday(day), "lot": lot(turn.id), "faults": []}
            for turn in draw(turns, left, seed=f"{day.isoformat()}|{language}")
        ]  # fmt: skip
    if rows:
        dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
        session.execute(dialect.insert(AnswerSample).values(rows).on_conflict_do_nothing())
    return len(rows)


def draw(turns: Sequence[Turn], most: int, *, seed: str) -> list[Turn]:
    """Draw at most so many turns: each with the same chance, refusals in the share that they have among all."""
    if len(turns) <= most:
        return list(turns)
    # Evenly spread over a row in which refusals stand together, from a place that the seed chooses.
    row = sorted(turns, key=lambda turn: (turn.is_refusal, lot(turn.id)))
    step = len(row) / most
    start = int(lot(seed), 16) / 16**_LOT * step
    return [row[min(int(start + number * step), len(row) - 1)] for number in range(most)]


def _taken(session: Session, day: date) -> tuple[dict[str, int], dict[str, int]]:
    """Return how many were drawn of a day, and of its week before that day, by language."""
    by_language: Any = select(AnswerSample.language, func.count()).group_by(col(AnswerSample.language))
    of_day = session.exec(by_language.where(AnswerSample.asked_on == day)).all()
    earlier = by_language.where(AnswerSample.week_on == monday(day), col(AnswerSample.asked_on) < day)
    return dict(of_day), dict(session.exec(earlier).all())


def _asked(session: Session, day: date) -> dict[str, list[Turn]]:
    rows = session.exec(
        select(ChatTurn.id, ChatTurn.language, ChatTurn.outcome).where(
            col(ChatTurn.asked_at) >= begin_of(day),
            col(ChatTurn.asked_at) < begin_of(day + timedelta(days=1)),
            col(ChatTurn.outcome).in_(JUDGED),
            col(ChatTurn.question) != "",
        )
    )
    found: dict[str, list[Turn]] = {}
    for turn_id, language, outcome in rows:
        found.setdefault(language, []).append(Turn(turn_id, language, Outcome(outcome) in REFUSALS))
    return found


def forget(session: Session, *, now: datetime) -> int:
    """Delete samples past the term of questions, also of a conversation that a case keeps longer; returns how many."""
    is_old = col(AnswerSample.asked_on) < (now - KEPT).astimezone(BRUSSELS).date()
    old = select(AnswerSample.turn_id).where(is_old).scalar_subquery()
    session.execute(delete(AnswerJudgement).where(col(AnswerJudgement.turn_id).in_(old)))
    gone: Any = session.execute(delete(AnswerSample).where(is_old))
    return int(gone.rowcount)
