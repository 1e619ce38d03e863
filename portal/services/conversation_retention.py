"""Questions and answers are kept for 90 days, unless a person answers or answered them: docs/privacy-and-retention.md."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from portal.models.cases import Case
from portal.models.conversations import ChatTurn, Conversation, TurnFeedback, TurnQuote
from portal.models.scores import AnswerJudgement, AnswerSample
from portal.models.signals import ArticleFeedback, GroupedQuestion

KEPT = timedelta(days=90)
_A_ROUND = 500


def forget(session: Session, *, now: datetime) -> int:
    """Delete conversations that ended long ago and led to no case; returns how many questions went."""
    old = session.exec(
        select(Conversation.id)
        .where(
            col(Conversation.last_at) < now - KEPT,
            col(Conversation.id).not_in(select(Case.conversation_id)),
        )
        .order_by(col(Conversation.last_at))
        .limit(_A_ROUND)
        .with_for_update(skip_locked=True)
    ).all()
    if not old:
        return 0
    turns = select(ChatTurn.id).where(col(ChatTurn.conversation_id).in_(old)).scalar_subquery()
    session.execute(
        update(ArticleFeedback).where(col(ArticleFeedback.turn_id).in_(turns)).values(turn_id=None)
    )
    for table in (AnswerJudgement, AnswerSample, GroupedQuestion, TurnFeedback, TurnQuote):
        session.execute(delete(table).where(col(table.turn_id).in_(turns)))
    gone: Any = session.execute(delete(ChatTurn).where(col(ChatTurn.conversation_id).in_(old)))
    session.execute(delete(Conversation).where(col(Conversation.id).in_(old)))
    return int(gone.rowcount)
