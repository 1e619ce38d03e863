"""What is kept of a question: masked, once, with its quotes pinned to the stored text; and who may read it."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlmodel import select

from chatbot.answer import Outcome, Reason
from chatbot.guards import Limits
from knowledge import loader
from portal import db
from portal.errors import NotAllowed, NotFound, TooManyRequests
from portal.models.articles import Article, ArticleState, ArticleVersion
from portal.models.cases import Case
from portal.models.conversations import (
    ChatTurn,
    Conversation,
    FeedbackReason,
    RateWindow,
    TurnFeedback,
    TurnQuote,
)
from portal.services import asking, conversations, drafts, rate_limits
from portal.services.askers import Asker, hashed
from portal.services.rate_limits import QuestionLimit
from tests.cast import AMINA, JAN, OLEKSANDR
from tests.conftest import NOON
from tests.fakes import FakeKnowledge, quote

PLANTED = "85.07.30-033.28"
LIMIT = QuestionLimit(an_hour=5, secret="a secret")
BODY = """---
title: {title}
summary: Wat je betaalt.
topic: retributie
audience: [everyone]
region: [vlaanderen]
valid_from: 2023-09-01
valid_to: null
checked_on: 2026-03-01
next_check: 2026-09-01
sources:
  - {{number: 1, title: Betalend inburgeren, publisher: vreemdelingenrecht.be, url: "https://www.vreemdelingenrecht.be/x", date: null, consulted_on: 2026-03-01}}
related: []
questions: [hoeveel kost het, wat kost de cursus, moet ik betalen, is het gratis, wat betaal ik]
---
## De cursus
{lines}
"""


def stored_article(session, *, language="nl"):
    """Store the fake article's texts, so that quotes can be pinned to them."""
    article = session.exec(select(Article).where(Article.slug == "wat-kost-inburgering")).first()
    if article is None:
        article = Article(slug="wat-kost-inburgering", state=ArticleState.PUBLISHED)
        session.add(article)
        session.flush()
    marks = "[^1]" if language == "nl" else ""
    lines = "\n".join(quote(language, index).sentence.text[:-1] + marks + "." for index in range(3))
    content = BODY.format(title=quote(language).title.replace(":", ""), lines=lines)
    session.add(
        ArticleVersion(
            id=f"costs-{language}-1", article_id=article.id, language=language, number=1, digest=loader.digest(content), content=content,
            title=quote(language).title, summary="s", published=True, created_at=NOON, published_at=NOON,
        )
    )  # fmt: skip
    session.commit()


@pytest.fixture(autouse=True)
def _world(session, cast):
    stored_article(session, language="nl")
    stored_article(session, language="en")


def service(knowledge=None, **changes):
    return asking.Service(
        knowledge=knowledge or FakeKnowledge(), model=None, limits=Limits(), limit=LIMIT, **changes
    )


def as_person(member):
    return Asker(actor=member.actor, visitor=f"visitor-{member.id}")


VISITOR = Asker(actor=None, visitor="0123456789abcdef")
OTHER_VISITOR = Asker(actor=None, visitor="fedcba9876543210")


def ask(
    question="hoeveel kost de cursus?",
    *,
    asker=None,
    key="k1",
    page="nl",
    now=NOON,
    conversation=None,
    using=None,
):
    return asking.ask(
        using or service(), asker=asker or as_person(AMINA), question=question, page_language=page, request_key=key, now=now, conversation_id=conversation
    )  # fmt: skip


def test_a_turn_is_kept_masked_with_its_quotes_pinned(session):
    asked = ask(f"mijn nummer is {PLANTED}, hoeveel kost de cursus?")

    turn = session.exec(select(ChatTurn)).one()
    assert turn.question == "mijn nummer is [rijksregisternummer], hoeveel kost de cursus?"
    assert asked.turn.outcome is Outcome.ANSWER
    first = asked.turn.quotes[0]
    assert (first.text, first.version_number, first.is_current) == (quote("nl").sentence.text, 1, True)
    assert [source.publisher for source in first.sources] == ["vreemdelingenrecht.be"]
    assert first.checked_on.isoformat() == "2026-03-01"


def test_a_translated_quote_keeps_the_dutch_sentence_and_its_version(session):
    asked = ask("how much does the course cost")

    row = session.exec(select(TurnQuote).order_by(TurnQuote.position)).first()
    assert (row.article_version_id, row.original_version_id, row.original) == (
        "costs-en-1",
        "costs-nl-1",
        quote("nl").sentence.text,
    )
    assert asked.turn.quotes[0].original == quote("nl").sentence.text
    assert asked.turn.quotes[0].sources[0].publisher == "vreemdelingenrecht.be"


def test_the_same_request_twice_is_answered_and_counted_once(session):
    first = ask(key="same")
    second = ask(key="same", conversation=first.conversation_id)

    assert first.turn == second.turn
    assert len(session.exec(select(ChatTurn)).all()) == 1
    assert session.exec(select(RateWindow)).one().count == 1


