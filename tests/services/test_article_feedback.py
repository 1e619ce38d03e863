"""Whether articles help: each browser once a day, without a trace of who; the owner reads it and closes it with a reason."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from portal.errors import NotAllowed, NotFound, TooManyRequests
from portal.models.articles import Article, ArticleState
from portal.models.audit import AuditEntry
from portal.models.conversations import ChatTurn, Conversation, FeedbackReason, TurnQuote
from portal.models.signals import ArticleFeedback, FeedbackClosing, FeedbackOrigin
from portal.services import article_feedback, conversations
from portal.services.article_feedback import Browser
from portal.services.askers import Asker
from tests.cast import BRAM, CAST, WIM
from tests.conftest import NOON
from tests.services.test_conversations import stored_article

SLUG = "wat-kost-inburgering"
EDITORS = {BRAM, WIM}


@pytest.fixture(autouse=True)
def _world(session, cast):
    stored_article(session)


def browser(key="phone", address="192.0.2.7"):
    return Browser(key, address, "a secret")


def said(
    session, *, key="phone", helped=False, reason=FeedbackReason.NOT_CLEAR, now=NOON, slug=SLUG, language="nl"
):
    article_feedback.give(
        session, slug=slug, language=language, browser=browser(key), helped=helped, reason=reason, now=now
    )
    session.flush()


def rows(session):
    return session.exec(select(ArticleFeedback).execution_options(populate_existing=True)).all()


def owned_by(session, member):
    article = session.exec(select(Article)).one()
    article.owner_id = member.id
    session.flush()


def given_turn(
    session, *, quotes=True, question="hoeveel kost de cursus voor Fatima Zouheir [telefoonnummer]"
):
    conversation = Conversation(
        visitor="abc", language="nl", page_language="nl", started_at=NOON, last_at=NOON
    )
    session.add(conversation)
    session.flush()
    turn = ChatTurn(
        conversation_id=conversation.id, number=1, request_key="k", question=question, language="nl",
        outcome="answer", answer="", milliseconds=1, asked_at=NOON,
    )  # fmt: skip
    session.add(turn)
    session.flush()
    if quotes:
        session.add_all(
            TurnQuote(
                turn_id=turn.id, position=n, article_version_id="costs-nl-1", sentence=f"zin {n}", score=1.0
            )
            for n in range(2)
        )
        session.flush()
    return turn


def test_the_last_word_of_a_browser_on_a_day_counts(session):
    said(session, helped=False, reason=None)
    said(session, helped=False)
    said(session, helped=True)
    said(session, key="laptop")

    found = rows(session)
    assert [(row.helped, row.reason) for row in found] == [(True, None), (False, FeedbackReason.NOT_CLEAR)]
    assert article_feedback.counts(session, since=NOON.date()) == {SLUG: (1, 1)}


def test_the_next_day_it_counts_anew_and_earlier_days_can_be_left_out(session):
    said(session)
    said(session, now=NOON + timedelta(days=1))

    assert len(rows(session)) == 2
    assert article_feedback.counts(session, since=NOON) == {SLUG: (0, 2)}
    assert article_feedback.counts(session, since=NOON + timedelta(days=1)) == {SLUG: (0, 1)}
    assert article_feedback.counts(session, since=date(2027, 1, 1)) == {}


def test_nothing_that_is_kept_names_the_browser_or_its_address(session):
    said(session, key="portal_visitor=0123456789abcdef")
    (row,) = rows(session)

    assert "192.0.2.7" not in str(row)
    assert "0123456789abcdef" not in str(row)
    assert len(row.visitor) == 32


def test_the_hash_is_forgotten_after_a_day_and_the_count_after_two_years(session):
    said(session)
    article_feedback.forget(session, now=NOON + timedelta(days=1))
    assert rows(session)[0].visitor is not None

    article_feedback.forget(session, now=NOON + timedelta(days=2))
    assert rows(session)[0].visitor is None
    assert article_feedback.counts(session, since=NOON) == {SLUG: (0, 1)}

    article_feedback.forget(session, now=NOON + timedelta(days=731))
    assert rows(session) == []


def test_one_address_cannot_fill_the_inbox(session, monkeypatch):
    monkeypatch.setattr(article_feedback, "MOST_A_DAY", 3)
    for number in range(3):
        said(session, key=f"browser {number}")

    with pytest.raises(TooManyRequests):
        said(session, key="one more")
    assert len(rows(session)) == 3


@pytest.mark.parametrize("slug", ["bestaat-niet", SLUG])
def test_an_article_that_readers_cannot_see_takes_no_feedback(session, slug):
    session.exec(select(Article)).one().state = ArticleState.WITHDRAWN
    session.flush()

    with pytest.raises(NotFound):
        said(session, slug=slug)


def test_what_is_said_of_an_answer_reaches_the_owner_of_what_it_quoted(session):
    owned_by(session, BRAM)
    turn = given_turn(session)
    asker = Asker(actor=None, visitor="abc")
    conversations.give_feedback(session, asker=asker, turn_id=turn.id, helped=False, now=NOON)
    conversations.give_feedback(
        session, asker=asker, turn_id=turn.id, helped=False, reason=FeedbackReason.NOT_CORRECT, now=NOON
    )
    session.flush()

    (line,) = article_feedback.inbox(session, actor=BRAM.actor)
    assert (line.slug, line.owner_id, line.unhelped) == (SLUG, "bram", 1)
    assert line.why == {FeedbackReason.NOT_CORRECT: 1}
    assert line.questions == ("hoeveel kost de cursus voor […] [telefoonnummer]",)
    assert rows(session)[0].origin is FeedbackOrigin.CHAT
    assert article_feedback.open_count(session, actor=BRAM.actor) == 1


def test_a_word_that_is_taken_back_leaves_the_inbox(session):
    turn = given_turn(session)
    asker = Asker(actor=None, visitor="abc")
    conversations.give_feedback(session, asker=asker, turn_id=turn.id, helped=False, now=NOON)
    conversations.give_feedback(session, asker=asker, turn_id=turn.id, helped=True, now=NOON)

    assert article_feedback.inbox(session, actor=BRAM.actor) == ()


def test_an_answer_without_an_article_reaches_nobodys_inbox(session):
    turn = given_turn(session, quotes=False)
    conversations.give_feedback(
        session, asker=Asker(actor=None, visitor="abc"), turn_id=turn.id, helped=False, now=NOON
    )

    assert rows(session) == []


def test_own_articles_stand_first_then_those_of_nobody(session):
    owned_by(session, WIM)
    for slug, owner in (("eigen", "bram"), ("van-niemand", None)):
        article = Article(slug=slug, state=ArticleState.PUBLISHED, owner_id=owner)
        session.add(article)
        session.flush()
        version = stored_copy(session, article)
        session.add(version)
    session.flush()
    for number in range(3):
        said(session, key=f"b{number}")
    said(session, slug="van-niemand")
    said(session, slug="eigen")

    lines = article_feedback.inbox(session, actor=BRAM.actor)
    assert [line.slug for line in lines] == ["eigen", "van-niemand", SLUG]
    assert lines[2].owner_name == "Wim Goossens"
    assert article_feedback.open_count(session, actor=BRAM.actor) == 2
    assert article_feedback.open_count(session, actor=WIM.actor) == 2


def stored_copy(session, article):
    from portal.models.articles import ArticleVersion  # noqa: PLC0415 short

    first = session.exec(select(ArticleVersion)).first()
    return ArticleVersion(
        article_id=article.id, language="nl", number=1, digest=article.slug, content=first.content,
        title=article.slug.capitalize(), summary="s", published=True, created_at=NOON,
    )  # fmt: skip


def test_closing_takes_a_reason_and_leaves_what_came_after_it_was_read(session):
    said(session)
    (seen,) = article_feedback.inbox(session, actor=BRAM.actor)
    said(session, key="a later browser")

    closed = article_feedback.close(
        session, actor=BRAM.actor, article_id=seen.article_id, seen=seen.seen, closing=FeedbackClosing.MENDED, now=NOON
    )  # fmt: skip

    assert closed == 1
    (left,) = article_feedback.inbox(session, actor=BRAM.actor)
    assert left.unhelped == 1
    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "article.feedback-closed")).one()
    assert entry.facts == {"closing": "mended", "count": 1}
    assert article_feedback.counts(session, since=NOON) == {SLUG: (0, 2)}


def test_closing_twice_writes_down_one_act(session):
    said(session)
    (seen,) = article_feedback.inbox(session, actor=BRAM.actor)
    facts = {"article_id": seen.article_id, "seen": seen.seen, "closing": FeedbackClosing.STAYS, "now": NOON}

    assert article_feedback.close(session, actor=BRAM.actor, **facts) == 1
    assert article_feedback.close(session, actor=WIM.actor, **facts) == 0
    assert len(session.exec(select(AuditEntry)).all()) == 1


def test_the_list_of_the_month_puts_the_surest_first(session):
    for slug, yes, no in (("vaak", 40, 10), ("bijna-altijd", 1, 9), ("een-keer", 0, 1), ("goed", 5, 0)):
        article = Article(slug=slug, state=ArticleState.PUBLISHED)
        session.add(article)
        session.flush()
        session.add(stored_copy(session, article))
        session.add_all(
            ArticleFeedback(
                article_id=article.id, language="nl", origin=FeedbackOrigin.PAGE, helped=number < yes, given_on=date(2026, 3, 31)
            )
            for number in range(yes + no)
        )  # fmt: skip
    session.flush()

    found = article_feedback.worst(session, actor=BRAM.actor, month=date(2026, 3, 10))

    assert [(one.slug, one.helped, one.unhelped) for one in found] == [
        ("bijna-altijd", 1, 9), ("vaak", 40, 10),
    ]  # fmt: skip
    assert found[0].title == "Bijna-altijd"
    assert article_feedback.worst(session, actor=BRAM.actor, month=date(2026, 4, 1)) == ()


@pytest.mark.parametrize("member", [one for one in CAST if one not in EDITORS], ids=lambda one: one.id)
def test_only_the_redactie_reads_and_closes(session, member):
    for act, facts in (
        (article_feedback.inbox, {}),
        (article_feedback.open_count, {}),
        (article_feedback.worst, {"month": NOON.date()}),
        (article_feedback.close, {"article_id": "x", "seen": 1, "closing": FeedbackClosing.STAYS, "now": NOON}),
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            act(session, actor=member.actor, **facts)


def test_an_unknown_article_cannot_be_closed(session):
    with pytest.raises(NotFound):
        article_feedback.close(
            session, actor=BRAM.actor, article_id="none", seen=1, closing=FeedbackClosing.STAYS, now=NOON
        )
