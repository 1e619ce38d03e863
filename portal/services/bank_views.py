"""What finance sees of the bank: the lines with where they stand, and the files that came in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import case, func, or_
from sqlmodel import Session, col, select

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
from portal.services import permissions
from portal.services.permissions import Action, Actor

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
