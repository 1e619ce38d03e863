"""How people ask leads to an article, in any language; what people ask without an answer leads away from one."""

from dataclasses import replace

import numpy as np
import pytest

from knowledge.content import Question
from knowledge.few_questions import Guess
from knowledge.index import ArticleIndex, content_hash
from knowledge.library import Library
from knowledge.nearness import nearest
from knowledge.weights import Expected, weights
from tests.articles import sample
from tests.fakes_knowledge import WordVectors

ASKED = Question("fr", "combien faut-il payer la formation")
UNANSWERED = (
    Question("nl", "hoeveel kost een fiets"),
    Question("nl", "wat kost een auto"),
    Question("nl", "prijs van brood"),
)


@pytest.fixture
def articles(tmp_path):
    return sample(tmp_path / "articles")


def asking(articles, *questions):
    return [
        replace(one, asked=questions) if (one.slug, one.language) == ("kosten", "nl") else one
        for one in articles
    ]


def library(articles, unanswered=()):
    return Library(ArticleIndex.build(articles, WordVectors(), unanswered=unanswered))


def test_a_question_in_a_language_without_a_text_leads_to_the_article(articles):
    question = "formation combien payer"

    without, with_it = library(articles), library(asking(articles, ASKED))

    assert with_it.search(question, language="fr")[0].passage.slug == "kosten"
    signs, before = (dict(found.explain(question, language="fr"))["kosten"] for found in (with_it, without))
    assert signs["question"] > before["question"]


def test_the_reader_gets_the_text_in_his_own_language_or_in_dutch(articles):
    found = library(asking(articles, ASKED))

    assert found.search("combien payer", language="fr")[0].passage.language == "nl"
    assert found.search("combien payer", language="en")[0].passage.language == "en"


def test_a_question_like_those_without_an_answer_is_less_sure(articles):
    question = "wat kost een fiets"

    sure = library(articles).search(question, language="nl")[0]
    unsure = library(articles, UNANSWERED).search(question, language="nl")[0]

    assert sure.passage == unsure.passage
    assert unsure.score < sure.score


def test_what_stands_beside_an_article_word_for_word_is_answered_by_it(articles):
    """An article that was written this morning has two questions, and other articles have hundreds."""
    put = Question("nl", "wat kost een fiets")
    others = (Question("nl", "wat kost een fiets nu"), *UNANSWERED)

    new = library(asking(articles, put), others).search("Wat kost een fiets?", language="nl")[0]
    nearly = library(asking(articles, put), others).search("Wat kost een groene fiets?", language="nl")[0]

    assert new.passage.slug == "kosten"
    assert new.score > 0.99
    assert nearly.score < new.score


def test_an_article_without_questions_is_found_beside_one_with_hundreds(articles):
    """What an editor just imported is found by what it says; without the guess it stands behind whatever is asked for often."""
    many = [Question("nl", f"wat krijgt een vrijwilliger of student {number}") for number in range(200)]
    texts = [
        replace(one, questions=(), asked=tuple(many) if one.slug == "kosten" else ()) for one in articles
    ]
    index = ArticleIndex.build(texts, WordVectors(), unanswered=UNANSWERED)
    numbers = weights()
    nothing = Guess(said=0.0, constant=-100.0)
    unguessed = replace(numbers, expected=Expected(nothing, nothing, nothing))
    question = "een vrijwilliger die een nieuwkomer ontmoet krijgt geen loon"

    found, before = Library(index), Library(index, numbers=unguessed)

    assert found.search(question, language="nl")[0].passage.slug == "buddy"
    assert before.search(question, language="nl")[0].passage.slug == "kosten"
    signs = dict(found.explain(question, language="nl"))["buddy"]
    assert signs["few"] == 1
    assert signs["expected"] > 0


def test_why_an_article_was_found_can_be_told(articles):
    slug, signs = library(asking(articles, ASKED), UNANSWERED).explain(ASKED.text, language="fr")[0]

    assert slug == "kosten"
    assert signs["question"] > 0
    assert signs["question_words"] > 0
    assert set(signs) >= {
        "passage",
        "whole",
        "sentence",
        "words",
        "held",
        "elsewhere",
        "leaning",
        "unknown",
        "length",
    }


def test_the_three_nearest_count_together():
    assert nearest(np.array([0.1, 0.9, 0.6, 0.3], dtype=np.float32)) == pytest.approx(0.6)
    assert nearest(np.array([0.5], dtype=np.float32)) == pytest.approx(0.5)
    assert nearest(np.zeros(0, dtype=np.float32)) == 0


def test_an_index_of_other_unanswered_questions_is_another_index(articles):
    assert content_hash(articles) != content_hash(articles, UNANSWERED)


def test_a_stored_index_keeps_questions_and_what_has_no_answer(articles, tmp_path):
    asked = asking(articles, ASKED)
    built = ArticleIndex.build(asked, WordVectors(), unanswered=UNANSWERED)
    built.save(tmp_path / "index")

    loaded = Library(ArticleIndex.load(tmp_path / "index", asked, WordVectors(), UNANSWERED))

    assert loaded.explain(ASKED.text, language="fr") == Library(built).explain(ASKED.text, language="fr")
