"""The searchable articles of this process: loaded behind the first page, renewed when somebody publishes."""

import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, select

from knowledge import asked
from knowledge.base import KnowledgeBase
from knowledge.content import ArticleText
from knowledge.errors import KnowledgeError
from portal import clock, db, logs
from portal.models.articles import EmbeddedText
from portal.services import articles, index_files
from portal.settings import settings

if TYPE_CHECKING:
    from knowledge.embeddings import ArticleEmbeddings
    from knowledge.index import ArticleIndex
    from knowledge.library import Library

log = logs.get_logger()

CHECK_EVERY_S = 5.0
_CHUNK = 500

Unit = Callable[[], AbstractContextManager[Session]]


class DatabaseVectors:
    """Keeps vectors in the database, so that no process embeds what another one did."""

    def __init__(self, reading: Unit = db.reading, transaction: Unit = db.transaction) -> None:
        self._reading = reading
        self._transaction = transaction

    def read(self, model: str, digests: Sequence[str]) -> Mapping[str, bytes]:
        """Return the vectors that are known."""
        found: dict[str, bytes] = {}
        with self._reading() as session:
            for start in range(0, len(digests), _CHUNK):
                wanted = digests[start : start + _CHUNK]
                statement = select(EmbeddedText.digest, EmbeddedText.vector).where(
                    EmbeddedText.model == model, col(EmbeddedText.digest).in_(wanted)
                )
                found.update({digest: bytes(vector) for digest, vector in session.exec(statement)})
        return found

    def write(self, model: str, vectors: Mapping[str, bytes]) -> None:
        """Keep new vectors; one that another process wrote meanwhile stays."""
        rows = [{"model": model, "digest": digest, "vector": vector} for digest, vector in vectors.items()]
        if not rows:
            return
        with self._transaction() as session:
            dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
            session.execute(dialect.insert(EmbeddedText).values(rows).on_conflict_do_nothing())


@dataclass(frozen=True)
class _Loaded:
    generation: int
    day: date
    content: str
    knowledge: "Library"


class LiveKnowledge:
    """The knowledge base of a running process.

    `start` loads it in a thread; `current` gives what is there now, or None while the first load runs. The thread looks
    at the database every few seconds and puts a new index in place of the old one at once: a reader in the middle of a
    question keeps the one that the question began with.
    """

    def __init__(self, folder: Path, *, model: str = "", every_s: float = CHECK_EVERY_S) -> None:
        self._folder = folder
        self._model = model
        self._every_s = every_s
        self._loaded: _Loaded | None = None
        self._stopping = threading.Event()
        self._loading = threading.Lock()
        self._thread: threading.Thread | None = None

    @property
    def ready(self) -> bool:
        """Say whether questions can be answered."""
        return self._loaded is not None

    @property
    def generation(self) -> int | None:
        """Return the generation of the articles that are searched now; None while the first load runs."""
        return self._loaded.generation if self._loaded else None

    def current(self) -> KnowledgeBase | None:
        """Return the knowledge base; None while the first load runs."""
        return self._loaded.knowledge if self._loaded else None

    def start(self) -> None:
        """Begin loading, and go on looking for what is published."""
        if self._thread is None:
            self._stopping.clear()
            self._thread = threading.Thread(target=self._run, name="knowledge", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End the thread; what is loaded stays usable."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(timeout=10)
            self._thread = None

    def refresh(self) -> bool:
        """Load what was published since the last time, and what began or ceased to hold today; say whether anything was.

        Raises:
            KnowledgeError: the model cannot be loaded.
            SQLAlchemyError: the database cannot be read.
        """
        # Loaded by whoever loads the index, behind the first pages: these modules take seconds.
        from knowledge import embeddings  # noqa: PLC0415 as said
        from knowledge.index import content_hash  # noqa: PLC0415
        from knowledge.library import Library  # noqa: PLC0415

        with self._loading:
            today = clock.today()
            with db.reading() as session:
                generation = articles.generation(session)
                if self._loaded and (self._loaded.generation, self._loaded.day) == (generation, today):
                    return False
                texts = articles.in_force(session, on=today)
            content = content_hash(texts, asked.unanswered())
            if self._loaded and self._loaded.content == content:
                self._loaded = _Loaded(generation, today, content, self._loaded.knowledge)
                return False
            model = embeddings.load(self._model)
            if self._loaded:  # to make only what changed is quicker than to read a stored one
                index = _made(texts, model, self._loaded.knowledge.index)
            else:
                index = index_files.read(self._folder, texts, model) or _made(texts, model)
            self._loaded = _Loaded(generation, today, content, Library(index))
            log.info(
                "knowledge_loaded", generation=generation, texts=len(texts), passages=len(index.passages)
            )
            self._keep(index)
        return True

    def _keep(self, index: "ArticleIndex") -> None:
        """Store an index that serves already; where that fails, the next start makes it again."""
        try:
            index_files.keep(self._folder, index)
        except OSError as error:
            log.warning("index_not_stored", reason=type(error).__name__)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self.refresh()
            except (KnowledgeError, SQLAlchemyError, OSError) as error:
                # The old index goes on serving; the next round tries again.
                log.warning("knowledge_not_loaded", reason=type(error).__name__)
            self._stopping.wait(self._every_s)


def open_index(folder: Path, texts: Sequence[ArticleText], model: "ArticleEmbeddings") -> "ArticleIndex":
    """Return the index of these texts: the stored one when it fits, else a new one, which is stored.

    Raises:
        OSError: a new one cannot be stored.
    """
    index = index_files.read(folder, texts, model) or _made(texts, model)
    index_files.keep(folder, index)
    return index


def _made(
    texts: Sequence[ArticleText], model: "ArticleEmbeddings", before: "ArticleIndex | None" = None
) -> "ArticleIndex":
    from knowledge.index import ArticleIndex  # noqa: PLC0415 as in `refresh`

    return ArticleIndex.build(texts, model, DatabaseVectors(), asked.unanswered(), before)


@cache
def live() -> LiveKnowledge:
    """Return the knowledge base of this process; portal/asgi.py starts and stops it."""
    return LiveKnowledge(settings().data_dir / "index", model=settings().embedding_model)
