"""Commands about the knowledge base: import, export, index, check and ask."""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from knowledge import asked, embeddings, json_lines, loader, translation_checks
from knowledge.base import ARTICLES, KnowledgeBase
from knowledge.content import ArticleText
from knowledge.errors import BadEvaluation, KnowledgeError
from knowledge.library import Library
from knowledge.vocabulary import SOURCE
from portal import clock, db
from portal.commands import article_files as file_commands
from portal.commands import site_import as site_command
from portal.commands import texts as text_commands
from portal.commands.output import FAILED, UNUSABLE, AsJson, as_json
from portal.errors import BadInput
from portal.services import articles, knowledge_index, schema, site_import
from portal.settings import settings

knowledge_app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="The articles that answers are quoted from."
)
ask_app = typer.Typer(add_completion=False)

DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would happen; change nothing.")]
INDEX_FOLDER = "index"


@contextmanager
def refused() -> Iterator[None]:
    """Turn what the knowledge base refuses into the portal's own refusal."""
    try:
        yield
    except KnowledgeError as error:
        raise BadInput(error.place, error.reason) from error


@knowledge_app.command("import")
def import_(
    source: Annotated[
        str,
        typer.Argument(
            help="Folder with <slug>/nl.md and translations; with --into or --desk an existing site."
        ),
    ] = str(ARTICLES),
    *,
    into: Annotated[
        Path | None,
        typer.Option(
            help="Write drafts here and publish nothing. The source is then a folder of Markdown or HTML, the address of a "
            "sitemap or of the page list of an Integreat CMS, or a text file with addresses."
        ),
    ] = None,
    desk: Annotated[
        str | None,
        typer.Option(
            metavar="PERSON",
            help="As --into, but put the drafts at the desk, in the name of this redacteur: the id, as "
            "`portal users list --role redacteur` shows it.",
        ),
    ] = None,
    most: Annotated[
        int,
        typer.Option(
            help="With --into or --desk: read at most this many pages, the others the next time.", min=1
        ),
    ] = site_import.MOST_PAGES,
    dry_run: DryRun = False,
    json_: AsJson = False,
) -> None:
    """Store and publish every text of a folder that is not there yet, all or nothing; or read a site into drafts.

    Example: portal knowledge import knowledge/articles --dry-run

    Example: portal knowledge import https://www.example.org/sitemap.xml --into drafts

    Example: portal knowledge import https://www.example.org/sitemap.xml --desk 4d66...
    """
    if into is not None and desk is not None:
        typer.echo("give either --into FOLDER or --desk PERSON", err=True)
        raise typer.Exit(UNUSABLE)
    if desk is not None:
        site_command.at_desk(source, desk, most=most, dry_run=dry_run, json=json_)
    elif into is not None:
        site_command.as_drafts(source, into, most=most, dry_run=dry_run, json=json_)
    else:
        file_commands.publish(Path(source), dry_run=dry_run, json=json_)


@knowledge_app.command()
def index(json_: AsJson = False) -> None:
    """Build the search index of the published articles, so that the portal starts with it.

    Example: portal knowledge index
    """
    started = time.perf_counter()
    with refused(), db.reading() as session:
        texts = articles.in_force(session, on=clock.today())
    with refused():
        model = embeddings.load(settings().embedding_model)
        built = knowledge_index.open_index(settings().data_dir / INDEX_FOLDER, texts, model)
    facts = {
        "texts": len(texts),
        "passages": len(built.passages),
        "model": model.name,
        "seconds": round(time.perf_counter() - started, 1),
    }
    if json_:
        as_json(facts)
    else:
        typer.echo("{texts} texts, {passages} passages, {model}, {seconds} s".format(**facts))


@knowledge_app.command()
def check(
    folder: Annotated[Path, typer.Argument(help="Folder with <slug>/nl.md and translations.")] = ARTICLES,
    json_: AsJson = False,
) -> None:
    """List everything that is wrong with the articles in a folder; exit code 1 when anything but warnings is.

    Example: portal knowledge check knowledge/articles
    """
    found, problems = loader.examine_folder(folder)
    problems += translation_checks.other_facts(found)
    errors = [problem for problem in problems if not problem.warning]
    if json_:
        as_json(
            {
                "texts": len(found),
                "errors": len(errors),
                "problems": [asdict(problem) for problem in problems],
            }
        )
    else:
        for problem in problems:
            typer.echo(str(problem))
        typer.echo(f"{len(found)} texts, {len(errors)} errors, {len(problems) - len(errors)} warnings")
    if errors:
        raise typer.Exit(FAILED)


