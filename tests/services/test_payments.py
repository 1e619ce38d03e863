"""Amina pays on line: what she owes is paid once, whatever the bank sends, forgets or repeats."""

from datetime import timedelta

import pytest
import structlog

from portal import clock, db
from portal.errors import NotAllowed, NotFound, OutsideRules, ProviderDown, WrongState
from portal.models.payments import PaymentState
from portal.models.retributie import EntryKind
from portal.providers.payment_choice import simulated_bank
from portal.providers.payments import BackState
from portal.providers.simulated_bank import LATE, SOON, Choice
from portal.services import doctor, jobs, ledger, payment_book, payments, provider_check
from portal.services.doctor import Health
from portal.services.ledger import EntrySource, Origin
from portal.settings import settings
from tests.cast import AMINA, LOTTE, NORA, OLEKSANDR
from tests.conftest import NOON
from tests.payments import (
    EUR,
    charge_back,
    credit,
    entries,
    mails,
    only_payment,
    owed,
    owing,
    payment,
    report,
    running_payment,
)  # fmt: skip

pytestmark = pytest.mark.usefixtures("cast")
A_MINUTE, A_QUARTER = timedelta(minutes=1), timedelta(minutes=15)


@pytest.fixture(autouse=True)
def _at_noon(stopped_clock):
    """Nobody's clock runs, unless the test says so."""


@pytest.fixture
def bank():
    return simulated_bank(settings())


def press(charge_ids, *, actor=AMINA.actor, now=NOON, through=None):
    return payments.start(actor=actor, charge_ids=charge_ids, language="ar", now=now, through=through)


def book(payment_id, *reports):
    for number, one in enumerate(reports):
        with db.transaction() as session:
            payment_book.book_report(
                session, payment_id=payment_id, report=one, asked_at=NOON + number * A_MINUTE, now=NOON + number * A_MINUTE
            )  # fmt: skip


class Broken:
    """A provider that does not answer."""

    name = "simulated"

    def create(self, _order):
        raise ProviderDown("simulated")

    def fetch(self, _provider_id):
        raise ProviderDown("simulated")


def test_what_the_bank_says_is_paid_is_booked_and_told_once(database, bank):
    charges = owing(database, "90")
    started = press(charges)
    bank.choose(provider_id(started), Choice.PAID)

    for _ in range(3):
        assert payments.hear(provider_id(started))

    assert owed() == [EUR(0)]
    assert entries() == [("payment", EUR(90)), ("allocation", EUR(90))]
    assert mails() == ["payment.received"]
    assert payment(started.payment_id).state is PaymentState.PAID


def provider_id(started):
    return payment(started.payment_id).provider_id


@pytest.mark.parametrize(
    ("choice", "state"),
    [
        (Choice.FAILED, PaymentState.FAILED),
        (Choice.EXPIRED, PaymentState.EXPIRED),
        (Choice.CANCELLED, PaymentState.CANCELLED),
    ],
)
def test_what_was_not_paid_books_nothing_and_can_be_tried_again(database, bank, choice, state):
    charges = owing(database, "90")
    first = press(charges)
    bank.choose(provider_id(first), choice)

    payments.hear(provider_id(first))
    second = press(charges)

    assert payment(first.payment_id).state is state
    assert entries() == []
    assert second.payment_id != first.payment_id
    assert mails() == []


def test_pressing_twice_leads_to_the_same_place(database):
    charges = owing(database, "90", "30")

    first, second = press(charges), press(list(reversed(charges)))

    assert first == second
    assert payment(first.payment_id).amount == EUR(120)


def test_who_presses_again_before_the_webhook_does_not_pay_twice(database, bank):
    charges = owing(database, "90")
    first = press(charges)
    bank.choose(provider_id(first), Choice.LOST)

    with pytest.raises(OutsideRules, match="nothing-owed"):
        press(charges)

    assert owed() == [EUR(0)]


def test_what_is_paid_or_exempted_cannot_be_paid(database):
    (charge,) = owing(database, "90")
    with db.transaction() as session:
        exempt = Origin(EntrySource.RULE, "exemption:1", "leefloon", NOON.date())
        ledger.open_book(session, person_id=AMINA.id, now=NOON).exempt(charge, exempt)

    with pytest.raises(OutsideRules, match="nothing-owed"):
        press([charge])


