"""Papers as PDF/UA: tagged, so that a screen reader can read them; Dutch first, the reader's language beside it.

Typst sets them, with fonts of our own: the same facts give the same bytes on every machine.
"""

import json
import struct
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import typst

FOLDER = Path(__file__).parent / "paper"
_NOT_TEXT = frozenset({"svg", "language"})
_WITHOUT_SHAPE = "\u200e\u200f\u2066\u2067\u2068\u2069"  # marks of direction
_SEGMENTS, _LAST = 4, 0xFFFF


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
    signed: tuple[Words, ...] = ()  # what somebody fills in by hand, each on a line of its own
    qr: Code | None = None


@dataclass(frozen=True)
class Step:
    """One step of a poster: a pictogram as SVG, what it is in words, and the line beside it."""

    svg: str
    alt: str
    text: str


@dataclass(frozen=True)
class Poster:
    """One page for on a wall: a large code to scan, the same code in letters, and a few steps."""

    title: str
    sender: str
    what: str
    when: str
    qr: Code
    code: str
    steps: tuple[Step, ...]
    footer: str


def make_pdf(letter: Letter) -> bytes:
    """Set a letter as PDF/UA-1; the same letter gives the same bytes."""
    return _compiled("letter.typ", asdict(letter))


def make_poster(poster: Poster) -> bytes:
    """Set a poster as PDF/UA-1; the same poster gives the same bytes."""
    return _compiled("poster.typ", asdict(poster))


def _compiled(template: str, said: dict[str, Any]) -> bytes:
    return typst.compile(
        FOLDER / template,
        font_paths=_fonts(),
        sys_inputs={"data": json.dumps(_writable(said), ensure_ascii=False)},
        format="pdf",
        pdf_standards=["ua-1"],  # ISO 14289-1
        timestamp=0,
    )


def _writable(said: Any) -> Any:
    """Put a question mark where our fonts have no letter: a paper with one of them is no PDF/UA, and would not be made."""
    if isinstance(said, str):
        known = letters()
        return "".join(letter if letter in known or letter in " \n" else "?" for letter in said)
    if isinstance(said, dict):
        return {key: value if key in _NOT_TEXT else _writable(value) for key, value in said.items()}
    return [_writable(one) for one in said] if isinstance(said, list | tuple) else said


@cache
def letters() -> frozenset[str]:
    """Return the letters that every weight of our fonts together can write."""
    by_weight = (
        frozenset().union(*(_letters_of(path) for path in (FOLDER / "fonts").glob(f"*{weight}.ttf")))
        for weight in ("Regular", "Bold")
    )
    both = frozenset.intersection(*by_weight)
    return frozenset(letter for letter in both if letter.isprintable() or letter.isspace()) | frozenset(
        _WITHOUT_SHAPE
    )


def _letters_of(path: Path) -> frozenset[str]:
    """Read which letters a font has: the segments of its Unicode table (OpenType, `cmap` format 4)."""
    font = path.read_bytes()
    tables = {
        font[at : at + 4]: struct.unpack_from(">I", font, at + 8)[0]
        for at in range(12, 12 + 16 * struct.unpack_from(">H", font, 4)[0], 16)
    }
    start = tables[b"cmap"]
    found: set[str] = set()
    for record in range(struct.unpack_from(">H", font, start + 2)[0]):
        table = start + struct.unpack_from(">I", font, start + 4 + 8 * record + 4)[0]
        if struct.unpack_from(">H", font, table)[0] == _SEGMENTS:
            size = struct.unpack_from(">H", font, table + 6)[0] // 2
            ends = struct.unpack_from(f">{size}H", font, table + 14)
            starts = struct.unpack_from(f">{size}H", font, table + 16 + 2 * size)
            for first, last in zip(starts, ends, strict=True):
                found.update(map(chr, range(first, min(last, _LAST - 1) + 1)))
    return frozenset(found)


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[FOLDER / "fonts"]
    )
