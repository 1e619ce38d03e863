"""Bank statements into the portal: a file is taken whole or not at all, and nothing is taken twice."""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, text
from sqlmodel import Session, col, select

from portal.errors import BadStatement
from portal.models.bank import BankFile, BankStatement, BankTransaction, TransactionState
from portal.models.columns import new_id
from portal.providers.banking import Flaw, Statement, StatementFile, Transaction
from portal.services import audit, payees, permissions
from portal.services.bank_facts import in_chunks
from portal.services.permissions import Action, Actor
from portal.settings import Settings

# Names the lock of imports in PostgreSQL: the same file from two people at once waits, and is then known.
_IMPORT_LOCK = 7_062_014


@dataclass(frozen=True)
class Taken:
    """What was new in a file and what was there already."""

    is_known_file: bool = False
    statements: int = 0
    known_statements: int = 0
    transactions: int = 0
    known_transactions: int = 0


@dataclass(frozen=True)
class Unpacked:
    """What a file would add: rows that are in no table yet."""

    taken: Taken
    statements: tuple[BankStatement, ...] = ()
    lines: tuple[dict[str, Any], ...] = ()

    @property
    def transactions(self) -> tuple[BankTransaction, ...]:
        """Return the lines as they would be stored."""
        return tuple(BankTransaction(**line) for line in self.lines)


def own_accounts(chosen: Settings) -> frozenset[str]:
    """Return the accounts on which people pay us."""
    return frozenset(payee.iban for payee in payees.payees(chosen).values())


def take_in(
    session: Session, *, actor: Actor, file: StatementFile, accounts: Collection[str], now: datetime
) -> Taken:
    """Write what is new in a file; its lines wait to be matched.

    Raises:
        NotAllowed: the actor may not import.
        BadStatement: a statement is of an account that is not ours, or says something else than when it came before.
    """
    permissions.require(actor, Action.BANK_IMPORT)
    if session.get_bind().dialect.name == "postgresql":  # SQLite's writers already wait for each other
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _IMPORT_LOCK})
    unpacked = unpack(session, actor=actor, file=file, accounts=accounts)
    if unpacked.taken.is_known_file:
        return unpacked.taken
    stored = BankFile(
        sha256=file.sha256, format=file.format, imported_at=now, imported_by=actor.person_id or None
    )
    session.add(stored)
    session.flush()
    for statement in unpacked.statements:
        statement.file_id = stored.id
    session.add_all(unpacked.statements)
    session.flush()
    # Thousands of rows: not one object and one statement each.
    if unpacked.lines:
        session.execute(insert(BankTransaction), list(unpacked.lines))
    audit.record(
        session,
        actor_id=actor.person_id or None,
        action="bank.imported",
        subject=f"bank-file:{stored.id}",
        facts={"format": file.format.value, **_counts(unpacked.taken)},
        now=now,
    )
    return unpacked.taken


def unpack(session: Session, *, actor: Actor, file: StatementFile, accounts: Collection[str]) -> Unpacked:
    """Say what a file would add, without adding it.

    Raises:
        NotAllowed: the actor may not import.
        BadStatement: as for `take_in`.
    """
    permissions.require(actor, Action.BANK_IMPORT)
    if session.exec(select(BankFile.id).where(BankFile.sha256 == file.sha256)).first() is not None:
        known = sum(len(statement.transactions) for statement in file.statements)
        taken = Taken(is_known_file=True, known_statements=len(file.statements), known_transactions=known)
        return Unpacked(taken)
    statements: list[BankStatement] = []
    lines: list[dict[str, Any]] = []
    for number, said in enumerate(file.statements, start=1):
        place = f"statement {number}"
        if said.account_iban not in accounts:
            raise BadStatement(
                place, f"the account that ends in {said.account_iban[-4:]} is not one of ours", Flaw.NOT_OURS
            )
        if _is_known(session, said, place, statements):
            continue
        statement = _statement(said)
        statements.append(statement)
        lines += _lines(statement, said.transactions)
    new = _without_known(session, lines)
    total = sum(len(statement.transactions) for statement in file.statements)
    taken = Taken(
        statements=len(statements),
        known_statements=len(file.statements) - len(statements),
        transactions=len(new),
        known_transactions=total - len(new),
    )
    return Unpacked(taken, tuple(statements), tuple(new))


