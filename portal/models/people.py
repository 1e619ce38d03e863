"""People, how they log in, what they may do, and the organisations they work for."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from portal.models.columns import Code, Moment, new_id


class Role(StrEnum):
    """What somebody is to the portal; a person can have several."""

    INBURGERAAR = "inburgeraar"
    TRAJECTBEGELEIDER = "trajectbegeleider"
    JURIST = "jurist"
    REDACTEUR = "redacteur"
    ORGANISER = "organiser"
    FINANCE = "finance"
    BEHEERDER = "beheerder"


class OrganisationKind(StrEnum):
    """What an organisation is."""

    AGENCY = "agency"
    LOKAAL_BESTUUR = "lokaal-bestuur"
    PARTNER = "partner"


class GrantSource(StrEnum):
    """Who gave a role: the provider sends it at each log-in, or an operator gave it by hand."""

    PROVIDER = "provider"
    OPERATOR = "operator"


class Agency(StrEnum):
    """The agency that guides somebody; follows from the municipality (services/places.py)."""

    AGII = "agii"
    ATLAS = "atlas"
    AMAL = "amal"
    BON = "bon"


class Organisation(SQLModel, table=True):
    """An agency, a municipality or a partner; municipalities are keyed by their NIS code."""

    __tablename__ = "organisation"

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    kind: OrganisationKind = Field(sa_type=Code(OrganisationKind))
    name: str = Field(max_length=200)
    nis_code: str | None = Field(default=None, max_length=5, unique=True)
    code: str | None = Field(
        default=None, max_length=20, unique=True, description="Key at the provider: KBO number or OVO code."
    )
    agency: Agency | None = Field(default=None, sa_type=Code(Agency))
    mail: str | None = Field(default=None, max_length=254)


class Person(SQLModel, table=True):
    """Somebody the portal knows. Only what the portal needs: no rijksregisternummer, no birth date."""

    __tablename__ = "person"

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    given_name: str = Field(max_length=100)
    family_name: str = Field(max_length=100)
    language: str = Field(default="nl", max_length=8)
    mail: str | None = Field(default=None, max_length=254)
    nis_code: str | None = Field(default=None, max_length=5, index=True)
    postcode: str | None = Field(default=None, max_length=4)
    active: bool = True
    sessions_valid_after: datetime | None = Field(default=None, sa_type=Moment)
    created_at: datetime = Field(sa_type=Moment)


class Identity(SQLModel, table=True):
    """A log-in of a person at an OpenID provider, keyed by issuer and subject."""

    __tablename__ = "identity"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    person_id: str = Field(foreign_key="person.id", index=True, max_length=32)
    issuer: str = Field(max_length=300)
    subject: str = Field(max_length=300)
    last_login_at: datetime = Field(sa_type=Moment)


class SessionExtension(SQLModel, table=True):
    """A log-in that somebody asked to keep for longer; told from others of the same identity by when it began."""

    __tablename__ = "session_extension"

    identity_id: str = Field(foreign_key="identity.id", primary_key=True, max_length=32)
    logged_in_at: datetime = Field(sa_type=Moment, primary_key=True)
    until: datetime = Field(sa_type=Moment, index=True)


class RoleGrant(SQLModel, table=True):
    """A role somebody has, in an organisation when it is a staff role; ends, is never deleted."""

    __tablename__ = "role_grant"
    # Two indexes, because a unique index takes every NULL for another organisation.
    __table_args__ = (
        Index(
            "one_running_grant",
            "person_id",
            "role",
            "organisation_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index(
            "one_running_grant_without_organisation",
            "person_id",
            "role",
            unique=True,
            sqlite_where=text("ended_at IS NULL AND organisation_id IS NULL"),
            postgresql_where=text("ended_at IS NULL AND organisation_id IS NULL"),
        ),
    )

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    person_id: str = Field(foreign_key="person.id", index=True, max_length=32)
    role: Role = Field(sa_type=Code(Role))
    source: GrantSource = Field(default=GrantSource.PROVIDER, sa_type=Code(GrantSource))
    organisation_id: str | None = Field(
        default=None, foreign_key="organisation.id", index=True, max_length=32
    )
    granted_at: datetime = Field(sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)
