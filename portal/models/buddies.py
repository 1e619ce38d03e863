"""Buddies: who wishes one, who offers to be one, and the pairs. Contact data show only after both agreed."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from portal.models.columns import Code, Codes, Moment, new_id


class BuddySide(StrEnum):
    """What somebody asks."""

    WISH = "wish"
    OFFER = "offer"


class BuddyMoment(StrEnum):
    """When somebody has time."""

    DAYTIME = "daytime"
    EVENING = "evening"
    WEEKEND = "weekend"


class BuddyProfile(SQLModel, table=True):
    """What somebody wishes or offers. Ends, is never deleted while a pair leans on it."""

    __tablename__ = "buddy_profile"
    __table_args__ = (
        CheckConstraint("distance_km BETWEEN 0 AND 100", name="buddy_distance_is_sensible"),
        Index(
            "one_running_buddy_profile", "person_id", "side", unique=True,
            sqlite_where=text("ended_at IS NULL"), postgresql_where=text("ended_at IS NULL"),
        ),
    )  # fmt: skip

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    person_id: str = Field(foreign_key="person.id", index=True, max_length=32)
    side: BuddySide = Field(sa_type=Code(BuddySide))
    nis_code: str = Field(max_length=5, index=True)
    distance_km: int = Field(default=15)
    languages: tuple[str, ...] = Field(default=(), sa_type=Codes)
    interests: tuple[str, ...] = Field(default=(), sa_type=Codes, description="`ActivityTheme` codes.")
    moments: tuple[str, ...] = Field(default=(), sa_type=Codes, description="`BuddyMoment` codes.")
    note: str = Field(default="", max_length=400)
    places: int = Field(default=1, ge=1, le=3, description="How many buddies at a time.")
    created_at: datetime = Field(sa_type=Moment)
    changed_at: datetime = Field(sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)


class PairState(StrEnum):
    """Where a pair stands: proposed until both agreed, agreed until one of them stops."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    DECLINED = "declined"
    STOPPED = "stopped"


class BuddyPair(SQLModel, table=True):
    """A wish and an offer that fit."""

    __tablename__ = "buddy_pair"
    __table_args__ = (
        CheckConstraint(
            "state <> 'agreed' OR (wish_agreed_at IS NOT NULL AND offer_agreed_at IS NOT NULL)",
            name="agreed_means_both",
        ),
        Index(
            "one_running_pair", "wish_id", "offer_id", unique=True,
            sqlite_where=text("ended_at IS NULL"), postgresql_where=text("ended_at IS NULL"),
        ),
    )  # fmt: skip

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    wish_id: str = Field(foreign_key="buddy_profile.id", index=True, max_length=32)
    offer_id: str = Field(foreign_key="buddy_profile.id", index=True, max_length=32)
    state: PairState = Field(default=PairState.PROPOSED, sa_type=Code(PairState))
    score: float = 0.0
    proposed_at: datetime = Field(sa_type=Moment)
    wish_agreed_at: datetime | None = Field(default=None, sa_type=Moment)
    offer_agreed_at: datetime | None = Field(default=None, sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)
    ended_by: str | None = Field(default=None, foreign_key="person.id", max_length=32)
