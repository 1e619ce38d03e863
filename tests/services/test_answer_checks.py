"""What code can judge of an answer, it judges again, with the texts and the search of today."""

from datetime import timedelta

import pytest
from sqlmodel import select

from chatbot.answer import Outcome
from portal.models.articles import Article, ArticleState, ArticleVersion
from portal.models.conversations import TurnQuote
from portal.models.scores import AnswerFault, AnswerJudgement, AnswerSample, AnswerVerdict
from portal.models.signals import LinkCheck, LinkFault
from portal.services import answer_checks, articles
from tests.answers import given_sample
from tests.conftest import NOON
from tests.fakes import COSTS, FakeKnowledge
from tests.services.test_conversations import stored_article


@pytest.fixture(autouse=True)
def _world(session, cast):
    stored_article(session)


def checked(session, now=NOON, knowledge=None):
    found = knowledge or FakeKnowledge()
    session.commit()
    count = answer_checks.check_due(now, lambda: found)
    session.expire_all()
    return count


def faults(session):
    return [AnswerFault(code) for code in session.exec(select(AnswerSample)).one().faults]


def version(session):
    return session.exec(select(ArticleVersion)).one()


def test_an_answer_that_still_stands_has_no_fault(session):
    given_sample(session)

    assert checked(session) == 1
    assert faults(session) == []


def test_words_that_do_not_stand_in_the_stored_text_are_found(session):
    turn = given_sample(session)
    session.exec(
        select(TurnQuote).where(TurnQuote.turn_id == turn.id)
    ).one().sentence = "De cursus is gratis."

    checked(session)

    assert faults(session) == [AnswerFault.NOT_VERBATIM]


def test_a_withdrawn_article_is_found(session):
    given_sample(session)
    session.exec(select(Article)).one().state = ArticleState.WITHDRAWN

    checked(session)

    assert faults(session) == [AnswerFault.WITHDRAWN]


@pytest.mark.parametrize(("amount", "found"), [("90", []), ("100", [AnswerFault.REPLACED])])
def test_a_sentence_that_the_newer_text_does_not_have_is_found(session, amount, found):
    given_sample(session)
    old = version(session)
    old.published = False
    session.flush()
    session.add(
        ArticleVersion(
            article_id=old.article_id, language="nl", number=2, digest="d2", content=old.content.replace("kost 90", f"kost {amount}"),
            title=old.title, summary="s", published=True, created_at=NOON, published_at=NOON,
        )
    )  # fmt: skip

    checked(session)

    assert faults(session) == found


def test_an_overdue_article_and_a_dead_link_are_found(session):
    given_sample(session)
    session.add(
        LinkCheck(address="https://www.vreemdelingenrecht.be/x", due_at=NOON, dead_since=NOON, checked_at=NOON, fault=LinkFault.MISSING,
                  in_a_row=2)
    )  # fmt: skip
    version(session).content = version(session).content.replace("2026-09-01", "2026-03-09")

    checked(session)

    assert faults(session) == [AnswerFault.OVERDUE, AnswerFault.DEAD_LINK]


def test_an_answer_in_another_language_than_the_question_is_found(session):
    given_sample(session, "how much does the course cost and when must I pay for it", language="nl")

    checked(session)

    assert AnswerFault.OTHER_LANGUAGE in faults(session)


def test_a_refusal_that_would_be_answered_today_names_the_article(session):
    given_sample(session, outcome=Outcome.ABSTAIN)

    checked(session)

    assert faults(session) == [AnswerFault.ANSWERED_NOW]
    assert session.exec(select(AnswerSample)).one().answered_by == "wat-kost-inburgering"


def test_a_refusal_that_would_still_be_one_has_no_fault(session):
    given_sample(session, "mag mijn hond mee naar de les", outcome=Outcome.ABSTAIN)

    checked(session)

    assert faults(session) == []


def test_an_answer_that_would_be_refused_today_is_found(session):
    given_sample(session, "mag mijn hond mee naar de les")

    checked(session)

    assert faults(session) == [AnswerFault.REFUSED_NOW]


def test_it_is_looked_at_once_a_day_and_when_articles_change(session):
    given_sample(session)
    checked(session)
    assert checked(session, NOON + timedelta(hours=2)) == 0
    assert checked(session, NOON + timedelta(days=1)) == 1

    articles.next_generation(session, NOON)
    assert checked(session, NOON + timedelta(days=1, hours=1)) == 1


def test_without_a_search_the_rest_is_checked_and_the_search_later(session):
    given_sample(session, outcome=Outcome.ABSTAIN)
    session.commit()
    assert answer_checks.check_due(NOON, lambda: None) == 1
    session.expire_all()
    assert faults(session) == []

    assert checked(session, NOON + timedelta(hours=1)) == 1
    assert faults(session) == [AnswerFault.ANSWERED_NOW]


def test_what_was_judged_or_is_long_ago_is_left_alone(session):
    judged = given_sample(session)
    session.add(AnswerJudgement(turn_id=judged.id, verdict=AnswerVerdict.GOOD, judged_at=NOON))
    given_sample(session, at=NOON - timedelta(weeks=6))

    assert checked(session) == 0


def test_a_quote_in_a_translation_is_compared_with_the_translation(session):
    stored_article(session, language="en")
    turn = given_sample(session, "how much does the course cost", language="en", outcome=Outcome.ABSTAIN)
    turn.outcome = Outcome.ANSWER.value
    session.add(
        TurnQuote(turn_id=turn.id, position=0, article_version_id="costs-en-1", original_version_id="costs-nl-1",
                  sentence=COSTS["en"][0], original=COSTS["nl"][0], score=0.9)
    )  # fmt: skip

    checked(session)

    assert faults(session) == []
