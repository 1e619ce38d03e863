"""Where a text uses a term of the glossary: for the marks in an article, and to check a translation."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from knowledge import glossary
from knowledge.content import ArticleText
from knowledge.glossary import Term
from knowledge.vocabulary import SOURCE
from knowledge.words import fold, stem

_ARABIC = "\u0621-\u065f\u0670-\u06d3"
# Arabic writes "and" and "for" onto the next word, also onto a Latin one; vowel marks belong to the word.
_WORD = re.compile(rf"[{_ARABIC}]+|[^\W{_ARABIC}]+\+?")
_ARABIC_BEFORE = re.compile(r"^(?:[وفبكل](?=\w{3})|ال(?=\w{2}))+")
_ARABIC_AFTER = re.compile(r"(?<=\w{3})(?:كما|هما|كم|هم|ها|نا|ك|ه|ي)$")
# Turkish hangs ending on ending (kart, kartı, kartınızla); Ukrainian bends the end and an i before it (дохід, доходу).
_ROOT = 4
_DUTCH_ENDING = re.compile(r"(?<=\w{3})(?:en|e|s)$")

Pattern = tuple[tuple[str, ...], Term]


@dataclass(frozen=True)
class Use:
    """A term in a text: the characters from `start` to `end`."""

    start: int
    end: int
    term: Term


def uses(text: str, language: str) -> tuple[Use, ...]:
    """Return every use of a term, from left to right; where two begin together, the longest.

    A Dutch text is searched for the right names only, others for every word people use.
    """
    return _uses(text, language, None)


def first_uses(text: ArticleText, original: ArticleText) -> Mapping[int, tuple[Use, ...]]:
    """Return the first use of each term in an article, by sentence.

    In a translation a word counts only where the Dutch sentence has the term: a "call" elsewhere is no court.
    """
    found: dict[int, tuple[Use, ...]] = {}
    seen: set[str] = set()
    for sentence, dutch in zip(text.sentences, original.sentences, strict=True):
        here = []
        meant = {use.term.id for use in uses(dutch.text, SOURCE)}
        for use in _in(sentence.text, text.language, meant):
            if use.term.id not in seen:
                seen.add(use.term.id)
                here.append(use)
        if here:
            found[sentence.index] = tuple(here)
    return found


def _in(text: str, language: str, meant: Iterable[str]) -> tuple[Use, ...]:
    if language == SOURCE:
        return uses(text, language)
    ids = frozenset(meant)
    return _uses(text, language, ids) if ids else ()


def has(text: str, language: str, term: Term) -> bool:
    """Say whether a text uses a term in some form: a word of its language, or its Dutch name."""
    return bool(_uses(text, language, frozenset({term.id})))


def _uses(text: str, language: str, only: frozenset[str] | None) -> tuple[Use, ...]:
    patterns = _patterns(language)
    words = list(_WORD.finditer(text))
    keys = [_key(word[0], language) for word in words]
    found, position = [], 0
    while position < len(words):
        for pattern, term in patterns.get(keys[position], ()):
            last = position + len(pattern) - 1
            if (
                (only is None or term.id in only)
                and last < len(words)
                and all(
                    _same(part, word[0], key, language)
                    for part, word, key in zip(pattern, words[position:], keys[position:], strict=False)
                )
            ):
                found.append(Use(words[position].start(), words[last].end(), term))
                position = last
                break
        position += 1
    return tuple(found)


@cache
def _patterns(language: str) -> Mapping[str, tuple[Pattern, ...]]:
    """Return the patterns by the stem of their first word, the longest first."""
    by_first: dict[str, list[Pattern]] = {}
    for term in glossary.load():
        words = term.names if language == SOURCE else (*term.called(language), *term.names)
        for pattern in dict.fromkeys(tuple(_WORD.findall(word)) for word in words):
            by_first.setdefault(_key(pattern[0], language), []).append((pattern, term))
    return {key: tuple(sorted(found, key=lambda row: -len(row[0]))) for key, found in by_first.items()}


def _key(word: str, language: str) -> str:
    """Return what stays of a word in all its forms.

    Snowball joins too much in Dutch (inburgeraar and inburgeren) and too little in Arabic (your card).
    """
    lower = fold(word.lower())
    if language == SOURCE:
        return _DUTCH_ENDING.sub("", lower)
    if language == "ar":
        bare = _ARABIC_AFTER.sub("", _ARABIC_BEFORE.sub("", lower).replace("ة", "ت"))
        return stem(bare, language).removesuffix("ت")
    if language == "tr":
        return lower[:_ROOT]
    if language == "uk":
        return lower.replace("і", "о")[:_ROOT]
    return stem(lower, language)


def _same(wanted: str, word: str, key: str, language: str) -> bool:
    """Compare by stem; an abbreviation is written in capitals and a name begins with one: MO is no French "mo"."""
    if len(wanted) > 1 and wanted.isupper():
        return wanted == word
    if wanted[0].isupper() and not word[0].isupper():
        return False
    return _key(wanted, language) == key
