"""Who is behind a log-in, checked in the database at every run: a log-in cookie alone proves too little.

The cookie lives long and cannot be revoked, and its roles are frozen at log-in; so whether somebody still may come
in, and as what, is read from the database each time.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from portal.models.columns import Moment
from portal.models.people import Identity, Person, Role, RoleGrant, SessionExtension
from portal.services.permissions import Actor
from portal.settings import Settings

# Asked for before the end, a log-in goes on for another hour; after a day one logs in anew.
EXTRA = timedelta(hours=1)
LONGEST = timedelta(hours=24)

# Columns, not rows of the model, and built once: this is asked in every run of every page.
_WHO = (
    select(
        col(Person.id), col(Person.given_name), col(Person.family_name), col(Person.language), col(Person.active),
        col(Person.sessions_valid_after), col(RoleGrant.role), col(RoleGrant.organisation_id), col(SessionExtension.until),
    )
    .join(Identity, col(Identity.person_id) == col(Person.id))
    .join(RoleGrant, (col(RoleGrant.person_id) == col(Person.id)) & col(RoleGrant.ended_at).is_(None), isouter=True)
    .join(
        SessionExtension,
        (col(SessionExtension.identity_id) == col(Identity.id))
        & (col(SessionExtension.logged_in_at) == bindparam("logged_in_at", type_=Moment())),
        isouter=True,
    )
    .where(col(Identity.issuer) == bindparam("issuer"), col(Identity.subject) == bindparam("subject"))
)  # fmt: skip


@dataclass(frozen=True)
class SessionLimits:
    """How long a log-in lasts, for an inburgeraar and for staff."""

    inburgeraar: timedelta
    staff: timedelta


def limits_of(settings: Settings) -> SessionLimits:
    """Return how long log-ins last here."""
    return SessionLimits(
        inburgeraar=timedelta(hours=settings.session_hours),
        staff=timedelta(hours=settings.staff_session_hours),
    )


@dataclass(frozen=True)
class SignedIn:
    """Somebody who is logged in, as the database knows them now."""

    person_id: str
    given_name: str
    family_name: str
    language: str
    actor: Actor
    logged_in_at: datetime
    ends_at: datetime

    @property
    def full_name(self) -> str:
        """Return given name and family name."""
        return f"{self.given_name} {self.family_name}"

    @property
    def roles(self) -> frozenset[Role]:
        """Return the roles somebody has anywhere."""
        return frozenset(self.actor.roles)

    def has(self, *roles: Role) -> bool:
        """Say whether one of the roles is held; without roles: yes."""
        return not roles or any(role in self.actor.roles for role in roles)


def signed_in(
    session: Session,
    *,
    issuer: str,
    subject: str,
    logged_in_at: datetime,
    limits: SessionLimits,
    now: datetime,
) -> SignedIn | None:
    """Return who a log-in stands for, or None when it counts no more (unknown, blocked, revoked, too old)."""
    rows = (
        session.connection()
        .execute(_WHO, {"issuer": issuer, "subject": subject, "logged_in_at": logged_in_at})
        .all()
    )
    if not rows:
        return None
    person = rows[0]
    roles: dict[Role, frozenset[str | None]] = {}
    for row in rows:
        if row.role is not None:
            roles[row.role] = roles.get(row.role, frozenset()) | {row.organisation_id}
    is_staff = any(role is not Role.INBURGERAAR for role in roles)
    ends_at = logged_in_at + (limits.staff if is_staff else limits.inburgeraar)
    ends_at = max(ends_at, person.until or ends_at)
    revoked = person.sessions_valid_after is not None and logged_in_at < person.sessions_valid_after
    if not person.active or revoked or now >= ends_at:
        return None
    return SignedIn(
        person_id=person.id, given_name=person.given_name, family_name=person.family_name, language=person.language,
        actor=Actor(person.id, roles), logged_in_at=logged_in_at, ends_at=ends_at,
    )  # fmt: skip


def extend(
    session: Session,
    *,
    issuer: str,
    subject: str,
    logged_in_at: datetime,
    limits: SessionLimits,
    now: datetime,
) -> SignedIn | None:
    """Let a log-in that still counts last an hour from now, and return it; None when it counts no more.

    A day after logging in there is no more to add: the log-in comes back as it was.
    """
    read = partial(
        signed_in, session, issuer=issuer, subject=subject, logged_in_at=logged_in_at, limits=limits, now=now
    )
    before = read()
    until = min(now + EXTRA, logged_in_at + LONGEST)
    if before is None or until <= before.ends_at:
        return before
    identity_id = session.scalars(
        select(col(Identity.id)).where(col(Identity.issuer) == issuer, col(Identity.subject) == subject)
    ).one()
    insert: Any = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(SessionExtension).values(
        identity_id=identity_id, logged_in_at=logged_in_at, until=until
    )
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["identity_id", "logged_in_at"], set_={"until": statement.excluded.until}
        )
    )
    return read()


def forget_extensions(session: Session, *, now: datetime) -> int:
    """Delete extensions that have ended."""
    result: Any = session.execute(delete(SessionExtension).where(col(SessionExtension.until) <= now))
    return int(result.rowcount)
