"""Make chatbot/alarm.npz: which questions are urgent by their meaning.

    python -m benchmarks.fitting.fit_alarm

Urgent are the sentences of tests/unit/urgent and benchmarks/fitting/urgent.jsonl; calm are those beside them, the articles' own questions
(not of articles about urgent matters), what no article answers, and the questions of questions.jsonl and of the gold set's tune half.
Prints, in four folds, what share of urgent.jsonl is caught by the words, by the meaning, and by either. Its sentences were written by
somebody who had not seen the word lists.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.svm import SVC

from chatbot import alarm, gold, phrases
from chatbot.alarm import Alarm
from chatbot.answer import UrgentKind
from knowledge import asked, embeddings
from knowledge.base import ARTICLES
from knowledge.loader import load_folder
from knowledge.vectors import Kind, MemoryCache, PackagedVectors, Text, embed

LISTS = Path("tests/unit/urgent")
URGENT, QUESTIONS = Path("benchmarks/fitting/urgent.jsonl"), Path("benchmarks/fitting/questions.jsonl")
CALM, CALM_NAME = -1, "not"
# Questions that lead to these are too near to an urgent matter to be called calm.
NEAR_URGENT = frozenset({
    "bevel-om-te-vertrekken", "inreisverbod", "gesloten-centrum", "geweld-en-hulp", "geweld-en-je-verblijf", "eer-en-gedwongen-huwelijk", "mensenhandel",
    "niet-begeleide-minderjarige", "praten-over-zorgen", "scheiden", "trouwen-in-belgie",
})  # fmt: skip
WIDTH, STRENGTH, URGENT_WEIGHS = 1.0, 1.0, 8.0
MATTER_STRENGTH, STEPS = 10.0, 500
FALSE_ALARMS = 0.015  # among calm questions, in the folds; at 0.01 a third more urgent ones are missed
FOLDS, SEED = 4, 20261122  # a fit takes two minutes
Vectors = NDArray[np.float32]


@dataclass(frozen=True)
class Said:
    """A sentence, its urgent matter or `not`, and whether it stands in urgent.jsonl."""

    language: str
    text: str
    kind: str
    fresh: bool = False

    @property
    def number(self) -> int:
        """Return the place of its matter in `UrgentKind`, or `CALM`."""
        return CALM if self.kind == CALM_NAME else list(UrgentKind).index(UrgentKind(self.kind))


def sentences() -> Iterator[Said]:
    for code in phrases.languages():
        kinds = yaml.load((LISTS / f"{code}.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
        yield from (Said(code, text, kind) for kind, texts in kinds.items() for text in texts)
    for one in _lines(URGENT):
        yield Said(one["language"], one["text"], one["kind"], fresh=True)
    for one in _lines(QUESTIONS):
        if one["kind"] != "urgent" and not NEAR_URGENT & set(one["articles"]):
            yield Said(one["language"], one["question"], CALM_NAME)
    for question in gold.read(gold.FILE, gold.Half.TUNE):
        if question.kind is not gold.Kind.URGENT and not NEAR_URGENT & set(question.articles):
            yield Said(question.language, question.question, CALM_NAME)
    articles = load_folder(ARTICLES).values()
    own = {question for one in articles if one.slug not in NEAR_URGENT for question in one.asked}
    yield from (
        Said(one.language, one.text, CALM_NAME) for one in sorted(own | set(asked.unanswered()), key=str)
    )


def _lines(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def fitted(rows: Vectors, kinds: NDArray[np.int8]) -> Alarm:
    """Fit without a limit: an alarm of which only `total` is asked."""
    urgent = kinds != CALM
    model = SVC(C=STRENGTH, gamma=WIDTH, class_weight={False: 1.0, True: URGENT_WEIGHS}).fit(rows, urgent)
    matter = LogisticRegression(C=MATTER_STRENGTH, max_iter=STEPS).fit(rows[urgent], kinds[urgent])
    return Alarm(
        vectors=rows[model.support_].astype(np.float16).astype(np.float32),
        weights=model.dual_coef_[0].astype(np.float32),
        width=WIDTH,
        limit=-float(model.intercept_[0]),
        matters=matter.coef_.astype(np.float32),
        offsets=matter.intercept_.astype(np.float32),
    )


def in_folds(rows: Vectors, kinds: NDArray[np.int8]) -> NDArray[np.float64]:
    """Return every sentence's total by an alarm that was fitted without it, from where a fold's own limit is 0."""
    folds = np.random.default_rng(SEED).integers(0, FOLDS, len(rows))
    totals = np.zeros(len(rows))
    for fold in range(FOLDS):
        model = fitted(rows[folds != fold], kinds[folds != fold])
        totals[folds == fold] = [model.total(row) - model.limit for row in rows[folds == fold]]
    return totals


def report(said: Sequence[Said], heard: NDArray[np.bool_]) -> Iterator[str]:
    by_words = np.array(
        [
            any(found.startswith("urgent.") for found in phrases.intents(one.text, [one.language]))
            for one in said
        ]
    )
    for language in dict.fromkeys(one.language for one in said if one.fresh):
        for name, urgent in (("urgent", True), ("calm", False)):
            here = np.array(
                [one.fresh and one.language == language and (one.number != CALM) is urgent for one in said]
            )
            yield (
                f"{language} {name:6} {here.sum():3}: words {by_words[here].mean():.2f}, meaning {heard[here].mean():.2f}, "
                f"either {(by_words | heard)[here].mean():.2f}"
            )


def main() -> None:
    said = list(sentences())
    texts = [Text(Kind.QUESTION, one.language, one.text) for one in said]
    rows = embed(texts, embeddings.load(), MemoryCache(), PackagedVectors())
    kinds = np.array([one.number for one in said], dtype=np.int8)
    totals = in_folds(rows, kinds)
    from_where = float(np.quantile(totals[kinds == CALM], 1 - FALSE_ALARMS))
    print(*report(said, totals >= from_where), sep="\n")
    numbers = fitted(rows, kinds)
    print(f"{len(numbers.vectors)} sentences kept; limit {from_where:+.3f} beside the fit's own")
    np.savez_compressed(
        Path("chatbot") / alarm.FILE, vectors=numbers.vectors.astype(np.float16), weights=numbers.weights,
        width=np.array(WIDTH), limit=np.array(numbers.limit + from_where), matters=numbers.matters, offsets=numbers.offsets,
    )  # fmt: skip


if __name__ == "__main__":
    main()
