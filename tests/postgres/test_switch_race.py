"""Two colleagues turn the switch at the same moment. The control shows that its number alone would fail one of them."""

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, func, select

from portal.models.switches import Switch, SwitchEntry
from portal.services import bot_switch
from tests.cast import BRAM, WIM
from tests.conftest import NOON, add_cast
from tests.races import at_once

pytestmark = pytest.mark.postgres
ROUNDS = 10


@pytest.fixture(autouse=True)
def colleagues(postgres_database):
    with Session(postgres_database) as session, session.begin():
        add_cast(session)


def turning(engine, member, *, is_on):
    def act(_barrier):
        with Session(engine) as session, session.begin():
            return bot_switch.turn(session, actor=member.actor, is_on=is_on, reason="Samen", now=NOON)

    return act


def test_whoever_switches_at_the_same_moment_is_never_refused(postgres_database):
    for number in range(ROUNDS):
        is_on = bool(number % 2)
        acts = [turning(postgres_database, member, is_on=is_on) for member in (BRAM, WIM)]

        assert True in at_once(*acts)

        with Session(postgres_database) as session:
            turns = bot_switch.history(session, actor=BRAM.actor, limit=100)
        assert turns[0].is_on is is_on
        assert [one.number for one in turns] == list(range(len(turns), 0, -1))


def test_the_control_that_reads_the_number_before_it_waits_fails_one(postgres_database):
    def act(barrier):
        with Session(postgres_database) as session, session.begin():
            last = session.exec(select(func.max(col(SwitchEntry.number)))).one() or 0
            barrier.wait()  # both have read
            session.add(SwitchEntry(number=last + 1, switch=Switch.BOT, is_on=False, reason="Samen", at=NOON))
        return "written"

    assert sorted(at_once(act, act), key=str) == [IntegrityError, "written"]
