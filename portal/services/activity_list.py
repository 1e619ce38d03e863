"""An organisation's own activities in a list: state, next day, how complete what is being typed is."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from portal.errors import NotFound
from portal.models.activities import Activity, ActivityState, ActivityText, Occurrence, OccurrenceState
from portal.models.offer import ActivityDraft
from portal.models.people import Organisation, Person
from portal.services import activities, activity_access, activity_facts, activity_views, permissions
from portal.services.activity_facts import ActivityFacts
from portal.services.activity_views import Shown
from portal.services.permissions import Action, Actor


@dataclass(frozen=True)
class OwnLine:
    """One activity of one's own organisation. `score`: of what is being typed; None where nothing is."""

    activity_id: str
    slug: str
    title: str
    state: ActivityState
    next_at: datetime | None
    score: int | None
    has_draft: bool
    refusal_note: str
    owner_id: str | None


def own(session: Session, *, actor: Actor, now: datetime) -> tuple[OwnLine, ...]:
    """Return the activities of the actor's organisations, the last changed first. Four queries, however many."""
    rows = activity_access.of_organisations(session, actor=actor)
    ids = [row.id for row in rows]
    drafts = {
        row.activity_id: row
        for row in session.exec(select(ActivityDraft).where(col(ActivityDraft.activity_id).in_(ids))).all()
    }
    titles = {
        (row.activity_id, row.language): row.title
        for row in session.exec(select(ActivityText).where(col(ActivityText.activity_id).in_(ids))).all()
    }
    coming = (
        select(Occurrence.activity_id, func.min(col(Occurrence.starts_at)))
        .where(col(Occurrence.activity_id).in_(ids), col(Occurrence.starts_at) > now, Occurrence.state == OccurrenceState.PLANNED)
        .group_by(col(Occurrence.activity_id))
    )  # fmt: skip
    next_at = dict(session.exec(coming).all())
    return tuple(
        _line(row, drafts.get(row.id), titles.get((row.id, row.main_language), ""), next_at.get(row.id)) for row in rows
    )  # fmt: skip


def _line(row: Activity, draft: ActivityDraft | None, title: str, next_at: datetime | None) -> OwnLine:
    typed = activity_facts.read(draft.values) if draft else None
    return OwnLine(
        activity_id=row.id, slug=row.slug or "", title=(typed.text.title if typed else "") or title, state=row.state,
        next_at=next_at, score=activity_facts.completeness(typed).score if typed else None, has_draft=draft is not None,
        refusal_note=row.refusal_note if row.state is ActivityState.REFUSED else "", owner_id=row.owner_id,
    )  # fmt: skip


def organisations(session: Session, *, actor: Actor) -> tuple[tuple[str, str], ...]:
    """Return id and name of the organisations for which the actor publishes."""
    mine = activity_access.organisations_of(actor)
    found = select(Organisation.id, Organisation.name).where(col(Organisation.id).in_(mine))
    return tuple((one, name) for one, name in session.exec(found.order_by(col(Organisation.name))).all())


@dataclass(frozen=True)
class Editable:
    """One activity for whoever writes or reviews it: as it stands, as it is being typed, and what this person may do."""

    shown: Shown
    typed: ActivityFacts
    organisation_id: str
    owner_id: str | None
    refusal_note: str
    may_edit: bool
    may_review: bool
    colleagues: dict[str, str]


def to_throw_away(session: Session, *, actor: Actor, activity_id: str) -> bool | None:
    """Say whether throwing away what was typed takes the whole activity away; None where nobody typed anything.

    Raises:
        NotFound: there is no such activity, or it is not the actor's to see.
    """
    activity = activity_access.readable(session, actor=actor, activity_id=activity_id)
    draft = session.get(ActivityDraft, activity.id)
    whole = activities.lives_as_draft(activity)
    return whole if whole or (draft is not None and draft.changed_by is not None) else None


def editable(session: Session, *, actor: Actor, activity_id: str, now: datetime) -> Editable:
    """Return an activity with what the actor may do with it.

    Raises:
        NotFound: there is no such activity, or it is not the actor's to see.
    """
    activity = activity_access.readable(session, actor=actor, activity_id=activity_id)
    target = activity_access.target_of(activity)
    may_edit = permissions.may(actor, Action.ACTIVITY_EDIT, target)
    if not may_edit and activity.state is ActivityState.DRAFT:
        raise NotFound("activity")  # what was never handed in is nobody else's
    shown = activity_views.shown(session, activity, now=now)
    draft = session.get(ActivityDraft, activity.id) if may_edit else None
    people = activities.colleagues(session, actor=actor, activity_id=activity.id) if may_edit else ()
    named = session.exec(
        select(Person).where(col(Person.id).in_(people)).order_by(col(Person.given_name))
    ).all()
    return Editable(
        shown=shown, typed=activity_facts.read(draft.values) if draft else shown.facts,
        organisation_id=activity.organisation_id, owner_id=activity.owner_id, refusal_note=activity.refusal_note,
        may_edit=may_edit, may_review=permissions.may(actor, Action.ACTIVITY_REVIEW, target),
        colleagues={one.id: f"{one.given_name} {one.family_name}" for one in named},
    )  # fmt: skip
