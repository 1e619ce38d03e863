"""Figures of a week in a language: what is counted, what is too few to tell, and what stays."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from chatbot.answer import Outcome, Reason
from portal.models.cases import Case, CaseQueue, HandoverReason
from portal.models.scores import AnswerVerdict, AnswerWeek
from portal.services import answer_judging, answer_samples, answer_weeks, conversation_retention
from tests.answers import given_feedback, given_sample, given_turn
from tests.cast import BRAM
from tests.conftest import NOON
from tests.services.test_conversations import stored_article

THIS_WEEK = date(2026, 3, 9)


@pytest.fixture(autouse=True)
def _world(session, cast):
    stored_article(session)


def counted(session, now=NOON):
    answer_weeks.count_lately(session, now=now)
    return session.exec(select(AnswerWeek).execution_options(populate_existing=True)).one()


def shown(session, **more):
    return answer_weeks.weeks(session, actor=BRAM.actor, since=THIS_WEEK - timedelta(weeks=8), **more)


def test_answers_refusals_chances_feedback_and_wishes_for_a_person_are_counted(session):
    helped, unhelped = (
        given_turn(session, score=0.5),
        given_turn(session, outcome=Outcome.CLARIFY, score=0.25),
    )
    given_feedback(session, helped, helped=True)
    given_feedback(session, unhelped, helped=False)
    refused = given_turn(session, outcome=Outcome.ABSTAIN, score=None)
    session.add(
        Case(number="Z-1", queue=CaseQueue.HELPDESK, reason=HandoverReason.ASKED, language="nl",
             conversation_id=refused.conversation_id, turn_id=refused.id, opened_at=NOON)
    )  # fmt: skip
    given_turn(session, outcome=Outcome.HANDOVER, reason=Reason.ASKED.value, score=None)
    given_turn(session, outcome=Outcome.HANDOVER, reason=Reason.BOT_OFF.value, score=None)
    given_turn(session, outcome=Outcome.SMALLTALK, reason=Reason.GREETING.value)

    week = counted(session)

    assert (week.week_on, week.language) == (THIS_WEEK, "nl")
    assert (week.answered, week.refused, week.scored) == (3, 2, 2)
    assert (week.chances, week.chance_squares) == pytest.approx((0.75, 0.3125))
    assert (week.helped, week.unhelped) == (1, 1)
    assert (week.reached, week.for_person) == (4, 2)


def test_each_verdict_has_its_count_and_right_refusals_are_right(session):
    said = {
        AnswerVerdict.GOOD: Outcome.ANSWER, AnswerVerdict.HALF: Outcome.ANSWER, AnswerVerdict.WRONG: Outcome.PARTIAL,
        AnswerVerdict.UNSAFE: Outcome.ANSWER, AnswerVerdict.RIGHT_REFUSAL: Outcome.ABSTAIN,
        AnswerVerdict.ANSWER_EXISTS: Outcome.CLARIFY,
    }  # fmt: skip
    for verdict, outcome in said.items():
        turn = given_sample(session, outcome=outcome)
        slug = "wat-kost-inburgering" if verdict is AnswerVerdict.ANSWER_EXISTS else None
        answer_judging.judge(session, actor=BRAM.actor, turn_id=turn.id, verdict=verdict, slug=slug, now=NOON)
    given_sample(session)

    week = counted(session)

    assert (week.good, week.half, week.wrong, week.unsafe, week.right_refusals, week.missed) == (1,) * 6
    assert (answer_weeks.right(week), answer_weeks.judged(week), week.sampled) == (2, 6, 7)


def test_counting_again_changes_nothing_and_later_feedback_comes_in(session):
    turn = given_turn(session)
    counted(session)
    given_feedback(session, turn, helped=False)

    assert counted(session).unhelped == 1
    assert counted(session).answered == 1


def test_the_first_time_all_weeks_of_which_there_are_questions_are_counted(session):
    for back in (0, 8):
        given_turn(session, at=NOON - timedelta(weeks=back))

    assert answer_weeks.count_lately(session, now=NOON) == 2


def test_figures_outlive_the_questions(session):
    given_turn(session)
    counted(session)
    later = NOON + timedelta(days=95)
    conversation_retention.forget(session, now=later)
    answer_samples.forget(session, now=later)

    assert counted(session, later).answered == 1


def test_of_a_few_questions_nothing_is_told(session):
    for _ in range(4):
        given_turn(session)
    counted(session)
    assert shown(session)[0].is_small

    given_turn(session)
    counted(session)

    (one,) = shown(session)
    assert not one.is_small
    assert one.refused.is_shown
    assert not one.unhelped.is_shown


@pytest.mark.parametrize(("judged", "told"), [(9, False), (10, True)])
def test_of_a_few_judgements_no_share_is_told(session, judged, told):
    for _ in range(judged):
        turn = given_sample(session)
        answer_judging.judge(session, actor=BRAM.actor, turn_id=turn.id, verdict=AnswerVerdict.GOOD, now=NOON)

    right = shown(session)[0].right

    assert right.is_shown is told
    assert right.value == 1
    assert right.interval[0] < 0.8  # ten of ten is not yet all


def test_languages_can_be_chosen_and_the_newest_week_stands_first(session):
    for back in (0, 1):
        for language in ("nl", "ar"):
            given_turn(session, outcome=Outcome.ABSTAIN, language=language, at=NOON - timedelta(weeks=back))
    answer_weeks.count_lately(session, now=NOON)

    assert [(one.week_on, one.language) for one in shown(session)] == [
        (THIS_WEEK, "ar"), (THIS_WEEK, "nl"), (THIS_WEEK - timedelta(weeks=1), "ar"), (THIS_WEEK - timedelta(weeks=1), "nl"),
    ]  # fmt: skip
    assert {one.language for one in shown(session, language="ar")} == {"ar"}


def test_the_last_whole_weeks_are_taken_together(session):
    for back in (0, 1, 4, 5):
        given_turn(session, outcome=Outcome.ABSTAIN, at=NOON - timedelta(weeks=back))
    answer_weeks.count_lately(session, now=NOON)

    right, refused = answer_weeks.together(shown(session), now=NOON)["nl"]

    assert (refused.count, refused.number) == (2, 2)
    assert (right.count, right.number) == (0, 0)
