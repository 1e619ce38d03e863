"""People: how a log-in becomes somebody with roles, and how that ends.

Pages ask `sessions.signed_in` at every run; this module writes what they read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from portal import logs
from portal.errors import LoginRefused, NotFound, RuleBroken
from portal.models.people import (
    GrantSource,
    Identity,
    Organisation,
    OrganisationKind,
    Person,
    Role,
    RoleGrant,
)
from portal.services import audit, login_claims, permissions, places
from portal.services.login_claims import Employer, Login
from portal.services.permissions import Action, Actor, Target

log = logs.get_logger()


@dataclass(frozen=True)
class Listed:
    """One line of the list of people: no name, no mail address."""

    person_id: str
    active: bool
    roles: tuple[str, ...]
    last_login_at: datetime | None


def sign_in(session: Session, *, claims: Mapping[str, Any], now: datetime) -> Person:
    """Write down a log-in: the person, their name as the provider spells it, and the roles it sends.

    A role that the provider no longer sends ends; a role that an operator gave stays.

    Raises:
        LoginRefused: the claims cannot be used, or the person may not log in; nothing was written.
    """
    login = login_claims.read(claims)
    identity = _identity(session, login) or _newcomer(session, login, now)
    # The lock makes two log-ins of one person take turns, so that both see the same roles.
    person = session.exec(select(Person).where(Person.id == identity.person_id).with_for_update()).one()
    if not person.active:
        log.warning("login_refused", reason="inactive", person_id=person.id)
        raise LoginRefused("inactive")
    person.given_name, person.family_name = login.given_name, login.family_name
    identity.last_login_at = now
    _bring_up_to_date(session, person_id=person.id, wanted=_roles_here(session, login), now=now)
    audit.record(
        session,
        actor_id=person.id,
        action="person.signed_in",
        subject=f"person:{person.id}",
        owner_id=person.id,
        facts={"roles": sorted({role.value for role, _key in login.roles})},
        now=now,
    )
    return person


def _identity(session: Session, login: Login) -> Identity | None:
    return session.exec(
        select(Identity).where(Identity.issuer == login.issuer, Identity.subject == login.subject)
    ).first()


def _newcomer(session: Session, login: Login, now: datetime) -> Identity:
    """Write a person with this identity; when another log-in of theirs was first, return that one's."""
    person = Person(given_name=login.given_name, family_name=login.family_name, created_at=now)
    identity = Identity(person_id=person.id, issuer=login.issuer, subject=login.subject, last_login_at=now)
    try:
        with session.begin_nested():
            session.add(person)
            session.flush()
            session.add(identity)
            session.flush()
    except IntegrityError:
        first = _identity(session, login)
        if first is None:
            raise
        return first
    return identity


def _roles_here(session: Session, login: Login) -> set[tuple[Role, str | None]]:
    """Replace the provider's key of the organisation by ours."""
    if login.employer is None:
        return set(login.roles)
    organisation = _organisation(session, login.employer)
    return {(role, organisation.id if key else None) for role, key in login.roles}


def _organisation(session: Session, employer: Employer) -> Organisation:
    found = _known_organisation(session, employer.key)
    if found is not None:
        return found
    is_municipality = places.is_municipality(employer.key)
    organisation = Organisation(
        kind=employer.kind,
        name=employer.name,
        nis_code=employer.key if is_municipality else None,
        code=None if is_municipality else employer.key,
    )
    try:
        with session.begin_nested():
            session.add(organisation)
            session.flush()
    except IntegrityError:
        first = _known_organisation(session, employer.key)
        if first is None:
            raise
        return first
    return organisation


def _known_organisation(session: Session, key: str) -> Organisation | None:
    return session.exec(
        select(Organisation).where((Organisation.code == key) | (Organisation.nis_code == key))
    ).first()


def _bring_up_to_date(
    session: Session, *, person_id: str, wanted: set[tuple[Role, str | None]], now: datetime
) -> None:
    running = _running_grants(session, person_id)
    for grant in running:
        if grant.source is GrantSource.PROVIDER and (grant.role, grant.organisation_id) not in wanted:
            _end(session, grant, actor_id=None, now=now)
    held = {(grant.role, grant.organisation_id) for grant in running}
    for role, organisation_id in sorted(wanted - held, key=str):
        _grant(session, person_id, role, organisation_id, GrantSource.PROVIDER, actor_id=None, now=now)


