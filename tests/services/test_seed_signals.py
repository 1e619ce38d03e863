"""What the demo world's readers missed is there once, and gives its editor something to do."""

from sqlmodel import select

from portal import seed_signals
from portal.models.articles import Article, ArticleState
from portal.models.conversations import ChatTurn
from portal.services import editor_tasks, question_groups
from portal.services.editor_tasks import EditorTask
from tests.cast import BRAM
from tests.conftest import NOON
from tests.fakes_knowledge import WordVectors


def test_it_is_written_once_and_makes_tasks(session, cast):
    session.add_all(
        Article(slug=slug, state=ArticleState.PUBLISHED) for slug in {row[0] for row in seed_signals.FEEDBACK}
    )
    session.flush()

    assert seed_signals.seed_signals(session, now=NOON) == len(seed_signals.QUESTIONS)
    assert seed_signals.seed_signals(session, now=NOON) == 0

    session.commit()
    question_groups.group_new(NOON, WordVectors())
    tasks = editor_tasks.tasks(session, actor=BRAM.actor, now=NOON)
    assert tasks[EditorTask.FEEDBACK] == 2
    assert tasks[EditorTask.QUESTIONS] > 1
    assert session.exec(select(Article.owner_id).where(Article.slug == seed_signals.OWNED[0])).one() == "bram"


def test_without_articles_only_the_questions_are_there(session, cast):
    seed_signals.seed_signals(session, now=NOON)

    assert len(session.exec(select(ChatTurn)).all()) == len(seed_signals.QUESTIONS)
