"""Fifty people sign up at once for ten seats, and seats come free at once; each race has its control without the lock."""

from collections import Counter
from threading import Barrier

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from portal import db
from portal.errors import OutsideRules
from portal.models.activities import Activity, Occurrence
from portal.models.outbox import OutboxMail
from portal.models.people import Person, Role, RoleGrant
from portal.models.signups import SignUp, SignUpState
from portal.services import activities, activity_rows, signups
from portal.services.permissions import Actor
from tests.activities import given_published
from tests.cast import SOFIE
from tests.conftest import NOON, _always, add_cast
from tests.races import PATIENCE_S, Meeting, run_all

pytestmark = pytest.mark.postgres

CROWD, SEATS = 50, 10
REAL_LOCK = signups.lock
SEATED, WAITING, CANCELLED = SignUpState.SEATED, SignUpState.WAITING, SignUpState.CANCELLED


def actor(number: int) -> Actor:
    return Actor(f"person-{number:02}", {Role.INBURGERAAR: frozenset({None})})


@pytest.fixture
def gathering(postgres_database, monkeypatch):
    """A talking table with ten seats, and fifty people; enough connections for all of them at once."""
    engine = db.make_engine(postgres_database.url.render_as_string(hide_password=False))
    engine.pool._max_overflow = CROWD
    with Session(engine, expire_on_commit=False) as session, session.begin():
        add_cast(session)
        people = [actor(number).person_id for number in range(CROWD)]
        session.add_all(Person(id=one, given_name=one, family_name="Test", created_at=NOON) for one in people)
        session.flush()
        session.add_all(RoleGrant(person_id=one, role=Role.INBURGERAAR, granted_at=NOON) for one in people)
        activity = given_published(session, capacity=SEATS)
        (day,) = activity_rows.occurrences_of(session, activity.id)
    monkeypatch.setattr(db, "engine", _always(engine))
    yield day.id
    engine.dispose()


def at_once(*acts) -> list[object]:
    """Run acts at the same moment, each in its own transaction; return what each led to."""
    led_to: list[object] = [None] * len(acts)
    ready = Barrier(len(acts), timeout=PATIENCE_S)

    def run(place, act):
        ready.wait()
        try:
            with db.transaction() as session:
                led_to[place] = act(session)
        except IntegrityError:
            led_to[place] = "refused by the database"
        except OutsideRules as error:
            led_to[place] = error.reason

    run_all(*(lambda place=place, act=act: run(place, act) for place, act in enumerate(acts)))
    return led_to


def signs_up(number: int, occurrence_id: str):
    def act(session):
        return signups.sign_up(session, actor=actor(number), occurrence_id=occurrence_id, now=NOON).state

    return act


def leaves(number: int, occurrence_id: str):
    return lambda session: signups.leave(session, actor=actor(number), occurrence_id=occurrence_id, now=NOON)


def stand(occurrence_id: str) -> tuple[int, dict[str, SignUp]]:
    with db.reading() as session:
        rows = session.exec(select(SignUp)).all()
        return session.get_one(Occurrence, occurrence_id).seats_taken, {row.person_id: row for row in rows}


@pytest.fixture
def without_the_lock(postgres_database, monkeypatch):
    """Read the gathering as everybody does, and let two who come read it before one of them writes."""
    both = Meeting(postgres_database)

    def read(session, occurrence_id):
        found = session.get(Occurrence, occurrence_id)
        both.wait()
        return found

    monkeypatch.setattr(signups, "lock", read)


def test_of_fifty_at_once_for_ten_seats_ten_get_one_and_forty_stand_in_line(gathering):
    led_to = at_once(*[signs_up(number, gathering) for number in range(CROWD)])

    taken, rows = stand(gathering)
    assert Counter(led_to) == {SEATED: SEATS, WAITING: CROWD - SEATS}
    assert Counter(row.state for row in rows.values()) == {SEATED: SEATS, WAITING: CROWD - SEATS}
    assert taken == SEATS
    numbers = sorted(row.waiting_number for row in rows.values() if row.state is WAITING)
    assert numbers == list(range(1, CROWD - SEATS + 1))


