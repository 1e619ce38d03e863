"""Who owes something hears of it twice at most, and not while there is nothing to pay or the track stands still."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlmodel import select

from portal.models.contracts import Opschorting, OpschortingGround, SuspendedScope
from portal.models.outbox import OutboxMail
from portal.models.retributie import EntrySource, Instalment
from portal.services import fee_reminders, ledger
from portal.services.ledger import Origin
from tests.cast import AMINA, LOTTE
from tests.conftest import NOON
from tests.services.test_ledger import charged

DUE = date(2026, 4, 1)  # the last day to pay of the charges that `charged` makes
FIRST, SECOND = DUE + timedelta(days=7), DUE + timedelta(days=21)


def at(day):
    return NOON + timedelta(days=(day - NOON.date()).days)


def reminded(session):
    mails = session.exec(select(OutboxMail).order_by(OutboxMail.written_at)).all()
    return [(mail.key.rsplit(":", 1)[1], mail.person_id, mail.language) for mail in mails]


def pay(session, amount):
    book = ledger.open_book(session, person_id=AMINA.id, now=NOON)
    origin = Origin(EntrySource.BANK, f"bank:{amount}", "paid", NOON.date())
    book.receive(Decimal(amount), origin)
    book.settle(origin)


def halt(session, contract_id, start, end, scope=SuspendedScope.TRACK):
    session.add(
        Opschorting(
            contract_id=contract_id, scope=scope, ground=OpschortingGround.SICK_LEAVE, starts_on=start, ends_on=end,
            proof_seen_on=start, decided_by=LOTTE.id, decided_at=NOON,
        )
    )  # fmt: skip
    session.flush()


def contract_of(session, charge_id):
    return ledger.open_book(session, person_id=AMINA.id, now=NOON).balance(charge_id).charge.contract_id


def test_each_step_is_sent_once_in_the_readers_language(session, cast):
    charged(session, "90")

    for day in (
        DUE,
        FIRST - timedelta(days=1),
        FIRST,
        FIRST,
        SECOND - timedelta(days=1),
        SECOND,
        SECOND + timedelta(days=400),
    ):
        fee_reminders.remind(session, now=at(day))

    assert reminded(session) == [("1", AMINA.id, "ar"), ("2", AMINA.id, "ar")]


def test_who_was_never_reminded_gets_the_newest_step_only(session, cast):
    charged(session, "90")

    assert fee_reminders.remind(session, now=at(SECOND)) == 1
    assert fee_reminders.remind(session, now=at(SECOND + timedelta(days=1))) == 0
    assert reminded(session) == [("2", AMINA.id, "ar")]


def test_who_paid_hears_nothing(session, cast):
    charged(session, "90")
    pay(session, "90")

    assert fee_reminders.remind(session, now=at(SECOND)) == 0


def test_who_is_exempt_hears_nothing(session, cast):
    book, (course,) = charged(session, "90")
    book.exempt(course, Origin(EntrySource.RULE, "exemption:1", "leefloon", NOON.date()))

    assert fee_reminders.remind(session, now=at(SECOND)) == 0


@pytest.mark.parametrize("scope", [SuspendedScope.TRACK, SuspendedScope.MO])
def test_while_the_track_stands_still_nobody_is_reminded_and_its_days_do_not_count(session, cast, scope):
    _, (course,) = charged(session, "90")
    ends = DUE + timedelta(days=30)
    halt(session, contract_of(session, course), DUE + timedelta(days=1), ends, scope)

    assert fee_reminders.remind(session, now=at(ends)) == 0
    assert fee_reminders.remind(session, now=at(ends + timedelta(days=6))) == 0
    assert fee_reminders.remind(session, now=at(ends + timedelta(days=7))) == 1


def test_a_halt_of_another_part_stops_no_reminder(session, cast):
    _, (course,) = charged(session, "90")
    halt(session, contract_of(session, course), DUE, DUE + timedelta(days=60), SuspendedScope.NT2)

    assert fee_reminders.remind(session, now=at(FIRST)) == 1


def test_who_pays_in_parts_is_reminded_of_the_first_part_that_is_open(session, cast):
    _, (course,) = charged(session, "90")
    for number in (1, 2, 3):
        session.add(
            Instalment(
                charge_id=course, number=number, amount=Decimal(30), due_on=DUE + timedelta(days=30 * number),
                agreed_by=LOTTE.id, agreed_at=NOON,
            )
        )  # fmt: skip
    pay(session, "30")

    assert fee_reminders.remind(session, now=at(DUE + timedelta(days=66))) == 0
    assert fee_reminders.remind(session, now=at(DUE + timedelta(days=67))) == 1
