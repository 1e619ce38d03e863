"""What an organiser does with an activity: begin, type, throw away, hand in, change, move, cancel, withdraw, pass on.

draft -> review -> published | refused; refused -> review again. A published one may be changed at once and keeps its
sign-ups (docs/decisions/0017); what is being typed never shows before it is handed in.
"""

import re
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from portal.errors import NotFound, OutsideRules, TooLong, WrongState
from portal.models.activities import Activity, ActivitySource, ActivityState, Occurrence, OccurrenceState
from portal.models.offer import ActivityDraft
from portal.models.people import Role, RoleGrant
from portal.services import (
    activity_access,
    activity_calendar,
    activity_facts,
    activity_images,
    activity_index,
    activity_notices,
    activity_rows,
    audit,
    permissions,
    signups,
)
from portal.services.activity_facts import ActivityFacts
from portal.services.activity_words import fold
from portal.services.permissions import Action, Actor, Target

MAX_DRAFT = 60_000
# What is typed for these is handed in for review; for those it is shown at once.
TO_REVIEW = frozenset({ActivityState.DRAFT, ActivityState.REFUSED, ActivityState.WITHDRAWN})
CHANGED_AT_ONCE = frozenset({ActivityState.PUBLISHED, ActivityState.REVIEW})


def start(session: Session, *, actor: Actor, organisation_id: str, now: datetime) -> Activity:
    """Begin an activity for an organisation.

    Raises:
        NotFound: the actor does not publish for this organisation.
    """
    if not permissions.may(actor, Action.ACTIVITY_EDIT, Target(organisation_id=organisation_id)):
        raise NotFound("organisation")
    activity = Activity(
        organisation_id=organisation_id, owner_id=actor.person_id, created_at=now, changed_at=now
    )
    session.add(activity)
    session.flush()
    _write_down(session, actor, activity, "activity.started", now)
    return activity


def typed(session: Session, *, actor: Actor, activity_id: str) -> dict[str, Any]:
    """Return the document as it is being typed; where nothing is, as it stands in the tables.

    Raises:
        NotFound: there is no such activity, or it is another organisation's.
    """
    activity = activity_access.of_organiser(session, actor=actor, activity_id=activity_id)
    draft = session.get(ActivityDraft, activity.id)
    return dict(draft.values) if draft else activity_rows.read(session, activity).values()


def save_typed(
    session: Session, *, actor: Actor, activity_id: str, values: dict[str, Any], now: datetime
) -> None:
    """Keep what somebody typed so far.

    Raises:
        NotFound: there is no such activity, or it or the picture is another organisation's.
        WrongState: the activity was cancelled.
        BadInput: a value is no value of the form.
        TooLong: it is longer than any form of ours.
    """
    activity = activity_access.of_organiser(session, actor=actor, activity_id=activity_id)
    if activity.state is ActivityState.CANCELLED:
        raise WrongState("activity", activity.state.value)
    if len(str(values)) > MAX_DRAFT:
        raise TooLong(limit=MAX_DRAFT)
    facts = activity_facts.read(values)
    activity_images.check(session, image_id=facts.image_id, organisation_id=activity.organisation_id)
    draft = session.get(ActivityDraft, activity.id) or ActivityDraft(
        activity_id=activity.id, based_on=activity.version, changed_at=now
    )
    draft.values, draft.changed_by, draft.changed_at = facts.values(), actor.person_id, now
    session.add(draft)
    session.flush()


def lives_as_draft(activity: Activity) -> bool:
    """Say whether an activity is nothing yet but what somebody types: written here, and never handed in."""
    return activity.slug is None and activity.source is ActivitySource.PORTAL


