"""What must be known to judge bank lines: charges by their communication, what is open, what came in before."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import TypeVar

from sqlmodel import Session, col, select

from portal.models.bank import BankStatement, BankTransaction
from portal.models.refunds import Refund, RefundState, RefundWay
from portal.models.retributie import Charge, Instalment
from portal.services import bank_references, ledger
from portal.settings import Settings

CHUNK = 500  # values in one question: SQLite takes 32,766, and a plan of thousands is slow on both
Same = tuple[str, date, Decimal, str | None, str | None]

T = TypeVar("T")


@dataclass(frozen=True)
class Facts:
    """Everything that decides about a set of lines; `same` are other statements' movements that look like one of them."""

    charges: Mapping[str, Charge] = field(default_factory=dict)
    owed: Mapping[str, Decimal] = field(default_factory=dict)
    paid: Mapping[str, Decimal] = field(default_factory=dict)
    instalments: Mapping[str, tuple[Decimal, ...]] = field(default_factory=dict)
    refunds: dict[str, Decimal] = field(default_factory=dict)
    same: Mapping[Same, frozenset[str]] = field(default_factory=dict)
    payout_accounts: frozenset[str] = frozenset()
    payout_names: tuple[str, ...] = ()

    def looks_like_payout(self, name: str) -> bool:
        """Say whether a name is that of the payment provider. Anybody can have a name: it only asks for a look."""
        return any(part in name.casefold() for part in self.payout_names)


def same_of(line: BankTransaction, account_iban: str) -> Same:
    """Return what two lines have in common when they may be one movement."""
    return (account_iban, line.booked_on, line.amount, line.ogm, line.payer_iban)


def in_chunks(values: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """Give values in lists of a size."""
    left = iter(values)
    while chunk := list(islice(left, size)):
        yield chunk


def references_of(line: BankTransaction) -> set[str]:
    """Return the communications that a line names, in the structured field or in its text."""
    named = {one.digits for one in bank_references.written_in(line.message) if one.is_valid}
    return named | ({line.ogm} if line.ogm else set())


def charges_by_ogm(session: Session, ogms: Iterable[str]) -> dict[str, Charge]:
    """Return the charges with these communications."""
    found: dict[str, Charge] = {}
    for chunk in in_chunks(sorted(set(ogms))):
        for charge in session.exec(select(Charge).where(col(Charge.ogm).in_(chunk))).all():
            found[charge.ogm] = charge
    return found


def gather(
    session: Session, lines: Sequence[BankTransaction], accounts: Mapping[str, str], chosen: Settings
) -> Facts:
    """Ask everything that decides about these lines. Lock the books of the charges first, or decide only to show."""
    charges = charges_by_ogm(session, (ogm for line in lines for ogm in references_of(line)))
    standing = [
        balance for chunk in in_chunks(charges.values()) for balance in ledger.balances(session, chunk)
    ]
    return Facts(
        charges=charges,
        owed={balance.charge.id: balance.owed for balance in standing},
        paid={balance.charge.id: balance.paid for balance in standing},
        instalments=_instalments(session, [charge.id for charge in charges.values()]),
        refunds=_ordered_refunds(session, lines),
        same=_same(session, lines, accounts),
        payout_accounts=frozenset(
            account.replace(" ", "").upper() for account in _listed(chosen.payout_accounts)
        ),
        payout_names=tuple(name.casefold() for name in _listed(chosen.payout_names)),
    )


def _instalments(session: Session, charge_ids: Sequence[str]) -> dict[str, tuple[Decimal, ...]]:
    parts: dict[str, list[Decimal]] = defaultdict(list)
    for chunk in in_chunks(charge_ids):
        asked = (
            select(Instalment).where(col(Instalment.charge_id).in_(chunk)).order_by(col(Instalment.number))
        )
        for part in session.exec(asked).all():
            parts[part.charge_id].append(part.amount)
    return {charge_id: tuple(amounts) for charge_id, amounts in parts.items()}


def _ordered_refunds(session: Session, lines: Sequence[BankTransaction]) -> dict[str, Decimal]:
    ids = {(line.end_to_end or "")[:32] for line in lines if line.amount < 0} - {""}
    found: dict[str, Decimal] = {}
    for chunk in in_chunks(sorted(ids)):
        seen = select(col(BankTransaction.refund_id)).where(col(BankTransaction.refund_id).in_(chunk))
        asked = select(Refund).where(
            col(Refund.id).in_(chunk),
            Refund.state == RefundState.ORDERED,
            Refund.way == RefundWay.SEPA,
            col(Refund.id).not_in(seen),
        )
        found |= {refund.id: refund.amount for refund in session.exec(asked).all()}
    return found


def _same(
    session: Session, lines: Sequence[BankTransaction], accounts: Mapping[str, str]
) -> dict[Same, frozenset[str]]:
    """Find the movements that look like a line. Only lines with a structured communication could book by themselves."""
    wanted = {same_of(line, accounts[line.statement_id]) for line in lines if line.ogm and line.amount > 0}
    found: dict[Same, set[str]] = defaultdict(set)
    for chunk in in_chunks(sorted({ogm for *_, ogm, _iban in wanted if ogm})):
        asked = (
            select(BankTransaction, BankStatement.account_iban)
            .join(BankStatement, col(BankStatement.id) == col(BankTransaction.statement_id))
            .where(col(BankTransaction.ogm).in_(chunk))
        )
        for line, account_iban in session.exec(asked).all():
            same = same_of(line, account_iban)
            if same in wanted:
                found[same].add(line.statement_id)
    return {same: frozenset(statements) for same, statements in found.items()}


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]
