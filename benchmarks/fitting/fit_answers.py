"""Make knowledge/weights.json: what counts how much when articles are ordered, the chances, and the choice of sentences.

    python -m benchmarks.fitting.fit_answers [--data FOLDER]

Order and chances are fitted on benchmarks/fitting/questions.jsonl and on the tune half of knowledge/gold; the chances also on questions
of the articles themselves and questions that none answers: one in ten is left out and asked. These are short, which keeps a short question
from looking like one without an answer only because those of the two other sets are short. The page printed at the end is measured in ten folds.
FOLDER holds OMoS-QA (digitalfabrik/integreat-qa-dataset, arXiv 2407.15736, CC BY 4.0); with it, the choice of sentences is fitted on
its TRAIN questions. How the parts of an article's text count beside each other, and the limits, are chosen by hand and stay.
"""

import argparse
import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from benchmarks.fitting.left_out import left_out
from chatbot import gold
from knowledge import asked
from knowledge.answers import SIGNS
from knowledge.base import ARTICLES
from knowledge.content import Question
from knowledge.embeddings import PackagedE5
from knowledge.evaluation import library_of, read_lines, read_pages, read_questions
from knowledge.library import Library
from knowledge.loader import load_folder
from knowledge.retriever import CONFIDENCE
from knowledge.vectors import MemoryCache
from knowledge.weights import FILE
from knowledge.words import plain

FITTING = Path("benchmarks/fitting/questions.jsonl")
LANGUAGES = ("de", "en", "fr", "ar", "uk")
SEED, FOLDS = 20261122, 10
SENTENCE_STRENGTH, CHANCE_STRENGTH, ORDER_STRENGTH = 0.01, 1.0, 3.0
# What a question weighs: the gold set was written by somebody else than the articles' questions, so it counts double.
# The questions that start with `near-` come from a second author, who looked for what lies just beside the articles.
WEIGHTS = {"fitting": 1.0, "near": 1.0, "tune": 2.0, "left out": 1.0}
NEAR = "near-"
PARTS = ("said", "question", "question_words")
Rows = NDArray[np.float64]


@dataclass(frozen=True)
class Example:
    """A question, the articles that were found with their signs, best first, and those that answer."""

    source: str
    language: str
    question: str
    right: frozenset[str]
    found: tuple[tuple[str, dict[str, float]], ...]


def examples() -> list[Example]:
    articles = load_folder(ARTICLES)
    alone: list[tuple[str, Question]] = []
    kept = []
    for article in articles.values():
        alone += [(article.slug, question) for question in article.asked if left_out(question.text)]
        kept.append(replace(article, asked=tuple(one for one in article.asked if not left_out(one.text))))
    cache, without = MemoryCache(), asked.unanswered()
    whole = Library.build(articles.values(), cache=cache, unanswered=without)
    partly = Library.build(kept, cache=cache, unanswered=without)
    tune = [one for one in gold.read(gold.FILE, gold.Half.TUNE) if one.kind is not gold.Kind.URGENT]
    return [
        *(
            _example(
                "near" if one["id"].startswith(NEAR) else "fitting",
                whole,
                one["language"],
                one["question"],
                one["articles"],
            )
            for one in _written()
        ),
        *(_example("tune", whole, one.language, one.question, one.articles) for one in tune),
        *(_example("left out", partly, one.language, one.text, [slug]) for slug, one in alone),
        *(_example("left out", whole, one.language, one.text, []) for one in without if left_out(one.text)),
    ]


def _example(source: str, library: Library, language: str, question: str, right: Sequence[str]) -> Example:
    """Explain a question, as if nobody had put it, or what its author put beside it, in the list of those without an answer."""
    same = _near_misses() if source == "near" else {plain(question)}
    others = [number for number, one in enumerate(asked.unanswered()) if plain(one.text) not in same]
    found = library.explain(question, language=language, unanswered=others)
    return Example(source, language, question, frozenset(right), tuple(found))


