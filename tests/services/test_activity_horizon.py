"""Activities that repeat go on: the next gatherings are made by themselves, once, and search finds them."""

from datetime import date, timedelta

import pytest
from sqlmodel import func, select

from portal import db
from portal.clock import BRUSSELS
from portal.models.activities import Activity, CalendarKind, Occurrence, OccurrenceState
from portal.models.signups import SignUp
from portal.services import activities, activity_calendar, activity_horizon, jobs
from portal.services.activity_search import Wanted, search
from tests.activities import change, given_published, given_sign_up, weekly
from tests.cast import AMINA, SOFIE
from tests.conftest import NOON

pytestmark = pytest.mark.usefixtures("cast")

AHEAD = activity_calendar.HORIZON
LATER = NOON + timedelta(days=60)


def made(session):
    return session.exec(select(func.count()).select_from(Occurrence)).one()


def extended(session, now=LATER, ahead=AHEAD):
    session.commit()
    return activity_horizon.extend(now, ahead=ahead)


def last_day(session):
    return session.exec(select(func.max(Occurrence.day))).one()


def test_the_next_gatherings_are_made_once(session):
    given_published(session, calendar=weekly(3))
    before = made(session)

    first = extended(session)

    assert 8 <= first <= 9
    assert made(session) == before + first
    assert last_day(session) <= LATER.astimezone(BRUSSELS).date() + AHEAD
    assert extended(session) == 0


def test_search_finds_a_day_that_was_made_later(session):
    given_published(session, calendar=weekly(3))
    day = date(2026, 10, 29)
    wanted = Wanted(first=day, last=day)
    assert not search(session, wanted=wanted, now=LATER).hits

    extended(session)

    assert len(search(session, wanted=wanted, now=LATER).hits) == 1


def test_a_pattern_that_ends_makes_nothing_after_its_end(session):
    given_published(
        session,
        calendar=weekly(3, kind=CalendarKind.PERIODIC, first=date(2026, 3, 1), last=date(2026, 10, 1)),
    )

    assert extended(session) > 0
    assert last_day(session) <= date(2026, 10, 1)
    assert extended(session, now=NOON + timedelta(days=120)) == 0


def test_what_was_cancelled_or_signed_up_for_stays(session):
    activity = given_published(session, calendar=weekly(3))
    first, second = session.exec(select(Occurrence).order_by(Occurrence.starts_at).limit(2)).all()
    given_sign_up(session, second, AMINA)
    activities.cancel_occurrence(session, actor=SOFIE.actor, occurrence_id=first.id, now=NOON)

    extended(session, now=NOON, ahead=timedelta(days=300))

    session.refresh(first)
    assert first.state is OccurrenceState.CANCELLED
    assert session.exec(select(SignUp)).one().occurrence_id == second.id
    assert activity.id


def test_handing_in_again_does_not_take_away_what_lies_further_ahead(session):
    activity = given_published(session, calendar=weekly(3))
    extended(session, now=NOON, ahead=timedelta(days=400))
    session.expire_all()
    far = last_day(session)

    change(session, session.get_one(Activity, activity.id), venue="Buurthuis")

    assert last_day(session) == far


def test_a_withdrawn_activity_is_left_alone(session):
    activity = given_published(session, calendar=weekly(3))
    activities.withdraw(session, actor=SOFIE.actor, activity_id=activity.id, now=NOON)

    assert extended(session) == 0


def test_the_background_work_does_it_once_an_hour(session, monkeypatch):
    given_published(session, calendar=weekly(3))
    session.commit()

    assert jobs.make_days(LATER) > 0
    assert jobs.make_days(LATER) == 0
    assert jobs.MAKE_DAYS in jobs.JOBS
    with db.reading() as opened:
        assert activity_horizon.behind(opened, until=LATER.date() + AHEAD) == ()
