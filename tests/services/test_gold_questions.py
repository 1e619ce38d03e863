"""Agreed questions: kept once, masked, by those who may, and never out of the half that measures."""

import json

import pytest
from sqlmodel import select

from chatbot import gold
from portal.errors import NotAllowed, NotFound, OutsideRules, TooLong
from portal.models.audit import AuditEntry
from portal.models.gold import GoldOrigin, GoldQuestion
from portal.services import article_import, gold_questions
from tests.articles import write_articles
from tests.cast import AMINA, BRAM, KARIMA
from tests.conftest import NOON

pytestmark = pytest.mark.usefixtures("cast")


@pytest.fixture(autouse=True)
def _articles(session, tmp_path):
    article_import.import_folder(session, write_articles(tmp_path / "articles"), now=NOON)


def agree(session, question="Wat kost de cursus?", **changed):
    facts = {
        "language": "nl",
        "expected": "kosten",
        "origin": GoldOrigin.EDITOR,
        "actor": BRAM.actor,
    } | changed
    return gold_questions.add(session, question=question, now=NOON, **facts)


def held(session):
    own = len(gold.read(gold.FILE, gold.Half.TUNE))
    return gold_questions.to_hold(session)[own:]


def test_an_agreed_question_is_one_that_texts_are_held_to(session):
    agree(session)

    (question,) = held(session)

    assert (question.question, question.kind, question.articles) == (
        "Wat kost de cursus?", gold.Kind.ANSWERABLE, ("kosten",),
    )  # fmt: skip


def test_a_question_that_no_article_may_answer_must_be_refused(session):
    agree(session, "wie wint de voetbal", expected=None)

    assert held(session)[0].kind is gold.Kind.UNANSWERABLE


def test_the_same_question_in_other_capitals_is_kept_once(session):
    first = agree(session)

    again = agree(session, "wat KOST de cursus", actor=KARIMA.actor, origin=GoldOrigin.CASE)

    assert again.id == first.id
    assert len(session.exec(select(GoldQuestion)).all()) == 1
    assert len(session.exec(select(AuditEntry).where(AuditEntry.action == "gold.added")).all()) == 1


def test_the_same_words_in_another_language_are_another_question(session):
    agree(session, "participation")

    agree(session, "participation", language="fr")

    assert len(held(session)) == 2


def test_personal_data_are_masked_before_a_question_is_kept(session):
    kept = agree(session, "mijn rijksregisternummer is 85.07.30-033.28, wat betaal ik?")

    assert "85.07.30" not in kept.question


def test_a_question_that_was_taken_back_counts_no_more(session):
    kept = agree(session)

    gold_questions.retire(session, question_id=kept.id, actor=BRAM.actor, now=NOON)

    assert held(session) == ()
    assert gold_questions.listed(session, actor=BRAM.actor) == ()


def test_a_jurist_may_agree_and_not_take_back(session):
    kept = agree(session, actor=KARIMA.actor, origin=GoldOrigin.CASE)

    with pytest.raises(NotAllowed):
        gold_questions.retire(session, question_id=kept.id, actor=KARIMA.actor, now=NOON)


def test_an_inburgeraar_may_not_agree(session):
    with pytest.raises(NotAllowed):
        agree(session, actor=AMINA.actor)


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"question": " ?! "}, OutsideRules),
        ({"question": "a " * 400}, TooLong),
        ({"language": "xx"}, OutsideRules),
        ({"expected": "niet-er"}, NotFound),
    ],
)
def test_what_cannot_be_held_to_is_refused(session, changed, refusal):
    with pytest.raises(refusal):
        agree(session, **changed)


def test_no_question_of_the_half_that_measures_is_held_to(session):
    lines = gold.FILE.read_text(encoding="utf-8").splitlines()
    measured = {row["id"] for row in map(json.loads, lines) if row["half"] == gold.Half.TEST}

    assert measured
    assert not measured & {question.id for question in gold_questions.to_hold(session)}
