"""Everything that is searched: passages and questions as vectors, sentences as vectors, passages as words.

A stored index is a folder: index.faiss, rows.json, sentences.npy, the word index's own arrays, and manifest.json, which
names the model, the dimension and a hash of the texts. Loading refuses a folder that does not fit; nothing is pickled.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from langchain_core.documents import Document
from numpy.typing import NDArray

from knowledge.content import ArticleText, Passage
from knowledge.embeddings import ArticleEmbeddings, Vectors, normalised
from knowledge.errors import BadIndex
from knowledge.passages import embedded_text, passages_of
from knowledge.store import FaissStore
from knowledge.vectors import Kind, MemoryCache, PackagedVectors, Text, VectorCache, embed
from knowledge.word_index import WordIndex

Key = tuple[str, str]
MANIFEST, SENTENCES, WORDS = "manifest.json", "sentences.npy", "words"
LAYOUT = 4


@dataclass(frozen=True)
class Span:
    """Where the rows of one article stand: passages, questions (both in the store) and sentences."""

    article: ArticleText
    passages: range
    questions: range
    sentences: range


class ArticleIndex:
    """The searchable form of a set of articles. Never changes: a publish makes a new one."""

    def __init__(
        self, articles: Iterable[ArticleText], embeddings: ArticleEmbeddings, store: FaissStore,
        sentences: NDArray[np.float16], words: WordIndex,
    ) -> None:  # fmt: skip
        self.embeddings = embeddings
        self.store = store
        self.words = words
        self._sentences = sentences
        self.spans, self.passages = _layout(_ordered(articles))
        self._wholes = {key: self._whole(span) for key, span in self.spans.items()}
        self.owners: list[Key] = [key for key, span in self.spans.items() for _ in span.passages]
        self.owners += [key for key, span in self.spans.items() for _ in span.questions]

    @classmethod
    def build(
        cls, articles: Iterable[ArticleText], embeddings: ArticleEmbeddings, cache: VectorCache | None = None
    ) -> Self:
        """Embed what no cache knows, and index everything."""
        ordered = _ordered(articles)
        spans, passages = _layout(ordered)
        texts = texts_of(ordered)
        searched = len(passages) + sum(len(article.searched_questions) for article in ordered)
        rows = embed(texts, embeddings, cache or MemoryCache(), PackagedVectors())
        store = FaissStore(embeddings, embeddings.dimension)
        store.add_vectors(_documents(spans, passages), rows[:searched])
        sentences = rows[searched:].astype(np.float16)
        return cls(ordered, embeddings, store, sentences, WordIndex.build(ordered, passages))

    def passage_vectors(self, span: Span) -> Vectors:
        """Return the vectors of an article's passages."""
        return self.store.vectors(span.passages.start, len(span.passages))

    def whole_vector(self, span: Span) -> Vectors:
        """Return the mean direction of an article's passages: what it is about as a whole."""
        article = span.article
        return self._wholes[article.slug, article.language]

    def _whole(self, span: Span) -> Vectors:
        return normalised(self.passage_vectors(span).mean(axis=0))

    def question_vectors(self, span: Span) -> Vectors:
        """Return the vectors of the questions an article says it answers."""
        return self.store.vectors(span.questions.start, len(span.questions))

    def sentence_vectors(self, span: Span) -> Vectors:
        """Return the vectors of an article's sentences."""
        return self._sentences[span.sentences.start : span.sentences.stop].astype(np.float32)

    def save(self, folder: Path) -> None:
        """Write the index into an empty folder, the manifest last: a folder without one is not an index."""
        folder.mkdir(parents=True, exist_ok=True)
        self.store.save(folder)
        np.save(folder / SENTENCES, self._sentences, allow_pickle=False)
        self.words.save(folder / WORDS)
        manifest = _manifest([span.article for span in self.spans.values()], self.embeddings)
        (folder / MANIFEST).write_text(json.dumps(manifest, indent=2), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path, articles: Iterable[ArticleText], embeddings: ArticleEmbeddings) -> Self:
        """Read an index that was made of exactly these articles by exactly this model.

        Raises:
            BadIndex: it was made of other texts, by another model, or is damaged.
        """
        ordered = _ordered(articles)
        _compare(folder, _manifest(ordered, embeddings))
        spans, passages = _layout(ordered)
        store = FaissStore.load(folder, embeddings, _documents(spans, passages))
        try:
            sentences = np.load(folder / SENTENCES, allow_pickle=False)
        except (OSError, ValueError, KeyError) as error:
            raise BadIndex(str(folder), f"cannot be read: {error}") from error
        if len(sentences) != sum(len(article.sentences) for article in ordered):
            raise BadIndex(str(folder / SENTENCES), "the sentences are of other texts")
        return cls(ordered, embeddings, store, sentences, WordIndex.load(folder / WORDS, len(passages)))


def texts_of(articles: Iterable[ArticleText]) -> list[Text]:
    """Return everything of these articles that has a vector: passages, then questions, then sentences."""
    ordered = _ordered(articles)
    texts = [
        Text(Kind.PASSAGE, article.language, embedded_text(passage))
        for article in ordered
        for passage in passages_of(article)
    ]
    texts += [
        Text(Kind.QUESTION, one.language, one.text)
        for article in ordered
        for one in article.searched_questions
    ]
    return texts + [
        Text(Kind.SENTENCE, article.language, line.text) for article in ordered for line in article.sentences
    ]


def content_hash(articles: Iterable[ArticleText]) -> str:
    """Return a hash that changes with every text, version or language of the articles."""
    lines = [f"{article.slug}\0{article.language}\0{article.version}" for article in _ordered(articles)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _manifest(articles: list[ArticleText], embeddings: ArticleEmbeddings) -> dict[str, Any]:
    return {
        "layout": LAYOUT,
        "model": embeddings.name,
        "dimension": embeddings.dimension,
        "content": content_hash(articles),
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


def _layout(articles: list[ArticleText]) -> tuple[dict[Key, Span], list[Passage]]:
    divided = [passages_of(article) for article in articles]
    passages = [passage for group in divided for passage in group]
    spans: dict[Key, Span] = {}
    first, asked, said = 0, len(passages), 0
    for article, group in zip(articles, divided, strict=True):
        spans[article.slug, article.language] = Span(
            article,
            range(first, first + len(group)),
            range(asked, asked + (questions := len(article.searched_questions))),
            range(said, said + len(article.sentences)),
        )
        first, asked, said = first + len(group), asked + questions, said + len(article.sentences)
    return spans, passages


def _documents(spans: Mapping[Key, Span], passages: list[Passage]) -> list[Document]:
    documents = [passage_document(passage) for passage in passages]
    for (slug, language), span in spans.items():
        documents += [
            Document(
                id=f"{slug}/{language}/question-{position}",
                page_content=question.text,
                metadata={
                    "slug": slug,
                    "language": question.language,
                    "version": span.article.version,
                    "kind": Kind.QUESTION.value,
                },
            )
            for position, question in enumerate(span.article.searched_questions)
        ]
    return documents


def passage_document(passage: Passage, **facts: Any) -> Document:
    """Return a passage as LangChain knows it."""
    return Document(
        id=passage.id,
        page_content=passage.text,
        metadata={
            "slug": passage.slug,
            "language": passage.language,
            "version": passage.version,
            "title": passage.title,
            "heading": passage.heading,
            "kind": Kind.PASSAGE.value,
            **facts,
        },
    )
