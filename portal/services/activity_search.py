"""Finding activities: which published ones have a gathering ahead that fits what somebody asked for.

Everything asked for stands in columns that the process keeps (activity_index); distance is that between
municipalities. All hits are found and counted, and only those that are shown are read from the database.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple, TypeAlias, overload

import numpy as np
import numpy.typing as npt
from sqlmodel import Session

from portal.clock import BRUSSELS
from portal.errors import NotFound
from portal.models.activities import ActivityKind, ActivityTheme
from portal.services import activity_index, geography
from portal.services.activity_index import Flags, Gatherings, Numbers, Offer

Distances: TypeAlias = npt.NDArray[np.float64]

MAX_KM = 200
RECOMMENDED_DAYS, RECOMMENDED_KM = 14, 20


class DayPart(StrEnum):
    """Parts of a day, by the hour at which something begins."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


# Minutes after midnight: from, to.
DAY_PARTS: Mapping[DayPart, tuple[int, int]] = {
    DayPart.MORNING: (0, 12 * 60),
    DayPart.AFTERNOON: (12 * 60, 18 * 60),
    DayPart.EVENING: (18 * 60, 24 * 60),
}


class Order(StrEnum):
    """What stands first."""

    SOON = "soon"
    NEAR = "near"


@dataclass(frozen=True)
class Word:
    """A folded word somebody asked for, and the codes that the page knows to mean the same in the reader's language."""

    text: str
    kinds: frozenset[ActivityKind] = frozenset()
    themes: frozenset[ActivityTheme] = frozenset()


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for; nothing filled in finds everything ahead."""

    near: str | None = None
    km: int = 15
    first: date | None = None
    last: date | None = None
    parts: frozenset[DayPart] = frozenset()
    taalicoon: int | None = None
    kinds: frozenset[ActivityKind] = frozenset()
    language: str | None = None
    free: bool = False
    childcare: bool = False
    accessible: bool = False
    counts: bool = False
    online: bool = False
    words: tuple[Word, ...] = ()
    order: Order = Order.SOON


class Hit(NamedTuple):
    """An activity that fits, with the first gathering that does."""

    activity_id: str
    nis_code: str | None
    occurrence_id: str
    starts_at: datetime
    km: float | None


class Hits(Sequence[Hit]):
    """All hits in order, as columns: of twenty thousand, twenty are read."""

    def __init__(self, offer: Offer, first: Numbers, km: Distances | None) -> None:
        """`first`: which gatherings, one of each activity, in order."""
        self._offer, self._first, self._km = offer, first, km

    def __len__(self) -> int:
        return len(self._first)

    @overload
    def __getitem__(self, index: int) -> Hit: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Hit, ...]: ...
    def __getitem__(self, index: int | slice) -> Hit | tuple[Hit, ...]:
        if isinstance(index, slice):
            return tuple(self._hit(place) for place in range(len(self))[index])
        return self._hit(index)

    def _hit(self, index: int) -> Hit:
        first, ahead = self._first[index], self._offer.gatherings
        number = ahead.activity[first]
        place = self._offer.place[number]
        away = math.inf if self._km is None else float(self._km[number])
        return Hit(
            activity_id=self._offer.ids[number],
            nis_code=None if place == activity_index.NOWHERE else self._offer.nis_codes[place],
            occurrence_id=ahead.ids[first].decode(),
            starts_at=datetime.fromtimestamp(int(ahead.starts[first]), UTC),
            km=None if math.isinf(away) else away,
        )

    def per_place(self) -> Mapping[str, int]:
        """Count the hits in each municipality."""
        places = self._offer.place[self._offer.gatherings.activity[self._first]]
        counts = np.bincount(places + 1, minlength=len(self._offer.nis_codes) + 1)
        return {
            nis: int(count) for nis, count in zip(self._offer.nis_codes, counts[1:], strict=True) if count
        }


@dataclass(frozen=True)
class Found:
    """What a search gives: all hits in order, how many per municipality, and the words that were read otherwise."""

    hits: Sequence[Hit]
    per_place: Mapping[str, int]
    corrected: Mapping[str, str] = field(default_factory=dict)


def search(session: Session, *, wanted: Wanted, now: datetime) -> Found:
    """Find what fits; a word that no activity has is read as the one that looks most like it.

    Raises:
        NotFound: there is no such municipality here.
    """
    offer = activity_index.current(session, now=now)
    corrected = _corrections(offer, wanted)
    words = tuple(replace(word, text=corrected.get(word.text, word.text)) for word in wanted.words)
    hits = hits_in(offer, replace(wanted, words=words), now)
    return Found(hits=hits, per_place=hits.per_place(), corrected=corrected)


def recommended(
    session: Session, *, near: str, taalicoon: int | None, now: datetime, limit: int = 5
) -> tuple[Hit, ...]:
    """Return what fits somebody: at or below the level, nearby, within two weeks; the nearest first.

    Raises:
        NotFound: there is no such municipality here.
    """
    today = now.astimezone(BRUSSELS).date()
    wanted = Wanted(
        near=near, km=RECOMMENDED_KM, taalicoon=taalicoon, first=today, last=today + timedelta(days=RECOMMENDED_DAYS),
        order=Order.NEAR,
    )  # fmt: skip
    return hits_in(activity_index.current(session, now=now), wanted, now)[:limit]


# ── in the columns ───────────────────────────────────────────────────────────────────────────────────────────────


def hits_in(offer: Offer, wanted: Wanted, now: datetime) -> Hits:
    """Find what fits among all that is published.

    Raises:
        NotFound: there is no such municipality here.
    """
    away = _distances(offer, wanted)
    fits, ahead = _about_activity(offer, wanted, away), _about_days(offer.gatherings, wanted, now)
    ahead = ahead[fits[offer.gatherings.activity[ahead]]]
    first = np.full(len(offer), -1, dtype=np.int64)
    # Of an activity the soonest stays: gatherings stand in the order of time, and the last one written wins.
    first[offer.gatherings.activity[ahead[::-1]]] = ahead[::-1]
    found = np.sort(first[first >= 0])  # the soonest first, then by id
    if away is not None:
        km = away[offer.gatherings.activity[found]]
        by = (km,) if wanted.order is Order.NEAR else (km, offer.gatherings.starts[found])
        found = found[np.lexsort(by)]
    return Hits(offer, found, away)


def _distances(offer: Offer, wanted: Wanted) -> Distances | None:
    """Return how far each activity is; infinite: too far, or nowhere."""
    if wanted.near is None:
        return None
    if geography.point_of(wanted.near) is None:
        raise NotFound("municipality")
    km = _from(wanted.near, offer.nis_codes)[offer.place]  # NOWHERE is the last one
    return np.where(km <= min(wanted.km, MAX_KM), km, math.inf)


@lru_cache(maxsize=512)
def _from(near: str, nis_codes: tuple[str, ...]) -> Distances:
    away = geography.distances_from(near)
    return np.array([*(away.get(nis, math.inf) for nis in nis_codes), math.inf])


def _about_activity(offer: Offer, wanted: Wanted, away: Distances | None) -> Flags:
    fits = np.ones(len(offer), dtype=np.bool_)
    if wanted.online:
        fits &= offer.flags["reachable"]
    elif away is not None:
        fits &= np.isfinite(away)
    if wanted.taalicoon is not None:
        fits &= offer.taalicoon <= wanted.taalicoon
    if wanted.kinds:
        fits &= _one_of(offer.kind, activity_index.KINDS, wanted.kinds)
    if wanted.language is not None:
        fits &= offer.speaks.get(wanted.language, False)
    asked = {
        "free": wanted.free, "childcare": wanted.childcare, "accessible": wanted.accessible, "counts_for_hours": wanted.counts,
    }  # fmt: skip
    for name in (name for name, needed in asked.items() if needed):
        fits &= offer.flags[name]
    for word in wanted.words:
        fits &= _has_word(offer, word)
    return fits


def _has_word(offer: Offer, word: Word) -> Flags:
    said = offer.words.having(word.text, len(offer))
    said |= _one_of(offer.kind, activity_index.KINDS, word.kinds)
    said |= _one_of(offer.theme, activity_index.THEMES, word.themes)
    return said


def _one_of(column: npt.NDArray[np.int8], known: Sequence[str], codes: Collection[str]) -> Flags:
    return np.isin(column, [known.index(code) for code in codes])


def _about_days(gatherings: Gatherings, wanted: Wanted, now: datetime) -> Numbers:
    """Return which gatherings are ahead on the days and in the parts of the day that were asked for."""
    begin = int(np.searchsorted(gatherings.starts, int(now.timestamp()), side="right"))
    if wanted.first is not None:
        begin = max(begin, _begin_of(wanted.first, gatherings))
    end = (
        len(gatherings.starts)
        if wanted.last is None
        else _begin_of(wanted.last + timedelta(days=1), gatherings)
    )
    minute = gatherings.minute[begin:end]
    fits = np.ones(len(minute), dtype=np.bool_)
    if wanted.parts and wanted.parts != frozenset(DayPart):
        spans = [DAY_PARTS[part] for part in sorted(wanted.parts)]
        fits &= np.logical_or.reduce([(minute >= begins) & (minute < ends) for begins, ends in spans])
    return np.flatnonzero(fits) + begin


def _begin_of(day: date, gatherings: Gatherings) -> int:
    midnight = datetime.combine(day, time(), BRUSSELS)
    return int(np.searchsorted(gatherings.starts, int(midnight.timestamp())))


def _corrections(offer: Offer, wanted: Wanted) -> dict[str, str]:
    known = offer.words.vocabulary
    plain = [word.text for word in wanted.words if not word.kinds and not word.themes]
    unknown = {word: known.nearest(word) for word in plain if not known.knows(word)}
    return {word: nearest for word, nearest in unknown.items() if nearest}
