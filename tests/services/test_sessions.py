"""Who a log-in stands for, asked again in every run."""

from datetime import timedelta

import pytest
from sqlmodel import select

from portal.models.people import Identity, Person, Role, RoleGrant, SessionExtension
from portal.services import sessions
from portal.services.sessions import EXTRA, LONGEST, SessionLimits, signed_in
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


# ── staying logged in ────────────────────────────────────────────────────────────────────────────────────────────

ALMOST_OVER = NOON + timedelta(hours=7, minutes=56)


def stay(session, *, logged_in_at=NOON, now=ALMOST_OVER):
    return sessions.extend(
        session, issuer="idp", subject="jan", logged_in_at=logged_in_at, limits=LIMITS, now=now
    )


def test_who_asks_in_time_stays_logged_in_for_another_hour(people):
    assert stay(people).ends_at == ALMOST_OVER + EXTRA
    assert ask(people, "jan", now=ALMOST_OVER + EXTRA - timedelta(seconds=1)).ends_at == ALMOST_OVER + EXTRA
    assert ask(people, "jan", now=ALMOST_OVER + EXTRA) is None


def test_asking_again_adds_again_until_a_day_is_over(people):
    moment, times = ALMOST_OVER, 0
    while (found := stay(people, now=moment)).ends_at > moment + timedelta(minutes=5):
        moment, times = found.ends_at - timedelta(minutes=4), times + 1

    assert found.ends_at == NOON + LONGEST
    assert times >= 10  # WCAG 2.2.1 asks for at least ten
    assert len(people.exec(select(SessionExtension)).all()) == 1


def test_asking_early_takes_nothing_away(people):
    assert stay(people, now=NOON).ends_at == NOON + LIMITS.staff


def test_a_log_in_that_has_ended_cannot_be_stretched(people):
    assert stay(people, now=NOON + LIMITS.staff) is None
    assert people.exec(select(SessionExtension)).all() == []


def test_staying_here_wakes_no_older_log_in_elsewhere(people):
    stay(people)

    yesterday = NOON - timedelta(days=1)
    assert ask(people, "jan", logged_in_at=yesterday, now=ALMOST_OVER + timedelta(minutes=10)) is None


def test_logging_out_everywhere_ends_what_was_stretched(people):
    stay(people)
    people.get(Person, "jan").sessions_valid_after = ALMOST_OVER
    people.flush()

    assert ask(people, "jan", now=ALMOST_OVER) is None


def test_extensions_that_ended_are_forgotten(people):
    stay(people)

    assert sessions.forget_extensions(people, now=ALMOST_OVER) == 0
    assert sessions.forget_extensions(people, now=ALMOST_OVER + EXTRA) == 1