def throw_away(session: Session, *, actor: Actor, activity_id: str, now: datetime) -> None:
    """Throw away what was typed and not handed in.

    What was never handed in goes whole. What was read in and never shown becomes again what its source says.

    Raises:
        NotFound: there is no such activity, or it is another organisation's.
        WrongState: nothing was typed since it was handed in.
    """
    activity = activity_access.of_organiser(session, actor=actor, activity_id=activity_id)
    draft = session.get(ActivityDraft, activity.id)
    whole = lives_as_draft(activity)
    if draft is not None and draft.changed_by is not None:
        if activity.source_facts is not None and activity.state in TO_REVIEW:
            draft.values, draft.based_on = dict(activity.source_facts), activity.version
            draft.changed_by, draft.changed_at = None, now
        else:
            session.delete(draft)
    elif not whole:
        raise WrongState("activity", "nothing-typed")
    session.flush()
    _write_down(session, actor, activity, "activity.thrown-away", now, whole=whole)
    if whole:
        session.delete(activity)
        session.flush()


def hand_in(session: Session, *, actor: Actor, activity_id: str, now: datetime) -> Activity:
    """Hand in what was typed: a new activity goes to the redactie, a published one changes at once.

    Raises:
        NotFound: there is no such activity, or it is another organisation's.
        WrongState: the activity was cancelled, or somebody else handed in another text meanwhile.
        OutsideRules: something that must be there is missing, or every day lies behind us.
    """
    activity = activity_access.of_organiser(session, actor=actor, activity_id=activity_id)
    if activity.state not in TO_REVIEW | CHANGED_AT_ONCE:
        raise WrongState("activity", activity.state.value)
    draft = session.get(ActivityDraft, activity.id)
    if draft is not None and draft.based_on != activity.version:
        raise WrongState("activity", "changed-meanwhile")
    facts = activity_facts.read(draft.values) if draft else activity_rows.read(session, activity)
    put(session, activity, facts, now=now)
    signups.fill(session, activity_id=activity.id, now=now)  # there may be more seats now
    if draft is not None:
        session.delete(draft)
    if activity.state in TO_REVIEW:
        activity.state, activity.refusal, activity.refusal_note = ActivityState.REVIEW, None, ""
        activity_notices.tell_reviewers(session, activity=activity, now=now)
    session.flush()
    _write_down(session, actor, activity, "activity.handed-in", now, version=activity.version)
    return activity


def put(session: Session, activity: Activity, facts: ActivityFacts, *, now: datetime) -> None:
    """Write a whole document into an activity and tell who signed up when day, hour or place changed.

    For use cases that asked whether this may be: handing in, importing, seeding.

    Raises:
        OutsideRules: something that must be there is missing, or every day lies behind us.
    """
    if activity_facts.missing(facts):
        raise OutsideRules("incomplete")
    was_at, pictured = _where(activity), activity.image_id
    activity_images.check(session, image_id=facts.image_id, organisation_id=activity.organisation_id)
    activity_index.changed(session, now=now)
    activity_rows.write(session, activity, facts, now=now)
    activity_images.keep_shown(session, before=pictured, after=facts.image_id, now=now)
    planned = activity_rows.plan_occurrences(session, activity, now=now)
    coming = [
        row
        for row in activity_rows.occurrences_of(session, activity.id, since=now)
        if row.state is OccurrenceState.PLANNED
    ]
    if not coming:
        raise OutsideRules("no-days")
    activity.version += 1
    elsewhere = activity.slug is not None and was_at != _where(activity)
    activity.slug = activity.slug or slug_of(facts.text.title, activity.id)
    moved = coming if elsewhere else planned.moved
    for row in coming if elsewhere else ():
        row.sequence, row.changed_at = row.sequence + 1, now
    session.flush()
    for what, rows in (("activity.cancelled", planned.cancelled), ("activity.moved", moved)):
        key = f"{what}:{activity.id}:{activity.version}"
        activity_notices.tell_signed_up(session, template=what, key=key, occurrences=rows, now=now)
    activity_rows.end_sign_ups(session, planned.cancelled, now=now)


def _where(activity: Activity) -> tuple[str | None, ...]:
    return (activity.nis_code, activity.venue, activity.street, activity.online_url)


def slug_of(title: str, activity_id: str) -> str:
    """Return an address that stays: words of the title, and enough of the id to be the only one."""
    words = re.sub(r"[^a-z0-9]+", "-", fold(title)).strip("-")[:60].strip("-")
    return f"{words or 'activiteit'}-{activity_id[:8]}"


