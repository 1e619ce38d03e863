"""What finance decides about a line is booked once, stands in the audit trail, and can be undone."""

from decimal import Decimal

import pytest
from sqlmodel import select

from benchmarks.bank_world import spelled
from portal.errors import NotAllowed, NotFound, OutsideRules, WrongState
from portal.models.audit import AuditEntry
from portal.models.bank import AsideReason, DoubtReason, TransactionState
from portal.models.people import Person
from portal.models.refunds import RefundState
from portal.models.retributie import EntrySource, FeeItem
from portal.services import audit, bank_decisions, bank_suggestions, bank_views, ledger
from portal.services.bank_decisions import Part
from portal.services.bank_suggestions import Why
from portal.services.bank_views import Wanted
from tests.bank import HER_ACCOUNT, NINETY, OGM, OTHER_OGM, THIRD_OGM, charged, matched, owed, row
from tests.cast import AMINA, JAN, LOTTE, NORA, OLEKSANDR
from tests.conftest import NOON
from tests.services.test_bank_import import given_refund

EUR = Decimal
WHO = {"actor": NORA.actor, "now": NOON}


def kept_as_credit(session, line):
    parts = [Part(line.amount, person_id=AMINA.id)]
    bank_decisions.book(session, transaction_id=line.id, parts=parts, **WHO)


def credit(session, owner=AMINA):
    return ledger.credit_of(session, person_id=owner.id)


def acts(session, line):
    entries = session.exec(
        select(AuditEntry)
        .where(AuditEntry.subject == f"bank-transaction:{line.id}")
        .order_by(AuditEntry.number)
    )
    return [(entry.action, entry.actor_id) for entry in entries.all()]


# ── book ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_line_is_booked_on_the_charge_that_finance_chooses(session, cast):
    charge = charged(session)
    (line,) = matched(session, row(structured=None, message="cursus"))

    bank_decisions.book_on_charge(session, transaction_id=line.id, charge_id=charge.id, **WHO)

    assert (line.state, line.decided_by) == (TransactionState.BOOKED, NORA.id)
    assert owed(session, charge) == 0
    assert acts(session, line) == [("bank.booked", NORA.id)]
    payment = ledger.account_of(session, person_id=AMINA.id).entries[1]
    assert (payment.source, payment.transaction_id, payment.actor_id) == (EntrySource.BANK, line.id, NORA.id)
    assert audit.verify(session).sound


def test_what_is_too_much_stays_to_the_credit_of_who_paid(session, cast):
    charge = charged(session)
    (line,) = matched(session, row("200.00"))

    bank_decisions.book_on_charge(session, transaction_id=line.id, charge_id=charge.id, **WHO)

    assert (owed(session, charge), credit(session)) == (0, EUR("110.00"))


def test_what_is_too_little_leaves_the_rest_open(session, cast):
    charge = charged(session)
    (line,) = matched(session, row("50.00"))

    bank_decisions.book_on_charge(session, transaction_id=line.id, charge_id=charge.id, **WHO)

    assert (owed(session, charge), credit(session)) == (EUR("40.00"), 0)


def test_one_transfer_is_split_over_charges_of_two_people(session, cast):
    hers, his = charged(session), charged(session, owner=OLEKSANDR, communication=OTHER_OGM)
    (line,) = matched(session, row("200.00", structured=None, message=f"{OGM} {OTHER_OGM}"))
    parts = [Part(NINETY, hers.id), Part(NINETY, his.id), Part(EUR("20.00"), person_id=AMINA.id)]

    bank_decisions.book(session, transaction_id=line.id, parts=parts, **WHO)

    assert (owed(session, hers), owed(session, his)) == (0, 0)
    assert (credit(session), credit(session, OLEKSANDR)) == (EUR("20.00"), 0)
    assert acts(session, line) == [("bank.split", NORA.id)]


@pytest.mark.parametrize(
    "amounts", [["80.00"], ["90.00", "0.01"], ["100.00", "-10.00"], ["90.00", "0.00"], []]
)
def test_parts_must_add_up_to_the_line(session, cast, amounts):
    charge = charged(session)
    (line,) = matched(session, row(structured=None))

    with pytest.raises(OutsideRules, match="parts-do-not-add-up"):
        bank_decisions.book(
            session, transaction_id=line.id, parts=[Part(EUR(one), charge.id) for one in amounts], **WHO
        )

    assert line.state is TransactionState.DOUBT


def test_a_line_can_be_kept_as_credit(session, cast):
    charge = charged(session)
    (line,) = matched(session, row(structured=None))

    kept_as_credit(session, line)

    assert (owed(session, charge), credit(session)) == (NINETY, NINETY)


