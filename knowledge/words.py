"""Words as the word index sees them: stems, and pieces of four letters that find parts of compounds."""

import re
import threading
import unicodedata
from collections.abc import Callable

import Stemmer

_WORD = re.compile(r"\w+")
_PIECE = 4
_STEMMERS = {
    "nl": "dutch", "en": "english", "fr": "french", "ar": "arabic", "de": "german", "tr": "turkish", "ru": "russian", "es": "spanish",
    "pt": "portuguese", "ro": "romanian", "it": "italian",
}  # fmt: skip
# Snowball knows no Ukrainian: the endings of cases, after accents are gone (й is и, ї is і).
_UKRAINIAN_ENDING = re.compile(
    r"(?<=\w{3})(?:остями|ості|ість|істю|ами|ями|ові|еві|ого|ому|ими|ою|ею|єю|ом|ем|єм|ам|ям|ах|ях|их|іх|ів|ии|іи|оі|иі|ти|а|я|о|е|є|и|і|у|ю|ь)$"
)
_per_thread = threading.local()


def terms(text: str, language: str) -> list[str]:
    """Return the terms of a text: each word's stem, and for longer words every run of four letters (`#trac`)."""
    found: list[str] = []
    stem_of = _stemmer(language)
    for word in _WORD.findall(text.lower()):
        folded = fold(word)
        found.append(stem_of(folded))
        if len(folded) >= _PIECE:
            opened = "_" + folded
            found += [f"#{opened[start : start + _PIECE]}" for start in range(len(opened) - _PIECE + 1)]
    return found


def stems(text: str, language: str) -> list[str]:
    """Return the stems of the words that can carry meaning: those of more than three letters."""
    stem_of = _stemmer(language)
    folded = (fold(word) for word in _WORD.findall(text.lower()) if len(word) >= _PIECE)
    return [stem_of(word) for word in folded]


def stem(word: str, language: str) -> str:
    """Return the stem of one lower-case word; the word without accents where there is no stemmer."""
    return _stemmer(language)(fold(word))


def plain(text: str) -> str:
    """Return the words of a text without case, accents and punctuation, to see whether two texts are the same."""
    return fold(" ".join(_WORD.findall(text.lower())))


def count(text: str) -> int:
    """Return the number of words."""
    return len(_WORD.findall(text))


def fold(word: str) -> str:
    """Return a word without accents and vowel marks."""
    return word if word.isascii() else word.translate(_BARE)


class _BareCharacters(dict[int, str]):
    """What each character is without its accents, found out when it is first met."""

    def __missing__(self, code: int) -> str:
        decomposed = unicodedata.normalize("NFKD", chr(code))
        self[code] = "".join(one for one in decomposed if not unicodedata.combining(one))
        return self[code]


_BARE = _BareCharacters()


def _stemmer(language: str) -> Callable[[str], str]:
    if language == "uk":
        return _without_ukrainian_ending
    if language not in _STEMMERS:
        return str
    # A Snowball stemmer keeps state while it works: one per thread.
    stemmers = _per_thread.__dict__.setdefault("stemmers", {})
    if language not in stemmers:
        stemmers[language] = Stemmer.Stemmer(_STEMMERS[language]).stemWord
    kept: Callable[[str], str] = stemmers[language]
    return kept


def _without_ukrainian_ending(word: str) -> str:
    return _UKRAINIAN_ENDING.sub("", word)
