"""What the redactie does with an activity that was handed in: publish it, or refuse it with a reason."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from portal.errors import NotFound, OutsideRules, TooLong, WrongState
from portal.models.activities import Activity, ActivityState, ActivityText, RefusalReason
from portal.models.people import Organisation
from portal.services import activity_access, activity_index, activity_notices, audit, permissions
from portal.services.permissions import Action, Actor

MAX_NOTE = 600


@dataclass(frozen=True)
class Waiting:
    """An activity that waits for the redactie."""

    activity_id: str
    title: str
    organisation: str
    handed_in_at: datetime


def waiting(session: Session, *, actor: Actor, limit: int = 100) -> tuple[Waiting, ...]:
    """Return what waits for the redactie, the longest wait first.

    Raises:
        NotAllowed: the actor does not review.
    """
    permissions.require(actor, Action.ACTIVITY_REVIEW)
    found = (
        select(Activity, ActivityText.title, Organisation.name)
        .join(Organisation, col(Organisation.id) == col(Activity.organisation_id))
        .join(ActivityText, (col(ActivityText.activity_id) == col(Activity.id)) & (col(ActivityText.language) == col(Activity.main_language)))
        .where(Activity.state == ActivityState.REVIEW)
        .order_by(col(Activity.changed_at), col(Activity.id))
        .limit(limit)
    )  # fmt: skip
    return tuple(
        Waiting(row.id, title, organisation, row.changed_at)
        for row, title, organisation in session.exec(found).all()
    )


def publish(session: Session, *, actor: Actor, activity_id: str, version: int, now: datetime) -> Activity:
    """Publish what was read; the one who keeps the activity is told.

    Raises:
        NotAllowed: the actor does not review.
        NotFound: there is no such activity.
        WrongState: it does not wait for the redactie, or was changed since it was read.
    """
    activity = _to_decide(session, actor, activity_id, version)
    activity.state = ActivityState.PUBLISHED
    activity.published_at = activity.published_at or now
    _decided(activity, actor, now)
    session.flush()
    activity_notices.tell_owner(session, activity=activity, template="activity.published", now=now)
    _write_down(session, actor, activity, "activity.published", now)
    return activity


def refuse(
    session: Session, *, actor: Actor, activity_id: str, version: int, reason: RefusalReason, note: str, now: datetime
) -> Activity:  # fmt: skip
    """Refuse what was read; the one who keeps the activity gets the words of the redactie by mail.

    Raises:
        NotAllowed: the actor does not review.
        NotFound: there is no such activity.
        WrongState: it does not wait for the redactie, or was changed since it was read.
        OutsideRules: nothing was written.
        TooLong: the words are too many.
    """
    activity = _to_decide(session, actor, activity_id, version)
    said = note.strip()
    if not said:
        raise OutsideRules("reason-missing")
    if len(said) > MAX_NOTE:
        raise TooLong(limit=MAX_NOTE)
    activity.refusal, activity.refusal_note = reason, said
    activity.state = ActivityState.REFUSED
    _decided(activity, actor, now)
    session.flush()
    activity_notices.tell_owner(
        session, activity=activity, template="activity.refused", now=now, facts={"note": said}
    )
    _write_down(session, actor, activity, "activity.refused", now, reason=reason.value)
    return activity


def _to_decide(session: Session, actor: Actor, activity_id: str, version: int) -> Activity:
    permissions.require(actor, Action.ACTIVITY_REVIEW)
    activity = session.exec(select(Activity).where(Activity.id == activity_id).with_for_update()).first()
    if activity is None:
        raise NotFound("activity")
    permissions.require(actor, Action.ACTIVITY_REVIEW, activity_access.target_of(activity))
    if activity.state is not ActivityState.REVIEW or activity.version != version:
        raise WrongState("activity", activity.state.value)
    return activity


def _decided(activity: Activity, actor: Actor, now: datetime) -> None:
    activity.reviewed_by, activity.reviewed_at, activity.reviewed_version = (
        actor.person_id or None, now, activity.version,
    )  # fmt: skip


def _write_down(
    session: Session, actor: Actor, activity: Activity, action: str, now: datetime, **facts: str
) -> None:
    activity_index.changed(session, now=now)
    subject = f"activity:{activity.id}"
    audit.record(
        session, actor_id=actor.person_id or None, action=action, subject=subject, now=now, facts=facts
    )
