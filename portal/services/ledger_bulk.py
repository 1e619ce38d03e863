"""Many payments at once, each written as `Book.receive` and `Book.allocate` would write it.

A statement of thousands of lines asks the database a few times instead of ten times a line.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session, SQLModel, col, select

from portal.errors import NotFound, OutsideRules
from portal.models.retributie import Charge, EntryKind, LedgerEntry
from portal.services import audit, ledger
from portal.services.bank_facts import in_chunks
from portal.services.ledger import Origin

_ENTRIES = SQLModel.metadata.tables["ledger_entry"]


@dataclass(frozen=True)
class Paid:
    """Money that came in for one charge."""

    person_id: str
    charge_id: str
    amount: Decimal
    origin: Origin


def pay_many(session: Session, *, paid: Sequence[Paid], now: datetime) -> int:
    """Receive each amount and pay its charge with it; what was booked before is left out. Returns how many were new.

    The caller has locked the books of everybody in it.

    Raises:
        NotFound: a charge is not of that person.
        OutsideRules: more than is owed on a charge.
    """
    known = _known_keys(session, [one.origin.key for one in paid])
    new = [one for one in paid if one.origin.key not in known]
    _check_owed(session, new)
    rows = [row for one in new for row in _rows(one, now)]
    for chunk in in_chunks(rows):
        session.execute(
            insert(_ENTRIES), chunk
        )  # the table: of the class, each row would be a statement of its own
        numbers = _numbers(session, [row["key"] for row in chunk])
        acts = [_act(numbers[row["key"]], row) for row in chunk]
        audit.record_many(session, actor_id=None, acts=acts, now=now)
    return len(new)


def _known_keys(session: Session, keys: Sequence[str]) -> set[str]:
    known: set[str] = set()
    for chunk in in_chunks(keys):
        known |= set(session.exec(select(LedgerEntry.key).where(col(LedgerEntry.key).in_(chunk))).all())
    return known


def _numbers(session: Session, keys: Sequence[str]) -> dict[str, int]:
    """Return the numbers of entries: asked afterwards, because SQLite gives numbers back for one row at a time."""
    asked = select(LedgerEntry.key, col(LedgerEntry.number)).where(col(LedgerEntry.key).in_(keys))
    return {key: number or 0 for key, number in session.exec(asked).all()}


def _check_owed(session: Session, paid: Sequence[Paid]) -> None:
    ids = {one.charge_id for one in paid}
    charges = [
        charge
        for chunk in in_chunks(sorted(ids))
        for charge in session.exec(select(Charge).where(col(Charge.id).in_(chunk))).all()
    ]
    owners = {charge.id: charge.person_id for charge in charges}
    owed = {
        balance.charge.id: balance.owed
        for chunk in in_chunks(charges)
        for balance in ledger.balances(session, chunk)
    }
    for one in paid:
        if owners.get(one.charge_id) != one.person_id:
            raise NotFound("charge")
        owed[one.charge_id] -= one.amount
        if owed[one.charge_id] < 0:
            raise OutsideRules("more-than-owed")
        if one.amount <= 0:
            raise OutsideRules("no-amount")


def _rows(one: Paid, now: datetime) -> Iterator[dict[str, Any]]:
    origin = one.origin
    yield _row(EntryKind.PAYMENT, one, origin, None, now)
    paying = replace(origin, key=f"{origin.key}:for:{one.charge_id}")
    yield _row(EntryKind.ALLOCATION, one, paying, one.charge_id, now)


def _row(kind: EntryKind, one: Paid, origin: Origin, charge_id: str | None, now: datetime) -> dict[str, Any]:
    return {
        "person_id": one.person_id, "kind": kind, "acts_as": kind, "amount": one.amount, "charge_id": charge_id,
        "corrects": None, "source": origin.source, "key": origin.key, "reason": origin.reason, "booked_on": origin.booked_on,
        "at": now, "actor_id": None, "exemption_id": origin.exemption_id, "payment_id": origin.payment_id,
        "transaction_id": origin.transaction_id, "refund_id": origin.refund_id,
    }  # fmt: skip


def _act(number: int, row: dict[str, Any]) -> audit.Act:
    kind = row["kind"].value
    facts = {"kind": kind, "acts_as": kind, "amount": str(row["amount"]), "reason": row["reason"]}
    return audit.Act("ledger.booked", f"entry:{number}", row["person_id"], facts)
