"""Money that no open charge takes is listed by itself, once, with its reason and the way it goes back."""

from decimal import Decimal

from sqlmodel import select

from portal.models.outbox import OutboxMail
from portal.models.payments import PaymentLine
from portal.models.refunds import Refund, RefundReason, RefundState, RefundWay
from portal.models.retributie import EntrySource, FeeItem
from portal.services import ledger, refund_list
from portal.services.ledger import Origin
from tests.cast import AMINA, OLEKSANDR
from tests.conftest import NOON
from tests.refunds import IBAN, TODAY, book, given_charge, paid_by_bank, paid_online

EUR = Decimal


def looked(session, owner=AMINA):
    return refund_list.list_credit(session, person_id=owner.id, now=NOON)


def exempted(session, charge):
    book(session).exempt(charge.id, Origin(EntrySource.HAND, f"exempt:{charge.id}", "leefloon", TODAY))


def states(session):
    return [refund.state for refund in session.exec(select(Refund).order_by(Refund.listed_at)).all()]


def test_who_pays_too_much_gets_the_rest_back_to_the_account_it_came_from(session, cast):
    line = paid_by_bank(session, "100", charges=[given_charge(session)])

    (refund,) = looked(session)

    assert (refund.amount, refund.reason, refund.way) == (EUR(10), RefundReason.OVERPAID, RefundWay.SEPA)
    assert (refund.holder, refund.iban, refund.transaction_id) == ("A. Benali", IBAN, line.id)


def test_who_pays_twice_gets_the_second_payment_back(session, cast):
    charge = given_charge(session)
    paid_by_bank(session, charges=[charge])
    payment = paid_online(session)

    (refund,) = looked(session)

    assert (refund.amount, refund.reason, refund.payment_id) == (EUR(90), RefundReason.PAID_TWICE, payment.id)
    assert refund.way is RefundWay.PROVIDER


def test_who_is_exempt_after_paying_gets_the_money_back(session, cast):
    charge = given_charge(session)
    paid_online(session, charges=[charge])
    exempted(session, charge)

    (refund,) = looked(session)

    assert (refund.amount, refund.reason) == (EUR(90), RefundReason.EXEMPT_AFTER_PAYMENT)


def test_a_charge_that_is_withdrawn_after_payment_is_given_back(session, cast):
    charge = given_charge(session)
    paid_online(session, charges=[charge])
    entry = ledger.account_of(session, person_id=AMINA.id).entries[0]
    book(session).undo(entry.number, "withdrawn")

    (refund,) = looked(session)

    assert refund.reason is RefundReason.CHARGE_WITHDRAWN


def test_looking_again_lists_nothing_more(session, cast):
    paid_online(session)

    assert looked(session) == looked(session)
    assert states(session) == [RefundState.LISTED]


def test_an_open_charge_takes_from_the_credit_before_anything_goes_back(session, cast):
    paid_online(session, "100")
    given_charge(session)

    (refund,) = looked(session)

    assert refund.amount == EUR(10)
    assert ledger.account_of(session, person_id=AMINA.id).owed == EUR(0)


def test_a_charge_that_comes_later_takes_what_was_listed(session, cast):
    paid_online(session, "100")
    looked(session)
    given_charge(session)

    (refund,) = looked(session)

    assert refund.amount == EUR(10)
    assert sorted(states(session)) == [RefundState.DROPPED, RefundState.LISTED]


def test_what_somebody_is_paying_on_line_right_now_is_left_to_them(session, cast):
    paid_by_bank(session)
    charge = given_charge(session)
    running = paid_online(session, owner=OLEKSANDR)
    session.add(PaymentLine(payment_id=running.id, charge_id=charge.id, amount=EUR(90), running=True))

    (refund,) = looked(session)

    assert refund.amount == EUR(90)
    assert ledger.account_of(session, person_id=AMINA.id).owed == EUR(90)


def test_money_from_two_places_goes_back_to_both(session, cast):
    paid_by_bank(session, "20")
    paid_online(session, "30")

    assert {(r.way, r.amount) for r in looked(session)} == {
        (RefundWay.SEPA, EUR(20)),
        (RefundWay.PROVIDER, EUR(30)),
    }


def test_what_a_charge_took_without_saying_from_where_is_taken_from_the_oldest(session, cast):
    paid_by_bank(session, "20")
    paid_online(session, "100")
    charge = given_charge(session)
    book(session).settle(Origin(EntrySource.RULE, "from-credit", "from-credit", TODAY), [charge.id])

    (refund,) = looked(session)

    assert (refund.amount, refund.way) == (EUR(30), RefundWay.PROVIDER)


def test_who_paid_by_hand_is_asked_for_an_account_by_mail_once(session, cast):
    book(session).receive(EUR(5), Origin(EntrySource.HAND, "cash", "cash", TODAY))

    looked(session)
    (refund,) = looked(session)

    assert refund.iban is None
    (mail,) = session.exec(select(OutboxMail)).all()
    assert (mail.template, mail.person_id) == ("refund.account-needed", AMINA.id)


def test_an_account_number_that_is_none_is_not_used(session, cast):
    paid_by_bank(session, iban="BE00000000000000")

    assert [refund.iban for refund in looked(session)] == [None]


def test_only_people_with_something_to_list_are_looked_at(session, cast):
    assert refund_list.people_to_look_at(session) == ()
    paid_online(session)
    paid_by_bank(session, owner=OLEKSANDR, charges=[given_charge(session, owner=OLEKSANDR)])
    assert refund_list.people_to_look_at(session) == (AMINA.id,)

    looked(session)
    assert refund_list.people_to_look_at(session) == ()

    given_charge(session, item=FeeItem.MO_TEST)
    assert refund_list.people_to_look_at(session) == (AMINA.id,)
