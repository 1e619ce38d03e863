"""Addresses that are read every hour: what appears, changes and disappears there does so here; others' stay theirs."""

import hashlib
import json
from datetime import timedelta

import pytest
from sqlmodel import select

from portal.errors import NotFound, OutsideRules, ProviderDown
from portal.models.activities import Activity, ActivitySource, ActivityState
from portal.models.offer import ActivityFeed
from portal.providers.web_reading import Fetched, NotReadable, Why
from portal.services import activity_feeds, activity_imports, jobs
from portal.services.activity_feeds import FeedOutcome
from portal.services.activity_import_plan import Into
from tests.activity_files import event, ics, uit
from tests.cast import AMINA, SOFIE, TOM, WIM
from tests.conftest import NOON
from tests.services.test_activity_imports import read

pytestmark = pytest.mark.usefixtures("cast")
ADDRESS = "https://search.example.org/events?limit=2"
HOUR = timedelta(hours=1)


class Web:
    """Answers instead of the web: by address, or an error; keeps what was asked for."""

    def __init__(self, **pages):
        self.pages, self.asked = dict(pages), []
        self.paused = 0

    def fetch(self, address, *, validator=None, **_limits):
        self.asked.append((address, validator))
        found = self.pages.get(address, self.pages.get("any"))
        if isinstance(found, Exception):
            raise found
        stands = hashlib.sha256(found).hexdigest()
        return Fetched(None, validator) if validator == stands else Fetched(found, stands)

    def pause(self, _seconds):
        self.paused += 1


def given_feed(session, *, address=ADDRESS, source=ActivitySource.UITDATABANK, by=SOFIE) -> ActivityFeed:
    feed = activity_feeds.follow(
        session, actor=by.actor, organisation_id=by.organisation_id, source=source, address=address, now=NOON
    )
    session.commit()
    return feed


def states(session) -> dict[str, ActivityState]:
    session.rollback()
    session.expire_all()
    found = {row.source_id: row.state for row in session.exec(select(Activity)).all()}
    session.rollback()
    return found


def outcome(session, feed) -> str:
    session.rollback()
    session.refresh(feed)
    said = feed.outcome
    session.rollback()
    return FeedOutcome(said)


def test_what_stands_at_an_address_comes_in_and_what_leaves_it_is_withdrawn(session):
    feed = given_feed(session)

    activity_feeds.read_due(NOON, Web(any=uit(event(1), event(2))))
    assert outcome(session, feed) is FeedOutcome.READ
    activity_feeds.read_due(NOON + HOUR, Web(any=uit(event(2))))

    assert states(session) == {"event-1": ActivityState.WITHDRAWN, "event-2": ActivityState.REVIEW}


def test_an_address_is_read_once_an_hour_and_only_when_it_changed(session):
    feed, web = given_feed(session), Web(any=uit(event(1)))

    read_now = [activity_feeds.read_due(NOON + timedelta(minutes=minutes), web) for minutes in (0, 20, 60)]

    assert read_now == [1, 0, 1]
    assert [validator is None for _address, validator in web.asked] == [True, False]
    assert outcome(session, feed) is FeedOutcome.SAME


def test_in_a_new_month_it_is_read_whole(session):
    given_feed(session)
    web = Web(any=uit(event(1)))
    activity_feeds.read_due(NOON, web)

    activity_feeds.read_due(NOON + timedelta(days=31), web)

    assert web.asked[-1] == (ADDRESS, None)


def test_all_pages_of_a_search_are_read(session):
    given_feed(session)
    pages = [
        json.dumps({"totalItems": 3, "member": members}).encode()
        for members in ([event(1), event(2)], [event(3)])
    ]
    web = Web(**{ADDRESS: pages[0], f"{ADDRESS}&start=2": pages[1]})

    activity_feeds.read_due(NOON, web)

    assert set(states(session)) == {"event-1", "event-2", "event-3"}
    assert web.paused == 1


def test_a_search_whose_pages_stop_half_way_withdraws_nothing(session):
    given_feed(session)
    activity_feeds.read_due(NOON, Web(any=uit(event(1), event(2))))
    half = json.dumps({"totalItems": 2, "member": [event(2)]}).encode()
    web = Web(**{ADDRESS: half, f"{ADDRESS}&start=1": b'{"totalItems": 2, "member": []}'})

    activity_feeds.read_due(NOON + HOUR, web)

    assert states(session)["event-1"] is ActivityState.REVIEW


