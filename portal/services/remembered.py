"""What every process reads from the database again and again, and remembers for a few seconds.

So that a question costs no reading of its own. What cannot be read leaves things as they were.
"""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from portal import db, logs

log = logs.get_logger()

KEPT = timedelta(seconds=5)

T = TypeVar("T")
Unit = Callable[[], AbstractContextManager[Session]]


class Remembered(Generic[T]):
    """What one process knows of something: read again once it is older than `kept`. `name` stands in the log."""

    def __init__(
        self, read: Callable[[Session], T], *, name: str, reading: Unit = db.reading, kept: timedelta = KEPT
    ) -> None:
        self._read_it = read
        self._name = name
        self._reading = reading
        self._kept = kept
        self._known: T | None = None
        self._read_at: datetime | None = None
        self._lock = threading.Lock()

    def known(self, *, now: datetime) -> T | None:
        """Return what is known; None, as long as nobody could read it."""
        # One of many readers asks the database; the others go on with what is known.
        if self._is_stale(now) and self._lock.acquire(blocking=self._known is None):
            try:
                if self._is_stale(now):
                    self._read(now)
            finally:
                self._lock.release()
        return self._known

    def forget(self) -> None:
        """Let the next reader read anew: it was changed in this very process."""
        self._read_at = None

    def _is_stale(self, now: datetime) -> bool:
        # A clock that was put back makes what is known old too.
        return self._read_at is None or not timedelta(0) <= now - self._read_at < self._kept

    def _read(self, now: datetime) -> None:
        try:
            with self._reading() as session:
                found = self._read_it(session)
        except SQLAlchemyError as error:
            log.warning("remembered_not_read", what=self._name, error=type(error).__name__)
        else:
            self._known = found
        self._read_at = now
