"""Searching in the columns gives what reading every row would give, whatever is asked for."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from portal import db
from portal.clock import BRUSSELS
from portal.models.activities import (
    Activity,
    ActivityKind,
    ActivityState,
    ActivityText,
    ActivityTheme,
    AttendanceMode,
    Occurrence,
    OccurrenceState,
)
from portal.services import activity_calendar, activity_index, activity_search, geography
from portal.services.activity_search import DAY_PARTS, DayPart, Order, Wanted, Word
from tests.cast import LEUVEN, MECHELEN
from tests.conftest import NOON, add_cast

PLACES = (LEUVEN, MECHELEN, "24038", None)
SAID = ("praatgroep samen koffie", "koken met de buurt", "muziek", "praten over werk", "")
ASKED = ("praat", "ko", "buurt", "muziek", "werk", "zz")

days = st.dates(NOON.date() - timedelta(days=2), NOON.date() + timedelta(days=9))
gatherings = st.tuples(days, st.sampled_from([0, 9, 12, 14, 18, 23]), st.sampled_from(list(OccurrenceState)))
activities = st.fixed_dictionaries(
    {
        "nis_code": st.sampled_from(PLACES), "kind": st.sampled_from(list(ActivityKind)[:3]),
        "theme": st.sampled_from([None, *list(ActivityTheme)[:2]]), "taalicoon": st.integers(1, 4),
        "mode": st.sampled_from(list(AttendanceMode)), "guide_languages": st.sampled_from([(), ("ar",), ("nl", "ar"), ("fr",)]),
        "state": st.sampled_from([ActivityState.PUBLISHED] * 3 + [ActivityState.WITHDRAWN]),
        **{name: st.booleans() for name in ("free", "childcare", "accessible", "counts_for_hours")},
    }
)  # fmt: skip
offers = st.lists(
    st.tuples(
        activities, st.sampled_from(SAID), st.lists(gatherings, max_size=3, unique_by=lambda one: one[:2])
    ),
    max_size=7,
)
words = st.builds(
    Word, text=st.sampled_from(ASKED), kinds=st.sampled_from([frozenset(), frozenset({ActivityKind.BUDDY})]),
    themes=st.sampled_from([frozenset(), frozenset({ActivityTheme.COOKING})]),
)  # fmt: skip
wanteds = st.builds(
    Wanted, near=st.sampled_from([None, LEUVEN, MECHELEN]), km=st.sampled_from([0, 5, 25, 999]), first=st.none() | days,
    last=st.none() | days, parts=st.frozensets(st.sampled_from(DayPart)), taalicoon=st.none() | st.integers(1, 4),
    kinds=st.frozensets(st.sampled_from(list(ActivityKind)[:3]), max_size=2), language=st.sampled_from([None, "ar", "so"]),
    free=st.booleans(), childcare=st.booleans(), accessible=st.booleans(), counts=st.booleans(), online=st.booleans(),
    words=st.lists(words, max_size=2).map(tuple), order=st.sampled_from(Order),
)  # fmt: skip


def write(session: Session, offer) -> None:
    add_cast(session)
    for number, (facts, said, ahead) in enumerate(offer):
        row = Activity(
            slug=f"s-{number}", organisation_id="leuven", created_at=NOON, changed_at=NOON, **facts
        )
        session.add(row)
        session.flush()
        session.add(
            ActivityText(
                activity_id=row.id, language="nl", title="x", search_text=f" {said} " if said else ""
            )
        )
        for day, hour, state in ahead:
            starts = datetime(day.year, day.month, day.day, hour, tzinfo=BRUSSELS)
            session.add(
                Occurrence(
                    activity_id=row.id, key=activity_calendar.key_of(starts), starts_at=starts, day=day, starts_minute=60 * hour,
                    ends_at=starts.astimezone(UTC) + timedelta(hours=1), state=state, changed_at=NOON,
                )
            )  # fmt: skip
    session.flush()


def plainly(session: Session, wanted: Wanted) -> list[tuple[str, datetime, float | None]]:
    """Read every row and keep what fits: slow, and easy to believe."""
    most = min(wanted.km, activity_search.MAX_KM)
    away = geography.distances_from(wanted.near) if wanted.near else {}
    near = {nis: km for nis, km in away.items() if km <= most}
    found = []
    for row in session.exec(select(Activity).where(Activity.state == ActivityState.PUBLISHED)):
        text = session.exec(select(ActivityText.search_text).where(ActivityText.activity_id == row.id)).one()
        starts = [
            one.starts_at
            for one in session.exec(select(Occurrence).where(Occurrence.activity_id == row.id))
            if fits_day(one, wanted)
        ]
        if starts and fits(row, text, wanted, near):
            found.append((row.id, min(starts), near.get(row.nis_code)))
    far = activity_search.MAX_KM + 1
    found.sort(key=lambda hit: (hit[1], far if hit[2] is None else hit[2], hit[0]))
    if wanted.order is Order.NEAR:
        found.sort(key=lambda hit: far if hit[2] is None else hit[2])
    return found


def fits(row: Activity, text: str, wanted: Wanted, near) -> bool:
    place = row.mode is not AttendanceMode.ON_SITE if wanted.online else not near or row.nis_code in near
    said = all(
        word.text in text or row.kind in word.kinds or row.theme in word.themes for word in wanted.words
    )
    asked = [
        (wanted.free, row.free), (wanted.childcare, row.childcare), (wanted.accessible, row.accessible),
        (wanted.counts, row.counts_for_hours), (bool(wanted.kinds), row.kind in wanted.kinds),
        (wanted.language is not None, wanted.language in row.guide_languages), (bool(wanted.taalicoon), row.taalicoon <= (wanted.taalicoon or 0)),
    ]  # fmt: skip
    return place and said and all(has for needed, has in asked if needed)


def fits_day(row: Occurrence, wanted: Wanted) -> bool:
    spans = [DAY_PARTS[part] for part in wanted.parts or DayPart]
    return (
        row.state is OccurrenceState.PLANNED
        and row.starts_at > NOON
        and (wanted.first is None or row.day >= wanted.first)
        and (wanted.last is None or row.day <= wanted.last)
        and any(begins <= row.starts_minute < ends for begins, ends in spans)
    )


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(offer=offers, asked=st.lists(wanteds, min_size=1, max_size=6))
def test_any_search_finds_what_reading_every_row_finds(sqlite_database, offer, asked):
    with Session(sqlite_database) as session:
        write(session, offer)
        read = activity_index.read(session, now=NOON)
        for wanted in asked:
            hits = activity_search.hits_in(read, wanted, NOON)

            assert [(hit.activity_id, hit.starts_at, hit.km) for hit in hits] == plainly(session, wanted)
            assert sum(hits.per_place().values()) == sum(hit.nis_code is not None for hit in hits)
        session.rollback()


@pytest.fixture
def committed(database):
    with db.transaction() as session:
        add_cast(session)
    return database


def publish(number: int) -> None:
    with db.transaction() as session:
        _one(session, number)


def _one(session: Session, number: int) -> None:
    day = NOON.date() + timedelta(days=1)
    facts = {"nis_code": LEUVEN, "taalicoon": 1, "state": ActivityState.PUBLISHED}
    row = Activity(slug=f"p-{number}", organisation_id="leuven", created_at=NOON, changed_at=NOON, **facts)
    session.add(row)
    session.flush()
    starts = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    session.add(
        Occurrence(
            activity_id=row.id, key=activity_calendar.key_of(starts), starts_at=starts, ends_at=starts + timedelta(hours=1), day=day,
            starts_minute=600, changed_at=NOON,
        )
    )  # fmt: skip
    activity_index.changed(session, now=NOON)


def found() -> int:
    with db.reading() as session:
        return len(activity_search.search(session, wanted=Wanted(), now=NOON).hits)


@pytest.mark.usefixtures("committed")
def test_what_was_published_counts_from_its_commit_and_what_was_rolled_back_never():
    publish(1)
    assert found() == 1

    with Session(db.engine()) as session:
        _one(session, 2)
        assert len(activity_search.search(session, wanted=Wanted(), now=NOON).hits) == 2
        session.rollback()
    assert found() == 1

    publish(3)
    assert found() == 2


@pytest.mark.usefixtures("committed")
def test_a_savepoint_that_is_rolled_back_takes_no_later_change_along():
    assert found() == 0

    with db.transaction() as session:
        savepoint = session.begin_nested()
        _one(session, 1)
        savepoint.rollback()
        _one(session, 2)
        assert len(activity_search.search(session, wanted=Wanted(), now=NOON).hits) == 1
        _one(session, 3)
    assert found() == 2


@pytest.mark.usefixtures("committed")
def test_old_changes_are_forgotten_and_the_offer_stays():
    publish(1)
    later = NOON + timedelta(days=1, hours=1)

    with db.transaction() as session:
        assert activity_index.forget_changes(session, now=NOON) == 0
        assert activity_index.forget_changes(session, now=later) == 1
    assert found() == 1
