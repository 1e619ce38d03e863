"""Who is exempt pays nothing, hears why, and gets back what was paid."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlmodel import select

from portal.errors import NotAllowed, NotFound, OutsideRules, WrongState
from portal.models.audit import AuditEntry
from portal.models.retributie import FeeExemption
from portal.services import fee_exemptions
from portal.services.fee_kinds import FeeGround
from tests.cast import AMINA, LOTTE, NORA, PIETER
from tests.conftest import NOON
from tests.fees import NINETY, TODAY, account, exempt, owed, pay, plan_course, plan_test, registered, signed

pytestmark = pytest.mark.usefixtures("cast")


def withdraw(session, exemption, actor=LOTTE):
    return fee_exemptions.withdraw(session, actor=actor.actor, exemption_id=exemption.id, now=NOON)


def test_an_exemption_takes_off_what_is_charged_once(session):
    contract = signed(session)
    plan_course(session, contract)

    first, second = exempt(session, contract), exempt(session, contract)

    assert first.id == second.id
    assert (first.ground, first.rule_id, first.decided_by) == ("leefloon", "vrij-leefloon", LOTTE.id)
    assert owed(session) == [0]
    assert len(account(session).entries) == 2


def test_what_was_paid_before_becomes_credit(session):
    contract = signed(session)
    plan_course(session, contract)
    pay(session, NINETY)

    exempt(session, contract)

    assert owed(session) == [0]
    assert account(session).credit == NINETY


def test_somebody_may_be_exempt_before_signing(session):
    contract = registered(session)

    exempt(session, contract)

    assert account(session).entries == ()
    assert len(session.exec(select(FeeExemption)).all()) == 1


def test_an_exemption_withdrawn_leaves_the_course_owed_again_and_paid_from_the_credit(session):
    contract = signed(session)
    plan_course(session, contract)
    pay(session, Decimal(60))
    exemption = exempt(session, contract)
    assert account(session).credit == Decimal(60)

    for _ in range(2):
        withdraw(session, exemption)

    assert owed(session) == [Decimal(30)]
    assert account(session).credit == 0


def test_another_ground_still_holds_when_one_is_withdrawn(session):
    contract = signed(session)
    plan_course(session, contract)
    first = exempt(session, contract)
    exempt(session, contract, FeeGround.EMPLOYMENT_TRACK)

    withdraw(session, first)

    assert owed(session) == [0]
    last = account(session).entries[-1]
    assert last.exemption_id != first.id


def test_after_withdrawing_the_same_ground_can_be_given_again(session):
    contract = signed(session)
    plan_course(session, contract)
    withdraw(session, exempt(session, contract))

    exempt(session, contract)

    assert owed(session) == [0]


@pytest.mark.parametrize(
    ("first", "last", "left"),
    [
        (0, None, 0),
        (18, None, 0),  # begins on the last day to pay
        (25, None, 90),  # begins when the course has begun
        (-30, 0, 0),
        (-30, -1, 90),  # ended before anything was asked
    ],
)
def test_an_exemption_covers_what_was_to_be_paid_in_its_days(session, first, last, left):
    contract = signed(session)
    plan_course(session, contract)
    start = TODAY + timedelta(days=first)

    exempt(
        session, contract, proof_seen_on=min(TODAY, start), valid_from=start,
        valid_to=None if last is None else TODAY + timedelta(days=last),
    )  # fmt: skip

    assert owed(session) == [Decimal(left)]


def test_a_test_after_the_exemption_is_paid(session):
    contract = signed(session)
    exempt(session, contract, valid_to=TODAY)

    plan_test(session, contract, now=NOON + timedelta(days=1))

    assert owed(session) == [NINETY]


@pytest.mark.parametrize(
    ("days", "reason"),
    [
        ({"proof_seen_on": TODAY + timedelta(days=1)}, "in-the-future"),
        ({"valid_to": TODAY - timedelta(days=1)}, "ends-before-start"),
        ({"proof_seen_on": date(2026, 2, 9)}, "proof-too-old"),
    ],
)
def test_days_that_cannot_be_are_refused(session, days, reason):
    contract = signed(session)

    with pytest.raises(OutsideRules, match=reason):
        exempt(session, contract, **days)


def test_a_proof_of_a_month_ago_still_counts(session):
    assert exempt(session, signed(session), proof_seen_on=date(2026, 2, 10)).proof_seen_on == date(
        2026, 2, 10
    )


def test_who_pays_nothing_anyway_needs_no_exemption(session):
    contract = signed(session, signed_on=date(2023, 8, 31))

    with pytest.raises(OutsideRules, match="nothing-to-pay"):
        exempt(session, contract)


def test_the_same_ground_with_other_days_is_refused_while_it_runs(session):
    contract = signed(session)
    exempt(session, contract)

    with pytest.raises(WrongState):
        exempt(session, contract, valid_to=TODAY + timedelta(days=90))


@pytest.mark.parametrize("other", [AMINA, PIETER, NORA], ids=lambda member: member.id)
def test_only_who_guides_somebody_exempts_them(session, other):
    contract = signed(session)
    exemption = exempt(session, contract)

    with pytest.raises(NotAllowed):
        fee_exemptions.grant(
            session, actor=other.actor, contract_id=contract.id,
            proven=fee_exemptions.Proven(FeeGround.DETAINED, TODAY, TODAY), now=NOON,
        )  # fmt: skip
    with pytest.raises(NotAllowed):
        withdraw(session, exemption, other)
    assert exemption.withdrawn_at is None


def test_nothing_is_told_of_an_exemption_that_is_not_there(session):
    with pytest.raises(NotFound):
        fee_exemptions.withdraw(session, actor=LOTTE.actor, exemption_id="nobody", now=NOON)
    with pytest.raises(NotAllowed):
        fee_exemptions.withdraw(session, actor=AMINA.actor, exemption_id="nobody", now=NOON)


def test_the_trail_says_who_decided_and_not_why(session):
    withdraw(session, exempt(session, signed(session)))

    found = {e.action: e for e in session.exec(select(AuditEntry)) if e.action.startswith("fee-exemption")}
    assert set(found) == {"fee-exemption.granted", "fee-exemption.withdrawn"}
    assert found["fee-exemption.granted"].actor_id == LOTTE.id
    assert found["fee-exemption.granted"].owner_id == AMINA.id
