"""The demo world: people and organisations that do not exist, dated relative to today. Running it again changes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from portal import (
    seed_activities,
    seed_answers,
    seed_buddies,
    seed_fees,
    seed_finance,
    seed_plans,
    seed_rollout,
    seed_signals,
    seed_signups,
)
from portal.errors import BadSettings
from portal.models.people import (
    Agency,
    GrantSource,
    Identity,
    Organisation,
    OrganisationKind,
    Person,
    Role,
    RoleGrant,
)
from portal.services import demo_login, places
from portal.settings import Environment, Settings

LEUVEN, MECHELEN, HASSELT, AALST, OOSTENDE = "24062", "12025", "71072", "41002", "35013"
SCHAARBEEK, ANTWERPEN, GENT = "21015", "11002", "44021"
TRAJECTBEGELEIDER = "lotte"
FINANCE = "nora"
EDITOR = "bram"
OPERATOR = "wim"


@dataclass(frozen=True)
class Persona:
    """Somebody of the demo world; `key` is their id and the name of their demo log-in."""

    key: str
    given_name: str
    family_name: str
    role: Role
    language: str = "nl"
    nis_code: str | None = None
    organisation: str | None = None


AGENCIES: Mapping[str, tuple[str, Agency]] = {
    "agii": ("Agentschap Integratie en Inburgering", Agency.AGII),
    "agii-antwerpen": ("AgII provincie Antwerpen", Agency.AGII),
    "agii-brussel": ("AgII Brussel", Agency.AGII),
    "agii-limburg": ("AgII Limburg", Agency.AGII),
    "agii-oost-vlaanderen": ("AgII Oost-Vlaanderen", Agency.AGII),
    "agii-vlaams-brabant": ("AgII Vlaams-Brabant", Agency.AGII),
    "agii-west-vlaanderen": ("AgII West-Vlaanderen", Agency.AGII),
    "atlas": ("Atlas Antwerpen", Agency.ATLAS),
    "amal": ("Amal Gent", Agency.AMAL),
    "bon": ("Bon Brussel", Agency.BON),
}
LOKALE_BESTUREN: Mapping[str, str] = {
    "leuven": LEUVEN,
    "mechelen": MECHELEN,
    "hasselt": HASSELT,
    "aalst": AALST,
    "oostende": OOSTENDE,
}
PERSONAS = (
    Persona("amina", "Amina", "Benali", Role.INBURGERAAR, "ar", LEUVEN),
    Persona("oleksandr", "Oleksandr", "Kovalenko", Role.INBURGERAAR, "en", MECHELEN),
    Persona("fatou", "Fatou", "Diallo", Role.INBURGERAAR, "fr", SCHAARBEEK),
    Persona("samir", "Samir", "Haddad", Role.INBURGERAAR, "nl", ANTWERPEN),
    Persona("mei", "Mei", "Lin", Role.INBURGERAAR, "en", GENT),
    Persona("elena", "Elena", "Popescu", Role.INBURGERAAR, "nl", HASSELT),
    Persona("yusuf", "Yusuf", "Demir", Role.INBURGERAAR, "en", AALST),
    Persona("rosa", "Rosa", "Fernandes", Role.INBURGERAAR, "fr", OOSTENDE),
    Persona(
        TRAJECTBEGELEIDER, "Lotte", "Peeters", Role.TRAJECTBEGELEIDER, organisation="agii-vlaams-brabant"
    ),
    Persona("jan", "Jan", "Wouters", Role.JURIST, organisation="agii"),
    Persona("karima", "Karima", "El Idrissi", Role.JURIST, organisation="agii"),
    Persona(EDITOR, "Bram", "De Smet", Role.REDACTEUR, organisation="agii"),
    Persona("sofie", "Sofie", "Maes", Role.ORGANISER, organisation="leuven"),
    Persona("tom", "Tom", "Jacobs", Role.ORGANISER, organisation="mechelen"),
    Persona("nora", "Nora", "Claes", Role.FINANCE, organisation="agii"),
    Persona(OPERATOR, "Wim", "Goossens", Role.BEHEERDER, organisation="agii"),
)


@dataclass(frozen=True)
class Seeded:
    """How much of the demo world was new."""

    organisations: int
    people: int


def seed(session: Session, *, settings: Settings, now: datetime) -> Seeded:
    """Fill the demo world; what is there already stays as it is.

    Raises:
        BadSettings: this is production.
    """
    if settings.environment is Environment.PRODUCTION:
        raise BadSettings("PORTAL_ENVIRONMENT", "the demo world does not go into production")
    organisations = sum(_add_organisation(session, made) for made in _organisations())
    session.flush()
    # A second apart, so that the personas are listed in this order.
    began = now - timedelta(seconds=len(PERSONAS))
    added = sum(
        _add_person(session, persona, made_at=began + timedelta(seconds=position))
        for position, persona in enumerate(PERSONAS)
    )
    session.flush()
    inburgeraars = {persona.key: persona.key for persona in PERSONAS if persona.role is Role.INBURGERAAR}
    seed_plans.seed_plans(session, people=inburgeraars, trajectbegeleider_id=TRAJECTBEGELEIDER, now=now)
    seed_fees.seed_fees(session, people=inburgeraars, trajectbegeleider_id=TRAJECTBEGELEIDER, now=now)
    seed_finance.seed_finance(session, finance_id=FINANCE, now=now)
    organisers = {
        one.organisation: one.key for one in PERSONAS if one.role is Role.ORGANISER and one.organisation
    }
    seed_activities.seed_activities(session, owners=organisers, now=now)
    seed_signups.seed_signups(session, now=now)
    seed_buddies.seed_buddies(session, now=now)
    seed_signals.seed_signals(session, now=now)
    seed_answers.seed_answers(session, editor_id=EDITOR, now=now)
    seed_rollout.seed_rollout(session, operator_id=OPERATOR, now=now)
    return Seeded(organisations=organisations, people=added)


def _organisations() -> list[Organisation]:
    agencies = [
        Organisation(id=key, kind=OrganisationKind.AGENCY, name=name, agency=agency)
        for key, (name, agency) in AGENCIES.items()
    ]
    besturen = [
        Organisation(
            id=key, kind=OrganisationKind.LOKAAL_BESTUUR, name=places.municipality(nis).name, nis_code=nis
        )
        for key, nis in LOKALE_BESTUREN.items()
    ]
    return agencies + besturen


def _add_organisation(session: Session, organisation: Organisation) -> bool:
    if session.get(Organisation, organisation.id) is not None:
        return False
    session.add(organisation)
    return True


def _add_person(session: Session, persona: Persona, *, made_at: datetime) -> bool:
    if session.get(Person, persona.key) is not None:
        return False
    session.add(
        Person(
            id=persona.key,
            given_name=persona.given_name,
            family_name=persona.family_name,
            language=persona.language,
            mail=f"{persona.key}@example.org",
            nis_code=persona.nis_code,
            postcode=places.municipality(persona.nis_code).postcodes[0] if persona.nis_code else None,
            created_at=made_at,
        )
    )
    session.flush()
    session.add(
        Identity(person_id=persona.key, issuer=demo_login.ISSUER, subject=persona.key, last_login_at=made_at)
    )
    session.add(
        RoleGrant(
            person_id=persona.key,
            role=persona.role,
            source=GrantSource.OPERATOR,
            organisation_id=persona.organisation,
            granted_at=made_at,
        )
    )
    return True
