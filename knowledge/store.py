"""Vectors in FAISS, kept in plain files: nothing that is read back can run code. And a LangChain vector store on them."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Self
from uuid import uuid4

import faiss
import numpy as np
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.vectorstores import VectorStore
from numpy.typing import NDArray

from knowledge.embeddings import Vectors
from knowledge.errors import BadIndex

INDEX, ROWS = "index.faiss", "rows.json"

faiss.omp_set_num_threads(1)  # one question is one row: more threads only wait for each other


class Rows:
    """Vectors of length 1, searched exactly by inner product."""

    def __init__(self, dimension: int, index: Any = None) -> None:
        self._index: Any = faiss.IndexFlatIP(dimension) if index is None else index

    def __len__(self) -> int:
        """Return the number of rows."""
        return int(self._index.ntotal)

    def add(self, vectors: Vectors) -> None:
        """Add rows at the end."""
        if len(vectors):
            self._index.add(np.ascontiguousarray(vectors, dtype=np.float32))

    def nearest(self, vector: Vectors, limit: int) -> tuple[list[int], list[float]]:
        """Return row numbers and cosines of the nearest rows, best first."""
        limit = min(limit, len(self))
        if not limit:
            return [], []
        scores, rows = self._index.search(vector[None, :], limit)
        return rows[0].tolist(), scores[0].tolist()

    def vectors(self, first: int, count: int) -> Vectors:
        """Return the vectors of rows that stand together."""
        rows: Vectors = self._index.reconstruct_n(first, count)
        return rows

    def towards(self, vector: Vectors, rows: NDArray[np.int64]) -> Vectors:
        """Return the inner product of these rows and a vector."""
        found: Vectors = self._index.reconstruct_batch(rows) @ vector
        return found

    def save(self, path: Path) -> None:
        """Write the rows into a file."""
        faiss.write_index(self._index, str(path))

    @classmethod
    def load(cls, path: Path, count: int) -> Self:
        """Read what `save` wrote, when it holds this many rows.

        Raises:
            BadIndex: the file is missing, damaged or of other texts.
        """
        try:
            index = faiss.read_index(str(path))
        except (OSError, RuntimeError) as error:
            raise BadIndex(str(path), f"cannot be read: {error}") from error
        if index.ntotal != count:
            raise BadIndex(str(path), "the rows are of other texts")
        return cls(index.d, index)


class FaissStore(VectorStore):
    """Documents with their vectors."""

    def __init__(self, embedding: Embeddings, rows: Rows, documents: Sequence[Document] = ()) -> None:
        self._embedding = embedding
        self.rows = rows
        self.documents = list(documents)

    @property
    def embeddings(self) -> Embeddings:
        """Return what turns a text into a vector."""
        return self._embedding

    def add_vectors(self, documents: Sequence[Document], vectors: Vectors) -> None:
        """Add documents whose vectors are known."""
        if len(documents):
            self.rows.add(vectors)
            self.documents.extend(documents)

    def add_texts(
        self,
        texts: Iterable[str],
        metadatas: list[dict[Any, Any]] | None = None,
        *,
        ids: list[str] | None = None,
        **_: Any,
    ) -> list[str]:
        """Embed texts and add them."""
        wanted = list(texts)
        names = ids or [uuid4().hex for _ in wanted]
        facts = metadatas or [{} for _ in wanted]
        documents = [
            Document(id=name, page_content=text, metadata=fact)
            for name, text, fact in zip(names, wanted, facts, strict=True)
        ]
        self.add_vectors(documents, np.asarray(self._embedding.embed_documents(wanted), dtype=np.float32))
        return names

    @classmethod
    def from_texts(
        cls, texts: list[str], embedding: Embeddings, metadatas: list[dict[Any, Any]] | None = None,
        *, ids: list[str] | None = None, **_: Any,
    ) -> Self:  # fmt: skip
        """Make a store of texts."""
        store = cls(embedding, Rows(len(embedding.embed_query(""))))
        store.add_texts(texts, metadatas, ids=ids)
        return store

    def similarity_search(self, query: str, k: int = 4, **_: Any) -> list[Document]:
        """Return the nearest documents."""
        return [document for document, _ in self.similarity_search_with_score(query, k)]

    def similarity_search_with_score(self, query: str, k: int = 4, **_: Any) -> list[tuple[Document, float]]:
        """Return the nearest documents with their cosine."""
        rows, scores = self.rows.nearest(np.asarray(self._embedding.embed_query(query), dtype=np.float32), k)
        return [(self.documents[row], float(score)) for row, score in zip(rows, scores, strict=True)]

    def similarity_search_by_vector(self, embedding: list[float], k: int = 4, **_: Any) -> list[Document]:
        """Return the documents nearest to a vector."""
        found = self.rows.nearest(np.asarray(embedding, dtype=np.float32), k)
        return [self.documents[row] for row in found[0]]

    def get_by_ids(self, ids: Sequence[str], /) -> list[Document]:
        """Return the documents with these ids."""
        wanted = set(ids)
        return [document for document in self.documents if document.id in wanted]

    def save(self, folder: Path) -> None:
        """Write the index and the rows' ids."""
        self.rows.save(folder / INDEX)
        (folder / ROWS).write_text(json.dumps([document.id for document in self.documents]), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path, embedding: Embeddings, documents: Sequence[Document]) -> Self:
        """Read what `save` wrote, for the same documents.

        Raises:
            BadIndex: the files are missing, damaged or of other documents.
        """
        rows = Rows.load(folder / INDEX, len(documents))
        try:
            ids = json.loads((folder / ROWS).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise BadIndex(str(folder / ROWS), f"cannot be read: {error}") from error
        if ids != [document.id for document in documents]:
            raise BadIndex(str(folder / ROWS), "the rows are of other texts")
        return cls(embedding, rows, documents)