@pytest.mark.usefixtures("without_the_lock")
def test_without_the_lock_the_seats_are_counted_wrong_or_the_database_refuses(gathering):
    at_once(*[signs_up(number, gathering) for number in range(CROWD)])

    taken, rows = stand(gathering)
    seated = [row for row in rows.values() if row.state is SEATED]
    assert (taken, len(seated), len(rows)) != (SEATS, SEATS, CROWD)


def test_one_person_who_taps_twice_has_one_seat(gathering):
    led_to = at_once(*[signs_up(0, gathering) for _tap in range(8)])

    taken, rows = stand(gathering)
    assert set(led_to) == {SEATED}
    assert (taken, len(rows)) == (1, 1)


def full_with_a_line(gathering, *, waiting: int = 3) -> None:
    for number in range(SEATS + waiting):
        with db.transaction() as session:
            signs_up(number, gathering)(session)


def moved_up() -> list[str]:
    with db.reading() as session:
        told = select(OutboxMail.person_id).where(OutboxMail.template == signups.MOVED_UP)
        return sorted(session.exec(told).all())


def test_two_seats_that_come_free_at_once_go_to_two_people(gathering):
    full_with_a_line(gathering)

    at_once(leaves(0, gathering), leaves(1, gathering))

    taken, rows = stand(gathering)
    assert moved_up() == ["person-10", "person-11"]
    assert rows["person-12"].state is WAITING
    assert taken == SEATS == sum(row.state is SEATED for row in rows.values())


def two_leave_a_full_table_without_a_line(gathering) -> tuple[int, int]:
    at_once(leaves(0, gathering), leaves(1, gathering))
    taken, rows = stand(gathering)
    return taken, sum(row.state is SEATED for row in rows.values())


def test_two_who_leave_at_once_free_two_seats(gathering):
    full_with_a_line(gathering, waiting=0)

    assert two_leave_a_full_table_without_a_line(gathering) == (SEATS - 2, SEATS - 2)


@pytest.mark.usefixtures("without_the_lock")
def test_without_the_lock_one_of_those_two_seats_is_lost(gathering, monkeypatch):
    with monkeypatch.context() as locked:
        locked.setattr(signups, "lock", REAL_LOCK)
        full_with_a_line(gathering, waiting=0)

    assert two_leave_a_full_table_without_a_line(gathering) == (SEATS - 1, SEATS - 2)


def test_leaving_signing_up_and_the_job_at_once_keep_seats_and_line_right(gathering):
    full_with_a_line(gathering)
    with db.transaction() as session:
        activity = session.exec(select(Activity)).one()
        row = session.get_one(Occurrence, gathering)
        activity.capacity = row.capacity = SEATS + 1

    at_once(
        *[leaves(number, gathering) for number in range(3)],
        *[signs_up(number, gathering) for number in range(20, 25)],
        lambda _session: signups.move_up(NOON),
    )

    taken, rows = stand(gathering)
    assert taken == SEATS + 1 == sum(row.state is SEATED for row in rows.values())
    assert [rows[f"person-{number}"].state for number in (10, 11, 12)] == [SEATED] * 3
    assert len(moved_up()) == len(set(moved_up()))


def test_who_signs_up_while_the_day_is_called_off_is_told_or_refused(gathering):
    called_off = at_once(
        *[signs_up(number, gathering) for number in range(5)],
        lambda session: activities.cancel_occurrence(
            session, actor=SOFIE.actor, occurrence_id=gathering, now=NOON
        ),
    )

    _taken, rows = stand(gathering)
    with db.reading() as session:
        told = select(OutboxMail.person_id).where(OutboxMail.template == "activity.cancelled")
        assert sorted(session.exec(told).all()) == sorted(rows)
    assert all(row.state is CANCELLED for row in rows.values())
    assert called_off[-1] == len(rows)
