"""What a person decides about a bank line: book it, split it, keep it as credit, set it aside, undo that.

The line is locked first: of two people at once the second is told that it was decided already. Every entry in the ledger
carries a key of the line and of how often it was decided, so that a repeated click books nothing.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlmodel import Session, col, select

from portal.errors import NotFound, OutsideRules, WrongState
from portal.models.bank import AsideReason, BankTransaction, DoubtReason, TransactionState
from portal.models.retributie import Charge, EntryKind, LedgerEntry
from portal.services import audit, ledger, permissions
from portal.services.bank_booking import BANK_TRANSFER, origin_of
from portal.services.permissions import Action, Actor

UNDONE = "bank-undone"  # the reason in the ledger
UNDOABLE = frozenset({TransactionState.BOOKED, TransactionState.SET_ASIDE, TransactionState.PAYOUT})
ZERO = Decimal("0.00")


@dataclass(frozen=True)
class Part:
    """A share of a line: for a charge, or, without one, to somebody's credit."""

    amount: Decimal
    charge_id: str | None = None
    person_id: str | None = None


def book_on_charge(
    session: Session, *, actor: Actor, transaction_id: str, charge_id: str, now: datetime
) -> BankTransaction:
    """Book a line whole for one charge; what is more than is owed stays to the person's credit.

    Raises:
        NotAllowed: the actor may not book.
        NotFound: no such line or charge.
        WrongState: it was decided already.
        OutsideRules: it brought no money in.
    """
    permissions.require(actor, Action.LEDGER_BOOK)
    amount = _the(session, transaction_id).amount
    parts = [Part(amount, charge_id=charge_id)]
    return book(session, actor=actor, transaction_id=transaction_id, parts=parts, now=now)


def book(
    session: Session, *, actor: Actor, transaction_id: str, parts: Sequence[Part], now: datetime
) -> BankTransaction:
    """Book a line in parts that add up to it; they may be of several people.

    Raises:
        NotAllowed: the actor may not book.
        NotFound: no such line, charge or person.
        WrongState: it was decided already.
        OutsideRules: it brought no money in, or the parts do not add up to it.
    """
    permissions.require(actor, Action.LEDGER_BOOK)
    line = _claimed(session, transaction_id, {TransactionState.DOUBT})
    if line.amount <= 0:
        raise OutsideRules("no-money-in")
    if any(part.amount <= 0 for part in parts) or sum(part.amount for part in parts) != line.amount:
        raise OutsideRules("parts-do-not-add-up")
    for person_id, own in sorted(_by_person(session, parts).items()):
        _book_for(session, line, person_id, own, actor=actor, now=now)
    _decided(line, TransactionState.BOOKED, actor=actor, now=now)
    kind = "bank.split" if len(parts) > 1 else "bank.booked"
    _write_down(session, line, kind, actor=actor, now=now, parts=len(parts), amount=str(line.amount))
    return line


def set_aside(
    session: Session, *, actor: Actor, transaction_id: str, reason: AsideReason, now: datetime
) -> BankTransaction:
    """Say that a line is no payment of somebody, and why.

    Raises:
        NotAllowed: the actor may not book.
        NotFound: no such line.
        WrongState: it was decided already.
    """
    permissions.require(actor, Action.LEDGER_BOOK)
    line = _claimed(session, transaction_id, {TransactionState.DOUBT})
    is_payout = reason is AsideReason.PROVIDER_PAYOUT and line.amount > 0
    line.aside = reason
    _decided(line, TransactionState.PAYOUT if is_payout else TransactionState.SET_ASIDE, actor=actor, now=now)
    _write_down(session, line, "bank.set_aside", actor=actor, now=now, reason=reason.value)
    return line


