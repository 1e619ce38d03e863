"""Beside the activities: what is being typed, from where they are read in, how often they are opened, and that the offer changed."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, UniqueConstraint
from sqlmodel import Field, SQLModel

from portal.models.activities import ActivitySource
from portal.models.columns import Code, Moment, new_id


class ActivityDraft(SQLModel, table=True):
    """What somebody typed so far: the whole form, saved while typing, unchecked until it is handed in."""

    __tablename__ = "activity_draft"

    activity_id: str = Field(foreign_key="activity.id", primary_key=True, max_length=32)
    values: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    based_on: int = Field(default=1, ge=1, description="The version of the activity it changes.")
    changed_by: str | None = Field(default=None, foreign_key="person.id", max_length=32)
    changed_at: datetime = Field(sa_type=Moment)


class ActivityFeed(SQLModel, table=True):
    """A place from which an organisation's activities are read again and again."""

    __tablename__ = "activity_feed"
    __table_args__ = (UniqueConstraint("organisation_id", "address"),)

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    organisation_id: str = Field(foreign_key="organisation.id", index=True, max_length=32)
    source: ActivitySource = Field(sa_type=Code(ActivitySource))
    address: str = Field(max_length=500)
    active: bool = True
    etag: str | None = Field(default=None, max_length=200)
    read_at: datetime | None = Field(default=None, sa_type=Moment)
    outcome: str | None = Field(default=None, max_length=60, description="A short code; None: never read.")


class ActivityViews(SQLModel, table=True):
    """How often an activity's page was opened on a day, in a language; not by whom."""

    __tablename__ = "activity_views"

    activity_id: str = Field(foreign_key="activity.id", primary_key=True, max_length=32)
    day: date = Field(primary_key=True)
    language: str = Field(primary_key=True, max_length=8)
    views: int = Field(default=0, ge=0)


class OfferChange(SQLModel, table=True):
    """That the offer changed, a row for each transaction: what a process keeps of it is compared with all rows here.

    Rows are only added (two publishers never wait for each other) and forgotten after a day.
    """

    __tablename__ = "offer_change"

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    token: int = Field(
        sa_type=BigInteger,
        description="Random, another one with every change: the sum says which changes there were.",
    )
    changed_at: datetime = Field(sa_type=Moment, index=True)
