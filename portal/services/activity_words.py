"""Words as the search compares them: folded, and forgiving of a letter that is wrong."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORD = re.compile(r"[^\W_]+")
_LETTERS = str.maketrans({
    "أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه", "ـ": None, "ک": "ك", "ی": "ي",
    "ß": "ss", "ø": "o", "ı": "i", "œ": "oe", "æ": "ae",
})  # fmt: skip
MAX_WORDS, MIN_LENGTH = 6, 2
_CORRECTED_FROM = 4  # shorter words are too alike
_LONGER = 2  # letters more or less
_ALIKE = 0.74


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
    """The words that published activities use."""

    words: frozenset[str]

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Vocabulary":
        """Collect the words of folded texts."""
        return cls(frozenset(word for text in texts for word in text.split()))

    def knows(self, word: str) -> bool:
        """Say whether the word stands somewhere, also inside a longer one (Dutch glues words together)."""
        return any(word in known for known in self.words)

    def nearest(self, word: str) -> str | None:
        """Return the known word that looks most like one that nobody wrote; None when nothing looks like it."""
        if len(word) < _CORRECTED_FROM:
            return None
        close = [
            known
            for known in self.words
            if abs(len(known) - len(word)) <= _LONGER and self._shares(word, known)
        ]
        scored = [(SequenceMatcher(None, word, known).ratio(), known) for known in sorted(close)]
        best = max(scored, default=(0.0, ""), key=lambda pair: pair[0])
        return best[1] if best[0] >= _ALIKE else None

    @staticmethod
    def _shares(word: str, known: str) -> bool:
        return word[0] == known[0] or word[-2:] == known[-2:]
