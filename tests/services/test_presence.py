"""Who was there: ticked by the organiser or scanned by the participant; hours follow, once."""

from datetime import timedelta

import pytest
from sqlmodel import select

from portal.errors import NotAllowed, NotFound, OutsideRules, TooManyRequests, WrongState
from portal.models.activities import OccurrenceState
from portal.models.hours import DecisionOutcome
from portal.models.pips import HoursEntry, HoursSource, HoursState
from portal.models.signups import Attendance, AttendanceWay, SignUp, SignUpState
from portal.services import hour_review, presence
from tests.cast import AMINA, LOTTE, OLEKSANDR, SOFIE, TOM
from tests.conftest import NOON
from tests.hours import given_entry, given_occurrence, given_seat, given_track

pytestmark = pytest.mark.usefixtures("cast")

PRESENT, ABSENT = Attendance.PRESENT, Attendance.ABSENT
AFTER = NOON + timedelta(hours=2)


def code_of(session, occurrence):
    return presence.presence_code(session, actor=SOFIE.actor, occurrence_id=occurrence.id)


def scanned(session, code, *, by=AMINA, now=AFTER):
    return presence.scan(session, actor=by.actor, code=code, now=now)


def ticked(session, seat, attendance=PRESENT, *, by=SOFIE, now=AFTER, **more):
    return presence.tick(session, actor=by.actor, sign_up_id=seat.id, attendance=attendance, now=now, **more)


def entries(session):
    return session.exec(select(HoursEntry)).all()


def test_amina_scans_the_code_and_two_hours_are_proposed(session):
    given_track(session)
    occurrence = given_occurrence(session)
    seat = given_seat(session, occurrence)

    found = scanned(session, code_of(session, occurrence))

    row = entries(session)[0]
    assert (found.activity, found.minutes) == ("Praattafel in de bib", 120)
    assert (row.state, row.source, row.minutes, row.starts_minute) == (
        HoursState.PROPOSED, HoursSource.ATTENDANCE, 120, 720,
    )  # fmt: skip
    assert (row.organiser, row.kind, row.sign_up_id) == ("Leuven", "praatgroep", seat.id)
    assert (seat.attendance, seat.attendance_way) == (PRESENT, AttendanceWay.SCANNED)


def test_scanning_twice_is_once(session):
    given_track(session)
    code = code_of(session, given_occurrence(session))

    scanned(session, code)
    scanned(session, f" {code[:5].lower()}-{code[5:]} ")

    assert len(entries(session)) == 1
    assert len(session.exec(select(SignUp)).all()) == 1


def test_who_did_not_sign_up_gets_a_seat_on_the_spot(session):
    given_track(session)
    occurrence = given_occurrence(session, capacity=1)

    scanned(session, code_of(session, occurrence))

    assert occurrence.seats_taken == 1
    with pytest.raises(OutsideRules, match="activity-full"):
        scanned(session, occurrence.presence_code, by=OLEKSANDR)
    assert occurrence.seats_taken == 1


def test_who_waited_gets_the_seat_that_is_free(session):
    given_track(session)
    occurrence = given_occurrence(session)
    waits = SignUp(
        occurrence_id=occurrence.id, person_id=AMINA.id, state=SignUpState.WAITING, waiting_number=1, signed_up_at=NOON
    )  # fmt: skip
    session.add(waits)
    session.flush()

    scanned(session, code_of(session, occurrence))

    assert (waits.state, waits.waiting_number) == (SignUpState.SEATED, None)


@pytest.mark.parametrize(
    ("now", "reason"),
    [
        (NOON - presence.EARLY - timedelta(seconds=1), "code-too-early"),
        (NOON - presence.EARLY, None),
        (AFTER + presence.LATE, None),
        (AFTER + presence.LATE + timedelta(seconds=1), "code-too-late"),
    ],
)
def test_a_code_works_around_its_own_occurrence_only(session, now, reason):
    given_track(session)
    code = code_of(session, given_occurrence(session))

    if reason is None:
        assert scanned(session, code, now=now).minutes == 120
    else:
        with pytest.raises(OutsideRules, match=reason):
            scanned(session, code, now=now)
        assert entries(session) == []


def test_a_code_that_nobody_gave_out_is_not_found_and_cannot_be_searched_for(session):
    given_track(session)
    given_occurrence(session)

    for _try in range(presence.SCANS_A_DAY):
        with pytest.raises(NotFound):
            scanned(session, "ABCDEFGHJK")
    with pytest.raises(TooManyRequests):
        scanned(session, "ABCDEFGHJK")