def test_an_exemption_while_somebody_pays_leaves_the_money_to_their_credit(database, bank):
    (charge,) = owing(database, "90")
    started = press([charge])
    with db.transaction() as session:
        exempt = Origin(EntrySource.RULE, "exemption:1", "leefloon", NOON.date())
        ledger.open_book(session, person_id=AMINA.id, now=NOON).exempt(charge, exempt)
    bank.choose(provider_id(started), Choice.PAID)

    payments.hear(provider_id(started))

    assert credit() == EUR(90)


def test_a_payment_for_another_amount_makes_room_and_is_never_lost(database, bank):
    (charge,) = owing(database, "90")
    first = press([charge])
    with db.transaction() as session:
        book_of_amina = ledger.open_book(session, person_id=AMINA.id, now=NOON)
        by_transfer = Origin(EntrySource.BANK, "bank:1", "paid", NOON.date())
        book_of_amina.receive(EUR(40), by_transfer)
        book_of_amina.settle(by_transfer)

    second = press([charge])
    bank.choose(provider_id(second), Choice.PAID)
    bank.choose(provider_id(first), Choice.PAID)
    payments.hear(provider_id(second))
    payments.hear(provider_id(first))

    assert payment(second.payment_id).amount == EUR(50)
    assert owed() == [EUR(0)]
    assert credit() == EUR(90)


@pytest.mark.parametrize("actor", [OLEKSANDR.actor, LOTTE.actor, NORA.actor])
def test_nobody_starts_a_payment_for_somebody_else(database, actor):
    with pytest.raises(NotAllowed):
        press(owing(database, "90"), actor=actor)


def test_charges_of_two_people_are_not_paid_together(database):
    with pytest.raises(NotFound):
        press(owing(database, "90") + owing(database, "90", owner=OLEKSANDR))


def test_an_unknown_webhook_does_nothing_and_says_nothing(database):
    with structlog.testing.capture_logs() as logged:
        assert not payments.hear("tr_forged")

    assert [entry["event"] for entry in logged] == ["webhook_of_unknown_payment"]
    assert "tr_forged" not in str(logged)


def test_a_webhook_before_the_bank_has_decided_books_nothing(database):
    started = press(owing(database, "90"))

    payments.hear(provider_id(started))

    assert payment(started.payment_id).state is PaymentState.OPEN
    assert entries() == []


def test_a_lost_webhook_heals_within_a_quarter(database, bank):
    started = press(owing(database, "90"))
    bank.choose(provider_id(started), Choice.LOST)
    now = NOON
    while payment(started.payment_id).state is PaymentState.OPEN:
        now += timedelta(seconds=20)
        assert now - NOON <= A_QUARTER
        with clock.stopped_at(now):
            payments.check_running(now)

    assert owed() == [EUR(0)]
    assert mails() == ["payment.received"]


@pytest.mark.parametrize("age_minutes", [0, 1, 5, 11, 29, 45, 600])
def test_a_running_payment_of_any_age_is_asked_after_every_quarter(database, age_minutes):
    payment_id = running_payment(database, owing(database, "90"))
    asked_at = NOON + timedelta(minutes=age_minutes)

    with db.transaction() as session:
        payment_book.postpone(session, payment_id=payment_id, now=asked_at)

    assert payment(payment_id).next_check_at - asked_at < A_QUARTER


def test_a_payment_nobody_finished_expires(database):
    started = press(owing(database, "90"))
    later = NOON + timedelta(hours=1)

    with clock.stopped_at(later):
        payments.check_running(later)

    assert payment(started.payment_id).state is PaymentState.EXPIRED


def test_a_provider_that_is_down_leaves_everything_as_it_was(database):
    payment_id = running_payment(database, owing(database, "90"))

    with pytest.raises(ProviderDown):
        payments.hear("tr_1", through=Broken())
    assert payments.check_running(NOON + A_QUARTER, through=Broken()) == 0

    assert payment(payment_id).state is PaymentState.OPEN
    assert payment(payment_id).next_check_at > NOON + A_QUARTER


def test_who_starts_while_the_provider_is_down_can_start_again(database):
    charges = owing(database, "90")
    with pytest.raises(ProviderDown):
        press(charges, through=Broken())

    again = press(charges, now=NOON + A_MINUTE)

    assert again.checkout_url.endswith(provider_id(again))
    assert only_payment().id == again.payment_id


