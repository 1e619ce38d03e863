"""How long it takes until a changed article is answered from: writes docs/measured/reindex.md.

    python -m benchmarks.reindex [--passages 20000]

First a database with the packaged articles, one of them published anew, and the running process's own refresh; then generated articles
(as in benchmarks/answer_time.py), of which one sentence changes.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

os.environ["PORTAL_DATA_DIR"] = tempfile.mkdtemp(prefix="reindex-")

from sqlmodel import col, select

from benchmarks.answer_time import NoisyVectors, copies
from knowledge import embeddings
from knowledge.base import ARTICLES
from knowledge.index import ArticleIndex
from knowledge.library import Library
from knowledge.loader import load_folder
from portal import clock, db
from portal.models.articles import Article, ArticleVersion, KnowledgeState
from portal.services import article_import, schema
from portal.services.knowledge_index import LiveKnowledge

RESULTS = Path("docs/measured/reindex.md")
TIMES = 5
PAGE = """# From a changed article to an answer

Written by `python -m benchmarks.reindex` on {day}; {cores} cores, load {load:.1f} when it ended. Wanted: at most 2 s.

| | texts | passages | questions | made anew, processor | one article changed, median of {times} | slowest | processor, median | one article more, processor |
|---|---|---|---|---|---|---|---|---|
{rows}

`packaged` is a running process's whole refresh on SQLite: read the database, take texts apart, embed what is new, index, store.
`generated` is the index alone, until it answers: it is stored after that, in {stored:.1f} s. Embedding of the new sentences is left out.
Everything that did not change is taken from the index before; with one article more, the words and vectors of all questions are put together anew.
Processor time is what it costs; the rest is waiting for other programs, and only a quiet machine shows the true seconds.
"""


Took = tuple[float, float]  # seconds of wall and of processor


def timed(act: Callable[[], object]) -> Took:
    started, worked = time.perf_counter(), time.process_time()
    act()
    return time.perf_counter() - started, time.process_time() - worked


def change(number: int) -> None:
    """Publish one Dutch article with other words in one sentence, as a new version."""
    with db.transaction() as session:
        article = session.exec(select(Article).order_by(col(Article.slug))).all()[number]
        shown = session.exec(
            select(ArticleVersion).where(
                ArticleVersion.article_id == article.id,
                ArticleVersion.language == "nl",
                col(ArticleVersion.published),
            )
        ).one()
        shown.published = False
        session.add(shown)
        session.flush()
        head, fence, body = shown.content.partition("\n---\n")
        lines = body.split("\n")
        spot = next(place for place, line in enumerate(lines) if line.endswith("."))
        lines[spot] = lines[spot][:-1] + f" op proef {'abcdefghij'[number]}."
        session.add(
            ArticleVersion.model_validate(
                shown.model_dump(exclude={"id", "published_at"})
                | {"number": shown.number + 100, "published": True, "digest": f"{number:064d}", "content": head + fence + "\n".join(lines)}
            )
        )  # fmt: skip
        state = session.get_one(KnowledgeState, 1)
        state.generation += 1
        session.add(state)


def packaged() -> str:
    schema.upgrade(db.engine())
    with db.transaction() as session:
        article_import.import_folder(session, ARTICLES, now=clock.now())
    live = LiveKnowledge(Path(os.environ["PORTAL_DATA_DIR"]) / "index")
    anew = timed(live.refresh)
    took = []
    for number in range(TIMES):
        change(number)
        took.append(timed(live.refresh))
    library = live.current()
    if not isinstance(library, Library):
        raise TypeError(type(library))
    return row("packaged", library.index, anew, took)


def generated(passages: int) -> tuple[str, Took]:
    articles = [article for (_, language), article in load_folder(ARTICLES).items() if language == "nl"]
    made = list(copies(articles, passages))
    model = NoisyVectors(embeddings.load())
    indexes = []
    anew = timed(lambda: indexes.append(ArticleIndex.build(made, model)))
    took = []

    def again() -> None:
        indexes[0] = ArticleIndex.build(made, model, before=indexes[0])
        Library(indexes[0])

    for number in range(TIMES):
        first, *rest = made[number].sentences
        changed = (replace(first, text=f"{first.text} Op proef."), *rest)
        made[number] = replace(made[number], version=f"again-{number}", sentences=changed)
        took.append(timed(again))
    made.append(replace(made[0], slug="een-nieuw-artikel"))
    more = timed(again)
    with tempfile.TemporaryDirectory() as folder:
        stored = timed(lambda: indexes[0].save(Path(folder)))
    return row("generated", indexes[0], anew, took, f"{more[1]:.1f} s"), stored


def row(name: str, index: ArticleIndex, anew: Took, took: list[Took], more: str = "-") -> str:
    walls, worked = zip(*took, strict=True)
    counts = " | ".join(
        f"{len(counted):,}" for counted in (index.spans, index.passages, index.question_owners)
    )
    return f"| {name} | {counts} | {anew[1]:.1f} s | {median(walls):.2f} s | {max(walls):.2f} s | {median(worked):.2f} s | {more} |"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--passages", type=int, default=20_000)
    wanted = parser.parse_args()
    small = packaged()
    large, stored = generated(wanted.passages)
    RESULTS.write_text(
        PAGE.format(
            day=f"{datetime.now(UTC):%Y-%m-%d}", cores=os.cpu_count(), load=os.getloadavg()[0], times=TIMES, rows=f"{small}\n{large}", stored=stored[0]
        ),
        encoding="utf-8",
    )  # fmt: skip
    print(RESULTS.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
