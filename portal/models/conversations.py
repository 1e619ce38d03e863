"""What was asked and answered. Questions are stored masked; quotes are pinned to the version they came from."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field, SQLModel

from portal.models.columns import Code, Moment, new_id
from portal.models.switches import Side


class Conversation(SQLModel, table=True):
    """Turns of one visitor. Belongs to a person, or to a visitor cookie when nobody is logged in."""

    __tablename__ = "conversation"

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    person_id: str | None = Field(default=None, foreign_key="person.id", index=True, max_length=32)
    visitor: str | None = Field(default=None, max_length=64, index=True)
    language: str = Field(
        max_length=8,
        description="In which the last turn was answered: the next short question is read in it.",
    )
    page_language: str = Field(
        max_length=8, description="In which the page was at the last turn: a change of page wins."
    )
    started_at: datetime = Field(sa_type=Moment)
    last_at: datetime = Field(sa_type=Moment)


class ChatTurn(SQLModel, table=True):
    """One question and its answer."""

    __tablename__ = "chat_turn"
    __table_args__ = (
        UniqueConstraint("conversation_id", "number"),
        UniqueConstraint("conversation_id", "request_key"),
    )

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    conversation_id: str = Field(foreign_key="conversation.id", index=True, max_length=32)
    number: int = Field(ge=1)
    request_key: str = Field(max_length=64, description="Sent twice is stored once.")
    question: str = Field(description="Masked before it got here.")
    language: str = Field(max_length=8)
    outcome: str = Field(max_length=40)
    answer: str
    reason: str | None = Field(default=None, max_length=20)
    suggestions: list[Any] = Field(default_factory=list, sa_type=JSON, description="Pairs of slug and title.")
    rephrased: bool = False
    score: float | None = None
    milliseconds: int = Field(ge=0)
    asked_at: datetime = Field(sa_type=Moment, index=True)
    side: Side | None = Field(
        default=None,
        sa_type=Code(Side),
        description="Of the roll-out. None: no share held, or the bot was off.",
    )
    rollout_step: int | None = Field(
        default=None,
        index=True,
        description="Number of the `rollout_step` that put it on that side: only people under the same one are compared. "
        "No foreign key, since SQLite adds none to a table that others point to; steps are never deleted.",
    )


class TurnQuote(SQLModel, table=True):
    """A sentence quoted in a turn: verbatim, with the version it stands in and the Dutch sentence beside it."""

    __tablename__ = "turn_quote"
    __table_args__ = (UniqueConstraint("turn_id", "position"),)

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    turn_id: str = Field(foreign_key="chat_turn.id", index=True, max_length=32)
    position: int = Field(ge=0)
    article_version_id: str = Field(foreign_key="article_version.id", max_length=32)
    original_version_id: str | None = Field(default=None, foreign_key="article_version.id", max_length=32)
    sentence: str
    original: str | None = Field(
        default=None, description="The Dutch sentence when `sentence` is a translation."
    )
    score: float


class RateWindow(SQLModel, table=True):
    """How many questions somebody asked in one hour. An address is kept as a keyed hash, and only as long as it counts."""

    __tablename__ = "rate_window"

    key: str = Field(
        primary_key=True, max_length=80, description="`person:<id>`, `visitor:<cookie>` or `address:<hash>`."
    )
    starts_at: datetime = Field(sa_type=Moment, primary_key=True, index=True)
    count: int = Field(default=0, ge=0)


class FeedbackReason(StrEnum):
    """Why an answer did not help."""

    NOT_MY_QUESTION = "not-my-question"
    NOT_CLEAR = "not-clear"
    NOT_CORRECT = "not-correct"
    INCOMPLETE = "incomplete"


class TurnFeedback(SQLModel, table=True):
    """Whether an answer helped; one a turn, the last word counts."""

    __tablename__ = "turn_feedback"

    turn_id: str = Field(foreign_key="chat_turn.id", primary_key=True, max_length=32)
    helped: bool
    reason: FeedbackReason | None = Field(default=None, sa_type=Code(FeedbackReason))
    given_at: datetime = Field(sa_type=Moment)


class Draft(SQLModel, table=True):
    """What somebody was typing: survives a language switch, a lost replica, a phone in a pocket."""

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("owner", "form"),)

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    owner: str = Field(max_length=80, description="`person:<id>` or `visitor:<cookie>`.")
    form: str = Field(max_length=80)
    fields: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    saved_at: datetime = Field(sa_type=Moment)
