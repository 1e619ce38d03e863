"""Two finance people decide one line at the same moment, or import one file; it is booked once. The control shows the race without the lock."""

import pytest
from sqlmodel import Session, select

from benchmarks import bank_writers
from portal import db
from portal.errors import WrongState
from portal.models.bank import BankFile, BankTransaction, TransactionState
from portal.models.retributie import Charge, EntryKind, EntrySource, LedgerEntry
from portal.services import audit, bank_booking, bank_decisions, bank_files, ledger
from portal.services.ledger import Origin
from portal.settings import settings
from tests.bank import NINETY, charged, matched, row
from tests.cast import AMINA, NORA, WIM
from tests.conftest import NOON, add_cast
from tests.races import at_once

pytestmark = pytest.mark.postgres
ROUNDS = 8


def given_lines(engine, count):
    """Leave lines in doubt that Amina paid; returns her charge and the lines."""
    with Session(engine) as session, session.begin():
        add_cast(session)
        charge = charged(session, amount=str(90 * count))
        found = matched(session, *(row("45.00", structured=None, reference=f"R{n}") for n in range(count)))
        return charge.id, [line.id for line in found]


def payments(engine):
    with Session(engine) as session:
        return session.exec(select(LedgerEntry).where(LedgerEntry.kind == EntryKind.PAYMENT)).all()


def deciding(engine, charge_id, line_id):
    def act(_barrier):
        with Session(engine) as session, session.begin():
            bank_decisions.book_on_charge(
                session, actor=NORA.actor, transaction_id=line_id, charge_id=charge_id, now=NOON
            )
        return "booked"

    return act


def deciding_without_care(engine, line_id, member):
    """Read, look, then write, with a key of one's own: what the service would do without its lock."""

    def act(barrier):
        with Session(engine) as session, session.begin():
            line = session.get_one(BankTransaction, line_id)
            is_free = line.state is TransactionState.DOUBT
            barrier.wait()
            if not is_free:
                return WrongState
            book = ledger.open_book(session, person_id=AMINA.id, now=NOON, actor_id=member.id)
            origin = Origin(
                EntrySource.BANK,
                f"{member.id}:{line_id}",
                "bank-transfer",
                NOON.date(),
                transaction_id=line_id,
            )
            book.receive(line.amount, origin)
            line.state = TransactionState.BOOKED
        return "booked"

    return act


def test_two_finance_people_cannot_book_one_line(postgres_database):
    charge_id, line_ids = given_lines(postgres_database, ROUNDS)

    for line_id in line_ids:
        act = deciding(postgres_database, charge_id, line_id)
        assert sorted(map(str, at_once(act, act))) == sorted(map(str, ["booked", WrongState]))

    assert len(payments(postgres_database)) == ROUNDS
    with Session(postgres_database) as session:
        assert audit.verify(session).sound


def test_without_the_lock_both_would_book_it(postgres_database):
    _, (line_id,) = given_lines(postgres_database, 1)

    outcomes = at_once(
        deciding_without_care(postgres_database, line_id, NORA),
        deciding_without_care(postgres_database, line_id, WIM),
    )

    assert outcomes == ["booked", "booked"]
    assert len(payments(postgres_database)) == 2


def test_booking_and_setting_aside_at_once_does_one_of_the_two(postgres_database):
    charge_id, line_ids = given_lines(postgres_database, ROUNDS)

    def aside(line_id):
        def act(_barrier):
            with Session(postgres_database) as session, session.begin():
                bank_decisions.set_aside(
                    session,
                    actor=NORA.actor,
                    transaction_id=line_id,
                    reason=bank_decisions.AsideReason.NOT_OURS,
                    now=NOON,
                )
            return "aside"

        return act

    for line_id in line_ids:
        outcomes = at_once(deciding(postgres_database, charge_id, line_id), aside(line_id))
        assert WrongState in outcomes
        assert set(outcomes) & {"booked", "aside"}


def test_one_file_from_two_people_at_once_is_taken_once(postgres_database, monkeypatch):
    with Session(postgres_database) as session, session.begin():
        add_cast(session)
        charged(session)
    content = bank_writers.coda(
        [row(), *(row("1.00", structured=None, reference=f"R{n}") for n in range(2, 30))]
    )

    def act(_barrier):
        return bank_files.import_content(
            content, actor=NORA.actor, chosen=settings(), now=NOON
        ).taken.transactions

    assert sorted(at_once(act, act, act)) == [0, 0, 29]
    with db.reading() as session:
        assert len(session.exec(select(BankFile)).all()) == 1
    assert [entry.amount for entry in payments(postgres_database)] == [NINETY]


def test_many_who_match_at_once_book_each_line_once(postgres_database):
    with Session(postgres_database) as session, session.begin():
        add_cast(session)
        charge_id = charged(session, amount="360.00", parts=("90.00",) * 4).id
        rows = [row(reference=f"R{n}", days=n) for n in range(4)]
        bank_files.bank_import.take_in(
            session, actor=NORA.actor, file=bank_files.banking.read(bank_writers.coda(rows)),
            accounts=bank_files.bank_import.own_accounts(settings()), now=NOON,
        )  # fmt: skip

    def act(_barrier):
        lines = 0
        while True:
            with Session(postgres_database) as session, session.begin():
                step = bank_booking.match_new(session, chosen=settings(), now=NOON, limit=1)
            if not step.lines:
                return lines
            lines += step.lines

    assert sum(at_once(act, act, act)) == 4
    assert len(payments(postgres_database)) == 4
    with Session(postgres_database) as session:
        assert ledger.balances(session, [session.get_one(Charge, charge_id)])[0].owed == 0
        assert audit.verify(session).sound
