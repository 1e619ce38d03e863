"""An activity's document in the tables, and out of them; who may and what is said about it is not decided here."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col, select

from portal.clock import BRUSSELS
from portal.errors import OutsideRules
from portal.models.activities import (
    Accessibility,
    Activity,
    ActivityPrice,
    ActivityText,
    Occurrence,
    OccurrenceState,
    PriceKind,
)
from portal.models.columns import new_id
from portal.models.signups import CancelledBy, SignUp, SignUpState
from portal.services import activity_calendar, activity_words, geography, places
from portal.services.activity_calendar import Calendar, Gathering
from portal.services.activity_facts import ActivityFacts, Price, Text

# Columns that hold a field of the document under the same name.
_SAME = (
    "main_language", "kind", "theme", "mode", "venue", "street", "online_url", "audience", "age_from", "age_to", "capacity",
    "taalicoon", "hours_reason", "childcare", "buddy", "guide_languages", "contact_name", "contact_mail",
    "contact_phone", "contact_url", "booking", "booking_url", "booking_mail", "booking_phone", "booking_from",
    "booking_to", "image_id", "image_credit", "nis_code",
)  # fmt: skip


def write(session: Session, activity: Activity, facts: ActivityFacts, *, now: datetime) -> None:
    """Write a document into the tables, save the occurrences: `plan_occurrences` does those."""
    fill(activity, facts, now=now)
    session.add(activity)
    session.flush()
    _write_texts(session, activity, facts, now)
    session.execute(delete(ActivityPrice).where(col(ActivityPrice.activity_id) == activity.id))
    session.add_all(price_rows(activity, facts))
    session.flush()


def fill(activity: Activity, facts: ActivityFacts, *, now: datetime) -> None:
    """Put a document into an activity's own columns."""
    for name in _SAME:
        setattr(activity, name, getattr(facts, name))
    activity.labels, activity.postcode = list(facts.labels), facts.postcode or None
    activity.accessibility = tuple(item.value for item in facts.accessibility)
    activity.calendar_kind, activity.calendar = facts.calendar.kind, facts.calendar.model_dump(mode="json")
    activity.counts_for_hours, activity.accessible = facts.counts_for_hours, facts.is_accessible
    activity.free, activity.lowest_price = facts.is_free, facts.lowest_price
    point = geography.point_of(facts.nis_code) if facts.nis_code else None
    activity.latitude, activity.longitude = (point.latitude, point.longitude) if point else (None, None)
    activity.changed_at = now


def _write_texts(session: Session, activity: Activity, facts: ActivityFacts, now: datetime) -> None:
    rows = {row.language: row for row in texts_of(session, activity.id)}
    for language in rows.keys() - facts.texts.keys():
        session.delete(rows.pop(language))
    session.add_all(text_rows(activity, facts, rows, now=now))


def text_rows(
    activity: Activity, facts: ActivityFacts, rows: Mapping[str, ActivityText], *, now: datetime
) -> list[ActivityText]:
    """Return an activity's texts; `rows`: those that are there, by language."""
    here = places.municipality(facts.nis_code) if facts.nis_code else None
    where = (facts.venue, here.name, here.name_fr) if here else (facts.venue,)
    written = []
    for language, text in facts.texts.items():
        row = rows.get(language) or _text(activity.id, language, text)
        said = (row.title, row.description, row.way)
        row.title, row.description, row.way, row.image_alt = (
            text.title, text.description, text.way, text.image_alt,
        )  # fmt: skip
        if language != facts.main_language and (
            text.fresh or said != (text.title, text.description, text.way) or not row.based_on
        ):
            row.based_on = paragraph_digests(facts.text)
        if row.machine and not text.machine:
            row.confirmed_at = now
        row.machine = text.machine
        row.search_text = activity_words.search_text(text.title, text.description, *where, *facts.labels)
        written.append(row)
    return written


def _text(activity_id: str, language: str, text: Text) -> ActivityText:
    # id and list are given: to make a default, pydantic looks up the factory's signature each time (1 ms)
    return ActivityText(
        id=new_id(), activity_id=activity_id, language=language, title=text.title, based_on=[]
    )


def paragraph_digests(text: Text) -> list[str]:
    """Return a short digest of the title and of each paragraph: a translation remembers what it was made from."""
    return [hashlib.sha256(" ".join(piece.split()).encode()).hexdigest()[:16] for piece in _pieces(text)]


def _pieces(text: Text) -> list[str]:
    return [text.title, *[part.strip() for part in text.description.split("\n\n") if part.strip()]]


def changed_since(main: Text, based_on: Sequence[str]) -> tuple[str, ...]:
    """Return the title and the paragraphs of the main text that a translation was not made from."""
    now = zip(_pieces(main), paragraph_digests(main), strict=True)
    return tuple(piece for piece, digest in now if based_on and digest not in based_on)


