"""Giving money back: ordered once, followed to its end, and on the list again when it did not arrive."""

from datetime import timedelta
from decimal import Decimal
from xml.etree.ElementTree import Element

import pytest
from defusedxml import ElementTree
from sqlmodel import Session, select

from portal.errors import NotAllowed, NotFound, OutsideRules, WrongState
from portal.models.audit import AuditEntry
from portal.models.bank import TransactionState, TransactionTrait
from portal.models.refunds import Refund, RefundFailure, RefundFile, RefundReason, RefundState, RefundWay
from portal.models.retributie import EntryKind
from portal.providers.payments import BackState
from portal.services import ledger, payments, refund_list, refund_rounds, refunds
from tests.cast import AMINA, LOTTE, NORA, OLEKSANDR
from tests.conftest import NOON
from tests.refunds import IBAN, FakeProvider, bank_line, book, given_charge, paid_by_bank, paid_online

EUR = Decimal
LATER = NOON + timedelta(hours=1)


def listed(session, owner=AMINA):
    found = refund_list.list_credit(session, person_id=owner.id, now=NOON)
    session.commit()
    return found[0] if found else None


def online(session, **facts):
    paid_online(session, **facts)
    return listed(session, facts.get("owner", AMINA))


def by_bank(session, **facts):
    paid_by_bank(session, **facts)
    return listed(session, facts.get("owner", AMINA))


def ordered(refund, provider, at=NOON):
    return refund_rounds.order_at_provider(actor=NORA.actor, refund_id=refund.id, now=at, through=provider)


def filed(session, *some, actor=NORA.actor):
    (file,) = refunds.order_files(session, actor=actor, refund_ids=[one.id for one in some], now=NOON)
    session.commit()
    return file


def now_of(session, refund):
    session.expire_all()
    found = session.get_one(Refund, refund.id)
    session.commit()
    return found


def credit(session, owner=AMINA):
    found = ledger.credit_of(session, person_id=owner.id)
    session.commit()
    return found


def transfers(file: RefundFile) -> list[Element]:
    return ElementTree.fromstring(file.content).findall(".//{*}CdtTrfTxInf")


# ── through the provider ─────────────────────────────────────────────────────────────────────────────────────────


def test_finance_gives_an_on_line_payment_back_through_the_provider(session, cast):
    refund, provider = online(session), FakeProvider()

    assert ordered(refund, provider) is RefundState.ORDERED

    assert credit(session) == EUR(0)
    assert provider.back[0].refund_id == refund.id
    provider.ends(BackState.DONE)
    refund_rounds.follow_provider(LATER, provider)
    assert now_of(session, refund).state is RefundState.DONE


def test_a_provider_that_pays_at_once_ends_the_refund_at_once(session, cast):
    refund, provider = online(session), FakeProvider()
    provider.state = BackState.DONE

    assert ordered(refund, provider) is RefundState.DONE


def test_only_finance_orders(session, cast):
    refund = online(session)

    with pytest.raises(NotAllowed):
        refund_rounds.order_at_provider(
            actor=LOTTE.actor, refund_id=refund.id, now=NOON, through=FakeProvider()
        )


def test_ordering_twice_asks_once(session, cast):
    refund, provider = online(session), FakeProvider()
    ordered(refund, provider)

    with pytest.raises(WrongState):
        ordered(refund, provider)

    assert provider.asked == 1


def test_a_provider_that_refuses_leaves_the_refund_on_the_list_and_says_why(session, cast):
    refund, provider = online(session), FakeProvider()
    provider.refuses = True

    assert ordered(refund, provider) is RefundState.LISTED

    assert now_of(session, refund).failure is RefundFailure.PROVIDER_REFUSED
    assert credit(session) == EUR(90)
    provider.refuses = False
    assert ordered(refund, provider) is RefundState.ORDERED
    assert credit(session) == EUR(0)


def test_a_provider_that_is_silent_is_asked_again_by_the_round(session, cast):
    refund, provider = online(session), FakeProvider()
    provider.silent = provider.silent_at_fetch = True

    assert ordered(refund, provider) is RefundState.ORDERED
    assert now_of(session, refund).failure is RefundFailure.PROVIDER_SILENT

    provider.silent = provider.silent_at_fetch = False
    refund_rounds.follow_provider(LATER, provider)
    assert (len(provider.back), now_of(session, refund).failure) == (1, None)


