"""Some weeks of answers stand in the demo world once, sampled, judged, counted, with alerts."""

import pytest
from sqlmodel import func, select

from portal import seed_answers
from portal.models.conversations import Conversation
from portal.models.scores import AnswerAlert, AnswerJudgement, AnswerSample, AnswerWeek, DriftSignal
from portal.services import editor_tasks
from portal.services.editor_tasks import EditorTask
from tests.cast import BRAM
from tests.conftest import NOON
from tests.services.test_conversations import stored_article


def seeded(session):
    return seed_answers.seed_answers(session, editor_id="bram", now=NOON)


def test_without_articles_nothing_was_asked(session, cast):
    assert seeded(session) == 0


@pytest.mark.usefixtures("cast")
def test_it_is_written_once_and_gives_the_redactie_something_to_see(session):
    stored_article(session)

    assert seeded(session) == 7 * seed_answers.WEEKS * 5
    assert seeded(session) == 0

    def count(table):
        return session.exec(select(func.count()).select_from(table)).one()

    assert count(Conversation) == count(AnswerSample) > count(AnswerJudgement) > 100
    assert count(AnswerWeek) == 3 * seed_answers.WEEKS
    alerts = {(alert.language, alert.signal) for alert in session.exec(select(AnswerAlert))}
    assert alerts == {("fr", DriftSignal.REFUSED), ("fr", DriftSignal.CHANCE)}
    tasks = editor_tasks.tasks(session, actor=BRAM.actor, now=NOON)
    assert tasks[EditorTask.DRIFT] == 2
    assert tasks[EditorTask.ANSWERS] > 20
