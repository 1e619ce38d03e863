"""The costs of the demo world show every case, whatever day it is."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from portal import seed
from portal.models.people import Role
from portal.models.retributie import FeeItem
from portal.services import fees, ledger
from portal.services.fee_kinds import FeeGround, FreeWhy
from portal.services.fees import FeeStanding
from portal.services.permissions import Actor
from portal.settings import settings

# One process runs these files: the demo world is seeded once for each moment and kind of database.
pytestmark = pytest.mark.xdist_group("demo")

DAYS = [datetime(2026, 11, 22, 10, tzinfo=UTC), datetime(2028, 2, 29, 23, 30, tzinfo=UTC)]


@pytest.fixture(params=DAYS, ids=lambda day: day.date().isoformat())
def view_of(request, session, demo_at):
    demo_at(request.param)

    def read(person):
        actor = Actor(person, {Role.INBURGERAAR: frozenset({None})})
        return fees.open_account(session, actor=actor, person_id=person, now=request.param)

    return read


def test_every_case_has_somebody(view_of):
    standings = {
        person: view_of(person).standing
        for person in ("amina", "oleksandr", "fatou", "samir", "mei", "elena", "yusuf", "rosa")
    }

    assert standings == {
        "amina": FeeStanding.DUE,
        "oleksandr": FeeStanding.EXEMPT,
        "fatou": FeeStanding.FREE,
        "samir": FeeStanding.FREE,
        "mei": FeeStanding.NOTHING_YET,
        "elena": FeeStanding.NO_CONTRACT,
        "yusuf": FeeStanding.DUE,
        "rosa": FeeStanding.DUE,
    }


def test_amina_owes_her_course_before_it_begins(view_of):
    view = view_of("amina")

    (due,) = view.dues
    assert due.part.left == Decimal(90)
    assert view.today < due.part.due_on


def test_fatou_and_samir_hear_why_it_is_free(view_of):
    assert view_of("fatou").rules.free.why is FreeWhy.BRUSSEL
    assert view_of("samir").rules.free.why is FreeWhy.OLD_CONTRACT


def test_oleksandr_knows_his_ground_and_who_decided(view_of):
    (exemption,) = view_of("oleksandr").exemptions

    assert (exemption.ground, exemption.decided_by) == (FeeGround.LEEFLOON, "Lotte Peeters")
    assert exemption.runs


def test_yusuf_paid_his_course_and_must_pay_the_test(view_of):
    view = view_of("yusuf")

    assert {b.charge.item: b.owed for b in view.account.charges} == {
        FeeItem.MO_COURSE: 0,
        FeeItem.MO_TEST: Decimal(90),
    }
    assert view.dues[0].part.due_on > view.today


def test_rosa_pays_in_parts_and_none_is_late(view_of):
    (due,) = view_of("rosa").dues

    assert [part.left for part in due.parts] == [0, Decimal(30), Decimal(30)]
    assert due.part.due_on >= view_of("rosa").today


def test_seeding_again_books_nothing(view_of, session):
    before = len(ledger.account_of(session, person_id="yusuf").entries)
    view = view_of("rosa")

    seed.seed(session, settings=settings(), now=DAYS[0].replace(year=view.today.year, month=12))

    assert len(ledger.account_of(session, person_id="yusuf").entries) == before
    assert len(view_of("oleksandr").exemptions) == 1
