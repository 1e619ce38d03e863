"""Activities from a file into the portal: first what would happen, then the whole file in one transaction.

A new activity that is complete goes to the redactie, as when somebody hands it in; one that lacks something stays a draft. One that
readers see is changed at once, and who signed up is told as after a change by hand (docs/decisions/0025).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, select

from portal.errors import NotFound
from portal.models.activities import Activity, ActivitySource, ActivityState
from portal.models.offer import ActivityDraft
from portal.models.people import Organisation
from portal.providers.activity_files import ReadFile
from portal.services import (
    activities,
    activity_index,
    activity_many,
    activity_merge,
    activity_notices,
    audit,
    permissions,
)
from portal.services.activity_import_plan import SHOWN, Fate, Into, Outcome, Step, plan
from portal.services.audit import Act
from portal.services.bank_facts import in_chunks
from portal.services.permissions import Action, Actor, Target


def preview(session: Session, *, actor: Actor, file: ReadFile, into: Into, now: datetime) -> Outcome:
    """Say what importing a file would do.

    Raises:
        NotFound: there is no such organisation, or the actor imports nothing for it.
    """
    _require(session, actor, into, lock=False)
    steps = plan(session, file=file, into=into, now=now)
    return Outcome(file.source.value, tuple(step.line for step in steps))


def take_in(session: Session, *, actor: Actor, file: ReadFile, into: Into, now: datetime) -> Outcome:
    """Import a file. The same file again changes nothing.

    Raises:
        NotFound: there is no such organisation, or the actor imports nothing for it.
    """
    _require(session, actor, into, lock=True)
    steps = plan(session, file=file, into=into, now=now, lock=True)
    _add(
        session,
        actor,
        steps=[step for step in steps if step.line.fate is Fate.NEW],
        source=file.source,
        into=into,
        now=now,
    )
    for step in steps:
        if step.line.fate is Fate.WITHDRAWN:
            _withdraw(session, step, now)
        elif step.told is not None and step.line.fate in {Fate.CHANGED, Fate.UNCHANGED}:
            _change(session, step, now)
    session.flush()
    _adopt(session, file, into)
    outcome = Outcome(file.source.value, tuple(step.line for step in steps))
    _tell(session, steps, now)
    _write_down(session, actor, outcome, into, now)
    return outcome


def _require(session: Session, actor: Actor, into: Into, *, lock: bool) -> None:
    if not permissions.may(actor, Action.ACTIVITY_IMPORT, Target(organisation_id=into.organisation_id)):
        raise NotFound("organisation")
    found = select(Organisation.id).where(Organisation.id == into.organisation_id)
    # two imports for one organisation wait for each other
    if session.exec(found.with_for_update() if lock else found).first() is None:
        raise NotFound("organisation")


def _add(
    session: Session,
    actor: Actor,
    *,
    steps: Sequence[Step],
    source: ActivitySource,
    into: Into,
    now: datetime,
) -> None:
    whole, typed = [], []
    for step in steps:
        if step.facts is None or step.told is None:
            continue
        activity = Activity(
            id=step.line.activity_id, organisation_id=into.organisation_id, owner_id=actor.person_id or None, source=source, source_id=step.line.source_id,
            source_digest=step.digest, source_facts=step.told.values(), source_seen_at=now, feed_id=into.feed_id,
            main_language=step.facts.main_language, created_at=now, changed_at=now, labels=[], calendar={},
        )  # fmt: skip
        if step.line.to_review:
            activity.state = ActivityState.REVIEW
            whole.append((activity, step.facts))
        else:
            draft = ActivityDraft(
                activity_id=activity.id, values=step.facts.values(), based_on=activity.version, changed_at=now
            )
            typed.append((activity, draft))
    activity_many.put_new(session, new=whole, now=now)
    activity_many.keep_typed(session, drafts=typed)


def _change(session: Session, step: Step, now: datetime) -> None:
    activity, facts, told = step.activity, step.facts, step.told
    if activity is None or facts is None or told is None:
        return
    before = activity.source_facts or {}
    activity.source_digest, activity.source_facts, activity.source_seen_at = step.digest, told.values(), now
    session.add(activity)
    if activity.state in SHOWN:
        if step.line.fate is Fate.CHANGED:
            activities.put(session, activity, facts, now=now)
            _follow(session, step, before, now)
        return
    if step.line.to_review:
        activities.put(session, activity, facts, now=now)
        activity.state, activity.refusal, activity.refusal_note = ActivityState.REVIEW, None, ""
        if step.draft is not None:
            session.delete(step.draft)
        return
    if activity.state is ActivityState.WITHDRAWN:
        activity.state = ActivityState.DRAFT
    if step.line.fate is Fate.CHANGED:
        draft = step.draft or ActivityDraft(activity_id=activity.id, changed_at=now)
        draft.values, draft.based_on, draft.changed_at = facts.values(), activity.version, now
        session.add(draft)


def _follow(session: Session, step: Step, before: dict[str, Any], now: datetime) -> None:
    """Bring what somebody is typing up to what the source changed, so that it can still be handed in."""
    draft, told, activity = step.draft, step.told, step.activity
    if draft is None or told is None or activity is None:
        return
    merged = activity_merge.merge(before=before, now=told.values(), here=draft.values)
    draft.values, draft.based_on, draft.changed_at = merged.values, activity.version, now
    session.add(draft)


def _adopt(session: Session, file: ReadFile, into: Into) -> None:
    """Let what came by file before, and is in a feed now, follow the feed from now on."""
    if into.feed_id is None:
        return
    for chunk in in_chunks(row.source_id for row in file.rows):
        session.execute(
            update(Activity)
            .where(
                col(Activity.organisation_id) == into.organisation_id, col(Activity.source) == file.source,
                col(Activity.feed_id).is_(None), col(Activity.source_id).in_(chunk),
            )
            .values(feed_id=into.feed_id)
        )  # fmt: skip


def _withdraw(session: Session, step: Step, now: datetime) -> None:
    if step.activity is None:
        return
    # without a digest: when the source has it again, so has the portal
    step.activity.source_digest = None
    activity_index.changed(session, now=now)
    activities.take_off(session, step.activity, now=now)
    session.add(step.activity)


def _tell(session: Session, steps: Sequence[Step], now: datetime) -> None:
    """Tell the redactie once, however many came in."""
    handed_in = [step for step in steps if step.line.to_review]
    if not handed_in:
        return
    first = session.get(Activity, handed_in[0].line.activity_id)
    if first is not None:
        activity_notices.tell_reviewers(session, activity=first, now=now)


_ACTS = {
    Fate.NEW: "activity.imported",
    Fate.CHANGED: "activity.followed",
    Fate.WITHDRAWN: "activity.withdrawn",
}


def _write_down(session: Session, actor: Actor, outcome: Outcome, into: Into, now: datetime) -> None:
    if outcome.changes_nothing:
        return
    acts = [
        Act(_ACTS[line.fate], f"activity:{line.activity_id}", facts={"source": outcome.source})
        for line in outcome.lines
        if line.fate in _ACTS
    ]
    counts = {fate.value: outcome.count(fate) for fate in Fate}
    facts = {"source": outcome.source, **counts}
    acts.append(Act("activities.imported", f"organisation:{into.organisation_id}", facts=facts))
    audit.record_many(session, actor_id=actor.person_id or None, acts=acts, now=now)
