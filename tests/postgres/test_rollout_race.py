"""Two colleagues set a share at the same moment: one is told. The control shows that the number alone would break one of them."""

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, func, select

from portal.errors import WrongState
from portal.models.switches import RolloutStep
from portal.services import rollout
from tests.cast import WIM
from tests.conftest import NOON, add_cast
from tests.races import at_once

pytestmark = pytest.mark.postgres
ROUNDS = 8
LEUVEN = "24062"


@pytest.fixture(autouse=True)
def colleagues(postgres_database):
    with Session(postgres_database) as session, session.begin():
        add_cast(session)


def setting(engine, percent, *, seen, nis_code=None):
    def act(_barrier):
        with Session(engine) as session, session.begin():
            return rollout.set_share(
                session, actor=WIM.actor, nis_code=nis_code, percent=percent, seen=seen, reason="Samen", now=NOON
            )  # fmt: skip

    return act


def test_of_two_who_set_the_same_share_at_once_one_is_told(postgres_database):
    for number in range(ROUNDS):
        with Session(postgres_database) as session:
            held = rollout.read(session).share_of(None)
        seen = held.number if held else None
        acts = [
            setting(postgres_database, percent, seen=seen) for percent in (2 * number + 1, 2 * number + 2)
        ]

        assert sorted(at_once(*acts), key=str) == [WrongState, True]

    with Session(postgres_database) as session:
        assert len(rollout.history(session, actor=WIM.actor, limit=100)) == ROUNDS


def test_two_who_set_other_shares_at_once_both_do_with_one_salt(postgres_database):
    acts = [
        setting(postgres_database, 20, seen=None),
        setting(postgres_database, 50, seen=None, nis_code=LEUVEN),
    ]

    assert at_once(*acts) == [True, True]

    with Session(postgres_database) as session:
        steps = session.exec(select(RolloutStep).order_by(col(RolloutStep.number))).all()
    assert ([one.number for one in steps], len({one.salt for one in steps})) == ([1, 2], 1)


def test_the_control_that_reads_the_number_before_it_waits_fails_one(postgres_database):
    def act(barrier):
        with Session(postgres_database) as session, session.begin():
            last = session.exec(select(func.max(col(RolloutStep.number)))).one() or 0
            barrier.wait()  # both have read
            session.add(RolloutStep(number=last + 1, percent=20, salt="s", reason="Samen", at=NOON))
        return "written"

    assert sorted(at_once(act, act), key=str) == [IntegrityError, "written"]
