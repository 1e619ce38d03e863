"""Logging in: what the provider says becomes a person with roles, or is refused whole."""

import pytest
import structlog
from sqlmodel import Session, select

from portal.errors import BadRules, LoginRefused, NotAllowed, NotFound, RuleBroken
from portal.models.audit import AuditEntry
from portal.models.people import Identity, Organisation, OrganisationKind, Person, Role, RoleGrant
from portal.services import login_claims, people
from portal.services.permissions import OPERATOR, Actor
from portal.settings import settings
from tests.cast import AMINA, JAN, LEUVEN, LOTTE, MECHELEN, WIM
from tests.conftest import NOON

LATER = NOON.replace(hour=15)
KBO_LEUVEN = "0207521503"


@pytest.fixture(autouse=True)
def _client(monkeypatch):
    monkeypatch.setenv("PORTAL_OIDC_CLIENT_ID", "portal")
    settings.cache_clear()


def claims_of_amina(**changed):
    claims = {
        "iss": "https://authenticatie.example",
        "sub": "2102c8e2fee953a5ccb2b10d6e13204886c1fddb",
        "aud": "portal",
        "given_name": "Amina",
        "family_name": "Benali",
        "vo_id": "4d6636e0-2252-4ec5-95b7-503325abebab",
        "vo_doelgroepcode": "BUR",
    } | changed
    return {claim: value for claim, value in claims.items() if value is not None}


def claims_of_lotte(**changed):
    staff = {
        "sub": "lotte",
        "given_name": "Lotte",
        "family_name": "Peeters",
        "vo_doelgroepcode": "GID",
        "vo_orgcode": "OVO002949",
        "vo_orgnaam": "AgII",
        "inburgeringsportaal_rol_3d": ["InburgeringsportaalTrajectbegeleider:OVO002949"],
    }
    return claims_of_amina(**(staff | changed))


def running_roles(session: Session, person: Person):
    return {
        (grant.role, session.get(Organisation, grant.organisation_id).code if grant.organisation_id else None)
        for grant in session.exec(select(RoleGrant).where(RoleGrant.person_id == person.id))
        if grant.ended_at is None
    }


def test_a_private_person_becomes_an_inburgeraar(session):
    person = people.sign_in(session, claims=claims_of_amina(), now=NOON)

    assert (person.given_name, person.family_name) == ("Amina", "Benali")
    assert running_roles(session, person) == {(Role.INBURGERAAR, None)}


def test_staff_get_their_role_in_their_organisation(session):
    person = people.sign_in(session, claims=claims_of_lotte(), now=NOON)

    assert running_roles(session, person) == {(Role.TRAJECTBEGELEIDER, "OVO002949")}
    assert session.exec(select(Organisation)).one().kind is OrganisationKind.AGENCY


@pytest.mark.parametrize(
    "sent",
    [
        "InburgeringsportaalJurist",
        "InburgeringsportaalJurist:OVO002949",
        "InburgeringsportaalJurist:Antwerpen:OVO002949",
        "InburgeringsportaalJurist:OVO000001, OVO002949",
        ["Wegwijs-lezer:OVO002949", "InburgeringsportaalJurist:OVO002949"],
    ],
)
def test_each_way_a_role_is_written_is_read(session, sent):
    person = people.sign_in(session, claims=claims_of_lotte(inburgeringsportaal_rol_3d=sent), now=NOON)

    assert running_roles(session, person) == {(Role.JURIST, "OVO002949")}


def test_the_roles_claim_is_found_however_it_is_capitalised(session):
    claims = claims_of_lotte(
        inburgeringsportaal_rol_3d=None, inburgeringsportaal_rol_3D=["InburgeringsportaalJurist:OVO002949"]
    )

    assert running_roles(session, people.sign_in(session, claims=claims, now=NOON)) == {
        (Role.JURIST, "OVO002949")
    }


def test_staff_of_a_municipality_land_in_it_by_nis_code_and_by_linked_key(session, cast):
    people.link_organisation(session, actor=OPERATOR, nis_code=LEUVEN, code=KBO_LEUVEN, now=NOON)
    organiser = {"vo_doelgroepcode": "LB", "vo_orgnaam": "Leuven"}
    role = "InburgeringsportaalOrganisator"
    by_key = claims_of_lotte(sub="a", vo_orgcode=KBO_LEUVEN, inburgeringsportaal_rol_3d=role, **organiser)
    by_nis = claims_of_lotte(sub="b", vo_orgcode=LEUVEN, inburgeringsportaal_rol_3d=role, **organiser)

    found = [
        people.actor_of(session, people.sign_in(session, claims=c, now=NOON).id) for c in (by_key, by_nis)
    ]

    assert [actor.roles for actor in found] == [{Role.ORGANISER: frozenset({"leuven"})}] * 2