def _running_grants(session: Session, person_id: str) -> Sequence[RoleGrant]:
    return session.exec(
        select(RoleGrant).where(RoleGrant.person_id == person_id, col(RoleGrant.ended_at).is_(None))
    ).all()


def _grant(
    session: Session,
    person_id: str,
    role: Role,
    organisation_id: str | None,
    source: GrantSource,
    *,
    actor_id: str | None,
    now: datetime,
) -> RoleGrant:
    grant = RoleGrant(
        person_id=person_id, role=role, organisation_id=organisation_id, source=source, granted_at=now
    )
    session.add(grant)
    session.flush()
    _record_role(session, "role.granted", grant, actor_id, now)
    return grant


def _end(session: Session, grant: RoleGrant, *, actor_id: str | None, now: datetime) -> None:
    grant.ended_at = now
    session.add(grant)
    session.flush()
    _record_role(session, "role.ended", grant, actor_id, now)


def _record_role(
    session: Session, action: str, grant: RoleGrant, actor_id: str | None, now: datetime
) -> None:
    audit.record(
        session,
        actor_id=actor_id,
        action=action,
        subject=f"person:{grant.person_id}",
        owner_id=grant.person_id,
        facts={"role": grant.role.value, "organisation": grant.organisation_id, "source": grant.source.value},
        now=now,
    )


def person_of(session: Session, *, issuer: str, subject: str) -> str | None:
    """Return the id of whoever logs in like this; None for somebody unknown."""
    return session.exec(
        select(Identity.person_id).where(Identity.issuer == issuer, Identity.subject == subject)
    ).first()


def actor_of(session: Session, person_id: str) -> Actor:
    """Return somebody as the permission matrix knows them: with the roles that run now.

    Raises:
        NotFound: nobody active has this id.
    """
    person = session.get(Person, person_id)
    if person is None or not person.active:
        raise NotFound("person")
    grants = _running_grants(session, person_id)
    return Actor(
        person_id,
        {
            role: frozenset(grant.organisation_id for grant in grants if grant.role is role)
            for role in {grant.role for grant in grants}
        },
    )


def sign_out_everywhere(session: Session, *, actor: Actor, person_id: str, now: datetime) -> None:
    """Make every log-in of somebody so far count no more, on every device.

    Raises:
        NotAllowed: it is somebody else's log-in.
        NotFound: there is no such person.
    """
    permissions.require(actor, Action.PERSON_SIGN_OUT, Target(owner_id=person_id))
    person = _locked(session, person_id)
    # Log-ins are dated to the second: with a finer moment, one made right after this would not count.
    person.sessions_valid_after = now.replace(microsecond=0)
    _record_person(session, "person.signed_out_everywhere", person_id, actor, now)


def deactivate(session: Session, *, actor: Actor, person_id: str, now: datetime) -> None:
    """Let somebody in no more: ends their log-ins and refuses new ones. Their file stays.

    Raises:
        NotAllowed: the actor does not manage people.
        NotFound: there is no such person.
    """
    permissions.require(actor, Action.PERSON_MANAGE, Target(owner_id=person_id))
    person = _locked(session, person_id)
    person.active = False
    person.sessions_valid_after = now
    _record_person(session, "person.deactivated", person_id, actor, now)


def grant_role(
    session: Session, *, actor: Actor, person_id: str, role: Role, organisation_id: str | None, now: datetime
) -> RoleGrant:
    """Give somebody a role by hand; it stays until it is taken back, whatever the provider sends.

    Raises:
        NotAllowed: the actor does not manage people.
        NotFound: no such person or organisation.
        RuleBroken: a staff role needs an organisation.
    """
    permissions.require(actor, Action.PERSON_MANAGE, Target(owner_id=person_id))
    _locked(session, person_id)
    if organisation_id is not None and session.get(Organisation, organisation_id) is None:
        raise NotFound("organisation")
    if role is not Role.INBURGERAAR and organisation_id is None:
        raise RuleBroken("role-needs-organisation")
    for grant in _running_grants(session, person_id):
        if (grant.role, grant.organisation_id) == (role, organisation_id):
            grant.source = GrantSource.OPERATOR
            session.add(grant)
            return grant
    source = GrantSource.OPERATOR
    return _grant(
        session, person_id, role, organisation_id, source, actor_id=actor.person_id or None, now=now
    )


