"""The organiser's list: names and nothing more, saved in one go, taken back, closed to other organisations."""

from datetime import timedelta

import pytest
from sqlmodel import select

from portal.errors import NotFound, OutsideRules
from portal.models.audit import AuditEntry
from portal.models.pips import HoursEntry, HoursState
from portal.models.signups import Attendance, AttendanceWay, SignUpState
from portal.services import attendance, presence
from portal.services.attendance import Tick
from tests.activities import given_sign_up
from tests.cast import AMINA, OLEKSANDR, SOFIE, TOM
from tests.conftest import NOON
from tests.hours import given_occurrence, given_seat, given_track

pytestmark = pytest.mark.usefixtures("cast")

PRESENT, ABSENT, UNKNOWN = Attendance.PRESENT, Attendance.ABSENT, Attendance.UNKNOWN
AFTER = NOON + timedelta(hours=3)


def listed(session, occurrence, *, by=SOFIE, now=AFTER):
    return attendance.attendees(session, actor=by.actor, occurrence_id=occurrence.id, now=now)


def saved(session, occurrence, ticks, *, now=AFTER):
    return attendance.save(session, actor=SOFIE.actor, occurrence_id=occurrence.id, ticks=ticks, now=now)


def taken_back(session, occurrence, before, *, now=AFTER):
    return attendance.take_back(
        session, actor=SOFIE.actor, occurrence_id=occurrence.id, before=before, now=now
    )


def entry(session):
    return session.exec(select(HoursEntry).execution_options(populate_existing=True)).one_or_none()


@pytest.fixture
def two(session):
    given_track(session)
    occurrence = given_occurrence(session)
    return occurrence, given_seat(session, occurrence), given_seat(session, occurrence, OLEKSANDR)


def test_sofie_sees_names_and_who_waits_and_nothing_more(session):
    occurrence = given_occurrence(session, capacity=1)
    given_seat(session, occurrence)
    given_sign_up(session, occurrence, OLEKSANDR, state=SignUpState.WAITING)

    found = listed(session, occurrence)

    assert [one.name for one in found.seated] == ["Amina Benali"]
    assert found.waiting == ("Oleksandr Kovalenko",)
    assert "example.org" not in repr(found)
    assert (found.whole, found.may_tick) == (120, True)
    assert not listed(session, occurrence, now=NOON - timedelta(minutes=1)).may_tick


def test_reading_the_list_is_written_down_once_a_day(session, two):
    occurrence, *_seats = two
    listed(session, occurrence)
    listed(session, occurrence)

    read = session.exec(select(AuditEntry).where(AuditEntry.action == attendance.VIEWED)).all()

    assert [(one.actor_id, one.subject) for one in read] == [(SOFIE.id, f"occurrence:{occurrence.id}")]


def test_the_list_is_saved_in_one_go_and_the_hours_are_confirmed(session, two):
    occurrence, amina, oleksandr = two

    before = saved(session, occurrence, {amina.id: Tick(PRESENT, 90), oleksandr.id: Tick(ABSENT)})

    assert {one.sign_up_id for one in before} == {amina.id, oleksandr.id}
    assert (amina.attendance, amina.attended_minutes, oleksandr.attendance) == (PRESENT, 90, ABSENT)
    assert (entry(session).minutes, entry(session).state) == (90, HoursState.CONFIRMED)
    assert saved(session, occurrence, {amina.id: Tick(PRESENT, 90), oleksandr.id: Tick(ABSENT)}) == ()


def test_a_wrong_line_saves_nothing(session, two):
    occurrence, amina, oleksandr = two

    with pytest.raises(OutsideRules, match="minutes-wrong"), session.begin_nested():
        saved(session, occurrence, {amina.id: Tick(PRESENT), oleksandr.id: Tick(PRESENT, 999)})

    session.refresh(amina)
    assert (amina.attendance, entry(session)) == (UNKNOWN, None)


def test_taking_back_brings_the_list_and_the_hours_back(session, two):
    occurrence, amina, oleksandr = two
    before = saved(session, occurrence, {amina.id: Tick(PRESENT), oleksandr.id: Tick(PRESENT)})

    assert taken_back(session, occurrence, before) == 2

    assert (amina.attendance, amina.attendance_by, oleksandr.attendance) == (UNKNOWN, None, UNKNOWN)
    assert entry(session) is None


def test_taking_back_an_absence_gives_the_hours_again(session, two):
    occurrence, amina, _oleksandr = two
    saved(session, occurrence, {amina.id: Tick(PRESENT, 60)})
    before = saved(session, occurrence, {amina.id: Tick(ABSENT)}, now=AFTER + timedelta(minutes=1))
    assert entry(session) is None

    taken_back(session, occurrence, before, now=AFTER + timedelta(minutes=2))

    assert (entry(session).minutes, entry(session).state) == (60, HoursState.CONFIRMED)


def test_a_scan_is_confirmed_by_saving_and_only_proposed_after_taking_back(session, two):
    occurrence, amina, _oleksandr = two
    code = presence.presence_code(session, actor=SOFIE.actor, occurrence_id=occurrence.id)
    presence.scan(session, actor=AMINA.actor, code=code, now=NOON)

    before = saved(session, occurrence, {amina.id: Tick(PRESENT)})
    assert entry(session).state is HoursState.CONFIRMED
    taken_back(session, occurrence, before)

    assert entry(session).state is HoursState.PROPOSED
    assert (amina.attendance, amina.attendance_way) == (PRESENT, AttendanceWay.SCANNED)
    assert amina.attendance_by == AMINA.id


def test_what_changed_since_is_not_taken_back(session, two):
    occurrence, amina, _oleksandr = two
    before = saved(session, occurrence, {amina.id: Tick(ABSENT)})
    saved(session, occurrence, {amina.id: Tick(PRESENT)}, now=AFTER + timedelta(minutes=5))

    assert taken_back(session, occurrence, before, now=AFTER + timedelta(minutes=6)) == 0
    assert amina.attendance is PRESENT


def test_a_line_of_another_gathering_is_not_found(session, two):
    occurrence, *_seats = two

    with pytest.raises(NotFound):
        saved(session, occurrence, {"somebody-elses": Tick(PRESENT)})


def test_the_days_are_counted(session, two):
    occurrence, amina, _oleksandr = two
    saved(session, occurrence, {amina.id: Tick(PRESENT)})

    (day,) = attendance.gatherings(session, actor=SOFIE.actor, activity_id=occurrence.activity_id, now=AFTER)

    assert (day.seated, day.waiting, day.known) == (2, 0, 1)


def test_tom_of_another_organisation_finds_nothing(session, two):
    occurrence, amina, _oleksandr = two

    with pytest.raises(NotFound):
        listed(session, occurrence, by=TOM)
    with pytest.raises(NotFound):
        attendance.gatherings(session, actor=TOM.actor, activity_id=occurrence.activity_id, now=AFTER)
    with pytest.raises(NotFound):
        attendance.save(
            session, actor=TOM.actor, occurrence_id=occurrence.id, ticks={amina.id: Tick(PRESENT)}, now=AFTER
        )