@pytest.mark.parametrize("amount", ["-90.00", "0.00"])
def test_what_brought_no_money_books_on_nobody(session, cast, amount):
    charge = charged(session)
    (line,) = matched(session, row(amount))

    with pytest.raises(OutsideRules, match="no-money-in"):
        bank_decisions.book_on_charge(session, transaction_id=line.id, charge_id=charge.id, **WHO)


def test_a_second_click_books_nothing(session, cast):
    charge = charged(session)
    (line,) = matched(session, row(structured=None))
    bank_decisions.book_on_charge(session, transaction_id=line.id, charge_id=charge.id, **WHO)

    with pytest.raises(WrongState, match="booked"):
        bank_decisions.book_on_charge(session, transaction_id=line.id, charge_id=charge.id, **WHO)

    assert credit(session) == 0
    assert len(ledger.account_of(session, person_id=AMINA.id).entries) == 3


# ── set aside and undo ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_line_is_set_aside_with_a_reason(session, cast):
    (line,) = matched(session, row("-12.00", structured=None, message="kosten"))

    bank_decisions.set_aside(session, transaction_id=line.id, reason=AsideReason.BANK_COSTS, **WHO)

    assert (line.state, line.aside) == (TransactionState.SET_ASIDE, AsideReason.BANK_COSTS)
    assert acts(session, line) == [("bank.set_aside", NORA.id)]


def test_a_payout_that_only_its_name_told_is_counted_as_one(session, cast):
    (line,) = matched(session, row("900.00", structured=None, name="Mollie Payments"))

    bank_decisions.set_aside(session, transaction_id=line.id, reason=AsideReason.PROVIDER_PAYOUT, **WHO)

    assert line.state is TransactionState.PAYOUT


def test_what_booked_by_itself_can_be_undone_and_booked_elsewhere(session, cast):
    wrong, right = charged(session), charged(session, owner=OLEKSANDR, communication=OTHER_OGM)
    (line,) = matched(session, row())

    bank_decisions.undo(session, transaction_id=line.id, **WHO)
    bank_decisions.undo(session, transaction_id=line.id, **WHO)

    assert (line.state, line.doubt) == (TransactionState.DOUBT, DoubtReason.UNDONE)
    assert (owed(session, wrong), credit(session)) == (NINETY, 0)
    bank_decisions.book_on_charge(session, transaction_id=line.id, charge_id=right.id, **WHO)
    assert (owed(session, wrong), owed(session, right)) == (NINETY, 0)
    assert acts(session, line) == [("bank.undone", NORA.id), ("bank.booked", NORA.id)]


def test_the_same_line_may_be_booked_undone_and_booked_again(session, cast):
    charge = charged(session)
    (line,) = matched(session, row())

    for _ in range(3):
        bank_decisions.undo(session, transaction_id=line.id, **WHO)
        assert owed(session, charge) == NINETY
        bank_decisions.book_on_charge(session, transaction_id=line.id, charge_id=charge.id, **WHO)
        assert (owed(session, charge), credit(session)) == (0, 0)


def test_undoing_one_line_leaves_what_another_paid(session, cast):
    first, second = charged(session), charged(session, communication=OTHER_OGM, attempt=2)
    one, _ = matched(session, row(), row(structured=OTHER_OGM, reference="R2"))

    bank_decisions.undo(session, transaction_id=one.id, **WHO)

    assert (owed(session, first), owed(session, second)) == (NINETY, 0)


def test_a_split_is_undone_for_everybody_in_it(session, cast):
    hers, his = charged(session), charged(session, owner=OLEKSANDR, communication=OTHER_OGM)
    (line,) = matched(session, row("180.00", structured=None))
    parts = [Part(NINETY, hers.id), Part(NINETY, his.id)]
    bank_decisions.book(session, transaction_id=line.id, parts=parts, **WHO)

    bank_decisions.undo(session, transaction_id=line.id, **WHO)

    assert (owed(session, hers), owed(session, his)) == (NINETY, NINETY)
    assert (credit(session), credit(session, OLEKSANDR)) == (0, 0)


def test_setting_aside_can_be_undone_too(session, cast):
    (line,) = matched(session, row("-12.00", structured=None))
    bank_decisions.set_aside(session, transaction_id=line.id, reason=AsideReason.NOT_OURS, **WHO)

    bank_decisions.undo(session, transaction_id=line.id, **WHO)

    assert (line.state, line.doubt, line.aside) == (TransactionState.DOUBT, DoubtReason.UNDONE, None)


def test_what_was_given_back_cannot_be_undone(session, cast):
    charged(session)
    (line,) = matched(session, row("200.00"))
    kept_as_credit(session, line)
    given_back = ledger.Origin(EntrySource.HAND, "refund:1", "overpaid", NOON.date())
    ledger.open_book(session, person_id=AMINA.id, now=NOON).refund(EUR("150.00"), given_back)

    with pytest.raises(OutsideRules, match="already-given-back"):
        bank_decisions.undo(session, transaction_id=line.id, **WHO)


