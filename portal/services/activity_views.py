"""Activities as people read them: lines of a list, and one activity with everything. No actor: only what is public."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, bindparam
from sqlalchemy import select as columns
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

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
from portal.models.offer import ActivityViews
from portal.models.people import Organisation, Person
from portal.models.uploads import Upload
from portal.services import activity_rows, geography
from portal.services.activity_facts import ActivityFacts
from portal.services.activity_search import Hit

PUBLIC = frozenset({ActivityState.PUBLISHED, ActivityState.CANCELLED})


@dataclass(frozen=True)
class Image:
    """The picture of an activity; its words stand in the text of each language."""

    upload_id: str
    width: int
    height: int


@dataclass(frozen=True)
class Line:
    """An activity in a list. `language` is that of the title; `seats_left` None: no limit."""

    activity_id: str
    slug: str
    title: str
    language: str
    machine: bool
    kind: ActivityKind
    theme: ActivityTheme | None
    mode: AttendanceMode
    organisation: str
    venue: str
    nis_code: str | None
    km: float | None
    taalicoon: int
    free: bool
    lowest_price: Decimal | None
    counts: bool
    childcare: bool
    accessible: bool
    buddy: bool
    starts_at: datetime
    ends_at: datetime
    seats_left: int | None
    image: Image | None = None
    image_alt: str = ""


def lines(session: Session, hits: Sequence[Hit], *, language: str) -> tuple[Line, ...]:
    """Return the lines of some hits, in their order; titles in the reader's language where there is one.

    Two queries of the columns that a line shows, however many hits. What was withdrawn meanwhile has no line.
    """
    days = session.execute(_LINES, {"days": [hit.occurrence_id for hit in hits]}).all()
    shown = (ActivityState.PUBLISHED, OccurrenceState.PLANNED)
    rows = {row.id: row for row in days if (row.state, row.planned) == shown}
    words = titles(session, tuple(rows), language)
    both = [(hit, rows.get(hit.activity_id), words.get(hit.activity_id)) for hit in hits]
    return tuple(_line(hit, row, title) for hit, row, title in both if row is not None and title is not None)


def titles(session: Session, ids: Sequence[str], language: str) -> dict[str, Row[Any]]:
    """Return the titles of some activities, in the reader's language where there is one: `language`, `title`, `machine`."""
    found: dict[str, tuple[int, Row[Any]]] = {}
    for row in session.execute(_TITLES, {"ids": ids, "languages": [language, "nl"]}).all():
        rank = 0 if row.language == language else 1 if row.language == row.main_language else 2
        if row.activity_id not in found or rank < found[row.activity_id][0]:
            found[row.activity_id] = (rank, row)
    return {one: row for one, (_rank, row) in found.items()}


# Built once: building a query anew takes longer than the query.
_LINES = (
    columns(
        col(Activity.id), col(Activity.slug), col(Activity.kind), col(Activity.theme), col(Activity.mode), col(Activity.venue),
        col(Activity.nis_code), col(Activity.taalicoon), col(Activity.free), col(Activity.lowest_price), col(Activity.counts_for_hours),
        col(Activity.childcare), col(Activity.accessible), col(Activity.buddy), col(Organisation.name), col(Occurrence.starts_at),
        col(Occurrence.ends_at), col(Occurrence.capacity), col(Occurrence.seats_taken), col(Activity.state),
        col(Occurrence.state).label("planned"), col(Upload.id).label("image_id"), col(Upload.width), col(Upload.height),
    )
    .outerjoin(Upload, col(Upload.id) == col(Activity.image_id))
    .join(Organisation, col(Organisation.id) == col(Activity.organisation_id))
    .join(Occurrence, col(Occurrence.activity_id) == col(Activity.id))
    # Only by id, no state: SQLite would rather read every gathering that is planned.
    .where(col(Occurrence.id).in_(bindparam("days", expanding=True)))
)  # fmt: skip
_TITLES = (
    columns(
        col(ActivityText.activity_id), col(ActivityText.language), col(ActivityText.title), col(ActivityText.machine),
        col(ActivityText.image_alt), col(Activity.main_language),
    )
    .join(Activity, col(Activity.id) == col(ActivityText.activity_id))
    .where(col(ActivityText.activity_id).in_(bindparam("ids", expanding=True)))
    .where(
        col(ActivityText.language).in_(bindparam("languages", expanding=True))
        | (col(ActivityText.language) == col(Activity.main_language))
    )
)  # fmt: skip