@cache
def _near_misses() -> frozenset[str]:
    return frozenset(plain(one["question"]) for one in _written() if one["id"].startswith(NEAR))


def _written() -> list[dict[str, Any]]:
    return [fields for _, fields in read_lines(FITTING) if fields["kind"] != "urgent"]


def order_part(known: Sequence[Example], search: dict[str, float]) -> dict[str, float]:
    """Fit how much the articles' questions count beside what the articles say."""
    asked_by_others = [
        one for one in known if one.source != "left out"
    ]  # the rest is too much like its neighbours
    usable = [one for one in asked_by_others if one.right & {slug for slug, _ in one.found}]
    tables = [_parts(one, search) for one in usable]
    right = [np.array([slug in one.right for slug, _ in one.found]) for one in usable]
    weights = np.array([WEIGHTS[one.source] for one in usable])
    spread = np.concatenate(tables).std(0)

    def loss(numbers: Rows) -> tuple[float, Rows]:
        total, slope = ORDER_STRENGTH * numbers @ numbers / 2, ORDER_STRENGTH * numbers
        for table, wanted, weight in zip(tables, right, weights, strict=True):
            scaled = table / spread
            shares = np.exp(scaled @ numbers - (scaled @ numbers).max())
            good = shares * wanted
            total -= weight * math.log(good.sum() / shares.sum())
            slope = slope - weight * ((good @ scaled) / good.sum() - (shares @ scaled) / shares.sum())
        return total, slope

    numbers = minimize(loss, np.ones(len(PARTS)), jac=True, method="L-BFGS-B").x / spread
    return search | {
        "question": round(numbers[1] / numbers[0], 2), "question_words": round(numbers[2] / numbers[0], 2),
    }  # fmt: skip


def _parts(one: Example, search: dict[str, float]) -> Rows:
    said = ("passage", "whole", "sentence", "words")
    return np.array(
        [
            [sum(search[name] * signs[name] for name in said), signs["question"], signs["question_words"]]
            for _, signs in one.found
        ]
    )


def totals(one: Example, search: dict[str, float]) -> list[tuple[float, str]]:
    """Return the found articles by these weights, best first."""
    scores = _parts(one, search) @ np.array([1.0, search["question"], search["question_words"]])
    return sorted(
        ((float(score), slug) for score, (slug, _) in zip(scores, one.found, strict=True)), reverse=True
    )


def first(one: Example, search: dict[str, float]) -> dict[str, float]:
    """Return the signs of the article that these weights put first."""
    return dict(one.found)[totals(one, search)[0][1]]


def chance_part(
    known: Sequence[Example], search: dict[str, float]
) -> tuple[dict[str, float], dict[str, float]]:
    """Fit the chance that the first article answers, and what to add for each language."""
    languages = sorted({one.language for one in known if one.source != "left out"})
    names = (*CONFIDENCE, *languages)
    rows = np.array(
        [
            [*(signs[name] for name in CONFIDENCE), *(float(one.language == name) for name in languages)]
            for one in known
            for signs in [first(one, search)]
        ]
    )
    answerable = np.array([bool(one.right) for one in known], dtype=float)
    weights = np.array([WEIGHTS[one.source] for one in known])
    for language in languages:  # in each language, answerable and unanswerable questions weigh the same
        for kind in (0.0, 1.0):
            here = np.array([one.language == language for one in known]) & (answerable == kind)
            weights[here] *= len(known) / (2 * len(languages) * weights[here].sum())
    numbers = fitted(rows, answerable, names, CHANCE_STRENGTH, weights)
    return {name: numbers[name] for name in ("constant", *CONFIDENCE)}, {
        name: numbers[name] for name in languages
    }


