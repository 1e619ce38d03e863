"""Finds articles for a question: by what they say and by how people ask for them, in meaning and in words.

What an article says counts by its nearest passage, as a whole, its nearest sentence and the question's words found in it, in the
reader's language or in Dutch, whichever is better. How people ask counts by the three nearest of its questions, in any language;
a question that stands there word for word is the article's, whatever else is near. An article with few questions is
expected to be asked for as its text says (`few_questions`).
An article in two languages is found through either, and shown in the reader's.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import groupby, islice, zip_longest

import numpy as np
from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from knowledge import other_places
from knowledge.base import KnowledgeBase
from knowledge.content import ArticleText, FoundPassage, Passage, Sentence
from knowledge.embeddings import Vectors
from knowledge.few_questions import Lack, Values
from knowledge.index import ArticleIndex
from knowledge.nearness import NOTHING, Groups, nearest, together
from knowledge.pieces import Span, passage_document
from knowledge.scope import ANYBODY, Reader, parted_by
from knowledge.vocabulary import SOURCE
from knowledge.weights import Weights, weights
from knowledge.word_index import Shares
from knowledge.words import count, plain, terms

NEAR_ROWS = 150
QUESTION_ROWS = 50  # each leads to an article that is scored in full: more cost time and found nothing more
WORD_ROWS = 40
MOST_SCORED = 130  # more cost time in a large base and found nothing more; ours has fewer articles
AS_NEAR = 0.98  # texts of the same words are at least as near; rounding keeps them from being at 1
ASKED = ("question", "question_words", "expected", "crowd")
CONFIDENCE = ("near", "held", "elsewhere", "leaning", "unknown", "length", "few")


@dataclass(frozen=True)
class Signs:
    """Why an article was found; comparable between questions.

    `here` is 1 when the question stands beside the article word for word. `expected` is what its text adds because it has few
    questions, on the scale of the sum. `crowd`: how near all its questions are together, on the scale of a cosine; not in the sum.
    """

    passage: float
    whole: float
    sentence: float
    words: float
    question: float = 0.0
    question_words: float = 0.0
    here: float = 0.0
    expected: float = 0.0
    crowd: float = NOTHING

    def total(self, numbers: Weights) -> float:
        """Add the signs up."""
        weights: dict[str, float] = vars(numbers.search)
        return sum(weight * float(getattr(self, name)) for name, weight in weights.items())


@dataclass(frozen=True)
class _Scored:
    """An article with its sum; `near` and `crowd`: its nearest and all its questions, lifted where it has `few`."""

    total: float
    signs: Signs
    span: Span
    near: float
    crowd: float
    few: float


def chance(signs: Mapping[str, float], fitted: Mapping[str, float], more: float = 0.0) -> float:
    """Turn named signs into a chance by a fitted logistic regression."""
    total = more + fitted["constant"] + sum(fitted[name] * value for name, value in signs.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


@dataclass(frozen=True)
class _Asked:
    text: str
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
        self._of_other_places = other_places.which_name_one(index.questions_without_answer())
        for span in index.spans.values():
            self._spans.setdefault(span.article.slug, []).append(span)

    def find(
        self, question: str, *, language: str, limit: int, reader: Reader = ANYBODY, reads: str | None = None
    ) -> tuple[FoundPassage, ...]:
        """Return the best passage of each fitting article, best first; none that is for others than the reader.

        `language` is the question's; passages are in `reads` where an article has it.
        """
        asked = self._asked(question, language, reads)
        scored = self._scored(self._candidates(asked), asked)
        leaning = _leaning(scored, asked)
        fitting = (one for one in scored if not is_for_others(one.span.article, reader))
        found = list(islice(fitting, limit))
        signs = self._confidence(found, asked, leaning)
        return tuple(self._shown(one, own, asked, reader) for one, own in zip(found, signs, strict=True))

    def explain(
        self, question: str, *, language: str, unanswered: Sequence[int] | None = None
    ) -> tuple[tuple[str, dict[str, float]], ...]:
        """Return the articles found, best first, each with the signs behind its place and its chance, and `apart`.

        `apart`: how near all questions without an answer are together. `unanswered`: which questions without an answer to compare with, all of them when nothing is said.
        """
        asked = self._asked(question, language)
        if unanswered is not None:
            asked = replace(asked, unanswered=asked.unanswered[list(unanswered)])
        scored = self._scored(self._candidates(asked), asked)
        leaning, apart = _leaning(scored, asked), together(asked.unanswered)
        return tuple(
            (one.span.article.slug, asdict(one.signs) | own | {"apart": apart})
            for one, own in zip(scored, self._confidence(scored, asked, leaning), strict=True)
        )

    def _asked(self, question: str, language: str, reads: str | None = None) -> _Asked:
        vector = self.index.embeddings.question(question, language)
        return _Asked(
            text=plain(question),
            language=language,
            reads=reads or language,
            terms=frozenset(terms(question, language)),
            vector=vector,
            words=self.index.words.scores(question, language),
            question_words=self.index.question_words.scores(question, language),
            unanswered=self._unanswered(question, vector),
            unknown=self.index.lexicon.unknown(question, language),
            length=math.log(1 + count(question)),
        )

    def _unanswered(self, question: str, vector: Vectors) -> Vectors:
        """Say how near the questions without an answer are; one about another place only where the question names one."""
        towards: Vectors = self.index.unanswered @ vector
        if not other_places.names_one(question):
            towards[self._of_other_places] = NOTHING
        return towards

    def _confidence(
        self, found: Sequence[_Scored], asked: _Asked, leaning: float
    ) -> Iterator[dict[str, float]]:
        """Return the signs that each found article answers: a long question is like nothing as a whole."""
        elsewhere = nearest(asked.unanswered)
        for one, held in zip(found, self._held(found, asked), strict=True):
            signs = (one.near, held, elsewhere, leaning, asked.unknown, asked.length, one.few)
            yield dict(zip(CONFIDENCE, signs, strict=True)) | {"here": one.signs.here}

    def _held(self, found: Sequence[_Scored], asked: _Asked) -> list[float]:
        """Return the share of the question's terms that each article or its questions hold."""
        slugs = [one.span.article.slug for one in found]
        terms = sorted(asked.terms)
        said = self.index.words.held(terms, [self._rows_of(slug, _passages) for slug in slugs])
        said |= self.index.question_words.held(terms, [self._rows_of(slug, _questions) for slug in slugs])
        shares: list[float] = (said.sum(axis=0) / max(1, len(terms))).tolist()
        return shares

    def _rows_of(self, slug: str, kind: Callable[[Span], range]) -> range:
        """Return the rows of an article in all its languages: they stand together."""
        spans = self._spans[slug]
        return range(kind(spans[0]).start, kind(spans[-1]).stop)

    def _scored(self, slugs: Sequence[str], asked: _Asked) -> list[_Scored]:
        """Score articles by the text that fits best, and by all their questions; the best first."""
        if not slugs:
            return []
        questions = Groups.of([self._rows_of(slug, _questions) for slug in slugs])
        towards = self.index.questions.towards(asked.vector, questions.rows)
        same = self._put_word_for_word(asked, questions.rows[towards > AS_NEAR].tolist())
        near, crowd = np.array(questions.nearest(towards)), np.array(questions.together(towards))
        words = np.array(questions.nearest(asked.question_words[questions.rows]))
        said = list(self._said(slugs, asked))
        lack = Lack.of(questions.sizes, np.array([signs.total(self.numbers) for signs, _ in said]))
        weigh, guesses = self.numbers.search, self.numbers.expected
        expected = lack.lift(weigh.question * near + weigh.question_words * words, guesses.asked)
        lifted = near + lack.lift(near, guesses.near), crowd + lack.lift(crowd, guesses.crowd), lack.shares
        scored = [
            _Scored(signs.total(self.numbers), signs, span, *more)
            for slug, (own, span), found, more in zip(
                slugs, said, _by_article(near, words, expected, crowd), _by_article(*lifted), strict=True
            )
            for signs in [replace(own, here=float(slug in same), **dict(zip(ASKED, found, strict=True)))]
        ]
        return sorted(scored, key=lambda one: (-one.total, one.span.article.slug))

    def _put_word_for_word(self, asked: _Asked, rows: Sequence[int]) -> set[str]:
        """Return the articles that own one of these questions that has the same words."""
        texts = ((self.index.question_owners[row], row) for row in rows)
        return {slug for slug, row in texts if plain(self._question(slug, row)) == asked.text}

    def _question(self, slug: str, row: int) -> str:
        span = next(span for span in self._spans[slug] if row in span.questions)
        return span.article.searched_questions[row - span.questions.start].text

    def _said(self, slugs: Sequence[str], asked: _Asked) -> Iterator[tuple[Signs, Span]]:
        """Return what the best text of each article says to the question: the reader's or the Dutch one."""
        languages = dict.fromkeys((asked.reads, self.source))
        texts = [
            span
            for slug in slugs
            for language in languages
            if (span := self.index.spans.get((slug, language)))
        ]
        passages = Groups.of([_passages(span) for span in texts])
        sentences = Groups.of([span.sentences for span in texts])
        signs = map(
            Signs,
            passages.largest(self.index.store.rows.towards(asked.vector, passages.rows)),
            self.index.wholes_towards(asked.vector, texts),
            sentences.largest(self.index.sentences.towards(asked.vector, sentences.rows)),
            passages.largest(asked.words[passages.rows]),
        )
        by_article = groupby(zip(signs, texts, strict=True), key=lambda said: said[1].article.slug)
        for _slug, said in by_article:
            yield max(said, key=lambda one: one[0].total(self.numbers))

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

    def _shown(
        self, found: _Scored, confidence: Mapping[str, float], asked: _Asked, reader: Reader = ANYBODY
    ) -> FoundPassage:
        own = self.index.spans.get((found.span.article.slug, asked.reads), found.span)
        return FoundPassage(
            passage=self.best_passage(own, asked.vector, asked.words, reader),
            score=chance(
                confidence,
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


def _passages(span: Span) -> range:
    return span.passages


def _questions(span: Span) -> range:
    return span.questions


def _leaning(scored: Sequence[_Scored], asked: _Asked) -> float:
    """Say how much nearer the questions of all found articles are than the questions that no article answers."""
    return together([one.crowd for one in scored]) - together(asked.unanswered)


def _most(shares: Shares) -> list[int]:
    strong = np.flatnonzero(shares > shares.max(initial=0) / 2)  # of a million, few are worth ordering
    rows = strong if len(strong) >= WORD_ROWS else np.flatnonzero(shares)
    if len(rows) > WORD_ROWS:
        rows = rows[np.argpartition(-shares[rows], WORD_ROWS)[:WORD_ROWS]]
    best: list[int] = rows[np.argsort(-shares[rows], kind="stable")].tolist()
    return best


def _by_article(*columns: Values) -> list[list[float]]:
    rows: list[list[float]] = np.stack(columns, axis=1).tolist()
    return rows


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
