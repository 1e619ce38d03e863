"""Finance reads the same sums everywhere: per month, item, ground and region; and sees what is late."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from portal.errors import NotAllowed
from portal.models.people import Agency
from portal.models.retributie import EntrySource, FeeExemption, FeeItem, Instalment
from portal.services import finance_figures, ledger
from portal.services.finance_figures import Asked, Measure, Place
from portal.services.ledger import Origin
from tests.cast import AMINA, LOTTE, NORA, OLEKSANDR
from tests.conftest import NOON
from tests.refunds import TODAY, book, given_charge, paid_by_bank, paid_online

EUR = Decimal
MARCH = Asked(date(2026, 3, 1), date(2026, 3, 31))
YEAR = Asked(date(2026, 1, 1), date(2026, 12, 31))


def figures(session, asked=YEAR):
    return finance_figures.figures(session, actor=NORA.actor, asked=asked)


def exempted(session, charge, ground="leefloon", on=TODAY):
    decided = FeeExemption(
        person_id=charge.person_id, contract_id=charge.contract_id, ground=ground, rule_id="vrij", proof_seen_on=on,
        valid_from=on, decided_by=LOTTE.id, decided_at=NOON,
    )  # fmt: skip
    session.add(decided)
    session.flush()
    owner = AMINA if charge.person_id == AMINA.id else OLEKSANDR
    origin = Origin(EntrySource.RULE, f"exempt:{charge.id}", ground, on, exemption_id=decided.id)
    book(session, owner).exempt(charge.id, origin)


def test_a_period_says_what_was_charged_paid_exempted_and_received(session, cast):
    paid_by_bank(session, "100", charges=[given_charge(session)])
    exempted(session, given_charge(session, item=FeeItem.MO_TEST))

    total = figures(session).total

    assert total.of(Measure.CHARGED) == EUR(180)
    assert total.of(Measure.PAID) == EUR(90)
    assert total.of(Measure.EXEMPTED) == EUR(90)
    assert total.of(Measure.RECEIVED) == EUR(100)


def test_each_month_has_its_own_sums(session, cast):
    charge = given_charge(session, on=date(2026, 2, 20))
    paid_by_bank(session, charges=[charge], on=date(2026, 3, 2))

    months = figures(session).by_month

    assert months[date(2026, 2, 1)].amounts == {Measure.CHARGED: EUR(90)}
    assert months[date(2026, 3, 1)].amounts == {Measure.PAID: EUR(90), Measure.RECEIVED: EUR(90)}
    assert figures(session, MARCH).total.of(Measure.CHARGED) == EUR(0)


def test_exemptions_are_told_apart_by_their_ground(session, cast):
    exempted(session, given_charge(session), "leefloon")
    exempted(session, given_charge(session, owner=OLEKSANDR), "detained")

    assert figures(session).by_ground == {"leefloon": EUR(90), "detained": EUR(90)}


def test_a_mistake_that_is_undone_counts_in_the_month_in_which_it_was_undone(session, cast):
    given_charge(session, on=date(2026, 2, 1))
    entry = ledger.account_of(session, person_id=AMINA.id).entries[0]
    book(session).undo(entry.number, "withdrawn")

    months = figures(session).by_month

    assert months[date(2026, 2, 1)].of(Measure.CHARGED) == EUR(90)
    assert months[date(2026, 3, 1)].of(Measure.CHARGED) == EUR(-90)


def test_regions_are_those_of_the_contract_and_of_where_the_payer_lives(session, cast):
    paid_online(session, charges=[given_charge(session)])
    given_charge(session, owner=OLEKSANDR)

    regions = figures(session).by_place

    assert regions[Place(Agency.AGII, "Vlaams-Brabant")].of(Measure.RECEIVED) == EUR(90)
    assert regions[Place(Agency.AGII, "Antwerpen")].of(Measure.CHARGED) == EUR(90)


def test_one_agency_sees_its_own_sums(session, cast):
    given_charge(session)

    assert figures(session, Asked(YEAR.since, YEAR.until, Agency.AGII)).total.of(Measure.CHARGED) == EUR(90)
    assert figures(session, Asked(YEAR.since, YEAR.until, Agency.BON)).total.of(Measure.CHARGED) == EUR(0)


def test_what_the_payers_bank_took_back_is_no_refund_of_ours(session, cast):
    payment = paid_online(session, charges=[given_charge(session)])
    origin = Origin(EntrySource.PROVIDER, "back", "charged-back", TODAY, payment_id=payment.id)
    book(session).take_back(EUR(90), origin)

    total = figures(session).total

    assert (total.of(Measure.TAKEN_BACK), total.of(Measure.REFUNDED)) == (EUR(90), EUR(0))


# ── what is late ─────────────────────────────────────────────────────────────────────────────────────────────────


def late(session, today=TODAY):
    found = finance_figures.overdue(session, actor=NORA.actor, today=today)
    return [(line.ogm, line.amount, line.since) for line in found]


def test_what_should_have_been_paid_yesterday_is_late_and_what_is_due_today_is_not(session, cast):
    yesterday = given_charge(session, due_on=TODAY - timedelta(days=1))
    given_charge(session, item=FeeItem.MO_TEST, due_on=TODAY)

    assert late(session) == [(yesterday.ogm, EUR(90), yesterday.due_on)]


def test_what_was_paid_for_a_part_is_late_for_the_rest(session, cast):
    charge = given_charge(session, due_on=TODAY - timedelta(days=1))
    paid_by_bank(session, "60", charges=[charge])

    assert [amount for _ogm, amount, _since in late(session)] == [EUR(30)]


def test_who_pays_in_parts_is_late_with_the_parts_that_are(session, cast):
    charge = given_charge(session, due_on=TODAY - timedelta(days=60))
    days = (TODAY - timedelta(days=40), TODAY - timedelta(days=10), TODAY + timedelta(days=20))
    for number, day in enumerate(days, start=1):
        session.add(
            Instalment(
                charge_id=charge.id,
                number=number,
                amount=EUR(30),
                due_on=day,
                agreed_by=LOTTE.id,
                agreed_at=NOON,
            )
        )
    paid_by_bank(session, "30", charges=[charge])

    assert late(session) == [(charge.ogm, EUR(30), days[1])]


def test_who_is_exempt_is_never_late(session, cast):
    exempted(session, given_charge(session, due_on=TODAY - timedelta(days=9)))

    assert late(session) == []


@pytest.mark.parametrize("member", [AMINA, LOTTE])
def test_nobody_but_finance_sees_figures(session, cast, member):
    with pytest.raises(NotAllowed):
        finance_figures.figures(session, actor=member.actor, asked=YEAR)
    with pytest.raises(NotAllowed):
        finance_figures.overdue(session, actor=member.actor, today=TODAY)
