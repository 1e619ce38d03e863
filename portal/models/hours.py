"""How hours of participation are confirmed and decided. The entries themselves are `portal.models.pips.HoursEntry`."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from portal.models.columns import Code, Moment, new_id
from portal.models.pips import HoursState


class ConfirmationLink(SQLModel, table=True):
    """A signed link with which somebody without an account confirms one entry, or who was at one occurrence.

    Only the digest of its secret is kept. Works once, until it ends or is revoked.
    """

    __tablename__ = "confirmation_link"
    __table_args__ = (
        CheckConstraint("(entry_id IS NULL) <> (occurrence_id IS NULL)", name="link_is_for_one_thing"),
        Index(
            "one_running_link_per_entry", "entry_id", unique=True,
            sqlite_where=text("used_at IS NULL AND revoked_at IS NULL AND entry_id IS NOT NULL"),
            postgresql_where=text("used_at IS NULL AND revoked_at IS NULL AND entry_id IS NOT NULL"),
        ),
        Index(
            "one_running_link_per_occurrence", "occurrence_id", unique=True,
            sqlite_where=text("used_at IS NULL AND revoked_at IS NULL AND occurrence_id IS NOT NULL"),
            postgresql_where=text("used_at IS NULL AND revoked_at IS NULL AND occurrence_id IS NOT NULL"),
        ),
    )  # fmt: skip

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    digest: str = Field(max_length=64, unique=True)
    entry_id: str | None = Field(default=None, foreign_key="hours_entry.id", index=True, max_length=32)
    occurrence_id: str | None = Field(
        default=None, foreign_key="activity_occurrence.id", index=True, max_length=32
    )
    made_by: str | None = Field(default=None, foreign_key="person.id", max_length=32)
    made_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment)
    used_at: datetime | None = Field(default=None, sa_type=Moment)
    revoked_at: datetime | None = Field(default=None, sa_type=Moment)


class DecisionOutcome(StrEnum):
    """What a trajectbegeleider decided about entries."""

    APPROVED = "approved"
    REFUSED = "refused"


class HoursDecision(SQLModel, table=True):
    """One decision about one or more entries at once; undone as a whole, with a reason."""

    __tablename__ = "hours_decision"
    __table_args__ = (
        CheckConstraint("(undone_at IS NULL) = (undo_reason = '')", name="undone_decision_has_a_reason"),
    )

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    outcome: DecisionOutcome = Field(sa_type=Code(DecisionOutcome))
    decided_by: str = Field(foreign_key="person.id", index=True, max_length=32)
    decided_at: datetime = Field(sa_type=Moment)
    undone_by: str | None = Field(default=None, foreign_key="person.id", max_length=32)
    undone_at: datetime | None = Field(default=None, sa_type=Moment)
    undo_reason: str = Field(default="", max_length=300)


class HoursDecisionEntry(SQLModel, table=True):
    """One entry of a decision, and where it stood before: what undoing brings back."""

    __tablename__ = "hours_decision_entry"

    decision_id: str = Field(foreign_key="hours_decision.id", primary_key=True, max_length=32)
    entry_id: str = Field(foreign_key="hours_entry.id", primary_key=True, index=True, max_length=32)
    state_before: HoursState = Field(sa_type=Code(HoursState))
