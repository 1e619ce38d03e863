"""Vectors that were made before: in the package, in the database, in memory. Only new texts are embedded."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Protocol

import numpy as np

from knowledge.embeddings import ArticleEmbeddings, Vectors
from knowledge.small_rows import SmallRows

PACKAGED = "vectors.npz"
BATCH = 64
_STEPS = 31  # on each side of nought: six bits a number, a third of the size when compressed


class Kind(StrEnum):
    """What a text is; e5 embeds questions and passages differently."""

    PASSAGE = "passage"
    SENTENCE = "sentence"
    QUESTION = "question"


@dataclass(frozen=True)
class Text:
    """Something to embed."""

    kind: Kind
    language: str
    text: str

    @property
    def digest(self) -> str:
        """Return the name under which its vector is kept."""
        asked = "question" if self.kind is Kind.QUESTION else "passage"
        return hashlib.sha256(f"{asked}\0{self.language}\0{self.text}".encode()).hexdigest()


class VectorCache(Protocol):
    """Keeps vectors by model and digest, as little-endian half floats."""

    def read(self, model: str, digests: Sequence[str]) -> Mapping[str, bytes]:
        """Return the vectors that are known."""
        ...

    def write(self, model: str, vectors: Mapping[str, bytes]) -> None:
        """Keep new vectors."""
        ...


class MemoryCache:
    """Keeps vectors for the life of the process."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], bytes] = {}

    def read(self, model: str, digests: Sequence[str]) -> Mapping[str, bytes]:
        """Return the vectors that are known."""
        return {digest: self._kept[model, digest] for digest in digests if (model, digest) in self._kept}

    def write(self, model: str, vectors: Mapping[str, bytes]) -> None:
        """Keep new vectors."""
        self._kept.update({(model, digest): vector for digest, vector in vectors.items()})


class PackagedVectors:
    """The vectors of the packaged articles, so that a first start needs not embed them. Read only."""

    def __init__(self, path: Path | None = None) -> None:
        self._model, self._kept = _packaged() if path is None else _read(path)

    @property
    def digests(self) -> tuple[str, ...]:
        """Return the names of the texts whose vectors are there."""
        return tuple(self._kept)

    def read(self, model: str, digests: Sequence[str]) -> Mapping[str, bytes]:
        """Return the vectors that are known; none when they were made by another model."""
        if model != self._model:
            return {}
        return {digest: self._kept[digest] for digest in digests if digest in self._kept}


def embed(
    texts: Sequence[Text],
    embeddings: ArticleEmbeddings,
    cache: VectorCache,
    packaged: PackagedVectors | None = None,
) -> Vectors:
    """Return one vector for each text; a text that no cache knows is embedded and kept."""
    digests = [text.digest for text in texts]
    known = dict(packaged.read(embeddings.name, digests)) if packaged else {}
    known |= cache.read(embeddings.name, [digest for digest in digests if digest not in known])
    new = {digest: text for digest, text in zip(digests, texts, strict=True) if digest not in known}
    for group in _groups(list(new.items())):
        questions = group[0][1].kind is Kind.QUESTION
        make = embeddings.questions if questions else embeddings.passages
        rows = make([text.text for _, text in group], group[0][1].language)
        made = {digest: pack(row) for (digest, _), row in zip(group, rows, strict=True)}
        cache.write(embeddings.name, made)
        known |= made
    if not digests:
        return np.zeros((0, embeddings.dimension), dtype=np.float32)
    return np.stack([unpack(known[digest]) for digest in digests])


def pack(vector: Vectors) -> bytes:
    """Write a vector as little-endian half floats: two bytes a number, exact enough for a cosine."""
    return vector.astype("<f2").tobytes()


def unpack(stored: bytes) -> Vectors:
    """Read what `pack` wrote."""
    return np.frombuffer(stored, dtype="<f2").astype(np.float32)


def save(path: Path, model: str, vectors: Mapping[str, bytes]) -> None:
    """Write packaged vectors, in the order of their digests so that the same texts give the same file."""
    digests = sorted(vectors)
    small = SmallRows.of(np.stack([unpack(vectors[digest]) for digest in digests]), _STEPS)
    names = np.frombuffer(bytes.fromhex("".join(digests)), dtype=np.uint8).reshape(len(digests), -1)
    with path.open("wb") as file:
        np.savez_compressed(file, model=np.array(model), digests=names, rows=small.rows, scales=small.scales)


def _groups(new: list[tuple[str, Text]]) -> list[list[tuple[str, Text]]]:
    """Group what can be embedded in one call: same kind of prefix, same language; small, so that little is lost."""
    sorts: dict[tuple[bool, str], list[tuple[str, Text]]] = {}
    for digest, text in new:
        sorts.setdefault((text.kind is Kind.QUESTION, text.language), []).append((digest, text))
    return [sort[start : start + BATCH] for sort in sorts.values() for start in range(0, len(sort), BATCH)]


@cache
def _packaged() -> tuple[str, dict[str, bytes]]:
    with resources.as_file(resources.files("knowledge").joinpath(PACKAGED)) as path:
        return _read(path) if path.exists() else ("", {})


def _read(path: Path) -> tuple[str, dict[str, bytes]]:
    with np.load(path, allow_pickle=False) as stored:
        digests = [bytes(row).hex() for row in stored["digests"]]
        rows = SmallRows(stored["rows"], stored["scales"]).vectors()
        return str(stored["model"]), {digest: pack(row) for digest, row in zip(digests, rows, strict=True)}
