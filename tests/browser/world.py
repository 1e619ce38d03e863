"""Fills the folder of a portal that the browser tests start, with the commands that an operator would use.

`portal init` embeds every article, which takes minutes; what it made is kept in build/ for as long as the articles,
the code that reads them and the schema stay the same. The demo world is dated relative to today and made each time.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parents[2]
KEPT = ROOT / "build" / "browser-world"
PATTERNS = (
    "knowledge/**/*.md",
    "knowledge/*.py",
    "knowledge/*.npz",
    "portal/migrations/versions/*.py",
    "portal/services/knowledge_index.py",
)


def fill(folder: Path, *, database_url: str = "") -> None:
    """Make the database, the articles, the index and the demo world."""
    if database_url:
        command(folder, "init", database_url=database_url)
    else:
        shutil.copytree(_initialised(), folder, dirs_exist_ok=True)
    command(folder, "seed", database_url=database_url)


def _initialised() -> Path:
    kept = KEPT / _key()
    if not kept.is_dir():
        fresh = KEPT / f"new-{os.getpid()}"
        fresh.mkdir(parents=True)
        command(fresh, "init")
        for old in KEPT.glob("[0-9a-f]*"):
            shutil.rmtree(old)
        fresh.rename(kept)
    return kept


def _key() -> str:
    digest = hashlib.sha256()
    for path in _sources():
        digest.update(path.as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _sources() -> Iterable[Path]:
    for pattern in PATTERNS:
        yield from sorted(ROOT.glob(pattern))


def command(folder: Path, *words: str, database_url: str = "") -> None:
    """Run a command of the portal on a folder, to its end."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    settings = {"PORTAL_DATA_DIR": str(folder), "PORTAL_DATABASE_URL": database_url, "PORTAL_DEMO": "1"}
    start = [sys.executable, "-c", "from portal.cli import app; app()", *words]
    done = subprocess.run(start, env=kept | settings, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"portal {' '.join(words)}: {done.stdout}{done.stderr}"
