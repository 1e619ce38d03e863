"""How commands speak: to a person on a terminal, to a program with `--json`, and by their exit code."""

import importlib
import json
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

import typer
from typer.core import TyperGroup

from portal import logs
from portal.errors import BadSettings, PortalError

OK, FAILED, UNUSABLE = 0, 1, 2

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object, for a program to read.")]


class Commands(TyperGroup):
    """Turns what the portal refuses into one line and an exit code: 1 refused, 2 unusable settings or arguments."""

    # Commands whose modules take seconds to load, by name: the module and the Typer in it. `init` and `run` need none.
    late: ClassVar[Mapping[str, tuple[str, str]]] = {}

    def list_commands(self, ctx: Any) -> list[str]:
        """Return every command's name."""
        return [*super().list_commands(ctx), *self.late]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return a command, loaded when it is first asked for."""
        if cmd_name not in self.late:
            return super().get_command(ctx, cmd_name)
        module, name = self.late[cmd_name]
        command = typer.main.get_command(getattr(importlib.import_module(module), name))
        command.name = cmd_name
        return command

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