def test_a_process_that_dies_before_the_answer_is_stored_leaves_one_payment(database, bank, monkeypatch):
    charges = owing(database, "90")
    with monkeypatch.context() as dying:
        dying.setattr(payment_book, "store", die)
        with pytest.raises(SystemExit):
            press(charges)

    again = press(charges, now=NOON + A_MINUTE)

    assert len(list(bank.payments(since=NOON - A_MINUTE))) == 1
    assert again.payment_id == only_payment().id


def die(*_args, **_named):
    raise SystemExit


def test_what_the_provider_never_answered_about_is_ended_and_shown_to_nobody(database):
    charges = owing(database, "90")
    with pytest.raises(ProviderDown):
        press(charges, through=Broken())
    created = only_payment()

    payments.check_running(NOON + A_QUARTER)

    assert payment(created.id).state is PaymentState.EXPIRED
    with pytest.raises(WrongState), db.transaction() as session:
        payment_book.store(session, payment_id=created.id, report=report(PaymentState.OPEN), now=NOON)


def test_a_payment_that_the_provider_forgot_ends_and_can_be_replaced(database):
    charges = owing(database, "90")
    forgotten = running_payment(database, charges)

    started = press(charges)

    assert payment(forgotten).state is PaymentState.EXPIRED
    assert started.payment_id != forgotten


def test_an_expired_payment_that_was_paid_after_all_is_booked(database):
    payment_id = running_payment(database, owing(database, "90"))

    book(payment_id, report(PaymentState.EXPIRED), report(PaymentState.PAID))

    assert owed() == [EUR(0)]
    assert payment(payment_id).state is PaymentState.PAID


def test_old_news_does_not_undo_newer(database):
    payment_id = running_payment(database, owing(database, "90"))

    book(payment_id, report(PaymentState.PAID), report(PaymentState.OPEN), report(PaymentState.FAILED))

    assert payment(payment_id).state is PaymentState.PAID
    assert owed() == [EUR(0)]


def test_a_charge_back_makes_it_owed_again_and_tells_so_once(database):
    payment_id = running_payment(database, owing(database, "90"))
    taken = report(PaymentState.PAID, back=[charge_back()])

    book(payment_id, report(PaymentState.PAID), taken, taken)

    assert owed() == [EUR(90)]
    assert credit() == EUR(0)
    assert payment(payment_id).charged_back == EUR(90)
    assert mails() == ["payment.charged-back", "payment.received"]


def test_a_charge_back_of_a_part_leaves_the_rest_paid(database):
    payment_id = running_payment(database, owing(database, "90"))

    book(payment_id, report(PaymentState.PAID, back=[charge_back("30")]))

    assert owed() == [EUR(30)]


def test_a_charge_back_that_the_bank_reversed_pays_again(database):
    payment_id = running_payment(database, owing(database, "90"))
    reversed_again = charge_back(state=BackState.FAILED)

    book(
        payment_id,
        report(PaymentState.PAID, back=[charge_back()]),
        report(PaymentState.PAID, back=[reversed_again]),
    )

    assert owed() == [EUR(0)]
    assert credit() == EUR(0)


def test_money_that_went_back_twice_is_left_to_the_comparison(database):
    payment_id = running_payment(database, owing(database, "90"))
    with db.transaction() as session:
        payment_book.book_report(
            session, payment_id=payment_id, report=report(PaymentState.PAID), asked_at=NOON, now=NOON
        )
        book_of_amina = ledger.open_book(session, person_id=AMINA.id, now=NOON)
        by_bank = Origin(EntrySource.HAND, "refund:1", "refunded", NOON.date())
        book_of_amina.take_back(EUR(90), by_bank)

    with structlog.testing.capture_logs() as logged:
        book(payment_id, report(PaymentState.PAID, back=[charge_back()]))

    assert "payment_went_back_twice" in [entry["event"] for entry in logged]
    assert credit() == EUR(0)


def test_the_bank_of_the_demo_charges_back_a_little_later(database, bank):
    started = press(owing(database, "90"))
    bank.choose(provider_id(started), Choice.CHARGE_BACK)
    payments.hear(provider_id(started))
    assert owed() == [EUR(0)]

    with clock.stopped_at(NOON + SOON):
        payments.hear(provider_id(started))

    assert owed() == [EUR(90)]


