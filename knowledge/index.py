"""Everything that is searched: passages, questions and sentences as vectors, passages and questions as words.

A stored index is a folder: passages, questions and their words as FAISS, numpy and JSON files, and manifest.json, which
names the model, the dimension and a hash of the texts. Loading refuses a folder that does not fit; nothing is pickled.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np

from knowledge.content import ArticleText, Passage, Question
from knowledge.embeddings import ArticleEmbeddings, Vectors, normalised
from knowledge.errors import BadIndex
from knowledge.passages import passages_of
from knowledge.pieces import (
    Key,
    Piece,
    PieceMaker,
    Span,
    article_texts,
    key_of,
    middle,
    no_rows,
    passage_document,
    question_text,
)
from knowledge.small_rows import SmallRows
from knowledge.store import FaissStore, Rows
from knowledge.vectors import MemoryCache, Text, VectorCache
from knowledge.word_index import Counted, Lexicon, WordIndex

MANIFEST, SENTENCES, WORDS = "manifest.json", "sentences.npz", "words"
QUESTIONS, QUESTION_WORDS, UNANSWERED = "questions.npz", "question-words", "unanswered.npz"
LAYOUT = 8


@dataclass(frozen=True)
class Parts:
    """What is stored of an index."""

    store: FaissStore
    questions: SmallRows
    sentences: SmallRows
    unanswered: SmallRows
    words: WordIndex
    question_words: WordIndex
    lexicon: Lexicon


class ArticleIndex:
    """The searchable form of a set of articles. Never changes: a publish makes a new one.

    `unanswered` are questions that no article answers, so that a question like them is not answered by what is merely near.
    """

    def __init__(
        self,
        articles: Iterable[ArticleText],
        embeddings: ArticleEmbeddings,
        parts: Parts,
        unanswered: Sequence[Question] = (),
        *,
        pieces: Sequence[Piece] = (),
    ) -> None:
        self.embeddings = embeddings
        self.store = parts.store
        self.questions = parts.questions
        self.sentences = parts.sentences
        self.unanswered = parts.unanswered.vectors()
        self.words = parts.words
        self.question_words = parts.question_words
        self.lexicon = parts.lexicon
        self._parts = parts
        self._not_answered = tuple(unanswered)
        self.spans, self.passages = _layout(_ordered(articles), [piece.passages for piece in pieces])
        wholes = [piece.whole for piece in pieces] or [
            middle(self.passage_vectors(span)) for span in self.spans.values()
        ]
        self._wholes = np.stack(wholes) if wholes else no_rows(embeddings)
        self._sums = [piece.asked_sum for piece in pieces] or [
            self.questions_of(span).sum() for span in self.spans.values()
        ]
        self._numbers = {key: number for number, key in enumerate(self.spans)}
        self.passage_owners = [span.article.slug for span in self.spans.values() for _ in span.passages]
        self.question_owners = [span.article.slug for span in self.spans.values() for _ in span.questions]
        self.asked_about, self._asked_middles = self._middles()

    def _middles(self) -> tuple[list[str], Vectors]:
        """Return the articles that have questions, and the mean direction of each one's questions."""
        sums: dict[str, Vectors] = {}
        for span, own in zip(self.spans.values(), self._sums, strict=True):
            if span.questions:
                slug = span.article.slug
                sums[slug] = sums[slug] + own if slug in sums else own
        if not sums:
            return [], no_rows(self.embeddings)
        return list(sums), np.stack([normalised(one) for one in sums.values()])

    def asked_alike(self, vector: Vectors, limit: int) -> list[str]:
        """Return the articles whose questions are, taken together, nearest to a question."""
        return [self.asked_about[row] for row in np.argsort(-(self._asked_middles @ vector))[:limit]]

    @classmethod
    def build(
        cls,
        articles: Iterable[ArticleText],
        embeddings: ArticleEmbeddings,
        cache: VectorCache | None = None,
        unanswered: Sequence[Question] = (),
        before: "ArticleIndex | None" = None,
    ) -> Self:
        """Embed what no cache knows, and index everything; what did not change since the index `before` is taken from it."""
        ordered = _ordered(articles)
        if before is not None and before.embeddings.name != embeddings.name:
            before = None
        maker = PieceMaker(embeddings, cache or MemoryCache(), before)
        pieces = maker.pieces(ordered)
        store = FaissStore(embeddings, Rows(embeddings.dimension))
        store.add_vectors(
            [document for piece in pieces for document in piece.documents],
            np.concatenate([no_rows(embeddings), *(piece.said for piece in pieces)]),
        )
        questions, question_words = maker.questions(ordered, pieces)
        parts = Parts(
            store=store,
            questions=questions,
            sentences=SmallRows.together([piece.sentences for piece in pieces], embeddings.dimension),
            unanswered=maker.unanswered(unanswered),
            words=WordIndex(maker.numbers, Counted.together([piece.words for piece in pieces])),
            question_words=question_words,
            lexicon=maker.lexicon(ordered),
        )
        return cls(ordered, embeddings, parts, unanswered, pieces=pieces)

    @property
    def content(self) -> str:
        """Return the hash of what is in the index, as `content_hash` makes it."""
        return content_hash((span.article for span in self.spans.values()), self._not_answered)

    def has(self, article: ArticleText) -> bool:
        """Say whether exactly this text is in the index."""
        span = self.spans.get((article.slug, article.language))
        return span is not None and span.article == article

    def questions_without_answer(self) -> tuple[Question, ...]:
        """Return the questions that no article answers."""
        return self._not_answered

    def kept_unanswered(self) -> SmallRows:
        """Return the vectors of the questions that no article answers, as they are stored."""
        return self._parts.unanswered

    def piece(self, article: ArticleText) -> Piece:
        """Return what is indexed of an article."""
        key = key_of(article)
        span = self.spans[key]
        return Piece(
            passages=tuple(self.passages[span.passages.start : span.passages.stop]),
            documents=self.store.documents[span.passages.start : span.passages.stop],
            said=self.passage_vectors(span),
            whole=self.whole_vector(span),
            asked=self.questions_of(span),
            asked_sum=self._sums[self._numbers[key]],
            sentences=self.sentences_of(span),
            words=self.words.counted.part(span.passages),
            question_words=self.question_words.counted.part(span.questions),
        )

    def passage_vectors(self, span: Span) -> Vectors:
        """Return the vectors of an article's passages."""
        return self.store.rows.vectors(span.passages.start, len(span.passages))

    def whole_vector(self, span: Span) -> Vectors:
        """Return the mean direction of an article's passages: what it is about as a whole."""
        found: Vectors = self._wholes[self._numbers[key_of(span.article)]]
        return found

    def wholes_towards(self, vector: Vectors, spans: Sequence[Span]) -> list[float]:
        """Say how near each of these texts is as a whole."""
        found: list[float] = (
            self._wholes[[self._numbers[key_of(span.article)] for span in spans]] @ vector
        ).tolist()
        return found

    def questions_of(self, span: Span) -> SmallRows:
        """Return the vectors of the questions an article says it answers."""
        return self.questions.part(span.questions)

    def sentences_of(self, span: Span) -> SmallRows:
        """Return the vectors of an article's sentences."""
        return self.sentences.part(span.sentences)

    def save(self, folder: Path) -> None:
        """Write the index into an empty folder, the manifest last: a folder without one is not an index."""
        folder.mkdir(parents=True, exist_ok=True)
        self.store.save(folder)
        self.questions.save(folder / QUESTIONS)
        self.sentences.save(folder / SENTENCES)
        self._parts.unanswered.save(folder / UNANSWERED)
        self.words.save(folder / WORDS)
        self.question_words.save(folder / QUESTION_WORDS)
        self.lexicon.save(folder)
        manifest = _manifest(self.content, self.embeddings)
        (folder / MANIFEST).write_text(json.dumps(manifest, indent=2), encoding="utf-8")

    @classmethod
    def load(
        cls,
        folder: Path,
        articles: Iterable[ArticleText],
        embeddings: ArticleEmbeddings,
        unanswered: Sequence[Question] = (),
    ) -> Self:
        """Read an index that was made of exactly these articles and questions by exactly this model.

        Raises:
            BadIndex: it was made of other texts, by another model, or is damaged.
        """
        ordered = _ordered(articles)
        _compare(folder, _manifest(content_hash(ordered, unanswered), embeddings))
        passages = _layout(ordered)[1]
        questions = sum(len(article.searched_questions) for article in ordered)
        parts = Parts(
            store=FaissStore.load(folder, embeddings, [passage_document(passage) for passage in passages]),
            questions=SmallRows.load(folder / QUESTIONS, questions),
            sentences=SmallRows.load(folder / SENTENCES, sum(len(one.sentences) for one in ordered)),
            unanswered=SmallRows.load(folder / UNANSWERED, len(unanswered)),
            words=WordIndex.load(folder / WORDS, len(passages)),
            question_words=WordIndex.load(folder / QUESTION_WORDS, questions),
            lexicon=Lexicon.load(folder),
        )
        return cls(ordered, embeddings, parts, unanswered)


