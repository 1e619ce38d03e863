"""Telling everybody who signed up that something was cancelled or moved: one mail each, in the same transaction."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlmodel import Session, col, select

from portal.models.activities import Activity, Occurrence
from portal.models.people import Person, Role, RoleGrant
from portal.models.signups import SignUp, SignUpState
from portal.services import outbox


def tell_signed_up(
    session: Session, *, template: str, key: str, occurrences: Collection[Occurrence], now: datetime
) -> int:
    """Write one mail to everybody with a seat or a place in the queue, however many occurrences it is about.

    `key` names the event: telling it again writes nothing more.
    """
    if not occurrences:
        return 0
    signed_up = select(SignUp.person_id).where(
        col(SignUp.occurrence_id).in_([occurrence.id for occurrence in occurrences]),
        col(SignUp.state).in_([SignUpState.SEATED, SignUpState.WAITING]),
    )
    people = session.exec(select(Person).where(col(Person.id).in_(signed_up)).order_by(col(Person.id))).all()
    _mail(session, people, template=template, key=key, now=now, facts={})
    return len(people)


def tell_owner(
    session: Session, *, activity: Activity, template: str, now: datetime, facts: dict[str, str] | None = None
) -> None:
    """Write a mail to whoever keeps an activity; nobody keeps it: to every organiser of its organisation."""
    if activity.owner_id:
        people: Iterable[Person] = session.exec(select(Person).where(Person.id == activity.owner_id)).all()
    else:
        people = _with_role(session, Role.ORGANISER, activity.organisation_id)
    moment = now.isoformat(timespec="seconds")
    _mail(
        session,
        people,
        template=template,
        key=f"{template}:{activity.id}:{moment}",
        now=now,
        facts=facts or {},
    )


def tell_reviewers(session: Session, *, activity: Activity, now: datetime) -> None:
    """Write a mail to the redactie: an activity waits."""
    key = f"activity.new:{activity.id}:{activity.version}"
    _mail(
        session, _with_role(session, Role.REDACTEUR, None), template="activity.new", key=key, now=now, facts={}
    )  # fmt: skip


def _with_role(session: Session, role: Role, organisation_id: str | None) -> Iterable[Person]:
    found = (
        select(Person)
        .join(RoleGrant, col(RoleGrant.person_id) == col(Person.id))
        .where(RoleGrant.role == role, col(RoleGrant.ended_at).is_(None), col(Person.active))
    )
    if organisation_id is not None:
        found = found.where(RoleGrant.organisation_id == organisation_id)
    return {person.id: person for person in session.exec(found.order_by(col(Person.id))).all()}.values()


def _mail(
    session: Session, people: Iterable[Person], *, template: str, key: str, now: datetime, facts: dict[str, str]
) -> None:  # fmt: skip
    for person in people:
        outbox.queue_mail(
            session, key=f"{key}:{person.id}", template=template, person_id=person.id, language=person.language,
            now=now, facts=facts,
        )  # fmt: skip
