"""The past of the demo world gives finance something to add up, and nobody anything to log in to."""

from datetime import date

import pytest
from sqlmodel import select

from portal.models.outbox import MailState, OutboxMail
from portal.models.people import Identity
from portal.models.refunds import Refund, RefundState
from portal.services import demo_login, finance_figures, finance_totals, pips, refund_list
from portal.services.finance_figures import Asked, Measure
from portal.services.finance_totals import GapKind
from tests.cast import LOTTE, NORA
from tests.conftest import NOON

# One process runs these files: the demo world is seeded once for each moment and kind of database.
pytestmark = pytest.mark.xdist_group("demo")

LONG = Asked(date(2025, 1, 1), NOON.date())


@pytest.fixture
def demo(demo_at):
    demo_at(NOON)


@pytest.mark.usefixtures("demo")
def test_every_measure_has_something_to_show_over_many_months(session):
    figures = finance_figures.figures(session, actor=NORA.actor, asked=LONG)

    for measure in (Measure.CHARGED, Measure.EXEMPTED, Measure.PAID, Measure.RECEIVED, Measure.REFUNDED):
        assert figures.total.of(measure) > 0
    assert len(figures.by_month) >= 8
    assert len(figures.by_ground) >= 5
    assert len({place.province for place in figures.by_place}) == 5
    assert finance_figures.overdue(session, actor=NORA.actor, today=NOON.date())


@pytest.mark.usefixtures("demo")
def test_provider_and_book_agree_and_the_bank_differs_by_what_is_said(session):
    found = finance_totals.totals(session, actor=NORA.actor, since=LONG.since, until=LONG.until)

    assert found.provider_difference == 0
    assert {gap.kind for gap in found.bank_gaps} <= {
        GapKind.THROUGH_PROVIDER, GapKind.BY_HAND, GapKind.PAYOUT, GapKind.LINE_WAITS,
    }  # fmt: skip


@pytest.mark.usefixtures("demo")
def test_refunds_wait_and_the_list_is_in_line(session):
    states = {refund.state for refund in session.exec(select(Refund)).all()}

    assert states == {RefundState.LISTED, RefundState.DONE}
    assert refund_list.people_to_look_at(session) == ()


@pytest.mark.usefixtures("demo")
def test_what_they_were_written_left_in_those_months(session):
    mails = [one for one in session.exec(select(OutboxMail)).all() if one.person_id.startswith("past-")]

    assert mails
    assert {mail.state for mail in mails} == {MailState.SENT}
    assert all(mail.sent_at < NOON for mail in mails)


@pytest.mark.usefixtures("demo")
def test_nobody_of_the_past_logs_in_or_is_guided(session):
    assert not [one for one in session.exec(select(Identity)).all() if one.person_id.startswith("past-")]
    assert not [one for one in demo_login.personas(session) if one.key.startswith("past-")]
    assert not [
        one for one in pips.clients(session, actor=LOTTE.actor, now=NOON) if one.person_id.startswith("past-")
    ]
