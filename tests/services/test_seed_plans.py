"""The plans of the demo world are what the story needs, whatever day it is."""

from datetime import UTC, datetime

import pytest
from sqlmodel import Session, func, select

from portal import seed
from portal.models.contracts import ContractState, Duty, Inburgeringscontract
from portal.models.people import Role
from portal.models.pips import Pillar
from portal.services import audit, pips
from portal.services.forecast import ForecastState
from portal.services.parts import PartState
from portal.services.permissions import Actor
from portal.services.rule_kinds import DeadlineCode, Region
from portal.services.todo import todo_list
from portal.settings import settings

# One process runs these files: the demo world is seeded once for each moment and kind of database.
pytestmark = pytest.mark.xdist_group("demo")

DAYS = [datetime(2026, 11, 22, 10, tzinfo=UTC), datetime(2028, 2, 29, 23, 30, tzinfo=UTC)]


def plan_of(session: Session, person: str, now: datetime):
    actor = Actor(person, {Role.INBURGERAAR: frozenset({None})})
    return pips.open_plan(session, actor=actor, person_id=person, now=now).plan


@pytest.fixture(params=DAYS, ids=lambda day: day.date().isoformat())
def now(request) -> datetime:
    return request.param


@pytest.fixture
def world(session, demo_at, now) -> Session:
    demo_at(now)
    return session


def test_amina_must_do_everything_and_has_something_to_do_now(world, now):
    plan = plan_of(world, "amina", now)

    assert plan.facts.contract.duty is Duty.VERPLICHT
    assert {part.state for part in plan.parts} == {PartState.PLANNED, PartState.STARTED, PartState.TO_PLAN}
    assert plan.facts.hours.approved > 0 < plan.facts.hours.waiting
    assert plan.overdue == ()
    assert 2 <= len(todo_list(plan, now=now)) <= 5
    assert next(d for d in plan.deadlines if d.code is DeadlineCode.WORK_REGISTRATION).is_open


def test_oleksandr_has_not_signed_yet(world, now):
    plan = plan_of(world, "oleksandr", now)

    assert plan.facts.contract.state is ContractState.REGISTERED
    assert plan.part(Pillar.PARTICIPATIE).state is PartState.NOT_CHOSEN


def test_fatou_works_in_brussels_and_her_dutch_stands_still(world, now):
    plan = plan_of(world, "fatou", now)

    assert plan.region is Region.BRUSSEL
    assert plan.part(Pillar.NT2).state is PartState.SUSPENDED
    assert plan.part(Pillar.PARTICIPATIE).state is PartState.NOT_CHOSEN
    assert len(plan.part(Pillar.MO).results) == 2


def test_samir_has_the_two_parts_of_before_the_reform(world, now):
    plan = plan_of(world, "samir", now)

    states = {part.pillar: part.state for part in plan.parts}
    assert states[Pillar.WERK] is states[Pillar.PARTICIPATIE] is PartState.NOT_IN_TRACK
    assert states[Pillar.MO] is PartState.ACHIEVED


def test_mei_is_ready_and_elena_has_no_contract_yet(world, now):
    assert plan_of(world, "mei", now).forecast.state is ForecastState.OVER
    assert plan_of(world, "elena", now) is None


def test_lotte_has_all_of_them_as_clients(world, now):
    lotte = Actor("lotte", {Role.TRAJECTBEGELEIDER: frozenset({"agii"})})

    assert [client.person_id for client in pips.clients(world, actor=lotte, now=now)] == [
        "amina", "yusuf", "fatou", "rosa", "samir", "oleksandr", "mei",
    ]  # fmt: skip


def test_seeding_again_changes_nothing(world, now):
    before = (
        world.exec(select(func.count()).select_from(Inburgeringscontract)).one(),
        audit.verify(world).entries,
    )

    seed.seed(world, settings=settings(), now=now)

    after = (
        world.exec(select(func.count()).select_from(Inburgeringscontract)).one(),
        audit.verify(world).entries,
    )
    assert after == before
    assert audit.verify(world).sound
