"""Two first log-ins of one person at the same moment."""

import threading

import pytest
from sqlmodel import Session, select

from portal.models.people import Identity, Person, RoleGrant
from portal.services import people
from portal.settings import settings
from tests.conftest import NOON
from tests.races import PATIENCE_S, run_all

pytestmark = pytest.mark.postgres

CLAIMS = {
    "iss": "https://authenticatie.example",
    "sub": "amina",
    "aud": "portal",
    "given_name": "Amina",
    "family_name": "Benali",
    "vo_doelgroepcode": "BUR",
}


@pytest.fixture(autouse=True)
def _client(monkeypatch):
    monkeypatch.setenv("PORTAL_OIDC_CLIENT_ID", "portal")
    settings.cache_clear()


def both_at_once(database, log_in):
    """Let two threads look, find nobody, and only then go on."""
    looked = threading.Barrier(2, timeout=PATIENCE_S)
    failures = []

    def run():
        try:
            with Session(database) as session, session.begin():
                log_in(session, looked)
        except Exception as error:  # noqa: BLE001 the test tells which
            failures.append(type(error).__name__)

    run_all(run, run)
    return failures


def test_two_first_log_ins_at_once_make_one_person(postgres_database, monkeypatch):
    find = people._identity
    met = threading.local()

    def log_in(session, looked):
        def find_then_wait(session, login):
            found = find(session, login)
            if not hasattr(met, "yes"):
                met.yes = True
                looked.wait()
            return found

        monkeypatch.setattr(people, "_identity", find_then_wait)
        people.sign_in(session, claims=CLAIMS, now=NOON)

    failures = both_at_once(postgres_database, log_in)

    assert failures == []
    with Session(postgres_database) as session:
        assert len(session.exec(select(Person)).all()) == 1
        assert len(session.exec(select(Identity)).all()) == 1
        assert len(session.exec(select(RoleGrant)).all()) == 1


def test_control_without_taking_the_loss_one_of_the_two_log_ins_fails(postgres_database):
    def log_in(session, looked):
        assert session.exec(select(Identity)).first() is None
        looked.wait()
        person = Person(given_name="Amina", family_name="Benali", created_at=NOON)
        session.add(person)
        session.flush()
        session.add(Identity(person_id=person.id, issuer="i", subject="s", last_login_at=NOON))
        session.flush()

    assert both_at_once(postgres_database, log_in) == ["IntegrityError"]
