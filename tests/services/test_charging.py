"""A track costs what is planned, once, with the amount of its day."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlmodel import select
from stdnum.be import ogm_vcs

from portal.errors import NotFound, OutsideRules, WrongState
from portal.models.audit import AuditEntry
from portal.models.payments import OnlinePayment, PaymentLine
from portal.models.people import Person
from portal.models.pips import Appointment, Pillar, ResultOutcome, TestKind, VrijstellingGround
from portal.models.retributie import FeeItem
from portal.services import appointments, charging, contracts, jobs, ogm, pip_acts, rules
from portal.services.fee_plan import Occasion, Planned
from portal.settings import settings
from tests.cast import AMINA, LOTTE, OLEKSANDR, PIETER
from tests.conftest import NOON
from tests.fees import (
    COURSE_ON,
    NINETY,
    SIGNED,
    TODAY,
    account,
    cancel_course,
    cancel_test,
    exempt,
    owed,
    pay,
    plan_course,
    plan_test,
    registered,
    signed,
)

pytestmark = pytest.mark.usefixtures("cast")


def test_a_planned_course_is_charged_once_to_be_paid_before_it_begins(session):
    contract = signed(session)

    for _ in range(2):
        plan_course(session, contract)

    (balance,) = account(session).charges
    assert (balance.charge.item, balance.charge.amount) == (FeeItem.MO_COURSE, NINETY)
    assert balance.owed == NINETY
    assert balance.charge.charged_on == TODAY
    assert balance.charge.due_on == COURSE_ON - timedelta(days=1)
    assert balance.charge.rule_id == "mo-cursus-90"
    assert ogm_vcs.is_valid(balance.charge.ogm)


def test_nothing_is_charged_before_the_contract_is_signed_and_all_of_it_then(session):
    contract = registered(session)
    plan_course(session, contract)
    assert owed(session) == []

    contracts.sign_contract(session, actor=LOTTE.actor, contract_id=contract.id, signed_on=SIGNED, now=NOON)

    assert owed(session) == [NINETY]


def test_a_contract_from_before_september_2023_costs_nothing(session):
    plan_course(session, signed(session, signed_on=date(2023, 8, 31)))

    assert owed(session) == []


def test_brussels_costs_nothing(session):
    session.get(Person, AMINA.id).nis_code = "21004"
    session.flush()
    contract = signed_in_brussels(session)

    plan_course(session, contract)

    assert owed(session) == []


def signed_in_brussels(session):
    contract = signed_at_bon(session)
    assert rules.region_of(contract.agency) is rules.Region.BRUSSEL
    return contract


def signed_at_bon(session):
    from portal.models.people import Agency, Organisation, OrganisationKind  # noqa: PLC0415

    session.add(Organisation(id="bon", kind=OrganisationKind.AGENCY, name="Bon", agency=Agency.BON))
    session.flush()
    at_bon = replace(LOTTE, organisation_id="bon")
    contract = contracts.register_contract(
        session, actor=at_bon.actor, person_id=AMINA.id, trajectbegeleider_id=LOTTE.id, registered_on=SIGNED,
        duty=contracts.Duty.VERPLICHT, now=NOON,
    )  # fmt: skip
    return contracts.sign_contract(
        session, actor=LOTTE.actor, contract_id=contract.id, signed_on=SIGNED, now=NOON
    )


def test_every_try_at_the_test_is_charged(session):
    contract = signed(session)

    plan_course(session, contract)
    for days in (30, 60):
        plan_test(session, contract, days)

    asked = [(b.charge.item, b.charge.attempt, b.charge.rule_id) for b in account(session).charges]
    assert asked == [
        (FeeItem.MO_COURSE, 1, "mo-cursus-90"),
        (FeeItem.MO_TEST, 1, "mo-test-90"),
        (FeeItem.MO_TEST, 2, "mo-test-opnieuw-90"),
    ]
    assert account(session).owed == Decimal(270)


def test_a_cancelled_course_costs_nothing_and_what_was_paid_is_credit(session):
    contract = signed(session)
    plan_course(session, contract)
    pay(session, NINETY)

    for _ in range(2):
        cancel_course(session, contract)

    assert owed(session) == [0]
    assert account(session).credit == NINETY


def test_what_came_free_pays_what_is_still_owed(session):
    contract = signed(session)
    plan_course(session, contract)
    test = plan_test(session, contract)
    pay(session, NINETY)

    cancel_course(session, contract)

    assert sorted(owed(session)) == [0, 0]
    assert account(session).credit == 0
    cancel_test(session, contract, test)
    assert account(session).credit == NINETY


def test_a_course_that_is_planned_again_is_a_new_charge_paid_from_the_credit(session):
    contract = signed(session)
    plan_course(session, contract)
    pay(session, NINETY)
    cancel_course(session, contract)

    plan_course(session, contract)

    charges = [balance.charge for balance in account(session).charges]
    assert sorted(charge.turn for charge in charges) == [1, 2]
    assert len({charge.ogm for charge in charges}) == 2
    assert owed(session) == [0, 0]
    assert account(session).credit == 0


def test_a_cancelled_test_is_withdrawn_and_the_next_one_keeps_its_place(session):
    contract = signed(session)
    first = plan_test(session, contract, 30)
    plan_test(session, contract, 60)

    cancel_test(session, contract, first)

    standing = [b.charge.attempt for b in account(session).charges if b.charged]
    assert standing == [1]
    assert account(session).owed == NINETY


@pytest.mark.parametrize(("running", "left"), [(True, NINETY), (False, 0)])
def test_what_comes_free_does_not_pay_what_somebody_is_paying_on_line(session, running, left):
    contract = signed(session)
    plan_course(session, contract)
    pay(session, NINETY)
    plan_test(session, contract)
    (test,) = [b.charge for b in account(session).charges if b.charge.item is FeeItem.MO_TEST]
    payment = OnlinePayment(person_id=AMINA.id, provider="simulated", amount=NINETY, created_at=NOON)
    session.add(payment)
    session.flush()
    session.add(PaymentLine(payment_id=payment.id, charge_id=test.id, amount=NINETY, running=running))

    cancel_course(session, contract)

    assert account(session).owed == left
    assert account(session).credit == left


def test_a_test_planned_again_at_the_same_moment_is_one_appointment(session):
    contract = signed(session)
    first = plan_test(session, contract)
    cancel_test(session, contract, first)

    again = plan_test(session, contract)

    assert again.id == first.id
    assert account(session).owed == NINETY
    assert len(session.exec(select(Appointment)).all()) == 1


def test_a_course_that_moves_later_may_be_paid_later_and_never_earlier(session):
    contract = signed(session)
    plan_course(session, contract)
    (before,) = account(session).charges
    ogm_before = before.charge.ogm

    plan_course(session, contract, COURSE_ON + timedelta(days=5))
    assert before.charge.due_on == COURSE_ON + timedelta(days=4)
    plan_course(session, contract, COURSE_ON)

    (after,) = account(session).charges
    assert after.charge.due_on == COURSE_ON + timedelta(days=4)
    assert after.charge.ogm == ogm_before


def test_a_rule_that_changes_changes_nothing_that_was_charged(session, monkeypatch):
    contract = signed(session)
    plan_course(session, contract)
    book = rules.rulebook()
    dearer = {
        name: rule.model_copy(update={"amount": Decimal(120)}) if name.startswith("mo-") and hasattr(rule, "amount") else rule
        for name, rule in book.rules.items()
    }  # fmt: skip
    monkeypatch.setattr(rules, "rulebook", lambda: rules.Rulebook(dearer))

    charging.follow_plan(session, contract_id=contract.id, now=NOON + timedelta(days=1))
    plan_test(session, contract, now=NOON + timedelta(days=1))

    assert [(b.charge.item, b.charge.amount) for b in account(session).charges] == [
        (FeeItem.MO_COURSE, NINETY),
        (FeeItem.MO_TEST, Decimal(30)),  # the new ceiling is 120 for both
    ]


def test_a_rule_that_ends_withdraws_nothing(session, monkeypatch):
    contract = signed(session)
    plan_course(session, contract)
    book = rules.rulebook()
    free_now = {name: rule for name, rule in book.rules.items() if name != "mo-cursus-90"}
    monkeypatch.setattr(rules, "rulebook", lambda: rules.Rulebook(free_now))

    charging.follow_plan(session, contract_id=contract.id, now=NOON)

    assert owed(session) == [NINETY]


def test_who_is_exempt_is_charged_and_freed_at_once(session):
    contract = signed(session)
    exempt(session, contract)

    plan_course(session, contract)

    (balance,) = account(session).charges
    assert (balance.charged, balance.exempted, balance.owed) == (NINETY, NINETY, 0)


def test_somebody_with_a_vrijstelling_of_mo_does_not_pay_for_a_course_that_will_not_come(session):
    contract = signed(session)
    plan_course(session, contract)
    plan_test(session, contract)

    pip_acts.grant_vrijstelling(
        session, actor=LOTTE.actor, contract_id=contract.id, pillar=Pillar.MO, ground=VrijstellingGround.ILLNESS_OR_HANDICAP,
        granted_on=TODAY, proof_seen_on=TODAY, now=NOON,
    )  # fmt: skip

    assert owed(session) == [0, 0]


def test_passing_the_test_leaves_what_was_followed_charged(session):
    contract = signed(session)
    plan_course(session, contract, TODAY - timedelta(days=20))

    pip_acts.record_result(
        session, actor=LOTTE.actor, contract_id=contract.id, kind=TestKind.MO_TEST, taken_on=TODAY,
        outcome=ResultOutcome.PASSED, now=NOON,
    )  # fmt: skip

    assert owed(session) == [NINETY]


def test_a_course_that_has_begun_is_not_cancelled_here(session):
    contract = signed(session)
    plan_course(session, contract, TODAY)

    with pytest.raises(WrongState):
        cancel_course(session, contract)


def test_courses_from_before_the_portal_charged_stay_outside(session, monkeypatch):
    monkeypatch.setenv("PORTAL_CHARGING_FROM", COURSE_ON.isoformat())
    settings.cache_clear()
    contract = signed(session)

    plan_course(session, contract, COURSE_ON - timedelta(days=1))
    assert owed(session) == []
    plan_course(session, contract, COURSE_ON)

    assert owed(session) == [NINETY]


def test_two_people_never_share_a_reference(session, monkeypatch):
    drawn = iter(["090001234576", "090001234576", "123456789002"])
    monkeypatch.setattr(ogm, "new", lambda: next(drawn))
    for member in (AMINA, OLEKSANDR):
        plan_course(session, signed(session, member))

    assert account(session, AMINA).charges[0].charge.ogm == "090001234576"
    assert account(session, OLEKSANDR).charges[0].charge.ogm == "123456789002"


def test_every_charge_is_in_the_trail_of_whose_it_is(session):
    plan_course(session, signed(session))

    made = [e for e in session.exec(select(AuditEntry)) if e.action == "charge.made"]
    assert [(e.owner_id, e.actor_id, e.facts["amount"]) for e in made] == [(AMINA.id, LOTTE.id, "90.00")]


# ── what was missed ──────────────────────────────────────────────────────────────────────────────────────────────


def without_following(monkeypatch):
    monkeypatch.setattr(charging, "follow_plan", lambda *_, **__: None)


def test_the_job_charges_and_withdraws_what_was_missed(session):
    contract = signed(session)
    plan_course(session, contract)
    with pytest.MonkeyPatch.context() as monkeypatch:
        without_following(monkeypatch)
        cancel_course(session, contract)
        plan_test(session, contract)
    assert charging.behind(session, today=TODAY) == (contract.id,)

    charging.follow_plan(session, contract_id=contract.id, now=NOON)

    assert [(b.charge.item, b.owed) for b in account(session).charges] == [
        (FeeItem.MO_COURSE, 0),
        (FeeItem.MO_TEST, NINETY),
    ]
    assert charging.behind(session, today=TODAY) == ()


def test_the_job_leaves_in_peace_what_is_in_order(session):
    plan_course(session, signed(session))
    plan_course(session, signed(session, OLEKSANDR, date(2023, 8, 31)))
    exempt_one = account(session).charges
    assert len(exempt_one) == 1

    assert charging.behind(session, today=TODAY) == ()


def test_an_unknown_contract_is_not_found(session):
    with pytest.raises(NotFound):
        charging.follow_plan(session, contract_id="nobody", now=NOON)


# ── appointments ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_test_in_the_past_is_not_planned_and_one_that_took_place_not_cancelled(session):
    contract = signed(session)
    test = plan_test(session, contract, 30)

    with pytest.raises(OutsideRules, match="in-the-past"):
        plan_test(session, contract, -1)
    with pytest.raises(OutsideRules, match="already-begun"):
        cancel_test(session, contract, test, now=NOON + timedelta(days=31))


def test_an_appointment_of_another_contract_is_not_found(session):
    test = plan_test(session, signed(session))
    other = signed(session, OLEKSANDR)

    with pytest.raises(NotFound):
        cancel_test(session, other, test)


def test_who_does_not_guide_amina_plans_nothing_for_her(session):
    contract = signed(session)
    test = plan_test(session, contract)

    with pytest.raises(Exception, match=r"pip\.change"):
        appointments.cancel_appointment(
            session, actor=PIETER.actor, contract_id=contract.id, appointment_id=test.id, now=NOON
        )


# ── what is planned, as values ───────────────────────────────────────────────────────────────────────────────────


def test_the_day_of_a_vrijstellingstest_is_no_try_at_the_test():
    planned = Planned(
        tests_on=(date(2026, 4, 1), date(2026, 3, 1)), other_tests_on=frozenset({date(2026, 3, 1)})
    )

    assert planned.occasions() == (Occasion(FeeItem.MO_TEST, 1, date(2026, 4, 1)),)


def test_what_was_missed_is_healed_within_the_hour(session):
    contract = signed(session)
    with pytest.MonkeyPatch.context() as monkeypatch:
        without_following(monkeypatch)
        plan_course(session, contract)
    session.commit()

    assert jobs.charge_fees(NOON) == 1
    assert jobs.charge_fees(NOON + timedelta(minutes=59)) == 0
    assert owed(session) == [NINETY]
    session.commit()
    assert jobs.charge_fees(NOON + timedelta(hours=2)) == 0
