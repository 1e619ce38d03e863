"""What importing a file would do, row by row: worked out the same way for the preview and for the import itself."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from functools import cache

from sqlalchemy import func
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from portal.clock import BRUSSELS
from portal.errors import BadInput
from portal.models.activities import Activity, ActivityState, Occurrence, OccurrenceState
from portal.models.columns import new_id
from portal.models.offer import ActivityDraft
from portal.providers.activity_files import LOOK_FIRST, Flaw, Note, ReadFile, ReadRow
from portal.services import activity_facts, activity_many, activity_merge, activity_rows, geography, places
from portal.services.activity_facts import ActivityFacts, FieldName
from portal.services.activity_merge import Part
from portal.services.bank_facts import in_chunks

SHOWN = frozenset({ActivityState.PUBLISHED, ActivityState.REVIEW})
# What a source no longer has is taken off only where it still means something.
TAKEN_OFF = SHOWN | {ActivityState.DRAFT}


class Fate(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    WITHDRAWN = "withdrawn"
    REJECTED = "rejected"


@dataclass(frozen=True)
class Into:
    """Where a file goes. `complete`: what the organisation had of it before and is not in it any more, is withdrawn."""

    organisation_id: str
    complete: bool = False
    feed_id: str | None = None


@dataclass(frozen=True)
class Line:
    """One row and what becomes of it.

    `changed`: parts that the source changed; `by_hand`: parts that it changed too, but that were changed here and stay;
    `missing`: what must still come before it may be published; `to_review`: it goes to the redactie.
    """

    fate: Fate
    place: str
    source_id: str = ""
    title: str = ""
    activity_id: str = ""
    changed: tuple[Part, ...] = ()
    by_hand: tuple[Part, ...] = ()
    missing: tuple[FieldName, ...] = ()
    notes: tuple[Note, ...] = ()
    flaw: Flaw | None = None
    field: str = ""
    to_review: bool = False


@dataclass(frozen=True)
class Step:
    """A line with what is needed to do it: the merged document, the document as the source tells it, and its digest."""

    line: Line
    facts: ActivityFacts | None = None
    told: ActivityFacts | None = None
    digest: str | None = None
    activity: Activity | None = None
    draft: ActivityDraft | None = None


@dataclass(frozen=True)
class Outcome:
    """What a file did, or would do."""

    source: str
    lines: tuple[Line, ...]

    def count(self, fate: Fate) -> int:
        """Return how many rows have a fate."""
        return Counter(line.fate for line in self.lines)[fate]

    @property
    def changes_nothing(self) -> bool:
        """Say whether nothing would be written that anybody can see."""
        return not any(line.fate in {Fate.NEW, Fate.CHANGED, Fate.WITHDRAWN} for line in self.lines)

    @property
    def withdraws_most(self) -> bool:
        """Say whether more than half of what is known would go, and not just a few: a broken source looks like that."""
        gone = self.count(Fate.WITHDRAWN)
        known = gone + self.count(Fate.UNCHANGED) + self.count(Fate.CHANGED)
        return gone > _A_FEW and 2 * gone > known


_A_FEW = 3


@dataclass(frozen=True)
class _Known:
    id: str
    source_id: str
    digest: str | None
    state: ActivityState
    feed_id: str | None


@dataclass
class _Read:
    """A row that could be read, as a document."""

    row: ReadRow
    told: ActivityFacts | None = None
    digest: str | None = None
    rejected: Line | None = field(default=None)


def plan(session: Session, *, file: ReadFile, into: Into, now: datetime, lock: bool = False) -> list[Step]:
    """Work out what becomes of each row; `lock`: nobody else changes these activities until the transaction ends."""
    known = _known(session, file, into)
    read = [_document(row) for row in file.rows]
    touched = {one.row.source_id for one in read if _is_touched(one, known.get(one.row.source_id))}
    activities = _activities(session, [known[one].id for one in touched if one in known], lock=lock)
    drafts = _drafts(session, activities)
    steps = [_step(session, one, known.get(one.row.source_id), activities, drafts, now=now) for one in read]
    steps += [
        Step(Line(Fate.REJECTED, one.place, one.source_id, one.title, flaw=one.flaw, field=one.field))
        for one in file.rejected
    ]
    if into.complete and file.complete:
        seen = {row.source_id for row in file.rows} | {one.source_id for one in file.rejected}
        steps += _gone(
            session, [one for one in known.values() if one.source_id not in seen], into, now=now, lock=lock
        )
    return steps


def _known(session: Session, file: ReadFile, into: Into) -> Mapping[str, _Known]:
    found = columns(
        col(Activity.id), col(Activity.source_id), col(Activity.source_digest), col(Activity.state), col(Activity.feed_id)
    ).where(
        col(Activity.organisation_id) == into.organisation_id, col(Activity.source) == file.source,
        col(Activity.source_id).is_not(None),
    )  # fmt: skip
    return {
        str(row[1]): _Known(row[0], str(row[1]), row[2], row[3], row[4])
        for row in session.execute(found).all()
    }


def _document(row: ReadRow) -> _Read:
    if row.gone:
        return _Read(row)
    values = {**row.values, "nis_code": _municipality(str(row.values.get("postcode", "")), row.locality)}
    try:
        told = activity_facts.read(values)
    except BadInput as error:
        line = Line(
            Fate.REJECTED, row.place, row.source_id, row.title, flaw=Flaw.BAD_VALUE, field=error.place
        )
        return _Read(row, rejected=line)
    waits = sorted(note.value for note in set(row.notes) & LOOK_FIRST)
    digest = hashlib.sha256("|".join([told.digest(), *waits]).encode()).hexdigest()
    return _Read(row, told, digest)


@cache
def _municipality(postcode: str, locality: str) -> str | None:
    codes = [nis for nis in places.nis_codes_of(postcode) if geography.point_of(nis)] if postcode else []
    named = geography.municipality_of(locality) if locality and not locality.isdigit() else None
    if named in codes or not postcode:
        return named
    return codes[0] if codes else None


def _is_touched(one: _Read, known: _Known | None) -> bool:
    return known is not None and (one.row.gone or one.digest != known.digest)


def _activities(session: Session, ids: Iterable[str], *, lock: bool) -> dict[str, Activity]:
    found: dict[str, Activity] = {}
    for chunk in in_chunks(sorted(ids)):
        asked = select(Activity).where(col(Activity.id).in_(chunk)).order_by(col(Activity.id))
        found |= {row.id: row for row in session.exec(asked.with_for_update() if lock else asked).all()}
    return found


def _drafts(session: Session, ids: Iterable[str]) -> dict[str, ActivityDraft]:
    found: dict[str, ActivityDraft] = {}
    for chunk in in_chunks(sorted(ids)):
        asked = select(ActivityDraft).where(col(ActivityDraft.activity_id).in_(chunk))
        found |= {row.activity_id: row for row in session.exec(asked).all()}
    return found


def _step(
    session: Session, one: _Read, known: _Known | None, activities: Mapping[str, Activity], drafts: Mapping[str, ActivityDraft],
    *, now: datetime,
) -> Step:  # fmt: skip
    if one.rejected is not None:
        return Step(one.rejected)
    row = one.row
    line = Line(Fate.UNCHANGED, row.place, row.source_id, row.title, notes=row.notes)
    if known is None:
        return Step(line) if one.told is None else _new(line, one.told, one.digest, now=now)
    line = replace(line, activity_id=known.id)
    activity = activities.get(known.id)
    if activity is None:  # nothing was touched
        return Step(line)
    if one.told is None:
        line = replace(line, title=activity_facts.read(activity.source_facts or {}).text.title)
        gone = activity.state in TAKEN_OFF
        return Step(replace(line, fate=Fate.WITHDRAWN), activity=activity) if gone else Step(line)
    here_only = {ActivityState.CANCELLED: Note.CANCELLED_HERE}
    if activity.state is ActivityState.WITHDRAWN and activity.source_digest is not None:
        here_only[ActivityState.WITHDRAWN] = Note.WITHDRAWN_HERE
    if activity.state in here_only:
        return Step(replace(line, notes=(*line.notes, here_only[activity.state])))
    step = Step(line, told=one.told, digest=one.digest, activity=activity, draft=drafts.get(activity.id))
    return _changed(session, step, now=now)


def _is_over(facts: ActivityFacts, *, now: datetime) -> bool:
    """Say whether days were told and all lie behind us."""
    calendar, today = facts.calendar, now.astimezone(BRUSSELS).date()
    if calendar.is_pattern:
        return calendar.last is not None and calendar.last < today
    return bool(calendar.slots) and not activity_many.coming(facts, now=now)


def _new(line: Line, told: ActivityFacts, digest: str | None, *, now: datetime) -> Step:
    if _is_over(told, now=now):
        return Step(replace(line, fate=Fate.REJECTED, flaw=Flaw.OVER))
    missing = activity_facts.missing(told)
    ready = not missing and not set(line.notes) & LOOK_FIRST and bool(activity_many.coming(told, now=now))
    line = replace(line, fate=Fate.NEW, activity_id=new_id(), missing=missing, to_review=ready)
    return Step(line, facts=told, told=told, digest=digest)


def _changed(session: Session, step: Step, *, now: datetime) -> Step:
    activity, told, line = step.activity, step.told, step.line
    if activity is None or told is None:
        return step
    stands = _stands(session, activity, step.draft)
    merged = activity_merge.merge(before=activity.source_facts or {}, now=told.values(), here=stands)
    try:
        facts = activity_facts.read(merged.values)
    except BadInput as error:
        return Step(replace(line, fate=Fate.REJECTED, flaw=Flaw.BAD_VALUE, field=error.place))
    missing = activity_facts.missing(facts)
    line = replace(line, changed=merged.changed, by_hand=merged.by_hand, missing=missing)
    is_new_again = activity.state is ActivityState.WITHDRAWN
    untouched = step.draft is None or step.draft.changed_by is None
    if activity.state in SHOWN:
        if refused := _refused(session, activity, facts, merged.changed, now=now):
            return Step(replace(line, fate=Fate.REJECTED, flaw=refused))
        notes = (*line.notes, Note.BEING_TYPED) if step.draft is not None else line.notes
        fate = Fate.CHANGED if merged.changed else Fate.UNCHANGED
        return replace(step, line=replace(line, fate=fate, notes=notes), facts=facts)
    if _is_over(facts, now=now):
        return Step(replace(line, fate=Fate.REJECTED, flaw=Flaw.OVER))
    if activity.state is ActivityState.REFUSED:
        line = replace(line, notes=(*line.notes, Note.REFUSED_HERE))
    may_go = activity.state is not ActivityState.REFUSED and untouched
    ready = (
        may_go
        and not missing
        and not set(line.notes) & LOOK_FIRST
        and bool(activity_many.coming(facts, now=now))
    )
    is_change = bool(merged.changed) or ready or is_new_again
    fate = Fate.CHANGED if is_change else Fate.UNCHANGED
    return replace(step, line=replace(line, fate=fate, to_review=ready), facts=facts)


def _stands(session: Session, activity: Activity, draft: ActivityDraft | None) -> dict[str, object]:
    if draft is not None and activity.state not in SHOWN:
        return dict(draft.values)
    return activity_rows.read(session, activity).values()


def _refused(
    session: Session, activity: Activity, facts: ActivityFacts, changed: Sequence[Part], *, now: datetime
) -> Flaw | None:
    """Say why a change cannot be written into what readers see."""
    if not changed:
        return None
    if activity_facts.missing(facts):
        return Flaw.INCOMPLETE
    if not activity_many.coming(facts, now=now):
        return Flaw.OVER
    if Part.CAPACITY in changed and facts.capacity is not None:
        taken = session.exec(
            select(func.max(Occurrence.seats_taken)).where(
                Occurrence.activity_id == activity.id, col(Occurrence.starts_at) > now
            )
        ).one()
        if taken and taken > facts.capacity:
            return Flaw.SEATS_TAKEN
    return None


def _gone(
    session: Session, absent: Sequence[_Known], into: Into, *, now: datetime, lock: bool
) -> Iterator[Step]:
    mine = [
        one for one in absent
        if one.feed_id == into.feed_id and one.state in TAKEN_OFF and one.digest is not None
    ]  # fmt: skip
    ahead = _with_days_ahead(session, [one.id for one in mine], now=now)
    # what is over stays as it was: sources drop it by themselves
    leaves = [one.id for one in mine if one.state is ActivityState.DRAFT or one.id in ahead]
    activities = _activities(session, leaves, lock=lock)
    titles = _titles(session, activities)
    for one in mine:
        if one.id in activities:
            line = Line(Fate.WITHDRAWN, one.source_id, one.source_id, titles.get(one.id, ""), one.id)
            yield Step(line, activity=activities[one.id])


def _with_days_ahead(session: Session, ids: Sequence[str], *, now: datetime) -> set[str]:
    found: set[str] = set()
    for chunk in in_chunks(ids):
        asked = select(Occurrence.activity_id).where(
            col(Occurrence.activity_id).in_(chunk), col(Occurrence.starts_at) > now,
            Occurrence.state == OccurrenceState.PLANNED,
        )  # fmt: skip
        found |= set(session.exec(asked.distinct()).all())
    return found


def _titles(session: Session, activities: Mapping[str, Activity]) -> dict[str, str]:
    drafts = _drafts(session, activities)
    return {
        key: activity_facts.read(drafts[key].values if key in drafts else row.source_facts or {}).text.title
        for key, row in activities.items()
    }
