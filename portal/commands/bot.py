"""The automatic answers: off, on, and how they stand."""

from typing import Annotated

import typer

from portal import clock, db
from portal.commands.output import AsJson, as_json
from portal.services import bot_switch
from portal.services.permissions import OPERATOR
from portal.settings import settings

app = typer.Typer(
    help="Switch the automatic answers off and on; pages, plans, fees and the way to a person stay.",
    no_args_is_help=True,
)

Reason = Annotated[str, typer.Option("--reason", help="Why: colleagues read it. No names.")]


@app.command()
def off(reason: Reason) -> None:
    """Let no question be answered by the bot any more, in every running process within ten seconds.

    Example: portal bot off --reason "wrong answers about the exemption"
    """
    _turn(is_on=False, reason=reason)


@app.command()
def on(reason: Reason) -> None:
    """Let the bot answer again.

    Example: portal bot on --reason "the article is put right"
    """
    _turn(is_on=True, reason=reason)


def _turn(*, is_on: bool, reason: str) -> None:
    with db.transaction() as session:
        changed = bot_switch.turn(session, actor=OPERATOR, is_on=is_on, reason=reason, now=clock.now())
    typer.echo(f"bot: {_word(is_on)}" + ("" if changed else ", as it was"))
    if is_on and not settings().bot_enabled:
        typer.echo("PORTAL_BOT_ENABLED still keeps it off")


@app.command()
def status(json: AsJson = False) -> None:
    """Say whether the bot answers, since when and why.

    Example: portal bot status --json
    """
    with db.reading() as session:
        turns = bot_switch.history(session, actor=OPERATOR, limit=1)
    newest = turns[0] if turns else None
    switched_on = newest is None or newest.is_on
    if json:
        facts = {
            "on": switched_on and settings().bot_enabled,
            "setting": settings().bot_enabled,
            "since": newest.at.isoformat() if newest else None,
            "reason": newest.reason if newest else None,
        }
        as_json(facts)
        return
    since = f" since {newest.at.isoformat(timespec='seconds')}: {newest.reason}" if newest else ""
    typer.echo(f"bot: {_word(switched_on)}{since}")
    if not settings().bot_enabled:
        typer.echo("PORTAL_BOT_ENABLED keeps it off")


def _word(is_on: bool) -> str:
    return "on" if is_on else "off"
