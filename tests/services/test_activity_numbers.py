"""The numbers of an activity: readings, sign-ups, attendance by language; small groups hidden."""

from datetime import timedelta
from itertools import count

import pytest
from sqlmodel import select

from portal.errors import NotFound
from portal.models.activities import Occurrence
from portal.models.people import Person
from portal.models.signups import Attendance, SignUpState
from portal.services import activity_numbers, activity_views
from tests.activities import given_published, given_sign_up, weekly
from tests.cast import AMINA, SOFIE, TOM, Member
from tests.conftest import NOON

pytestmark = pytest.mark.usefixtures("cast")
DURING = NOON + timedelta(days=30)
numbers = count(1)


def found(session, activity, *, by=SOFIE, now=DURING):
    return activity_numbers.numbers(session, actor=by.actor, activity_id=activity.id, now=now)


def days(session):
    return session.exec(select(Occurrence).order_by(Occurrence.starts_at)).all()


def people(session, how_many, language, *occurrences, came=0):
    for place in range(how_many):
        member = Member(f"n{next(numbers)}", "Iemand", "Anders", AMINA.role, language)
        session.add(
            Person(
                id=member.id, given_name="Iemand", family_name="Anders", language=language, created_at=NOON
            )
        )
        session.flush()
        for occurrence in occurrences:
            seat = given_sign_up(session, occurrence, member)
            if place < came:
                seat.attendance, seat.attended_minutes = Attendance.PRESENT, 60
    session.flush()


def test_each_person_counts_once_however_many_days(session):
    activity = given_published(session, calendar=weekly(3), capacity=None)
    people(session, 6, "nl", *days(session)[:3], came=6)
    people(session, 5, "fr", days(session)[0], came=5)
    people(session, 7, "en", days(session)[1], came=5)
    people(session, 8, "ar", days(session)[1], came=8)
    people(session, 5, "tr", days(session)[2], came=5)
    people(session, 6, "es", days(session)[1], came=6)
    people(session, 5, "uk", days(session)[0], came=5)
    people(session, 5, "ru", days(session)[1], came=5)

    shown = found(session, activity)

    languages = {"nl": 6, "fr": 5, "en": 7, "ar": 8, "tr": 5, "es": 6, "uk": 5, activity_numbers.OTHER: 5}
    assert shown.signed_up.parts == languages
    assert shown.attended.parts["en"] == 5
    assert (shown.signed_up.total, shown.attended.total) == (47, 45)


def test_a_language_with_few_people_is_hidden_with_one_beside_it(session):
    activity = given_published(session, calendar=weekly(3), capacity=None)
    people(session, 9, "nl", days(session)[0], came=9)
    people(session, 6, "fr", days(session)[0], came=6)
    people(session, 3, "ar", days(session)[0], came=1)

    shown = found(session, activity)

    assert shown.signed_up.parts["nl"] == 9
    assert shown.signed_up.parts["ar"] is None
    assert shown.signed_up.hidden == shown.attended.hidden


def test_who_left_does_not_count(session):
    activity = given_published(session, calendar=weekly(3), capacity=None)
    people(session, 6, "nl", days(session)[0])
    gone = given_sign_up(session, days(session)[0], AMINA)
    gone.state = SignUpState.CANCELLED
    session.flush()

    assert found(session, activity).signed_up.total == 6


def test_views_are_counted_by_the_language_of_the_page(session):
    activity = given_published(session)
    for language, times in (("nl", 7), ("ar", 6), ("fr", 2)):
        for _reading in range(times):
            activity_views.count_view(session, activity_id=activity.id, language=language, now=NOON)

    shown = found(session, activity).views

    assert (shown.parts["nl"], shown.parts["fr"], shown.total) == (7, None, 15)


def test_before_the_first_day_there_is_no_attendance_to_show(session):
    assert found(session, given_published(session), now=NOON).attended is None


def test_another_organisation_reads_nothing(session):
    with pytest.raises(NotFound):
        found(session, given_published(session), by=TOM)
