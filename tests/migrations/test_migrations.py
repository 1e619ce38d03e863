"""The schema comes from the migrations, on both databases, there and back."""

import warnings
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text
from sqlmodel import SQLModel

import portal.models
from portal import db
from portal.services import schema

assert portal.models  # fills the metadata

ASKED_BEFORE = (
    """INSERT INTO conversation (id, language, page_language, started_at, last_at)
       VALUES ('c', 'nl', 'nl', '2026-11-22 12:00:00', '2026-11-22 12:00:00')""",
    "INSERT INTO article (id, slug, state) VALUES ('a', 'leefloon', 'published')",
    """INSERT INTO article_version
           (id, article_id, language, number, digest, content, title, summary, published, created_at)
       VALUES ('v', 'a', 'nl', 1, 'd', 'Tekst.', 'Leefloon', 'Wat is het?', true, '2026-11-22 12:00:00')""",
    """INSERT INTO chat_turn
           (id, conversation_id, number, request_key, question, language, outcome, answer, suggestions, rephrased, milliseconds, asked_at)
       VALUES ('t', 'c', 1, 'r', 'Wat?', 'nl', 'answer', 'Zo.', '[]', false, 9, '2026-11-22 12:00:00')""",
    """INSERT INTO turn_quote (id, turn_id, position, article_version_id, sentence, score)
       VALUES ('q', 't', 0, 'v', 'Zo.', 0.9)""",
)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def empty_engine(request: pytest.FixtureRequest, tmp_path: Path):
    """A database without any table."""
    if request.param == "sqlite":
        engine = db.make_engine(f"sqlite:///{tmp_path / 'empty.sqlite3'}")
        yield engine
        engine.dispose()
        return
    url = request.getfixturevalue("postgres_url")
    owner = db.make_engine(url).execution_options(isolation_level="AUTOCOMMIT")
    with owner.connect() as connection:
        connection.execute(text("DROP DATABASE IF EXISTS empty_one"))
        connection.execute(text("CREATE DATABASE empty_one"))
    engine = db.make_engine(str(owner.url.set(database="empty_one").render_as_string(hide_password=False)))
    yield engine
    engine.dispose()
    with owner.connect() as connection:
        connection.execute(text("DROP DATABASE empty_one"))
    owner.dispose()


def differences(engine: Engine) -> list:
    with engine.connect() as connection, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        return compare_metadata(context, SQLModel.metadata)


def upgrade(engine: Engine, revision: str) -> None:
    config = schema.alembic_config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def downgrade(engine: Engine, revision: str) -> None:
    config = schema.alembic_config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, revision)


def test_an_empty_database_becomes_what_the_models_say(empty_engine):
    schema.upgrade(empty_engine)

    assert schema.current_revision(empty_engine) == schema.newest_revision()
    assert differences(empty_engine) == []


def test_the_schema_can_be_taken_down_and_built_again(empty_engine):
    schema.upgrade(empty_engine)
    downgrade(empty_engine, "base")
    assert set(inspect(empty_engine).get_table_names()) == {"alembic_version"}

    schema.upgrade(empty_engine)

    assert differences(empty_engine) == []


def test_migrating_twice_changes_nothing(empty_engine):
    schema.upgrade(empty_engine)
    with empty_engine.begin() as connection:
        connection.execute(text("INSERT INTO case_counter (year, last) VALUES (2026, 7)"))

    schema.upgrade(empty_engine)

    with empty_engine.connect() as connection:
        assert connection.execute(text("SELECT last FROM case_counter")).scalar_one() == 7


def test_questions_that_were_asked_before_stay_with_their_quotes(empty_engine):
    upgrade(empty_engine, "0013")
    with empty_engine.begin() as connection:
        for row in ASKED_BEFORE:
            connection.execute(text(row))

    schema.upgrade(empty_engine)
    downgrade(empty_engine, "0013")
    schema.upgrade(empty_engine)

    with empty_engine.connect() as connection:
        turn = connection.execute(text("SELECT id, rollout_step FROM chat_turn")).one()
        assert tuple(turn) == ("t", None)
        assert connection.execute(text("SELECT turn_id FROM turn_quote")).scalar_one() == "t"


def test_the_migrations_are_one_line():
    scripts = ScriptDirectory.from_config(schema.alembic_config())

    assert len(scripts.get_heads()) == 1
    assert len(scripts.get_bases()) == 1


def test_a_migration_needs_no_model():
    for path in Path(schema.alembic_config().get_main_option("script_location")).glob("versions/*.py"):
        assert "import portal" not in path.read_text(encoding="utf-8"), (
            f"{path.name} would break when a model moves"
        )
