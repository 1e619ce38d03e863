"""What every change of a contract and its plan shares: the right to it, the lock, the next version, the trace."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, select

from portal.clock import BRUSSELS
from portal.errors import OutsideRules, WrongState
from portal.models.contracts import Inburgeringscontract
from portal.models.people import Person
from portal.models.pips import Pip
from portal.services import audit, charging, contract_locks, pip_rows, plan, rules
from portal.services.permissions import Action, Actor


@dataclass(frozen=True)
class Act:
    """Somebody changing a contract that is locked for them."""

    session: Session
    actor: Actor
    contract: Inburgeringscontract
    now: datetime

    def plan(self) -> plan.Plan:
        """Return the plan as it stands in this transaction."""
        self.session.flush()
        person = self.session.get_one(Person, self.contract.person_id)
        owner = pip_rows.Owner(person.id, person.given_name, person.family_name, self.contract)
        stored = pip_rows.stored(self.session, [owner], now=self.now)[self.contract.id]
        return plan.build(stored.facts, rules.rulebook(), today=self.now.astimezone(BRUSSELS).date())

    def pip(self) -> Pip:
        """Return the plan's own row."""
        return self.session.exec(select(Pip).where(Pip.contract_id == self.contract.id)).one()

    def touch(self) -> Pip:
        """Give the plan its next version number."""
        self.session.flush()
        pip = self.pip()
        pip.version += 1
        pip.changed_at = self.now
        self.session.add(pip)
        self.session.flush()
        return pip

    def write_down(self, action: str, **facts: str | int | list[str] | None) -> None:
        """Append the act to the audit trail."""
        audit.record(
            self.session,
            actor_id=self.actor.person_id or None,
            action=action,
            subject=f"contract:{self.contract.id}",
            owner_id=self.contract.person_id,
            facts=facts,
            now=self.now,
        )

    def follow(self) -> None:
        """Charge what is now planned, and withdraw what no longer is."""
        charging.follow_plan(
            self.session, contract_id=self.contract.id, now=self.now, actor_id=self.actor.person_id or None
        )

    def must_run(self) -> None:
        """Refuse a change to a track that is over.

        Raises:
            WrongState: it is completed or ended.
        """
        if self.contract.state not in pip_rows.RUNNING:
            raise WrongState("contract", self.contract.state.value)

    def not_in_future(self, day: date) -> None:
        """Refuse to write down as done what has not happened.

        Raises:
            OutsideRules: the day comes after today.
        """
        not_in_future(day, self.now)


def begin(session: Session, *, actor: Actor, contract_id: str, now: datetime) -> Act:
    """Lock a contract for changing, when the actor guides its owner.

    Raises:
        NotFound: there is no such contract.
        NotAllowed: the actor does not guide this person.
    """
    contract = contract_locks.lock_guided(
        session, actor=actor, contract_id=contract_id, action=Action.PIP_CHANGE
    )
    return Act(session, actor, contract, now)


def not_in_future(day: date, now: datetime) -> None:
    """Refuse a day that has not come in Brussels.

    Raises:
        OutsideRules: the day comes after today.
    """
    if day > now.astimezone(BRUSSELS).date():
        raise OutsideRules("in-the-future")
