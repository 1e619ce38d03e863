"""Activities in a table: CSV or XLSX, a row for each gathering, columns by their Dutch names (`columns.py`)."""

import csv
import hashlib
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from io import BytesIO, StringIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from portal.models.activities import ActivityKind, ActivitySource, ActivityTheme, Booking, HoursReason
from portal.providers.activity_files import columns, rows
from portal.providers.activity_files.columns import Column
from portal.providers.activity_files.rows import BadActivities, BadRow, Flaw, Note, ReadFile, Reading, ReadRow

Cells = Mapping[str, Any]
MOST_COLUMNS, MOST_UNPACKED, LONGEST_WAY, MOST_DIGITS = 120, 100 * 1024 * 1024, 400, 6
_HEAD_WITHIN = 10  # lines before the names of the columns
_LANGUAGE = re.compile(r"(.+?)\s*\((\w{2,3})\)")
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_HOUR = re.compile(r"([01]?\d|2[0-4])(?:[:.uUhH]([0-5]\d)?(?::\d\d)?)?")
_MIDNIGHT = 24
YES, NO = (
    frozenset({"ja", "j", "yes", "oui", "1", "x", "true", "waar"}),
    frozenset({"nee", "neen", "n", "no", "non", "0", "false", "onwaar", ""}),
)
_ADDRESSES = frozenset({"online_url", "contact_url", "booking_url"})
_NUMBERS, _YES_OR_NO = frozenset({"capacity", "age_from", "age_to"}), frozenset({"childcare", "buddy"})


def looks_like_xlsx(content: bytes) -> bool:
    """Say whether a file can be a workbook."""
    return content.startswith(b"PK\x03\x04")


def looks_like_csv(content: bytes) -> bool:
    """Say whether a file can be CSV: text with the name of a column that must be there."""
    try:
        start = _decoded(content[:20_000]).casefold()
    except BadActivities:
        return False
    return all(name in start for name in columns.NEEDED)


