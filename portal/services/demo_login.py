"""Logging in as somebody of the demo world, without a provider. Only where the settings say it is a demo.

A persona is a person with an identity of the issuer `demo`; the cookie says which and since when, signed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlmodel import Session, col, select

from portal.models.people import Identity, Person, Role, RoleGrant
from portal.settings import Settings

ISSUER = "demo"
COOKIE = "portal_demo"
_SALT = "portal.demo-login"
_LONGEST_COOKIE = 500


@dataclass(frozen=True)
class DemoLogin:
    """What a demo cookie says."""

    persona: str
    logged_in_at: datetime


@dataclass(frozen=True)
class Persona:
    """Somebody of the demo world that a visitor can be."""

    key: str
    given_name: str
    family_name: str
    language: str
    roles: tuple[Role, ...]


def make_cookie(settings: Settings, *, persona: str) -> str:
    """Return the signed value that lets a browser be a persona."""
    return _serializer(settings.cookie_secret.get_secret_value()).dumps(persona)


def read_cookie(settings: Settings, value: str | None) -> DemoLogin | None:
    """Return what a cookie says; None when this is no demo, or the value was not signed by us."""
    if not settings.demo or not value or len(value) > _LONGEST_COOKIE:
        return None
    return _verified(settings.cookie_secret.get_secret_value(), value)


def login_in(settings: Settings, cookies: Mapping[str, str]) -> tuple[str, str, datetime] | None:
    """Return issuer, subject and when the log-in began, from the cookies of a browser; None without one."""
    login = read_cookie(settings, cookies.get(COOKIE))
    return (ISSUER, login.persona, login.logged_in_at) if login else None


@lru_cache(maxsize=512)  # a browser shows the same cookie in every run
def _verified(secret: str, value: str) -> DemoLogin | None:
    try:
        persona, signed_at = _serializer(secret).loads(value, return_timestamp=True)
    except BadSignature:
        return None
    return DemoLogin(persona=persona, logged_in_at=signed_at) if isinstance(persona, str) else None


def personas(session: Session) -> tuple[Persona, ...]:
    """Return everybody a visitor can be, in the order they were made."""
    rows = session.exec(
        select(Identity.subject, Person, RoleGrant.role)
        .join(Person, col(Person.id) == col(Identity.person_id))
        .join(RoleGrant, col(RoleGrant.person_id) == col(Person.id))
        .where(Identity.issuer == ISSUER, col(Person.active), col(RoleGrant.ended_at).is_(None))
        .order_by(col(Person.created_at), col(Person.id))
    )
    found: dict[str, Persona] = {}
    for key, person, role in rows:
        before = found[key].roles if key in found else ()
        found[key] = Persona(
            key, person.given_name, person.family_name, person.language, (*before, Role(role))
        )
    return tuple(found.values())


def is_persona(session: Session, key: str) -> bool:
    """Say whether the demo world has this persona."""
    statement = select(Identity.id).where(Identity.issuer == ISSUER, Identity.subject == key)
    return session.exec(statement).first() is not None


def _serializer(secret: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret, salt=_SALT)
