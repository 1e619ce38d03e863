"""`portal knowledge import SOURCE --into FOLDER`: what it prints of a site that was read."""

from pathlib import Path

import typer

from portal import clock
from portal.commands.output import as_json
from portal.providers.web_reading import WebReader
from portal.services import site_import
from portal.settings import settings


def as_drafts(source: str, into: Path, *, most: int, dry_run: bool, json: bool) -> None:
    """Read a site into a folder of drafts and say what came of each page."""
    intake = site_import.take_in(
        source, into, reader=WebReader(settings().base_url), today=clock.today(), most=most, dry_run=dry_run
    )
    if json:
        as_json({"dry_run": dry_run, **vars(intake)})
        return
    for name in ("new", "changed", "beside", "withdrawn"):
        for place in getattr(intake, name):
            typer.echo(f"{name:9} {place}")
    for place, why in intake.rejected.items():
        typer.echo(f"rejected  {place}: {why}")
    told = ", ".join(f"{count} {name}" for name, count in site_import.counts(intake))
    typer.echo(f"{'would read' if dry_run else 'read'}: {told}")
