"""Make knowledge/weights.json: what counts how much when articles are ordered, the chances, and the choice of sentences.

    python -m benchmarks.fitting.fit_answers [--data FOLDER]

Order and chances are fitted on benchmarks/fitting/questions.jsonl and on the tune half of knowledge/gold; the chances also on questions
of the articles themselves and questions that none answers: one in ten is left out and asked. These are short, which keeps a short question
from looking like one without an answer only because those of the two other sets are short. The page printed at the end is measured in ten folds.
FOLDER holds OMoS-QA (digitalfabrik/integreat-qa-dataset, arXiv 2407.15736, CC BY 4.0); with it, the choice of sentences is fitted on
its TRAIN questions. How the parts of an article's text count beside each other, and the limits, are chosen by hand and stay.
What a text lets one expect of an article with few questions is fitted on libraries in which a quarter of the articles are young:
they keep 0 to 40 of their questions.
"""

import argparse
import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from benchmarks.fitting.examples import SEED, Example, examples
from chatbot import gold
from knowledge.answers import SIGNS
from knowledge.embeddings import PackagedE5
from knowledge.evaluation import library_of, read_pages, read_questions
from knowledge.few_questions import Guess, Lack
from knowledge.nearness import together
from knowledge.retriever import CONFIDENCE
from knowledge.vectors import MemoryCache
from knowledge.weights import FILE, Expected

LANGUAGES = ("de", "en", "fr", "ar", "uk")
FOLDS = 10
SENTENCE_STRENGTH, CHANCE_STRENGTH, ORDER_STRENGTH = 0.01, 1.0, 3.0
# What a question weighs: the gold set was written by somebody else than the articles' questions, so it counts double.
WEIGHTS = {"fitting": 1.0, "near": 1.0, "tune": 2.0, "left out": 1.0, "young": 0.5, "beside": 0.5}
OF_OTHER_AUTHORS = ("fitting", "near", "tune")  # the rest is too much like its neighbours to order by
SAID = ("passage", "whole", "sentence", "words")
PARTS = ("said", "question", "question_words")
MANY = 60  # questions: an article with more tells what to expect of one with fewer
FIRST = 5  # found articles whose text tells what to expect
Rows = NDArray[np.float64]


def order_part(known: Sequence[Example], search: dict[str, float]) -> dict[str, float]:
    """Fit how much the articles' questions count beside what the articles say."""
    usable = [
        one for one in known if one.source in OF_OTHER_AUTHORS and one.right & {slug for slug, _ in one.found}
    ]
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
    said = one.signs(SAID) @ np.array([search[name] for name in SAID])
    return np.column_stack([said, one.signs(PARTS[1:])])


def _own(one: Example, search: dict[str, float]) -> tuple[Rows, Rows]:
    """Return, for each found article, what its text says, and what its own questions say."""
    parts = _parts(one, search)
    return parts[:, 0], parts[:, 1:] @ np.array([search["question"], search["question_words"]])


def expected_part(known: Sequence[Example], search: dict[str, float]) -> Expected:
    """Fit what a text lets one expect: the sum so that the right article comes first, the rest on articles with many questions."""
    usable = [one for one in known if one.right & {slug for slug, _ in one.found}]
    most = max(len(one.found) for one in usable)
    said, own, few, right = (np.zeros((len(usable), most)) for _ in range(4))
    there = np.zeros((len(usable), most), dtype=bool)
    for row, one in enumerate(usable):
        here = slice(len(one.found))
        said[row, here], own[row, here] = _own(one, search)
        few[row, here] = one.signs(["few"])[:, 0]
        right[row, here] = [slug in one.right for slug, _ in one.found]
        there[row, here] = True
    weights = np.array([WEIGHTS[one.source] for one in usable])

    def loss(line: Rows) -> float:
        totals = said + own + Lack(few, said).lift(own, Guess(*line))
        totals = np.where(there, totals, -np.inf)
        shares = np.exp(totals - totals.max(axis=1, keepdims=True))
        return float(-weights @ np.log((shares * right).sum(axis=1) / shares.sum(axis=1) + 1e-9))

    slope, constant = minimize(loss, np.array([15.0, 7.0]), method="Nelder-Mead").x
    asked = Guess(round(slope, 2), round(constant, 2))
    near, crowd = _lines(known, search, asked)
    return Expected(asked, near, crowd)


def _lines(known: Sequence[Example], search: dict[str, float], asked: Guess) -> tuple[Guess, Guess]:
    """Fit, by what the texts of the first articles with many questions say, how near the nearest of these and all of them are."""
    points = []
    for one in known:
        said, own = _own(one, search)
        few, near, crowd = one.signs(["few", "question", "crowd"]).T
        order = np.argsort(-(said + own + Lack(few, said).lift(own, asked)))
        firsts = order[few[order] < _few(MANY)][:FIRST]
        points.append(np.column_stack([said, near, crowd])[firsts])
    said, near, crowd = np.concatenate(points).T
    lines = (np.polyfit(said, values, 1) for values in (near, crowd))
    first, second = (Guess(round(float(slope), 3), round(float(start), 3)) for slope, start in lines)
    return first, second


def _few(count: int) -> float:
    return float(Lack.of(np.array([count]), np.zeros(1)).shares[0])


def ranked(one: Example, search: dict[str, float], asked: Guess) -> list[int]:
    """Return the numbers of the found articles by these weights, best first."""
    said, own = _own(one, search)
    lack = Lack(one.signs(["few"])[:, 0], said)
    return [int(number) for number in np.argsort(-(said + own + lack.lift(own, asked)), kind="stable")]


def confidence_signs(one: Example, search: dict[str, float], expected: Expected) -> dict[str, float]:
    """Return the signs of the article that these weights put first, lifted by these guesses."""
    said, _ = _own(one, search)
    few, near, crowd = one.signs(["few", "question", "crowd"]).T
    lack = Lack(few, said)
    first = ranked(one, search, expected.asked)[0]
    signs = one.found[first][1]
    leaning = together(crowd + lack.lift(crowd, expected.crowd)) - signs["apart"]
    return signs | {"near": float((near + lack.lift(near, expected.near))[first]), "leaning": leaning}


def chance_part(
    known: Sequence[Example], search: dict[str, float], expected: Expected
) -> tuple[dict[str, float], dict[str, float]]:
    """Fit the chance that the first article answers, and what to add for each language."""
    languages = sorted({one.language for one in known if one.source in OF_OTHER_AUTHORS})
    names = (*CONFIDENCE, *languages)
    rows = np.array(
        [
            [*(signs[name] for name in CONFIDENCE), *(float(one.language == name) for name in languages)]
            for one in known
            for signs in [confidence_signs(one, search, expected)]
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
        expected = expected_part(learnt, order)
        confidence, languages = chance_part(learnt, order, expected)
        for one in (one for one, number in zip(known, folds, strict=True) if number == fold):
            slugs = [one.found[number][0] for number in ranked(one, order, expected.asked)]
            place = next((place for place, slug in enumerate(slugs) if slug in one.right), len(slugs))
            signs = confidence_signs(one, order, expected)
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
    expected = expected_part(known, stored["search"])
    fitted_signs, stored["languages"] = chance_part(known, stored["search"], expected)
    stored["expected"] = asdict(expected)
    stored["confidence"] = fitted_signs | {"here": stored["confidence"]["here"]}  # certain, not fitted
    target.write_text(json.dumps(stored, indent=2) + "\n", encoding="utf-8")
    print(target.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
