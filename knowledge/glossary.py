"""The glossary: words of law in plain Dutch, what people call them, and the same in the languages people write in.

One file per letter in `knowledge/terms`. Read by the word list of the portal, the marks in articles, the checks of
translations, and search.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date as Day  # noqa: N812 a source has a field of that name
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from knowledge import yaml_text
from knowledge.checks import numbers
from knowledge.errors import BadGlossary
from knowledge.markup import Problem
from knowledge.vocabulary import SOURCE
from knowledge.words import count, plain

FOLDER = Path(__file__).parent / "terms"
LANGUAGES = (SOURCE, "en", "fr", "ar", "tr", "uk", "es")
LONGEST = 200  # characters of an explanation: it is read in a small box on a phone
MOST_SENTENCES = 2
LONGEST_SENTENCE = 20  # words of plain Dutch
_SHORTEST_PART = 3
_MOST_ALIKE, _ALIKE = 5, 0.75

Text = Annotated[str, Field(min_length=1)]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class TermSource(_Frozen):
    """Where the explanation of a term comes from."""

    title: Text
    publisher: Text
    url: str | None
    date: str | None
    consulted_on: Day

    @field_validator("date", mode="before")
    @classmethod
    def _as_text(cls, value: Any) -> Any:
        return value.isoformat() if isinstance(value, Day) else value


class Wording(_Frozen):
    """A term in one language: what it means, and the words people use for it."""

    explanation: Text
    words: tuple[Text, ...] = Field(min_length=1)
    reviewed: bool = True


class Term(_Frozen):
    """A term of law. `also` are its other right names and abbreviations, `variants` other spellings and typing errors."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    term: Text
    also: tuple[Text, ...] = ()
    variants: tuple[Text, ...] = ()
    languages: Mapping[str, Wording]
    articles: tuple[Text, ...] = Field(min_length=1)
    source: TermSource

    @property
    def names(self) -> tuple[str, ...]:
        """Return what a Dutch text may call it."""
        return (self.term, *self.also)

    def wording(self, language: str) -> Wording:
        """Return the term in a language; in Dutch where there is no other."""
        return self.languages.get(language) or self.languages[SOURCE]

    def called(self, language: str) -> tuple[str, ...]:
        """Return everything people may type for it in a language, its Dutch names and misspellings in Dutch."""
        own = self.languages[language].words if language in self.languages else ()
        return (*self.names, *self.variants, *own) if language == SOURCE else own


def examine(folder: Path, slugs: Sequence[str] | frozenset[str]) -> tuple[tuple[Term, ...], list[Problem]]:
    """Read every term in a folder and list everything wrong with any of them; `slugs` are the articles there are."""
    terms: list[Term] = []
    problems: list[Problem] = []
    for file in sorted(folder.glob("*.yaml")):
        found, wrong = _read(file)
        terms += found
        problems += wrong
        problems += [
            Problem(f"{file.name} ({term.id})", f"belongs in {term.id[0]}.yaml")
            for term in found
            if term.id[0] != file.stem
        ]
    if not terms:
        problems.append(Problem(str(folder), "no terms"))
    for term in terms:
        problems += [Problem(f"terms ({term.id})", reason) for reason in _wrong(term, slugs)]
    return tuple(terms), [*problems, *_twice(terms)]


def folded(word: str) -> str:
    """Return a word as aliases are kept: without case, accents and marks, but F+ is not F."""
    return plain(word.replace("+", " plus "))


@cache
def load() -> tuple[Term, ...]:
    """Return the packaged terms, by their Dutch name.

    Raises:
        BadGlossary: a file is broken; the first thing that is wrong with it.
    """
    terms: list[Term] = []
    for file in sorted(FOLDER.glob("*.yaml")):
        found, problems = _read(file)
        for problem in problems:
            raise BadGlossary(problem.place, problem.reason)
        terms += found
    return tuple(sorted(terms, key=lambda term: plain(term.term)))


def _read(file: Path) -> tuple[list[Term], list[Problem]]:
    try:
        raw = yaml_text.read(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        return [], [Problem(file.name, f"cannot be read: {error}")]
    if not isinstance(raw, list):
        return [], [Problem(file.name, "must be a list of terms")]
    terms, problems = [], []
    for position, fields in enumerate(raw, start=1):
        name = fields.get("id", position) if isinstance(fields, dict) else position
        try:
            terms.append(Term.model_validate(fields))
        except ValidationError as error:
            problems += [
                Problem(
                    f"{file.name} ({name})", f"{'.'.join(str(part) for part in wrong['loc'])}: {wrong['msg']}"
                )
                for wrong in error.errors()
            ]
    return terms, problems


def _wrong(term: Term, slugs: Sequence[str] | frozenset[str]) -> Iterator[str]:
    yield from (f"no article {slug!r}" for slug in term.articles if slug not in slugs)
    yield from (f"{language}: missing" for language in LANGUAGES if language not in term.languages)
    yield from (f"{language}: unknown language" for language in term.languages if language not in LANGUAGES)
    if SOURCE not in term.languages:
        return
    dutch = term.languages[SOURCE].explanation
    sentences = [sentence for sentence in dutch.replace("? ", ". ").split(". ") if sentence]
    if len(sentences) > MOST_SENTENCES:
        yield f"the explanation has {len(sentences)} sentences"
    yield from (
        f"{count(sentence)} words in one sentence"
        for sentence in sentences
        if count(sentence) > LONGEST_SENTENCE
    )
    for language, wording in term.languages.items():
        if len(wording.explanation) > LONGEST:
            yield f"{language}: the explanation has {len(wording.explanation)} characters"
        if numbers(wording.explanation) != numbers(dutch):
            yield f"{language}: other figures than in Dutch"


def _twice(terms: Sequence[Term]) -> Iterator[Problem]:
    for name, times in Counter(term.id for term in terms).items():
        if times > 1:
            yield Problem(f"terms ({name})", "the id stands twice")
    for language in LANGUAGES:
        owners: dict[str, set[str]] = {}
        for term in terms:
            for word in term.called(language):
                owners.setdefault(folded(word), set()).add(term.id)
        for word, ids in owners.items():
            if len(ids) > 1 or not word:
                yield Problem(f"terms ({language})", f"{word!r} leads to {', '.join(sorted(ids))}")


def find(asked: str) -> tuple[Term, ...]:
    """Return the terms that somebody means by a word in any language, the surest first; all of them for no word.

    Where nothing holds the word, what is written almost like it is taken.
    """
    wanted = folded(asked)
    if not wanted:
        return load()
    called = _called()
    scores = {word: score for word in called if (score := _fit(wanted, word))}
    if not scores:
        scores = dict.fromkeys(get_close_matches(wanted, called, n=_MOST_ALIKE, cutoff=_ALIKE), 1)
    best: dict[str, int] = {}
    for word, score in scores.items():
        for term in called[word]:
            best[term.id] = max(best.get(term.id, 0), score)
    return tuple(sorted((term for term in load() if term.id in best), key=lambda term: -best[term.id]))


def _fit(wanted: str, word: str) -> int:
    if wanted == word:
        return 3
    if f" {word} ".find(f" {wanted} ") >= 0:
        return 2
    return int(len(wanted) >= _SHORTEST_PART and wanted in word)


@cache
def _called() -> Mapping[str, tuple[Term, ...]]:
    found: dict[str, list[Term]] = {}
    for term in load():
        for word in {folded(word) for language in LANGUAGES for word in (term.term, *term.called(language))}:
            found.setdefault(word, []).append(term)
    return {word: tuple(terms) for word, terms in found.items()}
