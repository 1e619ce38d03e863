"""Words as the word index sees them: stems, and pieces of four letters that find parts of compounds."""

import re
import threading
import unicodedata

import Stemmer

_WORD = re.compile(r"\w+")
_PIECE = 4
_STEMMERS = {
    "nl": "dutch", "en": "english", "fr": "french", "ar": "arabic", "de": "german", "tr": "turkish", "ru": "russian", "es": "spanish",
    "pt": "portuguese", "ro": "romanian", "it": "italian",
}  # fmt: skip
_per_thread = threading.local()


def terms(text: str, language: str) -> list[str]:
    """Return the terms of a text: each word's stem, and for longer words every run of four letters (`#trac`)."""
    found: list[str] = []
    stem = _stemmer(language)
    for word in _WORD.findall(text.lower()):
        folded = fold(word)
        found.append(stem.stemWord(folded) if stem else folded)
        if len(folded) >= _PIECE:
            opened = "_" + folded
            found += [f"#{opened[start : start + _PIECE]}" for start in range(len(opened) - _PIECE + 1)]
    return found


def stems(text: str, language: str) -> list[str]:
    """Return the stems of the words that can carry meaning: those of more than three letters."""
    stem = _stemmer(language)
    folded = (fold(word) for word in _WORD.findall(text.lower()) if len(word) >= _PIECE)
    return [stem.stemWord(word) if stem else word for word in folded]


def stem(word: str, language: str) -> str:
    """Return the stem of one lower-case word; the word without accents where there is no stemmer."""
    stemmer = _stemmer(language)
    return stemmer.stemWord(fold(word)) if stemmer else fold(word)


def plain(text: str) -> str:
    """Return the words of a text without case, accents and punctuation, to see whether two texts are the same."""
    return " ".join(fold(word) for word in _WORD.findall(text.lower()))


def count(text: str) -> int:
    """Return the number of words."""
    return len(_WORD.findall(text))


def fold(word: str) -> str:
    """Return a word without accents and vowel marks."""
    if word.isascii():
        return word
    decomposed = unicodedata.normalize("NFKD", word)
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _stemmer(language: str) -> Stemmer.Stemmer | None:
    # A Snowball stemmer keeps state while it works: one per thread.
    if language not in _STEMMERS:
        return None
    stemmers = _per_thread.__dict__.setdefault("stemmers", {})
    if language not in stemmers:
        stemmers[language] = Stemmer.Stemmer(_STEMMERS[language])
    return stemmers[language]
