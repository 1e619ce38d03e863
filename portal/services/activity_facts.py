"""All that an activity says, as one document: what the form fills, an import reads and the tables keep.

A document may be half empty; `missing` says what must be there before it may be published.
"""

import hashlib
import json
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

import i18n
from portal.errors import BadInput
from portal.models.activities import (
    Accessibility,
    ActivityKind,
    ActivityTheme,
    AttendanceMode,
    Audience,
    Booking,
    HoursReason,
    PriceKind,
)
from portal.services import geography
from portal.services.activity_calendar import Calendar

MAX_TITLE, MAX_DESCRIPTION = 120, 5000
COUNTS = frozenset({HoursReason.MEETS_IN_DUTCH, HoursReason.DUO_IN_DUTCH, HoursReason.WORKS_ALONG})


def _web_address(text: str | None) -> str | None:
    if text and not text.startswith(("https://", "http://")):
        raise ValueError("a web address starts with https://")
    return text or None


def _aware(moment: datetime | None) -> datetime | None:
    if moment is not None and moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment


WebAddress = Annotated[str | None, Field(max_length=500), AfterValidator(_web_address)]
AwareMoment = Annotated[datetime | None, AfterValidator(_aware)]


class _Document(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Text(_Document):
    """What it says in one language."""

    title: str = Field(default="", max_length=MAX_TITLE)
    description: str = Field(default="", max_length=MAX_DESCRIPTION)
    way: str = Field(default="", max_length=400)
    image_alt: str = Field(default="", max_length=300)
    machine: bool = False
    fresh: bool = (
        False  # somebody says that a translation fits the main text as it is now; known until it is handed in
    )


class Price(_Document):
    """One price; `names` says per language whose."""

    kind: PriceKind = PriceKind.BASE
    amount: Decimal = Field(ge=0, le=10_000, decimal_places=2)
    names: dict[str, str] = Field(default_factory=dict)


class ActivityFacts(_Document):
    """The document. `texts` is by language; the main language is the one that is always there."""

    main_language: str = i18n.SOURCE
    texts: dict[str, Text] = Field(default_factory=dict)
    kind: ActivityKind = ActivityKind.OTHER
    theme: ActivityTheme | None = None
    labels: tuple[str, ...] = ()
    mode: AttendanceMode = AttendanceMode.ON_SITE
    venue: str = Field(default="", max_length=200)
    street: str = Field(default="", max_length=200)
    postcode: str = Field(default="", max_length=4)
    nis_code: str | None = None
    online_url: WebAddress = None
    calendar: Calendar = Calendar()
    audience: Audience = Audience.EVERYONE
    age_from: int | None = Field(default=None, ge=0, le=120)
    age_to: int | None = Field(default=None, ge=0, le=120)
    capacity: int | None = Field(default=None, ge=1, le=100_000)
    taalicoon: int | None = Field(default=None, ge=1, le=4)
    hours_reason: HoursReason | None = None
    childcare: bool = False
    buddy: bool = False
    guide_languages: tuple[str, ...] = ()
    accessibility: tuple[Accessibility, ...] = ()
    contact_name: str = Field(default="", max_length=120)
    contact_mail: str | None = Field(default=None, max_length=254)
    contact_phone: str | None = Field(default=None, max_length=40)
    contact_url: WebAddress = None
    booking: Booking = Booking.PORTAL
    booking_url: WebAddress = None
    booking_mail: str | None = Field(default=None, max_length=254)
    booking_phone: str | None = Field(default=None, max_length=40)
    booking_from: AwareMoment = None
    booking_to: AwareMoment = None
    prices: tuple[Price, ...] = ()
    image_id: str | None = None
    image_credit: str = Field(default="", max_length=200)

    @model_validator(mode="after")
    def _fits_together(self) -> "ActivityFacts":
        if self.age_from is not None and self.age_to is not None and self.age_to < self.age_from:
            raise ValueError("ages are the wrong way round")
        if self.nis_code is not None and geography.point_of(self.nis_code) is None:
            raise ValueError("not a municipality where the track is offered")
        if sum(price.kind is PriceKind.BASE for price in self.prices) > 1:
            raise ValueError("more than one base price")
        return self

    @property
    def text(self) -> Text:
        """Return the text in the main language; empty when there is none."""
        return self.texts.get(self.main_language, Text())

    @property
    def counts_for_hours(self) -> bool:
        """Say whether it counts for the participation track; nobody's word means no."""
        return self.hours_reason in COUNTS

    @property
    def lowest_price(self) -> Decimal | None:
        """Return what one pays at least; None when nobody said a price."""
        return min((price.amount for price in self.prices), default=None)

    @property
    def is_free(self) -> bool:
        """Say whether everybody comes in for nothing."""
        return bool(self.prices) and all(price.amount == 0 for price in self.prices)

    @property
    def is_accessible(self) -> bool:
        """Say whether somebody in a wheelchair can take part."""
        return self.mode is AttendanceMode.ONLINE or Accessibility.WHEELCHAIR in self.accessibility

    def values(self) -> dict[str, Any]:
        """Return the document as plain JSON values: what a draft keeps."""
        return self.model_dump(mode="json", exclude_defaults=True)

    def digest(self) -> str:
        """Return a fingerprint: the same document, the same fingerprint."""
        written = json.dumps(self.values(), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(written.encode()).hexdigest()


def read(values: dict[str, Any]) -> ActivityFacts:
    """Read a document from JSON values.

    Raises:
        BadInput: a value cannot be used; names the field.
    """
    try:
        return ActivityFacts.model_validate(values)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "activity"
        raise BadInput(place, first["msg"]) from None


class FieldName(StrEnum):
    """What a description can lack, as the form and the score name it."""

    TITLE = "title"
    DESCRIPTION = "description"
    KIND = "kind"
    PLACE = "place"
    ONLINE_URL = "online-url"
    CALENDAR = "calendar"
    PRICE = "price"
    TAALICOON = "taalicoon"
    HOURS = "hours"
    CONTACT = "contact"
    BOOKING = "booking"
    CAPACITY = "capacity"
    TRANSLATION = "translation"
    IMAGE = "image"
    IMAGE_ALT = "image-alt"
    ACCESSIBILITY = "accessibility"
    AGE = "age"
    WAY = "way"
    THEME = "theme"


# What must be there, the first the most wanted; and what makes it better, with what it adds to the score.
REQUIRED = (
    FieldName.TITLE, FieldName.CALENDAR, FieldName.PLACE, FieldName.ONLINE_URL, FieldName.TAALICOON, FieldName.PRICE,
    FieldName.HOURS, FieldName.KIND, FieldName.DESCRIPTION, FieldName.CONTACT, FieldName.BOOKING, FieldName.IMAGE_ALT,
)  # fmt: skip
WISHED = {
    FieldName.TRANSLATION: 8, FieldName.ACCESSIBILITY: 6, FieldName.CAPACITY: 6, FieldName.WAY: 5,
    FieldName.IMAGE: 4, FieldName.THEME: 3, FieldName.AGE: 3,
}  # fmt: skip
_SHORT_DESCRIPTION = 60
_ALWAYS_ASKED = 9  # the other required fields depend on what was chosen


def _lacks(facts: ActivityFacts) -> dict[FieldName, bool]:
    text, on_site = facts.text, facts.mode is not AttendanceMode.ONLINE
    elsewhere = facts.booking is Booking.ELSEWHERE
    return {
        FieldName.TITLE: not text.title,
        FieldName.CALENDAR: not (facts.calendar.hours if facts.calendar.is_pattern else facts.calendar.slots),
        FieldName.PLACE: on_site and not (facts.nis_code and facts.postcode and facts.venue),
        FieldName.ONLINE_URL: not on_site and not facts.online_url,
        FieldName.TAALICOON: facts.taalicoon is None,
        FieldName.PRICE: not any(price.kind is PriceKind.BASE for price in facts.prices),
        FieldName.HOURS: facts.hours_reason is None,
        FieldName.KIND: facts.kind is ActivityKind.OTHER and facts.theme is None,
        FieldName.DESCRIPTION: len(text.description) < _SHORT_DESCRIPTION,
        FieldName.CONTACT: not (facts.contact_mail or facts.contact_phone or facts.contact_url),
        FieldName.BOOKING: elsewhere and not (facts.booking_url or facts.booking_mail or facts.booking_phone),
        FieldName.IMAGE_ALT: facts.image_id is not None and not text.image_alt,
        FieldName.TRANSLATION: not any(language != facts.main_language for language in facts.texts),
        FieldName.ACCESSIBILITY: on_site and not facts.accessibility,
        FieldName.CAPACITY: facts.booking is Booking.PORTAL and facts.capacity is None,
        FieldName.WAY: on_site and not text.way,
        FieldName.IMAGE: facts.image_id is None,
        FieldName.THEME: facts.theme is None,
        FieldName.AGE: facts.age_from is None and facts.age_to is None,
    }


def missing(facts: ActivityFacts) -> tuple[FieldName, ...]:
    """Return what must be there and is not, the most wanted first."""
    lacks = _lacks(facts)
    return tuple(name for name in REQUIRED if lacks[name])


class Completeness(_Document):
    """How complete a description is: 0 to 100, what must still come, and the three fields that help most."""

    score: int
    required: tuple[FieldName, ...]
    most_useful: tuple[FieldName, ...]


def completeness(facts: ActivityFacts) -> Completeness:
    """Weigh a description."""
    lacks = _lacks(facts)
    required = tuple(name for name in REQUIRED if lacks[name])
    wished = tuple(name for name in WISHED if lacks[name])
    for_required = 100 - sum(WISHED.values())
    had = max(0, _ALWAYS_ASKED - len(required)) / _ALWAYS_ASKED
    score = round(for_required * had) + sum(WISHED[name] for name in WISHED if not lacks[name])
    return Completeness(score=score, required=required, most_useful=(required + wished)[:3])
