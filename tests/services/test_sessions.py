"""Who a log-in stands for, asked again in every run."""

from datetime import timedelta

import pytest
from sqlmodel import select

from portal.models.people import Identity, Person, Role, RoleGrant
from portal.services.sessions import SessionLimits, signed_in
from tests.cast import AMINA, JAN, LOTTE
from tests.conftest import NOON, add_cast

LIMITS = SessionLimits(inburgeraar=timedelta(hours=12), staff=timedelta(hours=8))


@pytest.fixture
def people(session):
    add_cast(session)
    for member in (AMINA, JAN):
        session.add(Identity(person_id=member.id, issuer="idp", subject=member.id, last_login_at=NOON))
    session.flush()
    return session


def ask(session, subject="amina", *, issuer="idp", logged_in_at=NOON, now=NOON):
    return signed_in(
        session, issuer=issuer, subject=subject, logged_in_at=logged_in_at, limits=LIMITS, now=now
    )


def test_a_log_in_stands_for_the_person_with_the_roles_of_now(people):
    found = ask(people, "jan")
    assert (found.person_id, found.full_name) == ("jan", "Jan Wouters")
    assert found.actor.roles == {Role.JURIST: frozenset({"agii"})}
    assert found.has(Role.JURIST)
    assert not found.has(Role.BEHEERDER)
    assert found.has()


@pytest.mark.parametrize(("issuer", "subject"), [("idp", "nobody"), ("other", "amina"), ("", "")])
def test_an_unknown_log_in_stands_for_nobody(people, issuer, subject):
    assert ask(people, subject, issuer=issuer) is None


def test_somebody_who_was_blocked_is_out_at_the_next_run(people):
    people.get(Person, "amina").active = False
    people.flush()
    assert ask(people) is None


def test_a_log_in_from_before_they_were_all_ended_counts_no_more(people):
    people.get(Person, "amina").sessions_valid_after = NOON
    people.flush()
    assert ask(people, logged_in_at=NOON - timedelta(seconds=1)) is None
    assert ask(people, logged_in_at=NOON) is not None


@pytest.mark.parametrize(("subject", "hours"), [("amina", 12), ("jan", 8)])
def test_a_log_in_ends_sooner_for_staff(people, subject, hours):
    end = NOON + timedelta(hours=hours)
    assert ask(people, subject, now=end - timedelta(seconds=1)).ends_at == end
    assert ask(people, subject, now=end) is None


def test_a_role_that_ended_is_gone_at_the_next_run(people):
    grant = people.exec(select(RoleGrant).where(RoleGrant.person_id == "jan")).one()
    grant.ended_at = NOON
    people.flush()
    assert ask(people, "jan").roles == frozenset()


def test_two_roles_in_two_organisations_are_kept_apart(people):
    people.add(RoleGrant(person_id="jan", role=Role.JURIST, organisation_id="leuven", granted_at=NOON))
    people.add(RoleGrant(person_id="jan", role=Role.REDACTEUR, organisation_id="agii", granted_at=NOON))
    people.flush()
    assert ask(people, "jan").actor.roles == {
        Role.JURIST: frozenset({"agii", "leuven"}),
        Role.REDACTEUR: frozenset({"agii"}),
    }
    assert LOTTE.id not in ask(people, "jan").actor.person_id