def _line(hit: Hit, row: Row[Any], text: Row[Any]) -> Line:
    return Line(
        activity_id=row.id, slug=row.slug or "", title=text.title, language=text.language, machine=text.machine,
        kind=row.kind, theme=row.theme, mode=row.mode, organisation=row.name, venue=row.venue,
        nis_code=row.nis_code, km=hit.km, taalicoon=row.taalicoon or 1, free=row.free, lowest_price=row.lowest_price,
        counts=row.counts_for_hours, childcare=row.childcare, accessible=row.accessible, buddy=row.buddy,
        starts_at=row.starts_at, ends_at=row.ends_at, seats_left=_left(row.capacity, row.seats_taken),
        image=_image(row.image_id, row.width, row.height), image_alt=text.image_alt,
    )  # fmt: skip


def _image(upload_id: str | None, width: int | None, height: int | None) -> Image | None:
    return Image(upload_id, width, height) if upload_id and width and height else None


def image_of(session: Session, image_id: str | None) -> Image | None:
    """Return a picture by its id; None when there is none."""
    upload = session.get(Upload, image_id) if image_id else None
    return _image(upload.id, upload.width, upload.height) if upload else None


def _left(capacity: int | None, taken: int) -> int | None:
    return None if capacity is None else max(0, capacity - taken)


def seats_left(occurrence: Occurrence) -> int | None:
    """Return how many seats there still are; None: no limit."""
    return _left(occurrence.capacity, occurrence.seats_taken)


@dataclass(frozen=True)
class Day:
    """One gathering, as the public sees it."""

    occurrence_id: str
    starts_at: datetime
    ends_at: datetime
    state: OccurrenceState
    moved_from: datetime | None
    seats_left: int | None
    booking_open: bool
    sequence: int


@dataclass(frozen=True)
class Shown:
    """One activity with everything that may be read of it."""

    activity_id: str
    slug: str
    state: ActivityState
    version: int
    organisation: str
    facts: ActivityFacts
    days: tuple[Day, ...]
    changed_at: datetime
    calendar: Mapping[str, Any]
    image: Image | None = None
    based_on: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def language_for(self, reader: str) -> str:
        """Return the language in which this reader sees it: the own one where there is a text, else the main one."""
        return reader if reader in self.facts.texts else self.facts.main_language

    def changed_since(self, language: str) -> tuple[str, ...]:
        """Return the paragraphs of the main text that changed after its translation into a language was made."""
        return activity_rows.changed_since(self.facts.text, self.based_on.get(language, ()))


def by_slug(session: Session, slug: str, *, now: datetime) -> Shown | None:
    """Return a public activity by its address; None when there is none (any more)."""
    found = session.exec(select(Activity).where(Activity.slug == slug)).first()
    return shown(session, found, now=now) if found is not None and found.state in PUBLIC else None


def id_of(session: Session, slug: str) -> str | None:
    """Return which public activity has this address."""
    found = select(Activity.id).where(Activity.slug == slug, col(Activity.state).in_(PUBLIC))
    return session.exec(found).first()


def shown(session: Session, activity: Activity, *, now: datetime) -> Shown:
    """Return an activity with its coming days, also one that is not public: who calls asked whether it may be seen."""
    name = session.exec(select(Organisation.name).where(Organisation.id == activity.organisation_id)).one()
    return Shown(
        activity_id=activity.id, slug=activity.slug or "", state=activity.state, version=activity.version,
        organisation=name, facts=activity_rows.read(session, activity),
        days=tuple(_day(row) for row in activity_rows.occurrences_of(session, activity.id, since=now)),
        changed_at=activity.changed_at, calendar=activity.calendar,
        image=image_of(session, activity.image_id),
        based_on={row.language: row.based_on for row in activity_rows.texts_of(session, activity.id)},
    )  # fmt: skip


def _day(row: Occurrence) -> Day:
    return Day(
        row.id, row.starts_at, row.ends_at, row.state, row.moved_from, seats_left(row), row.booking_open, row.sequence
    )  # fmt: skip


def count_view(session: Session, *, activity_id: str, language: str, now: datetime) -> None:
    """Count that a page was opened; by whom is not kept."""
    insert: Any = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    day: date = now.astimezone(BRUSSELS).date()
    statement = insert(ActivityViews).values(activity_id=activity_id, day=day, language=language, views=1)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["activity_id", "day", "language"], set_={"views": ActivityViews.views + 1}
        )
    )


def public_addresses(session: Session, *, limit: int = 45_000) -> tuple[str, ...]:
    """Return the addresses of what is published: for the sitemap."""
    found = columns(col(Activity.slug)).where(col(Activity.state) == ActivityState.PUBLISHED)
    return tuple(session.execute(found.order_by(col(Activity.slug)).limit(limit)).scalars().all())


def home_of(session: Session, person_id: str) -> str | None:
    """Return the municipality where somebody lives, when distances can start there."""
    nis_code = session.exec(select(Person.nis_code).where(Person.id == person_id)).first()
    return nis_code if nis_code and geography.point_of(nis_code) else None
