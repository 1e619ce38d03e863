"""How plain a Dutch text is: a few published measures with limits, and which words and sentences to look at.

B1 is a level of readers, not of texts, and no formula measures understanding; docs/decisions/0028 says what these
measures see and what not. They are for the editor who writes, beside the reading of a second person.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from knowledge import glossary, terms_in_text
from knowledge.content import ArticleText
from knowledge.vocabulary import SOURCE
from knowledge.words import fold

FREQUENT = "frequent_words.txt"
# The limits. Flesch-Douma 60 is where Douma's table calls a text "normal" (lower secondary school).
LEAST_EASE = 60
MOST_WORDS_A_SENTENCE = 12.0
LONGEST_SENTENCE = 20
MOST_WORDS_A_CLAUSE = 10.0
LEAST_KNOWN = 0.90

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_ENDS = re.compile(r"(?<=[.!?])\s+")
_VOWELS = re.compile(r"eau|aai|ooi|oei|eeu|ieu|aa|ee|oo|uu|ie|oe|eu|ui|ij|ei|ou|au|[aeiouy]")
_PARTED = re.compile(r"[ëïöüä]")  # a dieresis begins a new syllable
_LINKS = ("", "s", "en", "er", "e", "n")
_SHORTEST_PART = 3
# Words that begin a clause, where they do not begin the sentence.
_CLAUSE = frozenset(
    {
        "als",
        "dat",
        "die",
        "wie",
        "wat",
        "waar",
        "waarom",
        "waarmee",
        "waarvoor",
        "wanneer",
        "omdat",
        "doordat",
        "zodat",
        "want",
        "maar",
        "terwijl",
        "hoewel",
        "tenzij",
        "voordat",
        "nadat",
        "totdat",
        "zolang",
        "zodra",
        "hoe",
        "hoeveel",
        "hoelang",
        "welk",
        "welke",
        "of",
        "dan",
    }
)


@dataclass(frozen=True)
class Readability:
    """What was measured in a text. `unknown` are its words that are neither frequent, nor explained, nor made of such words."""

    words: int
    sentences: int
    ease: float
    words_a_sentence: float
    longest_sentence: int
    words_a_clause: float
    known: float
    unknown: tuple[str, ...]

    @property
    def misses(self) -> tuple[str, ...]:
        """Name the measures that are beyond their limit."""
        found = (
            ("ease", self.ease < LEAST_EASE),
            ("words_a_sentence", self.words_a_sentence > MOST_WORDS_A_SENTENCE),
            ("longest_sentence", self.longest_sentence > LONGEST_SENTENCE),
            ("words_a_clause", self.words_a_clause > MOST_WORDS_A_CLAUSE),
            ("known", self.known < LEAST_KNOWN),
        )
        return tuple(name for name, missed in found if missed)

    @property
    def plain(self) -> bool:
        """Say whether every measure keeps its limit: the text passes as B1."""
        return not self.misses


def measure(sentences: Sequence[str]) -> Readability:
    """Measure a Dutch text, given as its sentences.

    The glossary's terms are counted as words of two syllables: a reader meets them on paper, and the text explains them.
    """
    rows = [_read(sentence) for sentence in sentences if sentence.strip()]
    rows = [row for row in rows if row.words]
    if not rows:
        return Readability(0, 0, 100.0, 0.0, 0, 0.0, 1.0, ())
    words, syllables = sum(len(row.words) for row in rows), sum(row.syllables for row in rows)
    unknown = [word for row in rows for word in row.words if not _known(word)]
    mean = words / len(rows)
    return Readability(
        words=words,
        sentences=len(rows),
        ease=round(206.84 - 0.93 * mean - 77 * syllables / words, 1),
        words_a_sentence=round(mean, 1),
        longest_sentence=max(len(row.words) for row in rows),
        words_a_clause=round(words / sum(row.clauses for row in rows), 1),
        known=round(1 - len(unknown) / words, 3),
        unknown=tuple(dict.fromkeys(unknown)),
    )


def of_article(text: ArticleText) -> Readability:
    """Measure what a reader of a Dutch article reads: its summary and its sentences."""
    return measure([*_ENDS.split(text.summary), *(sentence.text for sentence in text.sentences)])


def syllables(word: str) -> int:
    """Count the syllables of a Dutch word by its groups of vowels; at least one."""
    parted = _PARTED.sub(lambda match: " " + fold(match[0]), word.lower())
    return max(1, len(_VOWELS.findall(parted)))


@dataclass(frozen=True)
class _Read:
    words: tuple[str, ...]
    syllables: int
    clauses: int


_TERM = "term"  # stands for a term of the glossary


def _read(sentence: str) -> _Read:
    text, done, pieces = sentence.replace("**", ""), 0, []
    for use in terms_in_text.uses(text, SOURCE):
        pieces += [text[done : use.start], f" {_TERM} "]
        done = use.end
    words = tuple(_WORD.findall("".join([*pieces, text[done:]])))
    counted = sum(2 if word == _TERM else syllables(word) for word in words)
    return _Read(words, counted, 1 + sum(word.lower() in _CLAUSE for word in words[1:]))


def _known(word: str) -> bool:
    """Say whether somebody at B1 may know a word: frequent, a name or abbreviation, or made of frequent words."""
    if word == _TERM or word[0].isupper():
        return True
    lower = word.lower()
    return all(_frequent(part) for part in lower.split("-")) if "-" in lower else _frequent(lower)


@cache
def _frequent(word: str) -> bool:
    frequent = _frequent_words()
    return (
        word in frequent
        or any(
            word.removesuffix(end) in frequent
            for end in ("s", "en", "e", "n", "t", "tje")
            if word.endswith(end)
        )
        or any(
            word[cut:] in frequent and _first_part(word[:cut], frequent)
            for cut in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1)
        )
    )


def _first_part(part: str, frequent: frozenset[str]) -> bool:
    return any(
        part.endswith(link)
        and len(part) - len(link) >= _SHORTEST_PART
        and part[: len(part) - len(link)] in frequent
        for link in _LINKS
    )


@cache
def _frequent_words() -> frozenset[str]:
    lines = resources.files("knowledge").joinpath(FREQUENT).read_text(encoding="utf-8").splitlines()
    explained = (word.lower() for term in glossary.load() for name in term.names for word in name.split())
    return frozenset([line for line in lines if line and not line.startswith("#")]) | frozenset(explained)


def share_plain(measured: Iterable[Readability]) -> float:
    """Return the share of texts that keep every limit; 1 for none."""
    rows = list(measured)
    return sum(row.plain for row in rows) / len(rows) if rows else 1.0


@dataclass(frozen=True)
class HardSentence:
    """A sentence that makes a text miss its limits, and which of them it misses itself."""

    index: int
    text: str
    misses: tuple[str, ...]
    words: int
    unknown: tuple[str, ...]


def hardest(sentences: Sequence[str], most: int = 8) -> tuple[HardSentence, ...]:
    """Return the sentences to look at first: those that miss what the whole text misses, the worst first."""
    wrong = set(measure(sentences).misses)
    found = []
    for index, text in enumerate(sentences):
        own = measure([text])
        misses = tuple(name for name in own.misses if name in wrong)
        if misses:
            found.append(HardSentence(index, text, misses, own.words, own.unknown))
    return tuple(sorted(found, key=lambda one: (-len(one.misses), -one.words, one.index))[:most])
