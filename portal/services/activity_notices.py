"""Telling everybody who signed up that something was cancelled or moved: one mail each, in the same transaction."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlmodel import Session, col, select

from portal.models.activities import Activity, Occurrence
from portal.models.people import Person, Role
from portal.models.signups import SignUp, SignUpState
from portal.services import outbox, people


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
    found = session.exec(select(Person).where(col(Person.id).in_(signed_up)).order_by(col(Person.id))).all()
    _mail(session, found, template=template, key=key, now=now, facts={})
    return len(found)


def tell_owner(
    session: Session, *, activity: Activity, template: str, now: datetime, facts: dict[str, str] | None = None
) -> None:
    """Write a mail to whoever keeps an activity; nobody keeps it: to every organiser of its organisation."""
    if activity.owner_id:
        found: Iterable[Person] = session.exec(select(Person).where(Person.id == activity.owner_id)).all()
    else:
        found = people.with_role(session, Role.ORGANISER, organisation_id=activity.organisation_id)
    moment = now.isoformat(timespec="seconds")
    _mail(
        session,
        found,
        template=template,
        key=f"{template}:{activity.id}:{moment}",
        now=now,
        facts=facts or {},
    )


def tell_reviewers(session: Session, *, activity: Activity, now: datetime) -> None:
    """Write a mail to the redactie: an activity waits."""
    key = f"activity.new:{activity.id}:{activity.version}"
    _mail(
        session, people.with_role(session, Role.REDACTEUR), template="activity.new", key=key, now=now, facts={}
    )  # fmt: skip


def _mail(
    session: Session, found: Iterable[Person], *, template: str, key: str, now: datetime, facts: dict[str, str]
) -> None:  # fmt: skip
    for person in found:
        outbox.queue_mail(
            session, key=f"{key}:{person.id}", template=template, person_id=person.id, language=person.language,
            now=now, facts=facts,
        )  # fmt: skip