def test_a_new_code_makes_the_old_one_worthless(session):
    occurrence = given_occurrence(session)
    old = code_of(session, occurrence)

    new = presence.presence_code(session, actor=SOFIE.actor, occurrence_id=occurrence.id, renew=True)

    assert new != old
    with pytest.raises(NotFound):
        scanned(session, old)


def test_a_cancelled_gathering_has_no_presence(session):
    occurrence = given_occurrence(session)
    code = code_of(session, occurrence)
    occurrence.state = OccurrenceState.CANCELLED
    session.flush()

    with pytest.raises(WrongState):
        scanned(session, code)
    with pytest.raises(WrongState):
        code_of(session, occurrence)


def test_sofie_ticks_amina_and_the_hours_are_confirmed(session):
    given_track(session)
    seat = given_seat(session, given_occurrence(session))

    row = ticked(session, seat, minutes=90)

    assert (row.state, row.minutes, row.confirmed_by) == (HoursState.CONFIRMED, 90, SOFIE.id)
    assert seat.attended_minutes == 90


def test_a_tick_confirms_what_a_scan_proposed(session):
    given_track(session)
    occurrence = given_occurrence(session)
    scanned(session, code_of(session, occurrence))
    seat = session.exec(select(SignUp)).one()

    ticked(session, seat)
    ticked(session, seat)

    assert [row.state for row in entries(session)] == [HoursState.CONFIRMED]


def test_absent_takes_the_proposed_hours_away(session):
    given_track(session)
    seat = given_seat(session, given_occurrence(session))
    ticked(session, seat)

    assert ticked(session, seat, ABSENT) is None

    assert entries(session) == []
    assert (seat.attendance, seat.attended_minutes) == (ABSENT, None)


def test_what_lotte_approved_stays(session):
    given_track(session)
    seat = given_seat(session, given_occurrence(session))
    row = ticked(session, seat)
    hour_review.decide(
        session, actor=LOTTE.actor, entry_ids=[row.id], outcome=DecisionOutcome.APPROVED, now=AFTER
    )

    ticked(session, seat, minutes=30)
    ticked(session, seat, ABSENT)

    assert [(one.state, one.minutes) for one in entries(session)] == [(HoursState.APPROVED, 120)]


def test_an_activity_that_does_not_count_proposes_nothing(session):
    given_track(session)
    seat = given_seat(session, given_occurrence(session, counts=False))

    assert ticked(session, seat) is None
    assert seat.attendance is PRESENT


def test_without_a_track_presence_is_only_presence(session):
    seat = given_seat(session, given_occurrence(session), OLEKSANDR)

    assert ticked(session, seat) is None
    assert seat.attendance is PRESENT


def test_hours_that_amina_logged_herself_are_not_counted_twice(session):
    given_track(session)
    given_entry(session, day=NOON.date(), starts="12:30", ends="13:30", now=AFTER)
    seat = given_seat(session, given_occurrence(session))

    assert ticked(session, seat) is None
    assert len(entries(session)) == 1


@pytest.mark.parametrize("minutes", [0, -5, 121])
def test_nobody_was_there_longer_than_it_lasted(session, minutes):
    given_track(session)
    seat = given_seat(session, given_occurrence(session))

    with pytest.raises(OutsideRules, match="minutes-wrong"):
        ticked(session, seat, minutes=minutes)


def test_nobody_is_ticked_before_it_begins(session):
    seat = given_seat(session, given_occurrence(session))

    with pytest.raises(OutsideRules, match="not-begun"):
        ticked(session, seat, now=NOON - timedelta(minutes=1))


def test_who_has_no_seat_is_not_ticked(session):
    seat = given_seat(session, given_occurrence(session))
    seat.state = SignUpState.CANCELLED
    session.flush()

    with pytest.raises(WrongState):
        ticked(session, seat)


@pytest.mark.parametrize("by", [TOM, AMINA, LOTTE])
def test_only_the_own_organisation_keeps_the_list(session, by):
    occurrence = given_occurrence(session)
    seat = given_seat(session, occurrence)

    with pytest.raises(NotAllowed):
        ticked(session, seat, by=by)
    with pytest.raises(NotAllowed):
        presence.presence_code(session, actor=by.actor, occurrence_id=occurrence.id)


def test_what_does_not_exist_is_not_found(session):
    with pytest.raises(NotFound):
        presence.presence_code(session, actor=SOFIE.actor, occurrence_id="none")
    with pytest.raises(NotFound):
        presence.tick(session, actor=SOFIE.actor, sign_up_id="none", attendance=PRESENT, now=AFTER)
    with pytest.raises(NotAllowed):
        scanned(session, "ABC", by=LOTTE)
