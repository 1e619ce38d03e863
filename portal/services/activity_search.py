"""Finding activities: which published ones have a gathering ahead that fits what somebody asked for.

Everything asked for stands in plain columns, so one query answers; distance is a list of municipalities. The whole
list of hits (three small values each) is kept for a few seconds, since many people ask the same: the first page,
without a filter, is the one that reads the most.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from threading import Lock
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Engine, String, and_, func, or_, type_coerce
from sqlalchemy import select as columns
from sqlalchemy.types import NullType
from sqlmodel import Session, col, select

from portal.clock import BRUSSELS
from portal.errors import NotFound
from portal.models.activities import (
    Activity,
    ActivityKind,
    ActivityState,
    ActivityText,
    ActivityTheme,
    AttendanceMode,
    Occurrence,
    OccurrenceState,
)
from portal.services import geography
from portal.services.activity_words import Vocabulary

MAX_KM = 200
KEPT = timedelta(seconds=20)
VOCABULARY_KEPT = timedelta(minutes=5)
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
    """An activity that fits, with the first gathering that does.

    `moment` is that gathering's start as the database wrote it: twenty thousand are compared, twenty are read.
    """

    activity_id: str
    nis_code: str | None
    moment: datetime | str
    km: float | None

    @property
    def starts_at(self) -> datetime:
        """Return when that gathering starts."""
        if isinstance(self.moment, str):  # SQLite has no moments of its own
            return datetime.fromisoformat(self.moment).replace(tzinfo=UTC)
        return self.moment.astimezone(UTC)


@dataclass(frozen=True)
class Found:
    """What a search gives: all hits in order, how many per municipality, and the words that were read otherwise."""

    hits: tuple[Hit, ...]
    per_place: Mapping[str, int]
    corrected: Mapping[str, str] = field(default_factory=dict)


def search(session: Session, *, wanted: Wanted, now: datetime) -> Found:
    """Find what fits; a word that no activity has is read as the one that looks most like it.

    Raises:
        NotFound: there is no such municipality here.
    """
    corrected = _corrections(session, wanted, now)
    words = tuple(replace(word, text=corrected.get(word.text, word.text)) for word in wanted.words)
    hits = _kept_hits(session, replace(wanted, words=words), now)
    per_place = Counter(hit.nis_code for hit in hits if hit.nis_code)
    return Found(hits=hits, per_place=per_place, corrected=corrected)


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
    return _kept_hits(session, wanted, now)[:limit]


# ── the query ────────────────────────────────────────────────────────────────────────────────────────────────────


def _hits(session: Session, wanted: Wanted, now: datetime) -> tuple[Hit, ...]:
    away = _distances(wanted)
    # For each activity its first gathering that fits: the filters on activities leave few to look up.
    first = (
        columns(func.min(col(Occurrence.starts_at)))
        .where(col(Occurrence.activity_id) == col(Activity.id), *_about_days(wanted, now))
        .correlate(Activity)
        .scalar_subquery()
    )
    fits = columns(col(Activity.id), col(Activity.nis_code), type_coerce(first, NullType())).where(
        *_about_activity(wanted, away)
    )
    hits = [
        Hit(one, nis, moment, away.get(nis) if away else None)
        for one, nis, moment in session.execute(fits).all()
        if moment is not None
    ]
    hits.sort(key=_soon)
    if wanted.order is Order.NEAR:
        hits.sort(key=_far)  # of what is as far, the soonest stays first
    return tuple(hits)


def _soon(hit: Hit) -> tuple[Any, float, str]:
    return hit.moment, _far(hit), hit.activity_id


def _far(hit: Hit) -> float:
    return MAX_KM + 1.0 if hit.km is None else hit.km


def _distances(wanted: Wanted) -> Mapping[str | None, float] | None:
    if wanted.near is None:
        return None
    if geography.point_of(wanted.near) is None:
        raise NotFound("municipality")
    away: dict[str | None, float] = {}
    away.update(geography.within(wanted.near, min(wanted.km, MAX_KM)))
    return away


def _about_activity(wanted: Wanted, away: Mapping[str | None, float] | None) -> list[ColumnElement[bool]]:
    asked: list[ColumnElement[bool]] = [col(Activity.state) == ActivityState.PUBLISHED]
    if wanted.online:
        asked.append(col(Activity.mode) != AttendanceMode.ON_SITE)
    elif away is not None:
        asked.append(col(Activity.nis_code).in_(sorted(nis for nis in away if nis)))
    if wanted.taalicoon is not None:
        asked.append(col(Activity.taalicoon) <= wanted.taalicoon)
    if wanted.kinds:
        asked.append(col(Activity.kind).in_(sorted(wanted.kinds)))
    if wanted.language is not None:
        asked.append(
            type_coerce(Activity.guide_languages, String).contains(f"|{wanted.language}|", autoescape=True)
        )
    yes = {
        Activity.free: wanted.free, Activity.childcare: wanted.childcare, Activity.accessible: wanted.accessible,
        Activity.counts_for_hours: wanted.counts,
    }  # fmt: skip
    asked += [col(column).is_(True) for column, needed in yes.items() if needed]
    return asked + [_has_word(word) for word in wanted.words]


def _has_word(word: Word) -> ColumnElement[bool]:
    said = select(ActivityText.activity_id).where(
        col(ActivityText.search_text).contains(word.text, autoescape=True)
    )
    ways: list[ColumnElement[bool]] = [col(Activity.id).in_(said)]
    if word.kinds:
        ways.append(col(Activity.kind).in_(sorted(word.kinds)))
    if word.themes:
        ways.append(col(Activity.theme).in_(sorted(word.themes)))
    return or_(*ways)


def _about_days(wanted: Wanted, now: datetime) -> list[ColumnElement[bool]]:
    asked: list[ColumnElement[bool]] = [
        col(Occurrence.state) == OccurrenceState.PLANNED,
        col(Occurrence.starts_at) > now,
    ]
    if wanted.first is not None:
        asked.append(col(Occurrence.day) >= wanted.first)
    if wanted.last is not None:
        asked.append(col(Occurrence.day) <= wanted.last)
    if wanted.parts and wanted.parts != frozenset(DayPart):
        minute = col(Occurrence.starts_minute)
        spans = [DAY_PARTS[part] for part in sorted(wanted.parts)]
        asked.append(or_(*[and_(minute >= begins, minute < ends) for begins, ends in spans]))
    return asked


# ── kept for a short while ───────────────────────────────────────────────────────────────────────────────────────


class _Kept:
    """Answers that stay for a short while, for one database: the same question by many people is asked once."""

    SIZE = 200

    def __init__(self) -> None:
        self._lock = Lock()
        self._answers: dict[Any, tuple[datetime, Any]] = {}

    def get(self, key: Any, *, now: datetime, keep: timedelta) -> Any:
        """Return what was kept less than `keep` ago, else None."""
        with self._lock:
            made_at, answer = self._answers.get(key, (None, None))
        fresh = made_at is not None and timedelta(0) <= now - made_at < keep
        return answer if fresh else None

    def put(self, key: Any, answer: Any, *, now: datetime) -> None:
        """Keep an answer; when there are too many, start anew."""
        with self._lock:
            if len(self._answers) >= self.SIZE:
                self._answers.clear()
            self._answers[key] = (now, answer)


@lru_cache(maxsize=8)
def _kept_for(engine: Engine) -> _Kept:
    del engine  # the key
    return _Kept()


def _store(session: Session) -> _Kept:
    return _kept_for(session.get_bind().engine)


def forget_kept() -> None:
    """Forget what was kept: what was published in this process is found at once, in others a few seconds later."""
    _kept_for.cache_clear()


def _kept_hits(session: Session, wanted: Wanted, now: datetime) -> tuple[Hit, ...]:
    store = _store(session)
    hits: tuple[Hit, ...] | None = store.get(wanted, now=now, keep=KEPT)
    if hits is None:
        hits = _hits(session, wanted, now)
        store.put(wanted, hits, now=now)
    return hits


def _corrections(session: Session, wanted: Wanted, now: datetime) -> dict[str, str]:
    plain = [word.text for word in wanted.words if not word.kinds and not word.themes]
    if not plain:
        return {}
    store = _store(session)
    known: Vocabulary | None = store.get("vocabulary", now=now, keep=VOCABULARY_KEPT)
    if known is None:
        texts = (
            select(ActivityText.search_text)
            .join(Activity, col(Activity.id) == col(ActivityText.activity_id))
            .where(Activity.state == ActivityState.PUBLISHED)
        )
        known = Vocabulary.of(session.exec(texts).all())
        store.put("vocabulary", known, now=now)
    unknown = {word: known.nearest(word) for word in plain if not known.knows(word)}
    return {word: nearest for word, nearest in unknown.items() if nearest}
