"""Whatever is logged: no moment counts twice, no minute is lost, and every hour of the clock reads back the same."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations

from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from portal.clock import BRUSSELS
from portal.errors import OutsideRules
from portal.models.pips import HoursEntry, HoursState
from portal.services import hour_log, hour_spans, hours
from tests.cast import AMINA
from tests.conftest import NOON, add_cast
from tests.hours import given_track, said

DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
CLOCKS = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))
# Around the two days on which the clock jumps, where mistakes live.
JUMPS = st.sampled_from([date(2026, 3, 29), date(2026, 10, 25), date(2027, 3, 28), date(2025, 10, 26)])
SLOTS = st.tuples(
    st.integers(0, 6), st.integers(0, 47), st.integers(1, 12), st.booleans()
)  # day, half hour, half hours, is it refused afterwards?


@given(DAYS | JUMPS, CLOCKS, CLOCKS)
@example(date(2026, 10, 25), time(2, 0, fold=1), time(0, 0))  # shown twice: the first is meant
def test_what_is_told_is_stored_and_read_back_as_the_same_moments(day, starts, ends):
    try:
        span = hour_spans.told(day, starts, ends)
    except OutsideRules:  # the clock skips one of the two, or it would end first
        assume(False)
    stored = hour_spans.stored(day, starts.hour * 60 + starts.minute, span.minutes)

    assert stored == span
    assert 0 < span.minutes <= 25 * 60
    assert span.starts_at.astimezone(BRUSSELS).replace(tzinfo=None) == datetime.combine(day, starts)
    assert span.ends_at.astimezone(BRUSSELS).time() == ends


@given(DAYS, st.integers(0, 1439), st.integers(1, 1440), st.integers(0, 1439), st.integers(1, 1440))
def test_overlapping_goes_both_ways_and_touching_is_not_overlapping(day, first, long, second, short):
    one, other = hour_spans.stored(day, first, long), hour_spans.stored(day, second, short)
    after = hour_spans.Span(one.ends_at, one.ends_at + timedelta(minutes=1))

    assert one.overlaps(other) == other.overlaps(one)
    assert one.overlaps(one)
    assert not one.overlaps(after)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(SLOTS, max_size=14))
def test_no_moment_is_logged_twice_and_no_minute_is_lost(sqlite_database, slots):
    with Session(sqlite_database, expire_on_commit=False) as session:
        add_cast(session)
        given_track(session)
        taken = 0
        for day, half, length, refused in slots:
            starts = datetime(2026, 3, 2, tzinfo=UTC) + timedelta(days=day, minutes=30 * half)
            ends = (starts + timedelta(minutes=30 * length)).time()
            try:
                row = hours.log(
                    session, actor=AMINA.actor, person_id=AMINA.id, now=NOON,
                    said=said(starts.date(), starts.time().isoformat(), ends.isoformat()),
                )  # fmt: skip
            except OutsideRules:
                continue
            taken += row.minutes
            if refused:
                row.state = HoursState.REFUSED
                session.flush()
        rows = session.exec(select(HoursEntry)).all()
        log = hour_log.own_log(session, actor=AMINA.actor, person_id=AMINA.id, now=NOON)

        standing = [row for row in rows if row.state is not HoursState.REFUSED]
        spans = [hour_spans.stored(row.day, row.starts_minute, row.minutes) for row in standing]
        assert not any(one.overlaps(other) for one, other in combinations(spans, 2))
        assert all(span.ends_at <= NOON for span in spans)
        assert log.approved + log.waiting + log.refused == taken == sum(row.minutes for row in rows)
        session.rollback()


def test_a_night_is_written_with_midnight_at_its_end():
    span = hour_spans.told(date(2026, 3, 9), time(22, 0), time(0, 0))

    assert span.minutes == 120
