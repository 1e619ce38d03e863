"""Activities of an organisation out of files and from addresses."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from portal import clock, db
from portal.commands.output import FAILED, UNUSABLE, AsJson, as_json
from portal.errors import BadInput, ProviderDown, WrongState
from portal.models.activities import ActivitySource
from portal.providers import activity_files
from portal.providers.activity_files import ReadFile
from portal.providers.web_reading import WebReader
from portal.services import activity_feeds, activity_imports, schema
from portal.services.activity_import_plan import Fate, Into, Line, Outcome
from portal.services.permissions import OPERATOR
from portal.settings import settings

app = typer.Typer(help="Activities: import them from files and addresses.", no_args_is_help=True)

Sources = Annotated[
    list[str],
    typer.Argument(
        help="Files (JSON of UiTdatabank, iCalendar, CSV, XLSX), folders of them, or https addresses."
    ),
]
Organisation = Annotated[str, typer.Option(help="Id of the organisation whose activities these are.")]
Complete = Annotated[
    bool,
    typer.Option(
        "--complete", help="What came by file before and is not in this one any more, is withdrawn."
    ),
]
Follow = Annotated[bool, typer.Option("--follow", help="Read the address every hour from now on.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would happen and change nothing.")]


@app.callback()
def group() -> None:
    """Keep `import` a command of its own, also while it is the only one."""


@app.command("import")
def import_(  # noqa: PLR0917 a command's options stand in the order of its help
    sources: Sources, organisation: Organisation, complete: Complete = False, follow: Follow = False,
    dry_run: DryRun = False, json: AsJson = False,
) -> None:  # fmt: skip
    """Import activities. New ones that are complete wait for the redactie, others stay drafts of the organisation.

    Each file is one transaction. Exit code 0: all rows taken; 1: a file or a row was left out; 2: a file cannot be read.

    Example: portal activities import /exports/uit.json --organisation leuven --dry-run
    """
    if schema.current_revision(db.engine()) != schema.newest_revision():
        raise WrongState("database", "not prepared; run: portal init")
    now = clock.now()
    into = Into(organisation, complete=complete)
    reports = [_one(source, into, now, follow=follow, dry_run=dry_run) for source in _all(sources)]
    if json:
        as_json({"dry_run": dry_run, "files": reports})
    else:
        _say(reports, dry_run=dry_run)
    if any("refused" in report or report["rejected"] for report in reports):
        raise typer.Exit(FAILED)


def _all(sources: list[str]) -> list[str]:
    found: list[str] = []
    for source in sources:
        if source.startswith("https://"):
            found.append(source)
        elif Path(source).is_dir():
            found += sorted(
                str(one) for one in Path(source).iterdir() if one.is_file() and not one.name.startswith(".")
            )
        elif Path(source).is_file():
            found.append(source)
        else:
            typer.echo(f"{source}: there is no such file or folder", err=True)
            raise typer.Exit(UNUSABLE)
    return found


def _one(source: str, into: Into, now: datetime, *, follow: bool, dry_run: bool) -> dict[str, Any]:
    try:
        file = _read(source, now)
        if dry_run:
            with db.reading() as session:
                return _report(
                    source, activity_imports.preview(session, actor=OPERATOR, file=file, into=into, now=now)
                )
        with db.transaction() as session:
            if follow and source.startswith("https://"):
                feed = activity_feeds.follow(
                    session,
                    actor=OPERATOR,
                    organisation_id=into.organisation_id,
                    source=file.source,
                    address=source,
                    now=now,
                )
                into = Into(into.organisation_id, complete=into.complete, feed_id=feed.id)
            return _report(
                source, activity_imports.take_in(session, actor=OPERATOR, file=file, into=into, now=now)
            )
    except BadInput as error:
        return {"file": source, "refused": {"place": error.place, "reason": error.reason}}
    except ProviderDown as error:
        return {"file": source, "refused": {"place": error.provider, "reason": "it does not answer"}}


def _read(source: str, now: datetime) -> ReadFile:
    if not source.startswith("https://"):
        path = Path(source)
        if path.stat().st_size > activity_files.MOST_BYTES:
            raise BadInput("file", f"larger than {activity_files.MOST_BYTES // 1024**2} MB")
        return activity_files.read(path.read_bytes(), today=now.astimezone(clock.BRUSSELS).date())
    file, _validator = activity_feeds.fetch(source, reader=WebReader(settings().base_url), now=now)
    return file or ReadFile(ActivitySource.TABLE)


def _report(source: str, found: Outcome) -> dict[str, Any]:
    return {
        "file": source,
        "format": found.source,
        **{fate.value: found.count(fate) for fate in Fate},
        "lines": [_line(line) for line in found.lines if line.fate is not Fate.UNCHANGED or line.by_hand],
    }


def _line(line: Line) -> dict[str, Any]:
    told = {
        "fate": line.fate, "place": line.place, "id": line.source_id, "title": line.title, "changed": line.changed,
        "kept_by_hand": line.by_hand, "missing": line.missing, "notes": line.notes, "reason": line.flaw, "field": line.field,
        "to_review": line.to_review,
    }  # fmt: skip
    return {name: value for name, value in told.items() if value}


def _say(reports: list[dict[str, Any]], *, dry_run: bool) -> None:
    would = "would be " if dry_run else ""
    for report in reports:
        if "refused" in report:
            typer.echo(
                f"{report['file']}: refused, {report['refused']['place']}: {report['refused']['reason']}"
            )
            continue
        counts = ", ".join(f"{report[fate.value]} {fate.value}" for fate in Fate)
        typer.echo(f"{report['file']} ({report['format']}): {would}{counts}")
        for line in report["lines"]:
            if line["fate"] == Fate.REJECTED:
                typer.echo(f"  {line['place']}: {line['reason']} {line.get('field', '')}".rstrip())
