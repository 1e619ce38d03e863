"""A translation against the Dutch text of today: what of it readers get, and where the Dutch stands in its place; and its file."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date as Day  # noqa: N812 as in `content`
from itertools import zip_longest
from typing import Any

import yaml

from knowledge import checks, paragraphs
from knowledge.content import ArticleText, Sentence
from knowledge.errors import BadArticle
from knowledge.markup import Document, Problem, read_document, read_front
from knowledge.paragraphs import Made, Pair, Unit
from knowledge.parts import By, Part, PartKind, Standing

Taken = tuple[tuple[Unit, ...], tuple[Made, ...]]


def read(
    document: Document,
    *,
    language: str,
    version: str,
    original: ArticleText,
    place: str,
    made_from: ArticleText | None = None,
) -> tuple[ArticleText | None, list[Problem]]:
    """Put a translation beside the Dutch text of today, and list everything wrong with it.

    `made_from` is the Dutch text that a translation without `of` was made from, when that is not the one of today.
    """
    taken, problems = take_apart(document, original=made_from or original, place=place)
    if any(not problem.warning for problem in problems):
        return None, problems
    paired = paragraphs.pairs(paragraphs.units_of(original), *taken)
    problems += _unfit(paired, language, place)
    older = sum(pair.standing is not Standing.CURRENT for pair in paired)
    if older:
        reason = f"{older} of {len(paired)} parts are not of the Dutch text as it is now"
        problems.append(Problem(place, reason, warning=True))
    if any(not problem.warning for problem in problems):
        return None, problems
    if all(
        pair.shown(language) is Standing.MISSING for pair in paired if pair.dutch.kind is PartKind.PARAGRAPH
    ):
        return None, [*problems, Problem(place, "no paragraph of it fits the Dutch text")]
    return _text(document.front, paired, language, version, original), problems


def take_apart(document: Document, *, original: ArticleText, place: str) -> tuple[Taken, list[Problem]]:
    """Divide a translation into parts with what each was made from: as its `of` says, else all of them from `original`."""
    front = document.front
    title, summary = str(front.get("title")), str(front.get("summary"))
    if front.get("of") is None:
        problems = checks.against_original(document, original, place)
        if problems:
            return ((), ()), problems
        dutch = paragraphs.units_of(original)
        by = By.REVIEWED if front.get("reviewed") is True else By.PERSON
        own = paragraphs.divided_as(dutch, title, summary, document.sentences)
        return (own, paragraphs.made_from(dutch, by)), []
    own = paragraphs.units(title, summary, document.sentences)
    made = paragraphs.read_made(front["of"])
    if made is None:
        reason = "must be null, or for each part the 12 signs of its Dutch part (null: not translated)"
        return ((), ()), [Problem(f"{place} (of)", reason)]
    if len(made) != len(own):
        return ((), ()), [Problem(f"{place} (of)", f"has {len(made)} parts, the text {len(own)}")]
    return (own, made), []


def says_itself(content: str) -> bool:
    """Say whether the text of a translation names itself what each of its parts was made from."""
    return read_front(content).get("of") is not None


def _unfit(paired: Sequence[Pair], language: str, place: str) -> Iterator[Problem]:
    """List what says that it is made from today's Dutch and cannot be."""
    for number, pair in enumerate(paired, start=1):
        if pair.standing is Standing.CURRENT and pair.translated is not None:
            wrong = paragraphs.misfit(pair.dutch, pair.translated, language, _figures)
            if wrong is not None:
                words = " ".join(pair.translated.lines)[:40]
                yield Problem(f"{place} (part {number})", f"other {wrong} than the Dutch: {words!r}")


def _figures(text: str, _language: str) -> Counter[str]:
    return checks.numbers(text)


def _text(
    front: dict[str, Any], paired: Sequence[Pair], language: str, version: str, original: ArticleText
) -> ArticleText:
    parts = tuple(_part(pair, language) for pair in paired)
    shown = [
        pair.translated if pair.translated and part.standing is not Standing.MISSING else pair.dutch
        for pair, part in zip(paired, parts, strict=True)
    ]
    translated = [part for part in parts if part.standing is not Standing.MISSING]
    return replace(
        original,
        language=language,
        version=version,
        title=_line(shown, PartKind.TITLE),
        summary=_line(shown, PartKind.SUMMARY),
        questions=tuple(str(question) for question in front.get("questions") or ()),
        asked=(),
        sentences=tuple(_sentences(shown, original.sentences)),
        reviewed=all(part.by is By.REVIEWED for part in translated),
        original_version=original.version,
        parts=parts,
    )


def _part(pair: Pair, language: str) -> Part:
    standing = pair.shown(language)
    count = len(pair.dutch.lines) if pair.dutch.kind is PartKind.PARAGRAPH else 0
    by = pair.made.by if standing is not Standing.MISSING else By.PERSON
    return Part(pair.dutch.kind, standing, by, pair.dutch.first, pair.dutch.first + count)


def _line(shown: Sequence[Unit], kind: PartKind) -> str:
    return next(unit.lines[0] for unit in shown if unit.kind is kind)


def _sentences(shown: Sequence[Unit], dutch: Sequence[Sentence]) -> Iterator[Sentence]:
    """Give the Dutch sentences other words; all else they have stays."""
    heading, number = "", 0
    for unit in shown:
        if unit.kind is PartKind.HEADING:
            heading = unit.lines[0]
        if unit.kind is PartKind.PARAGRAPH:
            for line in unit.lines:
                yield replace(dutch[number], text=line, heading=heading)
                number += 1


def render(
    parts: Sequence[tuple[Unit, Made]], *, questions: Sequence[str], translated_on: Day, place: str
) -> str:
    """Write a translation as a file, with what every part was made from.

    Raises:
        BadArticle: a part is written in a way that would be read as something else.
    """
    own = [unit for unit, _ in parts]
    made = [one for _, one in parts]
    front = {
        "title": _line(own, PartKind.TITLE),
        "summary": _line(own, PartKind.SUMMARY),
        "questions": list(questions),
        "translated_on": translated_on,
        "reviewed": all(one.by is By.REVIEWED for one in made if one.of),
        "of": [one.written() for one in made],
    }
    fields = yaml.safe_dump(front, allow_unicode=True, sort_keys=False, width=10_000)
    content = f"---\n{fields}---\n" + "\n".join(_body(own)) + "\n"
    again = read_document(content, place)
    read_back = paragraphs.units(str(front["title"]), str(front["summary"]), again.sentences)
    for problem in again.problems:
        raise BadArticle(problem.place, problem.reason)
    for unit, as_read in zip_longest(own, read_back):
        if unit is None or as_read is None or unit.hash != as_read.hash:
            raise BadArticle(place, f"cannot stand on a line of its own: {(unit or as_read).lines[0][:40]!r}")
    return content


def _body(own: Sequence[Unit]) -> Iterator[str]:
    before: PartKind | None = None
    for unit in own:
        if unit.kind is PartKind.HEADING:
            yield from ("", f"## {unit.lines[0]}") if before else (f"## {unit.lines[0]}",)
        elif unit.kind is PartKind.PARAGRAPH:
            if before is PartKind.PARAGRAPH:
                yield ""
            yield from (
                f"{mark} {line}" if mark else line for mark, line in zip(unit.marks, unit.lines, strict=True)
            )
        else:
            continue
        before = unit.kind