def measured(known: Sequence[Example], search: dict[str, float], limit: float) -> Iterator[str]:
    """Yield the figures of questions that the numbers were not fitted on."""
    folds = np.random.default_rng(SEED).integers(0, FOLDS, len(known))
    placed: list[tuple[Example, int, float]] = []
    for fold in range(FOLDS):
        learnt = [one for one, number in zip(known, folds, strict=True) if number != fold]
        order = order_part(learnt, search)
        confidence, languages = chance_part(learnt, order)
        for one in (one for one, number in zip(known, folds, strict=True) if number == fold):
            ranked = totals(one, order)
            place = next((place for place, (_, slug) in enumerate(ranked) if slug in one.right), len(ranked))
            signs = first(one, order)
            value = confidence["constant"] + languages.get(one.language, 0.0)
            value += sum(confidence[name] * signs[name] for name in CONFIDENCE)
            placed.append((one, place, 1 / (1 + math.exp(-value))))
    for source in WEIGHTS:
        for language in sorted({one.language for one in known if one.source == source}):
            here = [row for row in placed if row[0].source == source and row[0].language == language]
            yes, no = [row for row in here if row[0].right], [row for row in here if not row[0].right]
            yield (
                f"{source:9} {language}: first {_share([place < 1 for _, place, _ in yes])}, "
                f"within three {_share([place < gold.FOUND_WITHIN for _, place, _ in yes])}, "
                f"refused {_share([value < limit for *_, value in yes])} of {len(yes)} answerable, "
                f"{_share([value < limit for *_, value in no])} of {len(no)} unanswerable"
            )


def _share(values: Sequence[bool]) -> str:
    return f"{sum(values) / len(values):.2f}" if values else "-"


def fitted(
    rows: Rows, wanted: Rows, names: tuple[str, ...], strength: float, weight: Rows | None = None
) -> dict[str, float]:
    """Fit a logistic regression on scaled columns; return its numbers for the columns as they are."""
    spread = rows.std(0) + 1e-6
    model = LogisticRegression(C=strength, max_iter=3000).fit(rows / spread, wanted, sample_weight=weight)
    numbers = model.coef_[0] / spread
    pairs = zip(names, numbers, strict=True)
    return {
        "constant": round(float(model.intercept_[0]), 4),
        **{name: round(float(value), 4) for name, value in pairs},
    }


def sentence_part(data: Path) -> dict[str, float]:
    """Fit which sentences answer; by questions as the wheel reads them, because the tuned numbers have seen these."""
    model = PackagedE5(tuned=False)
    library = library_of(read_pages(data / "pages-de.jsonl"), model, MemoryCache())
    agreed = {question.id: question for question in read_questions(data / "train-de.jsonl")}
    rows, wanted, weights = [], [], []
    for language in LANGUAGES:
        for question in read_questions(data / f"train-{language}.jsonl"):
            signs = library.signs(question.question, question.page, language)
            if not len(signs) or question.id not in agreed:
                continue
            answers = agreed[question.id].answers
            rows.append(signs)
            wanted.append([float(index in answers) for index in range(len(signs))])
            weights.append(np.full(len(signs), 1 / len(signs)))  # a long page counts no more than a short one
        print("read", language)
    weight = np.concatenate(weights)
    return fitted(
        np.concatenate(rows), np.concatenate(wanted), SIGNS, SENTENCE_STRENGTH, weight / weight.mean()
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, help="without it the choice of sentences stays as it is")
    wanted = parser.parse_args()
    target = Path(str(resources.files("knowledge"))) / FILE
    stored: dict[str, Any] = json.loads(target.read_text(encoding="utf-8"))
    if wanted.data:
        stored["sentence"] = sentence_part(wanted.data)
    known = examples()
    print(*measured(known, stored["search"], stored["thresholds"]["clarify"]), sep="\n")
    stored["search"] = order_part(known, stored["search"])
    stored["confidence"], stored["languages"] = chance_part(known, stored["search"])
    target.write_text(json.dumps(stored, indent=2) + "\n", encoding="utf-8")
    print(target.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
