"""A statement is taken once and whole; its lines book only when nothing is left to guess."""

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlmodel import select

from benchmarks import bank_writers
from benchmarks.bank_world import spelled
from portal import db
from portal.errors import BadInput, NotAllowed
from portal.models.audit import AuditEntry
from portal.models.bank import BankFile, BankTransaction, DoubtReason, TransactionState
from portal.models.refunds import Refund, RefundReason, RefundState, RefundWay
from portal.models.retributie import EntryKind, LedgerEntry
from portal.providers import banking
from portal.services import audit, bank_booking, bank_files, bank_import, ledger, ledger_bulk
from portal.services.ledger_bulk import Paid
from portal.services.permissions import OPERATOR
from portal.settings import settings
from tests.bank import (
    ACCOUNTS,
    HER_ACCOUNT,
    NINETY,
    OGM,
    OTHER_OGM,
    THIRD_OGM,
    charged,
    lines,
    matched,
    owed,
    row,
    taken,
)
from tests.cast import AMINA, LOTTE, NORA, OLEKSANDR
from tests.conftest import NOON

CODA, CAMT = bank_writers.coda, bank_writers.camt


def doubt(session, *rows, **facts):
    """Match the lines and return why the last one is in doubt."""
    last = matched(session, *rows, **facts)[-1]
    assert last.state is TransactionState.DOUBT, last.state
    return last.doubt


def wrong_digit(ogm):
    return ogm[:4] + str((int(ogm[4]) + 1) % 10) + ogm[5:]


# ── what books by itself ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("write", [CODA, CAMT])
def test_the_exact_communication_and_amount_pay_the_charge(session, cast, write):
    charge = charged(session)

    (line,) = matched(session, row(), write=write)

    assert (line.state, line.doubt, line.decided_by) == (TransactionState.BOOKED, None, None)
    assert owed(session, charge) == 0
    entries = ledger.account_of(session, person_id=AMINA.id).entries
    assert [(entry.kind, entry.amount, entry.transaction_id) for entry in entries[1:]] == [
        (EntryKind.PAYMENT, NINETY, line.id),
        (EntryKind.ALLOCATION, NINETY, line.id),
    ]
    assert audit.verify(session).sound


def test_an_instalment_and_then_the_next_pay_in_parts(session, cast):
    charge = charged(session, parts=("45.00", "45.00"))

    first, second = matched(session, row("45.00"), row("45.00", reference="R2", days=20))

    assert (first.state, second.state) == (TransactionState.BOOKED, TransactionState.BOOKED)
    assert owed(session, charge) == 0


def test_the_whole_may_be_paid_at_once_also_when_parts_were_agreed(session, cast):
    charge = charged(session, parts=("45.00", "45.00"))

    matched(session, row())

    assert owed(session, charge) == 0


def test_what_is_still_open_pays_the_rest(session, cast):
    charge = charged(session)
    matched(session, row("50.00"))
    line = lines(session)[0]
    book = ledger.open_book(session, person_id=AMINA.id, now=NOON)
    book.receive(Decimal(50), bank_booking.origin_of(line, "bank-transfer"))
    book.allocate(charge.id, Decimal(50), replace(bank_booking.origin_of(line, "bank-transfer"), key="x"))

    last = matched(session, row("40.00", reference="R2", days=1))[-1]

    assert last.state is TransactionState.BOOKED
    assert owed(session, charge) == 0


def test_without_an_account_of_the_payer_the_number_still_says_enough(session, cast):
    charge = charged(session)

    matched(session, row(iban=""))

    assert owed(session, charge) == 0


# ── what a person must decide ────────────────────────────────────────────────────────────────────────────────────

