"""Tells every jurist that a question waits: within the minute, in their own language, without a word of the question."""

from datetime import datetime

from sqlmodel import Session, col, select

from portal.models.cases import Case
from portal.models.outbox import MailState, OutboxMail
from portal.models.people import Person, Role, RoleGrant
from portal.services import outbox

NEW, NEW_URGENT = "case.new", "case.new-urgent"


def tell_jurists(session: Session, case: Case, *, now: datetime) -> None:
    """Write one mail for a case and jurist.

    A mail that has not been tried yet says it of this case too: a model that fails a hundred times in a minute fills
    nobody's mailbox.
    """
    template = NEW_URGENT if case.urgent else NEW
    about_to_hear = select(OutboxMail.person_id).where(
        OutboxMail.template == template, OutboxMail.state == MailState.WAITING, OutboxMail.attempts == 0
    )
    jurists = session.exec(
        select(Person.id, Person.language)
        .join(RoleGrant, col(RoleGrant.person_id) == col(Person.id))
        .where(
            RoleGrant.role == Role.JURIST,
            col(RoleGrant.ended_at).is_(None),
            col(Person.active).is_(True),
            col(Person.id).not_in(about_to_hear),
        )
        .distinct()
    ).all()
    for person_id, language in jurists:
        key = f"{template}:{case.id}:{person_id}"
        outbox.queue_mail(
            session, key=key, template=template, person_id=person_id, language=language, now=now
        )
