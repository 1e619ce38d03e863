"""A translation part by part: which part of the Dutch each was made from, and whether that Dutch is still the same.

The parts of a text are its title, its summary, its headings and its paragraphs. A translation names the Dutch part that each of
its own was made from by a hash of the words (`of` in its front matter): a part whose Dutch changed is known, the others stay.
"""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby
from typing import Any

from knowledge import exact
from knowledge.content import ArticleText, Sentence
from knowledge.parts import By, PartKind, Standing
from knowledge.vocabulary import SOURCE

Facts = Callable[[str, str], Counter[str]]

_LENGTH = 12
_MADE = re.compile(rf"(?P<of>[0-9a-f]{{{_LENGTH}}})(?: (?P<by>{'|'.join(by for by in By if by)}))?")


class Misfit(StrEnum):
    """Why a translation cannot stand for a Dutch part."""

    SENTENCES = "sentences"
    MARKS = "marks"
    FACTS = "facts"


@dataclass(frozen=True)
class Unit:
    """One part of a text as it stands: its lines, and for a paragraph their list marks and the first sentence's number."""

    kind: PartKind
    lines: tuple[str, ...]
    marks: tuple[str, ...] = ()
    first: int = 0

    @property
    def hash(self) -> str:
        """Return the name of what this part says; spaces and ways of writing an accent do not count."""
        marks = self.marks or ("",) * len(self.lines)
        said = [self.kind.value, *(f"{mark}|{line}" for mark, line in zip(marks, self.lines, strict=True))]
        return hashlib.sha256("\n".join(map(_plain, said)).encode()).hexdigest()[:_LENGTH]


@dataclass(frozen=True)
class Made:
    """What a part of a translation was made from (None: it is the Dutch itself, not translated yet), and by whom."""

    of: str | None
    by: By = By.PERSON

    def written(self) -> str | None:
        """Return it as front matter has it."""
        return f"{self.of} {self.by}".strip() if self.of else None


@dataclass(frozen=True)
class Pair:
    """A Dutch part with the part of a translation that belongs to it, if there is one.

    `standing` is about the Dutch words alone; `shown` is what readers get.
    """

    dutch: Unit
    standing: Standing
    translated: Unit | None = None
    made: Made = Made(None)

    def shown(self, language: str) -> Standing:
        """Return how it stands for readers: an older translation with other figures or sentences gives way to the Dutch."""
        if self.translated is None:
            return Standing.MISSING
        if self.standing is Standing.CHANGED and misfit(self.dutch, self.translated, language):
            return Standing.MISSING
        return self.standing


def units(title: str, summary: str, sentences: Sequence[Sentence]) -> tuple[Unit, ...]:
    """Divide a text into its parts, in order."""
    return tuple(_units(title, summary, sentences))


def units_of(text: ArticleText) -> tuple[Unit, ...]:
    """Divide an article into its parts."""
    return units(text.title, text.summary, text.sentences)


def _units(title: str, summary: str, sentences: Sequence[Sentence]) -> Iterator[Unit]:
    yield Unit(PartKind.TITLE, (title,))
    yield Unit(PartKind.SUMMARY, (summary,))
    heading = None
    for (under, _), group in groupby(sentences, key=lambda sentence: (sentence.heading, sentence.paragraph)):
        if under != heading:
            heading = under
            yield Unit(PartKind.HEADING, (under,))
        together = list(group)
        yield Unit(
            PartKind.PARAGRAPH,
            tuple(sentence.text for sentence in together),
            tuple(sentence.list_mark for sentence in together),
            together[0].index,
        )


def divided_as(
    dutch: Sequence[Unit], title: str, summary: str, sentences: Sequence[Sentence]
) -> tuple[Unit, ...]:
    """Divide a translation that fits its Dutch text sentence by sentence, wherever its own empty lines stand."""
    headings = iter(dict.fromkeys(sentence.heading for sentence in sentences))
    found = []
    for unit in dutch:
        match unit.kind:
            case PartKind.TITLE:
                found.append(Unit(unit.kind, (title,)))
            case PartKind.SUMMARY:
                found.append(Unit(unit.kind, (summary,)))
            case PartKind.HEADING:
                found.append(Unit(unit.kind, (next(headings),)))
            case PartKind.PARAGRAPH:
                own = sentences[unit.first : unit.first + len(unit.lines)]
                found.append(
                    Unit(
                        unit.kind,
                        tuple(sentence.text for sentence in own),
                        tuple(sentence.list_mark for sentence in own),
                        unit.first,
                    )
                )
    return tuple(found)


