"""Activities: what somebody can do among people who speak Dutch, when, where, for whom and at what price.

A row of `activity` is what the public reads; what an organiser is still typing stands in `activity_draft` until it is
handed in. Seats, cancelling and moving belong to an occurrence: one gathering on one day.
"""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from portal.models.columns import Code, Codes, Moment, Money, new_id


class ActivityState(StrEnum):
    """Where an activity stands: draft -> review -> published | refused; a published one is cancelled or withdrawn."""

    DRAFT = "draft"
    REVIEW = "review"
    PUBLISHED = "published"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"


class ActivityKind(StrEnum):
    """What one does there. The first four are the types that the pilots of the participation track named."""

    BUDDY = "buddy"
    STAGE = "kennismakingsstage"
    VOLUNTEERING = "vrijwilligerswerk"
    CLUB = "vereniging"
    CONVERSATION = "praatgroep"
    MEETING = "ontmoeting"
    SPORT = "sport"
    CULTURE = "cultuur"
    WORKSHOP = "workshop"
    TRIP = "uitstap"
    FAMILY = "gezin"
    INFORMATION = "infomoment"
    OTHER = "andere"


class ActivityTheme(StrEnum):
    """What it is about."""

    LANGUAGE = "taal"
    COOKING = "koken"
    CRAFT = "creatief"
    MUSIC = "muziek"
    GARDEN = "tuin-en-natuur"
    MOVING = "bewegen"
    READING = "lezen"
    WORK = "werk"
    DIGITAL = "digitaal"
    PARENTS = "opvoeding"
    CARE = "zorg"
    NEIGHBOURHOOD = "buurt"
    REPAIR = "herstellen"
    GAMES = "spel"


class AttendanceMode(StrEnum):
    """Where one takes part."""

    ON_SITE = "on-site"
    ONLINE = "online"
    MIXED = "mixed"


