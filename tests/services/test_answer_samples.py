"""Which answers are judged: drawn by chance, the same each time, a few a week, refusals among them."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from chatbot.answer import Outcome
from portal.models.cases import Case, CaseQueue, HandoverReason
from portal.models.conversations import ChatTurn
from portal.models.scores import AnswerJudgement, AnswerSample, AnswerVerdict
from portal.services import answer_samples, conversation_retention
from portal.services.answer_samples import Turn
from tests.answers import YESTERDAY, given_sample, given_turn
from tests.conftest import NOON
from tests.services.test_conversations import stored_article


@pytest.fixture(autouse=True)
def _world(session, cast):
    stored_article(session)


def drawn(session):
    return set(session.exec(select(AnswerSample.turn_id)).all())


def test_yesterdays_answers_and_refusals_are_drawn_and_nothing_else(session):
    wanted = {
        given_turn(session, outcome=outcome).id
        for outcome in (Outcome.ANSWER, Outcome.ABSTAIN, Outcome.CLARIFY)
    }
    for outcome in (Outcome.SMALLTALK, Outcome.HANDOVER, Outcome.ERROR, Outcome.URGENT_DANGER):
        given_turn(session, outcome=outcome)
    given_turn(session, question="")
    given_turn(session, at=NOON)  # today is not over

    assert answer_samples.take(session, now=NOON) == 3
    assert drawn(session) == wanted


def test_the_same_day_gives_the_same_sample_and_is_drawn_once(session):
    for _ in range(30):
        given_turn(session)
    assert answer_samples.take(session, now=NOON) == 3  # a seventh of twenty, rounded up
    first = drawn(session)
    assert answer_samples.take(session, now=NOON) == 0

    for row in session.exec(select(AnswerSample)):
        session.delete(row)
    session.flush()
    answer_samples.take(session, now=NOON)

    assert drawn(session) == first


def test_a_week_has_twenty_of_a_language_at_most_and_each_language_its_own(session):
    monday = datetime(2026, 3, 2, 9, tzinfo=UTC)
    for day in range(7):
        for language in ("nl", "ar"):
            for _ in range(8):
                given_turn(
                    session, outcome=Outcome.ABSTAIN, language=language, at=monday + timedelta(days=day)
                )

    answer_samples.take(session, now=monday + timedelta(days=7))

    assert Counter(session.exec(select(AnswerSample.language)).all()) == {"nl": 20, "ar": 20}


def test_a_quiet_day_leaves_its_room_to_the_next(session):
    monday = datetime(2026, 3, 2, 9, tzinfo=UTC)
    for _ in range(30):
        given_turn(session, at=monday + timedelta(days=4))

    answer_samples.take(session, now=monday + timedelta(days=5))

    assert len(drawn(session)) == 15


def test_a_day_belongs_to_brussels(session):
    given_turn(session, at=datetime(2026, 3, 8, 23, 30, tzinfo=UTC))  # half past midnight on Monday

    answer_samples.take(session, now=NOON)

    sample = session.exec(select(AnswerSample)).one()
    assert (sample.asked_on.isoformat(), sample.week_on.isoformat()) == ("2026-03-09", "2026-03-09")


def test_days_that_were_missed_are_drawn_later_in_their_order(session):
    for back in (1, 3, 6, 9):
        given_turn(session, at=NOON - timedelta(days=back))

    assert answer_samples.take(session, now=NOON) == 3


def test_refusals_are_drawn_in_the_share_that_they_have():
    turns = [Turn(f"{number}", "nl", is_refusal=number < 25) for number in range(100)]

    for seed in ("a", "b", "c", "d", "e"):
        found = answer_samples.draw(turns, 20, seed=seed)
        assert len({turn.id for turn in found}) == 20
        assert sum(turn.is_refusal for turn in found) == 5


def test_every_question_has_the_same_chance():
    turns = [Turn(f"{number}", "nl", is_refusal=number % 3 == 0) for number in range(10)]

    times = Counter(
        turn.id for seed in range(4000) for turn in answer_samples.draw(turns, 3, seed=f"day {seed}")
    )

    assert set(times) == {turn.id for turn in turns}
    assert all(abs(count - 1200) < 120 for count in times.values())  # four standard errors


def test_a_sample_goes_with_its_conversation(session):
    turn = given_sample(session)
    session.add(AnswerJudgement(turn_id=turn.id, verdict=AnswerVerdict.GOOD, judged_at=NOON))
    session.flush()

    assert conversation_retention.forget(session, now=YESTERDAY + timedelta(days=91)) == 1

    for table in (AnswerJudgement, AnswerSample, ChatTurn):
        assert session.exec(select(table)).all() == []


def test_a_sample_goes_after_ninety_days_also_where_a_case_keeps_the_conversation(session):
    turn = given_sample(session)
    session.add(AnswerJudgement(turn_id=turn.id, verdict=AnswerVerdict.GOOD, judged_at=NOON))
    session.add(
        Case(number="Z-1", queue=CaseQueue.HELPDESK, reason=HandoverReason.ASKED, language="nl", conversation_id=turn.conversation_id,
             opened_at=NOON)
    )  # fmt: skip
    session.flush()
    later = YESTERDAY + timedelta(days=92)
    conversation_retention.forget(session, now=later)

    assert answer_samples.forget(session, now=YESTERDAY + timedelta(days=89)) == 0
    assert answer_samples.forget(session, now=later) == 1
    assert session.exec(select(AnswerJudgement)).all() == []
    assert session.exec(select(ChatTurn.id)).all() == [turn.id]
