"""Back-up into one file, and back: the database as it was at one moment, with what proves that it is whole.

The search index and the embedded texts' files are not in it: they are made again from the database.
"""

import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Mapping
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, MetaData, func, select
from sqlalchemy.engine import URL

from portal import logs
from portal.errors import BadInput, ProviderDown, WrongState
from portal.services import schema

MANIFEST, DATABASE = "manifest.json", "database"
_LONGEST_DUMP_S = 3600

log = logs.get_logger()


@dataclass(frozen=True)
class Manifest:
    """What a back-up says of itself."""

    kind: str
    revision: str | None
    made_at: str
    sha256: str
    rows: Mapping[str, int]


def backup(engine: Engine, target: Path, *, now: datetime) -> Manifest:
    """Write the database into `target`, while the portal runs on.

    Raises:
        BadInput: the file is there already, or cannot be written.
        ProviderDown: PostgreSQL's `pg_dump` is missing or failed.
    """
    if target.exists():
        raise BadInput(str(target), "is there already")
    with tempfile.TemporaryDirectory() as folder:
        dump = Path(folder) / DATABASE
        _dump(engine, dump)
        manifest = Manifest(
            kind=engine.dialect.name,
            revision=schema.current_revision(engine),
            made_at=now.isoformat(),
            sha256=_digest(dump),
            rows=_rows_of_dump(engine, dump),
        )
        unfinished = target.with_name(f".{target.name}.part")
        try:
            _pack(unfinished, dump, manifest)
            unfinished.replace(target)
        except OSError as error:
            raise BadInput(str(target), "cannot be written") from error
        finally:
            unfinished.unlink(missing_ok=True)
    return manifest


def restore(engine: Engine, source: Path, *, replace: bool = False) -> Manifest:
    """Put a back-up in the place of the database and bring it to the newest schema.

    Raises:
        BadInput: the file is no back-up, is damaged, or is of the other kind of database.
        WrongState: the database holds something and `replace` was not asked for.
        ProviderDown: PostgreSQL's `pg_restore` is missing or failed.
    """
    with tempfile.TemporaryDirectory() as folder:
        manifest, dump = _unpack(source, Path(folder))
        if manifest.kind != engine.dialect.name:
            raise BadInput(
                str(source), f"is a back-up of {manifest.kind}, the settings name {engine.dialect.name}"
            )
        if not replace and any(count_rows(engine).values()):
            raise WrongState("database", "not-empty")
        _load(engine, dump)
    schema.upgrade(engine)
    return manifest


def count_rows(engine: Engine) -> dict[str, int]:
    """Return the number of rows of every table that is there."""
    found = MetaData()
    with engine.connect() as connection:
        found.reflect(connection)
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in found.sorted_tables
            if table.name != "alembic_version"
        }


def _dump(engine: Engine, dump: Path) -> None:
    if engine.dialect.name != "sqlite":
        _run("pg_dump", engine.url, "--format=custom", "--no-owner", f"--file={dump}")
        return
    with closing(sqlite3.connect(_file_of(engine))) as live, closing(sqlite3.connect(dump)) as copy:
        live.backup(copy)


def _rows_of_dump(engine: Engine, dump: Path) -> dict[str, int]:
    if engine.dialect.name != "sqlite":
        return count_rows(engine)  # for the operator's eye: people may have worked since the dump
    with closing(sqlite3.connect(dump)) as copy:
        names = [row[0] for row in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            name: copy.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608 names from the file itself
            for name in sorted(names)
            if name != "alembic_version"
        }


def _load(engine: Engine, dump: Path) -> None:
    if engine.dialect.name != "sqlite":
        options = ("--clean", "--if-exists", "--no-owner", "--exit-on-error", "--single-transaction")
        _run("pg_restore", engine.url, *options, str(dump))
        return
    with closing(sqlite3.connect(dump)) as copy:
        if copy.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            raise BadInput("back-up", "the database in it is damaged")
        target = Path(_file_of(engine))
        target.parent.mkdir(parents=True, exist_ok=True)
        engine.dispose()
        with closing(sqlite3.connect(target)) as live:
            copy.backup(live)  # through SQLite, so that whoever has the file open sees the new content


def _pack(target: Path, dump: Path, manifest: Manifest) -> None:
    text = json.dumps(asdict(manifest), indent=2).encode()
    with tarfile.open(target, "x:gz") as archive:
        head = tarfile.TarInfo(MANIFEST)
        head.size, head.mode = len(text), 0o600
        archive.addfile(head, io.BytesIO(text))
        archive.add(dump, DATABASE)
    target.chmod(0o600)  # it holds everybody's file


def _unpack(source: Path, folder: Path) -> tuple[Manifest, Path]:
    try:
        with tarfile.open(source) as archive:
            archive.extractall(
                folder, members=[archive.getmember(MANIFEST), archive.getmember(DATABASE)], filter="data"
            )
        manifest = Manifest(**json.loads((folder / MANIFEST).read_text()))
    except (OSError, tarfile.TarError, KeyError, TypeError, ValueError) as error:
        raise BadInput(str(source), "is no back-up of this portal") from error
    if _digest(folder / DATABASE) != manifest.sha256:
        raise BadInput(str(source), "is damaged: its content does not fit its seal")
    return manifest, folder / DATABASE


def _digest(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _file_of(engine: Engine) -> str:
    if not engine.url.database:
        raise BadInput("PORTAL_DATABASE_URL", "names no file")
    return engine.url.database


def _run(program: str, url: URL, *arguments: str) -> None:
    found = shutil.which(program)
    if found is None:
        raise BadInput(program, "is not installed; it comes with PostgreSQL's client programs")
    # The password goes by the environment: everybody on the machine can read a command line.
    environment = os.environ | {"PGPASSWORD": url.password or ""}
    address = url.set(drivername="postgresql", password=None).render_as_string()
    outcome = subprocess.run(  # noqa: S603 our own arguments
        [found, *arguments, f"--dbname={address}"],
        capture_output=True,
        check=False,
        timeout=_LONGEST_DUMP_S,
        env=environment,
    )
    if outcome.returncode:
        log.error("program_failed", program=program, said=outcome.stderr.decode(errors="replace")[-500:])
        raise ProviderDown(program)
