"""Figures to hand on, by hand or by a timer."""

import sys
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from portal import clock, db
from portal.commands.output import UNUSABLE, AsJson, as_json
from portal.errors import NotFound
from portal.services import municipality_figures, spreadsheets
from portal.services.municipality_figures import MonthFigures
from portal.services.permissions import OPERATOR
from portal.ui import number_tables

app = typer.Typer(
    help="Figures to hand on; groups of fewer than five people are hidden.", no_args_is_help=True
)


class Format(StrEnum):
    """What a report is written as."""

    CSV = "csv"
    XLSX = "xlsx"


@app.callback()
def group() -> None:
    """Keep `municipality` a command of its own, also while it is the only one."""


@app.command()
def municipality(
    month: Annotated[str, typer.Option("--month", help="Which month, such as 2026-10.")],
    nis: Annotated[str, typer.Option("--nis", help="NIS code of the municipality, such as 24062.")],
    out: Annotated[
        Path | None, typer.Option("--out", help="File to write; else the report is printed.")
    ] = None,
    written_as: Annotated[Format, typer.Option("--format", help="CSV or XLSX.")] = Format.CSV,
    json: AsJson = False,
) -> None:
    """Say how many people follow the participation track, their approved hours, and the kinds they chose.

    The same month gives the same bytes. Exit code 0: written; 2: no such month or municipality.

    Example: portal report municipality --month 2026-10 --nis 24062 --out leuven.csv
    """
    found = _figures(month, nis)
    if json:
        as_json(_facts(found))
        return
    table = number_tables.for_file(found)
    content = spreadsheets.csv_file(table) if written_as is Format.CSV else spreadsheets.xlsx_file([table])
    if out is None:
        sys.stdout.buffer.write(content)
    else:
        out.write_bytes(content)


def _figures(month: str, nis: str) -> MonthFigures:
    try:
        first = date.fromisoformat(f"{month}-01")
        with db.reading() as session:
            return municipality_figures.month_figures(
                session, actor=OPERATOR, nis_code=nis, month=first, today=clock.today()
            )
    except (ValueError, NotFound):
        typer.echo(
            f"no figures for {nis} in {month}: not a municipality, or not a month that began", err=True
        )
        raise typer.Exit(UNUSABLE) from None


def _facts(found: MonthFigures) -> dict[str, object]:
    return {
        "nis_code": found.nis_code,
        "month": f"{found.month:%Y-%m}",
        "people": dict(found.people.parts),
        "people_total": found.people.total,
        "minutes": dict(found.minutes),
        "minutes_total": found.total_minutes,
    }
