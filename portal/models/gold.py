"""Questions whose right answer is agreed, and what a text that is to be published would do to them."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field, SQLModel

from portal.models.columns import Code, Moment, new_id


class GoldOrigin(StrEnum):
    """Where an agreed question comes from."""

    EDITOR = "editor"
    CASE = "case"
    SIGNAL = "signal"
    SAMPLE = "sample"


class GoldQuestion(SQLModel, table=True):
    """A question that must go on being answered from one article, or must go on being refused."""

    __tablename__ = "gold_question"
    __table_args__ = (UniqueConstraint("language", "digest"),)

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    question: str = Field(max_length=500, description="Masked before it got here.")
    language: str = Field(max_length=8)
    digest: str = Field(max_length=64, description="Of the question's words: asked twice is kept once.")
    expected_slug: str | None = Field(
        default=None, max_length=80, description="The article that answers; None: no article does."
    )
    origin: GoldOrigin = Field(sa_type=Code(GoldOrigin))
    made_by: str | None = Field(default=None, foreign_key="person.id", max_length=32)
    made_at: datetime = Field(sa_type=Moment)
    retired_at: datetime | None = Field(
        default=None, sa_type=Moment, description="From when nothing is held to it."
    )


class GoldCheck(SQLModel, table=True):
    """What a text, tried before it was published, did to the agreed questions."""

    __tablename__ = "gold_check"

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    slug: str = Field(max_length=80)
    language: str = Field(max_length=8)
    digest: str = Field(max_length=64, index=True, description="Of the text that was tried.")
    generation: int = Field(ge=0, description="Of the articles it was tried among.")
    asked: int = Field(ge=0)
    broken: list[Any] = Field(
        default_factory=list, sa_type=JSON, description="Ids of questions that went wrong."
    )
    mended: list[Any] = Field(
        default_factory=list, sa_type=JSON, description="Ids of questions that went right."
    )
    checked_by: str | None = Field(default=None, foreign_key="person.id", max_length=32)
    checked_at: datetime = Field(sa_type=Moment)


class MachineTranslationDay(SQLModel, table=True):
    """How many characters were sent to be translated on a day: the budget is kept by the database, not by a process."""

    __tablename__ = "machine_translation_day"

    day: date = Field(primary_key=True)
    characters: int = Field(default=0, ge=0)