def test_the_owner_sees_a_payment_and_nobody_else_knows_of_it(database):
    charges = owing(database, "90")
    payment_id = running_payment(database, charges)

    with db.reading() as session:
        assert payments.shown(session, actor=AMINA.actor, payment_id=payment_id).charge_ids == tuple(charges)
        for actor, wanted in [
            (OLEKSANDR.actor, payment_id),
            (NORA.actor, payment_id),
            (AMINA.actor, "nothing"),
        ]:
            with pytest.raises(NotFound):
                payments.shown(session, actor=actor, payment_id=wanted)


def test_provider_and_book_agree_after_whatever_happened(database, bank):
    charges = owing(database, "90", "30", "20")
    for charge, choice in zip(charges, [Choice.PAID, Choice.LOST, Choice.FAILED], strict=True):
        bank.choose(provider_id(press([charge])), choice)

    totals = provider_check.compare(NOON)

    assert (totals.provider, totals.ledger, totals.differences) == (EUR(120), EUR(120), ())
    assert totals.payments == 3
    assert owed() == [EUR(0), EUR(0), EUR(20)]


def test_a_difference_names_the_payment_and_both_amounts(database, bank):
    started = press(owing(database, "90"))
    bank.choose(provider_id(started), Choice.PAID)
    payments.hear(provider_id(started))
    undo_the_payment_by_hand()

    (difference,) = provider_check.compare(NOON).differences

    assert (difference.payment_id, difference.provider, difference.ledger) == (
        started.payment_id, EUR(90), EUR(0),
    )  # fmt: skip


def test_totals_are_for_who_may_see_every_account(database):
    provider_check.compare(NOON)

    with db.reading() as session:
        assert provider_check.provider_totals(session, actor=NORA.actor).provider == EUR(0)
        with pytest.raises(NotAllowed):
            provider_check.provider_totals(session, actor=AMINA.actor)


def test_the_comparison_runs_once_a_day(database):
    press(owing(database, "90"))

    found = [jobs.compare_provider(NOON + timedelta(hours=hours)) for hours in (0, 2, 23, 25)]

    assert found == [1, 0, 0, 1]


def test_webhooks_of_the_demo_bank_are_claimed_by_one_process(database, bank):
    started = press(owing(database, "90"))
    bank.choose(provider_id(started), Choice.DOUBLE)

    first, second, third = bank.due(), bank.due(), bank.due()

    assert first.number != second.number
    assert third is None


def test_a_webhook_that_is_not_taken_is_sent_again_a_few_times(database, bank):
    started = press(owing(database, "90"))
    bank.choose(provider_id(started), Choice.LATE)
    assert bank.due() is None
    now, tries = NOON + LATE, 0

    while now < NOON + timedelta(hours=2):
        with clock.stopped_at(now):
            delivery = bank.due()
            if delivery is not None:
                tries += 1
                bank.delivered(delivery.number, taken=False)
        now += timedelta(seconds=10)

    assert tries == 6


def test_the_doctor_sees_differences_and_payments_nobody_asked_after(database, bank):
    started = press(owing(database, "90"))
    assert the_doctor(NOON) is Health.OK
    assert the_doctor(NOON + timedelta(minutes=17)) is Health.WARN

    bank.choose(provider_id(started), Choice.PAID)
    provider_check.compare(NOON)
    assert the_doctor(NOON) is Health.OK
    assert the_doctor(NOON + timedelta(days=3)) is Health.WARN

    undo_the_payment_by_hand()
    provider_check.compare(NOON)
    assert the_doctor(NOON) is Health.FAIL


def undo_the_payment_by_hand():
    with db.transaction() as session:
        by_hand = ledger.open_book(session, person_id=AMINA.id, now=NOON, actor_id=NORA.id)
        booked = ledger.account_of(session, person_id=AMINA.id).entries
        paid = next(entry for entry in booked if entry.kind is EntryKind.PAYMENT)
        by_hand.undo(paid.number, "wrong-person")


def the_doctor(now):
    checks = doctor.examine(settings(), now=now)
    return next(check.health for check in checks if check.name == "payments")
