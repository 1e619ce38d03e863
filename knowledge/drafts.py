"""What was read from a site as a file in the form of an article, to be completed by an editor.

A draft says so in its front matter and lacks what only a person can say (summary, topic, for whom, checked on which day,
questions): `portal knowledge check` lists that, and nothing takes a draft for an article before it is done.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import yaml

from knowledge import checks, sentences
from knowledge.site_pages import Kind, PageText

_ITEM_MARK = "-"
_MOST_STEPS = 99  # as the form of an article has two digits


@dataclass(frozen=True)
class Origin:
    """Where a draft comes from: an address, or the name of a file; and on which day it was read."""

    read_from: str
    address: str | None
    publisher: str
    read_on: date


def render(page: PageText, *, language: str, origin: Origin) -> str:
    """Return a draft as the text of a file; a page without a title is called by where it was read."""
    page = page if page.title else replace(page, title=origin.read_from)
    front = {
        "status": checks.DRAFT,
        "owner": None,
        "language": language,
        "read_from": origin.read_from,
        "title": page.title,
        "summary": None,
        "topic": None,
        "audience": [],
        "region": [],
        "valid_from": None,
        "valid_to": None,
        "checked_on": None,
        "next_check": None,
        "sources": [
            {
                "number": 1,
                "title": page.title,
                "publisher": origin.publisher,
                "url": origin.address,
                "date": None,
                "consulted_on": origin.read_on,
            }
        ],
        "related": [],
        "questions": [],
    }
    fields = yaml.safe_dump(front, allow_unicode=True, sort_keys=False, width=10_000)
    return f"---\n{fields}---\n" + "\n".join(_body(page)) + "\n"


def _body(page: PageText) -> Iterator[str]:
    seen: dict[str, int] = {}
    before: Kind | None = None
    step = 0
    for block in page.blocks:
        if block.kind is Kind.HEADING:
            yield from _heading(block.text, seen)
        elif before is None:
            yield from _heading(page.title, seen)
        step = step % _MOST_STEPS + 1 if block.kind is Kind.STEP else 0
        if block.kind is not Kind.HEADING:
            if before is Kind.TEXT or (
                before is not Kind.HEADING and before is not None and before is not block.kind
            ):
                yield ""
            yield from _lines(
                block.text, {Kind.ITEM: f"{_ITEM_MARK} ", Kind.STEP: f"{step}. "}.get(block.kind, "")
            )
        before = block.kind


def _heading(text: str, seen: dict[str, int]) -> Iterator[str]:
    """Give a heading; the form has one of each name, so the second of a name gets a number."""
    seen[text] = seen.get(text, 0) + 1
    yield from ("", f"## {text}" if seen[text] == 1 else f"## {text} ({seen[text]})", "")


def _lines(text: str, mark: str) -> Iterator[str]:
    for position, sentence in enumerate(sentences.split(text)):
        source = "[^1]" if checks.numbers(sentence) else ""
        # an item of several sentences goes on as text: the form has one sentence on a line
        yield f"{mark if position == 0 else ''}{sentence}{source}"
