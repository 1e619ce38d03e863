"""The articles as words: how much of a question a passage holds, and how much of it no article knows."""

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Self

import bm25s
import numpy as np
from numpy.typing import NDArray

from knowledge import words
from knowledge.content import ArticleText, Passage
from knowledge.errors import BadIndex
from knowledge.passages import embedded_text

LEXICON = "lexicon.json"
# Where no text is in the language of the question, nothing can be said about its words: a middling share.
SHARE_NOT_KNOWN = 0.3

Lexicon = Mapping[str, Mapping[str, int]]


class WordIndex:
    """BM25 over passages, and for each language the words that stand in its texts."""

    def __init__(self, passages: int, bm25: bm25s.BM25 | None, lexicon: Lexicon) -> None:
        self._passages = passages
        self._bm25 = bm25
        self._lexicon = lexicon
        self._most = {language: max(known.values(), default=1) for language, known in lexicon.items()}
        self._frequencies = np.diff(bm25.scores["indptr"]) if bm25 else np.zeros(0, dtype=np.int64)

    @classmethod
    def build(cls, articles: Iterable[ArticleText], passages: Sequence[Passage]) -> Self:
        """Index the passages of articles."""
        lexicon: dict[str, Counter[str]] = {}
        for article in articles:
            known = lexicon.setdefault(article.language, Counter())
            for text in (article.title, *(one.text for one in article.sentences)):
                known.update(set(words.stems(text, article.language)))
            for question in article.searched_questions:
                lexicon.setdefault(question.language, Counter()).update(
                    set(words.stems(question.text, question.language))
                )
        bm25 = None
        if passages:
            bm25 = bm25s.BM25(k1=1.2, b=0.75, method="lucene")
            terms = [words.terms(embedded_text(passage), passage.language) for passage in passages]
            bm25.index(terms, show_progress=False)
        return cls(len(passages), bm25, lexicon)

    def scores(self, question: str, language: str) -> NDArray[np.float32]:
        """Say of every passage how much of the question's terms it holds, rare ones counting more: 0..1."""
        asked = words.terms(question, language)
        known = [term for term in asked if self._bm25 and term in self._bm25.vocab_dict]
        most = sum(self._rarity(term) for term in asked)
        if self._bm25 is None or not known or not most:
            return np.zeros(self._passages, dtype=np.float32)
        scores: NDArray[np.float32] = self._bm25.get_scores(known)
        return scores / np.float32(most)

    def unknown(self, question: str, language: str) -> float:
        """Return the share of the question's words that stand in no text of its language, rare ones counting more."""
        known = self._lexicon.get(language)
        if not known:
            return SHARE_NOT_KNOWN
        asked = words.stems(question, language)
        most = self._most[language]
        weights = [math.log(1 + (most + 0.5) / (known.get(stem, 0) + 0.5)) for stem in asked]
        missing = sum(weight for stem, weight in zip(asked, weights, strict=True) if stem not in known)
        return missing / sum(weights) if weights else SHARE_NOT_KNOWN

    def _rarity(self, term: str) -> float:
        number = self._bm25.vocab_dict.get(term) if self._bm25 else None
        frequency = 0 if number is None else int(self._frequencies[number])
        return math.log(1 + (self._passages - frequency + 0.5) / (frequency + 0.5))

    def save(self, folder: Path) -> None:
        """Write arrays and word lists into a folder of their own."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / LEXICON).write_text(json.dumps(self._lexicon, ensure_ascii=False), encoding="utf-8")
        if self._bm25 is not None:
            self._bm25.save(folder, allow_pickle=False)

    @classmethod
    def load(cls, folder: Path, passages: int) -> Self:
        """Read what `save` wrote.

        Raises:
            BadIndex: a file is missing or damaged.
        """
        try:
            lexicon = json.loads((folder / LEXICON).read_text(encoding="utf-8"))
            bm25 = bm25s.BM25.load(folder, allow_pickle=False) if passages else None
        except (OSError, ValueError, KeyError) as error:
            raise BadIndex(str(folder), f"cannot be read: {error}") from error
        return cls(passages, bm25, lexicon)