IN_DOUBT = {
    "a wrong digit": (row(structured=wrong_digit(OGM)), DoubtReason.BAD_CHECK_DIGITS),
    "swapped digits": (row(structured=OGM[:2] + OGM[3] + OGM[2] + OGM[4:]), DoubtReason.BAD_CHECK_DIGITS),
    "a number that nobody has": (row(structured=THIRD_OGM), DoubtReason.UNKNOWN_REFERENCE),
    "the number in the text": (row(structured=None, message=spelled(OGM)), DoubtReason.REFERENCE_IN_TEXT),
    "bare digits in the text": (row(structured=None, message=f"voor {OGM} dank"), DoubtReason.REFERENCE_IN_TEXT),
    "digits with spaces": (row(structured=None, message=f"{OGM[:3]} {OGM[3:7]} {OGM[7:]}"), DoubtReason.REFERENCE_IN_TEXT),
    "a mistyped number in the text": (row(structured=None, message=spelled(wrong_digit(OGM))), DoubtReason.BAD_CHECK_DIGITS),
    "an unknown number in the text": (row(structured=None, message=spelled(THIRD_OGM)), DoubtReason.UNKNOWN_REFERENCE),
    "two numbers": (row("180.00", structured=None, message=f"{OGM} en {OTHER_OGM}"), DoubtReason.SEVERAL_REFERENCES),
    "no number": (row(structured=None, message="inburgering"), DoubtReason.NO_REFERENCE),
    "no message at all": (row(structured=None), DoubtReason.NO_REFERENCE),
    "a cent too little": (row("89.99"), DoubtReason.TOO_LITTLE),
    "a cent too much": (row("90.01"), DoubtReason.TOO_MUCH),
    "two charges with one number": (row("180.00"), DoubtReason.TOO_MUCH),
    "money out": (row("-90.00"), DoubtReason.NOT_MONEY_IN),
    "nothing": (row("0.00"), DoubtReason.NOT_MONEY_IN),
    "an account abroad": (row(iban="DE89370400440532013000"), DoubtReason.FOREIGN_PAYER),
    "the payment provider by its name": (row("900.00", structured=None, name="Stichting Mollie Payments"), DoubtReason.LOOKS_LIKE_PAYOUT),
}  # fmt: skip


@pytest.mark.parametrize("what", IN_DOUBT)
def test_what_leaves_a_question_books_nothing(session, cast, what):
    line, reason = IN_DOUBT[what]
    charge, other = charged(session), charged(session, communication=OTHER_OGM, attempt=2)

    assert doubt(session, line) is reason

    assert (owed(session, charge), owed(session, other)) == (NINETY, NINETY)
    assert session.exec(select(LedgerEntry).where(LedgerEntry.kind == EntryKind.PAYMENT)).all() == []


def test_a_second_payment_of_the_same_charge_waits_for_a_person(session, cast):
    charge = charged(session)

    assert doubt(session, row(), row(reference="R2")) is DoubtReason.ALREADY_PAID
    assert owed(session, charge) == 0
    assert ledger.credit_of(session, person_id=AMINA.id) == 0


def test_an_exempted_charge_takes_no_money_by_itself(session, cast):
    charge = charged(session)
    origin = ledger.Origin(ledger.EntrySource.RULE, "exemption:1", "exempt", NOON.date())
    ledger.open_book(session, person_id=AMINA.id, now=NOON).exempt(charge.id, origin)

    assert doubt(session, row()) is DoubtReason.ALREADY_PAID


def test_a_reference_with_another_charge_in_the_text_is_in_doubt(session, cast):
    charged(session)
    charged(session, communication=OTHER_OGM, attempt=2)
    (one,) = banking.read(CODA([row()])).statements[0].transactions
    line = BankTransaction(
        statement_id="s", position=1, key="k", amount=one.amount, booked_on=one.booked_on, ogm=one.ogm, message=spelled(OTHER_OGM),
        state=TransactionState.NEW,
    )  # fmt: skip

    (decision,) = bank_booking.preview(session, lines=[line], chosen=settings(), accounts={"s": "BE"})

    assert decision.reason is DoubtReason.SEVERAL_REFERENCES


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("<BookgDt>", "<RvslInd>true</RvslInd><BookgDt>", DoubtReason.RETURNED),
        (
            "<RltdPties>",
            '<AmtDtls><InstdAmt><Amt Ccy="USD">97</Amt></InstdAmt></AmtDtls><RltdPties>',
            DoubtReason.OTHER_CURRENCY,
        ),
    ],
)
def test_money_that_came_back_or_was_changed_is_in_doubt(session, cast, old, new, reason):
    charged(session)

    def write(rows):
        return CAMT(rows).decode().replace(old, new, 1).encode()

    assert doubt(session, row(), write=write) is reason


# ── nothing is taken twice ───────────────────────────────────────────────────────────────────────────────────────


def test_the_same_file_again_takes_nothing(session, cast):
    taken(session, row())

    again = taken(session, row())

    assert again.is_known_file
    assert (again.transactions, again.known_transactions) == (0, 1)
    assert len(lines(session)) == 1


def test_the_same_statement_in_another_file_takes_nothing(session, cast):
    taken(session, row(), write=CAMT)

    again = taken(session, row(), write=lambda rows: CAMT(rows).replace(b"M1", b"M2"))

    assert (again.is_known_file, again.statements, again.known_statements) == (False, 0, 1)
    assert len(lines(session)) == 1


