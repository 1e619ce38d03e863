"""Mail, first written as a row in the transaction of what it tells, then sent by a job."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from portal.models.outbox import OutboxMail


def queue_mail(
    session: Session,
    *,
    key: str,
    template: str,
    person_id: str,
    language: str,
    now: datetime,
    facts: Mapping[str, Any] | None = None,
) -> OutboxMail:
    """Write one mail; the same key again returns the mail that is there.

    `facts` hold codes and numbers the template needs, never names or contents.
    """
    existing = session.exec(select(OutboxMail).where(OutboxMail.key == key)).first()
    if existing is not None:
        return existing
    mail = OutboxMail(
        key=key,
        template=template,
        person_id=person_id,
        language=language,
        facts=dict(facts or {}),
        written_at=now,
        next_try_at=now,
    )
    session.add(mail)
    session.flush()
    return mail
