"""Texts as words: how much of a question a text holds, and how much of it no text knows."""

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from knowledge import words
from knowledge.content import ArticleText
from knowledge.errors import BadIndex

LEXICON = "lexicon.json"
# Where no text is in the language of the question, nothing can be said about its words: a middling share.
SHARE_NOT_KNOWN = 0.3

# How soon a term that stands often in a text counts no more, and how much a long text weighs against it.
_K1, _B = 1.2, 0.75
_ARRAYS, TERMS = ("starts.npy", "terms.npy", "times.npy"), "terms.json"
_NONE, _NO_TERMS = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int32)

Shares = NDArray[np.float32]


@dataclass(frozen=True)
class Counted:
    """The terms of some texts, in order: for text `i` the numbers `terms[starts[i]:starts[i + 1]]`, each as often as `times` says."""

    starts: NDArray[np.int64]
    terms: NDArray[np.int32]
    times: NDArray[np.int32]

    def part(self, texts: range) -> "Counted":
        """Return the terms of texts that stand together."""
        first, last = self.starts[texts.start], self.starts[texts.stop]
        return Counted(
            self.starts[texts.start : texts.stop + 1] - first, self.terms[first:last], self.times[first:last]
        )

    @classmethod
    def together(cls, parts: Sequence["Counted"]) -> "Counted":
        """Return all texts of all parts, one after the other."""
        lengths = [np.diff(part.starts) for part in parts]
        starts = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(np.concatenate([*lengths, _NONE]))])
        return cls(
            starts,
            np.concatenate([_NO_TERMS, *(part.terms for part in parts)]),
            np.concatenate([_NO_TERMS, *(part.times for part in parts)]),
        )


def counted(texts: Sequence[tuple[str, str]], numbers: dict[str, int]) -> Counted:
    """Count the terms of texts, each with its language; a term that has no number yet gets the next one."""
    rows = [Counter(words.terms(text, language)) for language, text in texts]
    terms = [numbers.setdefault(term, len(numbers)) for row in rows for term in row]
    times = [count for row in rows for count in row.values()]
    starts = np.cumsum([0, *(len(row) for row in rows)])
    return Counted(starts.astype(np.int64), np.array(terms, dtype=np.int32), np.array(times, dtype=np.int32))