def test_an_order_that_was_taken_but_not_answered_is_found_at_the_provider(session, cast):
    refund, provider = online(session), FakeProvider()
    provider.late = True

    assert ordered(refund, provider) is RefundState.ORDERED

    assert len(provider.back) == 1
    assert now_of(session, refund).provider_id == provider.back[0].provider_id


def test_a_process_that_died_after_ordering_leaves_an_order_that_the_round_takes_up(session, cast):
    refund, provider = online(session), FakeProvider()
    refunds.start_order(session, actor=NORA.actor, refund_id=refund.id, now=NOON)
    session.commit()

    assert refund_rounds.follow_provider(LATER, provider) == 1

    assert [back.refund_id for back in provider.back] == [refund.id]


def test_the_provider_is_asked_a_few_times_an_hour_at_most(session, cast):
    refund, provider = online(session), FakeProvider()
    ordered(refund, provider)

    looks = [
        refund_rounds.follow_provider(NOON + timedelta(minutes=minute), provider) for minute in range(60)
    ]

    assert sum(looks) in {3, 4}


def test_a_refund_that_fails_at_the_provider_is_listed_anew_as_a_transfer(session, cast):
    refund, provider = online(session), FakeProvider()
    ordered(refund, provider)
    provider.ends(BackState.FAILED)
    refund_rounds.follow_provider(LATER, provider)

    again = listed(session)

    assert now_of(session, refund).state is RefundState.FAILED
    assert (again.amount, again.way, again.iban) == (EUR(90), RefundWay.SEPA, None)
    assert again.reason is RefundReason.CAME_BACK


def test_an_answer_that_comes_after_the_portal_gave_up_still_counts_once(session, cast):
    refund, provider = online(session), FakeProvider()
    provider.refuses = True
    ordered(refund, provider)
    provider.refuses, provider.state = False, BackState.DONE
    provider.refund("tr", refund_id=refund.id, amount=EUR(90), description="late")

    payments.refresh(refund.payment_id, now=NOON, through=provider)
    with pytest.raises(WrongState):
        ordered(refund, provider)

    assert (now_of(session, refund).state, credit(session)) == (RefundState.DONE, EUR(0))
    assert len(provider.back) == 1


def test_finance_turns_a_refused_refund_into_a_transfer(session, cast):
    refund = online(session)

    refunds.use_transfer(session, actor=NORA.actor, refund_id=refund.id, now=NOON)
    session.commit()

    assert now_of(session, refund).way is RefundWay.SEPA
    with pytest.raises(WrongState):
        ordered(refund, FakeProvider())


def test_what_a_new_charge_took_is_not_given_back(session, cast):
    refund, provider = online(session), FakeProvider()
    given_charge(session)
    session.commit()

    with pytest.raises(WrongState):
        ordered(refund, provider)

    session.rollback()
    refund_rounds.run_round(NOON, provider)
    assert (provider.asked, now_of(session, refund).state) == (0, RefundState.DROPPED)


# ── as a file for the bank ───────────────────────────────────────────────────────────────────────────────────────


def test_finance_makes_a_file_of_transfers_to_the_accounts_the_money_came_from(session, cast):
    mine, other = by_bank(session), by_bank(session, owner=OLEKSANDR, amount="12.50", name="O. Kovalenko")

    file = filed(session, mine, other)

    assert (file.transfers, file.total) == (2, EUR("102.50"))
    assert {line.findtext("{*}PmtId/{*}EndToEndId") for line in transfers(file)} == {mine.id, other.id}
    assert {line.findtext("{*}CdtrAcct/{*}Id/{*}IBAN") for line in transfers(file)} == {IBAN}
    assert credit(session) == EUR(0)


