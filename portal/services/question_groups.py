"""Questions without an answer, put together by what they mean, in whichever language they were asked.

A job does it: each new one joins the group it is nearest to, or begins one, in the order in which they were asked; so the same
questions always give the same groups, and a group that the redactie marked stays what it is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
from sqlalchemy import delete, or_
from sqlmodel import Session, col, select

from chatbot import masking
from chatbot.answer import Outcome
from knowledge import vectors
from portal import db, logs
from portal.models.columns import new_id
from portal.models.conversations import ChatTurn, TurnFeedback
from portal.models.signals import GroupedQuestion, GroupState, QuestionGroup
from portal.settings import settings

if TYPE_CHECKING:
    from knowledge.embeddings import ArticleEmbeddings, Vectors

KEPT = timedelta(days=90)  # as questions themselves: docs/privacy-and-retention.md
A_ROUND = 200  # some seconds of one core
MOST_KEPT_IN_MIND = 5000
# Of 250 questions in five languages each (OMoS-QA), two in one group meant the same in 68 of 100 cases, and of two that meant
# the same 77 of 100 came together; most others were near-doubles. Higher parts languages, lower joins other matters.
NEAR = 0.55
# An answer is written, approved and published some days after it was promised; asked after that it is a question again.
TIME_TO_PUBLISH = timedelta(days=14)
UNANSWERED = (Outcome.ABSTAIN, Outcome.CLARIFY)

log = logs.get_logger()


@dataclass(frozen=True)
class _New:
    turn_id: str
    question: str
    language: str
    asked_at: datetime


def group_new(now: datetime, model: "ArticleEmbeddings | None" = None) -> int:
    """Put new questions without an answer into groups; returns how many."""
    with db.reading() as session:
        new = _waiting(session, now)
    if not new:
        return 0
    if model is None:
        from knowledge import embeddings  # noqa: PLC0415 only where there is something to compare

        model = embeddings.load(settings().embedding_model)
    rows = _embedded(new, model)
    with db.transaction() as session:
        grouped = _join(session, new, rows, model.name)
    log.info("questions_grouped", questions=grouped)
    return grouped


def is_unanswered() -> Any:
    """Return the condition that a turn had no answer, or one that did not help."""
    unhelped = select(TurnFeedback.turn_id).where(col(TurnFeedback.helped).is_(False))
    helped = select(TurnFeedback.turn_id).where(col(TurnFeedback.helped))
    ended_so = col(ChatTurn.outcome).in_([outcome.value for outcome in UNANSWERED])
    return or_(col(ChatTurn.id).in_(unhelped), ended_so & col(ChatTurn.id).not_in(helped))


def _waiting(session: Session, now: datetime) -> tuple[_New, ...]:
    statement = (
        select(ChatTurn.id, ChatTurn.question, ChatTurn.language, ChatTurn.asked_at)
        .where(
            is_unanswered(),
            col(ChatTurn.question) != "",
            col(ChatTurn.asked_at) >= now - KEPT,
            col(ChatTurn.id).not_in(select(GroupedQuestion.turn_id)),
        )
        .order_by(col(ChatTurn.asked_at), col(ChatTurn.id))
        .limit(A_ROUND)
    )
    return tuple(_New(*row) for row in session.exec(statement))


def _embedded(new: Sequence[_New], model: "ArticleEmbeddings") -> "Vectors":
    rows = np.zeros((len(new), model.dimension), dtype=np.float32)
    for language in sorted({one.language for one in new}):
        places = [place for place, one in enumerate(new) if one.language == language]
        rows[places] = model.questions([masking.mask(new[place].question).text for place in places], language)
    return rows


def _join(session: Session, new: Sequence[_New], rows: "Vectors", model: str) -> int:
    known = set(session.exec(select(GroupedQuestion.turn_id).where(_in(new))).all())
    centres = _Centres.read(session, model, rows.shape[1])
    begun: list[QuestionGroup] = []
    grouped: list[GroupedQuestion] = []
    for one, row in zip(new, rows, strict=True):
        if one.turn_id in known:
            continue
        group = centres.nearest(row)
        if group is None:
            group = QuestionGroup(id=new_id(), made_at=one.asked_at)
            begun.append(group)
        _reopen_when_asked_again(group, one.asked_at)
        centres.add(group, row)
        grouped.append(
            GroupedQuestion(turn_id=one.turn_id, group_id=group.id, model=model, vector=vectors.pack(row))
        )
    for rows_of_a_table in (begun, grouped):
        session.add_all(rows_of_a_table)
        session.flush()
    return len(grouped)


def _in(new: Iterable[_New]) -> Any:
    return col(GroupedQuestion.turn_id).in_([one.turn_id for one in new])


def _reopen_when_asked_again(group: QuestionGroup, asked_at: datetime) -> None:
    answered = group.state is GroupState.ANSWERED and group.marked_at is not None
    if answered and group.marked_at is not None and asked_at > group.marked_at + TIME_TO_PUBLISH:
        group.state = GroupState.OPEN


class _Centres:
    """The middles of the groups: the sum of what their questions mean."""

    def __init__(self, dimension: int) -> None:
        self._rows = np.zeros((64, dimension), dtype=np.float32)
        self._groups: list[QuestionGroup] = []
        self._places: dict[str, int] = {}

    @classmethod
    def read(cls, session: Session, model: str, dimension: int) -> "_Centres":
        """Read the groups with their questions, the newest ones when there are very many."""
        found = cls(dimension)
        statement = (
            select(QuestionGroup, GroupedQuestion.vector)
            .join(GroupedQuestion, col(GroupedQuestion.group_id) == col(QuestionGroup.id))
            .where(GroupedQuestion.model == model)
            .order_by(col(QuestionGroup.made_at).desc(), col(QuestionGroup.id), col(GroupedQuestion.turn_id))
            .limit(MOST_KEPT_IN_MIND)
        )
        for group, vector in session.exec(statement):
            found.add(group, vectors.unpack(vector))
        return found

    def add(self, group: QuestionGroup, row: "Vectors") -> None:
        """Let a question count in the middle of its group."""
        place = self._places.setdefault(group.id, len(self._groups))
        if place == len(self._groups):
            self._groups.append(group)
            if place == len(self._rows):
                self._rows = np.concatenate([self._rows, np.zeros_like(self._rows)])
        self._rows[place] += row

    def nearest(self, row: "Vectors") -> QuestionGroup | None:
        """Return the group that means the same, of equals the newest; None when there is none."""
        count = len(self._groups)
        if not count:
            return None
        middles = self._rows[:count]
        lengths = np.maximum(np.linalg.norm(middles, axis=1), 1e-9)
        alike = (middles @ row) / lengths
        best = int(alike.argmax())
        return self._groups[best] if alike[best] >= NEAR else None


def forget(session: Session, *, now: datetime) -> int:
    """Take out questions that are past their term or were answered after all, and groups that nobody needs; returns how many."""
    kept = select(ChatTurn.id).where(is_unanswered(), col(ChatTurn.asked_at) >= now - KEPT)
    questions: Any = session.execute(delete(GroupedQuestion).where(col(GroupedQuestion.turn_id).not_in(kept)))
    filled = select(GroupedQuestion.group_id)
    long_ago = or_(col(QuestionGroup.marked_at).is_(None), col(QuestionGroup.marked_at) < now - KEPT)
    groups: Any = session.execute(delete(QuestionGroup).where(col(QuestionGroup.id).not_in(filled), long_ago))
    return int(questions.rowcount + groups.rowcount)
