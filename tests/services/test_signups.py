"""Signing up for a gathering, the line that waits, leaving, moving up, and what an organiser's changes mean to them."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, func, select

from portal import db
from portal.errors import NotAllowed, NotFound, OutsideRules
from portal.models.activities import Activity, ActivityState, Audience, Booking, Occurrence, OccurrenceState
from portal.models.audit import AuditEntry
from portal.models.offer import ActivityDraft
from portal.models.outbox import OutboxMail
from portal.models.people import Person, Role, RoleGrant
from portal.models.pips import HoursEntry
from portal.models.signups import CancelledBy, SavedActivity, SignUp, SignUpState
from portal.services import activities, activity_rows, jobs, presence, signups
from portal.services.permissions import Actor
from portal.services.signup_rules import WhyNot
from tests.activities import THURSDAY_2PM, change, given_published, once, weekly
from tests.cast import AMINA, JAN, LOTTE, OLEKSANDR, SOFIE, Member
from tests.conftest import NOON, add_cast
from tests.hours import given_track

pytestmark = pytest.mark.usefixtures("cast")

FATOU, MEI = Member("fatou", "Fatou", "Diallo", Role.INBURGERAAR, "fr"), Member("mei", "Mei", "Lin", Role.INBURGERAAR, "en")  # fmt: skip
SEATED, WAITING, CANCELLED = SignUpState.SEATED, SignUpState.WAITING, SignUpState.CANCELLED


@pytest.fixture(autouse=True)
def _two_more(session, cast):
    add_people(session, FATOU, MEI)
    session.commit()


def add_people(session: Session, *members: Member) -> None:
    for one in members:
        session.add(
            Person(id=one.id, given_name=one.given_name, family_name=one.family_name, language=one.language, created_at=NOON)
        )  # fmt: skip
    session.flush()
    session.add_all(
        RoleGrant(person_id=one.id, role=one.role, organisation_id=None, granted_at=NOON) for one in members
    )
    session.flush()


def day_of(session: Session, activity: Activity) -> Occurrence:
    return activity_rows.occurrences_of(session, activity.id)[0]


def given_day(session: Session, **facts) -> Occurrence:
    return day_of(session, given_published(session, **facts))


def sign_up(session: Session, occurrence: Occurrence, *members: Member, now=NOON, **more) -> list[SignUp]:
    return [
        signups.sign_up(session, actor=one.actor, occurrence_id=occurrence.id, now=now, **more)
        for one in members
    ]


def leave(session: Session, occurrence: Occurrence, member: Member, now=NOON) -> None:
    signups.leave(session, actor=member.actor, occurrence_id=occurrence.id, now=now)


def mails(session: Session, template: str) -> list[str]:
    return sorted(session.exec(select(OutboxMail.person_id).where(OutboxMail.template == template)).all())


# ── a seat, or a place in line ───────────────────────────────────────────────────────────────────────────────────


def test_amina_gets_a_seat_and_the_seats_are_counted(session):
    day = given_day(session)

    (row,) = sign_up(session, day, AMINA)

    assert (row.state, row.waiting_number, day.seats_taken) == (SEATED, None, 1)
    acts = session.exec(select(AuditEntry.action).where(AuditEntry.owner_id == "amina")).all()
    assert "sign-up.made" in acts


def test_signing_up_twice_is_signing_up_once(session):
    day = given_day(session)

    first, again = sign_up(session, day, AMINA, AMINA)

    assert first.id == again.id
    assert day.seats_taken == 1


def test_who_comes_when_all_seats_are_taken_waits_in_the_order_of_coming(session):
    day = given_day(session, capacity=1)

    rows = sign_up(session, day, AMINA, OLEKSANDR, FATOU)

    assert [(row.state, row.waiting_number) for row in rows] == [(SEATED, None), (WAITING, 1), (WAITING, 2)]
    assert day.seats_taken == 1


def test_without_a_limit_everybody_has_a_seat(session):
    day = given_day(session, capacity=None)

    assert {row.state for row in sign_up(session, day, AMINA, OLEKSANDR, FATOU, MEI)} == {SEATED}


def test_the_database_itself_gives_no_seat_more_than_there_are(session):
    day = given_day(session, capacity=1)
    day.seats_taken = 2

    with pytest.raises(IntegrityError):
        session.flush()


def test_staff_sign_up_for_nothing_and_keep_nothing(session):
    day = given_day(session)
    own_colleague = Actor("amina", {Role.ORGANISER: frozenset({"leuven"})})

    for actor in (LOTTE.actor, JAN.actor, SOFIE.actor, own_colleague):
        with pytest.raises(NotAllowed, match=r"signup\.own"):
            signups.sign_up(session, actor=actor, occurrence_id=day.id, now=NOON)
        with pytest.raises(NotAllowed, match=r"signup\.own"):
            signups.leave(session, actor=actor, occurrence_id=day.id, now=NOON)
        with pytest.raises(NotAllowed, match=r"signup\.own"):
            signups.keep(session, actor=actor, activity_id=day.activity_id, now=NOON)
        with pytest.raises(NotAllowed, match=r"signup\.own"):
            signups.let_go(session, actor=actor, activity_id=day.activity_id)


def test_there_is_nothing_to_sign_up_for_that_does_not_exist(session):
    with pytest.raises(NotFound):
        signups.sign_up(session, actor=AMINA.actor, occurrence_id="nothing", now=NOON)


# ── refused with a reason ────────────────────────────────────────────────────────────────────────────────────────


def refused(session, day, *, now=NOON, **more) -> str:
    with pytest.raises(OutsideRules) as caught:
        signups.sign_up(session, actor=AMINA.actor, occurrence_id=day.id, now=now, **more)
    assert session.exec(select(SignUp)).first() is None
    return caught.value.reason


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"booking": Booking.ELSEWHERE, "booking_mail": "bib@example.org"}, WhyNot.ELSEWHERE),
        ({"booking": Booking.NOT_NEEDED}, WhyNot.NOT_NEEDED),
        ({"booking_from": NOON + timedelta(minutes=1)}, WhyNot.TOO_EARLY),
        ({"booking_to": NOON - timedelta(minutes=1)}, WhyNot.TOO_LATE),
        ({"audience": Audience.EDUCATION}, WhyNot.GROUPS),
        ({"audience": Audience.MEMBERS}, WhyNot.WHO),
        ({"age_from": 18}, WhyNot.WHO),
        ({"age_to": 25}, WhyNot.WHO),
    ],
)
def test_what_the_organiser_does_not_want_is_refused(session, facts, reason):
    assert refused(session, given_day(session, **facts)) == reason


def test_the_window_itself_is_open_from_its_first_to_its_last_moment(session):
    day = given_day(session, booking_from=NOON, booking_to=NOON)

    assert sign_up(session, day, AMINA)[0].state is SEATED


def test_who_says_to_be_of_the_age_gets_a_seat(session):
    day = given_day(session, age_from=18, age_to=99)

    assert sign_up(session, day, AMINA, belongs=True)[0].state is SEATED


def test_saying_to_belong_opens_no_activity_of_schools(session):
    assert refused(session, given_day(session, audience=Audience.EDUCATION), belongs=True) == WhyNot.GROUPS


def test_what_began_is_refused(session):
    day = given_day(session)

    assert refused(session, day, now=day.starts_at) == WhyNot.BEGUN


def test_a_day_that_takes_nobody_more_is_refused(session):
    day = given_day(session)
    day.booking_open = False

    assert refused(session, day) == WhyNot.CLOSED


def test_a_day_that_is_off_is_refused(session):
    day = given_day(session)
    activities.cancel_occurrence(session, actor=SOFIE.actor, occurrence_id=day.id, now=NOON)

    assert refused(session, day) == WhyNot.OFF


@pytest.mark.parametrize("state", [ActivityState.REVIEW, ActivityState.WITHDRAWN])
def test_what_is_not_on_the_portal_is_refused(session, state):
    activity = given_published(session)
    activity.state = state

    assert refused(session, day_of(session, activity)) == WhyNot.NOT_PUBLISHED


def test_a_seat_that_one_has_is_kept_when_the_window_closes(session):
    day = given_day(session, booking_to=NOON)
    sign_up(session, day, AMINA)

    (row,) = sign_up(session, day, AMINA, now=NOON + timedelta(hours=1))

    assert row.state is SEATED


# ── leaving, coming back, moving up ──────────────────────────────────────────────────────────────────────────────


def test_the_first_in_line_gets_the_seat_of_who_leaves_and_one_mail(session):
    day = given_day(session, capacity=1)
    amina, oleksandr, fatou = sign_up(session, day, AMINA, OLEKSANDR, FATOU)

    leave(session, day, AMINA)

    assert (amina.state, amina.cancelled_by) == (CANCELLED, CancelledBy.PERSON)
    assert (oleksandr.state, oleksandr.moved_up_at, oleksandr.waiting_number) == (SEATED, NOON, None)
    assert fatou.state is WAITING
    assert day.seats_taken == 1
    assert mails(session, signups.MOVED_UP) == ["oleksandr"]


def test_leaving_twice_gives_away_one_seat(session):
    day = given_day(session, capacity=2)
    sign_up(session, day, AMINA, OLEKSANDR, FATOU, MEI)

    leave(session, day, AMINA)
    leave(session, day, AMINA)

    assert mails(session, signups.MOVED_UP) == ["fatou"]
    assert day.seats_taken == 2


def test_who_leaves_the_line_takes_no_seat_from_anybody(session):
    day = given_day(session, capacity=1)
    _amina, _oleksandr, fatou = sign_up(session, day, AMINA, OLEKSANDR, FATOU)

    leave(session, day, OLEKSANDR)
    leave(session, day, AMINA)

    assert fatou.state is SEATED
    assert day.seats_taken == 1


def test_who_comes_back_has_the_same_row_at_the_back_of_the_line(session):
    day = given_day(session, capacity=1)
    first, _oleksandr, fatou = sign_up(session, day, AMINA, OLEKSANDR, FATOU)
    leave(session, day, AMINA)

    (again,) = sign_up(session, day, AMINA, now=NOON + timedelta(minutes=1))

    assert again.id == first.id
    assert (again.state, again.cancelled_at, again.cancelled_by) == (WAITING, None, None)
    assert again.waiting_number > fatou.waiting_number
    assert again.sequence == 2  # left and came back: a calendar sees both


def test_moving_up_again_after_leaving_is_told_again(session):
    day = given_day(session, capacity=1)
    sign_up(session, day, AMINA, OLEKSANDR)
    leave(session, day, AMINA)
    leave(session, day, OLEKSANDR)
    sign_up(session, day, AMINA, OLEKSANDR)
    leave(session, day, AMINA)

    assert mails(session, signups.MOVED_UP) == ["oleksandr", "oleksandr"]


def test_nobody_leaves_what_they_never_signed_up_for(session):
    with pytest.raises(NotFound):
        leave(session, given_day(session), AMINA)


def test_nobody_leaves_what_began(session):
    day = given_day(session)
    sign_up(session, day, AMINA)

    with pytest.raises(OutsideRules, match=WhyNot.BEGUN):
        leave(session, day, AMINA, now=day.starts_at)


def test_who_said_to_be_there_does_not_leave_any_more(session):
    day = given_day(session)
    sign_up(session, day, AMINA)
    code = presence.presence_code(session, actor=SOFIE.actor, occurrence_id=day.id)
    early = day.starts_at - timedelta(minutes=10)
    presence.scan(session, actor=AMINA.actor, code=code, now=early)

    with pytest.raises(OutsideRules, match=WhyNot.PRESENT):
        leave(session, day, AMINA, now=early)


# ── more and fewer seats ─────────────────────────────────────────────────────────────────────────────────────────


def test_more_seats_let_the_first_ones_move_up_at_once(session):
    activity = given_published(session, capacity=1)
    day = day_of(session, activity)
    rows = sign_up(session, day, AMINA, OLEKSANDR, FATOU, MEI)

    change(session, activity, capacity=3)

    assert [row.state for row in rows] == [SEATED, SEATED, SEATED, WAITING]
    assert mails(session, signups.MOVED_UP) == ["fatou", "oleksandr"]


def test_no_limit_any_more_lets_everybody_in(session):
    activity = given_published(session, capacity=1)
    rows = sign_up(session, day_of(session, activity), AMINA, OLEKSANDR, FATOU, MEI)

    change(session, activity, capacity=None)

    assert {row.state for row in rows} == {SEATED}


def test_fewer_seats_than_are_taken_are_refused(session):
    activity = given_published(session, capacity=3)
    sign_up(session, day_of(session, activity), AMINA, OLEKSANDR)

    with pytest.raises(OutsideRules, match="seats-taken"):
        change(session, activity, capacity=1)


def test_whoever_comes_next_does_not_pass_those_who_wait_for_a_free_seat(session):
    day = given_day(session, capacity=1)
    _amina, oleksandr, fatou = sign_up(session, day, AMINA, OLEKSANDR, FATOU)
    day.capacity = 2  # and nobody told the line

    (mei,) = sign_up(session, day, MEI)

    assert (oleksandr.state, fatou.state, mei.state) == (SEATED, WAITING, WAITING)


def test_the_job_gives_a_seat_that_everybody_forgot_and_does_so_once(session):
    day = given_day(session, capacity=1)
    sign_up(session, day, AMINA, OLEKSANDR, FATOU)
    day.capacity = 2
    session.commit()

    assert [jobs.JOBS["move_up"](NOON), jobs.JOBS["move_up"](NOON)] == [1, 0]

    assert mails(session, signups.MOVED_UP) == ["oleksandr"]


@pytest.mark.parametrize("why", ["off", "begun", "withdrawn"])
def test_the_job_moves_nobody_up_to_what_does_not_take_place_any_more(session, why):
    activity = given_published(session, capacity=1)
    day = day_of(session, activity)
    sign_up(session, day, AMINA, OLEKSANDR)
    day.capacity = 2
    if why == "off":
        day.state = OccurrenceState.CANCELLED
    if why == "withdrawn":
        activity.state = ActivityState.WITHDRAWN
    session.commit()

    assert signups.move_up(day.starts_at if why == "begun" else NOON) == 0


# ── the organiser moves and cancels: told once, each in the own language ─────────────────────────────────────────


def test_everybody_in_a_seat_or_in_line_is_told_once_that_a_day_is_off(session):
    day = given_day(session, capacity=1)
    rows = sign_up(session, day, AMINA, OLEKSANDR, FATOU)
    leave(session, day, FATOU)

    for _twice in range(2):
        activities.cancel_occurrence(session, actor=SOFIE.actor, occurrence_id=day.id, now=NOON)

    told = session.exec(select(OutboxMail).where(OutboxMail.template == "activity.cancelled")).all()
    assert {mail.person_id: mail.language for mail in told} == {"amina": "ar", "oleksandr": "en"}
    assert len(told) == 2
    assert [row.cancelled_by for row in rows] == [
        CancelledBy.ORGANISER,
        CancelledBy.ORGANISER,
        CancelledBy.PERSON,
    ]
    assert day.seats_taken == 0


def test_a_whole_activity_that_is_called_off_is_one_mail_for_each_however_many_days(session):
    activity = given_published(session, calendar=weekly(3))
    for day in activity_rows.occurrences_of(session, activity.id)[:3]:
        sign_up(session, day, AMINA, OLEKSANDR)

    activities.cancel(session, actor=SOFIE.actor, activity_id=activity.id, now=NOON)

    assert mails(session, "activity.cancelled") == ["amina", "oleksandr"]
    assert {row.state for row in session.exec(select(SignUp)).all()} == {CANCELLED}


def test_what_is_withdrawn_is_told_as_off(session):
    activity = given_published(session)
    sign_up(session, day_of(session, activity), AMINA)

    activities.withdraw(session, actor=SOFIE.actor, activity_id=activity.id, now=NOON)

    assert mails(session, "activity.cancelled") == ["amina"]


def test_who_had_a_seat_keeps_it_when_the_day_moves_and_can_leave(session):
    day = given_day(session, capacity=1)
    amina, oleksandr = sign_up(session, day, AMINA, OLEKSANDR)

    activities.move_occurrence(
        session, actor=SOFIE.actor, occurrence_id=day.id, starts=THURSDAY_2PM + timedelta(days=1),
        ends=THURSDAY_2PM + timedelta(days=1, hours=2), now=NOON,
    )  # fmt: skip

    assert (amina.state, oleksandr.state, oleksandr.waiting_number) == (SEATED, WAITING, 1)
    assert mails(session, "activity.moved") == ["amina", "oleksandr"]
    leave(session, day, AMINA)
    assert oleksandr.state is SEATED


def test_who_left_a_day_that_then_moves_hears_nothing(session):
    activity = given_published(session)
    sign_up(session, day_of(session, activity), AMINA)
    leave(session, day_of(session, activity), AMINA)

    change(session, activity, calendar=once(THURSDAY_2PM.replace(hour=15)))

    assert mails(session, "activity.moved") == []


def test_a_day_that_goes_on_after_all_is_signed_up_for_anew(session):
    activity = given_published(session)
    day = day_of(session, activity)
    (row,) = sign_up(session, day, AMINA)
    activities.withdraw(session, actor=SOFIE.actor, activity_id=activity.id, now=NOON)
    change(session, activity)
    activity.state = ActivityState.PUBLISHED

    (again,) = sign_up(session, day, AMINA)

    assert (again.id, again.state, day.seats_taken) == (row.id, SEATED, 1)


# ── kept in mind, and forgotten ──────────────────────────────────────────────────────────────────────────────────


def test_an_activity_is_kept_once_and_let_go(session):
    activity = given_published(session)

    for _twice in range(2):
        signups.keep(session, actor=AMINA.actor, activity_id=activity.id, now=NOON)
    assert len(session.exec(select(SavedActivity)).all()) == 1
    for _twice in range(2):
        signups.let_go(session, actor=AMINA.actor, activity_id=activity.id)

    assert session.exec(select(SavedActivity)).first() is None


def test_what_nobody_can_find_is_not_kept(session):
    activity = given_published(session)
    activity.state = ActivityState.WITHDRAWN

    with pytest.raises(NotFound):
        signups.keep(session, actor=AMINA.actor, activity_id=activity.id, now=NOON)


def test_a_year_after_it_a_sign_up_is_forgotten_and_its_hours_stay(session):
    given_track(session)
    activity = given_published(session)
    day = day_of(session, activity)
    (row,) = sign_up(session, day, AMINA)
    signups.keep(session, actor=AMINA.actor, activity_id=activity.id, now=NOON)
    presence.propose_from_attendance(session, sign_up_id=row.id, minutes=120, now=day.ends_at)
    session.commit()

    almost = signups.forget(session, now=day.ends_at + signups.KEPT)
    after = signups.forget(session, now=day.ends_at + signups.KEPT + timedelta(seconds=1))

    assert (almost, after) == (0, 2)
    entry = session.exec(select(HoursEntry).execution_options(populate_existing=True)).one()
    assert (entry.minutes, entry.sign_up_id) == (120, None)


def test_the_hourly_cleaning_forgets_old_sign_ups_too(session):
    day = given_day(session)
    sign_up(session, day, AMINA)
    session.commit()

    jobs.forget(day.ends_at + signups.KEPT + timedelta(days=1))

    with db.reading() as reading:
        assert reading.exec(select(func.count()).select_from(SignUp)).one() == 0


# ── in any order ─────────────────────────────────────────────────────────────────────────────────────────────────

CROWD = [Member(f"person-{n}", f"Persoon {n}", "Test", Role.INBURGERAAR) for n in range(6)]
WHO = st.integers(0, len(CROWD) - 1)
ACTS = st.lists(
    st.tuples(st.just("sign up"), WHO)
    | st.tuples(st.just("leave"), WHO)
    | st.tuples(st.just("seats"), st.integers(1, 7) | st.none()),
    max_size=40,
)


def act(session: Session, activity: Activity, day: Occurrence, what: str, value) -> None:
    try:
        if what == "sign up":
            sign_up(session, day, CROWD[value])
        elif what == "leave":
            leave(session, day, CROWD[value])
        else:
            change(session, activity, capacity=value)
    except NotFound:
        assert what == "leave"
    except OutsideRules:
        assert what == "seats"
        assert value < day.seats_taken
        session.delete(session.get_one(ActivityDraft, activity.id))
        activity.capacity = day.capacity


def expected(line: list[int], what: str, value) -> list[int]:
    """Whoever is in, in the order of coming: what seats and line must say together."""
    if what == "sign up":
        return line if value in line else [*line, value]
    return [one for one in line if one != value] if what == "leave" else line


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(1, 4), ACTS)
def test_in_any_order_seats_and_line_are_right(sqlite_database, capacity, acts):
    with Session(sqlite_database, expire_on_commit=False) as session:
        if session.get(Person, SOFIE.id) is None:
            add_cast(session)
        add_people(session, *CROWD)
        activity = given_published(session, capacity=capacity)
        day = day_of(session, activity)
        line: list[int] = []
        for what, value in acts:
            act(session, activity, day, what, value)
            line = expected(line, what, value)

            rows = session.exec(select(SignUp).where(SignUp.occurrence_id == day.id)).all()
            seated = {row.person_id for row in rows if row.state is SEATED}
            waiting = sorted((row.waiting_number, row.person_id) for row in rows if row.state is WAITING)
            assert day.seats_taken == len(seated)
            assert day.capacity is None or len(seated) <= day.capacity
            assert not waiting or len(seated) == day.capacity  # nobody waits while a seat is free
            names = [CROWD[one].id for one in line]
            assert seated == set(names[: len(seated)])
            assert [name for _number, name in waiting] == names[len(seated) :]
        session.rollback()
