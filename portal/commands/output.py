"""How commands speak: to a person on a terminal, to a program with `--json`, and by their exit code."""

import json
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from portal import logs
from portal.errors import BadSettings, PortalError

OK, FAILED, UNUSABLE = 0, 1, 2

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object, for a program to read.")]


class Commands(TyperGroup):
    """Turns what the portal refuses into one line and an exit code: 1 refused, 2 unusable settings or arguments."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command."""
        logs.configure("WARNING")  # to standard error: what a command prints is for whoever reads its output
        try:
            return super().invoke(ctx)
        except BadSettings as error:
            typer.echo(f"settings: {error}", err=True)
            raise typer.Exit(UNUSABLE) from error
        except PortalError as error:
            typer.echo(f"refused: {said(error)}", err=True)
            raise typer.Exit(FAILED) from error


def said(error: PortalError) -> str:
    """Return an error in words for an operator: its own, else its kind and facts."""
    return str(error) if error.args or type(error).__str__ is not Exception.__str__ else repr(error)


def as_json(facts: Any) -> None:
    """Print facts for a program."""
    typer.echo(json.dumps(facts, ensure_ascii=False, indent=2, default=str))