def test_a_source_that_loses_most_of_its_events_withdraws_none_and_says_so(session):
    feed = given_feed(session)
    activity_feeds.read_due(NOON, Web(any=uit(*[event(number) for number in range(8)])))

    activity_feeds.read_due(NOON + HOUR, Web(any=uit(event(1))))

    assert outcome(session, feed) is FeedOutcome.MANY_GONE
    assert set(states(session).values()) == {ActivityState.REVIEW}


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (ProviderDown("x"), FeedOutcome.DOWN), (NotReadable("a", "b", Why.PRIVATE), FeedOutcome.PRIVATE),
        (NotReadable("a", "b", Why.ROBOTS), FeedOutcome.ROBOTS), (b"<html>", FeedOutcome.BAD_FILE), (b"[]", FeedOutcome.BAD_FILE),
        (ics("UID:a\nSUMMARY:x\nDTSTART:20260312T130000Z\nDTEND:20260312T150000Z"), FeedOutcome.BAD_FILE),
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_read_changes_nothing_and_says_why(session, answer, said):
    feed = given_feed(session)
    activity_feeds.read_due(NOON, Web(any=uit(event(1))))

    activity_feeds.read_due(NOON + HOUR, Web(any=answer))

    assert outcome(session, feed) is said
    assert states(session) == {"event-1": ActivityState.REVIEW}


def test_every_way_of_not_being_readable_has_its_outcome():
    assert {why.value for why in Why} <= {one.value for one in FeedOutcome}


def test_what_came_by_file_before_follows_the_address_from_then_on(session):
    activity_imports.take_in(
        session, actor=SOFIE.actor, file=read(uit(event(1))), into=Into("leuven"), now=NOON
    )
    given_feed(session)
    activity_feeds.read_due(NOON, Web(any=uit(event(1), event(2))))

    activity_feeds.read_due(NOON + HOUR, Web(any=uit(event(2))))

    assert states(session)["event-1"] is ActivityState.WITHDRAWN


def test_an_address_that_was_stopped_is_not_read(session):
    feed = given_feed(session)
    activity_feeds.stop(session, actor=SOFIE.actor, feed_id=feed.id, now=NOON)
    session.commit()

    assert activity_feeds.read_due(NOON, Web()) == 0
    assert activity_feeds.followed(session, actor=SOFIE.actor, organisation_id="leuven") == ()
    session.rollback()
    given_feed(session)
    assert activity_feeds.read_due(NOON, Web(any=uit(event(1)))) == 1


@pytest.mark.parametrize("stranger", [TOM, AMINA])
def test_a_stranger_neither_adds_nor_stops_nor_sees_an_address(session, stranger):
    feed = given_feed(session)

    with pytest.raises(NotFound):
        activity_feeds.stop(session, actor=stranger.actor, feed_id=feed.id, now=NOON)
    with pytest.raises(NotFound):
        activity_feeds.followed(session, actor=stranger.actor, organisation_id="leuven")
    with pytest.raises(NotFound):
        activity_feeds.follow(
            session,
            actor=stranger.actor,
            organisation_id="leuven",
            source=feed.source,
            address=ADDRESS,
            now=NOON,
        )


def test_the_beheerder_sees_every_address(session):
    feed = given_feed(session)

    assert [
        line.id for line in activity_feeds.followed(session, actor=WIM.actor, organisation_id="leuven")
    ] == [feed.id]


@pytest.mark.parametrize(
    "address", ["http://example.org/a.ics", "file:///etc/passwd", "https://a:b@example.org/"]
)
def test_an_address_that_is_no_plain_https_address_is_refused(session, address):
    with pytest.raises(OutsideRules, match="feed-address"):
        activity_feeds.follow(
            session,
            actor=SOFIE.actor,
            organisation_id="leuven",
            source=ActivitySource.ICALENDAR,
            address=address,
            now=NOON,
        )


def test_an_organisation_has_a_handful_of_addresses(session):
    for number in range(activity_feeds.MOST_FEEDS):
        given_feed(session, address=f"https://example.org/{number}.ics", source=ActivitySource.ICALENDAR)

    with pytest.raises(OutsideRules, match="feeds-enough"):
        given_feed(session, address="https://example.org/one-more.ics", source=ActivitySource.ICALENDAR)
    session.rollback()


def test_reading_is_one_of_the_jobs():
    assert jobs.JOBS["read_feeds"] is activity_feeds.read_due
