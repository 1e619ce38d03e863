"""Amina comes back from the bank and reads the truth, and nobody else does."""

import pytest

import i18n
from portal import db
from portal.errors import ProviderDown
from portal.models.payments import PaymentState
from portal.providers.payment_choice import simulated_bank
from portal.providers.simulated_bank import Choice
from portal.services import payment_book, payments
from portal.settings import settings
from portal.ui import labels_payments
from tests.cast import AMINA, NORA, OLEKSANDR
from tests.conftest import NOON
from tests.pages.reader import opened, text_of
from tests.payments import charge_back, only_payment, owed, owing, report, running_payment

PAGE = "payment.py"


@pytest.fixture(autouse=True)
def world(people, sqlite_database):
    return sqlite_database


@pytest.fixture
def at_bank(world):
    payments.start(actor=AMINA.actor, charge_ids=owing(world, "90"), language="nl", now=NOON)
    return only_payment()


def choose(payment, choice):
    simulated_bank(settings()).choose(payment.provider_id, choice)


def read(payment_id, *, person=AMINA, language="nl"):
    return opened(PAGE, person=person.id, language=language, id=payment_id)


def test_who_paid_reads_so_even_before_the_webhook(at_bank):
    choose(at_bank, Choice.LOST)

    page = text_of(read(at_bank.id))

    assert "Je betaling is binnen" in page
    assert "90,00" in page
    assert "Test maatschappelijke oriëntatie" in page
    assert owed() == [0]


def test_before_the_bank_has_decided_nothing_is_said_to_be_paid(at_bank):
    page = text_of(read(at_bank.id))

    assert "We weten het nog niet" in page
    assert "Betaal dan niet opnieuw" in page
    assert "binnen" not in page
    assert at_bank.checkout_url in link_of(read(at_bank.id))
    assert "Naar mijn kosten" in page


def link_of(page):
    return " ".join(element.body for element in page.get("html"))


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        (Choice.FAILED, "De betaling is mislukt"),
        (Choice.EXPIRED, "De tijd om te betalen is om"),
        (Choice.CANCELLED, "Je stopte de betaling"),
    ],
)
def test_who_did_not_pay_reads_why_and_can_try_again(at_bank, choice, words):
    choose(at_bank, choice)

    page = read(at_bank.id)

    assert words in text_of(page)
    assert "Je hebt niets betaald" in text_of(page)
    assert 'action="/betaling/start"' in link_of(page)


def test_what_was_paid_in_another_way_offers_no_second_payment(at_bank, world):
    choose(at_bank, Choice.FAILED)
    with db.transaction() as session:
        book, _ = payment_book._locked(session, at_bank.id, NOON)
        origin = payment_book.Origin(payment_book.EntrySource.BANK, "bank:1", "paid", NOON.date())
        book.receive(at_bank.amount, origin)
        book.settle(origin)

    assert "/betaling/start" not in link_of(read(at_bank.id))


def test_money_that_was_taken_back_is_said(world):
    payment_id = running_payment(world, owing(world, "90"))
    taken = report(PaymentState.PAID, back=[charge_back()])
    with db.transaction() as session:
        payment_book.book_report(session, payment_id=payment_id, report=taken, asked_at=NOON, now=NOON)

    page = text_of(read(payment_id))

    assert "Je betaling ging terug" in page
    assert "Je betaling is binnen" not in page


@pytest.mark.parametrize("person", [OLEKSANDR, NORA])
def test_a_payment_of_somebody_else_is_not_shown(at_bank, person):
    page = text_of(read(at_bank.id, person=person))

    assert "90,00" not in page
    assert at_bank.id[:8].upper() not in page


def test_a_payment_that_does_not_exist_reads_like_one_of_somebody_else(at_bank):
    assert text_of(read("nothing", person=OLEKSANDR)) == text_of(read(at_bank.id, person=OLEKSANDR))


def test_the_page_looks_a_few_times_and_then_leaves_it_to_the_reader(at_bank):
    page = read(at_bank.id)
    for _ in range(12):
        page.run()

    assert "Het duurt langer dan anders" in text_of(page)
    page.button(key="payment.again").click().run()
    assert "We vragen het aan de bank" in text_of(page)


def test_a_provider_that_is_down_is_no_error_for_the_reader(at_bank, monkeypatch):
    def down(*_args, **_named):
        raise ProviderDown("mollie")

    monkeypatch.setattr(payments, "refresh", down)

    assert "We weten het nog niet" in text_of(read(at_bank.id))


@pytest.mark.parametrize("language", i18n.OFFERED)
def test_the_page_stands_in_every_language(at_bank, language):
    assert text_of(read(at_bank.id, language=language))


def test_every_state_has_words():
    assert set(labels_payments.STATES) == set(PaymentState)
