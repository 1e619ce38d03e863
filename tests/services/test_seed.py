"""The demo world: whole, believable, and the same after a second run."""

import pytest
from sqlmodel import SQLModel, func, select

from portal import seed
from portal.errors import BadSettings
from portal.models.activities import Occurrence
from portal.models.people import Agency, Person, Role
from portal.models.signups import SignUp, SignUpState
from portal.services import demo_login, people, places
from portal.settings import Environment, Settings
from tests.conftest import NOON

# One process runs these files: the demo world is seeded once for each moment and kind of database.
pytestmark = pytest.mark.xdist_group("demo")


def fill(session):
    return seed.seed(session, settings=Settings(), now=NOON)


def counts(session):
    return {
        table.name: session.exec(select(func.count()).select_from(table)).one()
        for table in SQLModel.metadata.sorted_tables
    }


def test_every_role_has_somebody_to_log_in_as(session, demo_at):
    demo_at(NOON)

    roles = {role for persona in demo_login.personas(session) for role in persona.roles}
    assert roles == set(Role)


def test_a_visitor_finds_the_inburgeraars_first(session, demo_at):
    demo_at(NOON)

    names = [persona.given_name for persona in demo_login.personas(session)]
    assert names[:6] == ["Amina", "Oleksandr", "Fatou", "Samir", "Mei", "Elena"]


def test_running_it_again_changes_nothing(session):
    first = fill(session)
    before = counts(session)

    assert (first.organisations, first.people) == (15, len(seed.PERSONAS))
    assert fill(session) == seed.Seeded(organisations=0, people=0)
    assert counts(session) == before


def test_every_agency_guides_somebody(session, demo_at):
    demo_at(NOON)

    living = [session.get(Person, key) for key in ("amina", "oleksandr", "fatou", "samir", "mei", "elena")]
    assert {places.agency_of(person.nis_code) for person in living} == set(Agency)


def test_a_persona_acts_with_the_role_the_demo_world_gives(session, demo_at):
    demo_at(NOON)

    assert people.actor_of(session, "sofie").roles == {Role.ORGANISER: frozenset({"leuven"})}


def test_the_demo_world_does_not_go_into_production(session):
    production = Settings().model_copy(update={"environment": Environment.PRODUCTION})

    with pytest.raises(BadSettings):
        seed.seed(session, settings=production, now=NOON)
    assert session.exec(select(Person)).all() == []


def test_one_gathering_is_full_and_amina_waits_in_line(session, demo_at):
    demo_at(NOON)

    rows = session.exec(
        select(SignUp).join(Occurrence, Occurrence.id == SignUp.occurrence_id).where(Occurrence.seats_taken == Occurrence.capacity)
    ).all()  # fmt: skip
    waiting = {row.person_id: row.waiting_number for row in rows if row.state is SignUpState.WAITING}
    assert waiting == {"oleksandr": 1, "amina": 2}
    seats = session.exec(select(SignUp).where(SignUp.person_id == "amina", SignUp.state == SignUpState.SEATED)).all()  # fmt: skip
    assert len(seats) == 1
