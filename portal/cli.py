"""The `portal` command: every operator's job."""

from collections.abc import Mapping
from typing import ClassVar

import typer

from portal.commands import operate, users
from portal.commands.output import Commands


class _Portal(Commands):
    late: ClassVar[Mapping[str, tuple[str, str]]] = {
        "knowledge": ("portal.commands.knowledge", "knowledge_app"),
        "evaluate": ("portal.commands.evaluate", "app"),
        "ask": ("portal.commands.knowledge", "ask_app"),
        "activities": ("portal.commands.activities", "app"),
        "bank": ("portal.commands.bank", "app"),
        "bot": ("portal.commands.bot", "app"),
        "report": ("portal.commands.report", "app"),
    }


app = typer.Typer(
    cls=_Portal,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Look after an inburgering portal. Settings: docs/configuration.md.",
)
operate.add_to(app)
app.add_typer(users.app, name="users")

if __name__ == "__main__":
    app()