@ask_app.command()
def ask(
    question: Annotated[str, typer.Argument(help="The question; leave out with --jsonl.")] = "",
    language: Annotated[str | None, typer.Option(help="The reader's language; else recognised.")] = None,
    jsonl: Annotated[
        Path | None, typer.Option(help='Lines of {"id", "lang", "q"} instead of one question.')
    ] = None,
    json_: AsJson = False,
    explain: Annotated[
        bool,
        typer.Option(
            "--explain", help="Say why too: steps, times, every part of each score, what was left out."
        ),
    ] = False,
) -> None:
    """Answer a question as the chat would, without storing anything.

    Example: portal ask --language en "How much does the course cost?"
    """
    if explain and jsonl:
        typer.echo("--explain explains one question", err=True)
        raise typer.Exit(UNUSABLE)
    if bool(question) == bool(jsonl):
        typer.echo("give either a question or --jsonl FILE", err=True)
        raise typer.Exit(UNUSABLE)
    with refused():
        knowledge = load_knowledge()
        if jsonl is None:
            if explain:
                _explain(question, language, knowledge, json_=json_)
                return
            line = _answered({"id": "", "lang": language, "q": question}, knowledge)
            _show(line, json_=json_)
            return
        for place, fields in json_lines.read_lines(jsonl):
            typer.echo(json.dumps(_asked(place, fields, knowledge), ensure_ascii=False))


def load_knowledge() -> Library:
    """Return what the portal would search: the published articles, or the packaged ones where nothing is published."""
    texts: tuple[ArticleText, ...] = ()
    if has_database():
        with db.reading() as session:
            texts = articles.in_force(session, on=clock.today())
    model = embeddings.load(settings().embedding_model)
    if texts:
        return Library(knowledge_index.open_index(settings().data_dir / INDEX_FOLDER, texts, model))
    return Library.build(
        loader.load_folder(ARTICLES).values(), embeddings=model, unanswered=asked.unanswered()
    )


def _explain(question: str, language: str | None, knowledge: Library, *, json_: bool) -> None:
    """Print the answer as ever, then why; with `--json` the same line with one field more."""
    from chatbot import explain as explaining  # noqa: PLC0415 as in `_answered`

    found = explaining.explain(question, language=language, knowledge=knowledge, on=clock.today())
    ms = round(sum(milliseconds for _step, milliseconds in found.steps), 1)
    line = {"id": "", **_as_line(found.answer, knowledge), "ms": ms}
    _show(line | ({"explain": explaining.as_facts(found)} if json_ else {}), json_=json_)
    if not json_:
        typer.echo(explaining.as_text(found))


def _asked(place: str, fields: Mapping[str, Any], knowledge: KnowledgeBase) -> dict[str, Any]:
    if not isinstance(fields.get("q"), str):
        raise BadEvaluation(place, "q must be a text")
    return _answered(fields, knowledge)


def _answered(fields: Mapping[str, Any], knowledge: KnowledgeBase) -> dict[str, Any]:
    from chatbot import pipeline  # noqa: PLC0415 the chat's own data is not needed by the other commands

    started = time.perf_counter()
    answer = pipeline.answer(fields["q"], language=fields.get("lang"), knowledge=knowledge)
    elapsed = 1000 * (time.perf_counter() - started)
    return {"id": fields.get("id", ""), **_as_line(answer, knowledge), "ms": round(elapsed, 1)}


def _as_line(answer: Any, knowledge: KnowledgeBase) -> dict[str, Any]:
    sources = [
        {
            "article": quote.slug,
            "title": quote.title,
            "language": quote.language,
            "url": _address(knowledge, quote.slug),
            "score": round(quote.score, 3),
            "quote": quote.sentence.text,
        }
        for quote in answer.quotes
    ]
    return {
        "outcome": str(answer.outcome),
        "language": answer.language,
        "answer": answer.text,
        "sources": sources,
    }


def _address(knowledge: KnowledgeBase, slug: str) -> str | None:
    text = knowledge.text(slug, SOURCE)
    return next((source.url for source in text.sources if source.url), None) if text else None


def _show(line: Mapping[str, Any], *, json_: bool) -> None:
    if json_:
        typer.echo(json.dumps(line, ensure_ascii=False))
        return
    typer.echo(f"{line['outcome']} ({line['language']}, {line['ms']:.0f} ms)")
    for source in line["sources"]:
        typer.echo(
            f"  {source['quote']}\n    — {source['title']} ({source['article']}, {source['language']})"
        )


def has_database() -> bool:
    """Say whether there is a prepared database; asking makes none."""
    url = db.engine().url
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        return False
    return schema.current_revision(db.engine()) is not None


knowledge_app.command("export")(file_commands.export)
knowledge_app.command("terms")(text_commands.terms)
knowledge_app.command("readability")(text_commands.plain)
