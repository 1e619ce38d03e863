"""What is counted of the answers of a week in a language. The counts stay when the questions go.

A refusal that was right counts as right: to say "I don't know" where no article answers never lowers a figure.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import case, func, or_
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from chatbot.answer import Outcome, Reason
from portal.clock import BRUSSELS
from portal.models.cases import Case
from portal.models.conversations import ChatTurn, TurnFeedback
from portal.models.scores import AnswerJudgement, AnswerSample, AnswerVerdict, AnswerWeek
from portal.services import permissions, score_rules, shares
from portal.services.answer_samples import JUDGED, REFUSALS, begin_of, monday
from portal.services.permissions import Action, Actor
from portal.services.small_numbers import SMALLEST

WEEKS_COUNTED = 5  # feedback, cases and judgements come in after the week too
WEEKS_OF_QUESTIONS = 12  # that are kept: docs/privacy-and-retention.md
WEEKS_TOGETHER = 4
_VERDICTS = {
    AnswerVerdict.GOOD: "good",
    AnswerVerdict.HALF: "half",
    AnswerVerdict.WRONG: "wrong",
    AnswerVerdict.UNSAFE: "unsafe",
    AnswerVerdict.RIGHT_REFUSAL: "right_refusals",
    AnswerVerdict.ANSWER_EXISTS: "missed",
}


@dataclass(frozen=True)
class Share:
    """So many of so many; of fewer than `fewest` nothing may be told."""

    count: int
    number: int
    fewest: int

    def __add__(self, other: "Share") -> "Share":
        """Take two weeks together."""
        return Share(self.count + other.count, self.number + other.number, self.fewest)

    @property
    def is_shown(self) -> bool:
        """Say whether there are enough to tell."""
        return self.number >= self.fewest

    @property
    def value(self) -> float:
        """Return the share."""
        return self.count / self.number if self.number else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Return between which shares the true one lies, nineteen times out of twenty."""
        return shares.interval(self.count, self.number)


@dataclass(frozen=True)
class Figures:
    """One week in one language, as it may be shown; a share of too few says so itself."""

    week_on: date
    language: str
    answered: int
    sampled: Share
    right: Share
    faulty: Share
    refused: Share
    unhelped: Share
    for_person: Share

    @property
    def is_small(self) -> bool:
        """Say whether so few asked that the numbers could tell of one of them."""
        return self.answered < SMALLEST


def judged(week: AnswerWeek) -> int:
    """Return of how many of the sample somebody could say how good they were."""
    return week.good + week.half + week.wrong + week.unsafe + week.right_refusals + week.missed


def right(week: AnswerWeek) -> int:
    """Return how many were right: good answers, and refusals where no article answers."""
    return week.good + week.right_refusals


def count_lately(session: Session, *, now: datetime) -> int:
    """Count the last weeks anew, the first time all of which there are questions; returns how many rows there are of them."""
    this_week = monday(now.astimezone(BRUSSELS).date())
    is_first = session.exec(select(AnswerWeek).limit(1)).first() is None
    back = WEEKS_OF_QUESTIONS if is_first else WEEKS_COUNTED
    return sum(count(session, week_on=this_week - timedelta(weeks=number), now=now) for number in range(back))


def count(session: Session, *, week_on: date, now: datetime) -> int:
    """Count a week anew, in every language; returns in how many somebody asked something."""
    session.flush()
    in_week = (
        col(ChatTurn.asked_at) >= begin_of(week_on),
        col(ChatTurn.asked_at) < begin_of(week_on + timedelta(weeks=1)),
    )
    found: dict[str, Counter[str]] = {}
    for counts in (
        _answers(session, in_week),
        _persons(session, in_week),
        _feedback(session, in_week),
        _samples(session, week_on),
    ):
        for language, name, number in counts:
            found.setdefault(language, Counter())[name] += number
    rows = [
        {**dict.fromkeys(_COUNTS, 0), **numbers, "week_on": week_on, "language": language, "counted_at": now}
        for language, numbers in sorted(found.items())
    ]
    _write(session, rows)
    return len(rows)


_COUNTS = tuple(name for name in AnswerWeek.model_fields if name not in {"week_on", "language", "counted_at"})
_Counts = Iterable[tuple[str, str, Any]]