def test_quotes_stay_as_they_were_when_a_new_version_is_published(session):
    asked = ask()
    old = session.get_one(ArticleVersion, "costs-nl-1")
    old.published = False
    session.add(old)
    session.commit()

    view = conversations.own(session, asker=as_person(AMINA), conversation_id=asked.conversation_id)

    assert view.turns[0].quotes[0].text == quote("nl").sentence.text
    assert not view.turns[0].quotes[0].is_current


@pytest.mark.parametrize("version", ["costs-gone-1", "costs-{language}-9"])
def test_a_sentence_that_is_not_in_the_stored_text_is_not_shown_and_becomes_a_case(session, version):
    asked = ask(using=service(FakeKnowledge(version=version)))

    assert (asked.turn.outcome, asked.turn.reason, asked.turn.quotes) == (Outcome.ERROR, Reason.FAILURE, ())
    assert asked.turn.case_number == "Z-2026-000001"
    assert session.exec(select(TurnQuote)).all() == []


def test_failure_after_failure_loses_no_question(session):
    generous = asking.Service(
        knowledge=FakeKnowledge(broken=True), model=None, limits=Limits(), limit=QuestionLimit(10_000, "s")
    )
    numbers = 250 if session.get_bind().dialect.name == "sqlite" else 50
    conversation = None
    for number in range(numbers):
        conversation = ask(
            f"hoeveel kost cursus {number}", key=f"k{number}", using=generous, conversation=conversation
        ).conversation_id

    assert len(session.exec(select(Case)).all()) == numbers
    kept = {turn.question for turn in session.exec(select(ChatTurn))}
    assert kept == {f"hoeveel kost cursus {number}" for number in range(numbers)}


def test_the_language_of_a_question_sticks_until_the_page_changes(session):
    first = ask("how much does the course cost", key="1", page="nl")
    second = ask("OCMW?", key="2", page="nl", conversation=first.conversation_id)
    third = ask("OCMW?", key="3", page="fr", conversation=first.conversation_id)

    assert [turn.language for turn in (first.turn, second.turn, third.turn)] == ["en", "en", "fr"]


def test_asking_too_often_is_refused_with_the_moment_to_come_back(session):
    for number in range(5):
        ask(key=f"k{number}")

    with pytest.raises(TooManyRequests) as refused:
        ask(key="k6")

    assert refused.value.retry_at == NOON + timedelta(hours=1)
    assert ask(key="k7", now=NOON + timedelta(hours=1)).turn.outcome is Outcome.ANSWER


@pytest.mark.parametrize("visitor", ["0123456789ABCDEF", " 0123456789abcdef ", "01234567 89abcdef"])
def test_spaces_capitals_and_new_conversations_do_not_dodge_the_limit(session, visitor):
    for number in range(5):
        ask(asker=VISITOR, key=f"k{number}")

    with pytest.raises(TooManyRequests):
        ask(asker=Asker(actor=None, visitor=visitor), key="k6")


def test_new_browsers_at_one_address_do_not_dodge_the_limit(session):
    for number in range(50):
        rate_limits.count_question(
            session, asker=Asker(None, f"browser-{number}", "192.0.2.7"), limit=LIMIT, now=NOON
        )

    with pytest.raises(TooManyRequests):
        rate_limits.count_question(
            session, asker=Asker(None, "browser-new", " 192.0.2.7 "), limit=LIMIT, now=NOON
        )

    assert not any("192.0.2.7" in row.key for row in session.exec(select(RateWindow)))
    assert hashed("192.0.2.7", "a") != hashed("192.0.2.7", "b")


def test_a_conversation_is_read_by_its_owner_only(session):
    asked = ask()
    by_visitor = ask(asker=VISITOR, key="v")

    assert conversations.own(session, asker=as_person(AMINA), conversation_id=asked.conversation_id).turns
    for stranger, theirs in (
        (as_person(OLEKSANDR), asked),
        (VISITOR, asked),
        (OTHER_VISITOR, by_visitor),
        (as_person(AMINA), by_visitor),
        (Asker(None, ""), by_visitor),
    ):
        with pytest.raises(NotFound):
            conversations.own(session, asker=stranger, conversation_id=theirs.conversation_id)


def test_a_stranger_who_names_a_conversation_starts_one_of_his_own(session):
    asked = ask()

    other = ask(asker=as_person(OLEKSANDR), key="x", conversation=asked.conversation_id)

    assert other.conversation_id != asked.conversation_id


def test_what_was_asked_before_logging_in_goes_on_as_ones_own(session):
    asked = ask(asker=VISITOR)

    again = ask(asker=Asker(AMINA.actor, VISITOR.visitor), key="2", conversation=asked.conversation_id)

    assert again.conversation_id == asked.conversation_id
    assert session.get_one(Conversation, asked.conversation_id).person_id == AMINA.id
    with pytest.raises(NotFound):
        conversations.own(session, asker=VISITOR, conversation_id=asked.conversation_id)


