"""What must hold for an article before anybody may quote it."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from knowledge import hostile
from knowledge.content import ArticleText
from knowledge.markup import Document, Problem
from knowledge.vocabulary import AUDIENCES, LANGUAGES, REGIONS, SOURCE, TOPICS

LONGEST_SENTENCE = 20  # words of plain Dutch; longer is a warning
LONGEST_SUMMARY = 200
DRAFT = "draft"  # what an imported page says of itself in the field `status`
_DUTCH_FIELDS = frozenset(
    {
        "title",
        "summary",
        "topic",
        "audience",
        "region",
        "valid_from",
        "valid_to",
        "checked_on",
        "next_check",
        "sources",
        "related",
        "questions",
    }
)
_TRANSLATED_FIELDS = frozenset({"title", "summary", "questions", "translated_on", "reviewed", "of"})
_SOURCE_FIELDS = frozenset({"number", "title", "publisher", "url", "date", "consulted_on"})
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_PUBLISHED = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
# Digits glued to a letter before them (A2, NT2) are names: a translation may write the name out.
_NUMBER = re.compile(r"(?<![^\W_])\d+")
_DIGIT = re.compile(r"\d")
_OTHER_DIGIT = re.compile(r"(?![0-9])\d")
_THOUSANDS = re.compile(r"(?<=\d)[.,\u00a0\u202f ](?=\d{3}(?!\d))")


def numbers(text: str) -> Counter[str]:
    """Return the digit groups of a text with how often each stands there; 1.200, 1,200 and 1200 are the same."""
    if not _DIGIT.search(text):
        return Counter()
    western = _OTHER_DIGIT.sub(lambda digit: str(int(digit[0])), text)
    return Counter(_NUMBER.findall(_THOUSANDS.sub("", western)))


def names(folder: Path) -> list[Problem]:
    """Check the folder's name and that each file in it is a text in an offered language."""
    problems = [
        Problem(
            f"{folder.name}/{file.name}", f"unknown language {file.stem!r}: one of {', '.join(LANGUAGES)}"
        )
        for file in sorted(folder.glob("*.md"))
        if file.stem not in LANGUAGES
    ]
    if not _SLUG.fullmatch(folder.name):
        problems.append(Problem(folder.name, "the folder's name must be lower-case words joined by hyphens"))
    return problems


def front_matter(front: Mapping[str, Any], place: str) -> list[Problem]:
    """Check the fields of a Dutch file."""
    return [Problem(f"{place} ({field})", reason) for field, reason in _dutch_fields(front)]


def translated_front_matter(front: Mapping[str, Any], place: str) -> list[Problem]:
    """Check the fields of a translation."""
    return [Problem(f"{place} ({field})", reason) for field, reason in _translated_fields(front)]


def dutch_body(document: Document, place: str) -> list[Problem]:
    """Check that facts have a source that exists, and that sentences are short."""
    sources = document.front.get("sources")
    known = (
        {source.get("number") for source in sources if isinstance(source, dict)}
        if isinstance(sources, list)
        else set()
    )
    problems = []
    for line, sentence in zip(document.lines, document.sentences, strict=True):
        where = f"{place}:{line}"
        problems += [
            Problem(where, f"mark [^{number}] has no source")
            for number in sentence.sources
            if number not in known
        ]
        if numbers(sentence.text) and not sentence.sources:
            problems.append(Problem(where, "a sentence with a figure has no source mark"))
        if "[^" in sentence.text:
            problems.append(Problem(where, "a source mark must stand at the end of the sentence"))
        if (words := len(sentence.text.split())) > LONGEST_SENTENCE:
            problems.append(Problem(where, f"{words} words in one sentence", warning=True))
    return problems


def hostile_texts(document: Document, hosts: Iterable[str], place: str) -> list[Problem]:
    """Check that nothing in a file hides, speaks to a machine or leads where no source leads."""
    known = tuple(hosts)
    lines = [
        (f"{place}:{line}", one.text) for line, one in zip(document.lines, document.sentences, strict=True)
    ]
    lines += [(f"{place} (heading)", heading) for heading, _count in document.headings]
    lines += [(f"{place} ({field})", str(document.front.get(field, ""))) for field in ("title", "summary")]
    questions = document.front.get("questions")
    lines += [(f"{place} (questions)", str(text)) for text in questions or () if isinstance(questions, list)]
    return [Problem(where, reason) for where, text in lines for reason in hostile.reasons(text, known)]


def hosts_of(sources: Iterable[str | None]) -> list[str]:
    """Return the hosts of addresses, without `www.`."""
    return [
        host.removeprefix("www.") for url in sources if url and (host := urlsplit(url).hostname) is not None
    ]


def against_original(document: Document, original: ArticleText, place: str) -> list[Problem]:
    """Check that a translation says as much as the Dutch: same headings, sentences, list marks and figures."""
    here, there = document.headings, Counter(sentence.heading for sentence in original.sentences)
    if len(here) != len(there):
        return [Problem(place, f"{len(here)} headings, the Dutch has {len(there)}")]
    problems = [
        Problem(place, f"{count} sentences under {heading!r}, the Dutch has {dutch}")
        for (heading, count), dutch in zip(here, there.values(), strict=True)
        if count != dutch
    ]
    if problems:
        return problems
    for line, sentence, dutch in zip(document.lines, document.sentences, original.sentences, strict=True):
        where = f"{place}:{line}"
        if sentence.list_mark != dutch.list_mark:
            problems.append(
                Problem(where, f"list mark {sentence.list_mark!r}, the Dutch has {dutch.list_mark!r}")
            )
        if numbers(sentence.text) != numbers(dutch.text):
            problems.append(
                Problem(where, f"figures {_shown(sentence.text)} differ from the Dutch {_shown(dutch.text)}")
            )
    return problems