def test_a_key_that_belongs_to_another_organisation_is_not_taken_over(session, cast):
    people.link_organisation(session, actor=OPERATOR, nis_code=LEUVEN, code=KBO_LEUVEN, now=NOON)

    with pytest.raises(RuleBroken):
        people.link_organisation(session, actor=OPERATOR, nis_code=MECHELEN, code=KBO_LEUVEN, now=NOON)


def test_a_second_log_in_is_the_same_person_with_the_name_as_it_is_now(session):
    first = people.sign_in(session, claims=claims_of_amina(), now=NOON)
    second = people.sign_in(session, claims=claims_of_amina(family_name="El Amrani"), now=LATER)

    assert second.id == first.id
    assert second.family_name == "El Amrani"
    assert session.exec(select(Identity)).one().last_login_at == LATER


def test_the_same_subject_at_another_provider_is_another_person(session):
    here = people.sign_in(session, claims=claims_of_amina(), now=NOON)
    there = people.sign_in(session, claims=claims_of_amina(iss="https://elsewhere.example"), now=NOON)

    assert here.id != there.id


def test_a_role_that_the_provider_no_longer_sends_ends(session):
    both = ["InburgeringsportaalJurist:OVO002949", "InburgeringsportaalRedacteur:OVO002949"]
    person = people.sign_in(session, claims=claims_of_lotte(inburgeringsportaal_rol_3d=both), now=NOON)

    people.sign_in(session, claims=claims_of_lotte(inburgeringsportaal_rol_3d=both[:1]), now=LATER)

    assert running_roles(session, person) == {(Role.JURIST, "OVO002949")}
    ended = [
        entry.facts["role"] for entry in session.exec(select(AuditEntry)) if entry.action == "role.ended"
    ]
    assert ended == ["redacteur"]


def test_a_role_that_an_operator_gave_survives_a_log_in(session, cast):
    person = people.sign_in(session, claims=claims_of_lotte(), now=NOON)
    people.grant_role(
        session, actor=OPERATOR, person_id=person.id, role=Role.REDACTEUR, organisation_id="agii", now=NOON
    )

    people.sign_in(session, claims=claims_of_lotte(), now=LATER)

    assert Role.REDACTEUR in people.actor_of(session, person.id).roles


def test_roles_of_an_organisation_that_was_not_chosen_do_not_count(session):
    claims = claims_of_lotte(inburgeringsportaal_rol_3d=["InburgeringsportaalJurist:OVO000001"])

    with pytest.raises(LoginRefused, match="no-role"):
        people.sign_in(session, claims=claims, now=NOON)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"aud": "another-app"}, "audience"),
        ({"aud": ["another-app", "third"], "azp": "portal"}, "audience"),
        ({"aud": None}, "audience"),
        ({"sub": None}, "missing-claims"),
        ({"iss": ""}, "missing-claims"),
        ({"family_name": "  "}, "missing-claims"),
        ({"given_name": None}, "missing-claims"),
        ({"given_name": 12}, "missing-claims"),
        ({"family_name": "x" * 101}, "missing-claims"),
        ({"vo_doelgroepcode": None}, "missing-claims"),
        ({"vo_doelgroepcode": "VER"}, "capacity"),
        ({"vo_doelgroepcode": "GID"}, "missing-claims"),
        ({"vo_doelgroepcode": "GID", "vo_orgcode": "OVO1", "vo_orgnaam": "AgII"}, "no-role"),
    ],
)
def test_claims_that_cannot_be_used_are_refused_whole(session, changed, reason):
    with structlog.testing.capture_logs() as lines, pytest.raises(LoginRefused) as refused:
        people.sign_in(session, claims=claims_of_amina(**changed), now=NOON)

    assert refused.value.reason == reason
    assert session.exec(select(Person)).all() == []
    assert lines[-1]["event"] == "login_refused"
    assert "Amina" not in str(lines)
    assert "Benali" not in str(lines)


