"""Alembic's entry: migrates the database of the settings, or the connection handed in by `portal.services.schema`."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

import portal.models  # noqa: F401 fills the metadata
from portal import db
from portal.models.columns import Code, Codes, Moment, Money

_PLAIN: dict[type, str] = {
    Moment: "sa.DateTime(timezone=True)",
    Money: "sa.BigInteger()",
    Code: "sa.String(length=64)",
    Codes: "sa.String(length=400)",
}


def _plain_type(kind: str, item: Any, _autogen: Any) -> str | Literal[False]:
    """Write plain column types into a migration: it must still run when the models have moved on."""
    if kind != "type":
        return False
    if isinstance(item, AutoString):
        return f"sa.String(length={item.length})" if item.length else "sa.String()"
    return next((plain for own, plain in _PLAIN.items() if isinstance(item, own)), False)


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        render_item=_plain_type,
    )
    with context.begin_transaction():
        context.run_migrations()


def _migrate() -> None:
    connection = context.config.attributes.get("connection")
    if connection is not None:
        _run(connection)
        return
    with db.engine().connect() as opened:
        _run(opened)
        opened.commit()


_migrate()
