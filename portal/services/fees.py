"""What somebody's track costs, as they see it themselves, and as those see it who guide them or keep the books."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Session, col, select

from portal.clock import BRUSSELS
from portal.errors import NotFound
from portal.models.contracts import ContractState, Inburgeringscontract
from portal.models.people import Agency, Person
from portal.models.retributie import Charge, FeeExemption
from portal.services import audit, charging, instalments, ledger, permissions, pip_rows, rules
from portal.services.fee_kinds import (
    FeeBeforeStartRule,
    FeeCeilingRule,
    FeeFreeRule,
    FeeGround,
    FeeItemRule,
    FeePayee,
)
from portal.services.instalments import OpenPart
from portal.services.ledger import Account, Balance
from portal.services.permissions import Action, Actor, Target
from portal.services.rule_kinds import Region

VIEWED = "account.viewed"


class FeeStanding(StrEnum):
    """What somebody most wants to know: must I pay something now?"""

    NO_CONTRACT = "no-contract"
    DUE = "due"
    FREE = "free"
    EXEMPT = "exempt"
    PAID = "paid"
    NOTHING_YET = "nothing-yet"


@dataclass(frozen=True)
class FeeContract:
    """The contract that counts now, as far as money goes."""

    id: str
    state: ContractState
    agency: Agency
    nis_code: str
    signed_on: date | None
    runs: bool


@dataclass(frozen=True)
class DueCharge:
    """Something that is owed, in the parts that were agreed; `part` is what comes first."""

    balance: Balance
    part: OpenPart
    parts: tuple[OpenPart, ...]

    @property
    def charge(self) -> Charge:
        """Return the charge."""
        return self.balance.charge


@dataclass(frozen=True)
class GrantedExemption:
    """An exemption with the name of who decided; `runs`: it holds today or will, and was not withdrawn."""

    id: str
    ground: FeeGround
    rule_id: str
    proof_seen_on: date
    valid_from: date
    valid_to: date | None
    decided_by: str
    decided_at: datetime
    withdrawn_at: datetime | None
    runs: bool


@dataclass(frozen=True)
class FeeRulesShown:
    """The rules that hold for somebody today, also before anything is charged."""

    region: Region
    free: FeeFreeRule | None
    free_parts: FeeFreeRule | None
    agency: tuple[FeeItemRule, ...]
    school: tuple[FeeItemRule, ...]
    school_ceiling: FeeCeilingRule | None
    before_start: FeeBeforeStartRule | None


@dataclass(frozen=True)
class FeeView:
    """Somebody's costs. `rules` is None without a contract."""

    person_id: str
    given_name: str
    family_name: str
    today: date
    account: Account
    dues: tuple[DueCharge, ...]
    contract: FeeContract | None = None
    rules: FeeRulesShown | None = None
    exemptions: tuple[GrantedExemption, ...] = ()

    @property
    def standing(self) -> FeeStanding:
        """Return what matters most."""
        if self.dues:
            return FeeStanding.DUE
        if any(exemption.runs for exemption in self.exemptions):
            return FeeStanding.EXEMPT
        if any(balance.paid for balance in self.account.charges):
            return FeeStanding.PAID
        if self.contract is None or self.rules is None:
            return FeeStanding.NO_CONTRACT
        return FeeStanding.FREE if self.rules.free is not None else FeeStanding.NOTHING_YET