def price_rows(activity: Activity, facts: ActivityFacts) -> list[ActivityPrice]:
    """Return an activity's prices."""
    return [
        ActivityPrice(
            id=new_id(), activity_id=activity.id, position=position, kind=price.kind, amount=price.amount, names=price.names
        )
        for position, price in enumerate(facts.prices)
    ]  # fmt: skip


def texts_of(session: Session, activity_id: str) -> list[ActivityText]:
    """Return an activity's texts, by language code."""
    found = select(ActivityText).where(ActivityText.activity_id == activity_id)
    return list(session.exec(found.order_by(col(ActivityText.language))).all())


def prices_of(session: Session, activity_id: str) -> list[ActivityPrice]:
    """Return an activity's prices, as they were told."""
    found = select(ActivityPrice).where(ActivityPrice.activity_id == activity_id)
    return list(session.exec(found.order_by(col(ActivityPrice.position))).all())


def occurrences_of(
    session: Session, activity_id: str, *, since: datetime | None = None, lock: bool = False
) -> list[Occurrence]:
    """Return an activity's occurrences in time, those that start after a moment if one is given.

    `lock`: as they stand now, and nobody else changes their seats until the transaction ends.
    """
    found = select(Occurrence).where(Occurrence.activity_id == activity_id)
    if since is not None:
        found = found.where(col(Occurrence.starts_at) > since)
    if lock:
        found = found.with_for_update().execution_options(populate_existing=True)
    return list(session.exec(found.order_by(col(Occurrence.starts_at))).all())


def read(session: Session, activity: Activity) -> ActivityFacts:
    """Read an activity's document out of the tables."""
    return put_together(activity, texts_of(session, activity.id), prices_of(session, activity.id))


def put_together(
    activity: Activity, texts: Iterable[ActivityText], prices: Iterable[ActivityPrice]
) -> ActivityFacts:
    """Make an activity's document of its rows."""
    same: dict[str, Any] = {name: getattr(activity, name) for name in _SAME}
    return ActivityFacts(
        **same,
        labels=tuple(activity.labels),
        postcode=activity.postcode or "",
        accessibility=tuple(Accessibility(code) for code in activity.accessibility),
        calendar=Calendar.model_validate(activity.calendar) if activity.calendar else Calendar(),
        texts={
            row.language: Text(
                title=row.title, description=row.description, way=row.way, image_alt=row.image_alt, machine=row.machine
            )
            for row in texts
        },
        prices=tuple(Price(kind=PriceKind(row.kind), amount=row.amount, names=row.names) for row in prices),
    )  # fmt: skip


@dataclass(frozen=True)
class Planned:
    """What a new calendar did to gatherings that were there: who signed up for these must be told."""

    added: int
    moved: tuple[Occurrence, ...]
    cancelled: tuple[Occurrence, ...]