def test_the_file_is_fetched_again_byte_for_byte_and_the_trail_says_who(session, cast):
    file = filed(session, by_bank(session))

    fetched = [refunds.fetch_file(session, actor=NORA.actor, file_id=file.id, now=NOON) for _ in range(2)]

    assert fetched == [file.content.encode()] * 2
    trail = session.exec(select(AuditEntry).where(AuditEntry.action == "refund.file-fetched")).all()
    assert {entry.actor_id for entry in trail} == {NORA.id}


def test_nobody_else_makes_or_fetches_a_file(session, cast):
    refund = by_bank(session)
    with pytest.raises(NotAllowed):
        filed(session, refund, actor=LOTTE.actor)
    file = filed(session, refund)

    with pytest.raises(NotAllowed):
        refunds.fetch_file(session, actor=AMINA.actor, file_id=file.id, now=NOON)


def test_ordering_a_transfer_twice_makes_one(session, cast):
    refund = by_bank(session)
    filed(session, refund)

    with pytest.raises(WrongState):
        filed(session, refund)

    session.rollback()
    assert len(session.exec(select(RefundFile)).all()) == 1


def test_one_refund_that_cannot_go_stops_the_whole_file(session, cast):
    mine, nowhere = by_bank(session), by_bank(session, owner=OLEKSANDR, iban=None)

    with pytest.raises(OutsideRules, match="no-account"):
        filed(session, mine, nowhere)

    session.rollback()
    assert now_of(session, mine).state is RefundState.LISTED


def test_a_file_of_nothing_is_not_made(session, cast):
    with pytest.raises(OutsideRules):
        filed(session)


def test_a_refund_that_does_not_exist_is_not_ordered(session, cast):
    with pytest.raises(NotFound):
        refunds.order_files(session, actor=NORA.actor, refund_ids=["nothing"], now=NOON)


def test_a_file_that_never_went_to_the_bank_is_taken_back(session, cast):
    refund = by_bank(session)
    file = filed(session, refund)

    refunds.take_back_file(session, actor=NORA.actor, file_id=file.id, now=NOON)
    session.commit()

    assert now_of(session, refund).state is RefundState.LISTED
    assert credit(session) == EUR(90)
    with pytest.raises(NotFound):
        refunds.fetch_file(session, actor=NORA.actor, file_id=file.id, now=NOON)
    assert filed(session, refund).id != file.id
    assert credit(session) == EUR(0)


def test_a_file_of_which_a_transfer_arrived_cannot_be_taken_back(session, cast):
    refund = by_bank(session)
    file = filed(session, refund)
    refunds.mark_done(session, actor=NORA.actor, refund_id=refund.id, now=NOON)

    with pytest.raises(WrongState):
        refunds.take_back_file(session, actor=NORA.actor, file_id=file.id, now=NOON)


# ── what the bank statement says ─────────────────────────────────────────────────────────────────────────────────


def test_the_statement_of_the_transfer_ends_the_refund_and_its_account_is_forgotten(session, cast):
    refund = by_bank(session)
    filed(session, refund)
    bank_line(session, "-90", state=TransactionState.REFUNDED, refund_id=refund.id, end_to_end=refund.id)
    session.commit()

    assert refund_rounds.run_round(LATER) == 1

    ended = now_of(session, refund)
    assert (ended.state, ended.iban, ended.holder) == (RefundState.DONE, None, None)
    assert refund_rounds.run_round(LATER) == 0


def test_money_that_comes_back_is_listed_anew_and_asks_for_another_account(session, cast):
    refund = by_bank(session)
    filed(session, refund)
    line = bank_line(session, "90", end_to_end=refund.id, trait=TransactionTrait.RETURNED)
    session.commit()

    refund_rounds.run_round(LATER)

    assert now_of(session, refund).failure is RefundFailure.RETURNED
    again = listed(session)
    assert (again.amount, again.reason, again.iban) == (EUR(90), RefundReason.CAME_BACK, None)
    session.refresh(line)
    assert (line.state, line.refund_id) == (TransactionState.SET_ASIDE, refund.id)


