"""The switch of the automatic answers: off in every running process within seconds, with who did it and why.

A process remembers the state for a few seconds (remembered.py): a database that stumbles switches nothing on.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlmodel import Session, col, select

from chatbot import masking
from portal import db, logs
from portal.errors import OutsideRules, TooLong
from portal.models.people import Person
from portal.models.switches import Switch, SwitchEntry
from portal.services import audit, permissions
from portal.services.permissions import Action, Actor
from portal.services.remembered import KEPT, Remembered, Unit
from portal.settings import settings

log = logs.get_logger()

MAX_REASON = 300
SUBJECT = f"switch:{Switch.BOT}"
_NEWEST = (
    select(SwitchEntry)
    .where(SwitchEntry.switch == Switch.BOT)
    .order_by(col(SwitchEntry.number).desc())
    .limit(1)
)


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
        self._memory = Remembered(
            lambda session: _holds(_newest(session)), name="bot_switch", reading=reading, kept=kept
        )

    def is_on(self, *, now: datetime) -> bool:
        """Say whether the bot may answer; not, as long as nobody could read it."""
        return bool(self._memory.known(now=now))

    def forget(self) -> None:
        """Let the next question read the switch anew: it was turned in this very process."""
        self._memory.forget()


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
    reason = checked_reason(reason)
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


def checked_reason(reason: str) -> str:
    """Return a reason that colleagues may read: on one line, masked.

    Raises:
        OutsideRules: there is none (`reason-needed`).
        TooLong: it is.
    """
    reason = masking.mask(" ".join(reason.split())).text
    if not reason:
        raise OutsideRules("reason-needed")
    if len(reason) > MAX_REASON:
        raise TooLong(MAX_REASON)
    return reason


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
