"""Mail that waits to be sent, written in the transaction of what it is about."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from portal.models.columns import Code, Moment, new_id


class MailState(StrEnum):
    """Where a mail stands. Failed: tried often enough. Skipped: nobody to send it to."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    SKIPPED = "skipped"


class OutboxMail(SQLModel, table=True):
    """A mail by template and facts; the words are made when it is sent, in the reader's language.

    `key` is unique: the same event twice writes one mail.
    """

    __tablename__ = "outbox_mail"

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    key: str = Field(max_length=120, unique=True)
    template: str = Field(max_length=60)
    person_id: str = Field(foreign_key="person.id", index=True, max_length=32)
    language: str = Field(max_length=8)
    address: str | None = Field(
        default=None, max_length=254,
        description="Of somebody without an account, for whom the person asked it; forgotten when it has left.",
    )  # fmt: skip
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    state: MailState = Field(default=MailState.WAITING, sa_type=Code(MailState), index=True)
    attempts: int = Field(default=0, ge=0)
    written_at: datetime = Field(sa_type=Moment)
    next_try_at: datetime = Field(sa_type=Moment)
    failure: str | None = Field(
        default=None, max_length=60, description="Why the last try failed: a short code."
    )
    sent_at: datetime | None = Field(default=None, sa_type=Moment)


class JobLease(SQLModel, table=True):
    """Which process does the background work until when, and until when an hourly job need not run: a row each."""

    __tablename__ = "job_lease"

    name: str = Field(primary_key=True, max_length=40)
    holder: str = Field(max_length=64)
    until: datetime = Field(sa_type=Moment)
    last_round_at: datetime | None = Field(default=None, sa_type=Moment)
