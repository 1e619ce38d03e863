"""What is published and still ahead, as columns in memory: a search among twenty thousand activities takes milliseconds.

Each process keeps its own, read with three queries. Who changes the offer says so in the same transaction
(`changed`), and every search first asks whether anything was said since: a publish in any process is found by all at
once, and nothing is found that was rolled back.
"""

import secrets
import threading
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property, lru_cache
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from sqlalchemy import BigInteger, CursorResult, Engine, Row, Select, cast, delete, func, type_coerce
from sqlalchemy import select as columns
from sqlalchemy.types import NullType
from sqlmodel import Session, col

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
from portal.models.offer import OfferChange
from portal.services.activity_words import Vocabulary

Flags: TypeAlias = npt.NDArray[np.bool_]
Numbers: TypeAlias = npt.NDArray[np.int64]
Stamp: TypeAlias = tuple[int, int]

KINDS, THEMES = tuple(ActivityKind), tuple(ActivityTheme)
NOWHERE = -1
_CHANGES_KEPT = timedelta(days=1)
_TOKEN_BITS = 40
_A_WHILE = timedelta(hours=1)
_CHUNK = 20_000
_SAID = "offer_change"


@dataclass(frozen=True)
class Words:
    """Which activities have which word: the numbers of one word's activities stand together."""

    vocabulary: Vocabulary
    starts: Numbers
    activities: npt.NDArray[np.int32]

    @classmethod
    def of(cls, texts: Iterable[tuple[int, str]]) -> "Words":
        """Collect the words of folded texts, each with the number of its activity."""
        places: dict[str, int] = {}
        said, by = array("i"), array("i")
        for number, text in texts:
            words = text.split()
            said.extend([places.setdefault(word, len(places)) for word in words])
            by.extend([number] * len(words))
        which, who = np.array(said, dtype=np.int32), np.array(by, dtype=np.int32)
        order = np.argsort(which, kind="stable")
        starts = np.searchsorted(which[order], np.arange(len(places) + 1))
        return cls(Vocabulary(tuple(places)), starts.astype(np.int64), who[order])

    def having(self, part: str, count: int) -> Flags:
        """Say of each of so many activities whether one of its words has this in it."""
        found = np.zeros(count, dtype=np.bool_)
        for place in self.vocabulary.having(part):
            found[self.activities[self.starts[place] : self.starts[place + 1]]] = True
        return found


@dataclass(frozen=True)
class Gatherings:
    """The gatherings ahead, the soonest first, each with the number of its activity."""

    ids: npt.NDArray[np.bytes_]
    activity: npt.NDArray[np.int32]
    starts: Numbers  # seconds since 1970
    minute: npt.NDArray[np.int16]


@dataclass(frozen=True)
class Offer:
    """All that is published: one number for each activity, in the order of their ids."""

    ids: Sequence[str]
    nis_codes: tuple[str, ...]
    place: npt.NDArray[np.int16]  # in nis_codes; NOWHERE: on-line only
    kind: npt.NDArray[np.int8]
    theme: npt.NDArray[np.int8]
    taalicoon: npt.NDArray[np.int8]
    flags: Mapping[str, Flags]
    speaks: Mapping[str, Flags]
    gatherings: Gatherings
    words: Words
    since: datetime  # gatherings before it are left out

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def size(self) -> int:
        """Return how many bytes the columns take, about."""
        own: list[npt.NDArray[Any]] = [
            self.place, self.kind, self.theme, self.taalicoon, *self.flags.values(), *self.speaks.values(),
        ]  # fmt: skip
        ahead = self.gatherings
        own += [
            ahead.activity,
            ahead.starts,
            ahead.minute,
            self.words.starts,
            self.words.activities,
        ]
        texts = sum(len(one) + 57 for one in (*self.ids, *self.words.vocabulary.words))
        return texts + sum(column.nbytes for column in own)


# ── reading it ───────────────────────────────────────────────────────────────────────────────────────────────────


def read(session: Session, *, now: datetime) -> Offer:
    """Read all that is published, with the gatherings ahead."""
    since = now - _A_WHILE  # searches that began a little earlier use it too
    rows = session.execute(_activities()).all()
    ids = tuple(row.id for row in rows)
    numbers = {one: number for number, one in enumerate(ids)}
    nis_codes = tuple(sorted({row.nis_code for row in rows if row.nis_code}))
    place = {nis: number for number, nis in enumerate(nis_codes)}
    spoken = [frozenset((row.guide_languages or "").strip("|").split("|")) for row in rows]
    names = ("free", "childcare", "accessible", "counts_for_hours", "reachable")
    texts = session.execute(_texts()).all()
    return Offer(
        ids=ids, nis_codes=nis_codes,
        place=np.array([place.get(row.nis_code, NOWHERE) for row in rows], dtype=np.int16),
        kind=_codes(KINDS, [row.kind for row in rows]), theme=_codes(THEMES, [row.theme for row in rows]),
        taalicoon=np.array([row.taalicoon for row in rows], dtype=np.int8),
        flags={name: np.array([getattr(row, name) for row in rows], dtype=np.bool_) for name in names},
        speaks={
            language: np.array([language in own for own in spoken], dtype=np.bool_)
            for language in frozenset[str]().union(*spoken) - {""}
        },
        gatherings=_gatherings(session, numbers, since),
        words=Words.of((numbers[one], text) for one, text in texts if one in numbers), since=since,
    )  # fmt: skip