def test_somebody_with_one_name_can_log_in(session):
    person = people.sign_in(session, claims=claims_of_amina(given_name="", family_name="Wahid"), now=NOON)

    assert person.family_name == "Wahid"


def test_a_rijksregisternummer_that_is_sent_all_the_same_is_kept_nowhere(session):
    people.sign_in(session, claims=claims_of_amina(rrn="85073003328"), now=NOON)

    rows = [
        row.model_dump_json()
        for table in (Person, Identity, AuditEntry)
        for row in session.exec(select(table))
    ]
    assert "85073003328" not in "".join(rows)


def test_somebody_who_was_deactivated_may_not_log_in(session, cast):
    person = people.sign_in(session, claims=claims_of_amina(), now=NOON)
    people.deactivate(session, actor=WIM.actor, person_id=person.id, now=NOON)

    with pytest.raises(LoginRefused, match="inactive"):
        people.sign_in(session, claims=claims_of_amina(), now=LATER)
    with pytest.raises(NotFound):
        people.actor_of(session, person.id)


def test_only_a_beheerder_deactivates_and_gives_roles(session, cast):
    with pytest.raises(NotAllowed):
        people.deactivate(session, actor=JAN.actor, person_id=AMINA.id, now=NOON)
    with pytest.raises(NotAllowed):
        people.grant_role(
            session,
            actor=LOTTE.actor,
            person_id=LOTTE.id,
            role=Role.BEHEERDER,
            organisation_id="agii",
            now=NOON,
        )
    with pytest.raises(NotAllowed):
        people.revoke_role(session, actor=LOTTE.actor, person_id=JAN.id, role=Role.JURIST, now=NOON)
    with pytest.raises(NotAllowed):
        people.list_people(session, actor=LOTTE.actor)
    with pytest.raises(NotAllowed):
        people.link_organisation(session, actor=LOTTE.actor, nis_code=LEUVEN, code="1", now=NOON)


def test_signing_out_everywhere_is_for_oneself_and_for_a_beheerder(session, cast):
    people.sign_out_everywhere(session, actor=AMINA.actor, person_id=AMINA.id, now=NOON)
    people.sign_out_everywhere(session, actor=WIM.actor, person_id=AMINA.id, now=LATER)

    assert session.get(Person, AMINA.id).sessions_valid_after == LATER
    with pytest.raises(NotAllowed):
        people.sign_out_everywhere(session, actor=LOTTE.actor, person_id=AMINA.id, now=LATER)


def test_a_role_taken_back_is_gone_at_once_and_stays_in_the_trail(session, cast):
    ended = people.revoke_role(session, actor=WIM.actor, person_id=JAN.id, role=Role.JURIST, now=LATER)

    assert ended == 1
    assert people.actor_of(session, JAN.id) == Actor(JAN.id, {})
    assert session.exec(select(RoleGrant).where(RoleGrant.person_id == JAN.id)).one().ended_at == LATER


def test_a_role_given_twice_is_one_grant(session, cast):
    for _ in range(2):
        people.grant_role(
            session,
            actor=WIM.actor,
            person_id=AMINA.id,
            role=Role.REDACTEUR,
            organisation_id="agii",
            now=NOON,
        )

    assert [line.roles for line in people.list_people(session, actor=WIM.actor, role=Role.REDACTEUR)] == [
        ("inburgeraar", "redacteur@agii"),
        ("redacteur@agii",),
    ]


def test_a_staff_role_needs_an_organisation_that_exists(session, cast):
    with pytest.raises(RuleBroken):
        people.grant_role(
            session, actor=WIM.actor, person_id=AMINA.id, role=Role.JURIST, organisation_id=None, now=NOON
        )
    with pytest.raises(NotFound):
        people.grant_role(
            session,
            actor=WIM.actor,
            person_id=AMINA.id,
            role=Role.JURIST,
            organisation_id="nowhere",
            now=NOON,
        )


@pytest.mark.parametrize(
    "text",
    ["roles: [", "valid_from: soon", "capacities: {BUR: {roles: [king]}}", "[]"],
)
def test_a_broken_mapping_names_the_place(text):
    with pytest.raises(BadRules, match=r"login\.yaml"):
        login_claims.parse_rules(text)


def test_every_staff_role_can_be_sent_by_the_provider():
    assert set(login_claims.rules().roles.values()) == set(Role) - {Role.INBURGERAAR}
