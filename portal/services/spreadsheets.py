"""Tables as CSV and XLSX files, safe to open: no text can turn into a formula, and the same rows give the same bytes."""

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any, TypeAlias
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

Cell: TypeAlias = str | int | Decimal | date | None

# What a spreadsheet may take for the beginning of a formula (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_WIDEST = 60
_MOMENT = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms)")
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip file can say


@dataclass(frozen=True)
class Table:
    """A sheet: its name, the names of its columns, and its rows."""

    name: str
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def csv_file(table: Table) -> bytes:
    """Write one table: UTF-8 with a mark for Excel, semicolons as Belgian spreadsheets expect, days as ISO."""
    written = StringIO()
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerow([harmless(name) for name in table.head])
    writer.writerows([_plain(cell) for cell in row] for row in table.rows)
    return written.getvalue().encode("utf-8-sig")


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _plain(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case Decimal():
            return f"{cell:.2f}".replace(".", ",")
        case date():
            return cell.isoformat()
        case str():
            return harmless(cell)
        case _:
            return str(cell)


def xlsx_file(tables: Iterable[Table]) -> bytes:
    """Write tables as sheets: amounts and days as such, texts as texts."""
    book = Workbook(write_only=True)
    for table in tables:
        sheet = book.create_sheet(table.name[:31])
        sheet.freeze_panes = "A2"
        for number, width in enumerate(_widths(table), start=1):
            sheet.column_dimensions[get_column_letter(number)].width = width
        sheet.append([_cell(sheet, name, bold=True) for name in table.head])
        for row in table.rows:
            sheet.append([_cell(sheet, cell) for cell in row])
    written = BytesIO()
    book.save(written)
    return _without_moment(written.getvalue())


def _without_moment(content: bytes) -> bytes:
    """Return a workbook that does not say when it was written: the same tables give the same bytes."""
    steady = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(steady, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "docProps/core.xml":
                part = _MOMENT.sub(rb"\g<1>2000-01-01T00:00:00Z\g<2>", part)
            new.writestr(ZipInfo(name, _EPOCH), part, ZIP_DEFLATED)
    return steady.getvalue()


def _widths(table: Table) -> list[int]:
    texts = [table.head, *([_plain(cell) for cell in row] for row in table.rows[:200])]
    return [min(_WIDEST, 2 + max(len(row[place]) for row in texts)) for place in range(len(table.head))]


def _cell(sheet: Any, value: Cell, *, bold: bool = False) -> Any:
    cell = WriteOnlyCell(sheet, value=_printable(value) if isinstance(value, str) else value)
    if isinstance(value, str):
        cell.data_type = "s"  # also "=1+1": a text, and no formula
        cell.quotePrefix = value.startswith(_FORMULA)
    if isinstance(value, Decimal):
        cell.number_format = "#,##0.00"
    if isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"
    if bold:
        cell.font = Font(bold=True)
    return cell


def _printable(text: str) -> str:
    """Leave out control signs, which a spreadsheet cannot hold."""
    return "".join(sign for sign in text if sign.isprintable() or sign in "\n\t")
