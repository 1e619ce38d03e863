"""How good the chat's answers are: a sample of them, what code and people say of it, counts by week, and when they drift."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field, SQLModel

from portal.models.columns import Code, Moment, new_id


class AnswerFault(StrEnum):
    """What code finds when it looks again at an answer that was given."""

    NOT_VERBATIM = "not-verbatim"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"
    OVERDUE = "overdue"
    DEAD_LINK = "dead-link"
    OTHER_LANGUAGE = "other-language"
    ANSWERED_NOW = "answered-now"
    REFUSED_NOW = "refused-now"


class AnswerSample(SQLModel, table=True):
    """A turn that was drawn to be judged. `lot` is its place in the order of judging: drawn too, so that no kind comes first."""

    __tablename__ = "answer_sample"

    turn_id: str = Field(foreign_key="chat_turn.id", primary_key=True, max_length=32)
    language: str = Field(max_length=8)
    asked_on: date
    week_on: date = Field(index=True, description="The Monday of its week in Brussels.")
    lot: str = Field(max_length=16)
    faults: list[Any] = Field(default_factory=list, sa_type=JSON, description="Codes of AnswerFault.")
    answered_by: str | None = Field(
        default=None, max_length=80, description="Of a refusal: the article that is found now."
    )
    checked_at: datetime | None = Field(default=None, sa_type=Moment)
    checked_for: int | None = Field(
        default=None, description="The generation of the articles it was checked against."
    )


class AnswerVerdict(StrEnum):
    """What a person of the redactie says of an answer, or of a question that had none."""

    GOOD = "good"
    HALF = "half"
    WRONG = "wrong"
    UNSAFE = "unsafe"
    RIGHT_REFUSAL = "right-refusal"
    ANSWER_EXISTS = "answer-exists"
    CANNOT_SAY = "cannot-say"


class AnswerJudgement(SQLModel, table=True):
    """One judgement per sample: the key is the sample's own. Goes with the turn."""

    __tablename__ = "answer_judgement"

    turn_id: str = Field(foreign_key="answer_sample.turn_id", primary_key=True, max_length=32)
    verdict: AnswerVerdict = Field(sa_type=Code(AnswerVerdict))
    article_id: str | None = Field(default=None, foreign_key="article.id", max_length=32)
    judged_by_id: str | None = Field(default=None, foreign_key="person.id", index=True, max_length=32)
    judged_at: datetime = Field(sa_type=Moment)


class AnswerWeek(SQLModel, table=True):
    """What was counted of a week in a language; stays when the questions go, and says nothing of who asked."""

    __tablename__ = "answer_week"

    week_on: date = Field(primary_key=True)
    language: str = Field(primary_key=True, max_length=8)
    answered: int = Field(default=0, ge=0, description="Questions that the chat answered or refused.")
    refused: int = Field(default=0, ge=0)
    scored: int = Field(
        default=0, ge=0, description="Of these, with a chance that the quoted article answers."
    )
    chances: float = Field(default=0.0, description="The sum of those chances.")
    chance_squares: float = Field(default=0.0, description="The sum of their squares.")
    helped: int = Field(default=0, ge=0)
    unhelped: int = Field(default=0, ge=0)
    reached: int = Field(
        default=0, ge=0, description="Questions answered or refused, and wishes for a person."
    )
    for_person: int = Field(default=0, ge=0, description="Of these, how many went to a person.")
    sampled: int = Field(default=0, ge=0)
    faulty: int = Field(default=0, ge=0, description="Of the sample, with something that code found.")
    good: int = Field(default=0, ge=0)
    half: int = Field(default=0, ge=0)
    wrong: int = Field(default=0, ge=0)
    unsafe: int = Field(default=0, ge=0)
    right_refusals: int = Field(default=0, ge=0)
    missed: int = Field(default=0, ge=0, description="Refused while an article answers.")
    counted_at: datetime = Field(sa_type=Moment)


class DriftSignal(StrEnum):
    """What is compared with the weeks before."""

    RIGHT = "right"
    REFUSED = "refused"
    CHANCE = "chance"
    UNHELPED = "unhelped"
    FOR_PERSON = "for-person"


class AlertClosing(StrEnum):
    """What became of an alert."""

    MENDED = "mended"
    EXPLAINED = "explained"
    CHANCE = "chance"


class AnswerAlert(SQLModel, table=True):
    """That a figure moved away from the weeks before, clearly and by an amount that matters; once a week, language and figure."""

    __tablename__ = "answer_alert"
    __table_args__ = (UniqueConstraint("language", "signal", "week_on"),)

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    language: str = Field(max_length=8)
    signal: DriftSignal = Field(sa_type=Code(DriftSignal))
    week_on: date = Field(description="The Monday of the last week that was compared.")
    weeks: int = Field(ge=1, description="How many weeks were taken together.")
    value: float
    number: int = Field(ge=0, description="Of how many questions.")
    before: float
    number_before: int = Field(ge=0)
    surprise: float = Field(description="How many standard errors apart.")
    made_at: datetime = Field(sa_type=Moment)
    closing: AlertClosing | None = Field(default=None, sa_type=Code(AlertClosing))
    closed_by_id: str | None = Field(default=None, foreign_key="person.id", max_length=32)
    closed_at: datetime | None = Field(default=None, sa_type=Moment)