def _answers(session: Session, in_week: tuple[Any, ...]) -> _Counts:
    refusal = case((col(ChatTurn.outcome).in_([one.value for one in REFUSALS]), 1), else_=0)
    score: Any = func.coalesce(col(ChatTurn.score), 0.0)
    # Any: SQLModel's types of a select end at four columns.
    statement: Any = (
        select(
            ChatTurn.language, func.count(), func.sum(refusal), func.count(col(ChatTurn.score)), func.sum(score), func.sum(score * score)
        )  # type: ignore[call-overload]
        .where(*in_week, col(ChatTurn.outcome).in_(JUDGED))
        .group_by(col(ChatTurn.language))
    )  # fmt: skip
    for language, answered, refused, scored, chances, squares in session.exec(statement):
        yield language, "answered", answered
        yield language, "refused", int(refused)
        yield language, "scored", scored
        yield language, "chances", float(chances)
        yield language, "chance_squares", float(squares)


def _persons(session: Session, in_week: tuple[Any, ...]) -> _Counts:
    """Count who asked for a person: with words in the chat, or by handing over a question that was answered or refused."""
    asked = (col(ChatTurn.outcome) == Outcome.HANDOVER.value) & (col(ChatTurn.reason) == Reason.ASKED.value)
    handed_over = col(ChatTurn.id).in_(select(Case.turn_id).where(col(Case.turn_id).is_not(None)))
    rows = session.exec(
        select(ChatTurn.language, func.count(), func.sum(case((or_(asked, handed_over), 1), else_=0)))
        .where(*in_week, or_(col(ChatTurn.outcome).in_(JUDGED), asked))
        .group_by(col(ChatTurn.language))
    )
    for language, reached, for_person in rows:
        yield language, "reached", reached
        yield language, "for_person", int(for_person)


def _feedback(session: Session, in_week: tuple[Any, ...]) -> _Counts:
    rows = session.exec(
        select(ChatTurn.language, TurnFeedback.helped, func.count())
        .join(TurnFeedback, col(TurnFeedback.turn_id) == col(ChatTurn.id))
        .where(*in_week, col(ChatTurn.outcome).in_(JUDGED))
        .group_by(col(ChatTurn.language), col(TurnFeedback.helped))
    )
    for language, helped, number in rows:
        yield language, "helped" if helped else "unhelped", number


def _samples(session: Session, week_on: date) -> _Counts:
    rows: Any = session.exec(
        select(AnswerSample.language, AnswerSample.faults, AnswerJudgement.verdict)
        .join(AnswerJudgement, col(AnswerJudgement.turn_id) == col(AnswerSample.turn_id), isouter=True)
        .where(AnswerSample.week_on == week_on)
    )
    for language, faults, verdict in rows:
        yield language, "sampled", 1
        yield language, "faulty", int(bool(faults))
        if verdict in _VERDICTS:
            yield language, _VERDICTS[verdict], 1


def _write(session: Session, rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    insert: Any = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(AnswerWeek)
    newest = {name: statement.excluded[name] for name in (*_COUNTS, "counted_at")}
    session.execute(
        statement.on_conflict_do_update(index_elements=["week_on", "language"], set_=newest), rows
    )


def weeks(session: Session, *, actor: Actor, since: date, language: str | None = None) -> tuple[Figures, ...]:
    """Return the weeks from a day on, the newest first, then by language.

    Raises:
        NotAllowed: the actor does not keep the knowledge base.
    """
    permissions.require(actor, Action.ANSWER_JUDGE)
    asked = () if language is None else (AnswerWeek.language == language,)
    rows = session.exec(
        select(AnswerWeek)
        .where(AnswerWeek.week_on >= monday(since), *asked)
        .order_by(col(AnswerWeek.week_on).desc(), AnswerWeek.language)
        .execution_options(populate_existing=True)
    )
    return tuple(_figures(row) for row in rows)


def together(figures: Iterable[Figures], *, now: datetime) -> dict[str, tuple[Share, Share]]:
    """Return of the last whole weeks together, by language, how many answers were right and how many questions were refused."""
    this_week = monday(now.astimezone(BRUSSELS).date())
    first = this_week - timedelta(weeks=WEEKS_TOGETHER)
    found: dict[str, tuple[Share, Share]] = {}
    for one in figures:
        if first <= one.week_on < this_week:
            before = found.get(one.language)
            found[one.language] = (
                (before[0] + one.right, before[1] + one.refused) if before else (one.right, one.refused)
            )
    return dict(sorted(found.items()))


def _figures(week: AnswerWeek) -> Figures:
    fewest = score_rules.on(week.week_on).fewest_judged
    return Figures(
        week_on=week.week_on,
        language=week.language,
        answered=week.answered,
        sampled=Share(judged(week), week.sampled, SMALLEST),
        right=Share(right(week), judged(week), fewest),
        faulty=Share(week.faulty, week.sampled, SMALLEST),
        refused=Share(week.refused, week.answered, SMALLEST),
        unhelped=Share(week.unhelped, week.helped + week.unhelped, SMALLEST),
        for_person=Share(week.for_person, week.reached, SMALLEST),
    )
