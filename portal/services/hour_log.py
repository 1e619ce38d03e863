"""The hours log as its owner reads it: each entry with what may be done to it, and the sums that the plan shows too."""

from dataclasses import dataclass, field
from datetime import date, datetime

from sqlmodel import Session, col, select

from portal.clock import BRUSSELS
from portal.models.people import Agency
from portal.models.pips import HoursEntry, HoursRefusal, HoursSource, HoursState, Pillar
from portal.services import hours, permissions, pip_rows, plan, rules
from portal.services.parts import Part
from portal.services.permissions import Action, Actor, Target


@dataclass(frozen=True)
class Entry:
    """One line of the log, as its owner sees it."""

    id: str
    day: date
    starts_minute: int
    minutes: int
    activity: str
    organiser: str
    state: HoursState
    source: HoursSource
    has_proof: bool
    refusal: HoursRefusal | None
    refusal_note: str
    may_change: bool
    may_withdraw: bool


@dataclass(frozen=True)
class HoursLog:
    """Somebody's hours: the lines, newest first, the sums of each state in minutes, and how many are needed."""

    person_id: str
    runs: bool
    needed: int
    rule_id: str | None
    agency: Agency | None = None
    guide: str | None = None
    entries: tuple[Entry, ...] = field(default=())

    def minutes(self, *states: HoursState) -> int:
        """Return the minutes that stand in one of these states."""
        return sum(entry.minutes for entry in self.entries if entry.state in states)

    @property
    def approved(self) -> int:
        """Return the minutes that count."""
        return self.minutes(HoursState.APPROVED)

    @property
    def waiting(self) -> int:
        """Return the minutes that somebody must still confirm or approve."""
        return self.minutes(*hours.WAITING)

    @property
    def refused(self) -> int:
        """Return the minutes that do not count."""
        return self.minutes(HoursState.REFUSED)

    @property
    def to_go(self) -> int:
        """Return the minutes that are still to be approved."""
        return max(0, self.needed - self.approved)


def own_log(session: Session, *, actor: Actor, person_id: str, now: datetime) -> HoursLog:
    """Return somebody's hours of the contract that counts now.

    Raises:
        NotAllowed: it is not the actor's own log.
    """
    permissions.require(actor, Action.HOURS_LOG, Target(owner_id=person_id))
    owner = pip_rows.owner(session, person_id)
    contract = owner.contract if owner else None
    if owner is None or contract is None:
        return HoursLog(person_id, runs=False, needed=0, rule_id=None)
    part = _part(session, owner, now)
    rows = session.exec(
        select(HoursEntry)
        .where(HoursEntry.contract_id == contract.id)
        .order_by(col(HoursEntry.day).desc(), col(HoursEntry.starts_minute).desc())
    ).all()
    decided = hours.ever_decided(session, [row.id for row in rows])
    return HoursLog(
        person_id=person_id,
        runs=contract.state in pip_rows.RUNNING,
        needed=part.minutes_needed if part else 0,
        rule_id=part.hours_rule_id if part else None,
        agency=contract.agency,
        guide=owner.trajectbegeleider,
        entries=tuple(_entry(row, was_decided=row.id in decided) for row in rows),
    )


def _part(session: Session, owner: pip_rows.Owner, now: datetime) -> Part | None:
    """Return the participation part of the plan: the page of the plan shows the same number."""
    stored = next(iter(pip_rows.stored(session, [owner], now=now).values()), None)
    if stored is None:
        return None
    today = now.astimezone(BRUSSELS).date()
    return plan.build(stored.facts, rules.rulebook(), today=today).part(Pillar.PARTICIPATIE)


def _entry(row: HoursEntry, *, was_decided: bool) -> Entry:
    return Entry(
        id=row.id, day=row.day, starts_minute=row.starts_minute, minutes=row.minutes, activity=row.activity,
        organiser=row.organiser, state=row.state, source=row.source, has_proof=row.proof_id is not None,
        refusal=row.refusal, refusal_note=row.refusal_note, may_change=hours.may_change(row),
        may_withdraw=hours.may_withdraw(row, was_decided=was_decided),
    )  # fmt: skip
