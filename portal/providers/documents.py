"""Papers as PDF/UA: tagged, so that a screen reader can read them; Dutch first, the reader's language beside it.

Typst sets them, with fonts of our own: the same facts give the same bytes on every machine.
"""

import json
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import typst

FOLDER = Path(__file__).parent / "paper"


@dataclass(frozen=True)
class Words:
    """One text in Dutch, which counts, and in the reader's language (the same for who reads Dutch)."""

    nl: str
    theirs: str


@dataclass(frozen=True)
class Fact:
    """A label with a value that reads the same in every language: an amount, a number, an account."""

    label: Words
    value: str


@dataclass(frozen=True)
class Line:
    """One row of the table: a day, what happened, an amount."""

    day: str
    text: Words
    amount: str


@dataclass(frozen=True)
class Code:
    """A QR code: the picture as SVG, what it is in words, and what to do with it."""

    svg: str
    alt: str
    text: Words


@dataclass(frozen=True)
class Sender:
    """Who the paper is from."""

    name: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reader:
    """Whose language stands beside the Dutch."""

    language: str
    right_to_left: bool


@dataclass(frozen=True)
class Letter:
    """One paper of a page or two."""

    reader: Reader
    title: Words
    sender: Sender
    footer: Words
    facts: tuple[Fact, ...] = ()
    columns: tuple[Words, Words, Words] | None = None
    lines: tuple[Line, ...] = ()
    paragraphs: tuple[Words, ...] = ()
    qr: Code | None = None


def make_pdf(letter: Letter) -> bytes:
    """Set a letter as PDF/UA-1; the same letter gives the same bytes."""
    return typst.compile(
        FOLDER / "letter.typ",
        font_paths=_fonts(),
        sys_inputs={"data": json.dumps(asdict(letter), ensure_ascii=False)},
        format="pdf",
        pdf_standards=["ua-1"],  # ISO 14289-1
        timestamp=0,
    )


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[FOLDER / "fonts"]
    )
