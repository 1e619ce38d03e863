"""Hours logged, confirmed and decided at the same moment; each race has its control, in which the lock is left out."""

from threading import Barrier

import pytest
from sqlmodel import Session, select

from portal.errors import OutsideRules
from portal.models.hours import DecisionOutcome, HoursDecision
from portal.models.pips import HoursEntry, HoursRefusal, HoursState
from portal.services import hour_links, hour_review, hours
from portal.services.hour_links import LinkState
from tests.cast import AMINA, LOTTE
from tests.conftest import NOON, add_cast
from tests.hours import SECRET, given_entry, given_track, said
from tests.races import PATIENCE_S, Meeting, run_all

pytestmark = pytest.mark.postgres


@pytest.fixture
def tracked(postgres_database):
    with Session(postgres_database) as session:
        add_cast(session)
        given_track(session)
        session.commit()
    return postgres_database


def at_once(engine, *acts):
    """Run acts at the same moment, each in its own transaction; return what each led to."""
    led_to = [None] * len(acts)

    def run(place, act):
        try:
            with Session(engine, expire_on_commit=False) as session, session.begin():
                led_to[place] = act(session)
        except OutsideRules as error:
            led_to[place] = error.reason

    run_all(*(lambda place=place, act=act: run(place, act) for place, act in enumerate(acts)))
    return led_to


@pytest.fixture
def both_look_first(postgres_database, monkeypatch):
    """Make both look for overlapping entries before either writes: what two taps on a phone can do."""
    both = Meeting(postgres_database)
    overlapping = hours.overlapping

    def look(session, **facts):
        found = overlapping(session, **facts)
        both.wait()
        return found

    monkeypatch.setattr(hours, "overlapping", look)


def log_twice(engine):
    def log(starts):
        return lambda session: (
            hours.log(
                session, actor=AMINA.actor, person_id=AMINA.id, said=said(starts=starts), now=NOON
            ).state
        )

    led_to = at_once(engine, log("14:00"), log("14:30"))
    with Session(engine) as session:
        return sorted(led_to), len(session.exec(select(HoursEntry)).all())


@pytest.mark.usefixtures("both_look_first")
def test_of_two_overlapping_entries_logged_at_once_one_stays(tracked):
    assert log_twice(tracked) == (["hours-overlap", HoursState.PROPOSED], 1)


@pytest.mark.usefixtures("both_look_first")
def test_without_the_lock_both_stay(tracked, monkeypatch):
    locked = hours.lock_running_contract

    def without_lock(session, person_id):
        with Session(tracked, expire_on_commit=False) as other:
            return locked(other, person_id)  # let go when this block ends

    monkeypatch.setattr(hours, "lock_running_contract", without_lock)

    assert log_twice(tracked) == ([HoursState.PROPOSED, HoursState.PROPOSED], 2)


def given_link(engine):
    with Session(engine) as session, session.begin():
        row = given_entry(session)
        link = hour_links.make(session, actor=AMINA.actor, entry_id=row.id, secret=SECRET, now=NOON)
        return row.id, link.token


@pytest.fixture
def both_find_the_link_first(monkeypatch):
    met = Barrier(2, timeout=PATIENCE_S)
    found, looked = hour_links._found, set()

    def find(session, token):
        link = found(session, token)
        if id(session) not in looked:
            looked.add(id(session))
            met.wait()
        return link

    monkeypatch.setattr(hour_links, "_found", find)


def answer_twice(engine, token):
    return at_once(
        engine,
        lambda session: hour_links.answer(session, token=token, refusal=None, now=NOON).state,
        lambda session: (
            hour_links.answer(session, token=token, refusal=HoursRefusal.NOT_THERE, now=NOON).state
        ),
    )


@pytest.mark.usefixtures("both_find_the_link_first")
def test_of_two_answers_at_once_one_counts(tracked):
    _entry, token = given_link(tracked)

    led_to = answer_twice(tracked, token)

    assert LinkState.USED in led_to
    assert {LinkState.CONFIRMED, LinkState.NOT_CONFIRMED} & set(led_to)


@pytest.mark.usefixtures("both_find_the_link_first")
def test_without_the_lock_both_answers_would_count(tracked, monkeypatch):
    _entry, token = given_link(tracked)
    met = Barrier(2, timeout=PATIENCE_S)

    def no_lock(_session, _entry_id):
        met.wait()

    shown = hour_links._shown

    def look(*facts):
        seen = shown(*facts)
        met.wait()
        return seen

    monkeypatch.setattr(hours, "lock_entry", no_lock)
    monkeypatch.setattr(hour_links, "_shown", look)

    assert sorted(answer_twice(tracked, token)) == [LinkState.CONFIRMED, LinkState.NOT_CONFIRMED]


def test_of_two_decisions_at_once_one_is_written_down(tracked):
    entry_id, _token = given_link(tracked)
    met = Barrier(2, timeout=PATIENCE_S)

    def decide(session):
        met.wait()
        decided = hour_review.decide(
            session, actor=LOTTE.actor, entry_ids=[entry_id], outcome=DecisionOutcome.APPROVED, now=NOON
        )
        return "decided" if decided else "stood so already"

    led_to = at_once(tracked, decide, decide)

    assert sorted(led_to) == ["decided", "stood so already"]
    with Session(tracked) as session:
        assert len(session.exec(select(HoursDecision)).all()) == 1
