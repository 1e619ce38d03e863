"""The demo world's mails of the past have left: a demo starts with an empty outbox."""

from sqlalchemy import ColumnElement, update
from sqlmodel import Session, col

from portal.models.outbox import MailState, OutboxMail


def let_leave(session: Session, chosen: ColumnElement[bool]) -> None:
    """Let these mails have left when they were due, as far as they still wait."""
    session.flush()
    session.execute(
        update(OutboxMail)
        .where(chosen, col(OutboxMail.state) == MailState.WAITING)
        .values(state=MailState.SENT, attempts=1, sent_at=OutboxMail.next_try_at)
    )
