"""Two bookings for one person at one moment see the same balance one after the other; and what the locks are for."""

from contextlib import suppress

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from portal.errors import OutsideRules
from portal.models.retributie import EntrySource
from portal.services import charging, ledger
from portal.services.ledger import Book, Origin
from tests.cast import AMINA
from tests.conftest import NOON, add_cast
from tests.fees import NINETY, account, pay, plan_course, signed
from tests.races import Meeting, run_all

pytestmark = pytest.mark.postgres


@pytest.fixture
def in_credit(postgres_database):
    """Amina has 90 euros to her credit."""
    with Session(postgres_database) as session, session.begin():
        add_cast(session)
        session.flush()
        pay(session, NINETY)
    return postgres_database


def unlock(monkeypatch):
    monkeypatch.setattr(
        ledger,
        "open_book",
        lambda session, *, person_id, now, actor_id=None: Book(session, person_id, now, actor_id),
    )


def both_at_once(act) -> list[type[Exception]]:
    """Do it in two threads; return what went wrong in them."""
    wrong = []

    def run(place):
        try:
            act(place)
        except IntegrityError as error:
            wrong.append(type(error))

    run_all(lambda: run(0), lambda: run(1))
    return wrong


def refund_twice(engine, monkeypatch):
    """Give the same 90 euros back twice at once; both look at the credit before either writes, if nothing stops them."""
    both_looked = Meeting(engine)
    looks = Book.credit

    def look(book):
        found = looks(book)
        both_looked.wait()
        return found

    monkeypatch.setattr(Book, "credit", look)

    def refund(place):
        with suppress(OutsideRules), Session(engine) as session, session.begin():
            book = ledger.open_book(session, person_id=AMINA.id, now=NOON)
            book.refund(NINETY, Origin(EntrySource.BANK, f"refund:{place}", "overpaid", NOON.date()))

    both_at_once(refund)
    monkeypatch.undo()
    with Session(engine) as session:
        return account(session).credit


def test_two_bookings_at_once_spend_a_credit_once(in_credit, monkeypatch):
    assert refund_twice(in_credit, monkeypatch) == 0


def test_without_the_lock_on_the_book_they_spend_it_twice(in_credit, monkeypatch):
    unlock(monkeypatch)

    assert refund_twice(in_credit, monkeypatch) == -NINETY


@pytest.fixture
def missed(postgres_database):
    """Amina's course is planned, and nobody charged it yet."""
    with Session(postgres_database) as session, session.begin():
        add_cast(session)
        session.flush()
        contract = signed(session)
        with pytest.MonkeyPatch.context() as monkeypatch:
            monkeypatch.setattr(charging, "follow_plan", lambda *_, **__: None)
            plan_course(session, contract)
        contract_id = contract.id
    return postgres_database, contract_id


def follow_twice(missed, monkeypatch):
    """Follow one plan in two processes at once; both look at what is charged before either charges, if nothing stops them."""
    engine, contract_id = missed
    both_looked = Meeting(engine)
    looks = charging._charges

    def look(session, contract):
        found = looks(session, contract)
        both_looked.wait()
        return found

    monkeypatch.setattr(charging, "_charges", look)

    def follow(_place):
        with Session(engine) as session, session.begin():
            charging.follow_plan(session, contract_id=contract_id, now=NOON)

    wrong = both_at_once(follow)
    monkeypatch.undo()
    with Session(engine) as session:
        return wrong, account(session).owed


def test_two_jobs_at_once_charge_a_course_once(missed, monkeypatch):
    assert follow_twice(missed, monkeypatch) == ([], NINETY)


def test_without_the_locks_the_second_charge_breaks_or_stands_twice(missed, monkeypatch):
    unlock(monkeypatch)
    monkeypatch.setattr(type(charging.select(charging.Charge)), "with_for_update", lambda chosen: chosen)

    wrong, owed = follow_twice(missed, monkeypatch)

    assert wrong == [IntegrityError] or owed == 2 * NINETY
