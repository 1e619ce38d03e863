"""Every euro is written once, and every balance is a sum."""

from datetime import date
from decimal import Decimal

import pytest

from portal.errors import NotFound, OutsideRules
from portal.models.contracts import ContractState, Duty, Inburgeringscontract
from portal.models.people import Agency
from portal.models.retributie import Charge, EntryKind, EntrySource, FeeItem
from portal.services import ledger
from portal.services.ledger import Origin
from tests.cast import AMINA, LEUVEN, NORA, OLEKSANDR
from tests.conftest import NOON

TODAY = NOON.date()
EUR = Decimal


def origin(key, reason="paid", source=EntrySource.BANK):
    return Origin(source, key, reason, TODAY)


def charged(session, *amounts, owner=AMINA):
    """Give somebody a contract and these charges, the oldest first; returns the book and the charges' ids."""
    contract = Inburgeringscontract(
        person_id=owner.id, state=ContractState.SIGNED, duty=Duty.VERPLICHT, nis_code=LEUVEN, agency=Agency.AGII,
        registered_on=date(2025, 9, 1), signed_on=date(2025, 10, 1),
    )  # fmt: skip
    session.add(contract)
    session.flush()
    book = ledger.open_book(session, person_id=owner.id, now=NOON, actor_id=NORA.id)
    ids = []
    for number, amount in enumerate(amounts, start=1):
        charge = Charge(
            person_id=owner.id, contract_id=contract.id, item=FeeItem.MO_TEST, attempt=number, rule_id="mo-test",
            amount=EUR(amount), charged_on=TODAY, due_on=date(2026, 4, number), ogm=f"{owner.id[:1]}{number:011d}",
        )  # fmt: skip
        session.add(charge)
        session.flush()
        book.charge(charge, "test-planned")
        ids.append(charge.id)
    return book, ids


def owed(session, owner=AMINA):
    return [balance.owed for balance in ledger.account_of(session, person_id=owner.id).charges]


def test_a_payment_pays_the_oldest_charge_first_and_the_rest_is_credit(session, cast):
    book, _ = charged(session, "90", "90")

    book.receive(EUR("200"), origin("bank:1"))
    book.settle(origin("bank:1"))

    assert owed(session) == [EUR(0), EUR(0)]
    assert book.credit() == EUR("20")


def test_the_same_event_twice_books_once(session, cast):
    book, (course,) = charged(session, "90")

    for _ in range(2):
        book.receive(EUR("90"), origin("bank:1"))
        book.settle(origin("bank:1"), [course])

    assert [entry.kind for entry in ledger.account_of(session, person_id=AMINA.id).entries] == [
        EntryKind.CHARGE,
        EntryKind.PAYMENT,
        EntryKind.ALLOCATION,
    ]


def test_an_exemption_after_payment_gives_the_money_back_to_the_credit(session, cast):
    book, (course,) = charged(session, "90")
    book.receive(EUR("90"), origin("bank:1"))
    book.settle(origin("bank:1"))

    book.exempt(course, origin("exemption:1", "leefloon", EntrySource.RULE))

    assert owed(session) == [EUR(0)]
    assert book.credit() == EUR("90")


def test_a_half_exemption_keeps_what_is_still_owed_paid(session, cast):
    book, (course,) = charged(session, "90")
    book.receive(EUR("90"), origin("bank:1"))
    book.settle(origin("bank:1"))

    book.exempt(course, origin("exemption:1", "reduced", EntrySource.RULE), EUR("30"))

    assert owed(session) == [EUR(0)]
    assert book.credit() == EUR("30")


def test_a_payment_that_is_undone_leaves_the_charges_owed_again(session, cast):
    book, _ = charged(session, "90", "90")
    payment = book.receive(EUR("100"), origin("bank:1"))
    book.settle(origin("bank:1"))

    book.undo(payment.number, "wrong-person")
    book.undo(payment.number, "wrong-person")

    assert owed(session) == [EUR("90"), EUR("90")]
    assert book.credit() == EUR(0)


def test_a_charge_that_is_withdrawn_frees_what_was_paid_for_it(session, cast):
    book, (course,) = charged(session, "90")
    book.exempt(course, origin("exemption:1", "reduced"), EUR("30"))
    book.receive(EUR("60"), origin("bank:1"))
    book.settle(origin("bank:1"))
    first = ledger.account_of(session, person_id=AMINA.id).entries[0]

    book.undo(first.number, "course-cancelled")

    assert owed(session) == [EUR(0)]
    assert book.credit() == EUR("60")


def test_money_that_went_back_cannot_be_undone_as_a_payment(session, cast):
    book, _ = charged(session, "90")
    payment = book.receive(EUR("90"), origin("bank:1"))
    book.refund(EUR("90"), origin("refund:1"))

    with pytest.raises(OutsideRules, match="already-given-back"):
        book.undo(payment.number, "wrong-person")


@pytest.mark.parametrize(("amount", "reason"), [("91", "more-than-owed"), ("51", "more-than-credit")])
def test_nobody_pays_more_than_is_owed_or_than_there_is(session, cast, amount, reason):
    book, (course,) = charged(session, "90")
    book.receive(EUR("50"), origin("bank:1"))

    with pytest.raises(OutsideRules, match=reason):
        book.allocate(course, EUR(amount), origin("bank:1:for"))


def test_another_persons_charge_is_not_in_this_book(session, cast):
    _, (course,) = charged(session, "90")
    other = ledger.open_book(session, person_id=OLEKSANDR.id, now=NOON)

    with pytest.raises(NotFound):
        other.balance(course)
