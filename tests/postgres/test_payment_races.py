"""Fifty webhooks and two presses at one moment: one booking, one mail, one payment; and what lock and key are for."""

from itertools import count

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from portal.models.payments import PaymentState
from portal.providers.payment_choice import simulated_bank
from portal.providers.simulated_bank import Choice
from portal.services import ledger, payment_book, payments
from portal.services.ledger import Origin
from portal.settings import settings
from tests.cast import AMINA
from tests.conftest import NOON, add_cast
from tests.payments import EUR, entries, mails, only_payment, owed, owing
from tests.races import Meeting, at_once

pytestmark = pytest.mark.postgres
BOOKED_ONCE = [("payment", EUR(90)), ("allocation", EUR(90))]


@pytest.fixture
def charges(postgres_database):
    with Session(postgres_database) as session, session.begin():
        add_cast(session)
    return owing(postgres_database, "90")


@pytest.fixture
def paid_at_bank(charges):
    press(charges)
    simulated_bank(settings()).choose(only_payment().provider_id, Choice.PAID)
    return only_payment()


@pytest.fixture
def unlocked(monkeypatch):
    """Open books without locking them."""

    def open_book(session, *, person_id, now, actor_id=None):
        return ledger.Book(session, person_id, now, actor_id)

    monkeypatch.setattr(ledger, "open_book", open_book)


def press(charges):
    return payments.start(actor=AMINA.actor, charge_ids=charges, language="nl", now=NOON)


def times(number, act):
    return [lambda _barrier: act()] * number


@pytest.fixture
def meet_before(postgres_database, monkeypatch):
    """Let two threads wait for each other just before a step of the payment book; one that is alone goes on."""

    def meet(name):
        both, step = Meeting(postgres_database), getattr(payment_book, name)

        def wait(*args, **named):
            both.wait()
            return step(*args, **named)

        monkeypatch.setattr(payment_book, name, wait)

    return meet


def test_fifty_webhooks_at_once_are_one_booking_and_one_mail(paid_at_bank):
    assert at_once(*times(50, lambda: payments.hear(paid_at_bank.provider_id))) == [True] * 50

    assert entries() == BOOKED_ONCE
    assert mails() == ["payment.received"]
    assert payments._waiting == {}


def test_answers_of_several_processes_at_once_are_one_booking(paid_at_bank):
    outcomes = at_once(*times(15, lambda: payments.refresh(paid_at_bank.id, now=NOON)))

    assert outcomes == [PaymentState.PAID] * 15
    assert entries() == BOOKED_ONCE
    assert mails() == ["payment.received"]


def test_two_answers_that_meet_are_one_booking(paid_at_bank, meet_before):
    meet_before("_take_state")

    outcomes = at_once(*times(2, lambda: payments.refresh(paid_at_bank.id, now=NOON)))

    assert outcomes == [PaymentState.PAID] * 2
    assert entries() == BOOKED_ONCE


def test_without_the_lock_the_key_still_keeps_the_second_booking_out(paid_at_bank, meet_before, unlocked):
    meet_before("_take_state")

    at_once(*times(2, lambda: payments.refresh(paid_at_bank.id, now=NOON)))

    assert entries() == BOOKED_ONCE
    assert mails() == ["payment.received"]


def test_without_lock_and_key_the_money_would_be_booked_twice(
    paid_at_bank, meet_before, monkeypatch, unlocked
):
    meet_before("_take_state")
    numbers = count()

    def any_key(source, key, *facts, **more):
        return Origin(source, f"{key}:{next(numbers)}", *facts, **more)

    monkeypatch.setattr(payment_book, "Origin", any_key)
    monkeypatch.setattr(payment_book, "_mail", lambda *_facts: None)

    at_once(*times(2, lambda: payments.refresh(paid_at_bank.id, now=NOON)))

    assert [kind for kind, _amount in entries()].count("payment") == 2


def test_two_presses_at_once_lead_to_one_payment(charges, meet_before):
    meet_before("_new_payment")

    first, second = at_once(*times(2, lambda: press(charges)))

    assert first == second
    assert only_payment().id == first.payment_id
    assert first.checkout_url
    assert owed() == [EUR(90)]


def test_without_the_lock_one_of_two_presses_would_fail(charges, meet_before, unlocked):
    meet_before("_new_payment")

    outcomes = at_once(*times(2, lambda: press(charges)))

    assert IntegrityError in outcomes
