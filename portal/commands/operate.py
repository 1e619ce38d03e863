"""Preparing, running and looking after a portal."""

import gc
import os
import time
from importlib import resources
from pathlib import Path
from typing import Annotated

import typer

from portal import clock, db, logs
from portal.commands.output import FAILED, AsJson, as_json
from portal.errors import WrongState
from portal.services import schema
from portal.settings import settings

ARTICLES = Path(str(resources.files("knowledge"))) / "articles"

Replace = Annotated[bool, typer.Option("--replace", help="Throw away what the database holds now.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    for command in (init, seed, run, jobs, doctor, backup, restore):
        app.command()(command)


def init(
    demo: Annotated[
        bool, typer.Option("--demo", help="Fill the demo world too, as `portal seed` does.")
    ] = False,
) -> None:
    """Prepare an empty place, or bring one up to date: database and articles.

    Example: PORTAL_DATA_DIR=/var/lib/portal portal init
    """
    from portal.services import article_import  # noqa: PLC0415 only this command needs it

    schema.upgrade(db.engine())
    typer.echo(f"database: at {schema.current_revision(db.engine())} ({db.engine().dialect.name})")
    with db.transaction() as session:
        imported = article_import.import_folder(session, ARTICLES, now=clock.now())
    typer.echo(
        f"articles: {len(imported.added)} new, {len(imported.changed)} changed, {len(imported.unchanged)} as they were"
    )
    if imported.kept:
        typer.echo(f"kept the text of an editor, the release's stands beside it: {', '.join(imported.kept)}")
    if demo:
        seed()
    typer.echo("index: made behind the pages when the portal runs, or now with: portal knowledge index")


def seed() -> None:
    """Fill the demo world; running it again changes nothing.

    Example: portal init && portal seed
    """
    from portal import seed as world  # noqa: PLC0415 only this command needs it

    _must_be_prepared()
    with db.transaction() as session:
        added = world.seed(session, settings=settings(), now=clock.now())
    typer.echo(f"demo world: {added.people} people and {added.organisations} organisations added")


def run(
    host: Annotated[
        str, typer.Option(help="Address to listen on; 0.0.0.0: every one of the machine.")
    ] = "127.0.0.1",
) -> None:
    """Run the portal: one process, on PORTAL_PORT.

    Pages are served at once; the model that answers questions is loaded behind them.

    Example: PORTAL_DEMO=1 portal run
    """
    import uvicorn  # noqa: PLC0415 only this command needs it

    _must_be_prepared()
    # Signs the state of a log-in; every process of one portal must use the same secret.
    os.environ["STREAMLIT_SERVER_COOKIE_SECRET"] = settings().cookie_secret.get_secret_value()
    gc.disable()  # what a start loads stays; portal/asgi.py looks for waste from the first page on
    typer.echo(f"The portal opens on {settings().base_url} (stop it with Ctrl+C)")
    uvicorn.run(
        "portal.asgi:app",
        host=host,
        port=settings().port,
        log_level="warning",
        access_log=False,  # it would write addresses of people and what they asked for
        server_header=False,
        proxy_headers=True,
        forwarded_allow_ips=settings().trusted_proxies,
    )


def jobs(
    once: Annotated[bool, typer.Option("--once", help="One round, then stop.")] = False,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Let failed mail be tried anew.")
    ] = False,
) -> None:
    """Do the background work (sending mail) in a process of its own. A running portal does it too; both is fine.

    Example: portal jobs --once --retry-failed
    """
    from portal.services import jobs as work  # noqa: PLC0415 only this command needs it
    from portal.services import outbox  # noqa: PLC0415 as above

    logs.configure(settings().log_level)
    _must_be_prepared()
    if retry_failed:
        with db.transaction() as session:
            typer.echo(f"mail: {outbox.retry_failed(session, now=clock.now())} to be tried anew")
    if once:
        for name, count in work.run_once(clock.now()).done.items():
            typer.echo(f"{name}: {count}")
        return
    background = work.Background(settings().jobs_every_s)
    background.start()
    try:
        while True:
            time.sleep(1)
    except KeyboardInterrupt:
        background.stop()


def doctor(json: AsJson = False) -> None:
    """Look at settings, database, migrations, audit trail, mail and background work; exit with 1 when one fails.

    Example: portal doctor --json
    """
    from portal.services.doctor import Health, examine  # noqa: PLC0415 only this command needs it

    checks = examine(settings(), now=clock.now())
    if json:
        as_json([vars(check) for check in checks])
    else:
        for check in checks:
            typer.echo(
                f"{check.health:5} {check.name:11} {check.finding}"
                + (f"  -> {check.advice}" if check.advice else "")
            )
    if any(check.health is Health.FAIL for check in checks):
        raise typer.Exit(FAILED)


def backup(file: Annotated[Path, typer.Argument(help="File to write, such as portal.backup.")]) -> None:
    """Write everything the database holds into one file, while the portal runs.

    Example: portal backup /backups/portal-$(date +%F).backup
    """
    from portal.services import backup as service  # noqa: PLC0415 only this command needs it

    _must_be_prepared()
    manifest = service.backup(db.engine(), file, now=clock.now())
    typer.echo(f"{file}: {sum(manifest.rows.values())} rows of {len(manifest.rows)} tables ({manifest.kind})")


def restore(
    file: Annotated[Path, typer.Argument(help="File that `portal backup` wrote.")], replace: Replace = False
) -> None:
    """Put a back-up in the place of the database. Stop the portal first; run `portal init` after it.

    Example: portal restore /backups/portal-2026-11-22.backup
    """
    from portal.services import backup as service  # noqa: PLC0415 only this command needs it

    manifest = service.restore(db.engine(), file, replace=replace)
    typer.echo(f"{sum(manifest.rows.values())} rows of {manifest.made_at} are back; now run: portal init")


def _must_be_prepared() -> None:
    if schema.current_revision(db.engine()) != schema.newest_revision():
        raise WrongState("database", "not prepared; run: portal init")
