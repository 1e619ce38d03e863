"""Which share of people gets answers from the chat: for everybody, and for a municipality of its own. The switch wins.

Everybody has one place between nought and a hundred, drawn from who they are and a salt; who stands below the share gets
answers. So nobody changes side while a share grows, nor when somebody else's does. A roll-out that starts anew, after one in
which every share had come to nought or all, draws other people first. Nothing is kept of who stands where: of a question only
its side and the step that put it there.
"""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from portal import db, logs
from portal.errors import NotFound, OutsideRules, WrongState
from portal.models.people import Person
from portal.models.switches import RolloutStep, Side
from portal.services import audit, bot_switch, permissions, places
from portal.services.askers import Asker
from portal.services.permissions import Action, Actor
from portal.services.remembered import KEPT, Remembered, Unit

log = logs.get_logger()

ALL = 100
EVERYBODY = "all"
_HISTORY = 20
_BITS = 64


@dataclass(frozen=True)
class Held:
    """The share that holds for a municipality, or for everybody else, and the step that set it."""

    number: int
    percent: int


@dataclass(frozen=True)
class Drawn:
    """On which side somebody is, and by which step."""

    side: Side
    step: int


@dataclass(frozen=True)
class Rollout:
    """The shares that hold now, by NIS code; under None that of everybody else. Empty: everybody gets answers."""

    salt: str = ""
    shares: Mapping[str | None, Held] = field(default_factory=dict)

    def share_of(self, nis_code: str | None) -> Held | None:
        """Return the share that holds for who lives there; None: nobody ever set one, and everybody gets answers."""
        return self.shares.get(nis_code) or self.shares.get(None)

    def draw(self, owner: str, nis_code: str | None) -> Drawn | None:
        """Say on which side somebody is; always the same while the share grows. None: no share holds."""
        held = self.share_of(nis_code)
        if held is None:
            return None
        inside = is_inside(owner, percent=held.percent, salt=self.salt)
        return Drawn(Side.ANSWERS if inside else Side.ARTICLES, held.number)

    @property
    def percents(self) -> dict[str, int]:
        """Return the share of everybody, and of each municipality with one of its own by NIS code."""
        own = {nis_code: held.percent for nis_code, held in self.shares.items() if nis_code is not None}
        everybody = self.share_of(None)
        return {EVERYBODY: everybody.percent if everybody else ALL, **dict(sorted(own.items()))}

    @property
    def by_municipality(self) -> bool:
        """Say whether it matters where somebody lives."""
        return any(nis_code is not None for nis_code in self.shares)


NO_ROLLOUT = Rollout()


@dataclass(frozen=True)
class Share:
    """A share as it holds, for who looks after it; `nis_code` None is everybody else, `author` None a command."""

    number: int
    nis_code: str | None
    percent: int | None
    reason: str
    author: str | None
    at: datetime


