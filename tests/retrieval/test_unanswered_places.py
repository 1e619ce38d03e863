"""A question about another country stands in nobody's way who does not name one."""

import pytest

from knowledge.content import Question
from knowledge.library import Library
from tests.articles import sample
from tests.fakes_knowledge import WordVectors

ABROAD = (
    Question("nl", "hoeveel kost de cursus in nederland"),
    Question("nl", "kost de cursus in duitsland iets"),
)


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    articles = list(sample(tmp_path_factory.mktemp("articles")))
    return Library.build(articles, embeddings=WordVectors(), unanswered=ABROAD)


def elsewhere(library, question):
    return library.explain(question, language="nl")[0][1]["elsewhere"]


def test_a_question_that_names_no_country_is_not_held_against_those_that_do(library):
    assert elsewhere(library, "hoeveel kost de cursus") < 0


def test_a_question_that_names_a_country_is(library):
    assert elsewhere(library, "hoeveel kost de cursus in frankrijk") > 0