def revoke_role(session: Session, *, actor: Actor, person_id: str, role: Role, now: datetime) -> int:
    """Take a role back in every organisation; returns how many grants ended.

    A provider that still sends the role gives it again at the next log-in: end it there too.

    Raises:
        NotAllowed: the actor does not manage people.
        NotFound: there is no such person.
    """
    permissions.require(actor, Action.PERSON_MANAGE, Target(owner_id=person_id))
    _locked(session, person_id)
    ending = [grant for grant in _running_grants(session, person_id) if grant.role is role]
    for grant in ending:
        _end(session, grant, actor_id=actor.person_id or None, now=now)
    return len(ending)


def with_role(session: Session, *roles: Role, organisation_id: str | None = None) -> tuple[Person, ...]:
    """Return everybody who has one of these roles now (at an organisation), once, to write to them."""
    found = (
        select(Person)
        .join(RoleGrant, col(RoleGrant.person_id) == col(Person.id))
        .where(col(RoleGrant.role).in_(roles), col(RoleGrant.ended_at).is_(None), col(Person.active))
    )
    if organisation_id is not None:
        found = found.where(RoleGrant.organisation_id == organisation_id)
    return tuple({person.id: person for person in session.exec(found.order_by(col(Person.id)))}.values())


def list_people(session: Session, *, actor: Actor, role: Role | None = None) -> tuple[Listed, ...]:
    """Return everybody (with a role), for whoever manages people.

    Raises:
        NotAllowed: the actor does not manage people.
    """
    permissions.require(actor, Action.PERSON_MANAGE)
    grants: dict[str, list[RoleGrant]] = {}
    for grant in session.exec(select(RoleGrant).where(col(RoleGrant.ended_at).is_(None))):
        grants.setdefault(grant.person_id, []).append(grant)
    logins: dict[str, datetime] = {}
    for identity in session.exec(select(Identity).order_by(col(Identity.last_login_at))):
        logins[identity.person_id] = identity.last_login_at
    people = session.exec(select(Person).order_by(col(Person.created_at), col(Person.id))).all()
    return tuple(
        Listed(person.id, person.active, _spelled(grants.get(person.id, [])), logins.get(person.id))
        for person in people
        if role is None or any(grant.role is role for grant in grants.get(person.id, []))
    )


def link_organisation(
    session: Session, *, actor: Actor, nis_code: str, code: str, now: datetime
) -> Organisation:
    """Tell which key the provider uses for a municipality, so that its staff land in the right one.

    Raises:
        NotAllowed: the actor does not manage people.
        NotFound: no municipality has this NIS code.
        RuleBroken: another organisation has this key.
    """
    permissions.require(actor, Action.PERSON_MANAGE)
    place = places.municipality(nis_code)
    other = session.exec(select(Organisation).where(Organisation.code == code)).first()
    if other is not None and other.nis_code != nis_code:
        raise RuleBroken("organisation-key-taken")
    organisation = _known_organisation(session, nis_code) or Organisation(
        kind=OrganisationKind.LOKAAL_BESTUUR, name=place.name, nis_code=nis_code
    )
    organisation.code = code
    session.add(organisation)
    session.flush()
    audit.record(
        session,
        actor_id=actor.person_id or None,
        action="organisation.linked",
        subject=f"organisation:{organisation.id}",
        facts={"nis_code": nis_code, "code": code},
        now=now,
    )
    return organisation


def _spelled(grants: Sequence[RoleGrant]) -> tuple[str, ...]:
    return tuple(
        sorted(
            f"{grant.role.value}@{grant.organisation_id}" if grant.organisation_id else grant.role.value
            for grant in grants
        )
    )


def _locked(session: Session, person_id: str) -> Person:
    person = session.exec(select(Person).where(Person.id == person_id).with_for_update()).first()
    if person is None:
        raise NotFound("person")
    return person


def _record_person(session: Session, action: str, person_id: str, actor: Actor, now: datetime) -> None:
    session.flush()
    audit.record(
        session,
        actor_id=actor.person_id or None,
        action=action,
        subject=f"person:{person_id}",
        owner_id=person_id,
        now=now,
    )
