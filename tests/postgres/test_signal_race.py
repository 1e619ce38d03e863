"""Two editors decide about the same questions, and one browser says twice at once what it thinks of a page."""

import pytest
from sqlmodel import Session, select

from portal.errors import WrongState
from portal.models.articles import Article, ArticleState
from portal.models.audit import AuditEntry
from portal.models.signals import ArticleFeedback, GroupState, QuestionGroup
from portal.services import article_feedback, question_signals
from portal.services.article_feedback import Browser
from tests.cast import BRAM, WIM
from tests.conftest import NOON, add_cast
from tests.races import at_once

pytestmark = pytest.mark.postgres
ROUNDS = 5


def given_groups(engine):
    with Session(engine) as session, session.begin():
        add_cast(session)
        session.add_all(QuestionGroup(id=f"g{number}", made_at=NOON) for number in range(ROUNDS))


def marking(engine, member, group_id):
    def act(_barrier):
        with Session(engine) as session, session.begin():
            question_signals.not_for_us(
                session, actor=member.actor, group_id=group_id, seen=GroupState.OPEN, now=NOON
            )
        return "marked"

    return act


def marking_what_was_read(engine, group_id):
    """Mark as if the group were not read anew under a lock."""

    def act(barrier):
        with Session(engine) as session, session.begin():
            group = session.get(QuestionGroup, group_id)
            barrier.wait()
            if group.state is not GroupState.OPEN:
                raise WrongState("question_group", group.state.value)
            group.state = GroupState.NOT_OURS
        return "marked"

    return act


def test_one_of_two_editors_marks_and_the_other_is_told(postgres_database):
    given_groups(postgres_database)

    for number in range(ROUNDS):
        group = f"g{number}"
        outcomes = at_once(marking(postgres_database, BRAM, group), marking(postgres_database, WIM, group))
        assert sorted(map(str, outcomes)) == sorted(["marked", str(WrongState)])

    with Session(postgres_database) as session:
        assert len(session.exec(select(AuditEntry)).all()) == ROUNDS


def test_without_the_lock_both_would_think_they_did(postgres_database):
    given_groups(postgres_database)

    outcomes = at_once(*(marking_what_was_read(postgres_database, "g0") for _ in range(2)))

    assert outcomes == ["marked", "marked"]


def test_the_same_browser_twice_at_once_is_one_voice(postgres_database):
    with Session(postgres_database) as session, session.begin():
        session.add(Article(slug="kosten", state=ArticleState.PUBLISHED))

    def saying(helped):
        def act(_barrier):
            with Session(postgres_database) as session, session.begin():
                article_feedback.give(
                    session, slug="kosten", language="nl", browser=Browser("a", "b", "s"), helped=helped, now=NOON
                )  # fmt: skip
            return "kept"

        return act

    assert at_once(saying(helped=True), saying(helped=False)) == ["kept", "kept"]
    with Session(postgres_database) as session:
        assert len(session.exec(select(ArticleFeedback)).all()) == 1
