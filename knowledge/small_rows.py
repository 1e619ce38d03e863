"""Vectors in one byte a number, with a scale for each row: a quarter of the memory, and a cosine changes by some 0.001."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from knowledge.embeddings import Vectors
from knowledge.errors import BadIndex

STEPS = 127  # of a signed byte, on each side of nought
TOGETHER = 1024  # rows that are made full at a time, in memory that stays in the processor's cache


@dataclass(frozen=True)
class SmallRows:
    """Rows that are only read. `scales` has one number a row."""

    rows: NDArray[np.int8]
    scales: NDArray[np.float32]

    @classmethod
    def of(cls, vectors: Vectors, steps: int = STEPS) -> Self:
        """Make vectors small, with so many steps on each side of nought."""
        scales = np.abs(vectors).max(axis=1, initial=1e-9) / steps
        return cls(np.round(vectors / scales[:, None]).astype(np.int8), scales.astype(np.float32))

    @classmethod
    def together(cls, parts: Sequence["SmallRows"], dimension: int) -> Self:
        """Return the rows of all parts, one after the other."""
        return cls(
            np.concatenate([np.zeros((0, dimension), dtype=np.int8), *(part.rows for part in parts)]),
            np.concatenate([np.zeros(0, dtype=np.float32), *(part.scales for part in parts)]),
        )

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.rows)

    def part(self, rows: range) -> "SmallRows":
        """Return rows that stand together; nothing is copied."""
        return SmallRows(self.rows[rows.start : rows.stop], self.scales[rows.start : rows.stop])

    def vectors(self) -> Vectors:
        """Return the rows in full."""
        return self.rows.astype(np.float32) * self.scales[:, None]

    def sum(self) -> Vectors:
        """Return the rows added up."""
        added: Vectors = self.vectors().sum(axis=0)
        return added

    def towards(self, vector: Vectors, rows: NDArray[np.int64] | None = None) -> Vectors:
        """Return the inner product of every row, or of these rows, and a vector."""
        count = len(self) if rows is None else len(rows)
        products = np.empty(count, dtype=np.float32)
        full = np.empty((min(count, TOGETHER), self.rows.shape[1]), dtype=np.float32)
        for first in range(0, count, TOGETHER):
            last = min(first + TOGETHER, count)
            some = self.rows[first:last] if rows is None else self.rows[rows[first:last]]
            full[: last - first] = some
            np.dot(full[: last - first], vector, out=products[first:last])
        products *= self.scales if rows is None else self.scales[rows]
        return products

    def save(self, path: Path) -> None:
        """Write the rows into a file."""
        with path.open("wb") as file:
            np.savez(file, rows=self.rows, scales=self.scales)

    @classmethod
    def load(cls, path: Path, count: int) -> Self:
        """Read what `save` wrote, when it holds this many rows.

        Raises:
            BadIndex: the file is missing, damaged or of other texts.
        """
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
                read = cls(stored["rows"], stored["scales"])
        except (OSError, ValueError, KeyError, BadZipFile) as error:
            raise BadIndex(str(path), f"cannot be read: {error}") from error
        if not len(read.rows) == len(read.scales) == count:
            raise BadIndex(str(path), "the rows are of other texts")
        return read
