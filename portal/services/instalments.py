"""Paying in parts: a plan that adds up to the cent, agreed by a trajectbegeleider or finance."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise

from sqlmodel import Session, col, select

from portal.errors import NotFound, OutsideRules, WrongState
from portal.models.contracts import Inburgeringscontract
from portal.models.retributie import Charge, Instalment
from portal.services import audit, fee_rules, ledger, permissions, rules
from portal.services.fee_kinds import FeeInstalmentsRule
from portal.services.ledger import ZERO, Balance
from portal.services.permissions import Action, Actor, Target
from portal.services.terms import add_months

CENT = Decimal("0.01")


@dataclass(frozen=True)
class InstalmentPart:
    """One part of a plan: so much, by this day."""

    amount: Decimal
    due_on: date


@dataclass(frozen=True)
class OpenPart:
    """How a part of a plan stands: `left` is what is still to be paid of it."""

    number: int
    amount: Decimal
    due_on: date
    left: Decimal


def suggest(amount: Decimal, *, parts: int, first_on: date) -> tuple[InstalmentPart, ...]:
    """Divide an amount over months as evenly as cents allow; the first parts carry the odd cents."""
    cents = int(amount / CENT)
    each, odd = divmod(cents, parts)
    return tuple(
        InstalmentPart((each + (number < odd)) * CENT, add_months(first_on, number))
        for number in range(parts)
    )


def agree(
    session: Session, *, actor: Actor, charge_id: str, parts: Sequence[InstalmentPart], now: datetime
) -> tuple[Instalment, ...]:
    """Agree that a charge is paid in these parts; a new plan takes the place of the old one.

    Raises:
        NotFound: there is no such charge.
        NotAllowed: the actor neither guides this person nor works for finance.
        WrongState: nothing is owed on it any more.
        OutsideRules: the parts do not add up, are too many or too late, or their days are out of order.
    """
    charge = session.get(Charge, charge_id)
    contract = session.get(Inburgeringscontract, charge.contract_id) if charge else None
    guide = contract.trajectbegeleider_id if contract else actor.person_id
    owner = Target(charge.person_id if charge else None, guide)
    permissions.require(actor, Action.RETRIBUTIE_INSTALMENTS, owner)
    if charge is None or contract is None:
        raise NotFound("charge")
    book = ledger.open_book(session, person_id=charge.person_id, now=now, actor_id=actor.person_id)
    balance = book.balance(charge_id)
    if balance.owed <= 0:
        raise WrongState("charge", "settled")
    region = rules.region_of(contract.agency)
    _check(parts, balance, fee_rules.instalments(rules.rulebook(), book.today(), region), book.today())
    old = of_charges(session, [charge_id]).get(charge_id, ())
    if [(row.amount, row.due_on) for row in old] == [(part.amount, part.due_on) for part in parts]:
        return old
    for row in old:
        session.delete(row)
    session.flush()
    rows = tuple(
        Instalment(
            charge_id=charge_id, number=number, amount=part.amount, due_on=part.due_on, agreed_by=actor.person_id, agreed_at=now
        )
        for number, part in enumerate(parts, start=1)
    )  # fmt: skip
    session.add_all(rows)
    session.flush()
    audit.record(
        session,
        actor_id=actor.person_id or None,
        action="instalments.agreed",
        subject=f"charge:{charge_id}",
        owner_id=charge.person_id,
        facts={"parts": [f"{part.due_on.isoformat()} {part.amount}" for part in parts]},
        now=now,
    )
    return rows


def of_charges(session: Session, charge_ids: Sequence[str]) -> dict[str, tuple[Instalment, ...]]:
    """Return the plans of charges, by charge; a charge that is paid at once has none."""
    found: dict[str, tuple[Instalment, ...]] = {}
    if not charge_ids:
        return found
    rows = session.exec(
        select(Instalment)
        .where(col(Instalment.charge_id).in_(charge_ids))
        .order_by(col(Instalment.charge_id), col(Instalment.number))
    ).all()
    for row in rows:
        found[row.charge_id] = (*found.get(row.charge_id, ()), row)
    return found


def open_parts(balance: Balance, plan: Sequence[Instalment]) -> tuple[OpenPart, ...]:
    """Return how the parts of a charge stand; what was paid or exempted counts for the first parts.

    Without a plan there is one part: all of it, by the day of the charge.
    """
    if not plan:
        return (OpenPart(1, balance.charge.amount, balance.charge.due_on, balance.owed),)
    covered = sum((row.amount for row in plan), ZERO) - balance.owed
    parts = []
    for row in plan:
        taken = max(ZERO, min(row.amount, covered))
        covered -= taken
        parts.append(OpenPart(row.number, row.amount, row.due_on, row.amount - taken))
    if covered < 0:  # more is owed than was agreed: an exemption was withdrawn after the plan
        last = parts[-1]
        parts[-1] = OpenPart(last.number, last.amount, last.due_on, last.left - covered)
    return tuple(parts)


def next_part(balance: Balance, plan: Sequence[Instalment]) -> OpenPart | None:
    """Return what is to be paid first; None when nothing is owed."""
    return next((part for part in open_parts(balance, plan) if part.left > 0), None)


def _check(
    parts: Sequence[InstalmentPart], balance: Balance, rule: FeeInstalmentsRule | None, today: date
) -> None:
    if rule is None:
        raise OutsideRules("no-instalments")
    if not 1 < len(parts) <= rule.most_parts:
        raise OutsideRules("too-many-parts", rule.id)
    if any(part.amount <= 0 for part in parts):
        raise OutsideRules("no-amount", rule.id)
    if sum((part.amount for part in parts), ZERO) != balance.charged - balance.exempted:
        raise OutsideRules("parts-do-not-add-up", rule.id)
    if parts[0].due_on < today or any(later.due_on <= earlier.due_on for earlier, later in pairwise(parts)):
        raise OutsideRules("days-out-of-order", rule.id)
    if parts[-1].due_on > add_months(today, rule.most_months):
        raise OutsideRules("too-long", rule.id)