def test_the_same_statement_in_the_other_format_takes_nothing(session, cast):
    charge = charged(session, parts=("45.00", "45.00"))
    matched(session, row("45.00"), write=CODA)

    again = taken(session, row("45.00"), write=CAMT)
    matched(session, row("45.00"), write=CAMT)

    assert (again.statements, again.known_statements) == (0, 1)
    assert owed(session, charge) == Decimal(45)


def test_the_same_movement_in_an_overlapping_statement_is_taken_once(session, cast):
    taken(session, row(), row("45.00", reference="R2"))

    again = taken(session, row("45.00", reference="R2"), row("12.00", reference="R3"), write=CAMT)

    assert (again.transactions, again.known_transactions) == (1, 1)
    assert [line.bank_reference for line in lines(session)].count("R2") == 1


def test_a_movement_that_looks_like_one_of_another_statement_is_in_doubt(session, cast):
    charge = charged(session, parts=("45.00", "45.00"))
    matched(session, row("45.00", reference="CODA-1"))

    found = matched(
        session, row("45.00", reference="CAMT-1"), row("7.00", structured=None, reference="X"), write=CAMT
    )

    assert {line.bank_reference: line.doubt for line in found} == {
        "CODA-1": None,
        "CAMT-1": DoubtReason.POSSIBLE_DOUBLE,
        "X": DoubtReason.NO_REFERENCE,
    }
    assert owed(session, charge) == Decimal(45)


def test_two_equal_movements_of_one_statement_are_two(session, cast):
    assert taken(session, row(reference=""), row(reference="")).transactions == 2


def test_a_statement_that_changed_since_is_refused(session, cast):
    taken(session, row())

    with pytest.raises(BadInput, match="came in before with other balances"):
        taken(session, row("91.00"))


def test_a_statement_of_an_account_that_is_not_ours_is_refused_whole(session, cast):
    with pytest.raises(BadInput, match=r"statement 1: the account that ends in 6769 is not one of ours"):
        taken(session, row(), account=HER_ACCOUNT)

    assert session.exec(select(BankFile)).all() == []


def test_only_finance_takes_statements_in(session, cast):
    file = banking.read(CODA([row()]))

    with pytest.raises(NotAllowed):
        bank_import.take_in(session, actor=LOTTE.actor, file=file, accounts=ACCOUNTS, now=NOON)


# ── money of the provider, and refunds ───────────────────────────────────────────────────────────────────────────


def test_a_payout_is_known_by_the_account_it_comes_from(session, cast, monkeypatch):
    monkeypatch.setenv("PORTAL_PAYOUT_ACCOUNTS", "NL91 ABNA 0417 1643 00, NL02ABNA0123456789")
    settings.cache_clear()

    (line,) = matched(session, row("900.00", structured=None, iban="NL91ABNA0417164300", name="Stichting"))

    assert line.state is TransactionState.PAYOUT


def given_refund(session, amount="20.00", state=RefundState.ORDERED):
    refund = Refund(
        id="f" * 32, person_id=AMINA.id, amount=Decimal(amount), reason=RefundReason.OVERPAID, state=state, way=RefundWay.SEPA,
        listed_at=NOON,
    )  # fmt: skip
    session.add(refund)
    session.flush()
    return refund


def with_end_to_end(name):
    return lambda rows: CAMT(rows).replace(b"NOTPROVIDED", name.encode())


def test_a_refund_that_we_ordered_is_found_on_the_statement(session, cast):
    refund = given_refund(session)

    first, second = matched(
        session,
        row("-20.00", structured=None),
        row("-20.00", structured=None, reference="R2"),
        write=with_end_to_end(refund.id),
    )

    assert (first.state, first.refund_id) == (TransactionState.REFUNDED, refund.id)
    assert (second.state, second.doubt) == (TransactionState.DOUBT, DoubtReason.NOT_MONEY_IN)


@pytest.mark.parametrize(("amount", "state"), [("20.01", RefundState.ORDERED), ("20.00", RefundState.LISTED)])
def test_money_out_that_is_not_that_refund_is_in_doubt(session, cast, amount, state):
    refund = given_refund(session, state=state)

    assert (
        doubt(session, row(f"-{amount}", structured=None), write=with_end_to_end(refund.id))
        is DoubtReason.NOT_MONEY_IN
    )


# ── how it is written down ───────────────────────────────────────────────────────────────────────────────────────


