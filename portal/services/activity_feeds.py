"""Addresses from which an organisation's activities are read every hour. Reading opens its own units of work.

What a source no longer has is withdrawn, unless most of it is missing at once: then it looks broken, nothing is withdrawn,
and the page says so.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import parse_qsl, urlencode

from sqlalchemy import func, or_
from sqlmodel import Session, col, select

from portal import clock, db, logs
from portal.errors import NotFound, OutsideRules, ProviderDown
from portal.models.activities import ActivitySource
from portal.models.offer import ActivityFeed
from portal.providers import activity_files, web_reading
from portal.providers.activity_files import MOST_BYTES, BadActivities, ReadFile, uitdatabank
from portal.providers.web_reading import NotReadable, WebReader
from portal.services import activity_imports, audit, permissions
from portal.services.activity_import_plan import Into
from portal.services.permissions import OPERATOR, Action, Actor, Target
from portal.settings import settings

SOURCES = (ActivitySource.UITDATABANK, ActivitySource.ICALENDAR, ActivitySource.TABLE)
MOST_FEEDS, MOST_PAGES = 10, 50
_A_ROUND = 3
EVERY = timedelta(minutes=55)  # rounds of jobs are short; so a feed is read at least once an hour
_BETWEEN_PAGES_S = 1.0

log = logs.get_logger()


class FeedOutcome(StrEnum):
    """How the last reading ended."""

    READ = "read"
    SAME = "same"
    MANY_GONE = "many-gone"
    BAD_FILE = "bad-file"
    DOWN = "down"
    ADDRESS = "address"
    PRIVATE = "private"
    ROBOTS = "robots"
    TOO_LARGE = "too-large"
    MISSING = "missing"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True)
class FeedLine:
    """An address that is read, for the page."""

    id: str
    source: ActivitySource
    address: str
    read_at: datetime | None
    outcome: FeedOutcome | None


def follow(
    session: Session,
    *,
    actor: Actor,
    organisation_id: str,
    source: ActivitySource,
    address: str,
    now: datetime,
) -> ActivityFeed:
    """Read an address from now on; one that was stopped begins again.

    Raises:
        NotFound: the actor imports nothing for this organisation.
        OutsideRules: it is no address that the portal reads, or there are enough already.
    """
    _require(actor, organisation_id)
    try:
        web_reading.checked(address.strip())
    except NotReadable as error:
        raise OutsideRules("feed-address") from error
    if source not in SOURCES:
        raise OutsideRules("feed-address")
    found = select(ActivityFeed).where(
        ActivityFeed.organisation_id == organisation_id, ActivityFeed.address == address.strip()
    )
    feed = session.exec(found).first()
    running = select(func.count(col(ActivityFeed.id))).where(
        ActivityFeed.organisation_id == organisation_id, col(ActivityFeed.active)
    )
    if (feed is None or not feed.active) and session.exec(running).one() >= MOST_FEEDS:
        raise OutsideRules("feeds-enough")
    feed = feed or ActivityFeed(organisation_id=organisation_id, source=source, address=address.strip())
    feed.source, feed.active, feed.etag, feed.read_at, feed.outcome = source, True, None, None, None
    session.add(feed)
    session.flush()
    _write_down(session, actor, feed, "activity-feed.followed", now)
    return feed


def stop(session: Session, *, actor: Actor, feed_id: str, now: datetime) -> None:
    """Read an address no more; what came from it stays.

    Raises:
        NotFound: there is no such address, or it is another organisation's.
    """
    feed = session.get(ActivityFeed, feed_id)
    if feed is None:
        raise NotFound("activity-feed")
    _require(actor, feed.organisation_id)
    if feed.active:
        feed.active = False
        session.add(feed)
        _write_down(session, actor, feed, "activity-feed.stopped", now)


def followed(session: Session, *, actor: Actor, organisation_id: str) -> tuple[FeedLine, ...]:
    """Return the addresses that are read for an organisation.

    Raises:
        NotFound: the actor imports nothing for this organisation.
    """
    _require(actor, organisation_id)
    found = select(ActivityFeed).where(
        ActivityFeed.organisation_id == organisation_id, col(ActivityFeed.active)
    )
    return tuple(
        FeedLine(
            row.id, row.source, row.address, row.read_at, FeedOutcome(row.outcome) if row.outcome else None
        )
        for row in session.exec(found.order_by(col(ActivityFeed.address))).all()
    )


def _require(actor: Actor, organisation_id: str) -> None:
    if not permissions.may(actor, Action.ACTIVITY_IMPORT, Target(organisation_id=organisation_id)):
        raise NotFound("organisation")


def _write_down(session: Session, actor: Actor, feed: ActivityFeed, action: str, now: datetime) -> None:
    audit.record(
        session, actor_id=actor.person_id or None, action=action, subject=f"activity-feed:{feed.id}", now=now
    )


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────


def read_due(now: datetime, reader: WebReader | None = None) -> int:
    """Read the addresses that are due, a few each time; returns how many."""
    through = reader or WebReader(settings().base_url)
    feeds = _claim(now)
    for feed, read_before in feeds:
        outcome, validator = _read_one(feed, read_before, through, now)
        log.info("activity_feed_read", feed_id=feed.id, outcome=outcome.value)
        with db.transaction() as session:
            row = session.get(ActivityFeed, feed.id)
            if row is not None:
                row.outcome, row.etag = outcome.value, validator
                session.add(row)
    return len(feeds)


def _claim(now: datetime) -> list[tuple[ActivityFeed, datetime | None]]:
    """Take the addresses that wait longest, so that no other process reads them now."""
    with db.transaction() as session:
        due = (
            select(ActivityFeed)
            .where(
                col(ActivityFeed.active),
                or_(col(ActivityFeed.read_at).is_(None), col(ActivityFeed.read_at) <= now - EVERY),
            )
            .order_by(col(ActivityFeed.read_at).nulls_first(), col(ActivityFeed.id))
            .limit(_A_ROUND)
            .with_for_update(skip_locked=True)
        )
        found = [(row, row.read_at) for row in session.exec(due).all()]
        for row, _before in found:
            row.read_at = now
            session.add(row)
    return found


def _read_one(
    feed: ActivityFeed, read_before: datetime | None, reader: WebReader, now: datetime
) -> tuple[FeedOutcome, str | None]:
    # in a new month a calendar gives other days, though nothing changed at its source
    validator = feed.etag if read_before is not None and read_before.month == now.month else None
    try:
        file, kept = fetch(feed.address, reader=reader, now=now, validator=validator)
        return (FeedOutcome.SAME, kept) if file is None else _take_in(feed, file, kept, now)
    except BadActivities:
        return FeedOutcome.BAD_FILE, None
    except NotReadable as error:
        return FeedOutcome(error.why.value), None
    except ProviderDown:
        return FeedOutcome.DOWN, feed.etag


def _take_in(
    feed: ActivityFeed, file: ReadFile, validator: str | None, now: datetime
) -> tuple[FeedOutcome, str | None]:
    if file.source is not feed.source:
        return FeedOutcome.BAD_FILE, None
    into = Into(feed.organisation_id, complete=True, feed_id=feed.id)
    with db.transaction() as session:
        looks_broken = activity_imports.preview(
            session, actor=OPERATOR, file=file, into=into, now=now
        ).withdraws_most
        into = replace(into, complete=not looks_broken)
        outcome = activity_imports.take_in(session, actor=OPERATOR, file=file, into=into, now=now)
    if looks_broken:
        return FeedOutcome.MANY_GONE, None
    return (FeedOutcome.SAME if outcome.changes_nothing else FeedOutcome.READ), validator


def fetch(
    address: str, *, reader: WebReader, now: datetime, validator: str | None = None
) -> tuple[ReadFile | None, str | None]:
    """Read an address with all its pages; None when it did not change.

    Raises:
        NotReadable: the address is not ours to read.
        ProviderDown: nothing useful came back in time.
        BadActivities: what came back is no file of activities.
    """
    today = now.astimezone(clock.BRUSSELS).date()
    first = reader.fetch(address, most_bytes=MOST_BYTES, validator=validator)
    if first.content is None:
        return None, first.validator
    files, seen = [activity_files.read(first.content, today=today)], 0
    if files[0].source is not ActivitySource.UITDATABANK:
        return files[0], first.validator
    size, total = uitdatabank.page_of(first.content)
    seen = size
    while size and seen < total and len(files) < MOST_PAGES:
        reader.pause(_BETWEEN_PAGES_S)
        content = reader.fetch(_page(address, seen), most_bytes=MOST_BYTES).content or b"{}"
        size, total = uitdatabank.page_of(content)
        if size:
            files.append(activity_files.read(content, today=today))
        seen += size
    is_paged = len(files) > 1
    return activity_files.joined(files, complete=seen >= total), None if is_paged else first.validator


def _page(address: str, start: int) -> str:
    parts = web_reading.checked(address, schemes=frozenset({"https", "http"}))
    asked = [
        (name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name != "start"
    ]
    return parts._replace(query=urlencode([*asked, ("start", str(start))])).geturl()