def open_account(session: Session, *, actor: Actor, person_id: str, now: datetime) -> FeeView:
    """Return what somebody's track costs, what is due, paid and exempt, and why.

    Who reads it as finance leaves an entry, once an hour, and so needs a transaction that may write. Who guides the
    person left one when they opened the plan that it stands beside.

    Raises:
        NotAllowed: it is neither one's own, nor of somebody one guides, nor does one work for finance.
        NotFound: there is no such person.
    """
    owner = pip_rows.owner(session, person_id)
    contract = owner.contract if owner else None
    target = Target(person_id, contract.trajectbegeleider_id if contract else None)
    permissions.require(actor, Action.RETRIBUTIE_VIEW, target)
    if owner is None:
        raise NotFound("person")
    if actor.person_id not in {person_id, target.assignee_id}:
        _write_down_look(session, actor, person_id, now)
    today = now.astimezone(BRUSSELS).date()
    account = ledger.account_of(session, person_id=person_id)
    counting = session.get(Inburgeringscontract, contract.id) if contract else None
    return FeeView(
        person_id=person_id,
        given_name=owner.given_name,
        family_name=owner.family_name,
        today=today,
        account=account,
        dues=_dues(session, account.charges),
        contract=_contract(counting) if counting else None,
        rules=_rules(counting, today) if counting else None,
        exemptions=_exemptions(session, person_id, today),
    )


def _write_down_look(session: Session, actor: Actor, person_id: str, now: datetime) -> None:
    who, what, this_hour = (
        actor.person_id,
        f"account:{person_id}",
        now.replace(minute=0, second=0, microsecond=0),
    )
    if not audit.was_recorded(session, actor_id=who, action=VIEWED, subject=what, since=this_hour):
        audit.record(session, actor_id=who, action=VIEWED, subject=what, owner_id=person_id, now=now)


def due_now(session: Session, *, actor: Actor, person_id: str) -> tuple[DueCharge, ...]:
    """Return what somebody must still pay, what is due first in front.

    Raises:
        NotAllowed: it is not one's own, and one may not see it otherwise.
    """
    permissions.require(actor, Action.RETRIBUTIE_VIEW, Target(person_id))
    charges = session.exec(select(Charge).where(Charge.person_id == person_id)).all()
    return _dues(session, ledger.balances(session, charges))


def _dues(session: Session, balances: Sequence[Balance]) -> tuple[DueCharge, ...]:
    owing = [balance for balance in balances if balance.owed > 0]
    plans = instalments.of_charges(session, [balance.charge.id for balance in owing])
    found = []
    for balance in owing:
        parts = instalments.open_parts(balance, plans.get(balance.charge.id, ()))
        found.append(DueCharge(balance, next(part for part in parts if part.left > 0), parts))
    return tuple(sorted(found, key=lambda due: (due.part.due_on, due.charge.item, due.charge.id)))


def _contract(contract: Inburgeringscontract) -> FeeContract:
    return FeeContract(
        id=contract.id,
        state=contract.state,
        agency=contract.agency,
        nis_code=contract.nis_code,
        signed_on=contract.signed_on,
        runs=contract.state in pip_rows.RUNNING,
    )


def _rules(contract: Inburgeringscontract, today: date) -> FeeRulesShown:
    known = charging.rules_of(contract, today)
    school = known.of_payee(FeePayee.SCHOOL, today)
    return FeeRulesShown(
        region=rules.region_of(contract.agency),
        free=known.free(today),
        free_parts=known.free_parts(today),
        agency=known.of_payee(FeePayee.AGENCY, today),
        school=school,
        school_ceiling=known.ceiling(school[0].item, 1, today) if school else None,
        before_start=known.before_start(today),
    )


def _exemptions(session: Session, person_id: str, today: date) -> tuple[GrantedExemption, ...]:
    rows = session.exec(
        select(FeeExemption, Person.given_name, Person.family_name)
        .join(Person, col(Person.id) == col(FeeExemption.decided_by))
        .where(FeeExemption.person_id == person_id)
        .order_by(col(FeeExemption.decided_at).desc(), col(FeeExemption.id))
    ).all()
    return tuple(
        GrantedExemption(
            id=row.id, ground=FeeGround(row.ground), rule_id=row.rule_id, proof_seen_on=row.proof_seen_on,
            valid_from=row.valid_from, valid_to=row.valid_to, decided_by=f"{given} {family}", decided_at=row.decided_at,
            withdrawn_at=row.withdrawn_at, runs=row.withdrawn_at is None and today <= (row.valid_to or date.max),
        )
        for row, given, family in rows
    )  # fmt: skip
