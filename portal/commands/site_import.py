"""`portal knowledge import SOURCE --into FOLDER` or `--desk PERSON`: what it prints of a site that was read."""

from pathlib import Path

import typer

from portal import clock, db
from portal.commands.output import as_json
from portal.errors import WrongState
from portal.providers.web_reading import WebReader
from portal.services import schema, site_desk, site_import
from portal.services.permissions import OPERATOR
from portal.services.site_import import Intake
from portal.settings import settings

_IN_FILES = ("new", "changed", "beside", "unchanged", "withdrawn", "rejected")
_AT_DESK = ("new", "changed", "kept", "unchanged", "withdrawn", "rejected")
_NOT_NAMED = frozenset({"unchanged", "rejected"})  # counted alone, and told with the reason


def as_drafts(source: str, into: Path, *, most: int, dry_run: bool, json: bool) -> None:
    """Read a site into a folder of drafts and say what came of each page."""
    intake = site_import.take_in(
        source, into, reader=WebReader(settings().base_url), today=clock.today(), most=most, dry_run=dry_run
    )
    _say(intake, _IN_FILES, dry_run=dry_run, json=json)


def at_desk(source: str, owner_id: str, *, most: int, dry_run: bool, json: bool) -> None:
    """Read a site into drafts at the desk and say what came of each page."""
    if schema.current_revision(db.engine()) != schema.newest_revision():
        raise WrongState("database", "not prepared; run: portal init")
    reader = WebReader(settings().base_url)
    intake = site_desk.take_in(
        source, owner_id=owner_id, actor=OPERATOR, reader=reader, now=clock.now(), most=most, dry_run=dry_run
    )
    _say(intake, _AT_DESK, dry_run=dry_run, json=json)


def _say(intake: Intake, names: tuple[str, ...], *, dry_run: bool, json: bool) -> None:
    if json:
        as_json({"dry_run": dry_run, **{name: getattr(intake, name) for name in names}})
        return
    for name in names:
        for place in () if name in _NOT_NAMED else getattr(intake, name):
            typer.echo(f"{name:9} {place}{': changed by an editor' if name == 'kept' else ''}")
    for place, why in intake.rejected.items():
        typer.echo(f"rejected  {place}: {why}")
    told = ", ".join(f"{len(getattr(intake, name))} {name}" for name in names)
    typer.echo(f"{'would read' if dry_run else 'read'}: {told}")
