"""Two editors judge the same answer at once, and two processes draw the same day."""

import pytest
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, select

from portal.errors import WrongState
from portal.models.audit import AuditEntry
from portal.models.scores import AnswerJudgement, AnswerSample, AnswerVerdict
from portal.services import answer_judging, answer_samples
from tests.answers import given_sample, given_turn
from tests.cast import BRAM, WIM
from tests.conftest import NOON, add_cast
from tests.races import at_once
from tests.services.test_conversations import stored_article

pytestmark = pytest.mark.postgres
ROUNDS = 5


def given_samples(engine, count=ROUNDS):
    with Session(engine) as session:
        add_cast(session)
        session.commit()
        stored_article(session)
        turns = [given_sample(session).id for _ in range(count)]
        session.commit()
    return turns


def judging(engine, member, turn_id, verdict):
    def act(_barrier):
        with Session(engine) as session, session.begin():
            answer_judging.judge(session, actor=member.actor, turn_id=turn_id, verdict=verdict, now=NOON)
        return "judged"

    return act


def judging_what_was_read(engine, turn_id, verdict):
    """Judge as if no key said that there is one judgement: who looked first and found none writes over it."""

    def act(barrier):
        with Session(engine) as session, session.begin():
            if session.get(AnswerJudgement, turn_id) is not None:
                raise WrongState("answer_sample", "judged")
            barrier.wait()
            row = {"turn_id": turn_id, "verdict": verdict, "judged_at": NOON}
            session.execute(
                insert(AnswerJudgement)
                .values(row)
                .on_conflict_do_update(index_elements=["turn_id"], set_=row)
            )
        return "judged"

    return act


def test_one_of_two_editors_judges_and_the_other_is_told(postgres_database):
    for turn_id in given_samples(postgres_database):
        outcomes = at_once(
            judging(postgres_database, BRAM, turn_id, AnswerVerdict.GOOD),
            judging(postgres_database, WIM, turn_id, AnswerVerdict.WRONG),
        )
        assert sorted(map(str, outcomes)) == sorted(["judged", str(WrongState)])

    with Session(postgres_database) as session:
        assert len(session.exec(select(AnswerJudgement)).all()) == ROUNDS
        assert len(session.exec(select(AuditEntry)).all()) == ROUNDS


def test_without_the_key_both_would_think_they_did(postgres_database):
    (turn_id,) = given_samples(postgres_database, 1)

    outcomes = at_once(
        *(
            judging_what_was_read(postgres_database, turn_id, verdict)
            for verdict in (AnswerVerdict.GOOD, AnswerVerdict.WRONG)
        )
    )

    assert outcomes == ["judged", "judged"]


def test_two_processes_draw_the_same_answers_once(postgres_database):
    with Session(postgres_database) as session:
        add_cast(session)
        session.commit()
        stored_article(session)
        for _ in range(30):
            given_turn(session)
        session.commit()

    def drawing(_barrier):
        with Session(postgres_database) as session, session.begin():
            answer_samples.take(session, now=NOON)
        return "drawn"

    assert at_once(drawing, drawing) == ["drawn", "drawn"]
    with Session(postgres_database) as session:
        assert len(session.exec(select(AnswerSample)).all()) == 3