def test_a_refund_that_came_back_is_not_undone_by_its_line(session, cast):
    refund = given_refund(session, state=RefundState.FAILED)
    (line,) = matched(session, row("20.00", structured=None))
    bank_decisions.set_aside(session, transaction_id=line.id, reason=AsideReason.RETURNED, **WHO)
    line.refund_id = refund.id

    with pytest.raises(WrongState, match="set-aside"):
        bank_decisions.undo(session, transaction_id=line.id, **WHO)


def test_a_doubt_has_nothing_to_undo(session, cast):
    (line,) = matched(session, row(structured=None))

    with pytest.raises(WrongState, match="doubt"):
        bank_decisions.undo(session, transaction_id=line.id, **WHO)


@pytest.mark.parametrize("member", [AMINA, LOTTE, JAN])
def test_only_finance_decides_and_looks(session, cast, member):
    charge = charged(session)
    (line,) = matched(session, row(structured=None))
    who = {"actor": member.actor, "now": NOON, "transaction_id": line.id}

    for act in (
        lambda: bank_decisions.book_on_charge(session, charge_id=charge.id, **who),
        lambda: bank_decisions.book(session, parts=[], **who),
        lambda: bank_decisions.set_aside(session, reason=AsideReason.NOT_OURS, **who),
        lambda: bank_decisions.undo(session, **who),
        lambda: bank_views.lines(session, actor=member.actor, wanted=Wanted()),
        lambda: bank_views.count(session, actor=member.actor, wanted=Wanted()),
        lambda: bank_views.doubt_counts(session, actor=member.actor),
        lambda: bank_views.files(session, actor=member.actor),
        lambda: bank_views.history(session, actor=member.actor, transaction_id=line.id),
        lambda: bank_suggestions.suggestions(session, actor=member.actor, line=line),
        lambda: bank_suggestions.search(session, actor=member.actor, text="Amina"),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_what_does_not_exist_is_not_found(session, cast):
    charged(session)
    (line,) = matched(session, row(structured=None))

    with pytest.raises(NotFound):
        bank_decisions.undo(session, transaction_id="nothing", **WHO)
    with pytest.raises(NotFound):
        bank_decisions.book_on_charge(session, transaction_id="nothing", charge_id="nothing", **WHO)
    with pytest.raises(NotFound):
        bank_decisions.book_on_charge(session, transaction_id=line.id, charge_id="nothing", **WHO)
    with pytest.raises(NotFound):
        bank_decisions.book(session, transaction_id=line.id, parts=[Part(NINETY)], **WHO)


# ── suggestions ──────────────────────────────────────────────────────────────────────────────────────────────────


def suggested(session, line, actor=NORA):
    return [(one.ogm, one.why) for one in bank_suggestions.suggestions(session, actor=actor.actor, line=line)]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (row("80.00", name="X"), (Why.REFERENCE,)),
        (row("80.00", structured=None, message=spelled(OGM), name="X"), (Why.REFERENCE_IN_TEXT,)),
        (row("80.00", structured=OGM[:4] + "7" + OGM[5:], name="X"), (Why.ONE_DIGIT,)),
        (row("80.00", structured=None, message=OGM[:5] + OGM[6:], name="X"), (Why.MISSING_DIGIT,)),
        (row("80.00", structured=None, message=OGM[:5] + "4" + OGM[5:], name="X"), (Why.EXTRA_DIGIT,)),
        (row(name="X", iban="DE89370400440532013000"), (Why.REFERENCE, Why.SAME_AMOUNT)),
        (row("80.00", structured=None, name="BENALI Amina"), (Why.SAME_NAME,)),
        (row("80.00", structured=None, name="J. Peeters", message="voor Amina Benali"), (Why.SAME_NAME,)),
        (row("80.00", structured=None, name="Amina"), None),
        (row("90.00", structured=None, name="X"), None),
    ],
)
def test_a_suggestion_says_why(session, cast, line, why):
    charge = charged(session)
    stored = matched(session, row("1.00", structured=None, name="Y", reference="R0"), line)[-1]

    found = suggested(session, stored)

    assert found == ([(charge.ogm, why)] if why else [])


def test_two_swapped_digits_are_recognised(session, cast):
    swapped = "090933755493"
    charged(session, communication=swapped)

    (line,) = matched(
        session, row("80.00", structured=swapped[:2] + swapped[3] + swapped[2] + swapped[4:], name="X")
    )

    assert suggested(session, line) == [(swapped, (Why.SWAPPED_DIGITS,))]


