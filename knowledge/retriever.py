"""Finds articles for a question: by what they say and by how people ask for them, in meaning and in words.

What an article says counts by its nearest passage, as a whole, its nearest sentence and the question's words found in it, in the
reader's language or in Dutch, whichever is better. How people ask counts by the three nearest of its questions, in any language.
An article in two languages is found through either, and shown in the reader's.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import islice, zip_longest

import numpy as np
from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from numpy.typing import NDArray
from pydantic import ConfigDict

from knowledge.base import KnowledgeBase
from knowledge.content import ArticleText, FoundPassage, Passage, Sentence
from knowledge.embeddings import Vectors
from knowledge.index import ArticleIndex, Span, passage_document
from knowledge.scope import ANYBODY, Reader, parted_by
from knowledge.vocabulary import SOURCE
from knowledge.weights import Weights, weights
from knowledge.word_index import Shares
from knowledge.words import count, terms

NEAR_ROWS = 150
QUESTION_ROWS = 50  # each leads to an article that is scored in full: more cost time and found nothing more
WORD_ROWS = 40
MOST_SCORED = 130  # more cost time in a large base and found nothing more; ours has fewer articles
NEAREST = 3
CONFIDENCE = ("question", "held", "elsewhere", "leaning", "unknown", "length")
SHARPNESS = 10.0  # how much more the nearest questions count when all of them are weighed against those without an answer


@dataclass(frozen=True)
class Signs:
    """Why an article was found; comparable between questions."""

    passage: float
    whole: float
    sentence: float
    words: float
    question: float = 0.0
    question_words: float = 0.0

    def total(self, numbers: Weights) -> float:
        """Add the signs up."""
        weigh = numbers.search
        return (
            weigh.passage * self.passage
            + weigh.whole * self.whole
            + weigh.sentence * self.sentence
            + weigh.words * self.words
            + weigh.question * self.question
            + weigh.question_words * self.question_words
        )


@dataclass(frozen=True)
class _Scored:
    """`crowd`: how near all the article's questions are together, on the scale of a cosine."""

    total: float
    signs: Signs
    span: Span
    crowd: float


