"""What many searches at one moment share: one reading for all who wait for it, and lines that were read before."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, TypeVar

from sqlalchemy import Connection, Engine
from sqlmodel import Session

from portal import db

Answer = TypeVar("Answer")
Line = TypeVar("Line")
Read = Callable[[Connection, Collection[str]], Answer]

_LINES_KEPT = 10_000  # about a kilobyte each


@dataclass
class _Batch(Generic[Answer]):
    """Those who wait for one reading, and what it gave; None: it failed."""

    asked: set[str] = field(default_factory=set)
    led: bool = False
    done: threading.Event = field(default_factory=threading.Event)
    answer: Answer | None = None


class Together(Generic[Answer]):
    """Readings of the same kind: who comes while one is under way waits, and shares the next one with all who wait.

    So nobody gets an answer that is older than the own question.
    """

    def __init__(self, read: Read[Answer]) -> None:
        """`read`: asks the database for all that several readers want to know."""
        self._read, self._under_way = read, threading.Lock()
        self._taking, self._next = threading.Lock(), _Batch[Answer]()

    def ask(self, session: Session, wanted: Collection[str] = ()) -> Answer:
        """Return what the database says now, of this and perhaps more.

        Somebody in a transaction reads there, alone: it may see what others do not see yet, or no longer.
        """
        engine = session.get_bind()
        if not isinstance(engine, Engine) or session.in_transaction() or not _only_reads(engine):
            return self._read(session.connection(), wanted)
        with self._taking:
            batch = self._next
            leads, batch.led = not batch.led, True
            batch.asked.update(wanted)
        if not leads:
            batch.done.wait()
            return batch.answer if batch.answer is not None else self._read(session.connection(), wanted)
        with self._under_way:
            with self._taking:
                self._next = _Batch()
            try:
                with engine.connect() as connection:
                    batch.answer = self._read(connection, batch.asked)
            finally:
                batch.done.set()
        return batch.answer


def _only_reads(engine: Engine) -> bool:
    return bool(engine.get_execution_options().get(db.READ_ONLY, False))


class Kept(NamedTuple, Generic[Line]):
    """A line without what changes by itself, and of which version of the activity and its gathering it tells."""

    version: int
    sequence: int
    line: Line


class KeptLines(Generic[Line]):
    """Lines by gathering and the reader's language; those that nobody asked for longest go first."""

    def __init__(self, most: int = _LINES_KEPT) -> None:
        """Keep at most so many."""
        self._most, self._lock = most, threading.Lock()
        self._lines: OrderedDict[tuple[str, str], Kept[Line]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._lines)

    def of(self, days: Sequence[str], language: str) -> dict[str, Kept[Line]]:
        """Return what is kept of these gatherings for a reader of this language."""
        found = {}
        with self._lock:
            for day in days:
                kept = self._lines.get((day, language))
                if kept is not None:
                    self._lines.move_to_end((day, language))
                    found[day] = kept
        return found

    def keep(self, lines: Mapping[str, Kept[Line]], language: str) -> None:
        """Keep these too."""
        with self._lock:
            for day, kept in lines.items():
                self._lines[day, language] = kept
                self._lines.move_to_end((day, language))
            while len(self._lines) > self._most:
                self._lines.popitem(last=False)

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._lines.clear()