def read_csv(content: bytes) -> ReadFile:
    """Read a table of semicolons, commas or tabs, in UTF-8 or as Windows writes it.

    Raises:
        BadActivities: it is no table of activities, or too long.
    """
    text = _decoded(content)
    head = next((line for line in text.splitlines() if "titel" in line.casefold()), "")
    delimiter = max(";,\t", key=head.count)
    try:
        return _read(csv.reader(StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise BadActivities("file", "it is not valid CSV", Flaw.BROKEN) from error


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    if b"\x00" in content:
        raise BadActivities("file", "it is not a text", Flaw.UNKNOWN_FORMAT)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def read_xlsx(content: bytes) -> ReadFile:
    """Read the first sheet of a workbook; formulas count for what they gave when it was saved.

    Raises:
        BadActivities: it is no workbook, too large when unpacked, or no table of activities.
    """
    try:
        unpacked = _unpacked(content)
        if unpacked <= MOST_UNPACKED:
            return _read_book(content)
    except _BROKEN_BOOK as error:
        raise BadActivities("file", "it is not a good workbook", Flaw.BROKEN) from error
    raise BadActivities("file", f"larger than {MOST_UNPACKED // 1024**2} MB when unpacked", Flaw.TOO_LARGE)


# What the library raises for a file that is none. SyntaxError: its XML parsers, also for entities.
_BROKEN_BOOK = (
    BadZipFile, InvalidFileException, ValueError, KeyError, IndexError, TypeError, AttributeError, OSError, SyntaxError,
    NotImplementedError, EOFError, zlib.error, RuntimeError,
)  # fmt: skip


def _unpacked(content: bytes) -> int:
    with ZipFile(BytesIO(content)) as packed:
        return sum(part.file_size for part in packed.infolist())


def _read_book(content: bytes) -> ReadFile:
    book = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
    try:
        # what a sheet says of its own size is not to be trusted: rows are counted while they are read
        return _read(book.worksheets[0].iter_rows(max_col=MOST_COLUMNS, values_only=True))
    finally:
        book.close()


def _read(lines: Iterable[Iterable[Any]]) -> ReadFile:
    reading = Reading(ActivitySource.TABLE)
    numbered = ((number, list(line)) for number, line in enumerate(lines, start=1))
    names = _head(numbered)
    found: dict[str, list[tuple[str, Cells]]] = {}
    count = 0
    for number, line in numbered:
        cells = {
            name: value for name, value in zip(names, line, strict=False) if name and not _is_empty(value)
        }
        if not cells:
            continue
        count += 1
        if count > rows.MOST_ROWS:
            raise BadActivities(f"line {number}", f"more than {rows.MOST_ROWS} rows", Flaw.TOO_MANY)
        key = _own_id(cells) or f"line {number}"
        found.setdefault(key, []).append((str(number), cells))
    for told in found.values():
        _take(reading, told)
    return reading.file()


def _head(lines: Iterator[tuple[int, list[Any]]]) -> list[str]:
    for number, line in lines:
        names = [_name(value) for value in line[:MOST_COLUMNS]]
        if all(name in names for name in columns.NEEDED):
            return names
        if number >= _HEAD_WITHIN:
            break
    raise BadActivities("file", "the columns titel and datum are not there", Flaw.NO_COLUMNS)


def _name(value: object) -> str:
    said = " ".join(_text(value).casefold().split())
    found = columns.NAMES.get(said)
    if found:
        return found.name
    in_language = _LANGUAGE.fullmatch(said)
    return said if in_language and in_language[1] in columns.IN_LANGUAGE else ""


def _own_id(cells: Cells) -> str:
    return rows.one_line(_text(cells.get("kenmerk")), rows.LONGEST_ID)


def _is_empty(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    # our own files write ' before what a spreadsheet would take for a formula
    said = "" if value is None else str(value).strip()
    return said[1:] if re.match(r"'[=+\-@]", said) else said


# ── one activity ─────────────────────────────────────────────────────────────────────────────────────────────────


def _take(reading: Reading, told: list[tuple[str, Cells]]) -> None:
    place, cells = told[0]
    title = rows.one_line(_text(cells.get("titel")), rows.LONGEST_TITLE)
    try:
        reading.add(_row(told))
    except BadRow as error:
        at, _column, name = error.place.rpartition("|")
        reading.reject(at or place, error.flaw, source_id=_own_id(cells), title=title, field=name)


def _row(told: list[tuple[str, Cells]]) -> ReadRow:
    place, cells = told[0]
    notes: list[Note] = []
    texts = _texts(cells, notes)
    if "nl" not in texts or not texts["nl"]["title"]:
        raise BadRow("titel", "there is no title", Flaw.NO_TITLE)
    values: dict[str, Any] = {"main_language": "nl", "texts": texts, "calendar": _calendar(told, notes)}
    values |= _plain_values(cells) | _chosen(cells) | _prices(cells)
    levels = [label.strip() for label in _text(cells.get("labels")).split(",") if label.strip()]
    by_label, values["labels"] = rows.split_labels(levels, notes)
    values["taalicoon"] = _taalicoon(cells) or by_label
    values["accessibility"] = ["wheelchair"] if _yes("rolstoel", _text(cells.get("rolstoel"))) else []
    if not values.get("venue") and values.get("online_url"):
        values["mode"] = "online"
    start = values["calendar"].get("slots", [{}])[0].get("starts") or values["calendar"].get("first")
    own = hashlib.sha256(f"{texts['nl']['title']}|{start}".encode()).hexdigest()[:32]
    source_id = _own_id(cells) or own
    return ReadRow(
        place, source_id, values, rows.one_line(_text(cells.get("gemeente")), 100), notes=rows.unique(notes)
    )


def _texts(cells: Cells, notes: list[Note]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for name, value in cells.items():
        in_language = _LANGUAGE.fullmatch(name)
        column, language = (in_language[1], in_language[2]) if in_language else (name, "nl")
        part = columns.IN_LANGUAGE.get(column)
        if part is None or not rows.is_language(language):
            continue
        text = _text(value)
        if part == "title":
            text = rows.titled(text, notes)
        else:
            text = rows.described(text, notes) if part == "description" else rows.plain(text)[:LONGEST_WAY]
        found.setdefault(language, {})[part] = text
    return {language: {"title": "", **parts} for language, parts in found.items() if parts.get("title")}


_LENGTHS = {"venue": 200, "street": 200, "contact_name": 120, "contact_mail": 254, "contact_phone": 40, "booking_mail": 254, "booking_phone": 40}  # fmt: skip


def _plain_values(cells: Cells) -> dict[str, Any]:
    values = {
        column.field: _plain_value(column, _text(cells[column.name]))
        for column in columns.COLUMNS
        if column.name in cells and column.field in _LENGTHS.keys() | _ADDRESSES | _NUMBERS | _YES_OR_NO
    }
    if "postcode" in cells:
        values["postcode"] = _text(cells["postcode"]).removeprefix("B-")
        if not re.fullmatch(r"[1-9]\d{3}", values["postcode"], re.ASCII):
            raise BadRow("postcode", "not four digits")
    said = re.split(r"[,;/ ]+", _text(cells.get("talen begeleider")).lower())
    languages = list(dict.fromkeys(one for one in said if one))
    if not all(rows.is_language(one) for one in languages) or len(languages) > rows.MOST_LANGUAGES:
        raise BadRow("talen begeleider", "not codes of languages")
    return values | {"guide_languages": languages}


def _plain_value(column: Column, said: str) -> Any:
    if column.field in _ADDRESSES:
        if (address := rows.web_address(said)) is None:
            raise BadRow(column.name, "not an address of the web")
        return address
    if column.field in _NUMBERS:
        return _number(column.name, said)
    if column.field in _YES_OR_NO:
        return _yes(column.name, said)
    return rows.one_line(said, _LENGTHS[column.field])


_CHOICES: tuple[tuple[str, str, frozenset[str]], ...] = (
    ("soort", "kind", frozenset(ActivityKind)), ("thema", "theme", frozenset(ActivityTheme)),
    ("telt voor 40 uur", "hours_reason", frozenset(HoursReason)), ("inschrijven", "booking", frozenset(Booking)),
)  # fmt: skip


def _chosen(cells: Cells) -> dict[str, str]:
    values = {}
    for name, field, codes in _CHOICES:
        said = _text(cells.get(name)).casefold()
        if said and said not in codes:
            raise BadRow(name, "not one of the choices")
        if said:
            values[field] = said
    return values


def _number(name: str, said: str) -> int:
    if not said.isascii() or not said.isdecimal() or len(said) > MOST_DIGITS:
        raise BadRow(name, "not a number")
    return int(said)


def _yes(name: str, said: str) -> bool:
    if said.casefold() not in YES | NO:
        raise BadRow(name, "neither ja nor nee")
    return said.casefold() in YES


def _taalicoon(cells: Cells) -> int | None:
    said = _text(cells.get("taaliconen")).casefold()
    if not said:
        return None
    if said in rows.TAALICONEN:
        return rows.TAALICONEN[said]
    if said not in {"1", "2", "3", "4"}:
        raise BadRow("taaliconen", "not 1 to 4")
    return int(said)


def _prices(cells: Cells) -> dict[str, Any]:
    found = []
    for name, kind in (("prijs", "base"), ("prijs met korting", "reduced")):
        if name in cells:
            found.append({"kind": kind, "amount": _amount(name, cells[name]), "names": {}})
    return {"prices": found}


def _amount(name: str, value: Any) -> str:
    said = _text(value).casefold().replace("€", "").replace("eur", "").strip()
    if said in {"gratis", "free", "gratuit"}:
        return "0.00"
    try:
        amount = Decimal(said.replace(",", "."))
        if (
            amount.is_finite()
            and 0 <= amount <= rows.HIGHEST_PRICE
            and amount == amount.quantize(Decimal("0.01"))
        ):
            return str(amount.quantize(Decimal("0.01")))
    except InvalidOperation:
        pass
    raise BadRow(name, "not an amount in euros")


# ── when ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _calendar(told: list[tuple[str, Cells]], notes: list[Note]) -> dict[str, Any]:
    first = told[0][1]
    if "elke week tot" in first:
        return _weekly(*told[0])
    return rows.told_slots("datum", [_slot(place, cells, notes) for place, cells in told])


def _slot(place: str, cells: Cells, notes: list[Note]) -> dict[str, Any]:
    day = _day(place, cells, "datum")
    opens, closes = _hour(place, cells, "van"), _hour(place, cells, "tot")
    last = _day(place, cells, "einddatum") if "einddatum" in cells else day
    starts, ends = datetime.combine(day, opens), datetime.combine(last, closes)
    if "einddatum" not in cells and ends <= starts and closes != opens:
        ends += timedelta(days=1)
    return rows.slot(f"{place}|tot", starts, ends, notes)


def _weekly(place: str, cells: Cells) -> dict[str, Any]:
    day, last = _day(place, cells, "datum"), _day(place, cells, "elke week tot")
    if last < day:
        raise BadRow(f"{place}|elke week tot", "it ends before it begins", Flaw.OUT_OF_ORDER)
    opens, closes = _hour(place, cells, "van"), _hour(place, cells, "tot")
    if opens == closes:
        raise BadRow(f"{place}|tot", "nobody says when it ends", Flaw.NO_LENGTH)
    hours = {"days": [day.weekday()], "opens": opens.isoformat(), "closes": closes.isoformat()}
    return {"kind": "periodic", "first": day.isoformat(), "last": last.isoformat(), "hours": [hours]}


def _day(place: str, cells: Cells, name: str) -> date:
    value = cells.get(name)
    found: date | None = None
    if isinstance(value, datetime):
        found = value.date()
    elif isinstance(value, date):
        found = value
    elif written := _DAY.fullmatch(_text(value)):
        try:
            found = date(int(written[3]), int(written[2]), int(written[1]))
        except ValueError:
            found = None
    else:
        found = rows.day_of(_text(value))
    if found is None or not rows.YEARS[0] <= found.year <= rows.YEARS[1]:
        raise BadRow(f"{place}|{name}", "not a day", Flaw.BAD_DAY)
    return found


def _hour(place: str, cells: Cells, name: str) -> time:
    value = cells.get(name)
    if isinstance(value, datetime):
        return value.time().replace(second=0, microsecond=0)
    if isinstance(value, time):
        return value.replace(second=0, microsecond=0, tzinfo=None)
    if isinstance(value, float) and 0 < value < 1:  # a part of a day, as spreadsheets count hours
        minutes = round(value * 24 * 60) % (24 * 60)
        return time(minutes // 60, minutes % 60)
    found = _HOUR.fullmatch(_text(value))
    if not found or (int(found[1]) == _MIDNIGHT and int(found[2] or 0)):
        raise BadRow(f"{place}|{name}", "not an hour", Flaw.BAD_DAY)
    return time(int(found[1]) % _MIDNIGHT, int(found[2] or 0))
