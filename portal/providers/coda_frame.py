"""The frame of a CODA file: length, order, dates, amounts and totals of its lines, each refusal with its line.

`coda` (febelfin-coda) reads the fields, but it knows no line numbers, checks with `assert`, and takes lines in any order.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from portal.errors import BadStatement
from portal.providers.statements import Flaw

WIDTH = 128
LAST_NUMBER = 9999  # after it, movements count from the beginning
# What may stand after what. The empty one is the beginning.
FOLLOWERS = {"": "0", "0": "1", "1": "2489", "2": "238", "3": "238", "8": "49", "4": "49", "9": "0"}
UNKNOWN_DATE = "000000"
AMOUNT, VALUE_DATE = slice(31, 47), slice(47, 53)
TOTALS = (slice(22, 37), "debits"), (slice(37, 52), "credits")
TOTALLED = {"1": "5", "2": "67"}  # a total, and the kinds of its details
_AMOUNT = re.compile(r"[01]\d{15}")
_TOTAL = re.compile(r"\d{15}")


@dataclass(frozen=True)
class Line:
    """One line with its number in the file, from 1."""

    number: int
    text: str

    @property
    def place(self) -> str:
        """Say where it is."""
        return f"line {self.number}"

    @property
    def is_movement(self) -> bool:
        """Say whether a movement, or a detail of one, begins here."""
        return self.text.startswith("21")

    @property
    def kind(self) -> str:
        """Return what kind of movement begins here: 0 to 3 for one of its own, 5 to 9 for a detail."""
        return self.text[53]

    @property
    def key(self) -> str:
        """Return number and detail number."""
        return self.text[2:10]

    @property
    def amount(self) -> Decimal:
        """Return what moved."""
        return _amount(self, AMOUNT, "the amount")


@dataclass
class Framed:
    """The lines of one statement, known to be whole and in order."""

    lines: list[Line] = field(default_factory=list)

    @property
    def movements(self) -> Sequence[Line]:
        """Return the lines where a movement or a detail begins; details of details are left out."""
        return [line for line in self.lines if line.is_movement and line.kind != "9"]


def framed(text: str) -> Iterator[Framed]:
    """Give the statements of a file one by one.

    Raises:
        BadStatement: a line is broken or stands in the wrong place, or a total does not fit.
    """
    current, before = Framed(), None
    for line in _lines(text):
        _follows(before, line)
        _check_fields(line)
        current.lines.append(line)
        before = line
        if line.text[0] == "9":
            _check_totals(current)
            yield current
            current = Framed()
    if before is None:
        raise BadStatement("line 1", "the file is empty", Flaw.NO_STATEMENT)
    if current.lines:
        raise BadStatement(
            f"line {before.number + 1}", "the file ends before the last record (9)", Flaw.CUT_OFF
        )


def _lines(text: str) -> Iterator[Line]:
    # Not splitlines(): it also breaks at characters that are data here.
    for number, raw in enumerate(text.split("\n"), start=1):
        line = Line(number, raw.rstrip("\r\x1a"))
        if not line.text.strip():
            continue
        if len(line.text) != WIDTH:
            raise BadStatement(line.place, f"{len(line.text)} characters, and a CODA line has {WIDTH}")
        yield line


def _follows(before: Line | None, line: Line) -> None:
    last, record = before.text[0] if before else "", line.text[0]
    if record not in FOLLOWERS:
        raise BadStatement(line.place, f"there is no record {record!r}")
    if record not in FOLLOWERS[last]:
        expected = " or ".join(FOLLOWERS[last])
        raise BadStatement(line.place, f"record {record} stands where record {expected} must stand")
    if record in "23":
        _continues(before, line)
    elif before is not None and last in "23" and before.text[125] == "1":
        raise BadStatement(line.place, f"the line before says that record {last} goes on")


def _continues(before: Line | None, line: Line) -> None:
    """Check that the parts of a movement stand together and in order."""
    record, article = line.text[0], line.text[1]
    if before is None or article not in "123" or not line.key.isdecimal():
        raise BadStatement(line.place, f"record {record} has no valid number")
    same = before.text[0] == record and before.key == line.key
    if article == "1":
        if before.text[0] in "23" and before.text[125] == "1":
            raise BadStatement(line.place, f"the line before says that record {before.text[0]} goes on")
        if before.text[0] in "23":
            _counts_up(before, line)
    elif not same or article <= before.text[1]:
        raise BadStatement(
            line.place, f"part {article} of record {record} does not follow on the line before"
        )


def _counts_up(before: Line, line: Line) -> None:
    old, new = int(before.text[2:6]), int(line.text[2:6])
    restarted = old == LAST_NUMBER and new <= 1
    if line.text[0] == "3" and old != new:
        raise BadStatement(line.place, "the information belongs to no movement above it")
    if line.is_movement and new < old and not restarted:
        raise BadStatement(line.place, f"movement {new:04} stands after movement {old:04}")
    if line.is_movement and before.key == line.key:
        raise BadStatement(line.place, f"movement {new:04} stands here twice")


def _check_fields(line: Line) -> None:
    match line.text[0]:
        case "0":
            _date(line, slice(5, 11), "the day the file was made")
            if line.text[127] != "2":
                raise BadStatement(
                    line.place, f"version {line.text[127]!r} of CODA is not read, only version 2"
                )
        case "1":
            if line.text[1] not in "0123":
                raise BadStatement(line.place, f"account structure {line.text[1]!r} does not exist")
            _amount(line, slice(42, 58), "the old balance")
            _date(line, slice(58, 64), "the day of the old balance")
        case "2" if line.is_movement:
            _check_movement(line)
        case "8":
            _amount(line, slice(41, 57), "the new balance")
            _date(line, slice(57, 63), "the day of the new balance")
        case "9":
            for part, what in TOTALS:
                if not _TOTAL.fullmatch(line.text[part]):
                    raise BadStatement(line.place, f"the total of the {what} is no number")


def _check_movement(line: Line) -> None:
    _amount(line, AMOUNT, "the amount")
    if line.text[VALUE_DATE] != UNKNOWN_DATE:
        _date(line, VALUE_DATE, "the value date")
    _date(line, slice(115, 121), "the entry date")
    if line.kind not in "012356789":
        raise BadStatement(line.place, f"movements of kind {line.kind!r} do not exist")


def _check_totals(statement: Framed) -> None:
    """Compare what the last record says with what stands above it, and the balances with both."""
    first, last = statement.lines[1], statement.lines[-1]
    counted = sum(line.text[0] in "1238" for line in statement.lines)
    if not last.text[16:22].isdecimal() or int(last.text[16:22]) != counted:
        raise BadStatement(
            last.place,
            f"it counts {last.text[16:22].strip()} records, and there are {counted}",
            Flaw.DOES_NOT_ADD_UP,
        )
    own = [line.amount for line in statement.lines if line.is_movement and line.kind in "0123"]
    moved = {"debits": -sum(a for a in own if a < 0), "credits": sum(a for a in own if a > 0)}
    for part, what in TOTALS:
        said = Decimal(last.text[part]) / 1000
        if said != moved[what]:
            raise BadStatement(
                last.place,
                f"it says {said} of {what}, and they add up to {moved[what]}",
                Flaw.DOES_NOT_ADD_UP,
            )
    _check_details(statement)
    for line in statement.lines:
        if line.text[0] == "8":
            if line.text[4:41] != first.text[5:42]:
                raise BadStatement(line.place, "the new balance is of another account than the old one")
            opening, closing = _amount(first, slice(42, 58), "it"), _amount(line, slice(41, 57), "it")
            if opening + sum(own) != closing:
                raise BadStatement(
                    line.place,
                    f"{opening} and the movements make {opening + sum(own)}, not {closing}",
                    Flaw.DOES_NOT_ADD_UP,
                )


def _check_details(statement: Framed) -> None:
    parent: Line | None = None
    left = Decimal(0)
    for line in [*(line for line in statement.lines if line.is_movement), None]:
        if line is None or line.kind in "0123":
            if parent is not None and left not in {Decimal(0), parent.amount}:
                raise BadStatement(
                    parent.place,
                    f"its details add up to {parent.amount - left}, not {parent.amount}",
                    Flaw.DOES_NOT_ADD_UP,
                )
            parent = line if line is not None and line.kind in TOTALLED else None
            left = parent.amount if parent else Decimal(0)
        elif parent is not None and line.kind in TOTALLED[parent.kind] and line.key[:4] == parent.key[:4]:
            left -= line.amount


def _amount(line: Line, part: slice, what: str) -> Decimal:
    written = line.text[part]
    if not _AMOUNT.fullmatch(written) or not written.isascii():
        raise BadStatement(line.place, f"{what} is no amount")
    amount = Decimal(written[1:]) / 1000
    return -amount if written[0] == "1" else amount


def _date(line: Line, part: slice, what: str) -> None:
    try:
        datetime.strptime(line.text[part], "%d%m%y")  # noqa: DTZ007 a day on a statement has no time zone
    except ValueError:
        raise BadStatement(line.place, f"{what} is no day") from None
