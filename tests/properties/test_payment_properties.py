"""Whatever the provider tells, however often and in whatever order: the book holds what the newest answer says."""

import shutil
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from portal import db
from portal.models.payments import PaymentState
from portal.models.retributie import EntryKind, LedgerEntry
from portal.providers.payments import BackState
from portal.services import payment_book
from tests.conftest import NOON, _always, add_cast
from tests.payments import EUR, charge_back, credit, mails, owed, owing, report, running_payment

ENDS = [PaymentState.FAILED, PaymentState.EXPIRED, PaymentState.CANCELLED]


@st.composite
def histories(draw):
    """Draw what a provider says of one payment of 90 euros over time, the newest last."""
    told = [report(PaymentState.OPEN)]
    if draw(st.booleans()):
        told.append(report(PaymentState.PENDING))
    if draw(st.booleans()):
        told.append(report(draw(st.sampled_from(ENDS))))
        if draw(st.booleans()):
            return told
    told.append(report(PaymentState.PAID))
    backs = []
    for number, cents in enumerate(draw(st.lists(st.integers(1, 3000), max_size=3))):
        one = replace(
            charge_back(EUR(cents) / 100, provider_id=f"back_{number}"), charge_back=draw(st.booleans())
        )
        backs.append(one)
        told.append(report(PaymentState.PAID, back=backs))
        if draw(st.booleans()):
            backs[-1] = replace(one, state=BackState.FAILED)
            told.append(report(PaymentState.PAID, back=backs))
    return told


@st.composite
def deliveries(draw):
    """Draw a history and the order in which its answers arrive: some never, some often, the newest at least once."""
    history = draw(histories())
    newest = len(history) - 1
    order = draw(st.lists(st.integers(0, newest), max_size=8))
    place = draw(st.integers(0, len(order)))
    return history, [*order[:place], newest, *order[place:]]


@pytest.fixture(scope="module")
def world(sqlite_template, tmp_path_factory):
    """A database in which Amina is paying 90 euros."""
    path = tmp_path_factory.mktemp("paying") / "portal.sqlite3"
    shutil.copy(sqlite_template, path)
    engine = db.make_engine(f"sqlite:///{path}")
    with Session(engine) as session, session.begin():
        add_cast(session)
    payment_id = running_payment(engine, owing(engine, "90"))
    with engine.connect() as connection:
        connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path, payment_id


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deliveries())
def test_the_book_holds_what_the_newest_answer_says(world, tmp_path, monkeypatch, told):
    history, order = told
    path, payment_id = world
    copy = tmp_path / "portal.sqlite3"
    shutil.copy(path, copy)
    engine = db.make_engine(f"sqlite:///{copy}")
    monkeypatch.setattr(db, "engine", _always(engine))

    for number in order:
        asked_at = NOON + timedelta(minutes=number)
        with db.transaction() as session:
            payment_book.book_report(
                session, payment_id=payment_id, report=history[number], asked_at=asked_at, now=NOON + timedelta(days=1)
            )  # fmt: skip

    newest = history[-1]
    assert held() == newest.kept
    assert owed() == [EUR(90) - newest.kept]
    assert credit() == EUR(0)
    assert mails().count("payment.received") == (newest.state is PaymentState.PAID)
    engine.dispose()
    for leftover in tmp_path.glob("portal.sqlite3*"):
        leftover.unlink()


def held():
    """Return what the book says the provider brought; corrections carry the opposite amount of what they undo."""
    with db.reading() as session:
        rows = session.exec(select(LedgerEntry)).all()
    came = sum((row.amount for row in rows if row.acts_as is EntryKind.PAYMENT), EUR(0))
    return came - sum((row.amount for row in rows if row.acts_as is EntryKind.REFUND), EUR(0))
