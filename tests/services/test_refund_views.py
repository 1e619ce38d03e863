"""Who reads refunds, and what each reader may know of them."""

from decimal import Decimal

import pytest

from portal.errors import NotAllowed
from portal.models.people import Agency
from portal.models.refunds import RefundReason, RefundState
from portal.models.retributie import EntryKind
from portal.services import finance_entries, refund_list, refund_views, refunds
from portal.services.finance_figures import Asked
from tests.cast import AMINA, LOTTE, NORA, OLEKSANDR
from tests.conftest import NOON
from tests.refunds import IBAN, TODAY, given_charge, paid_by_bank, paid_online

EUR = Decimal


def listed(session, owner=AMINA, **facts):
    paid_by_bank(session, owner=owner, **facts)
    return refund_list.list_credit(session, person_id=owner.id, now=NOON)[0]


def lines(session, *states):
    return refund_views.refund_lines(session, actor=NORA.actor, states=states or refund_views.OPEN)


def test_finance_reads_who_how_much_and_why_but_not_the_whole_account(session, cast):
    listed(session)

    (line,) = lines(session)

    assert (line.name, line.amount, line.reason) == ("Amina Benali", EUR(90), RefundReason.PAID_TWICE)
    assert line.account == IBAN[-4:]


def test_each_reads_only_their_own(session, cast):
    listed(session)

    (own,) = refund_views.own(session, actor=AMINA.actor, person_id=AMINA.id)
    assert (own.amount, own.asks_account) == (EUR(90), False)
    assert refund_views.own(session, actor=OLEKSANDR.actor, person_id=OLEKSANDR.id) == ()
    with pytest.raises(NotAllowed):
        refund_views.own(session, actor=OLEKSANDR.actor, person_id=AMINA.id)


def test_somebody_is_asked_for_an_account_only_while_it_is_needed(session, cast):
    refund = listed(session, iban=None)
    assert refund_views.own(session, actor=AMINA.actor, person_id=AMINA.id)[0].asks_account

    refunds.give_account(session, actor=AMINA.actor, refund_id=refund.id, holder="A", iban=IBAN, now=NOON)

    assert not refund_views.own(session, actor=AMINA.actor, person_id=AMINA.id)[0].asks_account


def test_what_was_not_needed_after_all_is_not_told(session, cast):
    listed(session)
    given_charge(session)
    refund_list.list_credit(session, person_id=AMINA.id, now=NOON)

    assert refund_views.own(session, actor=AMINA.actor, person_id=AMINA.id) == ()
    assert [line.state for line in lines(session, RefundState.DROPPED)] == [RefundState.DROPPED]


def test_sums_and_files_say_how_far_it_is(session, cast):
    refund = listed(session)
    listed(session, OLEKSANDR, amount="10")
    (file,) = refunds.order_files(session, actor=NORA.actor, refund_ids=[refund.id], now=NOON)

    sums = refund_views.refund_sums(session, actor=NORA.actor)
    assert sums == {RefundState.LISTED: (1, EUR(10)), RefundState.ORDERED: (1, EUR(90))}
    (line,) = refund_views.files(session, actor=NORA.actor)
    assert (line.id, line.transfers, line.under_way, line.is_kept) == (file.id, 1, 1, True)

    refunds.mark_done(session, actor=NORA.actor, refund_id=refund.id, now=NOON)
    assert refund_views.files(session, actor=NORA.actor)[0].under_way == 0


@pytest.mark.parametrize("member", [AMINA, LOTTE])
def test_the_list_is_for_finance(session, cast, member):
    for ask in (refund_views.refund_sums, refund_views.files):
        with pytest.raises(NotAllowed):
            ask(session, actor=member.actor)
    with pytest.raises(NotAllowed):
        refund_views.refund_lines(session, actor=member.actor, states=refund_views.OPEN)


# ── the lines of the book ────────────────────────────────────────────────────────────────────────────────────────


def test_the_book_is_read_line_by_line_with_the_numbers_to_find_each_again(session, cast):
    charge = given_charge(session)
    payment = paid_online(session, charges=[charge])
    line = paid_by_bank(session, "5")
    line.bank_reference = "B1"

    found = finance_entries.entry_lines(session, actor=NORA.actor, asked=Asked(TODAY, TODAY))

    assert [(one.kind, one.amount, one.ogm, one.reference) for one in found] == [
        (EntryKind.CHARGE, EUR(90), charge.ogm, ""),
        (EntryKind.PAYMENT, EUR(90), "", payment.provider_id),
        (EntryKind.ALLOCATION, EUR(90), charge.ogm, payment.provider_id),
        (EntryKind.PAYMENT, EUR(5), "", "B1"),
    ]


def test_one_agency_has_the_lines_of_its_charges(session, cast):
    given_charge(session)

    for agency, number in ((Agency.AGII, 1), (Agency.BON, 0)):
        asked = Asked(TODAY, TODAY, agency)
        assert len(finance_entries.entry_lines(session, actor=NORA.actor, asked=asked)) == number


def test_the_book_is_for_finance(session, cast):
    with pytest.raises(NotAllowed):
        finance_entries.entry_lines(session, actor=AMINA.actor, asked=Asked(TODAY, TODAY))