def withdraw(session: Session, *, actor: Actor, activity_id: str, now: datetime) -> None:
    """Take an activity off the portal; it can be handed in again. Who signed up is told that it is off.

    Raises:
        NotFound: there is no such activity, or it is another organisation's.
        WrongState: the activity is not published and does not wait for the redactie.
    """
    activity = activity_access.of_organiser(session, actor=actor, activity_id=activity_id)
    if activity.state not in CHANGED_AT_ONCE:
        raise WrongState("activity", activity.state.value)
    take_off(session, activity, now=now)
    session.flush()
    _write_down(session, actor, activity, "activity.withdrawn", now)


def take_off(session: Session, activity: Activity, *, now: datetime) -> int:
    """Take an activity off the portal; returns how many people are told.

    For use cases that asked whether this may be: withdrawing, and importing what its source no longer has.
    """
    was_public = activity.state is ActivityState.PUBLISHED
    activity.state, activity.changed_at = ActivityState.WITHDRAWN, now
    return _call_off(session, activity, now) if was_public else 0


def cancel(session: Session, *, actor: Actor, activity_id: str, now: datetime) -> int:
    """Cancel a published activity for good; its page stays and says so. Returns how many people are told.

    Raises:
        NotFound: there is no such activity, or it is another organisation's.
        WrongState: the activity is not published.
    """
    activity = activity_access.of_organiser(session, actor=actor, activity_id=activity_id)
    if activity.state is not ActivityState.PUBLISHED:
        raise WrongState("activity", activity.state.value)
    activity.state, activity.cancelled_at, activity.changed_at = ActivityState.CANCELLED, now, now
    activity.version += 1
    told = _call_off(session, activity, now)
    session.flush()
    _write_down(session, actor, activity, "activity.cancelled", now, told=told)
    return told


def _call_off(session: Session, activity: Activity, now: datetime) -> int:
    # Locked: who is signing up at this moment is told too, or finds it called off.
    coming = [
        row
        for row in activity_rows.occurrences_of(session, activity.id, since=now, lock=True)
        if row.state is OccurrenceState.PLANNED
    ]
    key = f"activity.cancelled:{activity.id}:{activity.version}"
    told = activity_notices.tell_signed_up(
        session, template="activity.cancelled", key=key, occurrences=coming, now=now
    )
    for row in coming:
        _cancel_row(row, now)
    activity_rows.end_sign_ups(session, coming, now=now)
    return told


def _cancel_row(row: Occurrence, now: datetime) -> None:
    row.state, row.sequence, row.changed_at = OccurrenceState.CANCELLED, row.sequence + 1, now


def cancel_occurrence(session: Session, *, actor: Actor, occurrence_id: str, now: datetime) -> int:
    """Cancel one gathering; returns how many people are told. Cancelling it again tells nobody.

    Raises:
        NotFound: there is no such gathering, or it is another organisation's.
        WrongState: it began already.
    """
    activity, row = _coming(session, actor, occurrence_id, now)
    if row.state is OccurrenceState.CANCELLED:
        return 0
    _cancel_row(row, now)
    row.by_hand = True
    session.flush()
    key = f"activity.cancelled:{row.id}:{row.sequence}"
    told = activity_notices.tell_signed_up(
        session, template="activity.cancelled", key=key, occurrences=[row], now=now
    )
    activity_rows.end_sign_ups(session, [row], now=now)
    _write_down(session, actor, activity, "activity.occurrence-cancelled", now, told=told, key=row.key)
    return told