def test_who_paid_from_this_account_before_is_suggested_before_a_namesake(session, cast):
    session.add(Person(id="other", given_name="Amina", family_name="Benali", language="nl", created_at=NOON))
    session.flush()
    first, second = charged(session), charged(session, communication=OTHER_OGM, attempt=2)
    namesake = type(AMINA)("other", "Amina", "Benali", AMINA.role)
    charged(session, owner=namesake, communication=THIRD_OGM)
    _, line = matched(session, row(), row(structured=None, reference="R2"))

    assert suggested(session, line) == [
        (second.ogm, (Why.SAME_ACCOUNT, Why.SAME_NAME, Why.SAME_AMOUNT)),
        (THIRD_OGM, (Why.SAME_NAME, Why.SAME_AMOUNT)),
    ]
    assert owed(session, first) == 0


def test_charges_that_share_a_transfer_to_the_cent_are_suggested_together(session, cast):
    charged(session)
    charged(session, owner=OLEKSANDR, communication=OTHER_OGM)
    both = f"{spelled(OGM)} en {spelled(OTHER_OGM)}"
    fits, too_much = matched(
        session,
        row("180.00", structured=None, message=both),
        row("200.00", structured=None, message=both, reference="R2"),
    )

    def shared(line):
        found = bank_suggestions.suggestions(session, actor=NORA.actor, line=line)
        return {one.ogm for one in bank_suggestions.shares(line, found)}

    assert shared(fits) == {OGM, OTHER_OGM}
    assert shared(too_much) == set()


def test_money_out_gets_no_suggestion(session, cast):
    charged(session)
    (line,) = matched(session, row("-90.00"))

    assert suggested(session, line) == []


def test_a_charge_is_found_by_number_or_name(session, cast):
    charge = charged(session)
    charged(session, owner=OLEKSANDR, communication=OTHER_OGM)

    def found(text):
        return [one.charge_id for one in bank_suggestions.search(session, actor=NORA.actor, text=text)]

    assert found(spelled(OGM)) == [charge.id]
    assert found("benali AMINA") == [charge.id]
    assert found("ben") == [charge.id]
    assert found("Benali Oleksandr") == []
    assert found("  ") == found("a") == found("12") == []
    (one,) = bank_suggestions.search(session, actor=NORA.actor, text=OGM)
    assert (one.person_name, one.item, one.owed, one.why) == ("Amina Benali", FeeItem.MO_TEST, NINETY, ())


# ── what finance sees ────────────────────────────────────────────────────────────────────────────────────────────


def test_finance_reads_the_lines_they_want(session, cast):
    charged(session)
    matched(
        session, row(), row("1.00", structured=None, message="Huur maart", reference="R2"), row("-5.00", structured=None, reference="R3", days=1)
    )  # fmt: skip

    def references(**facts):
        found = bank_views.lines(session, actor=NORA.actor, wanted=Wanted(**facts))
        assert len(found) == bank_views.count(session, actor=NORA.actor, wanted=Wanted(**facts))
        return [one.bank_reference for one in found]

    assert references() == ["R2", "R3"]
    assert references(states=frozenset({TransactionState.BOOKED})) == ["R1"]
    assert references(states=frozenset()) == ["R3", "R1", "R2"]
    assert references(doubt=DoubtReason.NOT_MONEY_IN) == ["R3"]
    assert references(text="huur") == ["R2"]
    assert references(states=frozenset(), text=spelled(OGM)) == ["R1"]
    assert references(text="%") == []
    assert bank_views.doubt_counts(session, actor=NORA.actor) == {
        DoubtReason.NO_REFERENCE: 1,
        DoubtReason.NOT_MONEY_IN: 1,
    }


def test_finance_sees_which_files_came_in_and_what_waits(session, cast):
    charged(session)
    matched(session, row(), row("1.00", structured=None, reference="R2"), row(days=1, reference="R3"))

    (file,) = bank_views.files(session, actor=NORA.actor)

    assert (file.statements, file.lines, file.open_lines, file.imported_by) == (2, 3, 2, "Nora Claes")
    assert (str(file.first_on), str(file.last_on)) == ("2026-03-02", "2026-03-03")


def test_the_history_of_a_line_says_who_did_what(session, cast):
    (line,) = matched(session, row("-12.00", structured=None))
    bank_decisions.set_aside(session, transaction_id=line.id, reason=AsideReason.NOT_OURS, **WHO)
    bank_decisions.undo(session, transaction_id=line.id, **WHO)

    found = bank_views.history(session, actor=NORA.actor, transaction_id=line.id)

    assert [(one.action, one.by) for one in found] == [
        ("bank.set_aside", "Nora Claes"),
        ("bank.undone", "Nora Claes"),
    ]
    assert found[0].facts == {"reason": "not-ours"}


def test_the_account_of_a_payer_is_shown_to_finance_alone(session, cast):
    matched(session, row(structured=None))

    (shown,) = bank_views.lines(session, actor=NORA.actor, wanted=Wanted())

    assert shown.payer_iban == HER_ACCOUNT
