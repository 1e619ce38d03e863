"""An article with few questions beside it: what it lacks is lifted to what its text lets one expect.

An article that people's questions lead to has some 200 of them; one that was written or imported this morning has none, and would
never be found beside the others. How near questions are to it is then guessed from how near its text is; the more questions of its own,
the less is guessed, and what its own questions say is never lowered. The guesses are fitted by benchmarks/fitting/fit_answers.py.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

HALF = 20  # with so many questions half is guessed; tried from 3 to 40
Values = NDArray[np.floating]


@dataclass(frozen=True)
class Guess:
    """A straight line: what to expect of a value of an article by what its text says to the question."""

    said: float
    constant: float


@dataclass(frozen=True)
class Lack:
    """How few questions some articles have. `shares`: 1 for none, towards 0 for many; `said`: what each one's text says."""

    shares: Values
    said: Values

    @classmethod
    def of(cls, counts: NDArray[np.int64], said: Values) -> "Lack":
        """Say how few, by the number of questions of each article."""
        return cls(HALF / (HALF + counts), said)

    def lift(self, values: Values, guess: Guess) -> Values:
        """Return what is to be added to a value of each article."""
        lifted: Values = self.shares * np.maximum(0.0, guess.said * self.said + guess.constant - values)
        return lifted
