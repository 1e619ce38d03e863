"""The automatic answers: off, on, for how many people, and how they stand."""

from typing import Annotated

import typer

from portal import clock, db
from portal.commands.output import AsJson, as_json
from portal.errors import OutsideRules
from portal.services import bot_switch, rollout
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


@app.command()
def share(
    reason: Reason,
    percent: Annotated[int | None, typer.Argument(help="How many people of a hundred get answers.")] = None,
    municipality: Annotated[str | None, typer.Option("--municipality", help="NIS code; without it: everybody else.")] = None,
    follow: Annotated[bool, typer.Option("--follow", help="Let the municipality follow everybody again.")] = False,
) -> None:  # fmt: skip
    """Set which share of people gets answers; the others find articles and the way to a person. The switch wins.

    Example: portal bot share 20 --municipality 24062 --reason "Leuven begins"
    """
    if follow is (percent is not None):
        raise OutsideRules("rollout-percent")
    with db.transaction() as session:
        held = {one.nis_code: one.number for one in rollout.shares(session, actor=OPERATOR)}
        changed = rollout.set_share(
            session, actor=OPERATOR, nis_code=municipality, percent=percent, seen=held.get(municipality), reason=reason, now=clock.now()
        )  # fmt: skip
    said = "as everybody" if percent is None else f"{percent} of 100 people"
    typer.echo(f"{municipality or 'everybody'}: {said}" + ("" if changed else ", as it was"))


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
        shares = {
            one.nis_code or rollout.EVERYBODY: one.percent
            for one in rollout.shares(session, actor=OPERATOR)
            if one.percent is not None
        }
    newest = turns[0] if turns else None
    switched_on = newest is None or newest.is_on
    if json:
        facts = {
            "on": switched_on and settings().bot_enabled,
            "setting": settings().bot_enabled,
            "since": newest.at.isoformat() if newest else None,
            "reason": newest.reason if newest else None,
            "shares": shares,
        }
        as_json(facts)
        return
    since = f" since {newest.at.isoformat(timespec='seconds')}: {newest.reason}" if newest else ""
    typer.echo(f"bot: {_word(switched_on)}{since}")
    for nis_code, percent in shares.items():
        typer.echo(f"{'everybody' if nis_code == rollout.EVERYBODY else nis_code}: {percent} of 100 people")
    if not settings().bot_enabled:
        typer.echo("PORTAL_BOT_ENABLED keeps it off")


def _word(is_on: bool) -> str:
    return "on" if is_on else "off"
