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

FILE = "alarm.npz"


@dataclass(frozen=True)
class Alarm:
    """The sentences that matter, and how much each says that a question like it is urgent.

    Shapes, for n sentences: `vectors` (n, dimension), each of length 1; `weights` (n,). A question is urgent when the weights of the
    sentences, each counted by its nearness, add up to at least `limit`. `matters` (a row for each `UrgentKind`, in its order) and
    `offsets` then say of which matter it speaks: a logistic regression on the urgent sentences alone.
    """

    vectors: NDArray[np.float32]
    weights: NDArray[np.float32]
    width: float
    limit: float
    matters: NDArray[np.float32]
    offsets: NDArray[np.float32]

    def hear(self, vector: NDArray[np.float32]) -> UrgentKind | None:
        """Return the urgent matter that a question's vector speaks of."""
        if self.total(vector) < self.limit:
            return None
        return tuple(UrgentKind)[int(np.argmax(self.matters @ vector + self.offsets))]

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
            width=float(stored["width"]),
            limit=float(stored["limit"]),
            matters=stored["matters"],
            offsets=stored["offsets"],
        )


def hear(question: str, language: str) -> UrgentKind | None:
    """Return the urgent matter that a question speaks of, whatever its words."""
    return alarm().hear(embeddings.load().question(question, language))
