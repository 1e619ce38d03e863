"""What finance sees of the bank: the lines with where they stand, the files that came in, and the totals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import case, func, or_
from sqlmodel import Session, col, select

from portal.errors import NotFound
from portal.models.audit import AuditEntry
from portal.models.bank import (
    BankFile,
    BankStatement,
    BankTransaction,
    DoubtReason,
    StatementFormat,
    TransactionState,
)
from portal.models.people import Person
from portal.models.retributie import EntryKind, LedgerEntry
from portal.services import permissions
from portal.services.permissions import Action, Actor

ZERO = Decimal("0.00")
OPEN = frozenset({TransactionState.NEW, TransactionState.DOUBT})


@dataclass(frozen=True)
class Wanted:
    """Which lines; None or empty: all."""

    states: frozenset[TransactionState] = OPEN
    doubt: DoubtReason | None = None
    text: str = ""


@dataclass(frozen=True)
class FileLine:
    """A file that came in."""

    id: str
    format: StatementFormat
    imported_at: datetime
    imported_by: str | None
    statements: int
    lines: int
    open_lines: int
    first_on: date | None
    last_on: date | None


@dataclass(frozen=True)
class Decided:
    """Something a person did with a line."""

    at: datetime
    action: str
    by: str | None
    facts: dict[str, str]


@dataclass(frozen=True)
class BankTotals:
    """What the bank says, in euros; all are positive. `in_ledger` is what the book says of the same lines as `booked`."""

    booked: Decimal
    in_ledger: Decimal
    waiting: Decimal
    payouts: Decimal
    refunded: Decimal
    aside_in: Decimal
    aside_out: Decimal
    money_in: Decimal
    money_out: Decimal
    waiting_lines: int

    @property
    def difference(self) -> Decimal:
        """Return what the book has more or less than the bank; it must be zero."""
        return self.in_ledger - self.booked


def lines(
    session: Session, *, actor: Actor, wanted: Wanted, limit: int = 20, offset: int = 0
) -> tuple[BankTransaction, ...]:
    """Return lines, the oldest open ones first; for what is decided, the newest first.

    Raises:
        NotAllowed: the actor may not see finance.
    """
    permissions.require(actor, Action.FINANCE_VIEW)
    oldest_first = bool(wanted.states) and wanted.states <= OPEN
    day = col(BankTransaction.booked_on)
    asked = _filtered(select(BankTransaction), wanted).order_by(
        day if oldest_first else day.desc(), col(BankTransaction.statement_id), col(BankTransaction.position)
    )
    return tuple(session.exec(asked.limit(limit).offset(offset)).all())


def count(session: Session, *, actor: Actor, wanted: Wanted) -> int:
    """Say how many lines there are.

    Raises:
        NotAllowed: the actor may not see finance.
    """
    permissions.require(actor, Action.FINANCE_VIEW)
    return int(session.exec(_filtered(select(func.count(col(BankTransaction.id))), wanted)).one())


def line(session: Session, *, actor: Actor, transaction_id: str) -> BankTransaction:
    """Return one line.

    Raises:
        NotAllowed: the actor may not see finance.
        NotFound: there is no such line.
    """
    permissions.require(actor, Action.FINANCE_VIEW)
    found = session.get(BankTransaction, transaction_id)
    if found is None:
        raise NotFound("bank-transaction")
    return found


def doubt_counts(session: Session, *, actor: Actor) -> dict[DoubtReason, int]:
    """Say how many lines wait for each reason, the most first.

    Raises:
        NotAllowed: the actor may not see finance.
    """
    permissions.require(actor, Action.FINANCE_VIEW)
    number = func.count(col(BankTransaction.id))
    rows = session.exec(
        select(BankTransaction.doubt, number)
        .where(BankTransaction.state == TransactionState.DOUBT)
        .group_by(col(BankTransaction.doubt))
        .order_by(number.desc(), col(BankTransaction.doubt))
    ).all()
    return {DoubtReason(reason): counted for reason, counted in rows if reason is not None}


def files(session: Session, *, actor: Actor, limit: int = 20) -> tuple[FileLine, ...]:
    """Return the newest files.

    Raises:
        NotAllowed: the actor may not see finance.
    """
    permissions.require(actor, Action.FINANCE_VIEW)
    is_open = case((col(BankTransaction.state).in_(OPEN), 1), else_=0)
    rows = session.exec(
        select(
            BankFile,
            func.count(func.distinct(col(BankStatement.id))),
            func.count(col(BankTransaction.id)),
            func.sum(is_open),
            func.min(BankStatement.closed_on),
            func.max(BankStatement.closed_on),
        )  # type: ignore[call-overload]
        .outerjoin(BankStatement, col(BankStatement.file_id) == col(BankFile.id))
        .outerjoin(BankTransaction, col(BankTransaction.statement_id) == col(BankStatement.id))
        .group_by(col(BankFile.id))
        .order_by(col(BankFile.imported_at).desc())
        .limit(limit)
    ).all()
    names = _names(session, {file.imported_by for file, *_ in rows})
    return tuple(
        FileLine(
            file.id, file.format, file.imported_at, names.get(file.imported_by or ""), statements, moved,
            waiting or 0 if moved else 0, first, last,
        )
        for file, statements, moved, waiting, first, last in rows
    )  # fmt: skip


def history(session: Session, *, actor: Actor, transaction_id: str) -> tuple[Decided, ...]:
    """Return what people did with a line, the oldest first.

    Raises:
        NotAllowed: the actor may not see finance.
    """
    permissions.require(actor, Action.FINANCE_VIEW)
    entries = session.exec(
        select(AuditEntry)
        .where(AuditEntry.subject == f"bank-transaction:{transaction_id}")
        .order_by(col(AuditEntry.number))
    ).all()
    names = _names(session, {entry.actor_id for entry in entries})
    return tuple(
        Decided(
            entry.at,
            entry.action,
            names.get(entry.actor_id or ""),
            {k: str(v) for k, v in entry.facts.items()},
        )
        for entry in entries
    )


def bank_totals(
    session: Session, *, actor: Actor, since: date | None = None, until: date | None = None
) -> BankTotals:
    """Add up what the bank says, by what became of it; `since` and `until` are days of booking, both included.

    Raises:
        NotAllowed: the actor may not see finance.
    """
    permissions.require(actor, Action.FINANCE_VIEW)
    sign = case((col(BankTransaction.amount) > 0, 1), else_=-1)
    asked = select(
        BankTransaction.state, sign, func.sum(BankTransaction.amount), func.count(col(BankTransaction.id))
    ).group_by(col(BankTransaction.state), sign)
    rows = session.exec(_between(asked, since, until)).all()
    sums = {(state, way): abs(amount or ZERO) for state, way, amount, _number in rows}
    return BankTotals(
        booked=_sum(sums, {TransactionState.BOOKED}, 1),
        in_ledger=_in_ledger(session, since, until),
        waiting=_sum(sums, OPEN, 1),
        payouts=_sum(sums, {TransactionState.PAYOUT}, 1),
        refunded=_sum(sums, {TransactionState.REFUNDED}, -1),
        aside_in=_sum(sums, {TransactionState.SET_ASIDE}, 1),
        aside_out=_sum(sums, {TransactionState.SET_ASIDE}, -1),
        money_in=_sum(sums, frozenset(TransactionState), 1),
        money_out=_sum(sums, frozenset(TransactionState), -1),
        waiting_lines=sum(number for state, _way, _amount, number in rows if state in OPEN),
    )


def _sum(
    sums: dict[tuple[TransactionState, int], Decimal],
    states: frozenset[TransactionState] | set[TransactionState],
    way: int,
) -> Decimal:
    return sum((sums.get((state, way), ZERO) for state in states), ZERO)


def _in_ledger(session: Session, since: date | None, until: date | None) -> Decimal:
    """Add up the payments of the book that came from bank lines, corrections included, by the day of the line."""
    asked = (
        select(func.sum(LedgerEntry.amount))
        .join(BankTransaction, col(BankTransaction.id) == col(LedgerEntry.transaction_id))
        .where(LedgerEntry.acts_as == EntryKind.PAYMENT)
    )
    return session.exec(_between(asked, since, until)).one() or ZERO


def _between(asked: Any, since: date | None, until: date | None) -> Any:
    if since is not None:
        asked = asked.where(col(BankTransaction.booked_on) >= since)
    if until is not None:
        asked = asked.where(col(BankTransaction.booked_on) <= until)
    return asked


def _filtered(asked: Any, wanted: Wanted) -> Any:
    if wanted.states:
        asked = asked.where(col(BankTransaction.state).in_(wanted.states))
    if wanted.doubt is not None:
        asked = asked.where(BankTransaction.doubt == wanted.doubt)
    text = " ".join(wanted.text.split()).lower()
    if text:
        digits = "".join(character for character in text if character.isdecimal())
        columns = (BankTransaction.payer_name, BankTransaction.message)
        found = or_(*(func.lower(column).contains(text, autoescape=True) for column in columns))
        if len(digits) >= 4:  # noqa: PLR2004 fewer would find everything
            found |= col(BankTransaction.ogm).contains(digits)
        asked = asked.where(found)
    return asked


def _names(session: Session, ids: set[str | None]) -> dict[str, str]:
    known = [one for one in ids if one]
    people: Sequence[Person] = (
        session.exec(select(Person).where(col(Person.id).in_(known))).all() if known else []
    )
    return {person.id: f"{person.given_name} {person.family_name}" for person in people}
