"""The database by one address: SQLite embedded, PostgreSQL in production, the same code on both."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlmodel import Session

from portal.settings import settings

READ_ONLY = "portal_read_only"


def make_engine(url: str) -> Engine:
    """Build an engine for a SQLite or PostgreSQL address (a plain `postgresql://` uses psycopg 3)."""
    parsed = make_url(url)
    if parsed.drivername == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_pre_ping=True, pool_size=10, max_overflow=10, hide_parameters=True)
    if parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    # hide_parameters, on both: an error in a log must not carry what somebody wrote
    connect_args = {"timeout": 15, "check_same_thread": False}
    engine = create_engine(parsed, connect_args=connect_args, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # transactions are begun by _begin_sqlite, not guessed by the driver
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "busy_timeout=15000", "synchronous=NORMAL"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes the write lock at once: two transactions that read first and write later
    # would otherwise both read the old state, and one would fail half-way.
    read_only = connection.get_execution_options().get(READ_ONLY, False)
    driver: Any = connection.connection.driver_connection
    driver.execute("BEGIN" if read_only else "BEGIN IMMEDIATE")


@cache
def engine() -> Engine:
    """Return this process's engine."""
    return make_engine(settings().effective_database_url)


@contextmanager
def transaction() -> Iterator[Session]:
    """Open a unit of work that commits when the block ends well and rolls back when it does not."""
    with Session(engine(), expire_on_commit=False) as session, session.begin():
        yield session


@contextmanager
def reading() -> Iterator[Session]:
    """Open a unit of work that only reads: no write lock on SQLite, refused by PostgreSQL if it writes."""
    with Session(read_only(engine()), expire_on_commit=False) as session:
        yield session  # closing it rolls back


@lru_cache(maxsize=4)
def read_only(chosen: Engine) -> Engine:
    """Return the same engine for work that only reads: it waits for no writer and makes none wait."""
    options: dict[str, Any] = {READ_ONLY: True}
    if chosen.dialect.name == "postgresql":
        options["postgresql_readonly"] = True
    return chosen.execution_options(**options)
