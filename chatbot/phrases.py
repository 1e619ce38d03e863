"""Finding set phrases in what people type: typing errors, missing accents, any word order, Arabic clitics and vowel marks.

One file per language in `words/` holds groups of words and rules over groups; a new language is one file and one
list of test sentences. No model and no index is needed.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import product
from pathlib import Path
from typing import Any

from knowledge import yaml_text

WORDS = Path(__file__).parent / "words"
_TOKEN = re.compile(r"[^\W_]+")
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_ARABIC_LETTERS = str.maketrans({"ة": "ه", "ى": "ي", "ک": "ك", "ی": "ي", "ـ": None, "ٱ": "ا"})
_ARABIC_BEFORE = (
    "",
    "و",
    "ف",
    "ب",
    "ك",
    "ل",
    "س",
    "ال",
    "وال",
    "بال",
    "فال",
    "كال",
    "لل",
    "ول",
    "وب",
    "وس",
    "فس",
    "ح",
    "ه",
)
_ARABIC_AFTER = (
    "",
    "ي",
    "ني",
    "ه",
    "ها",
    "هم",
    "هن",
    "نا",
    "ك",
    "كم",
    "ون",
    "ين",
    "وا",
    "ات",
    "ان",
    "ت",
    "وني",
    "ونني",
    "تني",
    "يه",
    "ته",
    "تي",
    "هما",
    "ا",
)
_ARABIC_NOT = frozenset({"ما", "لا"})
_MAY_HAVE_ERROR = 5
_LONGEST = 24
_REACH = 12


class BadWords(ValueError):
    """A word list is broken; says which file and where."""


@dataclass(frozen=True)
class Rule:
    """One term of each group stands within `within` words of the others, and no term of `unless` stands anywhere."""

    needs: tuple[str, ...]
    unless: tuple[str, ...] = ()
    within: int = _REACH


@dataclass(frozen=True)
class WordList:
    """What one language's file says. `rules` maps `urgent.violence`, `handover` ... to rules, in the order of the file."""

    language: str
    groups: Mapping[str, tuple[tuple[str, ...], ...]]
    rules: Mapping[str, tuple[Rule, ...]]
    known: frozenset[str]
    sets: Mapping[str, frozenset[str]]
    numbers: Mapping[str, int]


def tokens(text: str) -> tuple[str, ...]:
    """Return the words of a text without case, accents and vowel marks, with Western digits."""
    bare = "".join(
        character
        for character in unicodedata.normalize("NFKD", text.casefold())
        if not unicodedata.combining(character)
    )
    western = "".join(_western(character) for character in bare.translate(_ARABIC_LETTERS))
    return tuple(_TOKEN.findall(western.replace("\u2019", " ").replace("'", " ")))


def _western(character: str) -> str:
    digit = unicodedata.decimal(character, None)
    return character if digit is None else str(digit)


@cache
def word_list(language: str) -> WordList:
    """Return the word list of a language."""
    return load(WORDS / f"{language}.yaml")


@cache
def languages() -> tuple[str, ...]:
    """Return the languages that have a word list."""
    return tuple(sorted(path.stem for path in WORDS.glob("*.yaml")))


def load(path: Path) -> WordList:
    """Read and check a word list.

    Raises:
        BadWords: a rule names a group that is not there, or a group is empty.
    """
    raw: dict[str, Any] = yaml_text.read_texts(path.read_text(encoding="utf-8"))
    groups = {name: tuple(term(str(text)) for text in texts) for name, texts in raw["groups"].items()}
    rules = {
        intent: tuple(
            Rule(tuple(entry["needs"]), tuple(entry.get("unless", ())), int(entry.get("within", _REACH)))
            for entry in entries
        )
        for intent, entries in raw["rules"].items()
    }
    named = {name for entries in rules.values() for rule in entries for name in (*rule.needs, *rule.unless)}
    wrong = sorted(named - groups.keys()) + sorted(
        name for name, terms in groups.items() if not terms or not all(terms)
    )
    if wrong:
        raise BadWords(f"{path.name}: group {wrong[0]} is missing or empty")
    sets = {
        name: frozenset(token for word in words for token in tokens(str(word)))
        for name, words in raw["sets"].items()
    }
    known = frozenset(token for word in raw["known"] for token in tokens(str(word)))
    return WordList(
        path.stem,
        groups,
        rules,
        known,
        sets,
        {tokens(word)[0]: int(number) for word, number in raw["numbers"].items()},
    )


def term(written: str) -> tuple[str, ...]:
    """Return a term of a word list as tokens; the last may end in `*`."""
    words = tokens(written.replace("*", ""))
    return (*words[:-1], words[-1] + "*") if written.endswith("*") else words


