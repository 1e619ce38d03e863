"""The switch of the automatic answers: off in every running process within seconds, with who did it and why.

A process remembers the state for a few seconds, so that a question costs no reading of its own. What cannot be read
leaves things as they were: a database that stumbles switches nothing on.
"""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, select

from chatbot import masking
from portal import db, logs
from portal.errors import OutsideRules, TooLong
from portal.models.people import Person
from portal.models.switches import Switch, SwitchEntry
from portal.services import audit, permissions
from portal.services.permissions import Action, Actor
from portal.settings import settings

log = logs.get_logger()

KEPT = timedelta(seconds=5)
MAX_REASON = 300
SUBJECT = f"switch:{Switch.BOT}"
_NEWEST = (
    select(SwitchEntry)
    .where(SwitchEntry.switch == Switch.BOT)
    .order_by(col(SwitchEntry.number).desc())
    .limit(1)
)

Unit = Callable[[], AbstractContextManager[Session]]


@dataclass(frozen=True)
class Turned:
    """One turn of the switch; `author` is None for a command on the machine."""

    number: int
    is_on: bool
    reason: str
    author: str | None
    at: datetime


class SwitchMemory:
    """What one process knows of the switch: read again once it is older than `kept`."""

    def __init__(self, reading: Unit = db.reading, *, kept: timedelta = KEPT) -> None:
        self._reading = reading
        self._kept = kept
        self._is_on: bool | None = None
        self._read_at: datetime | None = None
        self._lock = threading.Lock()

    def is_on(self, *, now: datetime) -> bool:
        """Say whether the bot may answer; not, as long as nobody could read it."""
        # One of many readers asks the database; the others go on with what is known.
        if self._is_stale(now) and self._lock.acquire(blocking=self._is_on is None):
            try:
                if self._is_stale(now):
                    self._read(now)
            finally:
                self._lock.release()
        return bool(self._is_on)

    def forget(self) -> None:
        """Let the next question read the switch anew: it was turned in this very process."""
        self._read_at = None

    def _is_stale(self, now: datetime) -> bool:
        # A clock that was put back makes what is known old too.
        return self._read_at is None or not timedelta(0) <= now - self._read_at < self._kept

    def _read(self, now: datetime) -> None:
        try:
            with self._reading() as session:
                newest = _newest(session)
        except SQLAlchemyError as error:
            log.warning("switch_not_read", switch=Switch.BOT.value, error=type(error).__name__)
        else:
            self._is_on = _holds(newest)
        self._read_at = now


@cache
def live() -> SwitchMemory:
    """Return what this process knows of the switch."""
    return SwitchMemory()


def is_bot_on(*, now: datetime) -> bool:
    """Say whether the bot answers in this process: the setting allows it, and nobody switched it off."""
    return settings().bot_enabled and live().is_on(now=now)


def turn(session: Session, *, actor: Actor, is_on: bool, reason: str, now: datetime) -> bool:
    """Switch the bot on or off; say whether that changed anything.

    Raises:
        NotAllowed: the actor may not.
        OutsideRules: no reason is given (`reason-needed`).
        TooLong: the reason is.
    """
    permissions.require(actor, Action.BOT_SWITCH)
    reason = masking.mask(" ".join(reason.split())).text
    if not reason:
        raise OutsideRules("reason-needed")
    if len(reason) > MAX_REASON:
        raise TooLong(MAX_REASON)
    if _holds(_newest(session)) is is_on:
        return False
    author_id = actor.person_id or None
    audit.record(
        session, actor_id=author_id, action="bot.switched-on" if is_on else "bot.switched-off", subject=SUBJECT, now=now,
    )  # fmt: skip
    # The audit trail lets one writer in at a time: the next number is free until this transaction ends.
    newest = _newest(session)
    session.add(
        SwitchEntry(
            number=newest.number + 1 if newest else 1, switch=Switch.BOT, is_on=is_on, reason=reason, author_id=author_id, at=now,
        )
    )  # fmt: skip
    session.flush()
    log.info("bot_switched", is_on=is_on)
    return True


def history(session: Session, *, actor: Actor, limit: int = 20) -> tuple[Turned, ...]:
    """Return the turns of the switch, newest first; none: it was never turned, and is on.

    Raises:
        NotAllowed: the actor may not turn it.
    """
    permissions.require(actor, Action.BOT_SWITCH)
    found = (
        select(SwitchEntry, Person.given_name, Person.family_name)
        .join(Person, col(Person.id) == col(SwitchEntry.author_id), isouter=True)
        .where(SwitchEntry.switch == Switch.BOT)
        .order_by(col(SwitchEntry.number).desc())
        .limit(limit)
    )
    return tuple(
        Turned(row.number, row.is_on, row.reason, f"{given} {family}" if row.author_id else None, row.at)
        for row, given, family in session.exec(found).all()
    )


def _newest(session: Session) -> SwitchEntry | None:
    return session.exec(_NEWEST).first()


def _holds(newest: SwitchEntry | None) -> bool:
    return newest is None or newest.is_on