def undo(session: Session, *, actor: Actor, transaction_id: str, now: datetime) -> BankTransaction:
    """Undo what became of a line: what it booked is corrected, and it is a doubt again. A repeated click changes nothing.

    Raises:
        NotAllowed: the actor may not book.
        NotFound: no such line.
        WrongState: there is nothing to undo.
        OutsideRules: the money was given back already.
    """
    permissions.require(actor, Action.LEDGER_BOOK)
    line = _claimed(session, transaction_id, UNDOABLE | {TransactionState.DOUBT})
    if line.state is TransactionState.DOUBT:
        if line.doubt is DoubtReason.UNDONE:
            return line
        raise WrongState("bank-transaction", line.state.value)
    if (
        line.refund_id is not None
    ):  # a refund ended with this line: services/refund_statements.py lists it anew
        raise WrongState("bank-transaction", line.state.value)
    for person_id, numbers in sorted(_standing(session, line).items()):
        person_book = ledger.open_book(
            session, person_id=person_id, now=now, actor_id=actor.person_id or None
        )
        for number in numbers:
            person_book.undo(number, UNDONE)
    before = line.state
    line.aside = None
    _decided(line, TransactionState.DOUBT, actor=actor, now=now)
    line.doubt = DoubtReason.UNDONE
    _write_down(session, line, "bank.undone", actor=actor, now=now, was=before.value)
    return line


def _the(session: Session, transaction_id: str) -> BankTransaction:
    line = session.get(BankTransaction, transaction_id)
    if line is None:
        raise NotFound("bank-transaction")
    return line


def _claimed(session: Session, transaction_id: str, states: Collection[TransactionState]) -> BankTransaction:
    """Return the line, locked; whoever comes second waits here and then sees what was decided."""
    line = session.exec(
        select(BankTransaction)
        .where(BankTransaction.id == transaction_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()
    if line is None:
        raise NotFound("bank-transaction")
    if line.state not in states:
        raise WrongState("bank-transaction", line.state.value)
    return line


def _by_person(session: Session, parts: Sequence[Part]) -> dict[str, list[Part]]:
    found: dict[str, list[Part]] = defaultdict(list)
    for part in parts:
        person_id = part.person_id
        if part.charge_id is not None:
            charge = session.get(Charge, part.charge_id)
            if charge is None:
                raise NotFound("charge")
            person_id = charge.person_id
        if person_id is None:
            raise NotFound("person")
        found[person_id].append(part)
    return found


def _book_for(
    session: Session,
    line: BankTransaction,
    person_id: str,
    parts: Sequence[Part],
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Receive somebody's share, and pay the charges with it as far as they are owed."""
    person_book = ledger.open_book(session, person_id=person_id, now=now, actor_id=actor.person_id or None)
    origin = origin_of(line, BANK_TRANSFER, f":{person_id}")
    person_book.receive(sum((part.amount for part in parts), ZERO), origin)
    for charge_id in dict.fromkeys(part.charge_id for part in parts if part.charge_id):
        wanted = sum((part.amount for part in parts if part.charge_id == charge_id), ZERO)
        amount = min(wanted, person_book.balance(charge_id).owed, person_book.credit())
        if amount > 0:
            person_book.allocate(charge_id, amount, replace(origin, key=f"{origin.key}:for:{charge_id}"))


def _standing(session: Session, line: BankTransaction) -> dict[str, list[int]]:
    """Return what the line booked and was not undone: of each person the allocations first, then the payment."""
    undone = select(col(LedgerEntry.corrects)).where(col(LedgerEntry.corrects).is_not(None))
    entries = session.exec(
        select(LedgerEntry)
        .where(
            LedgerEntry.transaction_id == line.id,
            col(LedgerEntry.kind).in_([EntryKind.ALLOCATION, EntryKind.PAYMENT]),
            col(LedgerEntry.number).not_in(undone),
        )
        .order_by(col(LedgerEntry.number).desc())
    ).all()
    found: dict[str, list[int]] = defaultdict(list)
    for entry in sorted(entries, key=lambda one: one.kind is EntryKind.PAYMENT):
        found[entry.person_id].append(entry.number or 0)
    return found


def _decided(line: BankTransaction, state: TransactionState, *, actor: Actor, now: datetime) -> None:
    line.state = state
    line.doubt = None
    line.decisions += 1
    line.decided_by = actor.person_id or None
    line.decided_at = now


def _write_down(
    session: Session, line: BankTransaction, action: str, *, actor: Actor, now: datetime, **facts: Any
) -> None:
    session.flush()
    audit.record(
        session,
        actor_id=actor.person_id or None,
        action=action,
        subject=f"bank-transaction:{line.id}",
        facts=facts,
        now=now,
    )
