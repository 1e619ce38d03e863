"""What tests of use cases share."""

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Table, select, text
from sqlmodel import Session, SQLModel
from starlette.testclient import TestClient
from typer.testing import CliRunner

from portal import asgi, clock, db, seed
from portal.cli import app
from portal.settings import settings
from tests.conftest import NOON, add_cast
from tests.desk import given_articles, given_colleague

Rows = dict[Table, list[dict]]


@pytest.fixture
def client(sqlite_database, monkeypatch) -> TestClient:
    """A browser without cookies, at NOON, in a portal with the cast and nothing else."""
    monkeypatch.setattr(clock, "now", lambda: NOON)
    with db.transaction() as session:
        add_cast(session)
    return TestClient(asgi.app, base_url=settings().base_url, follow_redirects=False)


@pytest.fixture
def portal() -> Iterator[Callable[..., str]]:
    """The `portal` command as an operator calls it: returns what it prints."""

    def call(*arguments: str, fails_with: int = 0) -> str:
        outcome = CliRunner().invoke(app, arguments)
        assert outcome.exit_code == fails_with, outcome.output
        return outcome.output

    yield call
    if db.engine.cache_info().currsize:
        db.engine().dispose()


@pytest.fixture(scope="session")
def _prepared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("prepared") / "data"


@pytest.fixture
def prepared(portal: Callable[..., str], _prepared_folder: Path) -> Callable[..., str]:
    """The command in a place that `portal init --demo` prepared: by the first test that asks, and copied after that."""
    if _prepared_folder.exists():
        shutil.copytree(_prepared_folder, settings().data_dir)
        return portal
    portal("init", "--demo")
    db.engine().dispose()
    shutil.copytree(settings().data_dir, _prepared_folder)
    return portal


@pytest.fixture
def desk(session, cast, tmp_path) -> None:
    """The desk of the redactie: two editors, and the sample articles published, committed."""
    given_colleague(session)
    given_articles(session, tmp_path / "articles")
    session.commit()


@pytest.fixture(scope="session")
def _seeded() -> dict[tuple[str, datetime], Rows]:
    return {}


@pytest.fixture
def demo_at(session, _seeded) -> Callable[[datetime], None]:
    """Fill the demo world as it is at a moment: seeded once on either kind of database, and copied row by row after that."""

    def fill(now: datetime) -> None:
        kind = session.get_bind().dialect.name
        if (kind, now) in _seeded:
            _write(session, _seeded[kind, now])
            return
        seed.seed(session, settings=settings(), now=now)
        session.flush()
        _seeded[kind, now] = {
            table: [dict(row) for row in session.execute(select(table)).mappings()]
            for table in SQLModel.metadata.sorted_tables
        }

    return fill


def _write(session: Session, rows: Rows) -> None:
    # tables that point at each other in a circle have no order in which they can be filled
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    session.execute(
        text(
            "PRAGMA defer_foreign_keys = ON" if on_sqlite else "SET LOCAL session_replication_role = replica"
        )
    )
    for table, of_table in rows.items():
        if of_table:
            session.execute(table.insert(), of_table)
    if not on_sqlite:  # what the test writes is checked
        session.execute(text("SET LOCAL session_replication_role = origin"))
