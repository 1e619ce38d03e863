"""Urgent matters that no word list thought of: what a question means, beside sentences of which that is known.

The word lists (`phrases.py`) are read first and need nothing; this hears what people say in other words. A support vector machine with
a radial kernel: benchmarks/fitting/fit_alarm.py makes its numbers, and they fit only the vectors of the packaged model.
"""

from dataclasses import dataclass
from functools import cache
from importlib import resources
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

from chatbot.answer import UrgentKind
from knowledge import embeddings
from knowledge.nearness import nearest

FILE = "alarm.npz"
CALM = -1


@dataclass(frozen=True)
class Alarm:
    """The sentences that matter, and how much each says that a question like it is urgent.

    Shapes, for n sentences: `vectors` (n, dimension), each of length 1; `weights` (n,); `kinds` (n,), the place in `UrgentKind`, or
    `CALM`. A question is urgent when the weights of the sentences, each counted by its nearness, add up to at least `limit`.
    """

    vectors: NDArray[np.float32]
    weights: NDArray[np.float32]
    kinds: NDArray[np.int8]
    width: float
    limit: float

    def hear(self, vector: NDArray[np.float32]) -> UrgentKind | None:
        """Return the urgent matter that a question's vector speaks of: the one whose sentences are nearest."""
        if self.total(vector) < self.limit:
            return None
        near = self.vectors @ vector
        return max(UrgentKind, key=lambda kind: nearest(near[self.kinds == tuple(UrgentKind).index(kind)]))

    def total(self, vector: NDArray[np.float32]) -> float:
        """Say how urgent a question is: what `limit` is compared with."""
        # Of vectors of length 1: |a - b|² = 2 - 2 a·b.
        near = np.exp(-self.width * (2 - 2 * (self.vectors @ vector)))
        return float(self.weights @ near)


@cache
def alarm() -> Alarm:
    """Read the packaged numbers."""
    content = resources.files("chatbot").joinpath(FILE).read_bytes()
    with np.load(BytesIO(content), allow_pickle=False) as stored:
        return Alarm(
            vectors=stored["vectors"].astype(np.float32),
            weights=stored["weights"].astype(np.float32),
            kinds=stored["kinds"],
            width=float(stored["width"]),
            limit=float(stored["limit"]),
        )


def hear(question: str, language: str) -> UrgentKind | None:
    """Return the urgent matter that a question speaks of, whatever its words."""
    return alarm().hear(embeddings.load().question(question, language))
