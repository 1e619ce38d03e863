"""After one article changed, the index made from the one before is the index made anew, and only what is new is made."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.content import Question
from knowledge.index import ArticleIndex
from knowledge.library import Library
from knowledge.vectors import MemoryCache
from tests.articles import sample
from tests.fakes_knowledge import WordVectors

UNANSWERED = (Question("nl", "wat kost een fiets"),)
QUESTIONS = ("Hoeveel kost de cursus?", "buddy zoeken", "kost", "zin drie")


@pytest.fixture(scope="module")
def articles(tmp_path_factory):
    return list(sample(tmp_path_factory.mktemp("articles")))


def copy_of(article, number, text):
    """Return the article under another name, with one sentence changed."""
    first, *rest = article.sentences
    return replace(
        article, slug=f"{article.slug}-{number}", version=f"{number}{text}", sentences=(replace(first, text=text), *rest)
    )  # fmt: skip


def same(made, anew):
    assert made.spans.keys() == anew.spans.keys()
    assert [one.id for one in made.passages] == [one.id for one in anew.passages]
    assert [one.id for one in made.store.documents] == [one.id for one in anew.store.documents]
    for key, span in anew.spans.items():
        other = made.spans[key]
        assert (span.passages, span.questions, span.sentences) == (
            other.passages,
            other.questions,
            other.sentences,
        )
        assert np.allclose(made.passage_vectors(other), anew.passage_vectors(span), atol=1e-3)
        assert np.allclose(made.sentences_of(other).vectors(), anew.sentences_of(span).vectors(), atol=1e-3)
    for question in QUESTIONS:
        assert np.allclose(made.words.scores(question, "nl"), anew.words.scores(question, "nl"), atol=1e-6)
        assert made.lexicon.unknown(question, "nl") == pytest.approx(anew.lexicon.unknown(question, "nl"))
        assert [hit.passage for hit in Library(made).search(question, language="nl")] == [
            hit.passage for hit in Library(anew).search(question, language="nl")
        ]


texts = st.sampled_from(["De cursus kost 100 euro.", "Zin drie is nieuw.", "Een buddy zoeken kost tijd."])
bases = st.dictionaries(st.integers(0, 6), texts, max_size=5)


@settings(max_examples=25, deadline=None)
@given(before=bases, after=bases)
def test_whatever_changed_it_is_the_index_made_anew(articles, before, after):
    old = [copy_of(articles[number % len(articles)], number, text) for number, text in before.items()]
    new = [copy_of(articles[number % len(articles)], number, text) for number, text in after.items()]
    kept = [one for one in articles if one.language == "nl"]
    first = ArticleIndex.build([*kept, *old], WordVectors(), unanswered=UNANSWERED)

    made = ArticleIndex.build([*kept, *new], WordVectors(), unanswered=UNANSWERED, before=first)

    same(made, ArticleIndex.build([*kept, *new], WordVectors(), unanswered=UNANSWERED))


def test_only_what_changed_is_embedded(articles):
    first = ArticleIndex.build(articles, WordVectors(), unanswered=UNANSWERED)
    changed = replace(articles[0], version="v2", questions=(*articles[0].questions, "Een nieuwe vraag?"))
    model = WordVectors()

    ArticleIndex.build([changed, *articles[1:]], model, MemoryCache(), UNANSWERED, first)

    embedded = set(model.embedded)
    assert "Een nieuwe vraag?" in embedded
    others = {
        one.text for article in articles[1:] if article.slug != changed.slug for one in article.sentences
    }
    assert not embedded & others
    assert UNANSWERED[0].text not in embedded


def test_an_index_of_another_model_is_not_gone_on_with(articles):
    first = ArticleIndex.build(articles, WordVectors())
    other = WordVectors("words-2")

    ArticleIndex.build(articles, other, before=first)

    assert other.embedded


def test_an_index_that_was_stored_can_be_gone_on_with(articles, tmp_path):
    ArticleIndex.build(articles, WordVectors(), unanswered=UNANSWERED).save(tmp_path)
    stored = ArticleIndex.load(tmp_path, articles, WordVectors(), UNANSWERED)
    changed = [copy_of(articles[0], 1, "Zin drie is nieuw."), *articles]

    made = ArticleIndex.build(changed, WordVectors(), unanswered=UNANSWERED, before=stored)

    same(made, ArticleIndex.build(changed, WordVectors(), unanswered=UNANSWERED))


def test_questions_that_nobody_changed_are_those_of_the_index_before(articles):
    first = ArticleIndex.build(articles, WordVectors())
    reworded = [replace(articles[0], version="v2", title="Anders gezegd"), *articles[1:]]
    asked_anew = [replace(articles[0], version="v2", questions=("Een nieuwe vraag?",)), *articles[1:]]

    assert ArticleIndex.build(reworded, WordVectors(), before=first).question_words is first.question_words
    assert (
        ArticleIndex.build(asked_anew, WordVectors(), before=first).question_words is not first.question_words
    )
    assert (
        ArticleIndex.build(articles[1:], WordVectors(), before=first).question_words
        is not first.question_words
    )
