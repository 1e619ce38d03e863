"""Make the sentence part and the chances of knowledge/weights.json.

    python benchmarks/fitting/fit_answers.py [--data FOLDER]

FOLDER holds OMoS-QA (digitalfabrik/integreat-qa-dataset, arXiv 2407.15736, CC BY 4.0); only TRAIN questions are read.
The chance that one of the first three articles answers is fitted on the tune half of knowledge/gold. Weights of search and the limits are
chosen by hand on the same halves and stay as they are in the file.
"""

import argparse
import json
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from knowledge import embeddings
from knowledge.answers import SIGNS
from knowledge.base import ARTICLES
from knowledge.evaluation import library_of, read_pages, read_questions
from knowledge.library import Library
from knowledge.loader import examine_folder
from knowledge.retriever import CONFIDENCE
from knowledge.vectors import MemoryCache
from knowledge.weights import FILE
from portal.commands import gold

LANGUAGES = ("de", "en", "fr", "ar", "uk")
SENTENCE_STRENGTH, CHANCE_STRENGTH = 0.01, 0.5
Rows = NDArray[np.float64]


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
    library = library_of(read_pages(data / "pages-de.jsonl"), embeddings.load(), MemoryCache())
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


def chance_part() -> dict[str, float]:
    library = Library.build(examine_folder(ARTICLES)[0].values())
    rows, right = [], []
    for question in gold.read(gold.FILE, gold.Half.TUNE):
        if question.kind is gold.Kind.URGENT:
            continue
        found = library.explain(question.question, language=question.language)[: gold.FOUND_WITHIN]
        rows.append([found[0][1][name] for name in CONFIDENCE])
        right.append(float(any(slug in question.articles for slug, _ in found)))
    return fitted(np.array(rows), np.array(right), CONFIDENCE, CHANCE_STRENGTH)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, help="without it only the chances are fitted")
    wanted = parser.parse_args()
    target = Path(str(resources.files("knowledge"))) / FILE
    stored: dict[str, Any] = json.loads(target.read_text(encoding="utf-8"))
    if wanted.data:
        stored["sentence"] = sentence_part(wanted.data)
    stored["confidence"] = chance_part()
    target.write_text(json.dumps(stored, indent=2) + "\n", encoding="utf-8")
    print(target.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
