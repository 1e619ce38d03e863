"""What is indexed of each article, and how it is made: what did not change is taken from the index before."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from langchain_core.documents import Document

from knowledge.content import ArticleText, Passage, Question
from knowledge.embeddings import ArticleEmbeddings, Vectors, normalised
from knowledge.passages import embedded_text, passages_of
from knowledge.small_rows import SmallRows
from knowledge.vectors import Kind, PackagedVectors, Text, VectorCache, embed
from knowledge.word_index import Counted, Lexicon, WordIndex, counted

Key = tuple[str, str]
BATCH = 500  # articles that are embedded together: so much stands in memory twice


@dataclass(frozen=True)
class Span:
    """Where the rows of one article stand: passages, questions and sentences, each in rows of their own."""

    article: ArticleText
    passages: range
    questions: range
    sentences: range


@dataclass(frozen=True)
class Piece:
    """What is indexed of one article: passages, questions and sentences as vectors, passages and questions as counted words."""

    passages: tuple[Passage, ...]
    documents: Sequence[Document]
    said: Vectors
    whole: Vectors
    asked: SmallRows
    asked_sum: Vectors
    sentences: SmallRows
    words: Counted
    question_words: Counted


class Before(Protocol):
    """An index that was made before: what did not change is taken from it."""

    words: WordIndex
    questions: SmallRows
    question_words: WordIndex
    lexicon: Lexicon
    spans: dict[Key, Span]

    def has(self, article: ArticleText) -> bool:
        """Say whether exactly this text is in it."""

    def piece(self, article: ArticleText) -> Piece:
        """Return what is indexed of an article."""

    def questions_without_answer(self) -> tuple[Question, ...]:
        """Return the questions that no article answers."""

    def kept_unanswered(self) -> SmallRows:
        """Return the vectors of the questions that no article answers."""


class PieceMaker:
    """Makes the pieces of an index; those of articles that are in the index before are taken from it."""

    def __init__(self, embeddings: ArticleEmbeddings, cache: VectorCache, before: Before | None) -> None:
        self._embeddings, self._cache, self._before = embeddings, cache, before
        self.numbers: dict[str, int] = dict(before.words.numbers) if before else {}
        self._question_numbers: dict[str, int] = dict(before.question_words.numbers) if before else {}

    def pieces(self, articles: Sequence[ArticleText]) -> list[Piece]:
        """Return the piece of every article, in order."""
        new = [article for article in articles if not (self._before and self._before.has(article))]
        batches = (new[start : start + BATCH] for start in range(0, len(new), BATCH))
        made = {
            key_of(one): piece
            for batch in batches
            for one, piece in zip(batch, self._made(batch), strict=True)
        }
        return [
            made[key_of(article)]
            if self._before is None or key_of(article) in made
            else self._before.piece(article)
            for article in articles
        ]

    def _made(self, articles: Sequence[ArticleText]) -> Iterator[Piece]:
        divided = [passages_of(article) for article in articles]
        rows = self._embedded(article_texts(articles))
        said, asked = 0, sum(map(len, divided))
        spoken = asked + sum(len(article.searched_questions) for article in articles)
        for article, passages in zip(articles, divided, strict=True):
            questions = article.searched_questions
            yield Piece(
                passages=passages,
                documents=[passage_document(passage) for passage in passages],
                said=(rows_said := rows[said : said + len(passages)].copy()),  # a slice would keep the batch
                whole=middle(rows_said),
                asked=(rows_asked := SmallRows.of(rows[asked : asked + len(questions)])),
                asked_sum=rows_asked.sum(),
                sentences=SmallRows.of(rows[spoken : spoken + len(article.sentences)]),
                words=counted([(one.language, embedded_text(one)) for one in passages], self.numbers),
                question_words=counted(
                    [(one.language, one.text) for one in questions], self._question_numbers
                ),
            )
            said += len(passages)
            asked += len(questions)
            spoken += len(article.sentences)

    def questions(
        self, articles: Sequence[ArticleText], pieces: Sequence[Piece]
    ) -> tuple[SmallRows, WordIndex]:
        """Return the questions that all articles answer, as vectors and as words: those of before where only texts changed."""
        if self._before and self._asks_the_same(self._before, articles):
            return self._before.questions, self._before.question_words
        rows = SmallRows.together([piece.asked for piece in pieces], self._embeddings.dimension)
        words = Counted.together([piece.question_words for piece in pieces])
        return rows, WordIndex(self._question_numbers, words)

    def _asks_the_same(self, before: Before, articles: Sequence[ArticleText]) -> bool:
        return [key_of(article) for article in articles] == list(before.spans) and all(
            article.searched_questions == before.spans[key_of(article)].article.searched_questions
            for article in articles
            if not before.has(article)
        )

    def unanswered(self, questions: Sequence[Question]) -> SmallRows:
        """Return the vectors of the questions that no article answers."""
        if self._before and self._before.questions_without_answer() == tuple(questions):
            return self._before.kept_unanswered()
        return SmallRows.of(self._embedded([question_text(question) for question in questions]))

    def lexicon(self, articles: Sequence[ArticleText]) -> Lexicon:
        """Return the words of all articles: those of before, less what is gone, and what is new."""
        if self._before is None:
            return Lexicon.build(articles)
        kept = {key_of(article) for article in articles if self._before.has(article)}
        gone = (span.article for key, span in self._before.spans.items() if key not in kept)
        return self._before.lexicon.changed(gone, (one for one in articles if key_of(one) not in kept))

    def _embedded(self, texts: Sequence[Text]) -> Vectors:
        return embed(texts, self._embeddings, self._cache, PackagedVectors())


def article_texts(articles: Sequence[ArticleText]) -> list[Text]:
    """Return what has a vector of articles, in their order: passages, then questions, then sentences."""
    texts = [
        Text(Kind.PASSAGE, article.language, embedded_text(passage))
        for article in articles
        for passage in passages_of(article)
    ]
    texts += [question_text(question) for article in articles for question in article.searched_questions]
    texts += [
        Text(Kind.SENTENCE, article.language, line.text) for article in articles for line in article.sentences
    ]
    return texts


def question_text(question: Question) -> Text:
    """Return a question as it is embedded."""
    return Text(Kind.QUESTION, question.language, question.text)


def key_of(article: ArticleText) -> Key:
    """Return by what an article's text is known."""
    return article.slug, article.language


def middle(rows: Vectors) -> Vectors:
    """Return the mean direction of rows."""
    return normalised(rows.mean(axis=0))


def no_rows(embeddings: ArticleEmbeddings) -> Vectors:
    """Return the vectors of nothing."""
    return np.zeros((0, embeddings.dimension), dtype=np.float32)


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
