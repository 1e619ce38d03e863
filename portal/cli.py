"""The `portal` command: every operator's job."""

import typer

from portal.commands import bank, knowledge, operate, users
from portal.commands.output import Commands

app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Look after an inburgering portal. Settings: docs/configuration.md.",
)
operate.add_to(app)
knowledge.add_to(app)
app.add_typer(users.app, name="users")
app.add_typer(bank.app, name="bank")

if __name__ == "__main__":
    app()
