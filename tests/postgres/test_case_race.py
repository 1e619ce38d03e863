"""Two jurists press "take" at the same moment; one gets the case. The control shows the race that the update prevents."""

import pytest
from sqlmodel import Session, select

from portal.errors import CaseTaken
from portal.models.cases import AskerKind, Case, CaseState
from portal.models.conversations import ChatTurn, Conversation
from portal.services import cases
from portal.services.askers import Asker
from tests.cast import AMINA, JAN, KARIMA
from tests.conftest import NOON, add_cast
from tests.races import at_once

pytestmark = pytest.mark.postgres
ROUNDS = 10


def given_turns(engine, count):
    with Session(engine) as session, session.begin():
        add_cast(session)
        conversation = Conversation(
            id="c", person_id=AMINA.id, language="nl", page_language="nl", started_at=NOON, last_at=NOON
        )
        session.add(conversation)
        session.flush()
        for number in range(count):
            session.add(
                ChatTurn(id=f"t{number}", conversation_id="c", number=number + 1, request_key=str(number), question="?", language="nl", outcome="abstain", answer="", milliseconds=1, asked_at=NOON)
            )  # fmt: skip


def given_cases(engine, count):
    given_turns(engine, count)
    with Session(engine) as session, session.begin():
        asker = Asker(AMINA.actor, "")
        return [
            cases.open_case(session, asker=asker, turn_id=f"t{number}", kind=AskerKind.SELF, now=NOON).id
            for number in range(count)
        ]


def taking(engine, member, case_id):
    def act(_barrier):
        with Session(engine) as session, session.begin():
            cases.take(session, actor=member.actor, case_id=case_id, now=NOON)
        return "taken"

    return act


def taking_without_care(engine, member, case_id):
    """Read, look, then write: what the service would do without its conditional update."""

    def act(barrier):
        with Session(engine) as session, session.begin():
            case = session.get_one(Case, case_id)
            free = case.state is CaseState.OPEN
            barrier.wait()
            if not free:
                return CaseTaken
            case.state, case.jurist_id = CaseState.ASSIGNED, member.id
            session.add(case)
        return "taken"

    return act


def test_two_jurists_cannot_take_one_case(postgres_database):
    for case_id in given_cases(postgres_database, ROUNDS):
        outcomes = at_once(
            taking(postgres_database, JAN, case_id), taking(postgres_database, KARIMA, case_id)
        )

        assert sorted(map(str, outcomes)) == sorted(map(str, ["taken", CaseTaken]))
        with Session(postgres_database) as session:
            assert session.get_one(Case, case_id).jurist_id == (
                JAN.id if outcomes[0] == "taken" else KARIMA.id
            )


def test_without_the_conditional_update_both_would_have_it(postgres_database):
    (case_id,) = given_cases(postgres_database, 1)

    outcomes = at_once(
        taking_without_care(postgres_database, JAN, case_id),
        taking_without_care(postgres_database, KARIMA, case_id),
    )

    assert outcomes == ["taken", "taken"]


def test_case_numbers_of_many_at_once_have_no_holes_and_no_doubles(postgres_database):
    count = 8
    given_turns(postgres_database, count)

    def opening(number):
        def act(_barrier):
            with Session(postgres_database) as session, session.begin():
                return cases.open_case(
                    session, asker=Asker(AMINA.actor, ""), turn_id=f"t{number}", kind=AskerKind.SELF, now=NOON
                ).number

        return act

    outcomes = at_once(*(opening(number) for number in range(count)))

    assert sorted(outcomes) == [f"Z-2026-{n:06d}" for n in range(1, count + 1)]


def test_one_turn_handed_over_twice_at_once_is_one_case(postgres_database):
    given_turns(postgres_database, 1)

    def act(_barrier):
        with Session(postgres_database) as session, session.begin():
            return cases.open_case(
                session, asker=Asker(AMINA.actor, ""), turn_id="t0", kind=AskerKind.SELF, now=NOON
            ).number

    assert at_once(act, act) == ["Z-2026-000001"] * 2
    with Session(postgres_database) as session:
        assert len(session.exec(select(Case)).all()) == 1