def test_a_question_to_a_person_follows_its_asker_through_the_log_in(session):
    asked = ask(asker=VISITOR, using=service(FakeKnowledge(broken=True)))

    conversations.claim(
        session, asker=Asker(AMINA.actor, VISITOR.visitor), conversation_id=asked.conversation_id
    )

    assert session.exec(select(Case)).one().person_id == AMINA.id
    with pytest.raises(NotFound):
        conversations.claim(session, asker=as_person(OLEKSANDR), conversation_id=asked.conversation_id)


def test_the_latest_conversation_is_found_again(session):
    ask(key="1")
    later = ask(key="2", now=NOON + timedelta(minutes=5))

    assert conversations.latest(session, asker=as_person(AMINA)).id == later.conversation_id
    assert conversations.latest(session, asker=as_person(OLEKSANDR)) is None
    assert conversations.latest(session, asker=Asker(None, "")) is None


def test_feedback_is_kept_once_and_the_last_word_counts(session):
    asked = ask()

    conversations.give_feedback(
        session,
        asker=as_person(AMINA),
        turn_id=asked.turn.id,
        helped=False,
        reason=FeedbackReason.NOT_CLEAR,
        now=NOON,
    )
    conversations.give_feedback(session, asker=as_person(AMINA), turn_id=asked.turn.id, helped=True, now=NOON)

    kept = session.exec(select(TurnFeedback)).one()
    assert (kept.helped, kept.reason) == (True, None)
    with pytest.raises(NotFound):
        conversations.give_feedback(
            session, asker=as_person(OLEKSANDR), turn_id=asked.turn.id, helped=True, now=NOON
        )


def test_a_jurist_without_the_case_does_not_read_the_conversation(session):
    ask(using=service(FakeKnowledge(broken=True)))
    case = session.exec(select(Case)).one()

    with pytest.raises(NotAllowed):
        conversations.behind_case(session, actor=JAN.actor, case=case)


def test_while_the_bot_is_off_every_question_goes_to_a_person_but_urgent_ones_are_helped(session):
    off = service(is_bot_on=lambda: False)

    assert (ask(key="1", using=off).turn.outcome, ask(key="1", using=off).turn.reason) == (
        Outcome.HANDOVER,
        Reason.BOT_OFF,
    )
    assert ask("mijn man slaat mij", key="2", using=off).turn.outcome is Outcome.URGENT_VIOLENCE


def test_reading_a_conversation_costs_the_same_however_long_it_is(session, database):
    conversation = ask(key="0").conversation_id
    session.rollback()
    few = queries_of(
        database, lambda: conversations.own(session, asker=as_person(AMINA), conversation_id=conversation)
    )
    session.rollback()
    for number in range(1, 5):
        ask(key=str(number), conversation=conversation)
    session.expire_all()
    many = queries_of(
        database, lambda: conversations.own(session, asker=as_person(AMINA), conversation_id=conversation)
    )

    assert many <= few


def queries_of(engine, act):
    seen = []

    def note(_connection, _cursor, statement, *_rest):
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(seen)


def test_no_lock_is_held_while_the_answer_is_made(session, monkeypatch):
    open_now = []

    class Watching(FakeKnowledge):
        def search(self, question, **asked):
            assert open_now == []
            return super().search(question, **asked)

    real = db.transaction

    @contextmanager
    def watched():
        open_now.append(1)
        try:
            with real() as opened:
                yield opened
        finally:
            open_now.pop()

    monkeypatch.setattr(db, "transaction", watched)

    assert ask(using=service(Watching())).turn.outcome is Outcome.ANSWER


def test_a_draft_is_kept_per_form_and_owner_and_cleared_when_sent(session):
    drafts.save(session, asker=VISITOR, form="chat", fields={"question": "hoe"}, now=NOON)
    drafts.save(session, asker=VISITOR, form="chat", fields={"question": "hoeveel"}, now=NOON)

    assert drafts.read(session, asker=VISITOR, form="chat") == {"question": "hoeveel"}
    assert drafts.read(session, asker=OTHER_VISITOR, form="chat") == {}
    drafts.clear(session, asker=VISITOR, form="chat")
    assert drafts.read(session, asker=VISITOR, form="chat") == {}


def test_old_drafts_and_counts_are_forgotten(session):
    drafts.save(session, asker=VISITOR, form="chat", fields={"question": "hoe"}, now=NOON)
    rate_limits.count_question(session, asker=VISITOR, limit=LIMIT, now=NOON)

    assert drafts.forget_old(session, now=NOON + timedelta(days=31)) == 1
    assert rate_limits.forget_old_windows(session, now=NOON + timedelta(days=2)) == 1
