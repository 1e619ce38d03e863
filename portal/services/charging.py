"""What a track costs follows from its plan: a planned course or test is charged once, a cancelled one is withdrawn.

`follow_plan` compares what is planned with what is charged, and books the difference. Acts on a plan call it in their own
transaction; a job calls it for the contracts of which something was missed. What was charged keeps its amount.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import func
from sqlmodel import Session, col, select

from portal.errors import NotFound
from portal.models.contracts import ContractState, Inburgeringscontract
from portal.models.retributie import Charge, EntryKind, EntrySource, FeeItem, LedgerEntry
from portal.services import audit, contract_locks, fee_exemptions, ledger, ogm, rules
from portal.services.fee_kinds import FeeItemRule, FeePayee
from portal.services.fee_plan import Occasion, planned_of
from portal.services.fee_rules import FeeRules
from portal.services.ledger import Balance, Book, Origin
from portal.settings import settings

COURSE_PLANNED, TEST_PLANNED = "course-planned", "test-planned"
WITHDRAWN, FROM_CREDIT = "planning-withdrawn", "paid-from-credit"
CHARGED = (FeeItem.MO_COURSE, FeeItem.MO_TEST)


@dataclass(frozen=True)
class Followed:
    """What following a plan changed."""

    charged: tuple[Charge, ...] = ()
    withdrawn: tuple[Charge, ...] = ()


def follow_plan(
    session: Session, *, contract_id: str, now: datetime, actor_id: str | None = None
) -> Followed:
    """Charge what is planned and not charged, withdraw what is charged and no longer planned; again it does nothing.

    The caller has asked the permission matrix, or is the system itself.

    Raises:
        NotFound: there is no such contract.
    """
    contract = contract_locks.lock(session, contract_id)
    if contract is None:
        raise NotFound("contract")
    planned = {(o.item, o.attempt): o for o in planned_of(session, [contract])[contract_id].occasions()}
    charges = _charges(session, contract_id)
    if contract.signed_on is None or not (planned or charges):
        return Followed()
    book = ledger.open_book(session, person_id=contract.person_id, now=now, actor_id=actor_id)
    standing = {
        (b.charge.item, b.charge.attempt): b for b in ledger.balances(session, charges) if b.charged > 0
    }
    gone = [balance for key, balance in standing.items() if key not in planned]
    for balance in gone:
        _withdraw(book, balance.charge)
    for key in standing.keys() & planned.keys():
        _move(book, standing[key].charge, contract, planned[key])
    kept = [balance for key, balance in standing.items() if key in planned]
    new = _charge_missing(book, contract, planned.values(), kept) if _charges_now(contract) else ()
    return Followed(charged=tuple(new), withdrawn=tuple(balance.charge for balance in gone))


def behind(session: Session, *, today: date) -> tuple[str, ...]:
    """Return the contracts whose charges do not fit their plan; so many queries, however many contracts there are.

    It may name one too many (a ceiling that leaves nothing to charge), never one too few.
    """
    running = session.exec(
        select(Inburgeringscontract).where(Inburgeringscontract.state == ContractState.SIGNED)
    ).all()
    plans = planned_of(session, running) if running else {}
    standing = _standing_of_many(session)
    first_day = settings().charging_from or date.min
    found = []
    for contract in running:
        occasions = plans[contract.id].occasions()
        planned = {(one.item, one.attempt) for one in occasions}
        known = rules_of(contract, today)
        asked = {
            (one.item, one.attempt)
            for one in occasions
            if one.starts_on >= first_day and _asked(known, one, today) is not None
        }
        if asked - standing[contract.id] or standing[contract.id] - planned:
            found.append(contract.id)
    return tuple(sorted(found))


def rules_of(contract: Inburgeringscontract, today: date) -> FeeRules:
    """Return the rules about money that hold for a contract; before it is signed those that would hold today."""
    return FeeRules(rules.rulebook(), rules.region_of(contract.agency), contract.signed_on or today)


def _charges(session: Session, contract_id: str) -> Sequence[Charge]:
    wanted = select(Charge).where(Charge.contract_id == contract_id, col(Charge.item).in_(CHARGED))
    return session.exec(wanted.order_by(col(Charge.charged_on), col(Charge.id))).all()


def _standing_of_many(session: Session) -> defaultdict[str, set[tuple[FeeItem, int]]]:
    found: defaultdict[str, set[tuple[FeeItem, int]]] = defaultdict(set)
    rows = session.exec(
        select(Charge.contract_id, Charge.item, Charge.attempt)
        .join(LedgerEntry, col(LedgerEntry.charge_id) == Charge.id)
        .where(LedgerEntry.acts_as == EntryKind.CHARGE, col(Charge.item).in_(CHARGED))
        .group_by(col(Charge.id))
        .having(func.sum(col(LedgerEntry.amount)) > 0)
    )
    for contract_id, item, attempt in rows:
        found[contract_id].add((FeeItem(item), attempt))
    return found


def _asked(known: FeeRules, occasion: Occasion, today: date) -> FeeItemRule | None:
    """Return what the rules ask for something that is planned; None: nothing, or nothing for the agency."""
    rule = known.item(occasion.item, occasion.attempt, today)
    return rule if rule is not None and rule.payee is FeePayee.AGENCY else None


def _charges_now(contract: Inburgeringscontract) -> bool:
    return contract.state is ContractState.SIGNED


def _withdraw(book: Book, charge: Charge) -> None:
    entry = book.session.exec(
        select(LedgerEntry).where(LedgerEntry.charge_id == charge.id, LedgerEntry.kind == EntryKind.CHARGE)
    ).one()
    book.undo(entry.number or 0, WITHDRAWN)
    _pay_others_from_credit(book, f"charge:{charge.id}:withdrawn")


def _pay_others_from_credit(book: Book, key: str) -> None:
    """Let what came free pay what is still owed, before anybody is asked for money that they already paid."""
    book.settle_from_credit(Origin(EntrySource.RULE, key, FROM_CREDIT, book.today()))


def _move(book: Book, charge: Charge, contract: Inburgeringscontract, occasion: Occasion) -> None:
    """Give a charge a later day when its course or test moved; an earlier one would come as a surprise."""
    due_on = rules_of(contract, book.today()).due_on(charge.charged_on, occasion.starts_on)
    if due_on <= charge.due_on:
        return
    charge.due_on = due_on
    book.session.add(charge)
    book.session.flush()
    _write_down(book, charge, "charge.moved")


def _charge_missing(
    book: Book, contract: Inburgeringscontract, planned: Iterable[Occasion], standing: Sequence[Balance]
) -> list[Charge]:
    made: list[Charge] = []
    charged = {(b.charge.item, b.charge.attempt): b.charged for b in standing}
    first_day = settings().charging_from or date.min
    for occasion in planned:
        key = (occasion.item, occasion.attempt)
        if key in charged or occasion.starts_on < first_day:
            continue
        known = rules_of(contract, book.today())
        rule = _asked(known, occasion, book.today())
        if rule is None:
            continue
        amount = min(rule.amount, _room(known, occasion, charged, book.today(), rule.amount))
        if amount > 0:
            charged[key] = amount
            made.append(_charge(book, contract, occasion, rule, amount))
    return made


def _room(
    known: FeeRules,
    occasion: Occasion,
    charged: dict[tuple[FeeItem, int], Decimal],
    today: date,
    without: Decimal,
) -> Decimal:
    """Return how much a ceiling still leaves for this; `without` when there is no ceiling."""
    ceiling = known.ceiling(occasion.item, occasion.attempt, today)
    if ceiling is None:
        return without
    return ceiling.amount - sum(amount for key, amount in charged.items() if ceiling.counts(*key))


def _charge(
    book: Book, contract: Inburgeringscontract, occasion: Occasion, rule: FeeItemRule, amount: Decimal
) -> Charge:
    today = book.today()
    same = select(Charge.turn).where(
        Charge.contract_id == contract.id, Charge.item == occasion.item, Charge.attempt == occasion.attempt
    )
    charge = Charge(
        person_id=contract.person_id,
        contract_id=contract.id,
        item=occasion.item,
        attempt=occasion.attempt,
        turn=max(book.session.exec(same).all(), default=0) + 1,
        rule_id=rule.id,
        amount=amount,
        charged_on=today,
        due_on=rules_of(contract, today).due_on(today, occasion.starts_on),
        ogm=_free_ogm(book.session),
    )
    book.session.add(charge)
    book.session.flush()
    book.charge(charge, COURSE_PLANNED if occasion.item is FeeItem.MO_COURSE else TEST_PLANNED)
    _write_down(book, charge, "charge.made")
    fee_exemptions.apply_running(book, contract_id=contract.id, charges=[charge])
    book.settle(Origin(EntrySource.RULE, f"charge:{charge.id}:from-credit", FROM_CREDIT, today), [charge.id])
    return charge


def _free_ogm(session: Session) -> str:
    drawn = ogm.new()
    while session.exec(select(Charge.id).where(Charge.ogm == drawn)).first() is not None:
        drawn = ogm.new()
    return drawn


def _write_down(book: Book, charge: Charge, action: str) -> None:
    audit.record(
        book.session,
        actor_id=book.actor_id,
        action=action,
        subject=f"charge:{charge.id}",
        owner_id=charge.person_id,
        facts={
            "item": charge.item.value,
            "attempt": charge.attempt,
            "amount": str(charge.amount),
            "due": charge.due_on.isoformat(),
            "rule": charge.rule_id,
        },
        now=book.now,
    )
