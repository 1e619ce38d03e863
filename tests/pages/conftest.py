"""The demo world for the tests of the pages: seeded once, copied for each test that asks for it."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session
from streamlit.components.v2 import manifest_scanner

from portal import clock, db, seed
from portal.models.people import Identity
from portal.services import demo_login
from portal.settings import settings
from tests.cast import CAST, Member
from tests.conftest import NOON, add_cast
from tests.services.test_conversations import stored_article

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


@pytest.fixture(scope="session", autouse=True)
def _packages_read_once() -> Iterator[None]:
    """Look once for components in the installed packages; AppTest reads them all again for every app that it opens."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(
            manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests)
        )
        yield


@pytest.fixture
def people(sqlite_database: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the test run at `NOON` with the cast, who can all log in."""
    with db.transaction() as session:
        add_cast(session)
        session.add_all(login_of(member) for member in CAST)
    monkeypatch.setenv("PORTAL_DEMO", "1")
    settings.cache_clear()
    monkeypatch.setattr(clock, "now", lambda: NOON)  # AppTest runs the pages in another thread


def login_of(member: Member) -> Identity:
    """Return what lets somebody log in."""
    return Identity(person_id=member.id, issuer=demo_login.ISSUER, subject=member.id, last_login_at=NOON)


@pytest.fixture
def world(people, sqlite_database: Engine) -> None:
    """Let the test run at `NOON` with the cast, who can all log in, and one article."""
    with Session(sqlite_database) as session:
        stored_article(session)


@pytest.fixture(scope="session")
def seeded_file(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Seed the demo world in a file of its own, as it is at `NOW`."""
    path = tmp_path_factory.mktemp("demo") / "portal.sqlite3"
    shutil.copy(sqlite_template, path)
    engine = db.make_engine(f"sqlite:///{path}")
    with Session(engine) as session:
        seed.seed(session, settings=settings(), now=NOW)
        session.commit()
    with engine.connect() as connection:
        connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path


@pytest.fixture
def demo_world(seeded_file: Path, sqlite_database: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the test run in the demo world, at `NOW`."""
    shutil.copy(seeded_file, str(sqlite_database.url.database))
    monkeypatch.setenv("PORTAL_DEMO", "1")
    settings.cache_clear()
    monkeypatch.setattr(clock, "now", lambda: NOW)  # AppTest runs the pages in another thread
