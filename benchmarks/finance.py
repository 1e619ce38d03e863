"""How long the finance pages ask the database for: writes docs/measured/finance.md.

    python -m benchmarks.finance [--entries 50000] [--database URL]

Makes a book of that many entries over two years, with payments and bank lines, and times each question three times; the
slowest counts. Without --database it measures SQLite.
"""

import argparse
import platform
import random
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import Engine, insert, text
from sqlmodel import Session, SQLModel

from portal import db
from portal.models.bank import BankFile, BankStatement, BankTransaction, StatementFormat, TransactionState
from portal.models.contracts import ContractState, Duty, Inburgeringscontract
from portal.models.payments import OnlinePayment, PaymentState
from portal.models.people import Agency, Person, Role
from portal.models.retributie import Charge, EntryKind, EntrySource, FeeExemption, FeeItem, LedgerEntry
from portal.services import finance_entries, finance_figures, finance_totals, refund_list, schema
from portal.services.finance_figures import Asked
from portal.services.permissions import Actor

RESULTS = Path("docs/measured/finance.md")
NOW = datetime(2026, 3, 31, 12, 0, tzinfo=UTC)
SINCE, UNTIL = date(2024, 4, 1), date(2026, 3, 31)
PLACES = ("24062", "12025", "71072", "41002", "35013", "11002", "44021")
GROUNDS = ("leefloon", "leefloon-dependant", "materiele-opvang", "detained", "employment-track")
FINANCE = Actor("finance", {Role.FINANCE: frozenset({None})})
EUROS = Decimal("90.00")
FATES = {"exempt": 50, "by-bank": 23, "too-much": 2, "online": 15, "late": 10}
Rows = dict[type[SQLModel], list[dict[str, Any]]]


def entry(kind: EntryKind, person: str, day: date, **facts: Any) -> dict[str, Any]:
    fields = {
        "charge_id": None, "corrects": None, "actor_id": None, "exemption_id": None, "payment_id": None,
        "transaction_id": None, "refund_id": None, "source": EntrySource.RULE, "reason": "measured", "amount": EUROS,
    }  # fmt: skip
    return fields | {
        "person_id": person, "kind": kind, "acts_as": kind, "key": uuid4().hex, "booked_on": day, "at": NOW, **facts,
    }  # fmt: skip


def world(wanted: int) -> Rows:
    """Make people who are exempt, pay by bank, pay on line, pay too much, or are late."""
    chance = random.Random(7)
    rows: Rows = {
        kind: []
        for kind in (
            Person,
            Inburgeringscontract,
            Charge,
            FeeExemption,
            BankTransaction,
            OnlinePayment,
            LedgerEntry,
        )
    }
    rows[Person].append(person("finance", "24062"))
    while len(rows[LedgerEntry]) < wanted:
        live(rows, chance)
    return rows


def person(key: str, nis_code: str) -> dict[str, Any]:
    return {
        "id": key, "given_name": "A", "family_name": "B", "language": "nl", "mail": None, "nis_code": nis_code,
        "postcode": None, "active": False, "sessions_valid_after": None, "created_at": NOW,
    }  # fmt: skip


def live(rows: Rows, chance: random.Random) -> None:
    key, day, nis_code = uuid4().hex, SINCE + timedelta(days=chance.randrange(700)), chance.choice(PLACES)
    rows[Person].append(person(key, nis_code))
    rows[Inburgeringscontract].append(
        {
            "id": key, "person_id": key, "state": ContractState.ENDED, "duty": Duty.VERPLICHT, "occupation": "none",
            "may_work": True, "non_literate": False, "nis_code": nis_code, "agency": chance.choice(list(Agency)),
            "trajectbegeleider_id": None, "duty_since_on": None, "registered_on": day, "signed_on": day, "ended_on": day,
        }
    )  # fmt: skip
    for item in (FeeItem.MO_COURSE, FeeItem.MO_TEST):
        charge = uuid4().hex
        rows[Charge].append(
            {
                "id": charge, "person_id": key, "contract_id": key, "item": item, "attempt": 1, "rule_id": "measured",
                "amount": EUROS, "charged_on": day, "due_on": day + timedelta(days=30), "ogm": f"{len(rows[Charge]):012d}",
            }
        )  # fmt: skip
        rows[LedgerEntry].append(entry(EntryKind.CHARGE, key, day, charge_id=charge))
        settle(rows, chance, key, charge, day + timedelta(days=chance.randrange(25)))