def related(article: ArticleText, slugs: set[str], place: str) -> list[Problem]:
    """Check that every related article exists."""
    return [
        Problem(f"{place} (related)", f"no article {slug!r}") for slug in article.related if slug not in slugs
    ]


def _shown(text: str) -> str:
    return " ".join(sorted(numbers(text).elements())) or "none"


def _dutch_fields(front: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield from _unknown(front, _DUTCH_FIELDS)
    yield from _wording(front)
    if front.get("topic") not in TOPICS:
        yield "topic", f"unknown topic {front.get('topic')!r}: one of {', '.join(TOPICS)}"
    yield from _closed_list(front, "audience", AUDIENCES)
    yield from _closed_list(front, "region", REGIONS)
    yield from _days(front)
    if not _is_list_of_texts(front.get("related", [])):
        yield "related", "must be a list of slugs"
    yield from _sources(front.get("sources"))


def _translated_fields(front: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield from _unknown(front, _TRANSLATED_FIELDS)
    yield from _wording(front)
    if not _is_day(front.get("translated_on")):
        yield "translated_on", "must be a day such as 2026-11-22"
    if not isinstance(front.get("reviewed"), bool):
        yield "reviewed", "must be true or false"


def _unknown(front: Mapping[str, Any], known: frozenset[str]) -> Iterator[tuple[str, str]]:
    if front.get("status") == DRAFT:
        yield "status", "a draft: complete it, then take out status, owner, language and read_from"
        known |= {"status", "owner", "language", "read_from"}
    for field in sorted(str(field) for field in front if field not in known):
        yield field, "unknown field"


def _wording(front: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for field in ("title", "summary"):
        if not isinstance(front.get(field), str) or not front[field].strip():
            yield field, "must be a text (put it between quotes when it holds a colon)"
    if isinstance(front.get("summary"), str) and len(front["summary"]) > LONGEST_SUMMARY:
        yield "summary", f"longer than {LONGEST_SUMMARY} characters"
    if not _is_list_of_texts(front.get("questions")) or not front["questions"]:
        yield "questions", "must be a list of at least one question"


def _closed_list(front: Mapping[str, Any], field: str, known: Sequence[str]) -> Iterator[tuple[str, str]]:
    values = front.get(field)
    if not isinstance(values, list) or not values:
        yield field, "must be a list of at least one value"
        return
    for value in values:
        if value not in known:
            yield field, f"unknown value {value!r}: one of {', '.join(known)}"


def _days(front: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for field in ("checked_on", "next_check"):
        if not _is_day(front.get(field)):
            yield field, "must be a day such as 2026-11-22"
    for field in ("valid_from", "valid_to"):
        if field not in front or not (front[field] is None or _is_day(front[field])):
            yield field, "must be a day, or null when it is not known"
    yield from _order(front, "valid_from", "valid_to")
    yield from _order(front, "checked_on", "next_check")


def _order(front: Mapping[str, Any], first: str, second: str) -> Iterator[tuple[str, str]]:
    if _is_day(front.get(first)) and _is_day(front.get(second)) and front[first] > front[second]:
        yield second, f"lies before {first}"


def _sources(sources: Any) -> Iterator[tuple[str, str]]:
    if not isinstance(sources, list) or not sources:
        yield "sources", "at least one source is needed"
        return
    for position, source in enumerate(sources, start=1):
        if not isinstance(source, dict):
            yield "sources", f"source {position} is not a list of fields"
            continue
        yield from ((f"sources, {position}", reason) for reason in _source(source, position))


def _source(source: Mapping[str, Any], position: int) -> Iterator[str]:
    for field in sorted(str(field) for field in source if field not in _SOURCE_FIELDS):
        yield f"unknown field {field!r}"
    if source.get("number") != position:
        yield f"number must be {position}"
    for field in ("title", "publisher"):
        if not isinstance(source.get(field), str) or not source[field].strip():
            yield f"{field} is missing"
    url, published, consulted = source.get("url"), source.get("date"), source.get("consulted_on")
    if url is not None and not str(url).startswith(("https://", "http://")):
        yield "url must start with https:// or http://"
    if published is not None and not _PUBLISHED.fullmatch(str(published)):
        yield "date must be a day, a month or a year"
    if consulted is not None and not _is_day(consulted):
        yield "consulted_on must be a day"
    if published is None and consulted is None:
        yield "neither date nor consulted_on is known"


def _is_day(value: Any) -> bool:
    return type(value) is date  # a datetime is a date too, but has no place here


def _is_list_of_texts(values: Any) -> bool:
    return isinstance(values, list) and all(isinstance(value, str) and value.strip() for value in values)


__all__ = [
    "DRAFT", "LANGUAGES", "SOURCE", "against_original", "dutch_body", "front_matter", "names", "numbers", "related", "translated_front_matter",
]  # fmt: skip
