"""Fills the folder of a portal that the browser tests start, with the commands that an operator would use.

What `portal init` and `portal seed` made is kept in build/: the articles and their index for as long as they, the code that
reads them and the schema stay the same, the whole demo world for as long as the portal's code and the day do.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from portal import clock

ROOT = Path(__file__).parents[2]
KEPT = ROOT / "build" / "browser-world"
ARTICLES = (
    "knowledge/**/*.md",
    "knowledge/**/*.yaml",
    "knowledge/*.py",
    "knowledge/*.npz",
    "knowledge/*.json",
    "portal/migrations/versions/*.py",
    "portal/services/knowledge_index.py",
)
EVERYTHING = (*ARTICLES, "portal/**/*.py", "portal/rules/*.yaml")


def fill(folder: Path, *, database_url: str = "") -> None:
    """Make the database, the articles, the index and the demo world."""
    if database_url:
        command(folder, "init", database_url=database_url)
        command(folder, "seed", database_url=database_url)
        return
    with _one_at_a_time():
        shutil.copytree(_filled(), folder, dirs_exist_ok=True)


def _filled() -> Path:
    def seed(folder: Path) -> None:
        shutil.copytree(_kept("articles", _key(ARTICLES), _init), folder, dirs_exist_ok=True)
        command(folder, "seed")
        # The first round groups the questions of the demo world and looks at its answers: seconds, for each portal anew.
        command(folder, "jobs", "--once")

    return _kept("world", _key(EVERYTHING, clock.today().isoformat()), seed)


def _init(folder: Path) -> None:
    command(folder, "init")
    command(folder, "knowledge", "index")  # else each portal of a test makes it anew


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Let the test processes take turns: the first makes the world, the others copy it."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _kept(name: str, key: str, make: Callable[[Path], None]) -> Path:
    kept = KEPT / f"{name}-{key}"
    if not kept.is_dir():
        fresh = KEPT / "new" / name
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        make(fresh)
        for old in KEPT.glob(f"{name}-*"):
            shutil.rmtree(old)
        fresh.rename(kept)
    return kept


def _key(patterns: tuple[str, ...], *more: str) -> str:
    digest = hashlib.sha256("".join(more).encode())
    for path in sorted({path for pattern in patterns for path in ROOT.glob(pattern)}):
        digest.update(path.as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def command(folder: Path, *words: str, database_url: str = "") -> None:
    """Run a command of the portal on a folder, to its end."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    settings = {"PORTAL_DATA_DIR": str(folder), "PORTAL_DATABASE_URL": database_url, "PORTAL_DEMO": "1"}
    start = [sys.executable, "-c", "from portal.cli import app; app()", *words]
    done = subprocess.run(start, env=kept | settings, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"portal {' '.join(words)}: {done.stdout}{done.stderr}"
