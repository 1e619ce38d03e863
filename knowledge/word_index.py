"""Texts as words: how much of a question a text holds, and how much of it no text knows."""

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import bm25s
import numpy as np
from numpy.typing import NDArray

from knowledge import words
from knowledge.content import ArticleText
from knowledge.errors import BadIndex

LEXICON = "lexicon.json"
# Where no text is in the language of the question, nothing can be said about its words: a middling share.
SHARE_NOT_KNOWN = 0.3

Shares = NDArray[np.float32]


class WordIndex:
    """BM25 over texts, as a share of the question: a question whose words are nowhere is not led astray by chance."""

    def __init__(self, texts: int, bm25: bm25s.BM25 | None) -> None:
        self._texts = texts
        self._bm25 = bm25
        self._frequencies = np.diff(bm25.scores["indptr"]) if bm25 else np.zeros(0, dtype=np.int64)

    @classmethod
    def build(cls, texts: Sequence[tuple[str, str]]) -> Self:
        """Index texts, each with its language."""
        bm25 = None
        if texts:
            bm25 = bm25s.BM25(k1=1.2, b=0.75, method="lucene")
            bm25.index([words.terms(text, language) for language, text in texts], show_progress=False)
        return cls(len(texts), bm25)

    def scores(self, question: str, language: str) -> Shares:
        """Say of every text how much of the question's terms it holds, rare ones counting more: 0..1."""
        asked = words.terms(question, language)
        known = [term for term in asked if self._bm25 and term in self._bm25.vocab_dict]
        most = sum(self._rarity(term) for term in asked)
        if self._bm25 is None or not known or not most:
            return np.zeros(self._texts, dtype=np.float32)
        scores: Shares = self._bm25.get_scores(known)
        return scores / np.float32(most)

    def held(self, terms: Iterable[str], texts: range) -> frozenset[str]:
        """Return which of these terms stand in at least one of the texts."""
        if self._bm25 is None:
            return frozenset()
        starts, owners = self._bm25.scores["indptr"], self._bm25.scores["indices"]
        numbers = {term: self._bm25.vocab_dict.get(term) for term in terms}
        return frozenset(
            term
            for term, number in numbers.items()
            if number is not None and _any_within(owners[starts[number] : starts[number + 1]], texts)
        )

    def _rarity(self, term: str) -> float:
        number = self._bm25.vocab_dict.get(term) if self._bm25 else None
        frequency = 0 if number is None else int(self._frequencies[number])
        return math.log(1 + (self._texts - frequency + 0.5) / (frequency + 0.5))

    def save(self, folder: Path) -> None:
        """Write arrays into a folder of their own."""
        folder.mkdir(parents=True, exist_ok=True)
        if self._bm25 is not None:
            self._bm25.save(folder, allow_pickle=False)

    @classmethod
    def load(cls, folder: Path, texts: int) -> Self:
        """Read what `save` wrote.

        Raises:
            BadIndex: a file is missing or damaged.
        """
        try:
            return cls(texts, bm25s.BM25.load(folder, allow_pickle=False) if texts else None)
        except (OSError, ValueError, KeyError) as error:
            raise BadIndex(str(folder), f"cannot be read: {error}") from error


def _any_within(owners: NDArray[np.integer[Any]], texts: range) -> bool:
    return bool(((owners >= texts.start) & (owners < texts.stop)).any())


class Lexicon:
    """For each language, the words that stand in its texts and in how many."""

    def __init__(self, known: Mapping[str, Mapping[str, int]]) -> None:
        self._known = known
        self._most = {language: max(counts.values(), default=1) for language, counts in known.items()}

    @classmethod
    def build(cls, articles: Iterable[ArticleText]) -> Self:
        """Count the words of articles and of the questions they answer."""
        known: dict[str, Counter[str]] = {}
        for article in articles:
            texts = [(article.language, article.title)]
            texts += [(article.language, sentence.text) for sentence in article.sentences]
            texts += [(question.language, question.text) for question in article.searched_questions]
            for language, text in texts:
                known.setdefault(language, Counter()).update(set(words.stems(text, language)))
        return cls(known)

    def unknown(self, question: str, language: str) -> float:
        """Return the share of the question's words that stand in no text of its language, rare ones counting more."""
        known = self._known.get(language)
        if not known:
            return SHARE_NOT_KNOWN
        asked = words.stems(question, language)
        most = self._most[language]
        weights = [math.log(1 + (most + 0.5) / (known.get(stem, 0) + 0.5)) for stem in asked]
        missing = sum(weight for stem, weight in zip(asked, weights, strict=True) if stem not in known)
        return missing / sum(weights) if weights else SHARE_NOT_KNOWN

    def save(self, folder: Path) -> None:
        """Write the words."""
        (folder / LEXICON).write_text(json.dumps(self._known, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what `save` wrote.

        Raises:
            BadIndex: the file is missing or damaged.
        """
        try:
            return cls(json.loads((folder / LEXICON).read_text(encoding="utf-8")))
        except (OSError, ValueError) as error:
            raise BadIndex(str(folder / LEXICON), f"cannot be read: {error}") from error
