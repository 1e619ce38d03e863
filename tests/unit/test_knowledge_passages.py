"""Passages hold every sentence once, in order, and never cross a heading."""

from hypothesis import given
from hypothesis import strategies as st

from knowledge.content import ArticleText, Sentence
from knowledge.passages import LONGEST, embedded_text, passages_of
from tests.articles import sample


@st.composite
def articles(draw):
    sections = draw(st.lists(st.lists(st.integers(1, 300), min_size=1, max_size=12), min_size=1, max_size=5))
    sentences = []
    for number, lengths in enumerate(sections):
        for length in lengths:
            sentences.append(Sentence(len(sentences), "x" * length, f"heading {number}", number))
    return ArticleText("slug", "nl", "v1", "Title", "", tuple(sentences))


@given(articles())
def test_every_sentence_stands_in_exactly_one_passage(article):
    passages = passages_of(article)

    assert [one for passage in passages for one in passage.sentences] == list(article.sentences)
    assert all({one.heading for one in passage.sentences} == {passage.heading} for passage in passages)
    assert len({passage.id for passage in passages}) == len(passages)


@given(articles())
def test_a_passage_is_longer_than_allowed_only_by_about_a_sentence(article):
    longest_sentence = max(len(one.text) for one in article.sentences)

    assert all(len(passage.text) <= 1.5 * LONGEST + longest_sentence + 1 for passage in passages_of(article))


def test_title_and_heading_are_embedded_but_not_quoted(tmp_path):
    fee = next(
        article for article in sample(tmp_path) if article.slug == "kosten" and article.language == "nl"
    )

    passage = passages_of(fee)[1]

    assert embedded_text(passage) == "Wat kost de cursus? Waar betaal je? Je betaalt bij je agentschap."
    assert passage.text == "Je betaalt bij je agentschap."
