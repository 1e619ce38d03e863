"""Logging hours by hand: what is taken, what is refused, who may, and what is written down."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlmodel import select

from portal.errors import NotAllowed, NotFound, OutsideRules, TooLong, WrongState
from portal.models.audit import AuditEntry
from portal.models.pips import HoursEntry, HoursRefusal, HoursState
from portal.services import contracts, hour_links, hour_log, hours, pips
from tests.cast import AMINA, LOTTE, OLEKSANDR
from tests.conftest import NOON
from tests.hours import SECRET, YESTERDAY, given_entry, given_track, said

pytestmark = pytest.mark.usefixtures("cast")

BEFORE_MIDNIGHT = datetime(2026, 3, 10, 22, 59, tzinfo=UTC)  # 23:59 in Brussels


def own_log(session, member=AMINA, now=NOON):
    return hour_log.own_log(session, actor=member.actor, person_id=member.id, now=now)


def test_amina_logs_two_hours_and_they_wait(session):
    given_track(session)

    row = given_entry(session)

    log = own_log(session)
    assert (row.minutes, row.starts_minute, row.state) == (120, 14 * 60, HoursState.PROPOSED)
    assert (log.approved, log.waiting, log.refused) == (0, 120, 0)
    assert (log.needed, log.to_go) == (2400, 2400)


def test_the_plan_and_the_log_show_the_same_number(session):
    given_track(session)
    given_entry(session)

    plan = pips.open_plan(session, actor=AMINA.actor, person_id=AMINA.id, now=NOON).plan

    assert plan.facts.hours.waiting == own_log(session).waiting


def test_an_entry_is_written_down_without_what_it_says(session):
    given_track(session)

    row = given_entry(session)

    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "hours.logged")).one()
    assert entry.subject == f"hours:{row.id}"
    assert entry.facts == {"day": "2026-03-09", "minutes": 120, "state": "proposed"}


@pytest.mark.parametrize(
    ("now", "ends", "taken"),
    [
        (BEFORE_MIDNIGHT, "23:59", True),
        (BEFORE_MIDNIGHT, "00:00", False),  # midnight is a minute away
        (BEFORE_MIDNIGHT + timedelta(minutes=1), "00:00", True),
        (NOON, "12:00", True),
        (NOON, "12:01", False),
    ],
)
def test_today_counts_up_to_this_minute(session, now, ends, taken):
    given_track(session)
    what = said(date(2026, 3, 10), "11:00", ends)

    if taken:
        assert hours.log(session, actor=AMINA.actor, person_id=AMINA.id, said=what, now=now)
    else:
        with pytest.raises(OutsideRules, match="hours-in-the-future"):
            hours.log(session, actor=AMINA.actor, person_id=AMINA.id, said=what, now=now)


def test_tomorrow_is_refused(session):
    given_track(session)

    with pytest.raises(OutsideRules, match="hours-in-the-future"):
        given_entry(session, day=date(2026, 3, 11))


@pytest.mark.parametrize(
    ("day", "starts", "ends", "minutes"),
    [
        (date(2026, 3, 29), "01:30", "03:30", 60),  # the clock jumps from two to three
        (date(2025, 10, 26), "01:30", "03:30", 180),  # the clock shows two to three twice
        (date(2026, 3, 9), "14:05", "16:02", 117),
        (date(2026, 3, 9), "23:00", "00:00", 60),
    ],
)
def test_minutes_are_those_that_passed(session, day, starts, ends, minutes):
    given_track(session)
    contract = session.exec(select(contracts.Inburgeringscontract)).one()
    contract.registered_on = date(2025, 1, 1)

    row = given_entry(session, day=day, starts=starts, ends=ends, now=NOON + timedelta(days=30))

    assert row.minutes == minutes


def test_an_hour_that_the_clock_skips_does_not_exist(session):
    given_track(session)

    with pytest.raises(OutsideRules, match="no-such-hour"):
        given_entry(
            session, day=date(2026, 3, 29), starts="02:30", ends="04:00", now=NOON + timedelta(days=30)
        )


@pytest.mark.parametrize(("starts", "ends"), [("16:00", "14:00"), ("14:00", "14:00")])
def test_hours_end_after_they_begin(session, starts, ends):
    given_track(session)

    with pytest.raises(OutsideRules, match="ends-before-it-begins"):
        given_entry(session, starts=starts, ends=ends)


@pytest.mark.parametrize(
    ("starts", "ends", "free"),
    [
        ("12:00", "14:00", True),
        ("16:00", "17:00", True),
        ("15:59", "17:00", False),
        ("13:00", "14:01", False),
        ("14:30", "15:00", False),
        ("13:00", "18:00", False),
    ],
)
def test_the_same_moment_is_logged_once(session, starts, ends, free):
    given_track(session)
    given_entry(session)

    if free:
        assert given_entry(session, starts=starts, ends=ends)
    else:
        with pytest.raises(OutsideRules, match="hours-overlap"):
            given_entry(session, starts=starts, ends=ends)


def test_hours_past_midnight_are_in_the_way_of_the_next_day(session):
    contract = given_track(session)
    session.add(
        HoursEntry(contract_id=contract.id, day=YESTERDAY - timedelta(days=1), starts_minute=22 * 60, minutes=180, activity="Feest")
    )  # fmt: skip
    session.flush()

    with pytest.raises(OutsideRules, match="hours-overlap"):
        given_entry(session, starts="00:30", ends="02:00")
    assert given_entry(session, starts="01:00", ends="02:00")


def test_what_was_refused_may_be_done_over_but_not_twice_at_the_same_minute(session):
    given_track(session)
    row = given_entry(session)
    row.state = HoursState.REFUSED
    session.flush()

    with pytest.raises(OutsideRules, match="refused-there"):
        given_entry(session)
    assert given_entry(session, starts="14:30")


@pytest.mark.parametrize(
    ("what", "error"),
    [
        (said(activity="  "), OutsideRules),
        (said(activity="a" * 201), TooLong),
        (said(organiser="a" * 201), TooLong),
        (said(day=date(2025, 11, 30)), OutsideRules),
    ],
)
def test_what_is_missing_too_long_or_before_the_track_is_refused(session, what, error):
    given_track(session)

    with pytest.raises(error):
        hours.log(session, actor=AMINA.actor, person_id=AMINA.id, said=what, now=NOON)


def test_without_a_track_there_is_no_log(session):
    assert not own_log(session).runs
    with pytest.raises(OutsideRules, match="no-contract"):
        given_entry(session)


@pytest.mark.parametrize("member", [OLEKSANDR, LOTTE])
def test_nobody_else_reads_or_writes_aminas_log(session, member):
    given_track(session)
    row = given_entry(session)
    who = {"actor": member.actor}

    for act in (
        lambda: hour_log.own_log(session, person_id=AMINA.id, now=NOON, **who),
        lambda: hours.log(session, person_id=AMINA.id, said=said(), now=NOON, **who),
        lambda: hours.change(session, entry_id=row.id, said=said(), now=NOON, **who),
        lambda: hours.withdraw(session, entry_id=row.id, now=NOON, **who),
        lambda: hour_links.make(session, entry_id=row.id, secret=SECRET, now=NOON, **who),
        lambda: hour_links.running(session, entry_id=row.id, secret=SECRET, now=NOON, **who),
        lambda: hour_links.revoke(session, entry_id=row.id, now=NOON, **who),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_an_entry_that_does_not_exist_is_not_found(session):
    given_track(session)

    with pytest.raises(NotFound):
        hours.withdraw(session, actor=AMINA.actor, entry_id="nothing", now=NOON)


def test_a_refused_entry_is_put_right_and_waits_again(session):
    given_track(session)
    row = given_entry(session)
    row.state, row.refusal, row.refusal_note = HoursState.REFUSED, HoursRefusal.WRONG_TIME, "Het was korter."
    session.flush()

    hours.change(session, actor=AMINA.actor, entry_id=row.id, said=said(ends="15:30"), now=NOON)

    assert (row.state, row.minutes, row.refusal, row.refusal_note) == (HoursState.PROPOSED, 90, None, "")


@pytest.mark.parametrize("state", [HoursState.CONFIRMED, HoursState.APPROVED])
def test_what_somebody_confirmed_stays_as_it_is(session, state):
    given_track(session)
    row = given_entry(session)
    row.state = state
    session.flush()

    with pytest.raises(WrongState):
        hours.change(session, actor=AMINA.actor, entry_id=row.id, said=said(ends="15:00"), now=NOON)


def test_an_entry_may_move_over_its_own_place(session):
    given_track(session)
    row = given_entry(session)

    hours.change(session, actor=AMINA.actor, entry_id=row.id, said=said(starts="14:30"), now=NOON)

    assert (row.starts_minute, row.minutes) == (870, 90)


def test_an_entry_taken_back_is_gone_with_its_link(session):
    given_track(session)
    row = given_entry(session)
    link = hour_links.make(session, actor=AMINA.actor, entry_id=row.id, secret=SECRET, now=NOON)

    hours.withdraw(session, actor=AMINA.actor, entry_id=row.id, now=NOON)

    assert own_log(session).entries == ()
    with pytest.raises(NotFound):
        hour_links.opened(session, token=link.token, now=NOON)


def test_the_log_says_what_may_be_done(session):
    given_track(session)
    proposed, approved = given_entry(session), given_entry(session, starts="17:00", ends="18:00")
    approved.state = HoursState.APPROVED
    session.flush()

    may = {entry.id: (entry.may_change, entry.may_withdraw) for entry in own_log(session).entries}

    assert may == {proposed.id: (True, True), approved.id: (False, False)}


def test_nothing_is_logged_after_the_track(session):
    contract = given_track(session)
    contract.state = contracts.ContractState.COMPLETED
    session.flush()

    with pytest.raises(OutsideRules, match="no-contract"):
        given_entry(session)
    assert not own_log(session).runs


def test_half_past_is_half_past(session):
    given_track(session)

    row = hours.log(session, actor=AMINA.actor, person_id=AMINA.id, now=NOON,
                    said=hours.Said("Koken", YESTERDAY, time(9, 30, 59), time(10, 0, 1)))  # fmt: skip

    assert (row.starts_minute, row.minutes) == (570, 30)