def _counts(taken: Taken) -> dict[str, int]:
    return {
        "statements": taken.statements,
        "known_statements": taken.known_statements,
        "transactions": taken.transactions,
        "known_transactions": taken.known_transactions,
    }


def _is_known(session: Session, said: Statement, place: str, others: Sequence[BankStatement]) -> bool:
    """Say whether this statement came before, by its reference or, in another format, by all that it says.

    Raises:
        BadStatement: the reference is known with other balances.
    """
    if any(one.account_iban == said.account_iban and one.reference == said.reference for one in others):
        raise BadStatement(place, "the file has this statement twice")
    known = session.exec(
        select(BankStatement).where(
            BankStatement.account_iban == said.account_iban, BankStatement.reference == said.reference
        )
    ).first()
    if known is None:
        return _came_in_another_format(session, said)
    if (known.opening, known.closing, known.closed_on) != (said.opening, said.closing, said.closed_on):
        raise BadStatement(place, "this statement came in before with other balances", Flaw.SAID_OTHERWISE)
    return True


def _came_in_another_format(session: Session, said: Statement) -> bool:
    alike = session.exec(
        select(BankStatement).where(
            BankStatement.account_iban == said.account_iban,
            BankStatement.closed_on == said.closed_on,
            BankStatement.opening == said.opening,
            BankStatement.closing == said.closing,
        )
    ).all()
    moved = Counter((one.booked_on, one.amount, one.ogm) for one in said.transactions)
    for statement in alike:
        asked = select(
            col(BankTransaction.booked_on), col(BankTransaction.amount), col(BankTransaction.ogm)
        ).where(BankTransaction.statement_id == statement.id)
        if moved and Counter(tuple(row) for row in session.exec(asked).all()) == moved:
            return True
    return False


def _statement(said: Statement) -> BankStatement:
    return BankStatement(
        file_id="",
        account_iban=said.account_iban,
        reference=said.reference,
        opened_on=said.opened_on,
        closed_on=said.closed_on,
        opening=said.opening,
        closing=said.closing,
    )


def _lines(statement: BankStatement, said: Iterable[Transaction]) -> list[dict[str, Any]]:
    times: Counter[str] = Counter()
    lines = []
    for position, one in enumerate(said, start=1):
        identity = _identity(statement, one)
        times[identity] += 1
        key = hashlib.sha256(f"{identity}|{times[identity]}".encode()).hexdigest()
        lines.append(
            {
                "id": new_id(), "statement_id": statement.id, "position": position, "key": key, "amount": one.amount,
                "booked_on": one.booked_on, "value_on": one.value_on, "ogm": one.ogm, "message": one.message,
                "payer_name": one.payer_name, "payer_iban": one.payer_iban, "bank_reference": one.bank_reference,
                "end_to_end": one.end_to_end, "trait": one.trait, "state": TransactionState.NEW, "decisions": 0,
            }
        )  # fmt: skip
    return lines


def _identity(statement: BankStatement, one: Transaction) -> str:
    """Return what makes a movement this one. Without a reference of the bank it is only known within its statement."""
    reference = one.bank_reference or f"{statement.reference}|"
    said = (
        statement.account_iban, one.booked_on.isoformat(), str(one.amount), reference, one.ogm or "", one.message,
        one.payer_iban or "", one.end_to_end or "",
    )  # fmt: skip
    return "|".join(said)


def _without_known(session: Session, lines: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    known: set[str] = set()
    for chunk in in_chunks(line["key"] for line in lines):
        known |= set(
            session.exec(select(BankTransaction.key).where(col(BankTransaction.key).in_(chunk))).all()
        )
    new: dict[str, dict[str, Any]] = {}
    for line in lines:
        if line["key"] not in known:
            new.setdefault(line["key"], line)
    return list(new.values())
