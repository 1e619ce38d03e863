"""Questions handed over to a person: open -> assigned -> answered -> closed."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from portal.models.columns import Code, Moment, new_id


class CaseState(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    ASSIGNED = "assigned"
    ANSWERED = "answered"
    CLOSED = "closed"


class AskerKind(StrEnum):
    """Who asks: decides between a tailored referral and the helpdesk queue."""

    SELF = "self"
    FOR_SOMEONE = "for-someone"
    PROFESSIONAL = "professional"


class AskerSector(StrEnum):
    """The sector of a professional, as the annual report counts them."""

    WELZIJN = "welzijn"
    INTEGRATIE = "integratie"
    JUSTITIE = "justitie"
    WERK = "werk"
    BINNENLANDS_BESTUUR = "binnenlands-bestuur"
    ASIELOPVANG = "asielopvang"
    ONDERWIJS = "onderwijs"
    GEZONDHEID = "gezondheid"
    WONEN = "wonen"
    CULTUUR = "cultuur"
    ANDERE = "andere"


class HandoverReason(StrEnum):
    """Why a case was made."""

    ASKED = "asked"
    URGENT = "urgent"
    NO_ANSWER = "no-answer"
    FAILURE = "failure"


class CaseQueue(StrEnum):
    """Who works on it: the agency's jurists, or the desk that tells private persons where to go."""

    HELPDESK = "helpdesk"
    REFERRAL = "referral"


class Case(SQLModel, table=True):
    """A question waiting for, or answered by, a jurist. `asker` None: a failure made it, and nobody said yet who asks."""

    __tablename__ = "handover_case"
    __table_args__ = (UniqueConstraint("turn_id"),)

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    number: str = Field(max_length=16, unique=True, description="Said to people: Z-2026-000123.")
    state: CaseState = Field(default=CaseState.OPEN, sa_type=Code(CaseState), index=True)
    queue: CaseQueue = Field(sa_type=Code(CaseQueue))
    reason: HandoverReason = Field(sa_type=Code(HandoverReason))
    urgent: bool = False
    asker: AskerKind | None = Field(default=None, sa_type=Code(AskerKind))
    sector: AskerSector | None = Field(default=None, sa_type=Code(AskerSector))
    language: str = Field(max_length=8)
    nis_code: str | None = Field(default=None, max_length=5)
    conversation_id: str = Field(foreign_key="conversation.id", index=True, max_length=32)
    turn_id: str | None = Field(default=None, foreign_key="chat_turn.id", max_length=32)
    person_id: str | None = Field(default=None, foreign_key="person.id", index=True, max_length=32)
    jurist_id: str | None = Field(default=None, foreign_key="person.id", index=True, max_length=32)
    opened_at: datetime = Field(sa_type=Moment)
    promised_by: datetime | None = Field(default=None, sa_type=Moment)
    assigned_at: datetime | None = Field(default=None, sa_type=Moment)
    answered_at: datetime | None = Field(default=None, sa_type=Moment)
    closed_at: datetime | None = Field(default=None, sa_type=Moment)


class CaseReply(SQLModel, table=True):
    """What a jurist answered; read by the asker in the portal."""

    __tablename__ = "case_reply"

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    case_id: str = Field(foreign_key="handover_case.id", unique=True, max_length=32)
    jurist_id: str = Field(foreign_key="person.id", max_length=32)
    text: str
    language: str = Field(max_length=8)
    sent_at: datetime = Field(sa_type=Moment)
    read_at: datetime | None = Field(default=None, sa_type=Moment)


class CaseNote(SQLModel, table=True):
    """What jurists tell each other about a case; never leaves to the asker."""

    __tablename__ = "case_note"

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    case_id: str = Field(foreign_key="handover_case.id", index=True, max_length=32)
    jurist_id: str = Field(foreign_key="person.id", max_length=32)
    text: str
    written_at: datetime = Field(sa_type=Moment)


class CaseCounter(SQLModel, table=True):
    """The last case number of a year; locked while the next is taken."""

    __tablename__ = "case_counter"

    year: int = Field(primary_key=True)
    last: int = Field(default=0, ge=0)
