"""Many new activities at once, each written as `activities.put` would write it: a few statements, however many there are."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session, SQLModel

from portal.clock import BRUSSELS
from portal.errors import OutsideRules
from portal.models.activities import Activity, Occurrence
from portal.models.offer import ActivityDraft
from portal.services import activities, activity_calendar, activity_facts, activity_index, activity_rows
from portal.services.activity_calendar import Gathering
from portal.services.activity_facts import ActivityFacts
from portal.services.bank_facts import in_chunks


def put_new(session: Session, *, new: Sequence[tuple[Activity, ActivityFacts]], now: datetime) -> None:
    """Write documents into activities that no table has yet.

    Raises:
        OutsideRules: something that must be there is missing, or every day lies behind us.
    """
    if not new:
        return
    rows: list[SQLModel] = []
    days: list[dict[str, Any]] = []
    for activity, facts in new:
        if activity_facts.missing(facts):
            raise OutsideRules("incomplete")
        ahead = coming(facts, now=now)
        if not ahead:
            raise OutsideRules("no-days")
        activity_rows.fill(activity, facts, now=now)
        activity.version += 1
        activity.slug = activities.slug_of(facts.text.title, activity.id)
        if facts.calendar.is_pattern:
            today = now.astimezone(BRUSSELS).date()
            activity.expanded_to = min(facts.calendar.last or date.max, today + activity_calendar.HORIZON)
        rows += activity_rows.text_rows(activity, facts, {}, now=now)
        rows += activity_rows.price_rows(activity, facts)
        days += [activity_rows.occurrence_values(activity, item, now=now) for item in ahead]
    activity_index.changed(session, now=now)
    add_many(session, [activity for activity, _facts in new])
    for kind in dict.fromkeys(type(row) for row in rows):
        add_many(session, [row for row in rows if type(row) is kind])
    _insert(session, Occurrence, days)


def keep_typed(session: Session, *, drafts: Iterable[tuple[Activity, ActivityDraft]]) -> None:
    """Write activities that no table has yet, each with what stands in its form."""
    pairs = list(drafts)
    add_many(session, [activity for activity, _draft in pairs])
    add_many(session, [draft for _activity, draft in pairs])


def coming(facts: ActivityFacts, *, now: datetime) -> list[Gathering]:
    """Return the gatherings of a document that the portal would plan now."""
    today = now.astimezone(BRUSSELS).date()
    return [item for item in activity_calendar.expand(facts.calendar, today=today) if item.starts_at > now]


def add_many(session: Session, rows: Sequence[SQLModel]) -> None:
    """Insert rows of one kind."""
    if not rows:
        return
    names = [column.name for column in SQLModel.metadata.tables[str(rows[0].__tablename__)].columns]
    _insert(session, type(rows[0]), [{name: getattr(row, name) for name in names} for row in rows])


def _insert(session: Session, kind: type[SQLModel], rows: Sequence[dict[str, Any]]) -> None:
    table = SQLModel.metadata.tables[str(kind.__tablename__)]
    for chunk in in_chunks(rows):
        session.execute(
            insert(table), chunk
        )  # the table: of the class, each row would be a statement of its own
