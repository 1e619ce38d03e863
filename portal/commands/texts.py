"""Commands for who writes: whether translations keep the facts and the glossary's words, and how plain the Dutch is."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from knowledge import glossary, loader, readability, translation_checks
from knowledge.base import ARTICLES
from knowledge.content import ArticleText
from knowledge.readability import Readability
from knowledge.vocabulary import SOURCE
from portal import clock
from portal.commands.output import FAILED, AsJson, as_json

Folder = Annotated[Path, typer.Argument(help="Folder with <slug>/nl.md and translations.")]
WANTED = 0.90  # share of articles that keep every limit
_MOST_WORDS = 12  # unknown words named per article
_NEXT = 1.0  # words a sentence: what one word more would give

MEASURES: Mapping[str, str] = {
    "ease": f"Flesch-Douma at least {readability.LEAST_EASE}",
    "words_a_sentence": f"on average at most {readability.MOST_WORDS_A_SENTENCE:g} words a sentence",
    "longest_sentence": f"no sentence over {readability.LONGEST_SENTENCE} words",
    "words_a_clause": f"on average at most {readability.MOST_WORDS_A_CLAUSE:g} words a clause",
    "known": f"at least {readability.LEAST_KNOWN:.0%} of the words frequent, or explained, or made of frequent words",
}


def terms(folder: Folder = ARTICLES, json_: AsJson = False) -> None:
    """Check the glossary, and the translations against it: exit code 1 when a fact differs or a term is broken.

    A term without one of its words in a translation is a warning: another word may be right.

    Example: portal knowledge terms
    """
    articles, _ = loader.examine_folder(folder)
    known, problems = glossary.examine(glossary.FOLDER, frozenset(slug for slug, _ in articles))
    problems += translation_checks.other_facts(articles)
    found = translation_checks.terms(articles)
    shares = {language: round(found.share(language), 4) for language in sorted(found.used)}
    if json_:
        listed = [asdict(problem) for problem in (*problems, *found.missing)]
        as_json(
            {"terms": len(known), "uses": found.used, "kept": found.kept, "share": shares, "problems": listed}
        )
    else:
        for problem in (*problems, *found.missing):
            typer.echo(str(problem))
        counts = ", ".join(
            f"{language} {found.kept.get(language, 0)} of {found.used[language]} ({share:.1%})"
            for language, share in shares.items()
        )
        typer.echo(f"{len(known)} terms, {len(problems)} errors; used by translations: {counts}")
    if problems:
        raise typer.Exit(FAILED)


def plain(
    folder: Folder = ARTICLES,
    write: Annotated[Path | None, typer.Option(help="Write a report in Markdown here.")] = None,
    json_: AsJson = False,
) -> None:
    """Measure how plain each Dutch article is, the hardest first, and name what to look at.

    Example: portal knowledge readability --write docs/measured/readability.md
    """
    articles, _ = loader.examine_folder(folder)
    measured = _measured(articles)
    share = readability.share_plain(measured.values())
    if write is not None:
        write.write_text(report(measured), encoding="utf-8")
    if json_:
        as_json({"share": round(share, 4), "articles": {slug: asdict(row) for slug, row in measured.items()}})
        return
    for slug, row in measured.items():
        typer.echo(
            f"{slug:40} {row.ease:5.1f} {row.words_a_sentence:5.1f} {row.known:6.1%}  {', '.join(row.misses)}"
        )
    typer.echo(f"{share:.1%} of {len(measured)} articles keep every limit (wanted: {WANTED:.0%})")


def _measured(articles: Mapping[tuple[str, str], ArticleText]) -> dict[str, Readability]:
    rows = {
        slug: readability.of_article(text)
        for (slug, language), text in articles.items()
        if language == SOURCE
    }
    return dict(sorted(rows.items(), key=lambda row: (row[1].plain, row[1].ease)))


def report(measured: Mapping[str, Readability]) -> str:
    """Return the measures as a page of documentation."""
    rows = list(measured.values())
    missed = Counter(name for row in rows for name in row.misses)
    looser = sum(
        set(row.misses) <= {"words_a_sentence"}
        and row.words_a_sentence <= readability.MOST_WORDS_A_SENTENCE + _NEXT
        for row in rows
    )
    head = (
        f"# How plain the Dutch articles are\n\nWritten by `portal knowledge readability --write docs/measured/readability.md` on "
        f"{clock.today().isoformat()}. What the measures are,\nand what they cannot see, stands in "
        "[decision 28](../decisions/0028-readability-by-simple-measures.md).\n"
    )
    verdict = (
        f"**{readability.share_plain(rows):.1%}** of {len(rows)} articles keep every limit; wanted: {WANTED:.0%}. With one word more a "
        f"sentence ({readability.MOST_WORDS_A_SENTENCE + _NEXT:g} on average) it would be {looser / max(1, len(rows)):.1%}.\n"
    )
    lines = [
        head,
        verdict,
        "| Measure | Articles that keep it |",
        "|---|---|",
        *[f"| {label} | {1 - missed[name] / max(1, len(rows)):.1%} |" for name, label in MEASURES.items()],
        "",
        "## Articles to look at",
        "",
        "| Article | Flesch-Douma | Words a sentence | Longest | Words a clause | Known words | Beyond a limit |",
        "|---|---|---|---|---|---|---|",
        *[_line(slug, row) for slug, row in measured.items() if not row.plain],
        "",
        "## Words that are neither frequent nor explained",
        "",
        *[
            f"- {slug}: {', '.join(row.unknown[:_MOST_WORDS])}"
            for slug, row in sorted(measured.items(), key=lambda pair: pair[1].known)
            if row.unknown
        ],
    ]
    return "\n".join(lines) + "\n"


def _line(slug: str, row: Readability) -> str:
    names = ", ".join(MEASURES[name] for name in row.misses)
    return (
        f"| {slug} | {row.ease:.1f} | {row.words_a_sentence:.1f} | {row.longest_sentence} | {row.words_a_clause:.1f} "
        f"| {row.known:.1%} | {names} |"
    )
