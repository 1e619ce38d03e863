"""The audit trail: appended in the transaction of the act, each entry sealed with the one before it."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, insert, text
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from portal.models.audit import AuditEntry

START = "0" * 64
_SEALED = (
    "number",
    "at",
    "actor_id",
    "action",
    "subject",
    "owner_id",
    "facts",
    "previous_hash",
)  # in this order
# Any number will do as long as nothing else of ours uses it: it names the chain's lock in PostgreSQL.
_CHAIN_LOCK = 7_062_013
_as_json = json.JSONEncoder(sort_keys=True, ensure_ascii=False).encode
# Plain columns, not objects: the walk over the whole trail reads each row once.
_IN_ORDER = (
    columns(*(col(getattr(AuditEntry, name)) for name in (*_SEALED, "hash")))
    .order_by(col(AuditEntry.number))
    .execution_options(yield_per=1000)
)
# Built once: every reading of a plan asks it.
_RECORDED_SINCE = (
    columns(col(AuditEntry.number))
    .where(
        col(AuditEntry.actor_id) == bindparam("actor_id"),
        col(AuditEntry.action) == bindparam("action"),
        col(AuditEntry.subject) == bindparam("subject"),
        col(AuditEntry.at) >= bindparam("since"),
    )
    .limit(1)
)


def record(
    session: Session,
    *,
    actor_id: str | None,
    action: str,
    subject: str,
    now: datetime,
    owner_id: str | None = None,
    facts: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Append one entry.

    `action` is dotted and in the past tense (`case.answered`), `subject` is `kind:id`, `facts` are codes, ids,
    ISO days and amounts: never a name or free text. Ask late in the transaction: other writers wait for it.
    """
    last = _last(session)
    entry = AuditEntry(
        number=last.number + 1 if last else 1,
        at=now.astimezone(UTC),
        actor_id=actor_id,
        action=action,
        subject=subject,
        owner_id=owner_id,
        facts=dict(facts or {}),
        previous_hash=last.hash if last else START,
        hash="",
    )
    entry.hash = seal(entry)
    session.add(entry)
    session.flush()  # the next entry of this transaction must find this one
    return entry


@dataclass(frozen=True)
class Act:
    """One act of many that are written at once; as for `record`."""

    action: str
    subject: str
    owner_id: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


def record_many(session: Session, *, actor_id: str | None, acts: Sequence[Act], now: datetime) -> None:
    """Append an entry for each act, in their order: thousands at once, where `record` would ask the database for each."""
    if not acts:
        return
    last = _last(session)
    number, previous = (last.number, last.hash) if last else (0, START)
    rows = []
    at = now.astimezone(UTC)
    for act in acts:
        number += 1
        row: dict[str, Any] = {
            "number": number, "at": at, "actor_id": actor_id, "action": act.action, "subject": act.subject,
            "owner_id": act.owner_id, "facts": dict(act.facts), "previous_hash": previous,
        }  # fmt: skip
        previous = _sealed(*(row[name] for name in _SEALED))
        rows.append({**row, "hash": previous})
    session.execute(insert(AuditEntry), rows)


def _last(session: Session) -> AuditEntry | None:
    """Return the newest entry, and let nobody else append until the transaction ends."""
    if session.get_bind().dialect.name == "postgresql":  # SQLite's writers already wait for each other
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _CHAIN_LOCK})
    return session.exec(select(AuditEntry).order_by(col(AuditEntry.number).desc()).limit(1)).first()


def seal(entry: AuditEntry) -> str:
    """Return the SHA-256 over everything an entry says and the seal before it."""
    return _sealed(*(getattr(entry, name) for name in _SEALED))


def _sealed(number: int, at: datetime, *others: Any) -> str:
    said = [number, at.astimezone(UTC).isoformat(timespec="microseconds"), *others]
    return hashlib.sha256(_as_json(said).encode()).hexdigest()


@dataclass(frozen=True)
class ChainState:
    """What a check of the chain found; `broken_at` is the first entry that does not fit."""

    entries: int
    broken_at: int | None
    last_hash: str

    @property
    def sound(self) -> bool:
        """Say whether every entry fits."""
        return self.broken_at is None


def verify(session: Session) -> ChainState:
    """Walk the chain from its start. A removed tail shows only against a `last_hash` kept elsewhere."""
    previous, count = START, 0
    session.flush()
    with session.connection().execute(_IN_ORDER) as rows:
        for *said, hash_ in rows:
            count += 1
            number, before = said[0], said[-1]
            if number != count or before != previous or _sealed(*said) != hash_:
                return ChainState(entries=count, broken_at=number, last_hash=previous)
            previous = hash_
    return ChainState(entries=count, broken_at=None, last_hash=previous)


def about_owner(session: Session, *, owner_id: str, limit: int = 100) -> Sequence[AuditEntry]:
    """Return the newest entries about somebody's file: who looked, who changed."""
    return session.exec(
        select(AuditEntry)
        .where(AuditEntry.owner_id == owner_id)
        .order_by(col(AuditEntry.number).desc())
        .limit(limit)
    ).all()


def about_subject(session: Session, *, subject: str, limit: int = 100) -> Sequence[AuditEntry]:
    """Return the newest entries about one thing."""
    return session.exec(
        select(AuditEntry)
        .where(AuditEntry.subject == subject)
        .order_by(col(AuditEntry.number).desc())
        .limit(limit)
    ).all()


def was_recorded(session: Session, *, actor_id: str, action: str, subject: str, since: datetime) -> bool:
    """Say whether this actor did this to this thing since that moment."""
    asked = {"actor_id": actor_id, "action": action, "subject": subject, "since": since}
    session.flush()
    return session.connection().execute(_RECORDED_SINCE, asked).first() is not None
