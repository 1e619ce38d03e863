"""`portal knowledge import FOLDER` and `export`: articles as files, into the portal and out of it."""

from pathlib import Path
from typing import Annotated

import typer

from portal import clock, db
from portal.commands.output import AsJson, as_json
from portal.services import article_export, article_import, gold_questions

_IMPORTED = ("added", "changed", "unchanged", "older", "kept")


def publish(folder: Path, *, dry_run: bool, json: bool) -> None:
    """Store and publish every text of a folder that is not there yet, and say what came of each."""
    with db.transaction() as session:
        outcome = article_import.import_folder(session, folder, now=clock.now())
        agreed = gold_questions.take_in(session, folder, now=clock.now())
        if dry_run:
            session.rollback()
    rows = {name: list(getattr(outcome, name)) for name in _IMPORTED}
    warnings = [str(problem) for problem in outcome.warnings]
    if json:
        as_json({"dry_run": dry_run, **rows, "agreed_questions": agreed, "warnings": warnings})
        return
    for name, texts in rows.items():
        for text in () if name == "unchanged" else texts:
            typer.echo(f"{name:9} {text}")
    for warning in warnings:
        typer.echo(warning, err=True)
    counts = ", ".join(f"{len(texts)} {name}" for name, texts in rows.items())
    counts += f"; {agreed} agreed questions" if agreed else ""
    typer.echo(f"{'would import' if dry_run else 'imported'}: {counts}")


def export(
    folder: Annotated[Path, typer.Argument(help="Where to write; a new or an empty folder.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Put them in the place of the texts that stand there.")
    ] = False,
    json_: AsJson = False,
) -> None:
    """Write every text that readers see into a folder that `import` reads, with the agreed questions; all or nothing.

    Example: portal knowledge export /backups/articles
    """
    with db.reading() as session:
        exported = article_export.gather(session)
    changed = article_export.write(exported.files, folder, replace=replace)
    left_out = [str(problem) for problem in exported.problems]
    if json_:
        facts = {
            "articles": exported.articles,
            "texts": exported.texts,
            "agreed_questions": exported.questions,
        }
        as_json(facts | {"changed": changed, "problems": left_out})
        return
    for problem in left_out:
        typer.echo(problem, err=True)
    told = f"{exported.articles} articles, {exported.texts} texts, {exported.questions} agreed questions"
    typer.echo(f"{'exported' if changed else 'nothing changed'}: {told}")
