"""`portal knowledge export`: what readers see, as files."""

from pathlib import Path
from typing import Annotated

import typer

from portal import db
from portal.commands.output import AsJson, as_json
from portal.services import article_export


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
