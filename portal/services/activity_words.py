"""Words as the search compares them: folded, and forgiving of a letter that is wrong."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

import numpy as np
import numpy.typing as npt

_WORD = re.compile(r"[^\W_]+")
_LETTERS = str.maketrans({
    "أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه", "ـ": None, "ک": "ك", "ی": "ي",
    "ß": "ss", "ø": "o", "ı": "i", "œ": "oe", "æ": "ae",
})  # fmt: skip
MAX_WORDS, MIN_LENGTH = 6, 2
_CORRECTED_FROM = 4  # shorter words are too alike
_LONGER = 2  # letters more or less
_ALIKE = 0.74
_BETWEEN = "\n"
_GROUPS = 32
_LONGEST = 100


def fold(text: str) -> str:
    """Return a text in small letters without accents or vowel marks, Arabic letters that are written in two ways in one."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return unicodedata.normalize("NFC", kept).translate(_LETTERS)


def search_text(*pieces: str) -> str:
    """Return what the search looks in: the folded words, each once, between spaces."""
    words = dict.fromkeys(_WORD.findall(fold(" ".join(pieces))))
    return f" {' '.join(words)} " if words else ""


def asked_words(question: str) -> tuple[str, ...]:
    """Return the folded words of a question."""
    found = dict.fromkeys(word for word in _WORD.findall(fold(question)) if len(word) >= MIN_LENGTH)
    return tuple(found)[:MAX_WORDS]


@dataclass(frozen=True)
class Vocabulary:
    """The words that published activities use, each with its place."""

    words: tuple[str, ...]

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Vocabulary":
        """Collect the words of folded texts."""
        return cls(tuple(dict.fromkeys(word for text in texts for word in text.split())))

    @cached_property
    def _text(self) -> str:
        return _BETWEEN.join(("", *self.words, ""))

    @cached_property
    def _begins(self) -> npt.NDArray[np.int64]:
        """Return where in that text each word begins."""
        lengths = np.array([len(word) + 1 for word in self.words], dtype=np.int64)
        return 1 + np.cumsum(lengths) - lengths

    @cached_property
    def _letters(self) -> npt.NDArray[np.int8]:
        """Return how often each word has which letters; letters that fall together only make words look more alike."""
        return np.array([_letters_of(word) for word in self.words], dtype=np.int8).reshape(-1, _GROUPS)

    def knows(self, word: str) -> bool:
        """Say whether the word stands somewhere, also inside a longer one (Dutch glues words together)."""
        return word in self._text

    def having(self, part: str) -> npt.NDArray[np.int64]:
        """Return the places of the words that have this in them."""
        found, at = [], self._text.find(part)
        while at >= 0:
            found.append(at)
            at = self._text.find(part, at + 1)
        return np.unique(np.searchsorted(self._begins, np.array(found, dtype=np.int64), side="right") - 1)

    def nearest(self, word: str) -> str | None:
        """Return the known word that looks most like one that nobody wrote; None when nothing looks like it."""
        if len(word) < _CORRECTED_FROM or not self.words:
            return None
        close = [known for known in self._as_many_letters(word) if self._shares(word, known)]
        scored = [(SequenceMatcher(None, word, known).ratio(), known) for known in sorted(close)]
        best = max(scored, default=(0.0, ""), key=lambda pair: pair[0])
        return best[1] if best[0] >= _ALIKE else None

    def _as_many_letters(self, word: str) -> Iterator[str]:
        """Return the words of about this length that share letters enough to be alike, in whatever order they stand."""
        lengths = np.diff(self._begins, append=len(self._text)) - 1
        shared = np.minimum(self._letters, np.array(_letters_of(word), dtype=np.int8)).sum(axis=1)
        near = (abs(lengths - len(word)) <= _LONGER) & (2 * shared >= _ALIKE * (lengths + len(word)))
        return (self.words[place] for place in np.flatnonzero(near))

    @staticmethod
    def _shares(word: str, known: str) -> bool:
        return word[0] == known[0] or word[-2:] == known[-2:]


def _letters_of(word: str) -> list[int]:
    counts = [0] * _GROUPS
    for letter in word[:_LONGEST]:
        counts[ord(letter) % _GROUPS] += 1
    return counts
