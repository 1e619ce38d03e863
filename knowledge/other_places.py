"""Which questions name another country, or Wallonia: most that no article answers are like those that one does but for the place.

"How much is the course in the Netherlands" must not keep "how much is the course" from its answer. The names stand in other_places.txt,
as `words.plain` writes them, in the ten languages and with the endings that people use.
"""

from functools import cache, lru_cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from knowledge.content import Question
from knowledge.words import plain

FILE = "other_places.txt"
# What Arabic writes before a name, as one word with it: and, in, to, like; and the article.
_BEFORE_A_NAME = ("", "و", "ب", "ف", "ل", "ك", "وب", "ول", "ال", "بال", "لل", "وال", "فال")


def names_one(question: str) -> bool:
    """Say whether a question names another country, Wallonia or a town there."""
    text = plain(question)
    words, phrases = _names()
    return any(f" {phrase} " in f" {text} " for phrase in phrases) or any(
        word.removeprefix(before) in words for word in text.split() for before in _BEFORE_A_NAME
    )


@lru_cache(maxsize=1)
def which_name_one(questions: tuple[Question, ...]) -> NDArray[np.bool_]:
    """Say of each of these questions whether it names one; remembered, for a new index has the same ones as that before."""
    return np.array([names_one(one.text) for one in questions], dtype=np.bool_)


@cache
def _names() -> tuple[frozenset[str], tuple[str, ...]]:
    """Return the names of one word, and those of several."""
    names = resources.files("knowledge").joinpath(FILE).read_text(encoding="utf-8").split("\n")
    known = {plain(name) for name in names if name}
    return frozenset(name for name in known if " " not in name), tuple(name for name in known if " " in name)
