"""Provider, book and bank: three totals, and every euro of difference between them explained by a row."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from portal.errors import NotAllowed
from portal.models.bank import TransactionState
from portal.models.payments import OnlinePayment, PaymentState
from portal.models.retributie import EntrySource
from portal.services import finance_totals, refund_list, refunds
from portal.services.finance_totals import GapKind
from portal.services.ledger import Origin
from tests.cast import AMINA, LOTTE, NORA
from tests.conftest import NOON, add_cast
from tests.refunds import TODAY, bank_line, book, paid_by_bank, paid_online

EUR = Decimal
SINCE, UNTIL = date(2026, 3, 1), date(2026, 3, 31)


def totals(session, since=SINCE, until=UNTIL):
    return finance_totals.totals(session, actor=NORA.actor, since=since, until=until)


def kinds(gaps):
    return {kind: amount for kind, (_number, amount) in finance_totals.summed(gaps).items()}


def adds_up(found):
    assert found.provider_difference == sum(gap.amount for gap in found.provider_gaps)
    assert found.bank_difference == sum(gap.amount for gap in found.bank_gaps)


def ordered_transfer(session):
    paid_by_bank(session, "90")
    (refund,) = refund_list.list_credit(session, person_id=AMINA.id, now=NOON)
    refunds.order_files(session, actor=NORA.actor, refund_ids=[refund.id], now=NOON)
    return refund


def test_what_is_paid_booked_and_on_the_statement_differs_in_nothing(session, cast):
    paid_by_bank(session)

    found = totals(session)

    assert (found.book, found.bank, found.provider) == (EUR(90), EUR(90), EUR(0))
    assert (found.provider_gaps, found.bank_gaps) == ((), ())


def test_a_payment_that_nobody_booked_is_named(session, cast):
    session.add(
        OnlinePayment(
            person_id=AMINA.id, provider="fake", provider_id="tr_lost", amount=EUR(90), state=PaymentState.PAID,
            created_at=NOON, settled_at=NOON,
        )
    )  # fmt: skip

    (gap,) = totals(session).provider_gaps

    assert (gap.kind, gap.amount, gap.reference) == (GapKind.PAID_NOT_BOOKED, EUR(90), "tr_lost")


def test_on_line_money_is_missing_at_the_bank_until_the_provider_pays_out(session, cast):
    paid_online(session)
    assert kinds(totals(session).bank_gaps) == {GapKind.THROUGH_PROVIDER: EUR(-90)}

    bank_line(session, "88.50", state=TransactionState.PAYOUT)

    found = totals(session)
    assert kinds(found.bank_gaps) == {GapKind.THROUGH_PROVIDER: EUR(-90), GapKind.PAYOUT: EUR("88.50")}
    assert (found.payouts, found.bank_difference) == (EUR("88.50"), EUR("-1.50"))
    adds_up(found)


def test_lines_that_wait_or_were_set_aside_are_at_the_bank_only(session, cast):
    bank_line(session, "50", state=TransactionState.DOUBT)
    bank_line(session, "-2.50", state=TransactionState.SET_ASIDE)

    assert kinds(totals(session).bank_gaps) == {
        GapKind.LINE_WAITS: EUR(50),
        GapKind.LINE_SET_ASIDE: EUR("-2.50"),
    }


def test_a_transfer_that_was_ordered_but_has_not_left_is_named(session, cast):
    refund = ordered_transfer(session)

    (gap,) = totals(session).bank_gaps

    assert (gap.kind, gap.amount, gap.reference) == (GapKind.TRANSFER_UNDER_WAY, EUR(90), refund.id)


def test_a_transfer_that_left_is_on_both_sides(session, cast):
    refund = ordered_transfer(session)
    bank_line(session, "-90", state=TransactionState.REFUNDED, refund_id=refund.id)

    found = totals(session)

    assert (found.book, found.bank, found.bank_gaps) == (EUR(0), EUR(0), ())


def test_a_transfer_that_came_back_is_on_both_sides_again(session, cast):
    refund = ordered_transfer(session)
    bank_line(session, "-90", state=TransactionState.REFUNDED, refund_id=refund.id)
    bank_line(session, "90", state=TransactionState.SET_ASIDE, refund_id=refund.id)
    refunds.mark_returned(session, actor=NORA.actor, refund_id=refund.id, now=NOON)

    found = totals(session)

    assert (found.book, found.bank, found.bank_gaps) == (EUR(90), EUR(90), ())


def test_what_was_booked_in_another_month_than_it_arrived_is_said_to_be(session, cast):
    line = bank_line(session, "90", on=date(2026, 2, 27), state=TransactionState.BOOKED)
    book(session).receive(EUR(90), Origin(EntrySource.BANK, "late", "exact", TODAY, transaction_id=line.id))

    assert kinds(totals(session).bank_gaps) == {GapKind.OTHER_PERIOD: EUR(-90)}
    whole = totals(session, since=date(2026, 1, 1))
    assert whole.bank_gaps == ()


def test_a_charge_back_that_the_book_does_not_know_is_named(session, cast):
    payment = paid_online(session)
    payment.charged_back = EUR(90)

    (gap,) = totals(session).provider_gaps

    assert (gap.kind, gap.amount) == (GapKind.BACK_NOT_BOOKED, EUR(-90))


def test_a_refund_that_the_provider_still_works_on_is_named(session, cast):
    payment = paid_online(session)
    (refund,) = refund_list.list_credit(session, person_id=AMINA.id, now=NOON)
    refunds.start_order(session, actor=NORA.actor, refund_id=refund.id, now=NOON)
    assert kinds(totals(session).provider_gaps) == {GapKind.REFUND_UNDER_WAY: EUR(90)}

    payment.refunded = EUR(90)

    assert totals(session).provider_gaps == ()


def test_money_by_hand_is_in_the_book_only(session, cast):
    book(session).receive(EUR(5), Origin(EntrySource.HAND, "cash", "cash", TODAY))

    assert kinds(totals(session).bank_gaps) == {GapKind.BY_HAND: EUR(-5)}


def test_the_evening_of_the_last_day_is_still_that_day_in_brussels(session, cast):
    paid_online(session, on=datetime(2026, 3, 31, 23, 30, tzinfo=ZoneInfo("Europe/Brussels")))

    assert (totals(session).provider, totals(session).provider_gaps) == (EUR(90), ())


def test_nobody_but_finance_compares(session, cast):
    with pytest.raises(NotAllowed):
        finance_totals.totals(session, actor=LOTTE.actor, since=SINCE, until=UNTIL)


amounts = st.integers(min_value=1, max_value=9999).map(lambda cents: EUR(cents) / 100)
days = st.integers(min_value=-40, max_value=40).map(lambda number: TODAY + timedelta(days=number))
states = st.sampled_from(TransactionState)
happenings = st.one_of(
    st.tuples(st.just("bank"), amounts, days, days),
    st.tuples(st.just("line"), amounts, days, states),
    st.tuples(st.just("online"), amounts, days, days),
    st.tuples(st.just("lost"), amounts, days, st.booleans()),
    st.tuples(st.just("hand"), amounts, days, st.none()),
    st.tuples(st.just("back"), amounts, days, st.booleans()),
    st.tuples(st.just("refund"), amounts, days, st.booleans()),
)


def paid_at_bank(session, name, amount, day, booked_on):
    line = bank_line(session, amount, on=day, state=TransactionState.BOOKED)
    book(session).receive(amount, Origin(EntrySource.BANK, name, "exact", booked_on, transaction_id=line.id))


def line_of_any_kind(session, name, amount, day, state):
    bank_line(session, amount if day.day % 2 else -amount, on=day, state=state)


def said_paid(session, name, amount, day, _more=None):
    at = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo("Europe/Brussels"))
    payment = OnlinePayment(
        person_id=AMINA.id, provider="fake", provider_id=name, amount=amount, state=PaymentState.PAID,
        created_at=at, settled_at=at,
    )  # fmt: skip
    session.add(payment)
    session.flush()
    return payment


def paid_and_booked(session, name, amount, day, booked_on):
    payment = said_paid(session, name, amount, day)
    book(session).receive(
        amount, Origin(EntrySource.PROVIDER, name, "paid-online", booked_on, payment_id=payment.id)
    )
    return payment


def charged_back(session, name, amount, day, known):
    payment = paid_and_booked(session, name, amount, day, day)
    payment.charged_back = amount
    if known:
        origin = Origin(EntrySource.PROVIDER, f"{name}:back", "charged-back", TODAY, payment_id=payment.id)
        book(session).take_back(amount, origin)


def paid_by_hand(session, name, amount, day, _more):
    book(session).receive(amount, Origin(EntrySource.HAND, name, "cash", day))


def given_back(session, name, amount, day, left):
    paid_by_bank(session, amount, on=day)
    found = refund_list.list_credit(session, person_id=AMINA.id, now=NOON)
    mine = [one for one in found if one.iban]
    if mine:
        refunds.order_files(session, actor=NORA.actor, refund_ids=[one.id for one in mine], now=NOON)
    if mine and left:
        bank_line(session, -mine[0].amount, on=day, state=TransactionState.REFUNDED, refund_id=mine[0].id)


ACTS = {
    "bank": paid_at_bank, "line": line_of_any_kind, "online": paid_and_booked, "lost": said_paid,
    "hand": paid_by_hand, "back": charged_back, "refund": given_back,
}  # fmt: skip


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(happenings, max_size=8))
def test_the_explanations_always_add_up_to_the_difference(sqlite_database, happened):
    with Session(sqlite_database) as session:
        add_cast(session)
        for number, (what, amount, day, more) in enumerate(happened):
            ACTS[what](session, f"event-{number}", amount, day, more)
            session.flush()

        adds_up(totals(session))
        session.rollback()
