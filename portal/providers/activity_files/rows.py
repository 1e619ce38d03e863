"""What a file of activities says, whatever it was written in: documents, and what cannot be one with the reason."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from html.parser import HTMLParser
from typing import Any

from portal.clock import BRUSSELS
from portal.errors import BadInput
from portal.models.activities import ActivitySource
from portal.providers import uitdatabank_terms

MOST_ROWS, MOST_SLOTS = 10_000, 400
LONGEST_TITLE, LONGEST_DESCRIPTION, LONGEST_LABEL, MOST_LABELS = 120, 5000, 50, 40
WHOLE_DAY_ENDS = time(23, 59)
LONGEST_ID, LONGEST_ADDRESS, LONGEST_LANGUAGE, MOST_LANGUAGES = 300, 500, 8, 20
OLDEST_AGE, HIGHEST_PRICE, POSTCODE_DIGITS = 120, 10_000, 4
YEARS = (1990, 2200)  # no activity of ours is outside these
# As UiTdatabank spells them, and without the accents.
TAALICONEN = {name: level for level, name in uitdatabank_terms.TAALICONEN.items()} | {"een taalicoon": 1}
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,4})?")


class Flaw(StrEnum):
    """Why a file, or one row of it, is refused."""

    # the whole file
    UNKNOWN_FORMAT = "unknown-format"
    EMPTY = "empty"
    BROKEN = "broken"
    TOO_LARGE = "too-large"
    TOO_MANY = "too-many"
    NO_COLUMNS = "no-columns"
    # one row
    NO_EVENT = "no-event"
    ONLY_ADDRESS = "only-address"
    NO_ID = "no-id"
    NO_TITLE = "no-title"
    DOUBLE = "double"
    BAD_DAY = "bad-day"
    OUT_OF_ORDER = "out-of-order"
    NO_LENGTH = "no-length"
    RECURRENCE = "recurrence"
    TOO_MANY_DAYS = "too-many-days"
    BAD_VALUE = "bad-value"
    # what the portal says of a row that could be read
    OVER = "over"
    INCOMPLETE = "incomplete"
    SEATS_TAKEN = "seats-taken"


class Note(StrEnum):
    """What a reader should know of a row that is taken."""

    WHOLE_DAY = "whole-day"
    NOT_PUBLIC = "not-public"
    FULL = "full"
    TITLE_CUT = "title-cut"
    DESCRIPTION_CUT = "description-cut"
    TWO_LEVELS = "two-levels"
    DAYS_OFF = "days-off"
    # what the portal adds
    WITHDRAWN_HERE = "withdrawn-here"
    CANCELLED_HERE = "cancelled-here"
    REFUSED_HERE = "refused-here"
    BEING_TYPED = "being-typed"


# A row with one of these is never handed in by itself: somebody must look first.
LOOK_FIRST = frozenset({Note.WHOLE_DAY, Note.NOT_PUBLIC, Note.FULL, Note.TWO_LEVELS})


@dataclass
class BadActivities(BadInput):
    """A file of activities is refused whole; `flaw` says why."""

    flaw: Flaw = Flaw.BROKEN


@dataclass
class BadRow(BadInput):
    """A row cannot be read; caught by the reader of its file."""

    flaw: Flaw = Flaw.BAD_VALUE


@dataclass(frozen=True)
class Rejected:
    """A row that is left out: where it stands, which it is as far as that can be said, and why."""

    place: str
    flaw: Flaw
    source_id: str = ""
    title: str = ""
    field: str = ""


@dataclass(frozen=True)
class ReadRow:
    """One activity as a file tells it. `values` has the fields of the portal's document, but the municipality.

    `gone`: the source says that it does not take place, or is no longer there.
    """

    place: str
    source_id: str
    values: dict[str, Any] = field(default_factory=dict)
    locality: str = ""
    gone: bool = False
    notes: tuple[Note, ...] = ()

    @property
    def title(self) -> str:
        """Return its title in its main language."""
        texts = self.values.get("texts", {})
        return str(texts.get(self.values.get("main_language", "nl"), {}).get("title", ""))


@dataclass(frozen=True)
class ReadFile:
    """A file as it was read. `complete`: it says of itself that more stands elsewhere, or it does not."""

    source: ActivitySource
    rows: tuple[ReadRow, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    complete: bool = True


class Reading:
    """Collects the rows of one file."""

    def __init__(self, source: ActivitySource) -> None:
        self.source = source
        self.rows: list[ReadRow] = []
        self.rejected: list[Rejected] = []
        self._seen: set[str] = set()

    def add(self, row: ReadRow) -> None:
        """Take a row; the second one with the same id is left out."""
        if row.source_id in self._seen:
            self.reject(row.place, Flaw.DOUBLE, source_id=row.source_id, title=row.title)
            return
        self._seen.add(row.source_id)
        self.rows.append(row)

    def reject(self, place: str, flaw: Flaw, **said: str) -> None:
        """Leave a row out."""
        self.rejected.append(Rejected(place, flaw, **said))

    def file(self, *, complete: bool = True) -> ReadFile:
        """Return what was read.

        Raises:
            BadActivities: nothing was in it at all.
        """
        if not self.rows and not self.rejected:
            raise BadActivities("file", "there is no activity in it", Flaw.EMPTY)
        return ReadFile(self.source, tuple(self.rows), tuple(self.rejected), complete)


def joined(files: Sequence[ReadFile], *, complete: bool) -> ReadFile:
    """Return the pages of one source as one file; what stands on two pages is taken once."""
    reading = Reading(files[0].source)
    for file in files:
        reading.rejected += file.rejected
        for row in file.rows:
            reading.add(row)
    return reading.file(complete=complete)


# ── texts ────────────────────────────────────────────────────────────────────────────────────────────────────────


_NEW_PARAGRAPH = frozenset(
    {"p", "div", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "table", "blockquote", "section"}
)
_NEW_LINE = frozenset({"br", "li", "tr"})
_LEFT_OUT = frozenset({"script", "style", "head", "template", "iframe", "object"})
_TAG = re.compile(r"<[a-zA-Z/!][^>]*>|&#?\w+;")


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag in _LEFT_OUT:
            self._hidden += 1
        self._break(tag)
        if tag == "li":
            self.pieces.append("- ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _LEFT_OUT:
            self._hidden = max(0, self._hidden - 1)
        self._break(tag if tag != "li" else "")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.pieces.append(re.sub(r"\s+", " ", data))

    def _break(self, tag: str) -> None:
        if tag in _NEW_PARAGRAPH:
            self.pieces.append("\n\n")
        elif tag in _NEW_LINE:
            self.pieces.append("\n")


def plain(text: str) -> str:
    """Return a text without tags or control signs: paragraphs with an empty line between them."""
    if _TAG.search(text):
        words = _Words()
        words.feed(text)
        words.close()
        text = "".join(words.pieces)
    kept = "".join(
        sign for sign in text.replace("\r\n", "\n").replace("\r", "\n") if sign.isprintable() or sign == "\n"
    )
    lines = [re.sub(r"[ \t\u00a0]+", " ", line).strip() for line in kept.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def one_line(value: object, longest: int) -> str:
    """Return a value as one line of text, cut where it is too long for the portal; what is no text is none."""
    if not isinstance(value, str):
        return ""
    return " ".join(plain(value).split())[:longest].strip()


def titled(title: str, notes: list[Note]) -> str:
    """Return a title that fits."""
    line = " ".join(plain(title).split())
    if len(line) <= LONGEST_TITLE:
        return line
    notes.append(Note.TITLE_CUT)
    return line[: LONGEST_TITLE - 1].rsplit(" ", 1)[0] + "…"


def described(text: str, notes: list[Note]) -> str:
    """Return a description that fits."""
    whole = plain(text)
    if len(whole) <= LONGEST_DESCRIPTION:
        return whole
    notes.append(Note.DESCRIPTION_CUT)
    return whole[: LONGEST_DESCRIPTION - 1].rsplit(" ", 1)[0] + "…"


def is_language(code: object) -> bool:
    """Say whether this can be the code of a language."""
    return isinstance(code, str) and len(code) <= LONGEST_LANGUAGE and bool(_LANGUAGE.fullmatch(code))


def web_address(value: object) -> str | None:
    """Return an address of the web; anything else is none."""
    text = value.strip() if isinstance(value, str) else ""
    if text.startswith("www."):
        text = f"https://{text}"
    is_one = text.startswith(("https://", "http://")) and len(text) <= LONGEST_ADDRESS and " " not in text
    return text if is_one and text.isprintable() else None


def split_labels(labels: list[str], notes: list[Note]) -> tuple[int | None, tuple[str, ...]]:
    """Return the taalicoon that labels tell, and the other labels. Two levels are none: somebody must choose."""
    levels = {TAALICONEN[label.casefold()] for label in labels if label.casefold() in TAALICONEN}
    if len(levels) > 1:
        notes.append(Note.TWO_LEVELS)
    rest = [one_line(label, LONGEST_LABEL) for label in labels if label.casefold() not in TAALICONEN]
    kept = tuple(dict.fromkeys(label for label in rest if label))[:MOST_LABELS]
    return (levels.pop() if len(levels) == 1 else None), kept


# ── days and hours ───────────────────────────────────────────────────────────────────────────────────────────────


def wall(moment: datetime) -> datetime:
    """Return what a clock in Brussels shows at a moment; one without a time zone is meant that way."""
    if moment.tzinfo is None:
        return moment.replace(second=0, microsecond=0)
    return moment.astimezone(BRUSSELS).replace(tzinfo=None, second=0, microsecond=0)


def slot(place: str, starts: datetime, ends: datetime, notes: list[Note]) -> dict[str, Any]:
    """Return one gathering. One that begins and ends at midnight has no hour: it stands for the whole day.

    Raises:
        BadRow: it ends before it begins, or has no length.
    """
    if starts == ends and starts.time() == time.min:
        notes.append(Note.WHOLE_DAY)
        ends = datetime.combine(starts.date(), WHOLE_DAY_ENDS)
    if ends < starts:
        raise BadRow(place, "it ends before it begins", Flaw.OUT_OF_ORDER)
    if ends == starts:
        raise BadRow(place, "nobody says when it ends", Flaw.NO_LENGTH)
    return {"starts": starts.isoformat(), "ends": ends.isoformat()}


def told_slots(place: str, slots: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the calendar of gatherings that are told one by one.

    Raises:
        BadRow: there are more than any activity has.
    """
    once = {one["starts"]: one for one in slots}
    if len(once) > MOST_SLOTS:
        raise BadRow(place, f"more than {MOST_SLOTS} days", Flaw.TOO_MANY_DAYS)
    kind = "single" if len(once) == 1 else "multiple"
    return {"kind": kind, "slots": [once[key] for key in sorted(once)]}


def day_of(value: object) -> date | None:
    """Read a day from an ISO text, also one with an hour behind it; anything else is none."""
    moment = moment_of(value)
    return wall(moment).date() if moment else None


def moment_of(value: object) -> datetime | None:
    """Read a moment from an ISO text; anything else is none."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value.strip())
    except ValueError:
        return None
    return moment if YEARS[0] <= moment.year <= YEARS[1] else None


def unique(notes: list[Note]) -> tuple[Note, ...]:
    """Return notes, each once."""
    return tuple(dict.fromkeys(notes))
