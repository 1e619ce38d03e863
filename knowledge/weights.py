"""The numbers that search and choosing lean on; benchmarks/fitting/fit_answers.py makes them, weights.json keeps them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from knowledge.few_questions import Guess

FILE = "weights.json"


@dataclass(frozen=True)
class Search:
    """How much each sign of an article counts when articles are ordered; the names are those of `retriever.Signs`."""

    passage: float
    whole: float
    sentence: float
    words: float
    question: float
    question_words: float
    here: float
    expected: float


@dataclass(frozen=True)
class Expected:
    """What a text lets one expect of an article with few questions: its sum for them, how near the nearest are, and all of them."""

    asked: Guess
    near: Guess
    crowd: Guess


@dataclass(frozen=True)
class Thresholds:
    """From which chance an article is quoted as the answer or in part, and a sentence is chosen."""

    answer: float
    partial: float
    clarify: float
    close: float
    sentence: float
    sentence_beside: float
    no_sentence: float


@dataclass(frozen=True)
class Weights:
    """All of them. `confidence` and `sentence` are logistic regressions by the name of the sign.

    `languages` is added to the constant of `confidence` for a question in that language.
    """

    search: Search
    expected: Expected
    thresholds: Thresholds
    confidence: Mapping[str, float]
    languages: Mapping[str, float]
    sentence: Mapping[str, float]


@cache
def weights() -> Weights:
    """Read the packaged numbers."""
    stored = json.loads(resources.files("knowledge").joinpath(FILE).read_text(encoding="utf-8"))
    return Weights(
        search=Search(**stored["search"]),
        expected=Expected(**{name: Guess(**line) for name, line in stored["expected"].items()}),
        thresholds=Thresholds(**stored["thresholds"]),
        confidence=stored["confidence"],
        languages=stored["languages"],
        sentence=stored["sentence"],
    )
