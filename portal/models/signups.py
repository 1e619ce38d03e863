"""Who goes to which occurrence: seats, the waiting list, who was there, and each person's own calendar address."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from portal.models.columns import Code, Moment, new_id


class SignUpState(StrEnum):
    """Where a sign-up stands."""

    SEATED = "seated"
    WAITING = "waiting"
    CANCELLED = "cancelled"


class CancelledBy(StrEnum):
    """Who ended a sign-up."""

    PERSON = "person"
    ORGANISER = "organiser"


class Attendance(StrEnum):
    """Whether somebody who signed up was there."""

    UNKNOWN = "unknown"
    PRESENT = "present"
    ABSENT = "absent"


class AttendanceWay(StrEnum):
    """How the attendance is known: the organiser's tick list, or the code that the participant scanned."""

    TICKED = "ticked"
    SCANNED = "scanned"


class SignUp(SQLModel, table=True):
    """One person for one occurrence, once: who comes back after cancelling gets the same row again.

    Seats are given with the occurrence's row locked; `Occurrence.seats_taken` counts the rows in state `seated`.
    """

    __tablename__ = "sign_up"
    __table_args__ = (
        UniqueConstraint("occurrence_id", "person_id"),
        CheckConstraint("(state = 'waiting') = (waiting_number IS NOT NULL)", name="who_waits_has_a_number"),
        CheckConstraint("attendance <> 'present' OR state = 'seated'", name="who_was_there_had_a_seat"),
        CheckConstraint("attended_minutes IS NULL OR attended_minutes > 0", name="attended_minutes_are_some"),
        Index(
            "one_place_in_the_queue", "occurrence_id", "waiting_number", unique=True,
            sqlite_where=text("waiting_number IS NOT NULL"), postgresql_where=text("waiting_number IS NOT NULL"),
        ),
    )  # fmt: skip

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    occurrence_id: str = Field(foreign_key="activity_occurrence.id", index=True, max_length=32)
    person_id: str = Field(foreign_key="person.id", index=True, max_length=32)
    state: SignUpState = Field(sa_type=Code(SignUpState))
    waiting_number: int | None = Field(
        default=None, description="Grows with every new one; the lowest moves up first."
    )
    signed_up_at: datetime = Field(sa_type=Moment)
    moved_up_at: datetime | None = Field(default=None, sa_type=Moment)
    cancelled_at: datetime | None = Field(default=None, sa_type=Moment)
    cancelled_by: CancelledBy | None = Field(default=None, sa_type=Code(CancelledBy))
    sequence: int = Field(default=0, ge=0, description="Grows with every change of state: calendar files.")
    attendance: Attendance = Field(default=Attendance.UNKNOWN, sa_type=Code(Attendance))
    attended_minutes: int | None = None
    attendance_way: AttendanceWay | None = Field(default=None, sa_type=Code(AttendanceWay))
    attendance_by: str | None = Field(default=None, foreign_key="person.id", max_length=32)
    attendance_at: datetime | None = Field(default=None, sa_type=Moment)


class SavedActivity(SQLModel, table=True):
    """An activity that somebody keeps in mind."""

    __tablename__ = "saved_activity"

    person_id: str = Field(foreign_key="person.id", primary_key=True, max_length=32)
    activity_id: str = Field(foreign_key="activity.id", primary_key=True, index=True, max_length=32)
    saved_at: datetime = Field(sa_type=Moment)


class CalendarToken(SQLModel, table=True):
    """The secret in a personal calendar address, as a digest; a revoked one never works again."""

    __tablename__ = "calendar_token"
    __table_args__ = (
        Index(
            "one_running_calendar_token", "person_id", unique=True,
            sqlite_where=text("revoked_at IS NULL"), postgresql_where=text("revoked_at IS NULL"),
        ),
    )  # fmt: skip

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    person_id: str = Field(foreign_key="person.id", index=True, max_length=32)
    digest: str = Field(max_length=64, unique=True, description="SHA-256 of the secret.")
    created_at: datetime = Field(sa_type=Moment)
    used_at: datetime | None = Field(default=None, sa_type=Moment)
    revoked_at: datetime | None = Field(default=None, sa_type=Moment)