def texts_of(articles: Iterable[ArticleText], unanswered: Iterable[Question] = ()) -> list[Text]:
    """Return everything that has a vector: what stands in articles, and the questions without an answer."""
    return article_texts(_ordered(articles)) + [question_text(question) for question in unanswered]


def content_hash(articles: Iterable[ArticleText], unanswered: Iterable[Question] = ()) -> str:
    """Return a hash that changes with every text, version or language of the articles, and with what has no answer."""
    lines = [f"{article.slug}\0{article.language}\0{article.version}" for article in _ordered(articles)]
    lines += [f"{question.language}\0{question.text}" for question in unanswered]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _manifest(content: str, embeddings: ArticleEmbeddings) -> dict[str, Any]:
    return {
        "layout": LAYOUT,
        "model": embeddings.name,
        "dimension": embeddings.dimension,
        "content": content,
    }


def _compare(folder: Path, expected: Mapping[str, Any]) -> None:
    path = folder / MANIFEST
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadIndex(str(path), f"cannot be read: {error}") from error
    for field, value in expected.items():
        here = found.get(field) if isinstance(found, dict) else None
        if here != value:
            raise BadIndex(str(path), f"{field} is {here!r}, expected {value!r}")


def _ordered(articles: Iterable[ArticleText]) -> list[ArticleText]:
    return sorted(articles, key=lambda article: (article.slug, article.language))


def _layout(
    articles: list[ArticleText], divided: Sequence[Sequence[Passage]] = ()
) -> tuple[dict[Key, Span], list[Passage]]:
    divided = divided or [passages_of(article) for article in articles]
    passages = [passage for group in divided for passage in group]
    spans: dict[Key, Span] = {}
    first, asked, said = 0, 0, 0
    for article, group in zip(articles, divided, strict=True):
        spans[article.slug, article.language] = Span(
            article,
            range(first, first + len(group)),
            range(asked, asked + (questions := len(article.searched_questions))),
            range(said, said + len(article.sentences)),
        )
        first, asked, said = first + len(group), asked + questions, said + len(article.sentences)
    return spans, passages