def settle(rows: Rows, chance: random.Random, key: str, charge: str, day: date) -> None:
    (fate,) = chance.choices(list(FATES), list(FATES.values()))
    if fate == "exempt":
        rows[FeeExemption].append(
            {
                "id": charge, "person_id": key, "contract_id": key, "ground": chance.choice(GROUNDS), "rule_id": "measured",
                "proof_seen_on": day, "valid_from": day, "valid_to": None, "decided_by": "finance", "decided_at": NOW,
                "withdrawn_by": None, "withdrawn_at": NOW,  # one running exemption a ground: these have run out
            }
        )  # fmt: skip
        rows[LedgerEntry].append(entry(EntryKind.EXEMPTION, key, day, charge_id=charge, exemption_id=charge))
    elif fate != "late":
        by_bank, paid = fate != "online", EUROS + (10 if fate == "too-much" else 0)
        source = {"transaction_id": charge} if by_bank else {"payment_id": charge}
        rows[BankTransaction if by_bank else OnlinePayment].append(
            line(charge, paid, day) if by_bank else payment(charge, key, paid, day)
        )
        rows[LedgerEntry].append(entry(EntryKind.PAYMENT, key, day, amount=paid, **source))
        rows[LedgerEntry].append(entry(EntryKind.ALLOCATION, key, day, charge_id=charge, **source))


def line(key: str, amount: Decimal, day: date) -> dict[str, Any]:
    return {
        "id": key, "statement_id": "measured", "position": 1, "key": key, "amount": amount, "booked_on": day,
        "value_on": None, "ogm": None, "message": "", "payer_name": "", "payer_iban": None, "bank_reference": key[:8],
        "end_to_end": None, "trait": None, "state": TransactionState.BOOKED, "doubt": None, "aside": None,
        "refund_id": None, "decisions": 0, "decided_by": None, "decided_at": None,
    }  # fmt: skip


def payment(key: str, owner: str, amount: Decimal, day: date) -> dict[str, Any]:
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return {
        "id": key, "person_id": owner, "provider": "measured", "provider_id": key, "amount": amount,
        "state": PaymentState.PAID, "method": None, "checkout_url": None, "refunded": Decimal(0),
        "charged_back": Decimal(0), "created_at": at, "checked_at": None, "next_check_at": None, "settled_at": at,
    }  # fmt: skip


def fill(engine: Engine, rows: Rows) -> None:
    with Session(engine) as session, session.begin():
        for kind, made in rows.items():
            if kind is BankTransaction:
                session.add(
                    BankFile(id="measured", sha256="measured", format=StatementFormat.CODA, imported_at=NOW)
                )
                session.flush()
                session.add(
                    BankStatement(
                        id="measured", file_id="measured", account_iban="BE68539007547034", reference="measured",
                        closed_on=UNTIL, opening=Decimal(0), closing=Decimal(0),
                    )
                )  # fmt: skip
                session.flush()
            for start in range(0, len(made), 1000):
                session.execute(insert(kind), made[start : start + 1000])
    with engine.begin() as connection:
        connection.execute(text("ANALYZE"))


def questions() -> dict[str, Callable[[Session], object]]:
    asked = Asked(SINCE, UNTIL)
    return {
        "Figures of two years": lambda s: finance_figures.figures(s, actor=FINANCE, asked=asked),
        "What is late": lambda s: finance_figures.overdue(s, actor=FINANCE, today=UNTIL),
        "Three totals and their differences": lambda s: finance_totals.totals(
            s, actor=FINANCE, since=SINCE, until=UNTIL
        ),
        "Every line, for the spreadsheet": lambda s: finance_entries.entry_lines(
            s, actor=FINANCE, asked=asked
        ),
        "Whose list must be looked at (every round)": refund_list.people_to_look_at,
    }


def measured(engine: Engine) -> list[tuple[str, float, float]]:
    found = []
    for name, ask in questions().items():
        times = []
        for _ in range(3):
            with Session(db.read_only(engine)) as session:
                began, worked = time.perf_counter(), time.process_time()
                ask(session)
                times.append((time.perf_counter() - began, time.process_time() - worked))
        found.append((name, max(wall for wall, _work in times), max(work for _wall, work in times)))
    return found


def written(kind: str, rows: Rows, found: list[tuple[str, float, float]]) -> str:
    machine = f"{datetime.now(UTC).date()}, {kind}, {platform.machine()}, Python {platform.python_version()}"
    counts = {kind.__tablename__: f"{len(made):,}" for kind, made in rows.items()}
    lines = [
        "# Finance pages: how long their questions take",
        "",
        f"`python -m benchmarks.finance`, {machine}: {counts['ledger_entry']} entries of {counts['person']} people,",
        f"{counts['bank_transaction']} bank lines, {counts['online_payment']} on-line payments. The slowest of three. The",
        "machine was shared: the processor's own time says more than the clock's (for PostgreSQL it leaves out the server).",
        "",
        "| Question | Seconds by the clock | Seconds of processor |",
        "|---|---|---|",
        *(f"| {name} | {wall:.2f} | {work:.2f} |" for name, wall, work in found),
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure and write down."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--entries", type=int, default=50_000)
    arguments.add_argument("--database", default="")
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        engine = db.make_engine(chosen.database or f"sqlite:///{folder}/finance.sqlite3")
        schema.upgrade(engine)
        rows = world(chosen.entries)
        fill(engine, rows)
        text_ = written("PostgreSQL" if chosen.database else "SQLite", rows, measured(engine))
    print(text_)
    if not chosen.database:
        RESULTS.write_text(text_, encoding="utf-8")


if __name__ == "__main__":
    main()
