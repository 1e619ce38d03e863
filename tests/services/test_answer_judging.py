"""Judging sampled answers: without names, once, and what follows from it."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from chatbot.answer import Outcome
from portal.errors import NotAllowed, NotFound, OutsideRules, WrongState
from portal.models.articles import Article, ArticleDraft, ArticleState
from portal.models.audit import AuditEntry
from portal.models.gold import GoldOrigin, GoldQuestion
from portal.models.scores import (
    AlertClosing,
    AnswerFault,
    AnswerJudgement,
    AnswerSample,
    AnswerVerdict,
    AnswerWeek,
)
from portal.services import answer_drift, answer_judging, answer_weeks, article_fields
from tests.answers import given_sample
from tests.cast import BRAM, CAST, WIM
from tests.conftest import NOON
from tests.services.test_conversations import stored_article

SLUG = "wat-kost-inburgering"


@pytest.fixture(autouse=True)
def _world(session, cast):
    stored_article(session)


def judge(session, turn, verdict=AnswerVerdict.GOOD, member=BRAM, **more):
    answer_judging.judge(session, actor=member.actor, turn_id=turn.id, verdict=verdict, now=NOON, **more)


def following(session, **more):
    return answer_judging.following(session, actor=BRAM.actor, now=NOON, **more)


def week(session):
    return session.exec(select(AnswerWeek).execution_options(populate_existing=True)).one()


def test_a_question_is_shown_without_names_and_without_its_day(session):
    given_sample(session, "kost de cursus voor Fatima Zouheir 90 euro, 85.07.30-033.28")

    one = following(session)

    assert one.question == "kost de cursus voor […] 90 euro, [rijksregisternummer]"
    assert one.month == date(2026, 3, 1)
    assert one.turn.question == ""
    assert one.turn.quotes[0].slug == SLUG


def test_a_question_of_which_too_little_could_be_shown_is_not_shown(session):
    given_sample(session, "Fatima Zouheir Aalst Molenstraat cursus")

    assert following(session).question is None


def test_answers_come_one_by_one_in_the_order_of_their_lots_newest_week_first(session):
    older = [given_sample(session, at=NOON - timedelta(days=9)) for _ in range(3)]
    newer = [given_sample(session) for _ in range(3)]
    seen = []
    while one := following(session):
        seen.append(one.turn_id)
        judge(session, session.get_one(type(newer[0]), one.turn_id))

    def lots(turns):
        return [
            turn.id for turn in sorted(turns, key=lambda turn: session.get_one(AnswerSample, turn.id).lot)
        ]

    assert seen == lots(newer) + lots(older)


def test_who_judges_chooses_a_language_and_sees_how_many_wait(session):
    given_sample(session)
    arabic = given_sample(session, "كم تكلفة الدورة", language="ar", outcome=Outcome.ABSTAIN)
    given_sample(session, at=NOON - timedelta(weeks=6))

    assert answer_judging.waiting(session, actor=BRAM.actor, now=NOON) == {"ar": 1, "nl": 1}
    assert following(session, language="ar").turn_id == arabic.id
    assert following(session, language="fr") is None


def test_a_judgement_counts_at_once_and_says_who_judged(session):
    turn = given_sample(session)

    judge(session, turn)

    assert (week(session).good, week(session).sampled) == (1, 1)
    assert session.exec(select(AnswerJudgement)).one().judged_by_id == "bram"
    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "answer.judged")).one()
    assert entry.facts == {"verdict": "good"}


def test_an_answer_is_judged_once(session):
    turn = given_sample(session)
    judge(session, turn)

    with pytest.raises(WrongState):
        judge(session, turn, AnswerVerdict.WRONG, WIM)

    assert session.exec(select(AnswerJudgement)).one().verdict is AnswerVerdict.GOOD


@pytest.mark.parametrize(
    ("outcome", "verdict"),
    [
        (Outcome.ANSWER, AnswerVerdict.RIGHT_REFUSAL), (Outcome.PARTIAL, AnswerVerdict.ANSWER_EXISTS),
        (Outcome.ABSTAIN, AnswerVerdict.GOOD), (Outcome.CLARIFY, AnswerVerdict.WRONG),
    ],
)  # fmt: skip
def test_what_cannot_be_said_of_it_is_refused(session, outcome, verdict):
    turn = given_sample(session, outcome=outcome)

    with pytest.raises(OutsideRules, match="verdict"):
        judge(session, turn, verdict)


@pytest.mark.parametrize(("slug", "refusal"), [(None, OutsideRules), ("geen", NotFound)])
def test_an_article_that_answers_must_be_one_for_readers(session, slug, refusal):
    turn = given_sample(session, outcome=Outcome.ABSTAIN)

    with pytest.raises(refusal):
        judge(session, turn, AnswerVerdict.ANSWER_EXISTS, slug=slug)


def test_an_article_that_was_withdrawn_answers_nothing(session):
    turn = given_sample(session, outcome=Outcome.ABSTAIN)
    session.exec(select(Article)).one().state = ArticleState.WITHDRAWN

    with pytest.raises(NotFound):
        judge(session, turn, AnswerVerdict.ANSWER_EXISTS, slug=SLUG)


def test_a_question_that_is_gone_cannot_be_judged(session):
    with pytest.raises(NotFound):
        answer_judging.judge(session, actor=BRAM.actor, turn_id="none", verdict=AnswerVerdict.GOOD, now=NOON)


def test_what_nobody_could_judge_waits_no_more_and_counts_nowhere(session):
    judge(session, given_sample(session), AnswerVerdict.CANNOT_SAY)

    assert following(session) is None
    assert (answer_weeks.judged(week(session)), week(session).sampled) == (0, 1)


def test_the_last_judgement_leads_on_to_the_article_for_an_hour(session):
    turn = given_sample(session, outcome=Outcome.ABSTAIN)
    judge(session, turn, AnswerVerdict.ANSWER_EXISTS, slug=SLUG)

    last = answer_judging.lately(session, actor=BRAM.actor, now=NOON)

    assert (last.verdict, last.slug, last.leads_on) == (AnswerVerdict.ANSWER_EXISTS, SLUG, True)
    assert answer_judging.lately(session, actor=WIM.actor, now=NOON) is None
    assert answer_judging.lately(session, actor=BRAM.actor, now=NOON + timedelta(hours=2)) is None


def test_a_wrong_answer_leads_on_to_the_article_it_quoted_and_a_good_one_nowhere(session):
    judge(session, given_sample(session), AnswerVerdict.WRONG)
    last = answer_judging.lately(session, actor=BRAM.actor, now=NOON)
    assert (last.slug, last.leads_on) == (SLUG, True)

    good = given_sample(session)
    answer_judging.judge(
        session,
        actor=BRAM.actor,
        turn_id=good.id,
        verdict=AnswerVerdict.GOOD,
        now=NOON + timedelta(minutes=1),
    )
    assert not answer_judging.lately(session, actor=BRAM.actor, now=NOON + timedelta(minutes=2)).leads_on


def test_ones_own_judgement_is_taken_back_and_nobody_elses(session):
    turn = given_sample(session)
    judge(session, turn)
    with pytest.raises(NotFound):
        answer_judging.take_back(session, actor=WIM.actor, turn_id=turn.id, now=NOON)

    answer_judging.take_back(session, actor=BRAM.actor, turn_id=turn.id, now=NOON)

    assert following(session).turn_id == turn.id
    assert week(session).good == 0


def agree(session, turn, wording="wat kost de cursus?", slug=SLUG):
    answer_judging.agree(session, actor=BRAM.actor, turn_id=turn.id, wording=wording, slug=slug, now=NOON)


def test_a_question_is_agreed_on_and_goes_into_the_articles_draft(session):
    agree(session, given_sample(session), wording="wat kost de cursus? bel 0471 23 45 67")

    gold = session.exec(select(GoldQuestion)).one()
    assert (gold.question, gold.expected_slug, gold.origin) == (
        "wat kost de cursus? bel [telefoonnummer]", SLUG, GoldOrigin.SAMPLE,
    )  # fmt: skip
    assert (
        "wat kost de cursus?"
        in article_fields.of_values(session.exec(select(ArticleDraft)).one().values).asked
    )


def test_that_no_article_may_answer_is_agreed_on_without_a_draft(session):
    agree(session, given_sample(session), slug=None)

    assert session.exec(select(GoldQuestion)).one().expected_slug is None
    assert session.exec(select(ArticleDraft)).all() == []


@pytest.mark.parametrize(
    ("wording", "slug", "refusal"),
    [
        ("kost het voor […] geld", SLUG, OutsideRules),
        ("?!", SLUG, OutsideRules),
        ("wat kost het", "geen", NotFound),
    ],
)
def test_what_cannot_be_agreed_on_is_refused(session, wording, slug, refusal):
    turn = given_sample(session)

    with pytest.raises(refusal):
        agree(session, turn, wording, slug)


def test_what_code_found_stands_beside_the_answer(session):
    turn = given_sample(session, outcome=Outcome.ABSTAIN)
    sample = session.get_one(AnswerSample, turn.id)
    sample.faults, sample.answered_by = [AnswerFault.ANSWERED_NOW.value], SLUG

    one = following(session)

    assert (one.faults, one.answered_by, one.is_refusal) == ((AnswerFault.ANSWERED_NOW,), SLUG, True)


@pytest.mark.parametrize("member", [one for one in CAST if one not in {BRAM, WIM}], ids=lambda one: one.id)
def test_only_the_redactie_reads_and_judges(session, member):
    for act, more in (
        (answer_judging.waiting, {"now": NOON}),
        (answer_judging.following, {"now": NOON}),
        (answer_judging.lately, {"now": NOON}),
        (answer_judging.judge, {"turn_id": "x", "verdict": AnswerVerdict.GOOD, "now": NOON}),
        (answer_judging.take_back, {"turn_id": "x", "now": NOON}),
        (answer_judging.agree, {"turn_id": "x", "wording": "w", "slug": None, "now": NOON}),
        (answer_weeks.weeks, {"since": NOON.date()}),
        (answer_drift.alerts, {}),
        (answer_drift.close, {"alert_id": "x", "closing": AlertClosing.CHANCE, "now": NOON}),
    ):
        with pytest.raises(NotAllowed):
            act(session, actor=member.actor, **more)
