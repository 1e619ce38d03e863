"""How near a question is to many texts at once: the nearest, the three nearest, or all of them together; for one article or for many."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

NEAREST = 3
SHARPNESS = 10.0  # how much more the nearest questions count when all of them are weighed against those without an answer
NOTHING = -1.0  # as far as a cosine can be
Values = NDArray[np.float32]


def nearest(values: Values) -> float:
    """Return the mean of the three largest: one text that is near by chance counts less."""
    return float(np.sort(values)[-NEAREST:].mean()) if len(values) else 0.0


def together(values: Sequence[float] | Values) -> float:
    """Return a soft maximum: many that are quite near count as one that is nearer; without any, as far as can be."""
    if not len(values):
        return NOTHING
    scaled = SHARPNESS * np.asarray(values, dtype=np.float64)
    return float(scaled.max() + np.log(np.exp(scaled - scaled.max()).sum())) / SHARPNESS


@dataclass(frozen=True)
class Groups:
    """Rows of many articles, gathered to be compared in one step. `starts` and `sizes`: where each article's rows stand."""

    rows: NDArray[np.int64]
    starts: NDArray[np.int64]
    sizes: NDArray[np.int64]

    @classmethod
    def of(cls, ranges: Sequence[range]) -> Self:
        """Gather rows that stand together, a range for each article."""
        sizes = np.array([len(one) for one in ranges], dtype=np.int64)
        ends = np.cumsum(sizes)
        firsts = np.array([one.start for one in ranges], dtype=np.int64)
        places = np.arange(sizes.sum()) - np.repeat(ends - sizes, sizes)
        return cls(np.repeat(firsts, sizes) + places, ends - sizes, sizes)

    def largest(self, values: Values) -> list[float]:
        """Return each article's largest value; each has one."""
        found: list[float] = np.maximum.reduceat(values, self.starts).tolist() if len(self.starts) else []
        return found

    def nearest(self, values: Values) -> list[float]:
        """Return what the function `nearest` says of each article's values."""
        most = max(NEAREST, int(self.sizes.max(initial=0)))
        table = np.full((len(self.sizes), most), -np.inf, dtype=np.float32)  # a row for each article
        table[np.arange(most) < self.sizes[:, None]] = values
        largest = np.partition(table, most - NEAREST, axis=1)[:, most - NEAREST :]
        sums = np.where(np.isfinite(largest), largest, 0).sum(axis=1)
        means: list[float] = (sums / np.clip(self.sizes, 1, NEAREST)).tolist()
        return means

    def together(self, values: Values) -> list[float]:
        """Return what the function `together` says of each article's values."""
        found = np.full(len(self.sizes), NOTHING)
        has = self.sizes > 0
        if has.any():
            scaled = SHARPNESS * values.astype(np.float64)
            most = np.maximum.reduceat(scaled, self.starts[has])
            shares = np.add.reduceat(np.exp(scaled - np.repeat(most, self.sizes[has])), self.starts[has])
            found[has] = (most + np.log(shares)) / SHARPNESS
        listed: list[float] = found.tolist()
        return listed
