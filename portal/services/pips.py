"""Reading plans: one's own, or those of the people one guides. Every reader leaves a trace, once an hour."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from sqlalchemy import Connection, Engine
from sqlmodel import Session, col, select

from portal.clock import BRUSSELS
from portal.db import READ_ONLY
from portal.errors import NotFound
from portal.models.contracts import ContractState
from portal.models.pips import HoursEntry, HoursState, Pip
from portal.services import audit, permissions, pip_rows, plan, rules
from portal.services.deadlines import Deadline
from portal.services.permissions import Action, Actor, Target
from portal.services.plan import Plan
from portal.services.plan_facts import PlanFacts

PLANS_KEPT = 256
LOOKS_KEPT = 4096
VIEWED = "pip.viewed"


@dataclass(frozen=True)
class PlanView:
    """A plan with whose it is; without a contract there is no plan yet."""

    person_id: str
    given_name: str
    family_name: str
    plan: Plan | None = None
    pip_id: str | None = None
    version: int = 0
    changed_at: datetime | None = None


@dataclass(frozen=True)
class Client:
    """One line of a trajectbegeleider's own clients."""

    person_id: str
    given_name: str
    family_name: str
    state: ContractState
    overdue: tuple[Deadline, ...]
    next_deadline: Deadline | None
    minutes_waiting: int
    is_suspended: bool
    ends_on: date | None


@dataclass(frozen=True)
class WaitingHours:
    """Hours that wait for a decision."""

    id: str
    day: date
    minutes: int
    activity: str


def open_plan(session: Session, *, actor: Actor, person_id: str, now: datetime) -> PlanView:
    """Return somebody's plan and write down that the actor looked, once for each reader, plan and hour.

    Needs a transaction that may write; `reread_plan` is the cheap way for who has looked this hour.

    Raises:
        NotAllowed: it is neither the actor's own plan nor that of somebody they guide.
        NotFound: there is no such person.
    """
    view = _read(session, actor, person_id, now)
    if view.pip_id is not None and not _looked(session, actor, view.pip_id, now):
        # The lock makes two openings at once take turns: the second finds the entry of the first.
        session.exec(select(Pip.id).where(Pip.id == view.pip_id).with_for_update()).one()
        if not _looked(session, actor, view.pip_id, now):
            audit.record(
                session,
                actor_id=actor.person_id,
                action=VIEWED,
                subject=f"pip:{view.pip_id}",
                owner_id=person_id,
                facts={"version": view.version},
                now=now,
            )
    return view


def reread_plan(session: Session, *, actor: Actor, person_id: str, now: datetime) -> PlanView | None:
    """Return a plan that the actor has opened this hour, without writing; None: open it first.

    Raises:
        NotAllowed: it is neither the actor's own plan nor that of somebody they guide.
        NotFound: there is no such person.
    """
    view = _read(session, actor, person_id, now)
    if view.pip_id is None:
        return view
    look, hour = (session.bind, actor.person_id, view.pip_id), _hour(now)
    if _LOOKED_IN.get(look) != hour:
        if not _looked(session, actor, view.pip_id, now):
            return None
        _remember(look, hour)
    return view


def clients(session: Session, *, actor: Actor, now: datetime) -> tuple[Client, ...]:
    """Return the people the actor guides, by name.

    Raises:
        NotAllowed: the actor guides nobody by role.
    """
    permissions.require(actor, Action.PIP_VIEW, Target(assignee_id=actor.person_id))
    owners = pip_rows.entrusted(session, actor.person_id)
    plans = pip_rows.stored(session, owners, now=now)
    today = now.astimezone(BRUSSELS).date()
    return tuple(
        _client(one, plan.build(plans[one.contract.id].facts, rules.rulebook(), today=today))
        for one in owners
        if one.contract is not None and one.contract.id in plans
    )


def waiting_hours(session: Session, *, actor: Actor, person_id: str) -> tuple[WaitingHours, ...]:
    """Return the hours of somebody that wait for a decision, the oldest first.

    Raises:
        NotAllowed: the actor does not guide this person.
        NotFound: there is no such person.
    """
    one = _allowed(session, actor, Action.PIP_CHANGE, person_id)
    if one.contract is None:
        return ()
    rows = session.exec(
        select(HoursEntry)
        .where(
            HoursEntry.contract_id == one.contract.id,
            col(HoursEntry.state).in_([HoursState.PROPOSED, HoursState.CONFIRMED]),
        )
        .order_by(col(HoursEntry.day), col(HoursEntry.starts_minute))
    )
    return tuple(WaitingHours(row.id, row.day, row.minutes, row.activity) for row in rows)


def _allowed(session: Session, actor: Actor, action: Action, person_id: str) -> pip_rows.Owner:
    return _must_be_allowed(actor, action, person_id, pip_rows.owner(session, person_id))


def _must_be_allowed(
    actor: Actor, action: Action, person_id: str, one: pip_rows.Owner | None
) -> pip_rows.Owner:
    assignee = one.contract.trajectbegeleider_id if one and one.contract else None
    permissions.require(actor, action, Target(owner_id=person_id, assignee_id=assignee))
    if one is None:
        raise NotFound("person")
    return one


def _read(session: Session, actor: Actor, person_id: str, now: datetime) -> PlanView:
    owner, stored = pip_rows.whole(session, person_id, now=now) or (None, None)
    one = _must_be_allowed(actor, Action.PIP_VIEW, person_id, owner)
    if stored is None:
        return PlanView(one.person_id, one.given_name, one.family_name)
    today = now.astimezone(BRUSSELS).date()
    return PlanView(
        person_id=one.person_id,
        given_name=one.given_name,
        family_name=one.family_name,
        plan=_computed(stored.facts, today),
        pip_id=stored.pip_id,
        version=stored.version,
        changed_at=stored.changed_at,
    )


# What was read is the key: a fact that anybody changed, in whatever process, makes another plan, and nothing has to be
# told. Only the newest stay in memory, and nobody reaches one without reading its facts first.
@lru_cache(maxsize=PLANS_KEPT)
def _computed(facts: PlanFacts, today: date) -> Plan:
    return plan.build(facts, rules.rulebook(), today=today)


# What stands in a database's audit trail stays there, so it need not be read again: who looked at which plan, in which hour.
_Look = tuple[Engine | Connection | None, str, str]
_LOOKED_IN: dict[_Look, datetime] = {}


def _remember(look: _Look, hour: datetime) -> None:
    engine = look[0]
    if engine is None or not engine.get_execution_options().get(READ_ONLY):
        return  # what a session that writes has read may still be rolled back
    if len(_LOOKED_IN) >= LOOKS_KEPT:
        _LOOKED_IN.clear()
    _LOOKED_IN[look] = hour


def _looked(session: Session, actor: Actor, pip_id: str, now: datetime) -> bool:
    return audit.was_recorded(
        session, actor_id=actor.person_id, action=VIEWED, subject=f"pip:{pip_id}", since=_hour(now)
    )


def _hour(now: datetime) -> datetime:
    return now.replace(minute=0, second=0, microsecond=0)


def _client(one: pip_rows.Owner, current: Plan) -> Client:
    return Client(
        person_id=one.person_id,
        given_name=one.given_name,
        family_name=one.family_name,
        state=current.facts.contract.state,
        overdue=current.overdue,
        next_deadline=next((d for d in current.deadlines if d.is_open), None),
        minutes_waiting=current.facts.hours.waiting,
        is_suspended=bool(current.suspended_now),
        ends_on=current.forecast.ends_on,
    )
