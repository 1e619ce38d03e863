"""What can be switched off while the portal runs, how many people it holds for, and who did it when and why."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel

from portal.models.columns import Code, Moment


class Switch(StrEnum):
    """What has a switch."""

    BOT = "bot"


class SwitchEntry(SQLModel, table=True):
    """One turn of a switch; the newest of a switch holds, none at all means on. Never updated or deleted."""

    __tablename__ = "switch_entry"

    number: int = Field(primary_key=True, description="1, 2, 3 ... in the order in which they were made.")
    switch: Switch = Field(sa_type=Code(Switch))
    is_on: bool
    reason: str = Field(max_length=300, description="Masked before it got here.")
    author_id: str | None = Field(
        default=None, foreign_key="person.id", max_length=32, description="None: a command on the machine."
    )
    at: datetime = Field(sa_type=Moment)


class Side(StrEnum):
    """On which side of the roll-out a question was asked: answered by the chat, or shown articles and the way to a person."""

    ANSWERS = "answers"
    ARTICLES = "articles"


class RolloutStep(SQLModel, table=True):
    """One change of the share of people who get answers; of each municipality the newest holds. Never updated or deleted."""

    __tablename__ = "rollout_step"

    number: int = Field(primary_key=True, description="1, 2, 3 ... in the order in which they were made.")
    nis_code: str | None = Field(default=None, max_length=5, description="None: everybody else.")
    percent: int | None = Field(
        default=None, ge=0, le=100, description="None: this municipality follows everybody again."
    )
    salt: str = Field(
        max_length=32,
        description="With it people are drawn: the same until every share is 0 or 100, so that nobody changes side.",
    )
    reason: str = Field(max_length=300, description="Masked before it got here.")
    author_id: str | None = Field(
        default=None, foreign_key="person.id", max_length=32, description="None: a command on the machine."
    )
    at: datetime = Field(sa_type=Moment)
