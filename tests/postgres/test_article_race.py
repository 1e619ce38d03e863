"""A colleague approves an older text while a newer one is published; and two processes publish what is due.

The controls show the race that holding the article prevents.
"""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from portal.errors import WrongState
from portal.models.articles import ArticleVersion
from portal.models.audit import AuditEntry
from portal.services import article_desk, article_drafts, articles
from portal.services.articles import File
from tests.cast import BRAM
from tests.conftest import NOON, add_cast
from tests.desk import (
    GRIET,
    approve,
    article_of,
    draft_of,
    given_articles,
    given_colleague,
    given_newer,
    make_dearer,
    shown_body,
    submit,
    try_out,
    versions,
)
from tests.races import at_once

pytestmark = pytest.mark.postgres
ROUNDS = 8
TOMORROW = NOON + timedelta(days=1)
PRICES = ["90 euro", *[f"{price} euro" for price in range(100, 200)]]


@pytest.fixture
def engine(postgres_database, tmp_path):
    with Session(postgres_database) as session, session.begin():
        add_cast(session)
        given_colleague(session)
        given_articles(session, tmp_path / "articles")
    return postgres_database


def handed_in(engine, number):
    """Write another price and hand it in; returns the draft and the version that readers see."""
    with Session(engine, expire_on_commit=False) as session, session.begin():
        (shown,) = [version for version in versions(session) if version.published]
        before = next(price for price in PRICES if f"De test kost {price}" in shown.content)
        make_dearer(session, words=(f"De test kost {before}", f"De test kost {PRICES[number]}"))
        try_out(session)
        return submit(session).id, shown.number


def approving(engine, draft_id):
    def act(_barrier):
        with Session(engine) as session, session.begin():
            article_desk.approve(
                session, draft_id=draft_id, publish_at=None, reason=None, actor=GRIET.actor, now=NOON
            )
        return "approved"

    return act


def releasing(engine, version_id):
    def act(_barrier):
        with Session(engine) as session, session.begin():
            article = articles.locked(session, article_of(session).id)
            articles.show(session, article, session.get_one(ArticleVersion, version_id), now=NOON)
        return "released"

    return act


def asked_back(engine, number):
    """Ask for the first version again, and store a newer text that nobody sees yet; returns the draft and that version."""
    with Session(engine, expire_on_commit=False) as session, session.begin():
        *_, last = versions(session)
        draft = article_desk.restore_version(
            session, actor=BRAM.actor, slug="kosten", language="nl", number=1, shown=last.number, now=NOON
        )
        try_out(session)
        newer = given_newer(session, last.content.replace("summary: ", f"summary: ({number}) "), shown=False)
        return draft.id, newer.id


def test_an_older_text_never_replaces_one_that_was_not_seen(engine):
    handed_in(engine, 1)
    with Session(engine) as session, session.begin():
        approve(session)
    for number in range(2, ROUNDS + 2):
        draft_id, newer_id = asked_back(engine, number)

        outcomes = at_once(approving(engine, draft_id), releasing(engine, newer_id))

        assert sorted(map(str, outcomes)) in (
            sorted(map(str, ["approved", WrongState])),
            sorted(map(str, [WrongState, "released"])),
        )
        with Session(engine, expire_on_commit=False) as session, session.begin():
            (shown,) = [one for one in versions(session) if one.published]
            assert (shown.restored_from == 1) == ("approved" in outcomes)
            if draft := draft_of(session):  # the newer text came first: it stays, and the older one waits
                article_desk.take_back(session, actor=BRAM.actor, draft_id=draft.id, now=NOON)
                article_drafts.forget(session, actor=BRAM.actor, slug="kosten", language="nl", now=NOON)
        handed_in(engine, number)
        with Session(engine) as session, session.begin():
            approve(session)


def test_the_control_that_does_not_hold_the_article_shows_an_unseen_text(engine):
    """Look which version readers see, then publish: the second overwrites what it never looked at."""

    def act(barrier):
        with Session(engine) as session, session.begin():
            article = article_of(session)
            seen = articles.shown_version(session, article.id, "nl").number
            barrier.wait()  # both have looked
            with session.begin_nested():
                session.connection().exec_driver_sql(
                    "SELECT pg_advisory_xact_lock(1)"
                )  # one after the other, so that only the missing second look can go wrong
            newest = articles.newest(session, "kosten", "nl")
            version = articles.store(
                session,
                File("kosten", "nl", newest.content, articles.shown_dutch(session, article)),
                now=NOON,
            )
            articles.show(session, article, version, now=NOON)
            return seen

    assert at_once(act, act) == [1, 1]

    with Session(engine) as session:
        assert [one.number for one in versions(session) if one.published] == [3]


def test_two_processes_publish_what_is_due_once(engine):
    for number in range(1, ROUNDS + 1):
        draft_id, _shown = handed_in(engine, number)
        with Session(engine) as session, session.begin():
            article_desk.approve(
                session, draft_id=draft_id, publish_at=TOMORROW, reason=None, actor=GRIET.actor, now=NOON
            )

        outcomes = at_once(*[lambda _barrier: article_desk.publish_due(TOMORROW)] * 2)

        assert sorted(outcomes) == [0, 1]
        with Session(engine) as session:
            assert f"De test kost {PRICES[number]}" in shown_body(session)
            written = session.exec(select(AuditEntry).where(AuditEntry.action == "article.published")).all()
            assert len(written) == number


def test_the_control_that_does_not_look_again_publishes_twice(engine):
    draft_id, _shown = handed_in(engine, 1)
    with Session(engine) as session, session.begin():
        article_desk.approve(
            session, draft_id=draft_id, publish_at=TOMORROW, reason=None, actor=GRIET.actor, now=NOON
        )

    def act(barrier):
        with Session(engine) as session, session.begin():
            due = draft_of(session)
            barrier.wait()  # both found it due
            article = articles.locked(session, due.article_id)
            version = session.get_one(ArticleVersion, due.version_id)
            articles.show(session, article, version, now=TOMORROW)
            return "published"

    assert at_once(act, act) == ["published", "published"]
