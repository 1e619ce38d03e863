"""Paying in parts adds up to the cent."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.errors import NotAllowed, NotFound, OutsideRules, WrongState
from portal.models.retributie import Charge, FeeItem, Instalment
from portal.services import instalments
from portal.services.instalments import InstalmentPart
from portal.services.ledger import Balance
from tests.cast import AMINA, LOTTE, NORA, PIETER
from tests.conftest import NOON
from tests.fees import NINETY, TODAY, account, exempt, pay, plan_course, signed

EUR = Decimal


@pytest.fixture
def charge(session, cast) -> Charge:
    plan_course(session, signed(session))
    return account(session).charges[0].charge


def parts(*amounts, first_on=TODAY):
    return [
        InstalmentPart(EUR(amount), first_on + timedelta(days=30 * n)) for n, amount in enumerate(amounts)
    ]


def agree(session, charge, plan, actor=LOTTE):
    return instalments.agree(session, actor=actor.actor, charge_id=charge.id, parts=plan, now=NOON)


@pytest.mark.parametrize("actor", [LOTTE, NORA], ids=lambda member: member.id)
def test_a_trajectbegeleider_or_finance_agrees_a_plan(session, charge, actor):
    rows = agree(session, charge, parts("30", "30", "30"), actor)

    assert [(row.number, row.amount) for row in rows] == [(1, EUR(30)), (2, EUR(30)), (3, EUR(30))]
    assert {row.agreed_by for row in rows} == {actor.id}


def test_the_same_plan_twice_is_one_and_another_takes_its_place(session, charge):
    first = agree(session, charge, parts("30", "60"))
    assert agree(session, charge, parts("30", "60")) == first

    agree(session, charge, parts("45", "45"))

    kept = instalments.of_charges(session, [charge.id])[charge.id]
    assert [row.amount for row in kept] == [EUR(45), EUR(45)]


@pytest.mark.parametrize(
    ("plan", "reason"),
    [
        (parts("30", "30", "29.99"), "parts-do-not-add-up"),
        (parts("90"), "too-many-parts"),
        ([], "too-many-parts"),
        (parts(*["12.50"] * 6, "15"), "too-many-parts"),
        (parts("100", "-10"), "no-amount"),
        (parts("45", "45", first_on=TODAY - timedelta(days=1)), "days-out-of-order"),
        ([InstalmentPart(EUR(45), TODAY)] * 2, "days-out-of-order"),
        ([InstalmentPart(EUR(45), TODAY), InstalmentPart(EUR(45), date(2026, 9, 11))], "too-long"),
    ],
)
def test_a_plan_that_does_not_fit_is_refused(session, charge, plan, reason):
    with pytest.raises(OutsideRules, match=reason):
        agree(session, charge, plan)


def test_what_was_paid_counts_for_the_first_parts(session, charge):
    agree(session, charge, parts("30", "30", "30"))
    pay(session, EUR(40))

    (balance,) = account(session).charges
    plan = instalments.of_charges(session, [charge.id])[charge.id]
    assert [part.left for part in instalments.open_parts(balance, plan)] == [0, EUR(20), EUR(30)]
    assert instalments.next_part(balance, plan).number == 2


def test_without_a_plan_all_of_it_is_one_part(session, charge):
    (balance,) = account(session).charges

    assert instalments.next_part(balance, ()).left == NINETY
    assert instalments.next_part(balance, ()).due_on == charge.due_on


@pytest.mark.parametrize(
    "settle", [lambda s: pay(s, NINETY), lambda s: exempt(s, _contract(s))], ids=["paid", "exempt"]
)
def test_nothing_is_agreed_for_what_is_settled(session, charge, settle):
    settle(session)

    with pytest.raises(WrongState):
        agree(session, charge, parts("45", "45"))
    assert instalments.next_part(account(session).charges[0], ()) is None


def _contract(session):
    from portal.models.contracts import Inburgeringscontract  # noqa: PLC0415

    return session.get(Inburgeringscontract, account(session).charges[0].charge.contract_id)


@pytest.mark.parametrize("other", [AMINA, PIETER], ids=lambda member: member.id)
def test_others_agree_nothing(session, charge, other):
    with pytest.raises(NotAllowed):
        agree(session, charge, parts("45", "45"), other)


def test_a_charge_that_is_not_there_is_not_found(session, cast):
    with pytest.raises(NotFound):
        instalments.agree(session, actor=LOTTE.actor, charge_id="nobody", parts=[], now=NOON)


cents = st.integers(2, 1_000_000).map(lambda n: Decimal(n).scaleb(-2))


@given(cents, st.integers(1, 24), st.dates(date(2020, 1, 1), date(2090, 1, 1)))
def test_a_suggested_plan_adds_up_and_is_even(amount, many, first_on):
    plan = instalments.suggest(amount, parts=many, first_on=first_on)

    assert sum(part.amount for part in plan) == amount
    assert max(p.amount for p in plan) - min(p.amount for p in plan) <= EUR("0.01")
    assert [p.due_on for p in plan] == sorted({p.due_on for p in plan})


@given(cents, st.integers(1, 12), st.data())
def test_open_parts_add_up_to_what_is_owed(amount, many, data):
    plan = [
        Instalment(
            charge_id="c", number=n, amount=p.amount, due_on=p.due_on, agreed_by="lotte", agreed_at=NOON
        )
        for n, p in enumerate(instalments.suggest(amount, parts=many, first_on=TODAY), start=1)
    ]
    paid = data.draw(st.decimals(0, amount, places=2))
    charge = Charge(
        id="c", person_id="amina", contract_id="x", item=FeeItem.MO_COURSE, rule_id="r", amount=amount,
        charged_on=TODAY, due_on=TODAY, ogm="0" * 12,
    )  # fmt: skip
    balance = Balance(charge, charged=amount, exempted=Decimal(0), paid=paid)

    found = instalments.open_parts(balance, plan)

    assert sum(part.left for part in found) == balance.owed
    assert all(0 <= part.left <= part.amount for part in found)