def _codes(known: Sequence[str], written: Sequence[str | None]) -> npt.NDArray[np.int8]:
    numbers = {code: number for number, code in enumerate(known)}
    return np.array([NOWHERE if code is None else numbers[code] for code in written], dtype=np.int8)


def _activities() -> Select[*tuple[Any, ...]]:
    return (
        columns(
            col(Activity.id), col(Activity.nis_code), type_coerce(Activity.kind, NullType()).label("kind"),
            type_coerce(Activity.theme, NullType()).label("theme"), col(Activity.taalicoon), col(Activity.free),
            col(Activity.childcare), col(Activity.accessible), col(Activity.counts_for_hours),
            (col(Activity.mode) != AttendanceMode.ON_SITE).label("reachable"),
            type_coerce(Activity.guide_languages, NullType()).label("guide_languages"),
        )
        .where(col(Activity.state) == ActivityState.PUBLISHED)
        .order_by(col(Activity.id))
    )  # fmt: skip


def _texts() -> Select[*tuple[Any, ...]]:
    published = col(Activity.state) == ActivityState.PUBLISHED
    return columns(col(ActivityText.activity_id), col(ActivityText.search_text)).join(
        Activity, col(Activity.id) == col(ActivityText.activity_id)
    ).where(published)  # fmt: skip


def _gatherings(session: Session, numbers: Mapping[str, int], since: datetime) -> Gatherings:
    """Read the gatherings as plain numbers: a hundred thousand moments as objects would take seconds."""
    starts = col(Occurrence.starts_at)
    postgresql = session.get_bind().dialect.name == "postgresql"
    seconds = func.extract("epoch", starts) if postgresql else func.strftime("%s", starts)
    asked = (
        columns(
            col(Occurrence.activity_id), cast(seconds, BigInteger), col(Occurrence.starts_minute), col(Occurrence.id),
        )
        .where(col(Occurrence.state) == OccurrenceState.PLANNED, starts > since)
        .order_by(starts, col(Occurrence.activity_id))
    )  # fmt: skip
    chunks = [_columns_of(chunk, numbers) for chunk in session.execute(asked).partitions(_CHUNK)]
    return Gatherings(*(np.concatenate(column) for column in zip(_columns_of((), {}), *chunks, strict=True)))


def _columns_of(
    rows: Iterable[Row[*tuple[Any, ...]]], numbers: Mapping[str, int]
) -> tuple[npt.NDArray[Any], ...]:
    """Return rows as the columns of `Gatherings`, without those of activities that are not published."""
    kept = [row for row in rows if row[0] in numbers]
    return (
        np.array([row[3] for row in kept], dtype="S32"),
        np.array([numbers[row[0]] for row in kept], dtype=np.int32),
        np.array([row[1] for row in kept], dtype=np.int64),
        np.array([row[2] for row in kept], dtype=np.int16),
    )


# ── keeping it ───────────────────────────────────────────────────────────────────────────────────────────────────


def changed(session: Session, *, now: datetime) -> None:
    """Say that the offer changed: every process reads it again when this is committed."""
    row = session.info.get(_SAID)
    if row is None or row not in session:  # the first time, or rolled back since
        row = OfferChange(token=0, changed_at=now)
        session.add(row)
        session.info[_SAID] = row
    row.token, row.changed_at = secrets.randbits(_TOKEN_BITS), now


def forget_changes(session: Session, *, now: datetime) -> int:
    """Delete what was said long ago: every process read the offer since, or reads it once more."""
    gone: CursorResult[Any] = session.execute(  # type: ignore[assignment]
        delete(OfferChange).where(col(OfferChange.changed_at) < now - _CHANGES_KEPT)
    )
    return gone.rowcount


@dataclass
class _Kept:
    """What this process keeps of one database."""

    reading: threading.Lock = field(default_factory=threading.Lock)
    offer: tuple[Stamp, Offer] | None = None


@lru_cache(maxsize=8)
def _kept_for(engine: Engine) -> _Kept:
    del engine  # the key
    return _Kept()


def current(session: Session, *, now: datetime) -> Offer:
    """Return all that is published and ahead.

    After a change one search reads it again; those that come meanwhile get what stood there a moment ago.
    """
    kept, stamp = _kept_for(session.get_bind().engine), _stamp(session)
    known = _usable(kept, stamp, now)
    if known is not None:
        return known
    had = kept.offer
    if not kept.reading.acquire(blocking=had is None or had[1].since > now):
        return had[1] if had is not None else read(session, now=now)
    try:
        known = _usable(kept, stamp, now)
        if known is None:
            known = read(session, now=now)
            kept.offer = (stamp, known)
        return known
    finally:
        kept.reading.release()


def _usable(kept: _Kept, stamp: Stamp, now: datetime) -> Offer | None:
    if kept.offer is None:
        return None
    of, offer = kept.offer
    return offer if of == stamp and offer.since <= now else None


def _stamp(session: Session) -> Stamp:
    count, total = session.execute(columns(func.count(), func.sum(col(OfferChange.token)))).one()
    return count, int(total or 0)