def plan_occurrences(
    session: Session, activity: Activity, *, now: datetime, until: date | None = None
) -> Planned:
    """Make the occurrences fit the calendar; those that began, and those changed by hand, stay as they are.

    A gathering that only got another hour, or the only one that changed, is moved and keeps its sign-ups. One that
    fell away is cancelled when somebody signed up for it, and deleted when nobody ever did.

    Raises:
        OutsideRules: somebody already has a seat that the new number of seats would take away.
    """
    calendar = Calendar.model_validate(activity.calendar) if activity.calendar else Calendar()
    today = now.astimezone(BRUSSELS).date()
    # What was made further ahead stays: a day that only lies far away did not fall away.
    until = until or max(today + activity_calendar.HORIZON, activity.expanded_to or today)
    wanted = {
        item.key: item
        for item in activity_calendar.expand(calendar, today=today, until=until)
        if item.starts_at > now
    }
    rows = session.exec(
        select(Occurrence)
        .where(Occurrence.activity_id == activity.id, col(Occurrence.starts_at) > now)
        .order_by(col(Occurrence.starts_at))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    moved_by_hand = select(Occurrence.key).where(
        Occurrence.activity_id == activity.id, col(Occurrence.by_hand)
    )
    by_hand = set(session.exec(moved_by_hand).all())  # also one that was moved to a moment that is over
    running = {row.key: row for row in rows if not row.by_hand}
    fresh = [item for key, item in wanted.items() if key not in running and key not in by_hand]
    gone = [row for key, row in running.items() if key not in wanted]
    pairs = _same_gatherings(gone, fresh)
    for row in rows:
        _give_seats(row, activity.capacity)
    for key in running.keys() & wanted.keys():
        _put(running[key], wanted[key], now)
    moved = tuple(row for row, item in pairs if _put(row, item, now))
    cancelled = _drop(session, [row for row in gone if row not in [pair[0] for pair in pairs]], now)
    session.flush()
    new = [item for item in fresh if item not in [pair[1] for pair in pairs]]
    session.add_all(new_occurrence(activity, item, now=now) for item in new)
    if calendar.is_pattern:
        activity.expanded_to = min(calendar.last or date.max, until)
    session.flush()
    return Planned(added=len(new), moved=moved, cancelled=cancelled)


def make_next(session: Session, activity: Activity, *, now: datetime, until: date) -> int:
    """Add the gatherings of a pattern after those that were made; nothing that is there changes. Returns how many."""
    calendar = Calendar.model_validate(activity.calendar) if activity.calendar else Calendar()
    if not calendar.is_pattern:
        return 0
    today = now.astimezone(BRUSSELS).date()
    begins = max(today, activity.expanded_to + timedelta(days=1)) if activity.expanded_to else today
    there = set(session.exec(select(Occurrence.key).where(Occurrence.activity_id == activity.id)).all())
    new = [
        item
        for item in activity_calendar.expand(calendar, today=begins, until=until)
        if item.starts_at > now and item.key not in there
    ]
    session.add_all(new_occurrence(activity, item, now=now) for item in new)
    activity.expanded_to = min(calendar.last or date.max, max(until, activity.expanded_to or until))
    session.flush()
    return len(new)


def _same_gatherings(gone: list[Occurrence], fresh: list[Gathering]) -> list[tuple[Occurrence, Gathering]]:
    pairs: list[tuple[Occurrence, Gathering]] = []
    rest = list(fresh)
    for row in gone:
        same_day = [item for item in rest if item.day == row.day]
        if len(same_day) == 1:
            pairs.append((row, same_day[0]))
            rest.remove(same_day[0])
    left = [row for row in gone if row not in [pair[0] for pair in pairs]]
    if len(left) == len(rest) == 1:
        pairs.append((left[0], rest[0]))
    return pairs


def _put(row: Occurrence, item: Gathering, now: datetime) -> bool:
    """Put an occurrence where the calendar has it, also one that was off; says whether that is another moment."""
    stays = (row.starts_at, row.ends_at) == (item.starts_at, item.ends_at)
    if stays and row.state is OccurrenceState.PLANNED:
        return False
    row.moved_from = None if stays else row.starts_at
    row.state = OccurrenceState.PLANNED
    row.key, row.day, row.starts_minute = item.key, item.day, item.starts_minute
    row.starts_at, row.ends_at = item.starts_at, item.ends_at
    row.sequence, row.changed_at = row.sequence + 1, now
    return True


def _give_seats(row: Occurrence, capacity: int | None) -> None:
    if capacity is not None and capacity < row.seats_taken:
        raise OutsideRules("seats-taken")
    row.capacity = capacity


def _drop(session: Session, rows: list[Occurrence], now: datetime) -> tuple[Occurrence, ...]:
    wanted = select(SignUp.occurrence_id).where(col(SignUp.occurrence_id).in_([row.id for row in rows]))
    used = set(session.exec(wanted).all()) if rows else set()
    kept = []
    for row in rows:
        if row.id not in used:
            session.delete(row)
        elif row.state is OccurrenceState.PLANNED:
            row.state, row.sequence, row.changed_at = OccurrenceState.CANCELLED, row.sequence + 1, now
            kept.append(row)
    return tuple(kept)


def end_sign_ups(session: Session, occurrences: Collection[Occurrence], *, now: datetime) -> None:
    """End every sign-up for gatherings that are off; tell the people first."""
    running = select(SignUp).where(
        col(SignUp.occurrence_id).in_([row.id for row in occurrences]), SignUp.state != SignUpState.CANCELLED
    )
    for sign_up in session.exec(running).all():
        sign_up.state, sign_up.waiting_number, sign_up.sequence = (
            SignUpState.CANCELLED,
            None,
            sign_up.sequence + 1,
        )
        sign_up.cancelled_at, sign_up.cancelled_by = now, CancelledBy.ORGANISER
    for row in occurrences:
        row.seats_taken = 0
    session.flush()


def new_occurrence(activity: Activity, item: Gathering, *, now: datetime) -> Occurrence:
    """Make an activity's gathering."""
    return Occurrence(**occurrence_values(activity, item, now=now))


def occurrence_values(activity: Activity, item: Gathering, *, now: datetime) -> dict[str, Any]:
    """Return what an activity's gathering has in its columns; the others have their defaults."""
    return {
        "id": new_id(), "activity_id": activity.id, "key": item.key, "starts_at": item.starts_at, "ends_at": item.ends_at,
        "day": item.day, "starts_minute": item.starts_minute, "capacity": activity.capacity, "changed_at": now,
    }  # fmt: skip
