"""What the knowledge base is made of, as values: articles, sentences, passages. No files, no tables, no models."""

from dataclasses import dataclass, field
from datetime import date as Day  # noqa: N812 a source has a field of that name
from functools import cached_property

from knowledge.parts import By, Part, Standing
from knowledge.scope import Scope


@dataclass(frozen=True)
class Source:
    """Where a fact comes from. At least one of `date` (published) and `consulted_on` is known."""

    number: int
    title: str
    publisher: str
    url: str | None
    date: str | None
    consulted_on: Day | None


@dataclass(frozen=True)
class Sentence:
    """One sentence of an article: `index` counts through the whole body, headings left out; `scope` is for whom it holds."""

    index: int
    text: str
    heading: str
    paragraph: int
    list_mark: str = ""
    sources: tuple[int, ...] = ()
    scope: Scope = field(default=Scope())


@dataclass(frozen=True)
class Question:
    """A question that an article answers, as somebody would ask it."""

    language: str
    text: str


@dataclass(frozen=True)
class ArticleText:
    """One article in one language. Sentence `i` of a translation translates sentence `i` of the Dutch text.

    `version` names the stored text: its SHA-256 when read from a file, the row's id when read from the database.
    `questions` are in the text's own language; `asked` are questions in any language, kept with the Dutch text.
    Rules and sources (everything below `questions`) come from the Dutch file; a translation shares them. `parts` say of a
    translation which of it is still as the Dutch is; where there is none, the Dutch sentence itself stands there.
    """

    slug: str
    language: str
    version: str
    title: str
    summary: str
    sentences: tuple[Sentence, ...]
    questions: tuple[str, ...] = ()
    asked: tuple[Question, ...] = ()
    topic: str = ""
    audience: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    valid_from: Day | None = None
    valid_to: Day | None = None
    checked_on: Day | None = None
    next_check_on: Day | None = None
    sources: tuple[Source, ...] = ()
    related: tuple[str, ...] = ()
    reviewed: bool = True
    original_version: str | None = None
    parts: tuple[Part, ...] = ()

    @property
    def has_machine_parts(self) -> bool:
        """Say whether a machine wrote some of it that no person checked."""
        return any(part.by is By.MACHINE for part in self.parts)

    @property
    def has_older_parts(self) -> bool:
        """Say whether the Dutch of some of it changed since it was translated."""
        return any(part.standing is not Standing.CURRENT for part in self.parts)

    def part_of(self, sentence: int) -> Part | None:
        """Return the part of a translation that a sentence stands in; None in Dutch."""
        return next((part for part in self.parts if part.first <= sentence < part.stop), None)

    @cached_property
    def searched_questions(self) -> tuple[Question, ...]:
        """Return the questions that lead to this text, each once."""
        own = (Question(self.language, text) for text in self.questions)
        return tuple(dict.fromkeys((*own, *self.asked)))


def is_overdue(next_check_on: Day | None, *, on: Day) -> bool:
    """Say whether a text had to be compared with its sources before this day, and was not."""
    return next_check_on is not None and next_check_on < on


@dataclass(frozen=True)
class Passage:
    """A few sentences that stand together under one heading: what is embedded, indexed and found."""

    id: str
    slug: str
    language: str
    version: str
    title: str
    heading: str
    sentences: tuple[Sentence, ...]
    questions: tuple[str, ...] = field(default=())

    @property
    def text(self) -> str:
        """Return the sentences as one text."""
        return " ".join(sentence.text for sentence in self.sentences)


@dataclass(frozen=True)
class FoundPassage:
    """A passage that was found for a question; `score` is 0..1 and comparable between questions."""

    passage: Passage
    score: float
    dense: float = 0.0
    words: float = 0.0


@dataclass(frozen=True)
class Quote:
    """A sentence quoted verbatim from a stored text, with the Dutch sentence when it is a translation."""

    slug: str
    language: str
    version: str
    title: str
    sentence: Sentence
    score: float
    original: Sentence | None = None
    original_version: str | None = None
