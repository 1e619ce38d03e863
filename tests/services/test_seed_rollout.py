"""The demo world has a roll-out that is over: both sides can be compared, and everybody gets answers now."""

from sqlmodel import func, select

from portal import seed_rollout
from portal.models.conversations import ChatTurn
from portal.models.switches import Side
from portal.services import rollout, rollout_figures
from portal.services.rollout_figures import Measure
from tests.cast import WIM
from tests.conftest import NOON


def seeded(session):
    return seed_rollout.seed_rollout(session, operator_id=WIM.id, now=NOON)


def test_it_is_written_once_and_both_sides_can_be_compared(session, cast):
    asked = seeded(session)

    assert session.exec(select(func.count()).select_from(ChatTurn)).one() == asked > seed_rollout.PEOPLE
    assert seeded(session) == 0
    found = rollout_figures.compare(session, actor=WIM.actor, now=NOON)
    assert sum(found.people.values()) == seed_rollout.PEOPLE
    assert min(found.people.values()) > 50
    differences = {line.measure: line.difference for line in found.lines}
    assert set(differences) == set(Measure)
    assert all(one.value < 0 for one in differences.values())
    assert differences[Measure.FOR_PERSON].high < 0  # no chance


def test_everybody_gets_answers_now(session, cast):
    seeded(session)

    held = rollout.read(session)

    assert held.percents == {rollout.EVERYBODY: rollout.ALL}
    assert {held.draw(f"visitor:{number}", None).side for number in range(50)} == {Side.ANSWERS}


def test_who_set_a_share_already_keeps_it(session, cast):
    rollout.set_share(
        session, actor=WIM.actor, nis_code=None, percent=20, seen=None, reason="Wij beginnen", now=NOON
    )

    assert seeded(session) == 0
    assert rollout.read(session).percents == {rollout.EVERYBODY: 20}
