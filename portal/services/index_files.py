"""Search indexes on disk, so that a process that starts need not make one: a folder for each set of texts."""

import shutil
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

from knowledge import asked
from knowledge.content import ArticleText
from knowledge.errors import BadIndex
from portal import logs

if TYPE_CHECKING:
    from knowledge.embeddings import ArticleEmbeddings
    from knowledge.index import ArticleIndex

log = logs.get_logger()

KEPT_INDEXES = 2
_HALF_WRITTEN_S = 3600
_NAME_LENGTH = 16


def read(folder: Path, texts: Sequence[ArticleText], model: "ArticleEmbeddings") -> "ArticleIndex | None":
    """Return the stored index of exactly these texts; None, and nothing left of it on disk, where there is none that can be used."""
    # Loaded by whoever loads the index, behind the first pages: this module takes seconds.
    from knowledge.index import ArticleIndex  # noqa: PLC0415 as said

    stored = _place(folder, texts)
    try:
        return ArticleIndex.load(stored, texts, model, asked.unanswered())
    except BadIndex as error:
        log.info("index_not_read", reason=error.reason if stored.exists() else "none stored")
        shutil.rmtree(stored, ignore_errors=True)
        return None


def is_kept(folder: Path, texts: Sequence[ArticleText]) -> bool:
    """Say whether an index of exactly these texts is stored."""
    return _place(folder, texts).is_dir()


def keep(folder: Path, index: "ArticleIndex") -> None:
    """Store an index, unless another process stored one of the same texts; remove those of earlier texts.

    Raises:
        OSError: the disk is full, or the folder may not be written.
    """
    stored = folder / _name(index.content)
    if not stored.exists():
        folder.mkdir(parents=True, exist_ok=True)
        # Written beside and moved: another process never sees half an index.
        beside = Path(mkdtemp(prefix="new-", dir=folder))
        try:
            index.save(beside)
            beside.rename(stored)
        except OSError:
            shutil.rmtree(beside, ignore_errors=True)
            if not stored.exists():  # else another process was first, with the same texts
                raise
    _forget_old(folder, stored)


def _place(folder: Path, texts: Sequence[ArticleText]) -> Path:
    from knowledge.index import content_hash  # noqa: PLC0415 as in `read`

    return folder / _name(content_hash(texts, asked.unanswered()))


def _name(content: str) -> str:
    return content[:_NAME_LENGTH]


def _forget_old(folder: Path, kept: Path) -> None:
    """Remove indexes of earlier texts, and what a process that died left half written."""
    long_ago = time.time() - _HALF_WRITTEN_S
    old = sorted((path for path in folder.iterdir() if path.is_dir() and path != kept), key=_changed_at)
    whole = [path for path in old if not path.name.startswith("new-")]
    dead = [path for path in old if path.name.startswith("new-") and _changed_at(path) < long_ago]
    for path in [*whole[: max(0, len(whole) - KEPT_INDEXES + 1)], *dead]:
        shutil.rmtree(path, ignore_errors=True)


def _changed_at(path: Path) -> float:
    return path.stat().st_mtime if path.exists() else 0.0
