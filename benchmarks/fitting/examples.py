"""Questions with the articles that were found for them, for those who fit the numbers; none was seen by what found them."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.fitting.left_out import left_out
from chatbot import gold
from knowledge import asked
from knowledge.base import ARTICLES
from knowledge.content import ArticleText, Question
from knowledge.evaluation import read_lines
from knowledge.library import Library
from knowledge.loader import load_folder
from knowledge.vectors import MemoryCache
from knowledge.words import plain

FITTING = Path("benchmarks/fitting/questions.jsonl")
SEED = 20261122
# The questions that start with `near-` come from a second author, who looked for what lies just beside the articles.
NEAR = "near-"
# In each of so many libraries, so many of the articles are young: they have few questions, some none. So many questions are asked of
# the young ones, of the others, and of what none answers.
YOUNG_LIBRARIES, FEW_QUESTIONS = 4, (0, 0, 1, 2, 3, 5, 8, 12, 20, 40)
OF_YOUNG, OF_OTHERS, OF_NONE = 360, 400, 180


@dataclass(frozen=True)
class Example:
    """A question, the articles that were found with their signs, best first, and those that answer."""

    source: str
    language: str
    question: str
    right: frozenset[str]
    found: tuple[tuple[str, dict[str, float]], ...]

    def signs(self, names: Sequence[str]) -> NDArray[np.float64]:
        """Return these signs of the found articles: a row for each, in the order of the names."""
        columns = [self._names.index(name) for name in names]
        return self._table[:, columns]

    @cached_property
    def _names(self) -> list[str]:
        return list(self.found[0][1])

    @cached_property
    def _table(self) -> NDArray[np.float64]:
        return np.array([list(signs.values()) for _, signs in self.found])


def examples() -> list[Example]:
    """Ask everything; takes some minutes."""
    articles = list(load_folder(ARTICLES).values())
    cache_, without = MemoryCache(), asked.unanswered()
    whole = Library.build(articles, cache=cache_, unanswered=without)
    tune = [one for one in gold.read(gold.FILE, gold.Half.TUNE) if one.kind is not gold.Kind.URGENT]
    written = [
        ("near" if one["id"].startswith(NEAR) else "fitting", one["language"], one["question"], one["articles"])
        for one in _written()
    ]  # fmt: skip
    known = [_example(source, whole, language, text, right) for source, language, text, right in written]
    known += [_example("tune", whole, one.language, one.question, one.articles) for one in tune]
    partly = Library.build(_without(articles), cache=cache_, unanswered=without)
    known += [_example("left out", partly, one.language, one.text, [slug]) for slug, one in _put(articles)]
    known += [
        _example("left out", whole, one.language, one.text, []) for one in without if left_out(one.text)
    ]
    return known + list(_of_young_articles(articles, cache_))


def _of_young_articles(articles: Sequence[ArticleText], cache_: MemoryCache) -> Iterator[Example]:
    """Ask libraries in which some articles have few questions or none, as those that an editor just wrote or imported."""
    chosen, without = random.Random(SEED), asked.unanswered()
    slugs = sorted({article.slug for article in articles})
    chosen.shuffle(slugs)
    for number in range(YOUNG_LIBRARIES):
        few = {slug: chosen.choice(FEW_QUESTIONS) for slug in slugs[number::YOUNG_LIBRARIES]}
        library = Library.build(
            [_young(one, few[one.slug], chosen) if one.slug in few else one for one in _without(articles)],
            cache=cache_,
            unanswered=without,
        )
        put = list(_put(articles))
        of_young = chosen.sample([one for one in put if one[0] in few], OF_YOUNG)
        of_others = chosen.sample([one for one in put if one[0] not in few], OF_OTHERS)
        for slug, one in of_young + of_others:
            yield _example("young" if slug in few else "beside", library, one.language, one.text, [slug])
        for one in chosen.sample([one for one in without if left_out(one.text)], OF_NONE):
            yield _example("beside", library, one.language, one.text, [])


def _young(article: ArticleText, most: int, chosen: random.Random) -> ArticleText:
    kept = chosen.sample(article.asked, min(most, len(article.asked)))
    return replace(article, questions=(), asked=tuple(kept))


def _put(articles: Sequence[ArticleText]) -> Iterator[tuple[str, Question]]:
    """Yield the questions beside articles that nothing is fitted on."""
    return ((article.slug, one) for article in articles for one in article.asked if left_out(one.text))


def _without(articles: Sequence[ArticleText]) -> list[ArticleText]:
    return [replace(one, asked=tuple(put for put in one.asked if not left_out(put.text))) for one in articles]


def _example(source: str, library: Library, language: str, question: str, right: Sequence[str]) -> Example:
    """Explain a question, as if nobody had put it, or what its author put beside it, in the list of those without an answer."""
    same = _near_misses() if source == "near" else {plain(question)}
    others = [number for number, one in enumerate(_unanswered()) if one not in same]
    found = library.explain(question, language=language, unanswered=others)
    return Example(source, language, question, frozenset(right), tuple(found))


@cache
def _unanswered() -> tuple[str, ...]:
    return tuple(plain(one.text) for one in asked.unanswered())


@cache
def _near_misses() -> frozenset[str]:
    return frozenset(plain(one["question"]) for one in _written() if one["id"].startswith(NEAR))


def _written() -> list[dict[str, Any]]:
    return [fields for _, fields in read_lines(FITTING) if fields["kind"] != "urgent"]