def chance(signs: Mapping[str, float], fitted: Mapping[str, float], more: float = 0.0) -> float:
    """Turn named signs into a chance by a fitted logistic regression."""
    total = more + fitted["constant"] + sum(fitted[name] * value for name, value in signs.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


@dataclass(frozen=True)
class _Asked:
    language: str
    reads: str
    terms: frozenset[str]
    vector: Vectors
    words: Shares
    question_words: Shares
    unanswered: Vectors
    unknown: float
    length: float


class ArticleSearch:
    """Searches one index. `source` is the language every article exists in."""

    def __init__(self, index: ArticleIndex, *, source: str = SOURCE, numbers: Weights | None = None) -> None:
        self.index = index
        self.source = source
        self.numbers = numbers or weights()
        self._spans: dict[str, list[Span]] = {}
        for span in index.spans.values():
            self._spans.setdefault(span.article.slug, []).append(span)

    def find(
        self, question: str, *, language: str, limit: int, reader: Reader = ANYBODY, reads: str | None = None
    ) -> tuple[FoundPassage, ...]:
        """Return the best passage of each fitting article, best first; none that is for others than the reader.

        `language` is the question's; passages are in `reads` where an article has it.
        """
        asked = self._asked(question, language, reads)
        scored = self._scored(asked)
        leaning = _leaning(scored, asked)
        fitting = (one for one in scored if not is_for_others(one.span.article, reader))
        return tuple(self._shown(one, asked, leaning, reader) for one in islice(fitting, limit))

    def explain(
        self, question: str, *, language: str, unanswered: Sequence[int] | None = None
    ) -> tuple[tuple[str, dict[str, float]], ...]:
        """Return the articles found, best first, each with the signs behind its place and its chance.

        `unanswered`: which questions without an answer to compare with, all of them when nothing is said.
        """
        asked = self._asked(question, language)
        if unanswered is not None:
            asked = replace(asked, unanswered=asked.unanswered[list(unanswered)])
        scored = self._scored(asked)
        leaning = _leaning(scored, asked)
        return tuple(
            (one.span.article.slug, asdict(one.signs) | self._confidence(one, asked, leaning))
            for one in scored
        )

    def _asked(self, question: str, language: str, reads: str | None = None) -> _Asked:
        vector = self.index.embeddings.question(question, language)
        return _Asked(
            language=language,
            reads=reads or language,
            terms=frozenset(terms(question, language)),
            vector=vector,
            words=self.index.words.scores(question, language),
            question_words=self.index.question_words.scores(question, language),
            unanswered=self.index.unanswered @ vector,
            unknown=self.index.lexicon.unknown(question, language),
            length=math.log(1 + count(question)),
        )

    def _confidence(self, found: _Scored, asked: _Asked, leaning: float) -> dict[str, float]:
        """Return the signs that a found article answers: a long question is like nothing as a whole."""
        signs = (
            found.signs.question, self._held(found.span.article.slug, asked), nearest(asked.unanswered), leaning,
            asked.unknown, asked.length,
        )  # fmt: skip
        return dict(zip(CONFIDENCE, signs, strict=True))

    def _held(self, slug: str, asked: _Asked) -> float:
        """Return the share of the question's terms that an article or its questions hold."""
        said: set[str] = set()
        for span in self._spans[slug]:
            said |= self.index.words.held(asked.terms, span.passages)
            said |= self.index.question_words.held(asked.terms, span.questions)
        return len(said) / max(1, len(asked.terms))

    def _scored(self, asked: _Asked) -> list[_Scored]:
        scored = [self._score(slug, asked) for slug in self._candidates(asked)]
        return sorted(scored, key=lambda one: (-one.total, one.span.article.slug))

    def _score(self, slug: str, asked: _Asked) -> _Scored:
        """Score an article by the text that fits best, and by all its questions."""
        texts = [
            span
            for language in dict.fromkeys((asked.reads, self.source))
            if (span := self.index.spans.get((slug, language)))
        ]
        said = [self._said(span, asked) for span in texts]
        best = max(range(len(said)), key=lambda number: said[number].total(self.numbers))
        near, worded = self._questions(slug, asked)
        signs = replace(said[best], question=nearest(near), question_words=nearest(worded))
        return _Scored(signs.total(self.numbers), signs, texts[best], _together(near))

    def _said(self, span: Span, asked: _Asked) -> Signs:
        worded = asked.words[span.passages.start : span.passages.stop]
        return Signs(
            passage=float((self.index.passage_vectors(span) @ asked.vector).max()),
            whole=float(self.index.whole_vector(span) @ asked.vector),
            sentence=float(self.index.sentences_of(span).towards(asked.vector).max()),
            words=float(worded.max()),
        )

    def _questions(self, slug: str, asked: _Asked) -> tuple[Shares, Shares]:
        spans = [span for span in self._spans[slug] if span.questions]
        if not spans:
            return np.zeros(0, dtype=np.float32), np.zeros(0, dtype=np.float32)
        near = [self.index.questions_of(span).towards(asked.vector) for span in spans]
        worded = [asked.question_words[span.questions.start : span.questions.stop] for span in spans]
        return np.concatenate(near), np.concatenate(worded)

    def best_passage(self, span: Span, vector: Vectors, words: Shares, reader: Reader = ANYBODY) -> Passage:
        """Return the passage of an article that fits best, and says something to the reader."""
        counted = self.numbers.search
        totals = counted.passage * (self.index.passage_vectors(span) @ vector)
        totals += counted.words * words[span.passages.start : span.passages.stop]
        said = self.index.sentences_of(span).towards(vector)
        passages = [self.index.passages[number] for number in span.passages]
        for position, passage in enumerate(passages):
            totals[position] += counted.sentence * max(said[sentence.index] for sentence in passage.sentences)
        if reader.is_known:
            totals[[all(_for_others(one, reader) for one in passage.sentences) for passage in passages]] -= (
                1e3
            )
        return passages[int(totals.argmax())]

    def _candidates(self, asked: _Asked) -> list[str]:
        """Return the articles that are scored in full: the first by meaning, by questions and by words, in turns."""
        index = self.index
        found = zip_longest(
            _owners(index.passage_owners, index.store.rows.nearest(asked.vector, NEAR_ROWS)[0]),
            index.asked_alike(asked.vector, QUESTION_ROWS),
            _owners(index.passage_owners, _most(asked.words)),
            _owners(index.question_owners, _most(asked.question_words)),
        )
        slugs = dict.fromkeys(slug for rank in found for slug in rank if slug is not None)
        shown = (slug for slug in slugs if self._has_text(slug, asked.reads))
        return list(islice(shown, MOST_SCORED))

    def _has_text(self, slug: str, language: str) -> bool:
        return (slug, self.source) in self.index.spans or (slug, language) in self.index.spans

    def _shown(self, found: _Scored, asked: _Asked, leaning: float, reader: Reader = ANYBODY) -> FoundPassage:
        own = self.index.spans.get((found.span.article.slug, asked.reads), found.span)
        return FoundPassage(
            passage=self.best_passage(own, asked.vector, asked.words, reader),
            score=chance(
                self._confidence(found, asked, leaning),
                self.numbers.confidence,
                self.numbers.languages.get(asked.language, 0.0),
            ),
            dense=found.signs.passage,
            words=found.signs.words,
        )

    def text(self, slug: str, language: str) -> ArticleText | None:
        """Return an article in exactly this language."""
        span = self.index.spans.get((slug, language))
        return span.article if span else None


def is_for_others(article: ArticleText, reader: Reader) -> bool:
    """Say whether nothing in an article holds for the reader."""
    if not reader.is_known:
        return False
    scopes = {id(sentence.scope): sentence.scope for sentence in article.sentences}
    return bool(scopes) and all(parted_by(scope, reader) for scope in scopes.values())


def _for_others(sentence: Sentence, reader: Reader) -> bool:
    return parted_by(sentence.scope, reader) is not None


def nearest(values: NDArray[np.float32]) -> float:
    """Return the mean of the three largest: one text that is near by chance counts less."""
    return float(np.sort(values)[-NEAREST:].mean()) if len(values) else 0.0


def _together(values: Sequence[float] | NDArray[np.float32]) -> float:
    """Return a soft maximum: many that are quite near count as one that is nearer; without any, as far as can be."""
    if not len(values):
        return -1.0
    scaled = SHARPNESS * np.asarray(values, dtype=np.float64)
    return float(scaled.max() + np.log(np.exp(scaled - scaled.max()).sum())) / SHARPNESS


def _leaning(scored: Sequence[_Scored], asked: _Asked) -> float:
    """Say how much nearer the questions of all found articles are than the questions that no article answers."""
    return _together([one.crowd for one in scored]) - _together(asked.unanswered)


def _most(shares: Shares) -> list[int]:
    best = (
        np.argpartition(-shares, WORD_ROWS)[:WORD_ROWS] if len(shares) > WORD_ROWS else np.arange(len(shares))
    )
    return [int(row) for row in best[np.argsort(-shares[best], kind="stable")] if shares[row] > 0]


def _owners(owners: list[str], rows: list[int]) -> Iterator[str]:
    return (owners[row] for row in rows)


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
