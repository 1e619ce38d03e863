"""Alembic's entry: migrates the database of the settings, or the connection handed in by `portal.services.schema`."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

import portal.models  # noqa: F401 fills the metadata
from portal import db
from portal.models.columns import Code, Moment, Money


def _plain_type(kind: str, item: Any, _autogen: Any) -> str | Literal[False]:
    """Write plain column types into a migration: it must still run when the models have moved on."""
    if kind != "type":
        return False
    match item:
        case Moment():
            return "sa.DateTime(timezone=True)"
        case Money():
            return "sa.BigInteger()"
        case Code():
            return "sa.String(length=64)"
        case AutoString():
            return f"sa.String(length={item.length})" if item.length else "sa.String()"
        case _:
            return False


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
