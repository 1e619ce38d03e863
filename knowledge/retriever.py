"""Finds articles for a question: meaning and words together, in the reader's language or in Dutch.

An article's score adds its nearest passage, the article as a whole, its nearest sentence, the question's words found in it,
and the nearest of the questions it says it answers. An article in two languages is found through either, and shown in the reader's.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from numpy.typing import NDArray
from pydantic import ConfigDict

from knowledge.base import KnowledgeBase
from knowledge.content import ArticleText, FoundPassage, Passage
from knowledge.embeddings import Vectors
from knowledge.index import ArticleIndex, Span, passage_document
from knowledge.vocabulary import SOURCE
from knowledge.weights import Weights, weights
from knowledge.words import count

NEAR_ROWS = 150
WORD_ROWS = 40
CONFIDENCE = ("total", "unknown", "length")


@dataclass(frozen=True)
class Signs:
    """Why an article was found; comparable between questions."""

    passage: float
    whole: float
    sentence: float
    words: float
    question: float

    def total(self, numbers: Weights) -> float:
        """Add the signs up."""
        weigh = numbers.search
        return (
            weigh.passage * self.passage
            + weigh.whole * self.whole
            + weigh.sentence * self.sentence
            + weigh.words * self.words
            + weigh.question * self.question
        )


@dataclass(frozen=True)
class _Scored:
    total: float
    signs: Signs
    span: Span


def chance(signs: Mapping[str, float], fitted: Mapping[str, float]) -> float:
    """Turn named signs into a chance by a fitted logistic regression."""
    total = fitted["constant"] + sum(fitted[name] * value for name, value in signs.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


@dataclass(frozen=True)
class _Asked:
    language: str
    vector: Vectors
    words: NDArray[np.float32]
    unknown: float
    length: float

    def confidence(self, total: float) -> dict[str, float]:
        """Return the signs that a found article answers: a long question is like nothing as a whole."""
        return dict(zip(CONFIDENCE, (total, self.unknown, self.length), strict=True))


class ArticleSearch:
    """Searches one index. `source` is the language every article exists in."""

    def __init__(self, index: ArticleIndex, *, source: str = SOURCE, numbers: Weights | None = None) -> None:
        self.index = index
        self.source = source
        self.numbers = numbers or weights()

    def find(self, question: str, *, language: str, limit: int) -> tuple[FoundPassage, ...]:
        """Return the best passage of each fitting article, best first."""
        asked = self._asked(question, language)
        return tuple(self._shown(one, asked) for one in self._scored(asked)[:limit])

    def explain(self, question: str, *, language: str) -> tuple[tuple[str, dict[str, float]], ...]:
        """Return the articles found, best first, each with the signs of CONFIDENCE, for those who fit the weights."""
        asked = self._asked(question, language)
        return tuple((one.span.article.slug, asked.confidence(one.total)) for one in self._scored(asked))

    def _asked(self, question: str, language: str) -> _Asked:
        return _Asked(
            language=language,
            vector=self.index.embeddings.question(question, language),
            words=self.index.words.scores(question, language),
            unknown=self.index.words.unknown(question, language),
            length=math.log(1 + count(question)),
        )

    def _scored(self, asked: _Asked) -> list[_Scored]:
        scored: dict[str, _Scored] = {}
        for span in self._candidates(asked):
            signs = self.signs(span, asked.vector, asked.words)
            one = _Scored(signs.total(self.numbers), signs, span)
            best = scored.setdefault(span.article.slug, one)
            if one.total > best.total:
                scored[span.article.slug] = one
        return sorted(scored.values(), key=lambda one: (-one.total, one.span.article.slug))

    def signs(self, span: Span, vector: Vectors, words: NDArray[np.float32]) -> Signs:
        """Say how an article fits a question."""
        near = self.index.passage_vectors(span) @ vector
        said = self.index.sentence_vectors(span) @ vector
        worded = words[span.passages.start : span.passages.stop]
        asked = (
            self.index.question_vectors(span) @ vector if span.questions else np.zeros(1, dtype=np.float32)
        )
        return Signs(
            passage=float(near.max()),
            whole=float(self.index.whole_vector(span) @ vector),
            sentence=float(said.max()),
            words=float(worded.max()),
            question=float(asked.max()),
        )

    def best_passage(self, span: Span, vector: Vectors, words: NDArray[np.float32]) -> Passage:
        """Return the passage of an article that fits best."""
        counted = self.numbers.search
        totals = counted.passage * (self.index.passage_vectors(span) @ vector)
        totals += counted.words * words[span.passages.start : span.passages.stop]
        said = self.index.sentence_vectors(span) @ vector
        passages = [self.index.passages[number] for number in span.passages]
        for position, passage in enumerate(passages):
            totals[position] += counted.sentence * max(said[sentence.index] for sentence in passage.sentences)
        return passages[int(totals.argmax())]

    def _candidates(self, asked: _Asked) -> Iterator[Span]:
        rows, _ = self.index.store.nearest(asked.vector, NEAR_ROWS)
        slugs = {self.index.owners[row][0] for row in rows}
        often = np.argsort(-asked.words)[:WORD_ROWS]
        slugs |= {self.index.passages[row].slug for row in often if asked.words[row] > 0}
        for slug in sorted(slugs):
            for wanted in dict.fromkeys((asked.language, self.source)):
                if span := self.index.spans.get((slug, wanted)):
                    yield span

    def _shown(self, found: _Scored, asked: _Asked) -> FoundPassage:
        own = self.index.spans.get((found.span.article.slug, asked.language), found.span)
        return FoundPassage(
            passage=self.best_passage(own, asked.vector, asked.words),
            score=chance(asked.confidence(found.total), self.numbers.confidence),
            dense=found.signs.passage,
            words=found.signs.words,
        )

    def text(self, slug: str, language: str) -> ArticleText | None:
        """Return an article in exactly this language."""
        span = self.index.spans.get((slug, language))
        return span.article if span else None


class ArticleRetriever(BaseRetriever):
    """A LangChain retriever over a knowledge base, for one language."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    knowledge: KnowledgeBase
    language: str = SOURCE
    limit: int = 8

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        del run_manager
        found = self.knowledge.search(query, language=self.language, limit=self.limit)
        return [
            passage_document(hit.passage, score=hit.score, dense=hit.dense, words=hit.words) for hit in found
        ]
