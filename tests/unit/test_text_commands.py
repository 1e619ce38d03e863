"""`portal knowledge terms` and `portal knowledge readability`, as an editor runs them."""

import json
from pathlib import Path

from typer.testing import CliRunner

from knowledge.base import ARTICLES
from knowledge.vocabulary import LANGUAGES, SOURCE
from portal.cli import app
from tests.articles import write_articles


def portal(*arguments: object):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_the_terms_of_the_packaged_articles_are_in_order():
    result = portal("knowledge", "terms", "--json")
    said = json.loads(result.stdout)

    assert result.exit_code == 0
    assert said["terms"] >= 150
    assert set(said["share"]) == set(LANGUAGES) - {SOURCE}
    assert all(problem["warning"] for problem in said["problems"])


def test_a_translation_with_another_month_fails_the_check(tmp_path: Path):
    folder = write_articles(tmp_path / "articles")
    english = folder / "kosten" / "en.md"
    dutch = folder / "kosten" / "nl.md"
    dutch.write_text(
        dutch.read_text("utf-8").replace("De test kost 90 euro.", "De test kost 90 euro sinds 1 maart 2023."),
        "utf-8",
    )
    text = english.read_text("utf-8").replace(
        "The test costs 90 euros.", "The test costs 90 euros since 1 May 2023."
    )
    english.write_text(text, "utf-8")

    result = portal("knowledge", "check", folder)

    assert result.exit_code == 1
    assert (
        "kosten/en.md (sentence 1): the Dutch has day 1-3-2023, the translation day 1-5-2023" in result.stdout
    )


def test_readability_is_said_per_article_and_written_down(tmp_path: Path):
    page = tmp_path / "readability.md"

    result = portal("knowledge", "readability", ARTICLES, "--write", page)

    assert result.exit_code == 0
    assert "bijlage-15" in result.stdout
    assert "articles keep every limit (wanted: 90%)" in result.stdout
    assert page.read_text("utf-8").startswith("# How plain the Dutch articles are")