def move_occurrence(
    session: Session, *, actor: Actor, occurrence_id: str, starts: datetime, ends: datetime, now: datetime
) -> int:
    """Move one gathering to another moment (as a clock in Brussels shows it); returns how many people are told.

    Raises:
        NotFound: there is no such gathering, or it is another organisation's.
        WrongState: it began already, or was cancelled.
        OutsideRules: the new moment lies behind us, or ends before it begins.
    """
    activity, row = _coming(session, actor, occurrence_id, now)
    if row.state is OccurrenceState.CANCELLED:
        raise WrongState("occurrence", row.state.value)
    if ends <= starts:
        raise OutsideRules("ends-before-start")
    item = activity_calendar.gathering(starts, ends)
    if item.starts_at <= now:
        raise OutsideRules("in-the-past")
    if (item.starts_at, item.ends_at) == (row.starts_at, row.ends_at):
        return 0
    row.moved_from, row.by_hand = row.starts_at, True
    row.starts_at, row.ends_at, row.day, row.starts_minute = (
        item.starts_at,
        item.ends_at,
        item.day,
        item.starts_minute,
    )
    row.sequence, row.changed_at = row.sequence + 1, now
    session.flush()
    key = f"activity.moved:{row.id}:{row.sequence}"
    told = activity_notices.tell_signed_up(
        session, template="activity.moved", key=key, occurrences=[row], now=now
    )
    _write_down(session, actor, activity, "activity.occurrence-moved", now, told=told, key=row.key)
    return told


def _coming(session: Session, actor: Actor, occurrence_id: str, now: datetime) -> tuple[Activity, Occurrence]:
    row = signups.lock(session, occurrence_id)
    if row is None:
        raise NotFound("occurrence")
    activity = activity_access.of_organiser(session, actor=actor, activity_id=row.activity_id)
    if row.starts_at <= now:
        raise WrongState("occurrence", "began")
    return activity, row


def colleagues(session: Session, *, actor: Actor, activity_id: str) -> tuple[str, ...]:
    """Return the organisers to whom an activity can be passed on.

    Raises:
        NotFound: there is no such activity, or it is another organisation's.
    """
    activity = activity_access.of_organiser(
        session, actor=actor, activity_id=activity_id, action=Action.ACTIVITY_TRANSFER
    )
    found = select(RoleGrant.person_id).where(
        RoleGrant.role == Role.ORGANISER, RoleGrant.organisation_id == activity.organisation_id,
        col(RoleGrant.ended_at).is_(None), RoleGrant.person_id != activity.owner_id,
    )  # fmt: skip
    return tuple(session.exec(found.order_by(col(RoleGrant.person_id))).all())


def pass_on(
    session: Session, *, actor: Actor, organisation_id: str, from_id: str | None, to_id: str, now: datetime
) -> int:
    """Pass everything that somebody keeps in an organisation on to a colleague; None: what nobody keeps.

    Returns how many activities changed hands.

    Raises:
        NotFound: the organisation is not the actor's, or the colleague publishes nothing there.
    """
    if not permissions.may(actor, Action.ACTIVITY_TRANSFER, Target(organisation_id=organisation_id)):
        raise NotFound("organisation")
    grant = select(RoleGrant.id).where(
        RoleGrant.role == Role.ORGANISER, RoleGrant.organisation_id == organisation_id, RoleGrant.person_id == to_id,
        col(RoleGrant.ended_at).is_(None),
    )  # fmt: skip
    if session.exec(grant).first() is None:
        raise NotFound("colleague")
    mine = select(Activity).where(Activity.organisation_id == organisation_id, Activity.owner_id == from_id)
    rows = session.exec(mine.order_by(col(Activity.id)).with_for_update()).all()
    for row in rows:
        row.owner_id = to_id
    session.flush()
    if rows:
        subject = f"organisation:{organisation_id}"
        facts = {"from": from_id, "to": to_id, "activities": len(rows)}
        audit.record(
            session, actor_id=actor.person_id or None, action="activities.passed-on", subject=subject, now=now, facts=facts
        )  # fmt: skip
    return len(rows)


def _write_down(
    session: Session, actor: Actor, activity: Activity, action: str, now: datetime, **facts: Any
) -> None:  # fmt: skip
    activity_index.changed(session, now=now)
    audit.record(
        session, actor_id=actor.person_id or None, action=action, subject=f"activity:{activity.id}", now=now, facts=facts
    )  # fmt: skip
