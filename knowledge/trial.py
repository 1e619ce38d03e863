"""What a text would change before anybody reads it: the knowledge base with other texts of one article in it.

Everything else stays as it is, with the vectors it has. Which questions could be answered otherwise is told by the article's
own place among those found for a question, before and after: the others are not asked again. (All words count a little by how
rare they are among all texts; what one article changes in that is left out of account for the questions not asked again.)
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from knowledge.content import ArticleText, Question
from knowledge.index import ArticleIndex
from knowledge.library import Library
from knowledge.nearness import SHARPNESS
from knowledge.retriever import ArticleSearch
from knowledge.vectors import VectorCache

FOUND = 8  # as many articles as an answer is made from, or offers to choose from
LEANING = 0.005  # a change of the signs behind a confidence that moves no answer


@dataclass(frozen=True)
class Place:
    """How well an article fits a question, and how near its questions are together."""

    total: float
    crowd: float


@dataclass(frozen=True)
class Places:
    """The articles found for one question; the `worst` of those that an answer is made from."""

    of: Mapping[str, Place]
    worst: float

    @property
    def crowded(self) -> float:
        """Return how near the questions of all articles are, as a sum."""
        return sum(math.exp(SHARPNESS * place.crowd) for place in self.of.values())


class _Search(ArticleSearch):
    """A search that tells how articles stand to a question."""

    def places(self, question: str, language: str) -> Places:
        asked = self._asked(question, language)
        scored = self._scored(self._candidates(asked), asked)
        of = {one.span.article.slug: Place(one.total, one.crowd) for one in scored}
        return Places(of, scored[:FOUND][-1].total if scored else -math.inf)

    def place(self, question: str, language: str, slug: str) -> Place | None:
        texts = ((slug, self.source), (slug, language))
        if not any(key in self.index.spans for key in texts):
            return None
        scored = self._scored([slug], self._asked(question, language))[0]
        return Place(scored.total, scored.crowd)


class Baseline:
    """A knowledge base as it is, and what was found in it: kept, so that a second trial asks less."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._search = _Search(library.index, source=library.source)
        self._known: dict[tuple[str, str], Places] = {}

    def places(self, question: str, language: str) -> Places:
        """Return the articles found for a question."""
        key = (question, language)
        if key not in self._known:
            self._known[key] = self._search.places(question, language)
        return self._known[key]


class Trial:
    """Two knowledge bases that differ in the texts of one article."""

    def __init__(self, baseline: Baseline, slug: str, after: Library) -> None:
        self.slug = slug
        self.before = baseline.library
        self.after = after
        self._baseline = baseline
        self._search = _Search(after.index, source=after.source)

    @classmethod
    def build(
        cls,
        baseline: Baseline,
        slug: str,
        texts: Iterable[ArticleText],
        *,
        cache: VectorCache,
        unanswered: Sequence[Question] = (),
    ) -> Self:
        """Put these texts in the place of the article's own (none: it is taken away); only new words are embedded."""
        index = baseline.library.index
        others = [span.article for span in index.spans.values() if span.article.slug != slug]
        made = ArticleIndex.build([*others, *texts], index.embeddings, cache, unanswered, before=index)
        return cls(baseline, slug, Library(made, source=baseline.library.source))

    def may_change(self, question: str, language: str) -> bool:
        """Say whether a question could be answered in another way: only then it needs to be asked twice."""
        before = self._baseline.places(question, language)
        old, new = before.of.get(self.slug), self._search.place(question, language, self.slug)
        if max((place.total for place in (old, new) if place), default=-math.inf) >= before.worst:
            return True
        crowded = before.crowded
        moved = crowded - _weight(old) + _weight(new)
        return not (crowded and moved) or abs(math.log(moved / crowded)) / SHARPNESS > LEANING


def _weight(place: Place | None) -> float:
    return math.exp(SHARPNESS * place.crowd) if place else 0.0
