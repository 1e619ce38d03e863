"""A knowledge base over a set of articles: search, choose, read. What `knowledge.base.KnowledgeBase` asks for."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Self

import numpy as np
from numpy.typing import NDArray

from knowledge import embeddings as models
from knowledge import explained
from knowledge.answers import AnswerChooser, Ranked, SentenceChooser
from knowledge.base import Selection
from knowledge.content import ArticleText, FoundPassage, Question
from knowledge.embeddings import ArticleEmbeddings
from knowledge.explained import Why
from knowledge.index import ArticleIndex
from knowledge.retriever import ArticleSearch
from knowledge.scope import ANYBODY, Reader
from knowledge.vectors import VectorCache
from knowledge.vocabulary import SOURCE
from knowledge.weights import Weights


class Library:
    """Articles that can be searched, quoted and read; never changes, so that many threads may use it."""

    def __init__(self, index: ArticleIndex, *, source: str = SOURCE, numbers: Weights | None = None) -> None:
        self.index = index
        self.source = source
        self._search = ArticleSearch(index, source=source, numbers=numbers)
        self._answers = AnswerChooser(self._search)
        self._sentences = SentenceChooser(self._search)

    @classmethod
    def build(
        cls,
        articles: Iterable[ArticleText],
        *,
        embeddings: ArticleEmbeddings | None = None,
        cache: VectorCache | None = None,
        unanswered: Sequence[Question] = (),
        source: str = SOURCE,
    ) -> Self:
        """Index articles, and what they do not answer; without `embeddings` by the packaged model."""
        return cls(
            ArticleIndex.build(articles, embeddings or models.load(), cache, unanswered), source=source
        )

    def search(
        self,
        question: str,
        *,
        language: str,
        limit: int = 8,
        reader: Reader = ANYBODY,
        reads: str | None = None,
    ) -> tuple[FoundPassage, ...]:
        """Return the best passage of each fitting article, best first; none that is for others than the reader."""
        return self._search.find(question, language=language, limit=limit, reader=reader, reads=reads)

    def explain(
        self, question: str, *, language: str, unanswered: Sequence[int] | None = None
    ) -> tuple[tuple[str, dict[str, float]], ...]:
        """Return the slugs found, best first, with the signs behind their score, for those who fit the weights."""
        return self._search.explain(question, language=language, unanswered=unanswered)

    def select(
        self, question: str, found: Sequence[FoundPassage], *, language: str, reader: Reader = ANYBODY
    ) -> Selection:
        """Choose the sentences that answer, none of them a rule for others, or say that none does."""
        return self._answers.select(question, found, language=language, reader=reader)

    def why(self, question: str, *, language: str, reader: Reader, on: date) -> Why:
        """Return what is weighed for a question, each number of it, and what is left out."""
        return explained.explain(
            self._search, self._sentences, question, language=language, reader=reader, on=on
        )

    def text(self, slug: str, language: str) -> ArticleText | None:
        """Return an article in exactly this language, if it is there."""
        return self._search.text(slug, language)

    def rank(self, question: str, slug: str, language: str) -> tuple[Ranked, ...]:
        """Return the sentences of one article with the chance that each belongs to the answer."""
        return self._sentences.rank(question, slug, language)

    def choose(self, question: str, slug: str, language: str) -> list[int]:
        """Return the numbers of the sentences of one article that answer; none when the article does not."""
        limits = self._search.numbers.thresholds
        ranked = self.rank(question, slug, language)
        best = max((one.chance for one in ranked), default=0.0)
        if best < limits.no_sentence:
            return []
        return [one.sentence.index for one in ranked if one.chance >= min(limits.sentence, best)]

    def signs(self, question: str, slug: str, language: str) -> NDArray[np.float64]:
        """Return the signs behind `rank`, for those who fit the weights."""
        return self._sentences.signs(question, slug, language)