class WordIndex:
    """BM25 over texts, as a share of the question: a question whose words are nowhere is not led astray by chance.

    Kept by text (`counted`), so that an index of other texts need not count the same ones again, and by term, to be searched.
    """

    def __init__(self, numbers: Mapping[str, int], counted: Counted) -> None:
        self.numbers = numbers
        self.counted = counted
        self._texts = len(counted.starts) - 1
        lengths = np.diff(counted.starts)
        # A million texts have fifty million terms: all in place, in single precision.
        scores = counted.times.astype(np.float32)
        said = np.zeros(self._texts, dtype=np.float32)
        said[lengths > 0] = np.add.reduceat(scores, counted.starts[:-1][lengths > 0]) if len(scores) else 0
        mean = float(said.mean(dtype=np.float64)) if self._texts else 1.0
        norms = np.repeat((_K1 * (1 - _B + _B * said / (mean or 1.0))).astype(np.float32), lengths)
        norms += scores
        scores /= norms
        often = np.bincount(counted.terms, minlength=len(numbers))
        rarity = np.log(1 + (self._texts - often + 0.5) / (often + 0.5)).astype(np.float32)
        scores *= rarity[counted.terms]
        by_text = csr_matrix((scores, counted.terms, counted.starts), shape=(self._texts, len(numbers)))
        self._by_term = by_text.tocsc()
        self._often = often
        self._starts, self._owners = self._by_term.indptr, self._by_term.indices

    @classmethod
    def build(cls, texts: Sequence[tuple[str, str]]) -> Self:
        """Index texts, each with its language."""
        numbers: dict[str, int] = {}
        return cls(numbers, counted(texts, numbers))

    def scores(self, question: str, language: str) -> Shares:
        """Say of every text how much of the question's terms it holds, rare ones counting more: 0..1."""
        asked = Counter(words.terms(question, language))
        most = sum(times * self._rarity(term) for term, times in asked.items())
        known = {number: times for term, times in asked.items() if (number := self._number(term)) is not None}
        times = np.array(list(known.values()), dtype=np.float32)
        found: Shares = self._by_term[:, list(known)] @ times
        if most:
            found /= np.float32(most)
        return found

    def held(self, terms: Sequence[str], texts: Sequence[range]) -> NDArray[np.bool_]:
        """Say which of these terms (rows) stand in at least one text of each range (columns)."""
        starts, stops = (
            np.array([(one.start, one.stop) for one in texts], dtype=self._owners.dtype).reshape(-1, 2).T
        )
        found = np.zeros((len(terms), len(texts)), dtype=np.bool_)
        for number, term in enumerate(terms):
            owners = self._owners[self._rows(term)]  # in order
            firsts = np.searchsorted(owners, starts)
            inside = firsts < len(owners)
            found[number, inside] = owners[firsts[inside]] < stops[inside]
        return found

    def _rows(self, term: str) -> slice:
        number = self._number(term)
        return (
            slice(0, 0) if number is None else slice(int(self._starts[number]), int(self._starts[number + 1]))
        )

    def _number(self, term: str) -> int | None:
        """Return the column of a term; none where no text holds it: the numbers go on counting in a later index."""
        number = self.numbers.get(term)
        return number if number is not None and number < len(self._often) else None

    def _rarity(self, term: str) -> float:
        number = self._number(term)
        frequency = 0 if number is None else int(self._often[number])
        return math.log(1 + (self._texts - frequency + 0.5) / (frequency + 0.5))

    def save(self, folder: Path) -> None:
        """Write arrays into a folder of their own."""
        folder.mkdir(parents=True, exist_ok=True)
        arrays: tuple[NDArray[Any], ...] = (self.counted.starts, self.counted.terms, self.counted.times)
        for name, array in zip(_ARRAYS, arrays, strict=True):
            np.save(folder / name, array, allow_pickle=False)
        (folder / TERMS).write_text(json.dumps(list(self.numbers), ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path, texts: int) -> Self:
        """Read what `save` wrote.

        Raises:
            BadIndex: a file is missing, damaged or of other texts.
        """
        try:
            arrays = [np.load(folder / name, allow_pickle=False) for name in _ARRAYS]
            terms = json.loads((folder / TERMS).read_text(encoding="utf-8"))
            read = cls({term: number for number, term in enumerate(terms)}, Counted(*arrays))
        except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
            raise BadIndex(str(folder), f"cannot be read: {error}") from error
        if len(read.counted.starts) != texts + 1:
            raise BadIndex(str(folder), "the words are of other texts")
        return read


class Lexicon:
    """For each language, the words that stand in its texts and in how many."""

    def __init__(self, known: Mapping[str, Mapping[str, int]]) -> None:
        self._known = known
        self._most = {language: max(counts.values(), default=1) for language, counts in known.items()}

    @classmethod
    def build(cls, articles: Iterable[ArticleText]) -> Self:
        """Count the words of articles and of the questions they answer."""
        return cls.together(lexicon_of(article) for article in articles)

    @classmethod
    def together(cls, parts: Iterable[Mapping[str, Counter[str]]]) -> Self:
        """Add up what was counted for each article."""
        known: dict[str, Counter[str]] = {}
        for part in parts:
            for language, counts in part.items():
                known.setdefault(language, Counter()).update(counts)
        return cls(known)

    def changed(self, gone: Iterable[ArticleText], come: Iterable[ArticleText]) -> "Lexicon":
        """Return the words without those of some articles and with those of others."""
        known = {language: Counter(counts) for language, counts in self._known.items()}
        for article in gone:
            for language, counts in lexicon_of(article).items():
                known[language].subtract(counts)
        for article in come:
            for language, counts in lexicon_of(article).items():
                known.setdefault(language, Counter()).update(counts)
        left = {
            language: +counts for language, counts in known.items()
        }  # `+` leaves out what stands nowhere now
        return Lexicon({language: counts for language, counts in left.items() if counts})

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


def lexicon_of(article: ArticleText) -> Mapping[str, Counter[str]]:
    """Return, by language, the words of an article and of the questions it answers, with the number of texts they stand in."""
    texts = [(article.language, article.title)]
    texts += [(article.language, sentence.text) for sentence in article.sentences]
    texts += [(question.language, question.text) for question in article.searched_questions]
    known: dict[str, Counter[str]] = {}
    for language, text in texts:
        known.setdefault(language, Counter()).update(set(words.stems(text, language)))
    return known
