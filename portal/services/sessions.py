"""Who is behind a log-in, checked in the database at every run: a log-in cookie alone proves too little.

The cookie lives long and cannot be revoked, and its roles are frozen at log-in; so whether somebody still may come
in, and as what, is read from the database each time.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from portal.models.people import Identity, Person, Role, RoleGrant
from portal.services.permissions import Actor

# Columns, not rows of the model, and built once: this is asked in every run of every page.
_WHO = (
    select(
        col(Person.id), col(Person.given_name), col(Person.family_name), col(Person.language), col(Person.active),
        col(Person.sessions_valid_after), col(RoleGrant.role), col(RoleGrant.organisation_id),
    )
    .join(Identity, col(Identity.person_id) == col(Person.id))
    .join(RoleGrant, (col(RoleGrant.person_id) == col(Person.id)) & col(RoleGrant.ended_at).is_(None), isouter=True)
    .where(col(Identity.issuer) == bindparam("issuer"), col(Identity.subject) == bindparam("subject"))
)  # fmt: skip


@dataclass(frozen=True)
class SessionLimits:
    """How long a log-in lasts, for an inburgeraar and for staff."""

    inburgeraar: timedelta
    staff: timedelta


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
    rows = session.connection().execute(_WHO, {"issuer": issuer, "subject": subject}).all()
    if not rows:
        return None
    person = rows[0]
    roles: dict[Role, frozenset[str | None]] = {}
    for row in rows:
        if row.role is not None:
            roles[row.role] = roles.get(row.role, frozenset()) | {row.organisation_id}
    is_staff = any(role is not Role.INBURGERAAR for role in roles)
    ends_at = logged_in_at + (limits.staff if is_staff else limits.inburgeraar)
    revoked = person.sessions_valid_after is not None and logged_in_at < person.sessions_valid_after
    if not person.active or revoked or now >= ends_at:
        return None
    return SignedIn(
        person_id=person.id, given_name=person.given_name, family_name=person.family_name, language=person.language,
        actor=Actor(person.id, roles), logged_in_at=logged_in_at, ends_at=ends_at,
    )  # fmt: skip
