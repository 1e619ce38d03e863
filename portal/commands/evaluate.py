"""The measuring instruments: search, chosen sentences, our own questions and the traps."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from chatbot import gold as gold_set
from chatbot import traps as trap_set
from knowledge import embeddings, evaluation
from knowledge.library import Library
from knowledge.vectors import MemoryCache, VectorCache
from portal.commands.knowledge import has_database, load_knowledge, refused
from portal.commands.output import FAILED, AsJson, as_json
from portal.services import knowledge_index
from portal.settings import settings

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Measure search and answers.")

Pages = Annotated[Path, typer.Option(help="JSON lines: id, language, title, sentences.")]
Questions = Annotated[Path, typer.Option(help="JSON lines: id, language, question, page, answers.")]
Predictions = Annotated[Path | None, typer.Option(help='Write {"id": [sentence numbers]} here.')]


@app.command()
def retrieval(pages: Pages, questions: Questions, json_: AsJson = False) -> None:
    """Search for each question's page: MRR@10, recall@1/5/10, milliseconds a question.

    Example: portal evaluate retrieval --pages pages-de.jsonl --questions dev-fr.jsonl
    """
    with refused():
        asked = evaluation.read_questions(questions)
        library = _library_of(pages)
        with _bar("questions", len(asked), json_=json_) as progress:
            figures = evaluation.measure_retrieval(library, asked, progress)
    _figures(asdict(figures), json_=json_)


@app.command()
def answers(
    pages: Pages, questions: Questions, json_: AsJson = False, predictions: Predictions = None
) -> None:
    """Choose sentences of each question's own page: precision, recall, F1, and the same of "no answer".

    Example: portal evaluate answers --pages pages-de.jsonl --questions dev-de.jsonl --predictions out.json
    """
    with refused():
        asked = evaluation.read_questions(questions)
        library = _library_of(pages)
        with _bar("questions", len(asked), json_=json_) as progress:
            figures = evaluation.measure_answers(library, asked, progress)
    facts = asdict(figures)
    chosen = facts.pop("predictions")
    if predictions is not None:
        predictions.write_text(json.dumps(chosen), encoding="utf-8")
    _figures(facts, json_=json_)


def _library_of(pages: Path) -> Library:
    model = embeddings.load(settings().embedding_model)
    read = evaluation.read_pages(pages)
    return evaluation.library_of(read, model, _cache())


def _cache() -> VectorCache:
    """Return where vectors are kept: the database when there is one, so that a second run starts at once."""
    return knowledge_index.DatabaseVectors() if has_database() else MemoryCache()


@contextmanager
def _bar(label: str, length: int, *, json_: bool) -> Iterator[Callable[[str, int, int], None]]:
    if json_ or not length:
        yield lambda _label, _done, _all: None
        return
    with typer.progressbar(length=length, label=label) as bar:
        yield lambda _label, _done, _all: bar.update(1)


def _figures(facts: Mapping[str, Any], *, json_: bool) -> None:
    rounded = {name: round(value, 4) if isinstance(value, float) else value for name, value in facts.items()}
    if json_:
        as_json(rounded)
        return
    for name, value in rounded.items():
        typer.echo(f"{name:20} {value}")


@app.command()
def gold(
    file: Annotated[
        Path, typer.Argument(help="Our own questions, as knowledge/gold/README.md describes.")
    ] = gold_set.FILE,
    half: Annotated[gold_set.Half, typer.Option(help="Which half of the questions.")] = gold_set.Half.TEST,
    json_: AsJson = False,
) -> None:
    """Ask our own questions through the whole chat: right article found, refused, urgent caught, quotes verbatim.

    Example: portal evaluate gold --half test
    """
    from chatbot import pipeline  # noqa: PLC0415 as in `ask`

    with refused():
        questions = gold_set.read(file, half)
        knowledge = load_knowledge()
        with _bar("questions", len(questions), json_=json_) as progress:
            outcomes = []
            for number, question in enumerate(questions, start=1):
                said = pipeline.answer(question.question, language=question.language, knowledge=knowledge)
                outcomes.append(gold_set.judge(question, said, knowledge))
                progress("questions", number, len(questions))
    figures = gold_set.figures(outcomes)
    if json_:
        as_json({language: asdict(row) for language, row in figures.items()})
    else:
        typer.echo(gold_set.table(figures))


@app.command("traps")
def ask_traps(
    file: Annotated[
        Path, typer.Argument(help="Traps, as knowledge/gold/README.md describes.")
    ] = trap_set.FILE,
    json_: AsJson = False,
) -> None:
    """Ask what says who asks, and list every quoted rule that is for others; exit code 1 when there is one.

    Example: portal evaluate traps
    """
    with refused():
        found = list(trap_set.asked(trap_set.read(file), load_knowledge()))
    rows = trap_set.figures(found)
    if json_:
        as_json({half: asdict(row) for half, row in rows.items()})
    else:
        typer.echo(trap_set.table(rows))
    for one in found:
        for quote in one.quoted:
            typer.echo(f"{one.trap.id}: {quote.slug}: {quote.sentence.text}", err=True)
    if any(one.quoted for one in found):
        raise typer.Exit(FAILED)