def test_many_at_once_are_written_as_the_book_would_write_each(session, cast):
    mine, his = charged(session), charged(session, owner=OLEKSANDR, communication=OTHER_OGM)
    first, second = (
        ledger.Origin(ledger.EntrySource.BANK, f"bank:{n}", "bank-transfer", NOON.date()) for n in (1, 2)
    )
    ledger_bulk.pay_many(session, paid=[Paid(AMINA.id, mine.id, NINETY, first)], now=NOON)
    book = ledger.open_book(session, person_id=OLEKSANDR.id, now=NOON)
    book.receive(NINETY, second)
    book.allocate(his.id, NINETY, replace(second, key=f"{second.key}:for:{his.id}"))

    again = ledger_bulk.pay_many(session, paid=[Paid(AMINA.id, mine.id, NINETY, first)], now=NOON)

    def written(owner):
        drop = {"number", "person_id", "charge_id", "key"}
        entries = ledger.account_of(session, person_id=owner.id).entries[1:]
        acts = session.exec(
            select(AuditEntry).where(AuditEntry.owner_id == owner.id).order_by(AuditEntry.number)
        ).all()[1:]
        return [entry.model_dump(exclude=drop) for entry in entries], [
            (act.action, act.facts, act.actor_id) for act in acts
        ]

    assert again == 0
    assert written(AMINA) == written(OLEKSANDR)
    assert audit.verify(session).sound


def test_many_at_once_cannot_pay_more_than_is_owed(session, cast):
    charge = charged(session)
    paid = [
        Paid(
            AMINA.id,
            charge.id,
            NINETY,
            ledger.Origin(ledger.EntrySource.BANK, f"bank:{n}", "bank-transfer", NOON.date()),
        )
        for n in (1, 2)
    ]

    with pytest.raises(ledger.OutsideRules, match="more-than-owed"):
        ledger_bulk.pay_many(session, paid=paid, now=NOON)
    with pytest.raises(ledger.NotFound):
        ledger_bulk.pay_many(session, paid=[replace(paid[0], person_id=OLEKSANDR.id)], now=NOON)


def test_neither_name_nor_account_of_a_payer_leaves_the_bank_tables(session, cast):
    charged(session)
    matched(session, row(), row(structured=None, message="voor Amina", reference="R2"))

    written = str([entry.model_dump() for entry in session.exec(select(AuditEntry)).all()])

    assert HER_ACCOUNT not in written
    assert "Benali" not in written
    assert "voor Amina" not in written


# ── a whole file, from its bytes ─────────────────────────────────────────────────────────────────────────────────


def imported(content, **facts):
    return bank_files.import_content(content, actor=NORA.actor, chosen=settings(), now=NOON, **facts)


def test_a_file_is_imported_and_matched_in_steps(session, cast, monkeypatch):
    monkeypatch.setattr(bank_booking.match_new, "__kwdefaults__", {"limit": 2})
    charge = charged(session)
    session.commit()
    steps = []

    found = imported(
        CODA([row("1.00", reference=f"R{n}", structured=None) for n in range(3)] + [row(reference="R9")]),
        progress=steps.append,
    )

    assert (found.format, found.taken.transactions, steps) == ("coda", 4, [2, 2])
    assert found.matched.outcomes == {"booked": 1, "doubt": 3}
    assert found.matched.doubts == {"no-reference": 3}
    assert owed(session, charge) == 0


def test_a_rehearsal_says_the_same_and_changes_nothing(session, cast):
    charge = charged(session)
    session.commit()
    content = CODA([row(), row(reference="R2"), row(structured=None, reference="R3")])

    rehearsed = imported(content, dry_run=True)
    session.expire_all()

    assert lines(session) == []
    assert owed(session, charge) == NINETY
    session.commit()
    real = imported(content)
    assert (rehearsed.taken, rehearsed.matched) == (real.taken, real.matched)


def test_what_an_interrupted_import_left_is_matched_by_the_next(session, cast):
    charge = charged(session)
    taken(session, row())
    session.commit()

    imported(CODA([row("1.00", days=1, reference="R2", structured=None)]))
    session.expire_all()

    assert owed(session, charge) == 0


def test_a_refused_file_leaves_nothing(session, cast):
    session.commit()
    content = CODA([row(), row(days=1, reference="R2")])

    with pytest.raises(BadInput):
        imported(content[:-200])

    assert session.exec(select(BankFile)).all() == []
    assert lines(session) == []


def test_only_finance_and_the_operator_import(session, cast):
    session.commit()

    with pytest.raises(NotAllowed):
        bank_files.import_content(CODA([row()]), actor=AMINA.actor, chosen=settings(), now=NOON)
    with db.transaction() as other:
        file = banking.read(CODA([row()]))
        assert (
            bank_import.take_in(other, actor=OPERATOR, file=file, accounts=ACCOUNTS, now=NOON).transactions
            == 1
        )
