"""Reads what an OpenID provider says about somebody, as ACM/IDM sends it. No database: checked before anything is written.

The rijksregisternummer is never asked for; a provider that sends it all the same is not listened to.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from portal import logs
from portal.errors import BadRules, LoginRefused
from portal.models.people import OrganisationKind, Role
from portal.settings import settings

FILE = "login.yaml"
_LONGEST_NAME, _LONGEST_KEY = 100, 300

log = logs.get_logger()


class _Source(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    url: str


class _Capacity(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    roles: tuple[Role, ...] = ()
    organisation: OrganisationKind | None = None


class LoginRules(BaseModel):
    """What `rules/login.yaml` says."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    valid_from: date
    valid_to: date | None = None
    source: _Source
    last_checked: date
    capacities: dict[str, _Capacity]
    roles: dict[str, Role]


@dataclass(frozen=True)
class Employer:
    """The organisation somebody logs in for."""

    key: str
    name: str
    kind: OrganisationKind


@dataclass(frozen=True)
class Login:
    """A log-in that can be used. `roles` pairs a role with the key of the organisation it holds in."""

    issuer: str
    subject: str
    given_name: str
    family_name: str
    roles: frozenset[tuple[Role, str | None]]
    employer: Employer | None


@cache
def rules() -> LoginRules:
    """Return the mapping.

    Raises:
        BadRules: the file is broken.
    """
    return parse_rules(resources.files("portal.rules").joinpath(FILE).read_text("utf-8"))


def parse_rules(text: str) -> LoginRules:
    """Check and return the mapping that a YAML text holds.

    Raises:
        BadRules: the text is no YAML or lacks something; names the place.
    """
    try:
        return LoginRules.model_validate(yaml.safe_load(text))
    except yaml.YAMLError as error:
        raise BadRules(FILE, str(error)) from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise BadRules(f"{FILE}: {'.'.join(map(str, first['loc']))}", first["msg"]) from error


def read(claims: Mapping[str, Any]) -> Login:
    """Turn claims into a log-in.

    Raises:
        LoginRefused: `audience`, `missing-claims`, `capacity` or `no-role`.
    """
    _check_audience(claims)
    issuer, subject = _text(claims, "iss", _LONGEST_KEY), _text(claims, "sub", _LONGEST_KEY)
    code = _text(claims, "vo_doelgroepcode", 8).upper()
    capacity = rules().capacities.get(code)
    if capacity is None:
        raise _refused("capacity", code=code if code.isalpha() else "malformed")
    employer = _employer(claims, capacity.organisation) if capacity.organisation else None
    roles = {(role, None) for role in capacity.roles} | (
        _staff_roles(claims, employer) if employer else set()
    )
    if not roles:
        raise _refused("no-role", code=code)
    return Login(
        issuer=issuer,
        subject=subject,
        # Some people have one name only; the provider then sends an empty given name.
        given_name=_text(claims, "given_name", _LONGEST_NAME, may_be_empty=True),
        family_name=_text(claims, "family_name", _LONGEST_NAME),
        roles=frozenset(roles),
        employer=employer,
    )


def _check_audience(claims: Mapping[str, Any]) -> None:
    # Authlib lets a token for another application pass when its `azp` names us; we do not.
    audience = claims.get("aud")
    wanted = settings().oidc_client_id
    if wanted not in (audience if isinstance(audience, list) else [audience]):
        raise _refused("audience")


def _text(claims: Mapping[str, Any], claim: str, longest: int, *, may_be_empty: bool = False) -> str:
    value = claims.get(claim)
    if not isinstance(value, str) or (not value.strip() and not may_be_empty) or len(value) > longest:
        raise _refused("missing-claims", claim=claim)
    return value.strip()


def _employer(claims: Mapping[str, Any], kind: OrganisationKind) -> Employer:
    key = _text(claims, "vo_orgcode", 20)
    return Employer(key=key, name=_text(claims, "vo_orgnaam", 200), kind=kind)


def _staff_roles(claims: Mapping[str, Any], employer: Employer) -> set[tuple[Role, str | None]]:
    """Read `Role`, `Role:organisation` and `Role:scope:organisation`; only our own organisation's count.

    Somebody who has the role for several organisations chose one of them at the provider: the others would
    give rights in an organisation that this log-in does not speak for.
    """
    found: set[tuple[Role, str | None]] = set()
    for sent in _sent_roles(claims):
        code, *rest = (part.strip() for part in sent.split(":"))
        keys = {key.strip() for key in rest[-1].split(",")} if rest else {employer.key}
        role = rules().roles.get(code)
        if role is None:
            log.warning("login_role_unknown", role_code=code[:60])
        elif employer.key in keys:
            found.add((role, employer.key))
    return found


def _sent_roles(claims: Mapping[str, Any]) -> list[str]:
    wanted = settings().oidc_role_claim.casefold()  # written `_rol_3d` and `_rol_3D` in the wild
    for claim, value in claims.items():
        if claim.casefold() == wanted:
            values = value if isinstance(value, list) else [value]
            return [item for item in values if isinstance(item, str)]
    return []


def _refused(reason: str, **facts: str) -> LoginRefused:
    log.warning("login_refused", reason=reason, **facts)
    return LoginRefused(reason)
