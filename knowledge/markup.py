"""The body of an article file: one sentence a line, `## Heading`, lists, footnote marks, marks of scope. And its front matter."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import yaml

from knowledge import scope_marks, yaml_text
from knowledge.content import Sentence
from knowledge.scope import Scope

_FENCE = "---"
_HEADING = re.compile(r"## +(?P<heading>\S.*)")
_ITEM = re.compile(r"(?P<mark>-|\d{1,2}\.) +(?P<text>\S.*)")
_MARKS = re.compile(r"(?:\[\^\d{1,3}\])+(?=[.!?]?$)", re.MULTILINE)
_MARK = re.compile(r"\[\^(\d{1,3})\]")
_FORBIDDEN = re.compile(r"^#|<[a-zA-Z/!]|!\[|\]\(|^\||^>")


@dataclass(frozen=True)
class Problem:
    """Something wrong with an article: `place` is file and line or field. A warning does not stop a load."""

    place: str
    reason: str
    warning: bool = False

    def __str__(self) -> str:
        """Say it on one line."""
        return f"{self.place}: {'warning: ' if self.warning else ''}{self.reason}"


@dataclass(frozen=True)
class Document:
    """A file taken apart; `lines` gives the line number of each sentence in the file."""

    front: dict[str, Any]
    sentences: tuple[Sentence, ...]
    lines: tuple[int, ...]
    problems: tuple[Problem, ...]

    @property
    def headings(self) -> tuple[tuple[str, int], ...]:
        """Return each heading with its number of sentences, in order."""
        counts: dict[str, int] = {}
        for sentence in self.sentences:
            counts[sentence.heading] = counts.get(sentence.heading, 0) + 1
        return tuple(counts.items())


def read_document(text: str, place: str) -> Document:
    """Take a file's text apart; what is wrong with it stands in `problems`."""
    lines, end = _lines(text)
    front = _front(lines[:end], place)
    if isinstance(front, Problem):
        return Document({}, (), (), (front,))
    problems: list[Problem] = []
    found = list(_sentences(lines[end + 1 :], end + 2, place, problems))
    return Document(front, tuple(s for _, s in found), tuple(n for n, _ in found), tuple(problems))


def read_front(text: str) -> dict[str, Any]:
    """Return the front matter of a file's text alone: a fraction of the work; empty when it cannot be read."""
    lines, end = _lines(text)
    front = _front(lines[:end], "")
    return {} if isinstance(front, Problem) else front


def _lines(text: str) -> tuple[list[str], int]:
    """Return a text's lines, and the number of the one that ends the front matter; 0 without front matter."""
    lines = text.removeprefix("\ufeff").splitlines()
    if not lines or lines[0].rstrip() != _FENCE:
        return lines, 0
    return lines, next((number for number, line in enumerate(lines) if number and line.rstrip() == _FENCE), 0)


def _front(lines: list[str], place: str) -> dict[str, Any] | Problem:
    """Read front matter with the fence above it, or say what is wrong with it."""
    if not lines:
        return Problem(place, "no front matter between two lines of ---")
    try:
        front = yaml_text.read("\n".join(lines[1:]))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{place}:{mark.line + 2}" if mark else place
        return Problem(where, f"front matter is not YAML: {getattr(error, 'problem', error)}")
    return front if isinstance(front, dict) else Problem(place, "front matter has no fields")


def _sentences(
    lines: list[str], first: int, place: str, problems: list[Problem]
) -> Iterator[tuple[int, Sentence]]:
    heading, paragraph, index, gap = "", 0, 0, False
    section = Scope()
    seen: set[str] = set()
    for number, raw in enumerate(lines, start=first):
        line, mark = scope_marks.split(raw.strip())
        scope, wrong = scope_marks.read(mark)
        problems += [Problem(f"{place}:{number}", reason) for reason in wrong]
        if not line:
            gap = True
        elif match := _HEADING.fullmatch(line):
            heading, section = match["heading"], scope
            if heading in seen:
                problems.append(Problem(f"{place}:{number}", "the same heading stands twice"))
            seen.add(heading)
            paragraph, gap = paragraph + 1, False
        elif _FORBIDDEN.search(line):
            problems.append(
                Problem(
                    f"{place}:{number}", "only `## Heading`, sentences and lists: no link, image, table, HTML"
                )
            )
        elif not heading:
            problems.append(Problem(f"{place}:{number}", "a sentence stands before the first heading"))
        else:
            paragraph, gap = paragraph + int(gap), False
            yield number, replace(_sentence(line, index, heading, paragraph), scope=section.narrowed(scope))
            index += 1
    if not index:
        problems.append(Problem(place, "no sentences"))


def without_marks(text: str) -> str:
    """Return a text without its footnote marks, which stand in Dutch alone."""
    return _MARKS.sub("", text)


def _sentence(line: str, index: int, heading: str, paragraph: int) -> Sentence:
    item = _ITEM.fullmatch(line)
    text = item["text"] if item else line
    marks = _MARKS.search(text)
    sources = tuple(int(number) for number in _MARK.findall(marks[0])) if marks else ()
    return Sentence(
        index, without_marks(text).strip(), heading, paragraph, item["mark"] if item else "", sources
    )