def test_finance_says_itself_that_money_came_back(session, cast):
    refund = by_bank(session)
    filed(session, refund)
    refunds.mark_done(session, actor=NORA.actor, refund_id=refund.id, now=NOON)

    refunds.mark_returned(session, actor=NORA.actor, refund_id=refund.id, now=NOON)

    assert ledger.credit_of(session, person_id=AMINA.id) == EUR(90)
    with pytest.raises(WrongState):
        refunds.mark_returned(session, actor=NORA.actor, refund_id=refund.id, now=NOON)
    with pytest.raises(WrongState):
        refunds.mark_done(session, actor=NORA.actor, refund_id=refund.id, now=NOON)


def test_every_order_and_every_return_is_one_line_of_the_book(session, cast):
    refund = by_bank(session)
    file = filed(session, refund)
    refunds.take_back_file(session, actor=NORA.actor, file_id=file.id, now=NOON)
    session.commit()
    filed(session, refund)

    lines = [
        (entry.kind, entry.amount)
        for entry in ledger.account_of(session, person_id=AMINA.id).entries
        if entry.acts_as is EntryKind.REFUND
    ]
    assert lines == [
        (EntryKind.REFUND, EUR(90)),
        (EntryKind.CORRECTION, EUR(-90)),
        (EntryKind.REFUND, EUR(90)),
    ]


# ── the account of who gets it ───────────────────────────────────────────────────────────────────────────────────


def given(session, refund, iban=IBAN, holder="Amina Benali", actor=AMINA.actor):
    refunds.give_account(session, actor=actor, refund_id=refund.id, holder=holder, iban=iban, now=NOON)
    session.commit()


def test_amina_gives_an_account_and_her_money_can_go(session, cast):
    refund = by_bank(session, iban=None)

    given(session, refund, "be71 0961 2345 6769", "  Amina   Benali ")

    assert (now_of(session, refund).iban, now_of(session, refund).holder) == (IBAN, "Amina Benali")
    assert filed(session, refund).transfers == 1


@pytest.mark.parametrize(
    ("iban", "holder", "reason"),
    [
        ("BE71 0961 2345 6768", "Amina", "no-iban"),
        ("hello", "Amina", "no-iban"),
        ("BR1800360305000010009795493C1", "Amina", "not-sepa"),
        (IBAN, "   ", "no-holder"),
    ],
)
def test_an_account_that_cannot_be_paid_is_refused_with_the_reason(session, cast, iban, holder, reason):
    refund = by_bank(session, iban=None)

    with pytest.raises(OutsideRules) as refused:
        given(session, refund, iban, holder)

    assert refused.value.reason == reason


def test_nobody_else_gives_an_account(session, cast):
    refund = by_bank(session, iban=None)

    for stranger in (OLEKSANDR, LOTTE, NORA):
        with pytest.raises(NotAllowed):
            given(session, refund, actor=stranger.actor)


def test_an_account_does_not_change_under_an_order(session, cast):
    refund = by_bank(session)
    filed(session, refund)

    with pytest.raises(WrongState):
        given(session, refund, "NL91ABNA0417164300")


def test_the_trail_holds_no_account_and_no_name(session, cast):
    refund = by_bank(session, iban=None)
    given(session, refund)
    filed(session, refund)

    trail = " ".join(str(entry.facts) for entry in session.exec(select(AuditEntry)).all())
    assert IBAN not in trail
    assert "Benali" not in trail


def test_what_an_old_file_says_is_forgotten_when_all_of_it_has_ended(session, cast):
    refund = by_bank(session)
    file = filed(session, refund)
    old = NOON + refunds.FILE_KEPT + timedelta(days=1)
    assert refunds.forget_files(session, now=old) == 0

    refunds.mark_done(session, actor=NORA.actor, refund_id=refund.id, now=NOON)
    assert refunds.forget_files(session, now=NOON) == 0
    assert refunds.forget_files(session, now=old) == 1
    assert (file.content, bool(file.sha256)) == ("", True)


def test_a_round_lists_for_everybody(session, cast):
    paid_online(session)
    paid_by_bank(session, owner=OLEKSANDR)
    session.commit()

    refund_rounds.run_round(NOON, FakeProvider())

    with Session(session.get_bind()) as reader:
        assert {refund.person_id for refund in reader.exec(select(Refund)).all()} == {AMINA.id, OLEKSANDR.id}
    assert book(session).credit() == EUR(90)
