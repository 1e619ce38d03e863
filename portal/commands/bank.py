"""Bank statements by hand, or every night by a timer."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any, Self

import typer

from portal import clock, db
from portal.commands.output import FAILED, UNUSABLE, AsJson, as_json
from portal.errors import BadStatement, WrongState
from portal.providers import banking
from portal.services import bank_files, schema
from portal.services.bank_files import Imported
from portal.services.permissions import OPERATOR
from portal.settings import settings

app = typer.Typer(help="Bank statements.", no_args_is_help=True, add_completion=False)

Paths = Annotated[
    list[Path], typer.Argument(help="CODA or camt.053 files, or folders with nothing else in them.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would happen and change nothing.")]


@app.callback()
def group() -> None:
    """Keep `import` a command of its own, also while it is the only one."""


@app.command("import")
def import_(paths: Paths, dry_run: DryRun = False, json: AsJson = False) -> None:
    """Import statements, book what is certain, and leave the rest to finance (page Rekeninguittreksels).

    Each file is taken whole or refused whole. Exit code 0: all taken; 1: a file was refused; 2: a path cannot be read.

    Example: portal bank import /bank/inbox --dry-run
    """
    if schema.current_revision(db.engine()) != schema.newest_revision():
        raise WrongState("database", "not prepared; run: portal init")
    files = list(_files(paths))
    reports = [_import_one(path, dry_run=dry_run, quiet=json) for path in files]
    if json:
        as_json({"dry_run": dry_run, "files": reports, "totals": _totals(reports)})
    else:
        _say(reports, dry_run=dry_run)
    if any("refused" in report for report in reports):
        raise typer.Exit(FAILED)


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    """Give the files; those of a folder in the order of their names, hidden ones left out."""
    for path in paths:
        if path.is_dir():
            yield from sorted(one for one in path.iterdir() if one.is_file() and not one.name.startswith("."))
        elif path.is_file():
            yield path
        else:
            typer.echo(f"{path}: there is no such file or folder", err=True)
            raise typer.Exit(UNUSABLE)


def _import_one(path: Path, *, dry_run: bool, quiet: bool) -> dict[str, Any]:
    if path.stat().st_size > banking.MOST_BYTES:
        return _refused(path, BadStatement("file", f"larger than {banking.MOST_BYTES // 1024**2} MB"))
    try:
        with _Progress(path.name, quiet=quiet) as progress:
            found = bank_files.import_content(
                path.read_bytes(),
                actor=OPERATOR,
                chosen=settings(),
                now=clock.now(),
                dry_run=dry_run,
                progress=progress,
            )
    except BadStatement as error:
        return _refused(path, error)
    except OSError as error:
        return _refused(path, BadStatement("file", error.strerror or "it cannot be read"))
    return _report(path, found)


def _refused(path: Path, error: BadStatement) -> dict[str, Any]:
    return {"file": str(path), "refused": {"place": error.place, "reason": error.reason}}


def _report(path: Path, found: Imported) -> dict[str, Any]:
    return {
        "file": str(path),
        "format": found.format,
        "known_file": found.taken.is_known_file,
        "statements": found.taken.statements,
        "known_statements": found.taken.known_statements,
        "transactions": found.taken.transactions,
        "known_transactions": found.taken.known_transactions,
        "outcomes": dict(found.matched.outcomes),
        "doubts": dict(found.matched.doubts),
    }


def _totals(reports: list[dict[str, Any]]) -> dict[str, int]:
    taken = [report for report in reports if "refused" not in report]
    totals = {"files": len(reports), "refused": len(reports) - len(taken)}
    for name in ("transactions", "known_transactions"):
        totals[name] = sum(report[name] for report in taken)
    for name in ("booked", "doubt", "payout", "refunded"):
        totals[name] = sum(report["outcomes"].get(name, 0) for report in taken)
    return totals


def _say(reports: list[dict[str, Any]], *, dry_run: bool) -> None:
    for report in reports:
        if "refused" in report:
            typer.echo(
                f"{report['file']}: refused, {report['refused']['place']}: {report['refused']['reason']}"
            )
        elif report["known_file"]:
            typer.echo(f"{report['file']}: came in before, nothing done")
        else:
            outcomes = (
                ", ".join(f"{count} {name}" for name, count in sorted(report["outcomes"].items()))
                or "nothing new"
            )
            known = f", {report['known_transactions']} known already" if report["known_transactions"] else ""
            typer.echo(
                f"{report['file']}: {report['transactions']} lines of {report['statements']} statements{known}: {outcomes}"
            )
    totals = _totals(reports)
    would = "would be " if dry_run else ""
    typer.echo(
        f"{totals['files']} files, {totals['refused']} refused; {totals['transactions']} new lines: "
        f"{totals['booked']} {would}booked, {totals['doubt']} {would}left to finance"
    )


class _Progress:
    """Says on a terminal how many lines were matched."""

    def __init__(self, name: str, *, quiet: bool) -> None:
        self._name, self._lines = name, 0
        self._shown = not quiet and sys.stderr.isatty()

    def __enter__(self) -> Self:
        return self

    def __call__(self, lines: int) -> None:
        self._lines += lines
        if self._shown:
            typer.echo(f"\r{self._name}: {self._lines} lines matched", err=True, nl=False)

    def __exit__(self, *_: object) -> None:
        if self._shown and self._lines:
            typer.echo("", err=True)
