"""How long one question takes with 20,000 and with 1,000,000 passages: writes docs/measured/answer-time.md.

    python -m benchmarks.answer_time [--passages 20000 1000000] [--runs 200]

Our own articles are copied with their words mixed until there are enough passages; up to 20,000 passages the copies have questions
that lead to them, like the articles, and from there on none, like pages of imported sites. The copies' vectors are those of other texts
with noise, because embedding 20,000 passages takes half an hour. The question is embedded for real.
A million passages take some 20 minutes and 20 GB.
"""

import argparse
import os
import platform
import random
import re
import resource
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from chatbot import gold, pipeline
from knowledge import embeddings
from knowledge.base import ARTICLES
from knowledge.content import ArticleText
from knowledge.embeddings import ArticleEmbeddings, Vectors, normalised
from knowledge.index import ArticleIndex
from knowledge.library import Library
from knowledge.loader import load_folder
from knowledge.passages import passages_of

RESULTS = Path("docs/measured/answer-time.md")
SEED = 20261122
WARM_UP = 10
ASKED_UNTIL = 20_000  # passages; who imports a large site writes no questions for it
Times = Mapping[str, Sequence[tuple[float, float]]]


class NoisyVectors(ArticleEmbeddings):
    """Real vectors for questions; for passages, random ones in the shape of real ones."""

    def __init__(self, model: ArticleEmbeddings) -> None:
        super().__init__()
        self._model = model
        self.name, self.dimension = f"noise+{model.name}", model.dimension
        self._random = np.random.default_rng(SEED)
        self._seen = model.passages([f"onderwerp {number}" for number in range(64)], "nl")

    def questions(self, texts: Sequence[str], language: str) -> Vectors:
        if len(texts) > 1:
            return self._noise(len(texts))
        # as the model remembers it: the step that hears what is urgent asked for the same vector
        return self._model.question(texts[0], language)[None, :]

    def passages(self, texts: Sequence[str], language: str) -> Vectors:
        del language
        return self._noise(len(texts))

    def _noise(self, count: int) -> Vectors:
        start = self._seen[self._random.integers(0, len(self._seen), count)]
        noise = self._random.normal(0, 1 / np.sqrt(self.dimension), (count, self.dimension))
        return normalised(np.asarray(start + noise, dtype=np.float32))


class Forgetful:
    """A cache that keeps nothing: of a million passages no vector is needed twice."""

    def read(self, model: str, digests: Sequence[str]) -> Mapping[str, bytes]:
        del model, digests
        return {}

    def write(self, model: str, vectors: Mapping[str, bytes]) -> None:
        del model, vectors


def copies(articles: Sequence[ArticleText], passages: int) -> Iterator[ArticleText]:
    mixer, made, round_ = random.Random(SEED), 0, 0
    while made < passages:
        for article in articles:
            sentences = tuple(replace(one, text=_mixed(one.text, mixer)) for one in article.sentences)
            own = article.asked if made < ASKED_UNTIL else ()
            asked = tuple(replace(one, text=_mixed(one.text, mixer)) for one in own)
            copy = replace(
                article,
                slug=f"{article.slug}-{round_}",
                sentences=sentences,
                questions=article.questions if own else (),
                asked=asked,
                version=f"{round_}",
            )
            made += len(passages_of(copy))
            yield copy
            if made >= passages:
                return
        round_ += 1


def _mixed(text: str, mixer: random.Random) -> str:
    words = text.split()
    mixer.shuffle(words)
    return " ".join(words)


def measure(
    library: Library, questions: Sequence[gold.GoldQuestion], runs: int
) -> dict[str, list[tuple[float, float]]]:
    """Return wall and processor milliseconds of each run."""
    times: dict[str, list[tuple[float, float]]] = {"search": [], "search and choose": [], "whole turn": []}
    for number in range(runs + WARM_UP):
        question = questions[number % len(questions)]
        text = f"{question.question} {number}"  # never asked before: the remembered vectors do not help
        started = _clocks()
        found = library.search(text, language=question.language)
        searched = _clocks()
        library.select(text, found, language=question.language)
        chosen = _clocks()
        pipeline.answer(f"{text}?", language=question.language, knowledge=library)
        ended = _clocks()
        if number >= WARM_UP:
            times["search"].append(_between(started, searched))
            times["search and choose"].append(_between(started, chosen))
            times["whole turn"].append(_between(chosen, ended))
    return times


def _clocks() -> tuple[float, float]:
    return time.perf_counter(), time.thread_time()


def _between(start: tuple[float, float], end: tuple[float, float]) -> tuple[float, float]:
    return 1000 * (end[0] - start[0]), 1000 * (end[1] - start[1])


def page(parts: Mapping[int, str]) -> str:
    return f"""# Time to answer one question

Written by `python -m benchmarks.answer_time` on {os.cpu_count()} cores ({platform.machine()}): questions of our gold set, each new to the process, no language model.
`whole turn` is `chatbot.pipeline.answer`: limits, masking, urgent matters, language, search, quotes.
Processor time is what a question costs; the rest is waiting for other programs, and only a quiet machine shows the true p95.

{"".join(parts[passages] for passages in sorted(parts)).rstrip()}
"""


def measured_before() -> dict[int, str]:
    """Return the parts of the page as it stands, by size: what is not measured now stays, with its own day."""
    written = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else ""
    parts = re.split(r"^(?=## )", written, flags=re.MULTILINE)[1:]
    return {int(text[3 : text.index(" passages")].replace(",", "")): text.rstrip() + "\n\n" for text in parts}


def part(asked_for: int, times: Times, library: Library, built_s: float) -> str:
    rows = []
    for name, pairs in times.items():
        wall, processor = np.array(pairs).T
        rows.append(
            f"| {name} | {np.median(wall):.0f} | {np.percentile(wall, 95):.0f} | {np.median(processor):.0f} | {np.percentile(processor, 95):.0f} |"
        )
    table = "\n".join(rows)
    wanted = 150 if asked_for < 10 * ASKED_UNTIL else 400
    memory_gb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    return f"""## {asked_for:,} passages

Measured on {datetime.now(UTC):%Y-%m-%d}, load {os.getloadavg()[0]:.1f} when it ended: {len(library.index.passages):,} passages and {len(library.index.question_owners):,} questions that lead to them.
The index was built in {built_s:.0f} s, vectors given; the process held at most {memory_gb:.1f} GB. Wanted: p95 of a whole turn at most {wanted} ms.

| milliseconds, {len(times["search"])} questions | median | p95 | processor median | processor p95 |
|---|---|---|---|---|
{table}

"""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--passages", type=int, nargs="+", default=[20_000, 1_000_000])
    parser.add_argument("--runs", type=int, default=200)
    wanted = parser.parse_args()
    articles = [article for (_, language), article in load_folder(ARTICLES).items() if language == "nl"]
    questions = gold.read(gold.FILE, gold.Half.TUNE)
    model = embeddings.load()
    parts = measured_before()
    for passages in sorted(wanted.passages):
        started = time.perf_counter()
        index = ArticleIndex.build(copies(articles, passages), NoisyVectors(model), Forgetful())
        library = Library(index)
        built_s = time.perf_counter() - started
        parts[passages] = part(passages, measure(library, questions, wanted.runs), library, built_s)
        print(parts[passages])
        RESULTS.write_text(page(parts), encoding="utf-8")
        del index, library


if __name__ == "__main__":
    main()
