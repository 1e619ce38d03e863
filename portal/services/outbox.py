"""Mail, first written as a row in the transaction of what it tells, then sent by a job.

Each mail is claimed by a conditional update before it is sent, so two processes never send the same one. A process
that dies between sending and marking leaves its claim behind; when the claim ends, the mail is sent again: at least
once, never lost. A second copy carries the same Message-ID.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CursorResult, func, update
from sqlmodel import Session, col, select

from portal.models.outbox import MailState, OutboxMail
from portal.models.people import Person

CLAIM = timedelta(minutes=10)
# How long to wait after each failed try; after the last one the mail is said to have failed.
BACK_OFF = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=12),
)


@dataclass(frozen=True)
class Claimed:
    """A mail that this process, and no other, is about to send. `address` is None when there is nobody to send it to."""

    mail_id: str
    template: str
    language: str
    facts: Mapping[str, Any]
    address: str | None


@dataclass(frozen=True)
class Queue:
    """How the outbox stands."""

    waiting: int
    sending: int
    failed: int
    oldest_due_at: datetime | None


def queue_mail(
    session: Session,
    *,
    key: str,
    template: str,
    person_id: str,
    language: str,
    now: datetime,
    facts: Mapping[str, Any] | None = None,
    address: str | None = None,
    leaves_at: datetime | None = None,
) -> OutboxMail:
    """Write one mail; the same key again returns the mail that is there.

    `facts` hold codes and numbers the template needs, never names or contents. `address`: it goes there instead of to
    the person, who asked for it. `leaves_at`: not before that moment, so that it can be taken back until then.
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
        address=address,
        written_at=now,
        next_try_at=leaves_at or now,
    )
    session.add(mail)
    session.flush()
    return mail


def claim(session: Session, *, now: datetime, limit: int = 20) -> tuple[Claimed, ...]:
    """Claim mails that are due, oldest first; commit before sending them."""
    due = session.exec(
        select(OutboxMail, Person)
        .join(Person, col(Person.id) == col(OutboxMail.person_id))
        .where(
            col(OutboxMail.state).in_([MailState.WAITING, MailState.SENDING]),
            col(OutboxMail.next_try_at) <= now,
        )
        .order_by(col(OutboxMail.written_at), col(OutboxMail.id))
        .limit(limit)
    ).all()
    return tuple(
        Claimed(mail.id, mail.template, mail.language, mail.facts, _address(mail, person))
        for mail, person in due
        if _claim_one(session, mail, now)
    )


def _address(mail: OutboxMail, person: Person) -> str | None:
    return (mail.address or person.mail) if person.active else None


def _claim_one(session: Session, mail: OutboxMail, now: datetime) -> bool:
    mine = (
        update(OutboxMail)
        .where(
            col(OutboxMail.id) == mail.id,
            col(OutboxMail.state) == mail.state,
            col(OutboxMail.attempts) == mail.attempts,
        )
        .values(state=MailState.SENDING, attempts=mail.attempts + 1, next_try_at=now + CLAIM)
        .execution_options(synchronize_session=False)
    )
    result = session.execute(mine)
    return isinstance(result, CursorResult) and result.rowcount == 1


def mark_sent(session: Session, *, mail_id: str, now: datetime) -> None:
    """Write down that a claimed mail left."""
    mail = session.get_one(OutboxMail, mail_id)
    mail.state, mail.sent_at, mail.failure, mail.address = MailState.SENT, now, None, None


def mark_skipped(session: Session, *, mail_id: str) -> None:
    """Write down that there is nobody to send a mail to."""
    mail = session.get_one(OutboxMail, mail_id)
    mail.state, mail.address = MailState.SKIPPED, None


def mark_failed(session: Session, *, mail_id: str, failure: str, again: bool, now: datetime) -> None:
    """Write down that a claimed mail did not leave, and when to try again."""
    mail = session.get_one(OutboxMail, mail_id)
    mail.failure = failure
    if again and mail.attempts <= len(BACK_OFF):
        mail.state = MailState.WAITING
        mail.next_try_at = now + BACK_OFF[mail.attempts - 1]
    else:
        mail.state = MailState.FAILED


def count_of(session: Session, *, key_start: str) -> int:
    """Return how many mails were ever written whose key begins so."""
    return session.exec(
        select(func.count()).select_from(OutboxMail).where(col(OutboxMail.key).startswith(key_start))
    ).one()


def skip_waiting(session: Session, *, key_start: str) -> int:
    """Take back the mails that have not left and whose key begins so; returns how many. A mail being sent still leaves."""
    waiting = session.exec(
        select(OutboxMail)
        .where(
            col(OutboxMail.key).startswith(key_start),
            col(OutboxMail.state).in_([MailState.WAITING, MailState.FAILED]),
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    for mail in waiting:
        mail.state, mail.address = MailState.SKIPPED, None
    return len(waiting)


def forget_addresses(session: Session, *, before: datetime) -> int:
    """Forget the addresses of people without an account in mails that never left; returns how many."""
    old = session.exec(
        select(OutboxMail).where(col(OutboxMail.address).is_not(None), col(OutboxMail.written_at) < before)
    ).all()
    for mail in old:
        mail.state, mail.address = MailState.SKIPPED, None
    return len(old)


def retry_failed(session: Session, *, now: datetime) -> int:
    """Let every failed mail be tried anew; returns how many."""
    failed = session.exec(select(OutboxMail).where(OutboxMail.state == MailState.FAILED)).all()
    for mail in failed:
        mail.state, mail.attempts, mail.next_try_at = MailState.WAITING, 0, now
    return len(failed)


def queue_of(session: Session, *, now: datetime) -> Queue:
    """Say how the outbox stands."""
    counts = dict(session.exec(select(OutboxMail.state, func.count()).group_by(col(OutboxMail.state))).all())
    oldest = session.exec(
        select(func.min(col(OutboxMail.written_at))).where(
            OutboxMail.state == MailState.WAITING, col(OutboxMail.next_try_at) <= now
        )
    ).one()
    return Queue(
        waiting=counts.get(MailState.WAITING, 0),
        sending=counts.get(MailState.SENDING, 0),
        failed=counts.get(MailState.FAILED, 0),
        oldest_due_at=oldest,
    )
