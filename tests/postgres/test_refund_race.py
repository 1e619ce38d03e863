"""Two who give the same money back at the same moment give it back once; without the lock on the book they do not."""

from threading import Lock

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from portal.errors import RuleBroken
from portal.models.refunds import Refund, RefundFile
from portal.models.retributie import EntryKind, LedgerEntry
from portal.services import ledger, refund_book, refund_list, refunds
from tests.cast import AMINA, NORA
from tests.conftest import NOON, add_cast
from tests.races import Meeting, run_all
from tests.refunds import paid_by_bank

pytestmark = pytest.mark.postgres


@pytest.fixture
def overpaid(postgres_database):
    with Session(postgres_database) as session:
        add_cast(session)
        paid_by_bank(session)
        session.commit()
    return postgres_database


@pytest.fixture
def unlocked(monkeypatch):
    """Open books without locking them."""

    def open_book(session, *, person_id, now, actor_id=None):
        return ledger.Book(session, person_id, now, actor_id)

    monkeypatch.setattr(ledger, "open_book", open_book)


def meet_before(engine, monkeypatch, module, name):
    """Let two threads wait for each other just before a step; one that is alone goes on. Returns who came there."""
    both, came, door = Meeting(engine), [], Lock()
    step = getattr(module, name)

    def wait(*args, **kwargs):
        with door:
            came.append(name)
        both.wait()
        return step(*args, **kwargs)

    monkeypatch.setattr(module, name, wait)
    return came


def twice_at_once(engine, act):
    def once():
        with Session(engine) as session:
            try:
                act(session)
                session.commit()
            except (RuleBroken, IntegrityError):
                session.rollback()

    run_all(once, once)


def look(session):
    refund_list.list_credit(session, person_id=AMINA.id, now=NOON)


def order(refund_id):
    return lambda session: refunds.order_files(session, actor=NORA.actor, refund_ids=[refund_id], now=NOON)


def all_of(engine, kind):
    with Session(engine) as session:
        return session.exec(select(kind)).all()


def one_listed(engine):
    with Session(engine) as session:
        look(session)
        session.commit()
    return all_of(engine, Refund)[0].id


def test_two_rounds_at_once_list_the_same_money_once(overpaid, monkeypatch):
    meet_before(overpaid, monkeypatch, refund_list, "_list")

    twice_at_once(overpaid, look)

    assert len(all_of(overpaid, Refund)) == 1


@pytest.mark.usefixtures("unlocked")
def test_without_the_lock_two_rounds_list_it_twice(overpaid, monkeypatch):
    meet_before(overpaid, monkeypatch, refund_list, "_list")

    twice_at_once(overpaid, look)

    assert len(all_of(overpaid, Refund)) == 2


def test_ordering_twice_at_once_makes_one_transfer(overpaid, monkeypatch):
    refund_id = one_listed(overpaid)
    came = meet_before(overpaid, monkeypatch, refund_book, "order")

    twice_at_once(overpaid, order(refund_id))

    assert len(came) == 1
    assert len(all_of(overpaid, RefundFile)) == 1
    kinds = sorted(entry.kind for entry in all_of(overpaid, LedgerEntry))
    assert kinds == [EntryKind.PAYMENT, EntryKind.REFUND]


@pytest.mark.usefixtures("unlocked")
def test_without_the_lock_both_think_that_they_may_order(overpaid, monkeypatch):
    refund_id = one_listed(overpaid)
    came = meet_before(overpaid, monkeypatch, refund_book, "order")

    twice_at_once(overpaid, order(refund_id))

    assert len(came) == 2
    # The credit and the unique key of the book's line are the next fences: even so, one transfer.
    assert len(all_of(overpaid, RefundFile)) == 1
