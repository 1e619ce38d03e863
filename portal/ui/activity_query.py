"""What somebody looks for, as it stands in the address: a search can be shared, and is still there on going back."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

import i18n
from portal.models.activities import ActivityKind
from portal.services import geography
from portal.services.activity_search import MAX_KM, DayPart, Order, Wanted, Word
from portal.services.activity_words import asked_words, fold
from portal.ui import labels_activities

Code = TypeVar("Code", bound=StrEnum)
Text = TypeVar("Text")

DISTANCES = (0, 5, 10, 15, 25, 50, 100)
_FLAGS = {
    "gratis": "free",
    "opvang": "childcare",
    "toegankelijk": "accessible",
    "uren": "counts",
    "online": "online",
}
_SHORTEST_KIND_WORD = 3


def wanted_of(query: Mapping[str, str]) -> Wanted:
    """Read an address; what is no value of ours is left out, never refused."""
    near = geography.municipality_of(query.get("plaats", ""))
    facts: dict[str, Any] = {name: query.get(key) == "1" for key, name in _FLAGS.items()}
    return Wanted(
        near=near,
        km=_number(query.get("km"), 0, MAX_KM, default=15),
        first=_day(query.get("van")),
        last=_day(query.get("tot")),
        parts=_codes(DayPart, query.get("deel")),
        taalicoon=_number(query.get("niveau"), 1, 4, default=0) or None,
        kinds=_codes(ActivityKind, query.get("soort")),
        language=query.get("taal") if query.get("taal") in i18n.LANGUAGES else None,
        words=words_of(query.get("q", "")),
        order=Order.NEAR if query.get("orde") == Order.NEAR and near else Order.SOON,
        **facts,
    )


def query_of(wanted: Wanted, text: str = "") -> dict[str, str]:
    """Write a search as the values of an address; what was not asked for does not stand there."""
    values = {
        "q": text.strip(),
        "plaats": wanted.near or "",
        "km": str(wanted.km) if wanted.near and wanted.km != Wanted.km else "",
        "van": wanted.first.isoformat() if wanted.first else "",
        "tot": wanted.last.isoformat() if wanted.last else "",
        "deel": ",".join(sorted(wanted.parts)),
        "niveau": str(wanted.taalicoon or ""),
        "soort": ",".join(sorted(wanted.kinds)),
        "taal": wanted.language or "",
        "orde": wanted.order.value if wanted.order is not Order.SOON else "",
    }
    values |= {key: "1" if getattr(wanted, name) else "" for key, name in _FLAGS.items()}
    return {key: value for key, value in values.items() if value}


def words_of(question: str) -> tuple[Word, ...]:
    """Return the words asked for, with the kinds and themes that they mean in the reader's language."""
    return tuple(
        Word(word, _meant(word, labels_activities.KINDS), _meant(word, labels_activities.THEMES))
        for word in asked_words(question)
    )


def _meant(word: str, labels: Mapping[Code, object]) -> frozenset[Code]:
    if len(word) < _SHORTEST_KIND_WORD:
        return frozenset()
    return frozenset(code for code, label in labels.items() if f" {word}" in f" {fold(str(label))}")


def _number(text: str | None, low: int, high: int, *, default: int) -> int:
    return int(text) if text and text.isdecimal() and low <= int(text) <= high else default


def _day(text: str | None) -> date | None:
    return _or_none(date.fromisoformat, text)


def _codes(kind: type[Code], text: str | None) -> frozenset[Code]:
    found: Iterable[Code | None] = (_or_none(kind, part) for part in (text or "").split(","))
    return frozenset(code for code in found if code is not None)


def _or_none(read: Callable[[str], Text], text: str | None) -> Text | None:
    try:
        return read(text) if text else None
    except ValueError:
        return None