class Recogniser:
    """Says which of a language's intents a text carries."""

    def __init__(self, words: WordList, *, mistyped: bool = True) -> None:
        self._words = words
        self._takes_errors = mistyped
        self._exact: set[str] = set()
        self._stems: set[str] = set()
        self._typos: dict[str, set[str]] = {}
        self._meant = lru_cache(maxsize=4096)(self._meanings)
        self._starting: dict[str, list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
        for group, terms in words.groups.items():
            for term in terms:
                self._starting[term[0]].append((group, term))
        for word in {word for terms in words.groups.values() for term in terms for word in term}:
            self._learn(word)

    def _learn(self, word: str) -> None:
        plain = word.removesuffix("*")
        (self._stems if word.endswith("*") else self._exact).add(plain)
        if self._takes_errors and _may_be_mistyped(plain):
            for shorter in _deletions(plain):
                self._typos.setdefault(shorter, set()).add(word)

    def intents(self, text: str) -> tuple[str, ...]:
        """Return every intent whose rule the text meets, in the order of the file."""
        meant = [self._meant(token) for token in tokens(text)]
        places = self._places(meant)
        return tuple(
            intent
            for intent, rules in self._words.rules.items()
            if any(_meets(rule, places) for rule in rules)
        )

    def places(self, text: str) -> dict[str, tuple[tuple[int, int], ...]]:
        """Return for each group where its terms stand in a text, counted in tokens."""
        return self._places([self._meant(token) for token in tokens(text)])

    def _places(self, meant: Sequence[frozenset[str]]) -> dict[str, tuple[tuple[int, int], ...]]:
        """Return for each group where its terms stand: first and last word."""
        found: dict[str, list[tuple[int, int]]] = {name: [] for name in self._words.groups}
        for place, words in enumerate(meant):
            for group, term in (entry for word in words for entry in self._starting.get(word, ())):
                end = place + len(term)
                if end <= len(meant) and all(
                    word in meanings for word, meanings in zip(term, meant[place:end], strict=True)
                ):
                    found[group].append((place, end - 1))
        return {name: tuple(spans) for name, spans in found.items()}

    def _meanings(self, token: str) -> frozenset[str]:
        forms = _arabic_forms(token) if _ARABIC.search(token) else (token,)
        found = {form for form in forms if form in self._exact}
        found |= {
            f"{form[:size]}*"
            for form in forms
            for size in range(2, len(form) + 1)
            if form[:size] in self._stems
        }
        if found or any(form in self._words.known for form in forms) or token.isdigit():
            return frozenset(found)
        return frozenset(self._nearly(forms))

    def _nearly(self, forms: Iterable[str]) -> set[str]:
        found: set[str] = set()
        for form in forms:
            for shorter in _deletions(form) if _MAY_HAVE_ERROR - 1 <= len(form) <= _LONGEST else ():
                for word in self._typos.get(shorter, ()):
                    plain = word.removesuffix("*")
                    heads = (
                        {form, form[: len(plain)], form[: len(plain) + 1]} if word.endswith("*") else {form}
                    )
                    if any(_close(head, plain) for head in heads):
                        found.add(word)
        return found


def _may_be_mistyped(word: str) -> bool:
    return len(word) >= _MAY_HAVE_ERROR and not word.isdigit()


def _deletions(word: str) -> set[str]:
    return {word, *(word[:place] + word[place + 1 :] for place in range(len(word)))}


def _close(typed: str, meant: str) -> bool:
    """Say whether a word is another one with one letter added, left out, changed or swapped with the next."""
    if abs(len(typed) - len(meant)) > 1 or (typed[0] != meant[0] and typed[1:2] != meant[1:2]):
        return False
    before: list[int] = []
    row = list(range(len(meant) + 1))
    for i, left in enumerate(typed, start=1):
        before_that, before, row = before, row, [i]
        for j, right in enumerate(meant, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (left != right))
            if i > 1 and j > 1 and left == meant[j - 2] and typed[i - 2] == right:
                cost = min(cost, before_that[j - 2] + 1)
            row.append(cost)
    return row[-1] <= 1


@lru_cache(maxsize=4096)
def _arabic_forms(token: str) -> tuple[str, ...]:
    """Return the word and what is left of it without the particles and pronouns that Arabic writes onto it."""
    forms = [token]
    for before, after in product(_ARABIC_BEFORE, _ARABIC_AFTER):
        if token.startswith(before) and token.endswith(after):
            stem = token[len(before) : len(token) - len(after)]
            short = before in {"و", "ف"} and not after and stem in _ARABIC_NOT
            if (len(stem) >= 3 or short) and stem not in forms:  # noqa: PLR2004 an Arabic root has three letters
                forms.append(stem)
    return tuple(forms)


def _meets(rule: Rule, places: Mapping[str, tuple[tuple[int, int], ...]]) -> bool:
    if any(places[name] for name in rule.unless) or not all(places[name] for name in rule.needs):
        return False
    return any(
        _reaches(anchor, [places[name] for name in rule.needs[1:]], rule.within)
        for anchor in places[rule.needs[0]]
    )


def _reaches(anchor: tuple[int, int], others: Sequence[tuple[tuple[int, int], ...]], within: int) -> bool:
    return all(
        any(max(anchor[0] - end, start - anchor[1], 0) <= within for start, end in places)
        for places in others
    )


@cache
def recogniser(language: str) -> Recogniser:
    """Return the recogniser of a language, built once."""
    return Recogniser(word_list(language))


def intents(text: str, preferred: Sequence[str] = ()) -> dict[str, str]:
    """Return every intent found in any language, with the language whose list found it; preferred languages first."""
    found: dict[str, str] = {}
    for language in dict.fromkeys((*(code for code in preferred if code in languages()), *languages())):
        for intent in recogniser(language).intents(text):
            found.setdefault(intent, language)
    return found
