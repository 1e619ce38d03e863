"""What every knowledge base promises: the one with the model, and the fake that other tests lean on."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.base import KnowledgeBase, Verdict
from knowledge.library import Library
from tests.articles import sample
from tests.fakes_knowledge import WordOverlapKnowledge


@pytest.fixture(scope="module")
def articles(tmp_path_factory):
    return sample(tmp_path_factory.mktemp("articles"))


class KnowledgeContract:
    """Run by each implementation; `knowledge` is a fixture of the subclass."""

    def test_it_is_a_knowledge_base(self, knowledge):
        assert isinstance(knowledge, KnowledgeBase)

    def test_a_question_finds_its_article(self, knowledge):
        found = knowledge.search("Hoeveel kost de cursus?", language="nl")

        assert found[0].passage.slug == "kosten"
        assert found[0].passage.language == "nl"

    def test_a_translation_is_found_in_the_readers_language(self, knowledge):
        found = knowledge.search("What does the course cost?", language="en")

        assert (found[0].passage.slug, found[0].passage.language) == ("kosten", "en")

    def test_an_article_without_translation_is_found_in_dutch(self, knowledge):
        found = knowledge.search("buddy", language="fr")

        assert (found[0].passage.slug, found[0].passage.language) == ("buddy", "nl")

    def test_an_article_is_found_once_and_best_first(self, knowledge):
        found = knowledge.search("Wat kost een buddy of de cursus?", language="nl")
        slugs = [hit.passage.slug for hit in found]

        assert len(slugs) == len(set(slugs))
        scores = [
            round(hit.score, 6) for hit in found
        ]  # order and chance are two fits: near 1 they may cross
        assert scores == sorted(scores, reverse=True)
        assert all(0 <= hit.score <= 1 for hit in found)

    def test_no_more_is_found_than_asked_for(self, knowledge):
        assert len(knowledge.search("cursus buddy", language="nl", limit=1)) == 1

    def test_a_quote_of_a_translation_carries_the_dutch_sentence(self, knowledge):
        question = "What does the course cost?"
        found = knowledge.search(question, language="en")

        quote = knowledge.select(question, found, language="en").quotes[0]

        assert quote.language == "en"
        assert quote.original == knowledge.text("kosten", "nl").sentences[quote.sentence.index]
        assert quote.original_version == knowledge.text("kosten", "nl").version

    def test_nothing_found_is_no_answer(self, knowledge):
        selection = knowledge.select("?", (), language="nl")

        assert selection.verdict is Verdict.ABSTAIN
        assert selection.quotes == ()

    def test_a_text_is_given_in_exactly_the_language_asked_for(self, knowledge):
        assert knowledge.text("kosten", "en").title == "What does the course cost?"
        assert knowledge.text("kosten", "ar") is None
        assert knowledge.text("nothing", "nl") is None

    def test_the_same_question_gives_the_same_answer(self, knowledge):
        first, again = (knowledge.search("de test betalen", language="nl") for _ in range(2))

        assert first == again

    @settings(
        max_examples=25,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.differing_executors],
    )
    @given(question=st.text(max_size=200), language=st.sampled_from(["nl", "en", "fr", "ar"]))
    def test_whatever_is_asked_every_quote_stands_verbatim_in_the_version_it_names(
        self, knowledge, question, language
    ):
        found = knowledge.search(question, language=language)
        selection = knowledge.select(question, found, language=language)

        for quote in selection.quotes:
            text = knowledge.text(quote.slug, quote.language)
            assert text.version == quote.version
            assert quote.sentence in text.sentences
            if quote.original:
                assert quote.original in knowledge.text(quote.slug, "nl").sentences
        assert bool(selection.quotes) == (selection.verdict in {Verdict.ANSWER, Verdict.PARTIAL})


class TestLibrary(KnowledgeContract):
    @pytest.fixture(scope="class")
    @classmethod
    def knowledge(cls, articles):
        return Library.build(articles)


class TestWordOverlap(KnowledgeContract):
    @pytest.fixture(scope="class")
    @classmethod
    def knowledge(cls, articles):
        return WordOverlapKnowledge(articles)
