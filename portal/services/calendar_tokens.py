"""The secret in somebody's own calendar address: one that works at a time, shown once, kept as a digest.

The address is the permission, since a calendar program cannot log in: whoever holds it reads where somebody will be.
So it can be stopped at any moment, a new one stops the old one, and it works for nobody whose access was stopped.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col, select

from portal.models.people import Person
from portal.models.signups import CalendarToken
from portal.services import audit, permissions, rate_limits
from portal.services.askers import hashed
from portal.services.permissions import Action, Actor, Target

KEPT = timedelta(days=30)  # a revoked one answers "gone" for so long; then it is as if it never was
NEW_A_DAY = 10
# Programs look a few times an hour, from a phone, a tablet and a computer; guesses come from one address.
READS_A_DAY, WRONG_A_DAY = 2000, 100
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
_SEEN_EVERY = timedelta(hours=1)


class TokenState(StrEnum):
    """How a secret stands."""

    WORKS = "works"
    GONE = "gone"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Held:
    """Whose calendar an address opens; nobody's when it does not work."""

    state: TokenState
    person_id: str = ""
    language: str = ""


@dataclass(frozen=True)
class Running:
    """The address that somebody has: when it was made and when a program last read it. Not its secret."""

    made_at: datetime
    used_at: datetime | None


def make(session: Session, *, actor: Actor, now: datetime) -> str:
    """Return a new secret for the actor's own calendar; the one before stops working.

    Raises:
        NotAllowed: the actor signs up for nothing.
        TooManyRequests: the actor made many today.
    """
    permissions.require(actor, Action.SIGNUP_OWN, Target(owner_id=actor.person_id))
    rate_limits.count_in_a_day(session, key=f"calendar-made:{actor.person_id}", most=NEW_A_DAY, now=now)
    _end(session, actor.person_id, now)
    token = secrets.token_urlsafe(32)
    session.add(CalendarToken(person_id=actor.person_id, digest=_digest(token), created_at=now))
    session.flush()
    _write_down(session, actor, "calendar.address-made", now)
    return token


def revoke(session: Session, *, actor: Actor, now: datetime) -> None:
    """Stop the address of the actor's own calendar. Twice is once.

    Raises:
        NotAllowed: the actor signs up for nothing.
    """
    permissions.require(actor, Action.SIGNUP_OWN, Target(owner_id=actor.person_id))
    if _end(session, actor.person_id, now):
        _write_down(session, actor, "calendar.address-stopped", now)


def running(session: Session, *, actor: Actor) -> Running | None:
    """Return the address that the actor has, without its secret.

    Raises:
        NotAllowed: the actor signs up for nothing.
    """
    permissions.require(actor, Action.SIGNUP_OWN, Target(owner_id=actor.person_id))
    row = _running(session, actor.person_id)
    return Running(row.created_at, row.used_at) if row else None


def opened(session: Session, *, token: str, address: str | None, secret: str, now: datetime) -> Held:
    """Say whose calendar a secret opens, and count that it was asked; `secret` keys the hash of internet addresses.

    Raises:
        TooManyRequests: this secret was read, or this internet address guessed, too often today.
    """
    row = _found(session, token)
    if row is None:
        guesser = hashed(address or "", secret)
        rate_limits.count_in_a_day(session, key=f"calendar-wrong:{guesser}", most=WRONG_A_DAY, now=now)
        return Held(TokenState.UNKNOWN)
    person = session.get_one(Person, row.person_id)
    if row.revoked_at is not None or not person.active:
        return Held(TokenState.GONE)
    rate_limits.count_in_a_day(session, key=f"calendar:{row.id}", most=READS_A_DAY, now=now)
    if row.used_at is None or now - row.used_at >= _SEEN_EVERY:
        row.used_at = now
        session.flush()
    return Held(TokenState.WORKS, person.id, person.language)


def forget(session: Session, *, now: datetime) -> int:
    """Delete secrets that were revoked thirty days ago or more; returns how many."""
    result: Any = session.execute(delete(CalendarToken).where(col(CalendarToken.revoked_at) <= now - KEPT))
    return int(result.rowcount)


def _end(session: Session, person_id: str, now: datetime) -> bool:
    # The person's row is locked, so that two presses at once do not make two addresses.
    session.exec(select(Person.id).where(Person.id == person_id).with_for_update()).one()
    row = _running(session, person_id)
    if row is None:
        return False
    row.revoked_at = now
    session.flush()
    return True


def _running(session: Session, person_id: str) -> CalendarToken | None:
    return session.exec(
        select(CalendarToken).where(
            CalendarToken.person_id == person_id, col(CalendarToken.revoked_at).is_(None)
        )
    ).first()


def _found(session: Session, token: str) -> CalendarToken | None:
    if not _TOKEN.fullmatch(token):
        return None
    return session.exec(select(CalendarToken).where(CalendarToken.digest == _digest(token))).first()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _write_down(session: Session, actor: Actor, action: str, now: datetime) -> None:
    audit.record(
        session, actor_id=actor.person_id, action=action, subject=f"person:{actor.person_id}",
        owner_id=actor.person_id, now=now,
    )  # fmt: skip
