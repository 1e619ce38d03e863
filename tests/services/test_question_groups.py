"""Questions without an answer: put together by what they mean, shown without anybody in them, marked by the redactie."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from portal.errors import NotAllowed, NotFound, OutsideRules, TooLong, WrongState
from portal.models.articles import ArticleDraft
from portal.models.audit import AuditEntry
from portal.models.cases import Case, CaseQueue, HandoverReason
from portal.models.conversations import ChatTurn, Conversation, TurnFeedback, TurnQuote
from portal.models.gold import GoldQuestion
from portal.models.signals import ArticleFeedback, FeedbackOrigin, GroupedQuestion, GroupState, QuestionGroup
from portal.services import (
    article_drafts,
    article_fields,
    conversation_retention,
    jobs,
    question_groups,
    question_signals,
)
from tests.cast import BRAM, CAST, JAN, WIM
from tests.conftest import NOON
from tests.fakes_knowledge import WordVectors
from tests.services.test_conversations import stored_article

SLUG = "wat-kost-inburgering"
HONDEN = "mag mijn hond mee naar de cursus"


@pytest.fixture(autouse=True)
def _world(session, cast):
    stored_article(session)


def asked(session, question=HONDEN, *, who="browser-1", language="nl", outcome="abstain", at=NOON):
    conversation = Conversation(
        visitor=who, language=language, page_language=language, started_at=at, last_at=at
    )
    session.add(conversation)
    session.flush()
    turn = ChatTurn(
        conversation_id=conversation.id, number=1, request_key="k", question=question, language=language,
        outcome=outcome, answer="", milliseconds=1, asked_at=at,
    )  # fmt: skip
    session.add(turn)
    session.flush()
    return turn


def grouped(session, now=NOON):
    session.commit()
    count = question_groups.group_new(now, WordVectors())
    session.expire_all()
    return count


def shown(session, state=GroupState.OPEN, **facts):
    return question_signals.groups(session, actor=BRAM.actor, state=state, **facts)


def one_group(session):
    asked(session)
    grouped(session)
    (line,) = shown(session)
    return line


def test_questions_that_mean_the_same_come_together_and_others_do_not(session):
    asked(session, "mag mijn hond mee naar de cursus")
    asked(session, "mag mijn hond mee", who="browser-2", at=NOON + timedelta(hours=1))
    asked(session, "wanneer opent het zwembad", who="browser-3")

    assert grouped(session, NOON + timedelta(hours=2)) == 3
    assert sorted(line.times for line in shown(session)) == [1, 2]


def test_the_same_questions_give_the_same_groups_and_nothing_is_grouped_twice(session):
    for number, question in enumerate(
        ["hond mee cursus", "hond cursus", "zwembad open", "hond mee", "zwembad"]
    ):
        asked(session, question, who=f"b{number}", at=NOON + timedelta(minutes=number))
    now = NOON + timedelta(hours=1)
    grouped(session, now)
    first = sorted(line.times for line in shown(session))
    assert grouped(session, now) == 0

    for row in session.exec(select(GroupedQuestion)):
        session.delete(row)
    session.flush()
    for group in session.exec(select(QuestionGroup)):
        session.delete(group)
    grouped(session, now)

    assert sorted(line.times for line in shown(session)) == first == [2, 3]


@pytest.mark.parametrize(
    ("outcome", "helped", "counts"),
    [
        ("abstain", None, 1), ("clarify", None, 1), ("answer", False, 1), ("partial", False, 1),
        ("answer", None, 0), ("answer", True, 0), ("clarify", True, 0), ("smalltalk", None, 0), ("error", None, 0),
        ("urgent.danger", None, 0),
    ],
)  # fmt: skip
def test_a_question_counts_when_it_had_no_answer_or_one_that_did_not_help(session, outcome, helped, counts):
    turn = asked(session, outcome=outcome)
    if helped is not None:
        session.add(TurnFeedback(turn_id=turn.id, helped=helped, given_at=NOON))

    assert grouped(session) == counts


def test_a_question_without_words_is_left_out(session):
    asked(session, question="")

    assert grouped(session) == 0


def test_a_name_is_hidden_and_so_is_the_day_while_few_people_asked(session):
    asked(session, "kost de cursus voor Fatima Zouheir 90 euro")
    grouped(session)

    (line,) = shown(session)
    assert line.examples[0].text == "kost de cursus voor […] 90 euro"
    assert line.newest_on == date(2026, 3, 1)
    assert line.is_small


def test_a_question_of_which_too_little_could_be_shown_is_not_shown(session):
    asked(session, "Fatima Zouheir Aalst Molenstraat cursus")
    grouped(session)

    assert shown(session)[0].examples[0].text is None


def test_one_person_who_asks_often_is_one_person(session):
    for number in range(6):
        asked(session, f"mag hond mee cursus {number}", who="browser-1", at=NOON + timedelta(minutes=number))
    grouped(session, NOON + timedelta(hours=1))

    line = max(shown(session), key=lambda one: one.times)
    assert (line.times, line.people, line.is_small) == (6, 1, True)


def test_a_group_of_many_tells_the_day_and_the_words_they_share(session):
    for number in range(5):
        asked(session, f"mag mijn hond mee naar de cursus Naam{number}", who=f"browser-{number}")
    grouped(session)

    (line,) = shown(session)
    assert line.newest_on == NOON.date()
    assert line.people == 5
    assert all("hond" in one.text and "Naam" not in one.text for one in line.examples)


def test_a_number_that_was_not_masked_when_it_was_stored_is_masked_when_it_is_shown(session):
    asked(session, "kost de cursus voor 85.07.30-033.28 ook 90 euro")
    grouped(session)

    assert shown(session)[0].examples[0].text == "kost de cursus voor [rijksregisternummer] ook 90 euro"


def test_languages_are_counted_and_can_be_chosen(session):
    asked(session, "hond cursus")
    asked(session, "hond cursus", who="b2", language="en")
    asked(session, "zwembad", who="b3", language="fr")
    grouped(session)

    assert shown(session)[0].languages == {"nl": 1, "en": 1}
    assert [line.languages for line in shown(session, language="fr")] == [{"fr": 1}]


def test_an_article_is_planned_with_an_owner_and_later_questions_join_the_task(session):
    line = one_group(session)
    question_signals.plan(
        session, actor=BRAM.actor, group_id=line.id, seen=GroupState.OPEN, title="Honden in de les", owner_id="bram", now=NOON
    )  # fmt: skip
    asked(session, who="b2", at=NOON + timedelta(days=1))
    grouped(session, NOON + timedelta(days=1))

    assert shown(session) == ()
    (task,) = shown(session, GroupState.PLANNED)
    assert (task.title, task.owner_name, task.times) == ("Honden in de les", "Bram De Smet", 2)
    assert question_signals.planned_count(session, actor=BRAM.actor) == 1
    assert question_signals.open_count(session, actor=BRAM.actor) == 0
    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "questions.marked")).one()
    assert "Honden" not in str(entry.facts)


@pytest.mark.parametrize(
    ("title", "owner", "refusal"),
    [(" ", "bram", OutsideRules), ("x" * 201, "bram", TooLong), ("Honden", "amina", NotFound)],
)
def test_a_task_needs_a_title_and_somebody_of_the_redactie(session, title, owner, refusal):
    line = one_group(session)
    with pytest.raises(refusal):
        question_signals.plan(
            session, actor=BRAM.actor, group_id=line.id, seen=GroupState.OPEN, title=title, owner_id=owner, now=NOON
        )  # fmt: skip


def test_two_editors_do_not_mark_the_same_group(session):
    line = one_group(session)
    question_signals.not_for_us(session, actor=BRAM.actor, group_id=line.id, seen=GroupState.OPEN, now=NOON)

    with pytest.raises(WrongState):
        question_signals.not_for_us(
            session, actor=WIM.actor, group_id=line.id, seen=GroupState.OPEN, now=NOON
        )


def test_what_is_not_for_us_stays_away_until_it_is_put_back(session):
    line = one_group(session)
    question_signals.not_for_us(session, actor=BRAM.actor, group_id=line.id, seen=GroupState.OPEN, now=NOON)
    asked(session, who="b2")
    grouped(session)
    assert shown(session) == ()

    question_signals.reopen(session, actor=BRAM.actor, group_id=line.id, seen=GroupState.NOT_OURS, now=NOON)
    assert shown(session)[0].times == 2


def answered(session, line, wording="mag mijn hond mee?", language="nl", slug=SLUG):
    question_signals.answered_by(
        session, actor=BRAM.actor, group_id=line.id, seen=GroupState.OPEN, slug=slug, wording=wording, language=language, now=NOON
    )  # fmt: skip


def test_answered_by_an_article_puts_the_wording_in_that_articles_draft(session):
    answered(session, one_group(session), wording="mag mijn hond mee? bel 0471 23 45 67")

    draft = session.exec(select(ArticleDraft)).one()
    fields = article_fields.of_values(draft.values)
    assert "mag mijn hond mee? bel [telefoonnummer]" in fields.asked
    assert draft.language == "nl"
    gold = session.exec(select(GoldQuestion)).one()
    assert (gold.question, gold.expected_slug) == ("mag mijn hond mee? bel [telefoonnummer]", SLUG)
    (line,) = shown(session, GroupState.ANSWERED)
    assert line.article == SLUG
    opened = article_drafts.opened(session, actor=BRAM.actor, slug=SLUG, language="nl")
    assert article_drafts.examined(session, opened, opened.fields).errors == ()


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"wording": "?!"}, OutsideRules), ({"wording": "w" * 201}, TooLong), ({"language": "xx"}, OutsideRules),
        ({"slug": "geen"}, NotFound),
    ],
)  # fmt: skip
def test_a_wording_that_no_article_can_hold_is_refused(session, facts, refusal):
    line = one_group(session)
    with pytest.raises(refusal):
        answered(session, line, **facts)


def test_asked_again_long_after_it_was_answered_it_is_a_question_again(session):
    answered(session, one_group(session))
    asked(session, who="b2", at=NOON + timedelta(days=3))
    grouped(session, NOON + timedelta(days=3))
    assert shown(session) == ()

    asked(session, who="b3", at=NOON + timedelta(days=15))
    grouped(session, NOON + timedelta(days=15))
    assert shown(session)[0].article == SLUG


def test_questions_go_after_their_term_and_with_them_their_group(session):
    asked(session, at=NOON)
    grouped(session)
    later = NOON + timedelta(days=91)

    conversation_retention.forget(session, now=later)
    question_groups.forget(session, now=later)

    for table in (GroupedQuestion, QuestionGroup, ChatTurn, Conversation):
        assert session.exec(select(table)).all() == []


def test_a_task_outlives_its_questions_by_ninety_days(session):
    line = one_group(session)
    question_signals.plan(
        session, actor=BRAM.actor, group_id=line.id, seen=GroupState.OPEN, title="Honden", owner_id="bram",
        now=NOON + timedelta(days=60),
    )  # fmt: skip
    question_groups.forget(session, now=NOON + timedelta(days=91))
    assert [(one.title, one.times) for one in shown(session, GroupState.PLANNED)] == [("Honden", 0)]

    question_groups.forget(session, now=NOON + timedelta(days=151))
    assert session.exec(select(QuestionGroup)).all() == []


def test_a_question_that_was_answered_after_all_leaves_its_group(session):
    turn = asked(session)
    grouped(session)
    session.add(TurnFeedback(turn_id=turn.id, helped=True, given_at=NOON))
    session.flush()

    question_groups.forget(session, now=NOON)

    assert shown(session) == ()


def test_a_conversation_with_a_person_is_kept_and_feedback_outlives_its_question(session):
    kept, gone = asked(session), asked(session, who="b2")
    session.add(
        Case(number="Z-1", queue=CaseQueue.HELPDESK, reason=HandoverReason.ASKED, language="nl", conversation_id=kept.conversation_id, opened_at=NOON)
    )  # fmt: skip
    session.add(
        TurnQuote(turn_id=gone.id, position=0, article_version_id="costs-nl-1", sentence="z", score=1)
    )
    article_id = session.exec(select(ArticleDraft.article_id)).first() or shown_article(session)
    session.add(
        ArticleFeedback(
            article_id=article_id, language="nl", origin=FeedbackOrigin.CHAT, helped=False, given_on=NOON.date(), turn_id=gone.id
        )
    )  # fmt: skip
    session.flush()

    assert conversation_retention.forget(session, now=NOON + timedelta(days=89)) == 0
    assert conversation_retention.forget(session, now=NOON + timedelta(days=91)) == 1

    assert session.exec(select(ChatTurn.id)).all() == [kept.id]
    assert (
        session.exec(select(ArticleFeedback).execution_options(populate_existing=True)).one().turn_id is None
    )


def shown_article(session):
    from portal.models.articles import Article  # noqa: PLC0415 short

    return session.exec(select(Article.id)).one()


@pytest.mark.parametrize("member", [one for one in CAST if one not in {BRAM, WIM}], ids=lambda one: one.id)
def test_only_the_redactie_reads_and_marks(session, member):
    facts = {"group_id": "x", "seen": GroupState.OPEN, "now": NOON}
    for act, more in (
        (question_signals.groups, {}),
        (question_signals.open_count, {}),
        (question_signals.planned_count, {}),
        (question_signals.editors, {}),
        (question_signals.not_for_us, facts),
        (question_signals.reopen, facts),
        (question_signals.plan, {**facts, "title": "t", "owner_id": "bram"}),
        (question_signals.answered_by, {**facts, "slug": SLUG, "wording": "w", "language": "nl"}),
    ):
        with pytest.raises(NotAllowed):
            act(session, actor=member.actor, **more)


def test_an_unknown_group_cannot_be_marked(session):
    with pytest.raises(NotFound):
        question_signals.not_for_us(
            session, actor=BRAM.actor, group_id="none", seen=GroupState.OPEN, now=NOON
        )


def test_tasks_go_to_the_redactie_alone(session):
    assert question_signals.editors(session, actor=BRAM.actor) == {"bram": "Bram De Smet"}
    assert JAN.id not in question_signals.editors(session, actor=WIM.actor)


def test_grouping_is_one_of_the_jobs(session):
    session.commit()

    assert jobs.JOBS[jobs.GROUP_QUESTIONS](NOON) == 0