class CalendarKind(StrEnum):
    """How the days are told, as UiTdatabank tells them."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    PERIODIC = "periodic"
    PERMANENT = "permanent"


class Audience(StrEnum):
    """Who may come."""

    EVERYONE = "everyone"
    MEMBERS = "members"
    EDUCATION = "education"


class HoursReason(StrEnum):
    """Why an activity counts for the hours of participation, or does not: meeting people, in Dutch."""

    MEETS_IN_DUTCH = "meets-in-dutch"
    DUO_IN_DUTCH = "duo-in-dutch"
    WORKS_ALONG = "works-along"
    MOSTLY_ALONE = "mostly-alone"
    LITTLE_TALK = "little-talk"
    NOT_IN_DUTCH = "not-in-dutch"
    NOT_PARTICIPATION = "not-participation"


class Accessibility(StrEnum):
    """What helps somebody with a handicap to come."""

    WHEELCHAIR = "wheelchair"
    TOILET = "toilet"
    PARKING = "parking"
    HEARING_LOOP = "hearing-loop"
    SIGN_LANGUAGE = "sign-language"
    QUIET_ROOM = "quiet-room"
    ASSISTANCE_DOG = "assistance-dog"
    COMPANION = "companion"


class Booking(StrEnum):
    """How one signs up."""

    PORTAL = "portal"
    ELSEWHERE = "elsewhere"
    NOT_NEEDED = "not-needed"


class ActivitySource(StrEnum):
    """Where a description came from."""

    PORTAL = "portal"
    UITDATABANK = "uitdatabank"
    ICALENDAR = "icalendar"
    TABLE = "table"


class RefusalReason(StrEnum):
    """Why an activity was not published."""

    INCOMPLETE = "incomplete"
    UNCLEAR = "unclear"
    NO_PARTICIPATION = "no-participation"
    COMMERCIAL = "commercial"
    DOUBLE = "double"
    PERSONAL_DATA = "personal-data"
    OTHER = "other"


class Activity(SQLModel, table=True):
    """One offer of an organisation. The plain columns at the end are what the search asks."""

    __tablename__ = "activity"
    __table_args__ = (
        CheckConstraint("taalicoon IS NULL OR taalicoon BETWEEN 1 AND 4", name="taalicoon_is_1_to_4"),
        CheckConstraint(
            "state NOT IN ('published', 'cancelled') OR (taalicoon IS NOT NULL AND slug IS NOT NULL)",
            name="published_activity_is_complete",
        ),
        CheckConstraint("state <> 'refused' OR refusal IS NOT NULL", name="refused_activity_has_a_reason"),
        CheckConstraint("age_to IS NULL OR age_from IS NULL OR age_to >= age_from", name="ages_in_order"),
        CheckConstraint("capacity IS NULL OR capacity > 0", name="activity_has_room"),
        Index(
            "one_activity_per_source_id", "organisation_id", "source", "source_id", unique=True,
            sqlite_where=text("source_id IS NOT NULL"), postgresql_where=text("source_id IS NOT NULL"),
        ),
        Index("activity_to_find", "state", "nis_code"),
    )  # fmt: skip

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    slug: str | None = Field(
        default=None,
        max_length=120,
        unique=True,
        description="In the public address, from the first time it is handed in.",
    )
    organisation_id: str = Field(foreign_key="organisation.id", index=True, max_length=32)
    owner_id: str | None = Field(default=None, foreign_key="person.id", index=True, max_length=32)
    state: ActivityState = Field(default=ActivityState.DRAFT, sa_type=Code(ActivityState))
    version: int = Field(default=1, ge=1, description="Grows with every change that readers see.")
    reviewed_version: int | None = None
    reviewed_by: str | None = Field(default=None, foreign_key="person.id", max_length=32)
    reviewed_at: datetime | None = Field(default=None, sa_type=Moment)
    refusal: RefusalReason | None = Field(default=None, sa_type=Code(RefusalReason))
    refusal_note: str = Field(default="", max_length=600)
    created_at: datetime = Field(sa_type=Moment)
    changed_at: datetime = Field(sa_type=Moment)
    published_at: datetime | None = Field(default=None, sa_type=Moment)
    cancelled_at: datetime | None = Field(default=None, sa_type=Moment)

    source: ActivitySource = Field(default=ActivitySource.PORTAL, sa_type=Code(ActivitySource))
    source_id: str | None = Field(default=None, max_length=300)
    source_digest: str | None = Field(
        default=None, max_length=64, description="Of the description as it was read."
    )
    source_facts: dict[str, Any] | None = Field(
        default=None, sa_type=JSON(none_as_null=True),
        description="The document as the source last told it: what differs from it was changed here by hand.",
    )  # fmt: skip
    source_seen_at: datetime | None = Field(default=None, sa_type=Moment)
    feed_id: str | None = Field(default=None, foreign_key="activity_feed.id", index=True, max_length=32)

    main_language: str = Field(default="nl", max_length=8)
    kind: ActivityKind = Field(default=ActivityKind.OTHER, sa_type=Code(ActivityKind))
    theme: ActivityTheme | None = Field(default=None, sa_type=Code(ActivityTheme))
    labels: list[str] = Field(default_factory=list, sa_type=JSON)
    mode: AttendanceMode = Field(default=AttendanceMode.ON_SITE, sa_type=Code(AttendanceMode))
    venue: str = Field(default="", max_length=200)
    street: str = Field(default="", max_length=200)
    online_url: str | None = Field(default=None, max_length=500)
    calendar_kind: CalendarKind = Field(default=CalendarKind.SINGLE, sa_type=Code(CalendarKind))
    calendar: dict[str, Any] = Field(
        default_factory=dict, sa_type=JSON,
        description="The pattern as it was told (services/activity_calendar.py); written and read whole.",
    )  # fmt: skip
    expanded_to: date | None = Field(
        default=None, description="The last day for which occurrences were made."
    )
    audience: Audience = Field(default=Audience.EVERYONE, sa_type=Code(Audience))
    age_from: int | None = Field(default=None, ge=0, le=120)
    age_to: int | None = Field(default=None, ge=0, le=120)
    capacity: int | None = Field(default=None, description="Seats of each occurrence; None: no limit.")
    hours_reason: HoursReason | None = Field(default=None, sa_type=Code(HoursReason))
    accessibility: tuple[str, ...] = Field(default=(), sa_type=Codes, description="`Accessibility` codes.")
    guide_languages: tuple[str, ...] = Field(
        default=(), sa_type=Codes, description="Languages the guide speaks."
    )
    contact_name: str = Field(default="", max_length=120)
    contact_mail: str | None = Field(default=None, max_length=254)
    contact_phone: str | None = Field(default=None, max_length=40)
    contact_url: str | None = Field(default=None, max_length=500)
    booking: Booking = Field(default=Booking.PORTAL, sa_type=Code(Booking))
    booking_url: str | None = Field(default=None, max_length=500)
    booking_mail: str | None = Field(default=None, max_length=254)
    booking_phone: str | None = Field(default=None, max_length=40)
    booking_from: datetime | None = Field(default=None, sa_type=Moment)
    booking_to: datetime | None = Field(default=None, sa_type=Moment)
    image_id: str | None = Field(default=None, foreign_key="upload.id", max_length=32)
    image_credit: str = Field(default="", max_length=200)

    nis_code: str | None = Field(default=None, max_length=5, index=True)
    postcode: str | None = Field(default=None, max_length=4)
    latitude: float | None = None
    longitude: float | None = None
    taalicoon: int | None = None
    free: bool = False
    lowest_price: Decimal | None = Field(default=None, sa_type=Money)
    counts_for_hours: bool = False
    childcare: bool = False
    buddy: bool = False
    accessible: bool = False


class ActivityText(SQLModel, table=True):
    """What an activity says in one language. `search_text` is all of it, folded, for the search."""

    __tablename__ = "activity_text"
    __table_args__ = (UniqueConstraint("activity_id", "language"),)

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    activity_id: str = Field(foreign_key="activity.id", index=True, max_length=32)
    language: str = Field(max_length=8)
    title: str = Field(max_length=120)
    description: str = Field(default="", description="Paragraphs, an empty line between them.")
    way: str = Field(default="", max_length=400, description="How to get there, where to ring.")
    image_alt: str = Field(default="", max_length=300)
    machine: bool = Field(default=False, description="A machine translated it, and nobody confirmed it yet.")
    confirmed_by: str | None = Field(default=None, foreign_key="person.id", max_length=32)
    confirmed_at: datetime | None = Field(default=None, sa_type=Moment)
    based_on: list[str] = Field(
        default_factory=list, sa_type=JSON,
        description="Of a translation: digests of the main text's title and paragraphs when it was made.",
    )  # fmt: skip
    search_text: str = ""


class PriceKind(StrEnum):
    """What a price is for."""

    BASE = "base"
    REDUCED = "reduced"
    OTHER = "other"


class ActivityPrice(SQLModel, table=True):
    """One price. No row at all: nobody said yet what it costs; free is a price of zero."""

    __tablename__ = "activity_price"
    __table_args__ = (
        UniqueConstraint("activity_id", "position"),
        CheckConstraint("amount >= 0", name="price_is_not_negative"),
        Index(
            "one_base_price", "activity_id", unique=True,
            sqlite_where=text("kind = 'base'"), postgresql_where=text("kind = 'base'"),
        ),
    )  # fmt: skip

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    activity_id: str = Field(foreign_key="activity.id", index=True, max_length=32)
    position: int = Field(ge=0)
    kind: PriceKind = Field(sa_type=Code(PriceKind))
    amount: Decimal = Field(sa_type=Money)
    names: dict[str, str] = Field(
        default_factory=dict, sa_type=JSON, description="Whose price, per language."
    )


class OccurrenceState(StrEnum):
    """Whether a gathering takes place."""

    PLANNED = "planned"
    CANCELLED = "cancelled"


class Occurrence(SQLModel, table=True):
    """One gathering: has its own seats; lock this row before seats are counted or changed.

    `key` is the start that the calendar first gave it (`2026-12-01T14:00`, as clocks in Brussels show it): a moved
    occurrence keeps its key, so that the calendar can be told anew without losing who signed up.
    """

    __tablename__ = "activity_occurrence"
    __table_args__ = (
        UniqueConstraint("activity_id", "key"),
        CheckConstraint("ends_at > starts_at", name="occurrence_ends_after_start"),
        CheckConstraint("seats_taken >= 0", name="seats_are_not_negative"),
        CheckConstraint("capacity IS NULL OR seats_taken <= capacity", name="never_more_than_the_seats"),
        Index("occurrence_in_time", "state", "starts_at"),
        # All that the search asks of an activity's days, so that it reads no row of them.
        Index("occurrences_of_activity", "activity_id", "starts_at", "state", "day", "starts_minute"),
    )

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    activity_id: str = Field(foreign_key="activity.id", max_length=32)
    key: str = Field(max_length=16)
    starts_at: datetime = Field(sa_type=Moment)
    ends_at: datetime = Field(sa_type=Moment)
    day: date = Field(index=True, description="The day it starts, in Brussels.")
    starts_minute: int = Field(ge=0, lt=1440, description="Minutes after midnight in Brussels.")
    capacity: int | None = None
    seats_taken: int = Field(default=0)
    booking_open: bool = True
    state: OccurrenceState = Field(default=OccurrenceState.PLANNED, sa_type=Code(OccurrenceState))
    moved_from: datetime | None = Field(
        default=None, sa_type=Moment, description="Where it stood before the last move."
    )
    by_hand: bool = Field(
        default=False, description="Moved or cancelled by hand: the calendar leaves it alone."
    )
    sequence: int = Field(
        default=0, ge=0, description="Grows when day, hour, place or state change: calendar files."
    )
    changed_at: datetime = Field(sa_type=Moment)
    presence_code: str | None = Field(
        default=None, max_length=64, unique=True, description="On paper or screen, for who is there."
    )
