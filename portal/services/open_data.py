"""The offer as anybody may reuse it: what is published or was cancelled, page by page, so many queries a page.

No actor: only what every visitor may read. Drafts, what waits for the redactie, what was refused or withdrawn is never
asked for. Pages follow one another by key, so that what is added or changed meanwhile shifts nothing.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, exists, func, or_
from sqlalchemy import select as columns
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from portal.errors import BadInput, NotFound
from portal.models.activities import (
    Activity,
    ActivityPrice,
    ActivityState,
    ActivityText,
    CalendarKind,
    Occurrence,
    OccurrenceState,
)
from portal.models.people import Organisation
from portal.services import activity_rows, geography
from portal.services.activity_facts import ActivityFacts
from portal.services.activity_views import PUBLIC

PER_PAGE, GATHERINGS_PER_PAGE = 100, 300
_TOLD_ONE_BY_ONE = (CalendarKind.SINGLE, CalendarKind.MULTIPLE)
# What takes longer leaves the calendar lists after so long; it stays in the other ones.
RUNS_AT_MOST = timedelta(days=7)
_IN_TIME = (col(Occurrence.starts_at), col(Occurrence.id))
_T = TypeVar("_T")


@dataclass(frozen=True)
class Offered:
    """One activity as the public may have it.

    `days` are all its days when they were told one by one; of a pattern those that are not over.
    """

    activity_id: str
    slug: str
    state: ActivityState
    organisation_id: str
    organisation: str
    facts: ActivityFacts
    days: tuple[Occurrence, ...]
    source_id: str | None
    created_at: datetime
    published_at: datetime | None
    changed_at: datetime

    @property
    def is_cancelled(self) -> bool:
        """Say whether the whole activity is off."""
        return self.state is ActivityState.CANCELLED


@dataclass(frozen=True)
class Whose:
    """Which part of the offer: all of it, of one organisation, or in one municipality."""

    organisation_id: str | None = None
    nis_code: str | None = None


@dataclass(frozen=True)
class Page:
    """Some activities; `after` is where the next page starts, None at the end. `total` counts all pages."""

    items: tuple[Offered, ...]
    after: str | None
    total: int


@dataclass(frozen=True)
class Gatherings:
    """Some gatherings in time, each with its activity; `after` is where the next page starts."""

    items: tuple[tuple[Offered, Occurrence], ...]
    after: str | None


def one(session: Session, slug: str, *, now: datetime) -> Offered | None:
    """Return an activity by its address, also one that is over; None when the public has nothing there (any more)."""
    row = session.exec(select(Activity).where(Activity.slug == slug, col(Activity.state).in_(PUBLIC))).first()
    if row is None:
        return None
    found = _offered(session, [row], _days(session, [row], now))[0]
    if found.days:
        return found
    last = activity_rows.occurrences_of(session, row.id)[-1:]
    return _offered(session, [row], {row.id: last})[0]


def name_of(session: Session, whose: Whose) -> str | None:
    """Return the name of the organisation asked for; None when none or all are.

    Raises:
        NotFound: there is no such organisation, or the track is not offered in this municipality.
    """
    if whose.nis_code is not None and geography.point_of(whose.nis_code) is None:
        raise NotFound("municipality")
    if whose.organisation_id is None:
        return None
    name = session.exec(select(Organisation.name).where(Organisation.id == whose.organisation_id)).first()
    if name is None:
        raise NotFound("organisation")
    return name


def page(
    session: Session, *, whose: Whose, now: datetime, after: str | None = None, most: int = PER_PAGE
) -> Page:
    """Return a page of the activities that have a day which is not over, also cancelled ones until that day."""
    asked = [*_public(whose), _is_not_over(now)]
    start = [col(Activity.id) > after] if after else []
    found = select(Activity).where(*asked, *start).order_by(col(Activity.id)).limit(most + 1)
    rows, more = _cut(session.exec(found).all(), most)
    total = session.exec(select(func.count()).select_from(Activity).where(*asked)).one()
    items = _offered(session, rows, _days(session, rows, now))
    return Page(items=items, after=rows[-1].id if more else None, total=total)


def gatherings(
    session: Session,
    *,
    whose: Whose,
    now: datetime,
    after: str | None = None,
    most: int = GATHERINGS_PER_PAGE,
) -> Gatherings:
    """Return a page of the gatherings that are not over, the soonest first.

    Raises:
        BadInput: `after` is not where a page of ours starts.
    """
    found = (
        select(Occurrence, Activity)
        .join(Activity, col(Activity.id) == col(Occurrence.activity_id))
        .where(*_public(whose), col(Occurrence.starts_at) > now - RUNS_AT_MOST, col(Occurrence.ends_at) > now)
        .order_by(*_IN_TIME)
        .limit(most + 1)
    )
    if after:
        found = found.where(_later_than(after))
    met = [pair for state in _states(whose) for pair in session.exec(found.where(state)).all()]
    pairs, more = _cut(sorted(met, key=lambda pair: (pair[0].starts_at, pair[0].id)), most)
    rows = {row.id: row for _, row in pairs}
    offered = {item.activity_id: item for item in without_days(session, list(rows.values()))}
    last = pairs[-1][0] if more else None
    return Gatherings(
        items=tuple((offered[row.id], day) for day, row in pairs),
        after=f"{last.starts_at.isoformat()}_{last.id}" if last else None,
    )


def _states(whose: Whose) -> list[ColumnElement[bool]]:
    """Return how to ask for the states of gatherings, one query each.

    Of everybody, state by state: the index on state and start gives them in order, and nobody sorts what is not shown. Of a
    part, all at once and not by that index: the few activities are looked up first, and their days after.
    """
    if whose != Whose():
        return [func.coalesce(col(Occurrence.state), "").in_(list(OccurrenceState))]
    return [col(Occurrence.state) == state for state in OccurrenceState]


def without_days(session: Session, rows: Sequence[Activity]) -> tuple[Offered, ...]:
    """Return some public activities without their days; who calls saw that they are public."""
    return _offered(session, rows, {})


def _later_than(after: str) -> ColumnElement[bool]:
    written, _, occurrence_id = after.rpartition("_")
    try:
        starts_at = datetime.fromisoformat(written)
    except ValueError:
        raise BadInput("na", "not a place in the list") from None
    if starts_at.tzinfo is None:
        raise BadInput("na", "not a place in the list")
    same_moment = (col(Occurrence.starts_at) == starts_at) & (col(Occurrence.id) > occurrence_id)
    return or_(col(Occurrence.starts_at) > starts_at, same_moment)


def _public(whose: Whose) -> list[ColumnElement[bool]]:
    # Most activities are public: read in the order of the page, not sorted from the index on the state.
    asked: list[ColumnElement[bool]] = [func.coalesce(col(Activity.state), "").in_(PUBLIC)]
    if whose.organisation_id is not None:
        asked.append(col(Activity.organisation_id) == whose.organisation_id)
    if whose.nis_code is not None:
        asked.append(col(Activity.nis_code) == whose.nis_code)
    return asked


def _is_not_over(now: datetime) -> ColumnElement[bool]:
    coming, running = aliased(Occurrence), aliased(Occurrence)
    # Nearly all have a day ahead, which the index alone can tell; only of the others the days themselves are read.
    return or_(
        exists().where(col(coming.activity_id) == col(Activity.id), col(coming.starts_at) > now),
        exists().where(col(running.activity_id) == col(Activity.id), col(running.ends_at) > now),
    )


def _cut(rows: Sequence[_T], most: int) -> tuple[list[_T], bool]:
    return list(rows[:most]), len(rows) > most


def _days(session: Session, rows: Collection[Activity], now: datetime) -> dict[str, list[Occurrence]]:
    ids = [row.id for row in rows]
    told = [row.id for row in rows if row.calendar_kind in _TOLD_ONE_BY_ONE]
    found = (
        select(Occurrence)
        .where(
            col(Occurrence.activity_id).in_(ids),
            or_(col(Occurrence.ends_at) > now, col(Occurrence.activity_id).in_(told)),
        )
        .order_by(col(Occurrence.starts_at), col(Occurrence.id))
    )
    days: dict[str, list[Occurrence]] = defaultdict(list)
    for day in session.exec(found).all() if ids else ():
        days[day.activity_id].append(day)
    return days


def _offered(
    session: Session, rows: Sequence[Activity], days: dict[str, list[Occurrence]]
) -> tuple[Offered, ...]:
    ids = [row.id for row in rows]
    texts = _grouped(session, ActivityText, ids, ActivityText.language)
    prices = _grouped(session, ActivityPrice, ids, ActivityPrice.position)
    of = {row.organisation_id for row in rows}
    named = columns(col(Organisation.id), col(Organisation.name)).where(col(Organisation.id).in_(of))
    names = {one: name for one, name in session.execute(named).all()}  # noqa: C416 a row is no pair to mypy
    return tuple(
        Offered(
            activity_id=row.id, slug=row.slug or "", state=row.state, organisation_id=row.organisation_id,
            organisation=names[row.organisation_id],
            facts=activity_rows.put_together(row, texts[row.id], prices[row.id]),
            days=tuple(days.get(row.id, ())), source_id=row.source_id, created_at=row.created_at,
            published_at=row.published_at,
            changed_at=max([row.changed_at, *(day.changed_at for day in days.get(row.id, ()))]),
        )
        for row in rows
    )  # fmt: skip


def _grouped(session: Session, model: Any, ids: Sequence[str], order: Any) -> dict[str, list[Any]]:
    found = select(model).where(col(model.activity_id).in_(ids)).order_by(col(order))
    grouped: dict[str, list[Any]] = defaultdict(list)
    for row in session.exec(found).all() if ids else ():
        grouped[row.activity_id].append(row)
    return grouped