def read_made(value: Any) -> tuple[Made, ...] | None:
    """Read `of` of a front matter; None when it is not what `Made.written` writes."""
    if not isinstance(value, list):
        return None
    found = []
    for entry in value:
        match = _MADE.fullmatch(entry) if isinstance(entry, str) else None
        if match is None and entry is not None:
            return None
        found.append(Made(match["of"], By(match["by"] or "")) if match else Made(None))
    return tuple(found)


def made_from(dutch: Iterable[Unit], by: By = By.PERSON) -> tuple[Made, ...]:
    """Say that every part was made from the Dutch part beside it."""
    return tuple(Made(unit.hash, by) for unit in dutch)


def pairs(dutch: Sequence[Unit], translated: Sequence[Unit], made: Sequence[Made]) -> tuple[Pair, ...]:
    """Find the translation of every Dutch part: of the same words wherever it stands, else the one in its place.

    A part is in the place of another when as many parts, of the same kinds, stand between two that did not change.
    """
    same, older = matched(dutch, translated, [one.of or "" for one in made])
    found = []
    for number, unit in enumerate(dutch):
        position = same.get(number, older.get(number))
        if position is None or made[position].of is None:
            found.append(Pair(unit, Standing.MISSING))
        else:
            standing = Standing.CURRENT if number in same else Standing.CHANGED
            found.append(Pair(unit, standing, translated[position], made[position]))
    return tuple(found)


def matched(
    here: Sequence[Unit], there: Sequence[Unit], names: Sequence[str]
) -> tuple[dict[int, int], dict[int, int]]:
    """Find for the parts here those there that bear their hash as a name, and those that stand in the place of others; by number."""
    hashes = [unit.hash for unit in here]
    same: dict[int, int] = {}
    gaps: list[tuple[range, range]] = []
    for tag, first, last, start, stop in _opcodes(hashes, list(names)):
        if tag == "equal":
            same |= dict(zip(range(first, last), range(start, stop), strict=True))
        elif tag == "replace":
            gaps.append((range(first, last), range(start, stop)))
    same |= _moved(hashes, names, same)
    older: dict[int, int] = {}
    for near, far in gaps:
        free = [number for number in near if number not in same]
        left = [position for position in far if position not in set(same.values())]
        if [here[number].kind for number in free] == [there[position].kind for position in left]:
            older |= dict(zip(free, left, strict=True))
    return same, older


def _opcodes(here: list[str], there: list[str]) -> Iterator[tuple[str, int, int, int, int]]:
    """Compare as difflib does, beginning and end first: the same paragraph may stand in a text twice."""
    most = min(len(here), len(there))
    head = next((step for step in range(most) if here[step] != there[step]), most)
    tail = next((step for step in range(most - head) if here[-1 - step] != there[-1 - step]), most - head)
    middle, other = here[head : len(here) - tail], there[head : len(there) - tail]
    yield "equal", 0, head, 0, head
    for tag, first, last, start, stop in SequenceMatcher(a=middle, b=other, autojunk=False).get_opcodes():
        yield tag, first + head, last + head, start + head, stop + head
    yield "equal", len(here) - tail, len(here), len(there) - tail, len(there)


def _moved(hashes: Sequence[str], names: Sequence[str], found: dict[int, int]) -> dict[int, int]:
    """Find parts that stand elsewhere now, with the words they had."""
    taken = set(found.values())
    free: dict[str, list[int]] = {}
    for position, name in enumerate(names):
        if name and position not in taken:
            free.setdefault(name, []).append(position)
    return {
        number: free[name].pop(0)
        for number, name in enumerate(hashes)
        if number not in found and free.get(name)
    }


def misfit(dutch: Unit, translated: Unit, language: str, facts: Facts = exact.facts) -> Misfit | None:
    """Return why a translation cannot stand for a Dutch part; None when it can. `facts` are what both must have alike."""
    if len(dutch.lines) != len(translated.lines):
        return Misfit.SENTENCES
    if dutch.marks != translated.marks:
        return Misfit.MARKS
    if any(
        facts(line, SOURCE) != facts(other, language)
        for line, other in zip(dutch.lines, translated.lines, strict=True)
    ):
        return Misfit.FACTS
    return None


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