def is_inside(owner: str, *, percent: int, salt: str) -> bool:
    """Say whether somebody is among the first `percent` of a hundred, in the order that the salt makes."""
    digest = hmac.new(salt.encode(), owner.encode(), hashlib.sha256).digest()
    place = int.from_bytes(digest[: _BITS // 8])
    return place * ALL < percent << _BITS


class RolloutMemory:
    """What one process knows of the shares: read again once it is older than `kept`."""

    def __init__(self, reading: Unit = db.reading, *, kept: timedelta = KEPT) -> None:
        self._memory = Remembered(read, name="rollout", reading=reading, kept=kept)

    def now(self, now: datetime) -> Rollout:
        """Return the shares; none, as long as nobody could read them: the switch cannot be read then either."""
        return self._memory.known(now=now) or NO_ROLLOUT

    def forget(self) -> None:
        """Let the next question read them anew: they were changed in this very process."""
        self._memory.forget()


@cache
def live() -> RolloutMemory:
    """Return what this process knows of the shares."""
    return RolloutMemory()


def read(session: Session) -> Rollout:
    """Return the shares that hold."""
    steps = _newest_of_each(session)
    if not steps:
        return NO_ROLLOUT
    shares = {step.nis_code: Held(step.number, step.percent) for step in steps if step.percent is not None}
    return Rollout(max(steps, key=lambda step: step.number).salt, shares)


def home_of(session: Session, asker: Asker) -> str | None:
    """Return the municipality that the portal knows of who asks; None without a log-in."""
    if asker.person_id is None:
        return None
    return session.exec(select(Person.nis_code).where(Person.id == asker.person_id)).first()


def draw(session: Session, *, shares: Rollout, asker: Asker) -> Drawn | None:
    """Say on which side who asks is; None: no share holds for them."""
    return shares.draw(asker.owner, home_of(session, asker) if shares.by_municipality else None)


def set_share(
    session: Session,
    *,
    actor: Actor,
    nis_code: str | None,
    percent: int | None,
    seen: int | None,
    reason: str,
    now: datetime,
) -> bool:
    """Set which share of people gets answers, and say whether that changed anything.

    `nis_code` None: of everybody who does not live in a municipality with a share of its own. `percent` None: this
    municipality follows everybody again. `seen`: the step that held when the actor looked, None when none did.

    Raises:
        NotAllowed: the actor may not.
        NotFound: it is no municipality where the portal serves people.
        OutsideRules: no share from 0 to 100 (`rollout-percent`), or no reason (`reason-needed`).
        TooLong: the reason is.
        WrongState: somebody else changed it meanwhile.
    """
    permissions.require(actor, Action.ROLLOUT_SET)
    reason = bot_switch.checked_reason(reason)
    if nis_code is not None and not (
        places.is_municipality(nis_code) and places.municipality(nis_code).is_served
    ):
        raise NotFound("municipality")
    if (percent is None and nis_code is None) or (percent is not None and not 0 <= percent <= ALL):
        raise OutsideRules("rollout-percent")
    before = _unchanged_since(session, nis_code, seen)
    if (before.percent if before else None) == percent:
        return False
    _write_down(session, actor, nis_code, percent, now)
    # The audit trail lets one writer in at a time: from here until the transaction ends nobody else changes a share.
    _unchanged_since(session, nis_code, seen)
    newest = session.exec(select(RolloutStep).order_by(col(RolloutStep.number).desc()).limit(1)).first()
    session.add(
        RolloutStep(
            number=newest.number + 1 if newest else 1, nis_code=nis_code, percent=percent, reason=reason,
            salt=_salt(session, newest), author_id=actor.person_id or None, at=now,
        )
    )  # fmt: skip
    session.flush()
    log.info("rollout_set", nis_code=nis_code, percent=percent)
    return True


def _salt(session: Session, newest: RolloutStep | None) -> str:
    """Return what the next step draws with: what chose people until now, or, where chance chose nobody, something new."""
    chosen = any(0 < held.percent < ALL for held in read(session).shares.values())
    return newest.salt if newest and chosen else secrets.token_hex(16)


def _write_down(
    session: Session, actor: Actor, nis_code: str | None, percent: int | None, now: datetime
) -> None:
    audit.record(
        session, actor_id=actor.person_id or None, action="rollout.set", subject=f"rollout:{nis_code or EVERYBODY}",
        facts={"percent": percent}, now=now,
    )  # fmt: skip


def _unchanged_since(session: Session, nis_code: str | None, seen: int | None) -> RolloutStep | None:
    """Return the step that holds of a municipality.

    Raises:
        WrongState: it is not the one that was seen.
    """
    # `IS`: equal, or both nothing.
    found = session.exec(
        select(RolloutStep)
        .where(col(RolloutStep.nis_code).is_not_distinct_from(nis_code))
        .order_by(col(RolloutStep.number).desc())
        .limit(1)
    ).first()
    if (found.number if found else None) != seen:
        raise WrongState("rollout", str(found.number if found else None))
    return found


def shares(session: Session, *, actor: Actor) -> tuple[Share, ...]:
    """Return the newest step of everybody and of each municipality that ever had one, everybody first.

    Raises:
        NotAllowed: the actor may not look at them.
    """
    permissions.require(actor, Action.ROLLOUT_VIEW)
    newest = {step.number for step in _newest_of_each(session)}
    found = _told(session, col(RolloutStep.number).in_(newest))
    return tuple(sorted(found, key=lambda one: (one.nis_code is not None, one.nis_code or "")))


def history(session: Session, *, actor: Actor, limit: int = _HISTORY) -> tuple[Share, ...]:
    """Return the changes, newest first.

    Raises:
        NotAllowed: the actor may not look at them.
    """
    permissions.require(actor, Action.ROLLOUT_VIEW)
    return _told(session, col(RolloutStep.number) > 0, limit=limit)


def _told(session: Session, which: Any, *, limit: int | None = None) -> tuple[Share, ...]:
    found = (
        select(RolloutStep, Person.given_name, Person.family_name)
        .join(Person, col(Person.id) == col(RolloutStep.author_id), isouter=True)
        .where(which)
        .order_by(col(RolloutStep.number).desc())
        .limit(limit)
    )
    return tuple(
        Share(
            step.number, step.nis_code, step.percent, step.reason, f"{given} {family}" if step.author_id else None, step.at
        )
        for step, given, family in session.exec(found).all()
    )  # fmt: skip


def _newest_of_each(session: Session) -> list[RolloutStep]:
    newest = select(func.max(RolloutStep.number)).group_by(col(RolloutStep.nis_code))
    return list(session.exec(select(RolloutStep).where(col(RolloutStep.number).in_(newest))).all())
