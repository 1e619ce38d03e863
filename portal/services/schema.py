"""Brings a database to the newest schema, and says where it is."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from portal import db, migrations


def alembic_config() -> Config:
    """Return Alembic's configuration without needing a file beside the working folder."""
    config = Config()
    config.set_main_option("script_location", migrations.FOLDER)
    return config


def upgrade(engine: Engine) -> None:
    """Migrate to the newest schema; does nothing when it is there already."""
    config = alembic_config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def current_revision(engine: Engine) -> str | None:
    """Return the revision the database is at; None for an empty one."""
    with db.read_only(engine).connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str | None:
    """Return the revision the code expects."""
    return ScriptDirectory.from_config(alembic_config()).get_current_head()
