"""What somebody was typing: kept at every change, so that a language switch or a phone in a pocket loses nothing."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from portal.errors import TooLong
from portal.models.columns import new_id
from portal.models.conversations import Draft
from portal.services.askers import Asker

MAX_CHARACTERS = 8000
KEPT = timedelta(days=30)


def save(session: Session, *, asker: Asker, form: str, fields: Mapping[str, Any], now: datetime) -> None:
    """Keep what stands in a form; the last word counts.

    Raises:
        TooLong: the fields together are longer than any form of ours.
    """
    if sum(len(str(value)) for value in fields.values()) > MAX_CHARACTERS:
        raise TooLong(limit=MAX_CHARACTERS)
    insert: Any = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(Draft).values(
        id=new_id(), owner=asker.owner, form=form, fields=dict(fields), saved_at=now
    )
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["owner", "form"],
            set_={"fields": statement.excluded.fields, "saved_at": statement.excluded.saved_at},
        )
    )


def read(session: Session, *, asker: Asker, form: str) -> dict[str, Any]:
    """Return what was kept of a form; nothing when nothing was."""
    draft = session.exec(select(Draft).where(Draft.owner == asker.owner, Draft.form == form)).first()
    return dict(draft.fields) if draft else {}


def clear(session: Session, *, asker: Asker, form: str) -> None:
    """Forget a form that was sent."""
    session.execute(delete(Draft).where(col(Draft.owner) == asker.owner, col(Draft.form) == form))


def forget_old(session: Session, *, now: datetime) -> int:
    """Delete drafts that nobody came back to."""
    result: Any = session.execute(delete(Draft).where(col(Draft.saved_at) < now - KEPT))
    return int(result.rowcount)
