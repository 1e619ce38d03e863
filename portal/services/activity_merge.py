"""A document that three hands wrote: as the source told it before, as it tells it now, and as it stands here.

What the source changed is taken over; what was changed here by hand stays, also where the source changed it too. Fields
that only mean something together (the place; the days) are taken or left together.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Part(StrEnum):
    """A part of an activity, as an import names it."""

    TITLE = "title"
    DESCRIPTION = "description"
    WAY = "way"
    LANGUAGE = "language"
    KIND = "kind"
    THEME = "theme"
    LABELS = "labels"
    PLACE = "place"
    DAYS = "days"
    AUDIENCE = "audience"
    AGE = "age"
    CAPACITY = "capacity"
    TAALICON = "taalicoon"
    HOURS = "hours"
    HELP = "help"
    CONTACT = "contact"
    BOOKING = "booking"
    PRICE = "price"
    IMAGE = "image"


# Fields of the document that are taken or left together, each once.
_TOGETHER: tuple[tuple[Part, tuple[str, ...]], ...] = (
    (Part.LANGUAGE, ("main_language",)), (Part.KIND, ("kind",)), (Part.THEME, ("theme",)), (Part.LABELS, ("labels",)),
    (Part.PLACE, ("mode", "venue", "street", "postcode", "nis_code", "online_url")), (Part.DAYS, ("calendar",)),
    (Part.AUDIENCE, ("audience",)), (Part.AGE, ("age_from", "age_to")), (Part.CAPACITY, ("capacity",)),
    (Part.TAALICON, ("taalicoon",)), (Part.HOURS, ("hours_reason",)), (Part.HELP, ("childcare",)), (Part.HELP, ("buddy",)),
    (Part.HELP, ("guide_languages",)), (Part.HELP, ("accessibility",)), (Part.CONTACT, ("contact_name",)),
    (Part.CONTACT, ("contact_mail",)), (Part.CONTACT, ("contact_phone",)), (Part.CONTACT, ("contact_url",)),
    (Part.BOOKING, ("booking", "booking_url", "booking_mail", "booking_phone", "booking_from", "booking_to")),
    (Part.PRICE, ("prices",)), (Part.IMAGE, ("image_id", "image_credit")),
)  # fmt: skip
_TEXTS = {"title": Part.TITLE, "description": Part.DESCRIPTION, "way": Part.WAY, "image_alt": Part.IMAGE, "machine": Part.LANGUAGE}  # fmt: skip

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Merged:
    """The document after it, what changed in what stands here, and what the source changed but somebody here did too."""

    values: dict[str, Any]
    changed: tuple[Part, ...]
    by_hand: tuple[Part, ...]


def merge(*, before: Values, now: Values, here: Values) -> Merged:
    """Merge three documents (as `ActivityFacts.values` gives them)."""
    result: dict[str, Any] = {}
    changed: list[Part] = []
    by_hand: list[Part] = []
    for part, key in _keys(before, now, here):
        was, told, ours = _get(before, key), _get(now, key), _get(here, key)
        takes = told != was and ours in (was, told)
        if takes and ours != told:
            changed.append(part)
        if told != was and not takes:
            by_hand.append(part)
        _set(result, key, told if takes else ours)
    return Merged(result, tuple(dict.fromkeys(changed)), tuple(dict.fromkeys(by_hand)))


_Key = tuple[str, ...]


def _keys(*documents: Values) -> Iterator[tuple[Part, _Key]]:
    for part, names in _TOGETHER:
        yield part, names
    languages = sorted({language for one in documents for language in one.get("texts", {})})
    for language in languages:
        for name, part in _TEXTS.items():
            yield part, ("texts", language, name)


def _get(document: Values, key: _Key) -> Any:
    if key[0] == "texts":
        return document.get("texts", {}).get(key[1], {}).get(key[2])
    return tuple(document.get(name) for name in key)


def _set(document: dict[str, Any], key: _Key, value: Any) -> None:
    if key[0] == "texts":
        if value is not None:
            document.setdefault("texts", {}).setdefault(key[1], {})[key[2]] = value
        return
    document.update({name: one for name, one in zip(key, value, strict=True) if one is not None})
