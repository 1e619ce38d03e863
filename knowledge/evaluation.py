"""Measures search and answers on files of pages and questions (JSON lines, as OMoS-QA has them)."""

import json
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knowledge.content import ArticleText, Sentence
from knowledge.embeddings import ArticleEmbeddings
from knowledge.errors import BadEvaluation
from knowledge.json_lines import read_lines
from knowledge.library import Library
from knowledge.loader import digest
from knowledge.vectors import VectorCache

DEPTH = 10
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Page:
    """A page as the files have it."""

    id: str
    language: str
    title: str
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """A question, the page it is about and the sentences of that page that answer it; none when none does."""

    id: str
    language: str
    question: str
    page: str
    answers: frozenset[int]


@dataclass(frozen=True)
class RetrievalFigures:
    """How often the right page is found; `mrr` counts the first ten. Questions on pages not given are left out."""

    questions: int
    left_out: int
    mrr: float
    recall_1: float
    recall_5: float
    recall_10: float
    ms: float


@dataclass(frozen=True)
class AnswerFigures:
    """How well sentences are chosen, the page given."""

    questions: int
    left_out: int
    precision: float
    recall: float
    f1: float
    no_answer_precision: float
    no_answer_recall: float
    ms: float
    predictions: dict[str, list[int]]


def read_pages(path: Path) -> tuple[Page, ...]:
    """Read pages.

    Raises:
        BadEvaluation: the file or a line of it cannot be used.
    """
    return tuple(
        Page(
            _text(line, "id", place),
            _text(line, "language", place),
            _text(line, "title", place),
            _sentences(line, place),
        )
        for place, line in read_lines(path)
    )


def read_questions(path: Path) -> tuple[Asked, ...]:
    """Read questions.

    Raises:
        BadEvaluation: the file or a line of it cannot be used.
    """
    return tuple(
        Asked(
            _text(line, "id", place), _text(line, "language", place), _text(line, "question", place), _text(line, "page", place),
            _answers(line, place),
        )
        for place, line in read_lines(path)
    )  # fmt: skip


def as_article(page: Page) -> ArticleText:
    """Return a page as an article without headings."""
    sentences = tuple(Sentence(index, text, "", index // 4) for index, text in enumerate(page.sentences))
    version = digest(json.dumps([page.title, *page.sentences]))
    return ArticleText(page.id, page.language, version, page.title, "", sentences)


def library_of(
    pages: Sequence[Page], embeddings: ArticleEmbeddings, cache: VectorCache | None = None
) -> Library:
    """Index pages of one language.

    Raises:
        BadEvaluation: there are no pages, or in more than one language.
    """
    languages = {page.language for page in pages}
    if len(languages) != 1:
        raise BadEvaluation("pages", f"expected pages of one language, found {sorted(languages) or 'none'}")
    articles = [as_article(page) for page in pages if page.sentences]
    return Library.build(articles, embeddings=embeddings, cache=cache, source=languages.pop())


def measure_retrieval(
    library: Library, questions: Iterable[Asked], progress: Progress | None = None
) -> RetrievalFigures:
    """Search for every question and see at which place its page stands."""
    all_ = list(questions)
    asked = [question for question in all_ if library.text(question.page, library.source)]
    places: list[int | None] = []
    started = time.perf_counter()
    for number, question in enumerate(asked, start=1):
        found = [
            hit.passage.slug
            for hit in library.search(question.question, language=question.language, limit=DEPTH)
        ]
        places.append(found.index(question.page) + 1 if question.page in found else None)
        if progress:
            progress("questions", number, len(asked))
    elapsed = time.perf_counter() - started

    def within(depth: int) -> float:
        return _mean([place is not None and place <= depth for place in places])

    return RetrievalFigures(
        questions=len(asked),
        left_out=len(all_) - len(asked),
        mrr=_mean([1 / place if place else 0.0 for place in places]),
        recall_1=within(1),
        recall_5=within(5),
        recall_10=within(DEPTH),
        ms=1000 * elapsed / max(1, len(asked)),
    )


def measure_answers(
    library: Library, questions: Iterable[Asked], progress: Progress | None = None
) -> AnswerFigures:
    """Choose sentences of each question's own page and compare with the agreed ones."""
    all_ = list(questions)
    asked = [question for question in all_ if library.text(question.page, library.source)]
    predictions: dict[str, list[int]] = {}
    started = time.perf_counter()
    for number, question in enumerate(asked, start=1):
        predictions[question.id] = library.choose(question.question, question.page, question.language)
        if progress:
            progress("questions", number, len(asked))
    elapsed = time.perf_counter() - started
    answerable = [
        overlap(set(predictions[question.id]), question.answers) for question in asked if question.answers
    ]
    refused = [question for question in asked if not predictions[question.id]]
    unanswerable = [question for question in asked if not question.answers]
    rightly = [question for question in refused if not question.answers]
    return AnswerFigures(
        questions=len(asked),
        left_out=len(all_) - len(asked),
        precision=_mean([score[0] for score in answerable]),
        recall=_mean([score[1] for score in answerable]),
        f1=_mean([score[2] for score in answerable]),
        no_answer_precision=len(rightly) / max(1, len(refused)),
        no_answer_recall=len(rightly) / max(1, len(unanswerable)),
        ms=1000 * elapsed / max(1, len(asked)),
        predictions=predictions,
    )


def overlap(chosen: set[int], agreed: frozenset[int]) -> tuple[float, float, float]:
    """Return precision, recall and F1 of chosen sentences."""
    both = len(chosen & agreed)
    precision = both / len(chosen) if chosen else 0.0
    recall = both / len(agreed) if agreed else 0.0
    return precision, recall, 2 * precision * recall / (precision + recall) if both else 0.0


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _text(line: dict[str, Any], field: str, place: str) -> str:
    if not isinstance(line.get(field), str):
        raise BadEvaluation(place, f"{field} must be a text")
    return str(line[field])


def _sentences(line: dict[str, Any], place: str) -> tuple[str, ...]:
    sentences = line.get("sentences")
    if not isinstance(sentences, list) or not all(isinstance(sentence, str) for sentence in sentences):
        raise BadEvaluation(place, "sentences must be a list of texts")
    return tuple(sentences)


def _answers(line: dict[str, Any], place: str) -> frozenset[int]:
    answers = line.get("answers")
    if not isinstance(answers, list) or not all(isinstance(answer, int) for answer in answers):
        raise BadEvaluation(place, "answers must be a list of sentence numbers")
    return frozenset(answers)
