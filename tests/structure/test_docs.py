"""What the documents promise is true of the code."""

import ast
import re
from pathlib import Path

import pytest
from sqlmodel import SQLModel

import portal.models

ROOT = Path(__file__).parents[2]
PACKAGES = ("portal", "chatbot", "knowledge", "i18n")

assert portal.models  # fills the metadata


def names_in_code() -> set[str]:
    """Every class, and every member and field of a class as `Class.member`."""
    names = set()
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not isinstance(node, ast.ClassDef):
                    continue
                names.add(node.name)
                for inner in node.body:
                    targets = (
                        inner.targets if isinstance(inner, ast.Assign) else [getattr(inner, "target", None)]
                    )
                    names.update(
                        f"{node.name}.{target.id}" for target in targets if isinstance(target, ast.Name)
                    )
    return names


def test_every_identifier_of_the_glossary_exists():
    rows = [
        line
        for line in (ROOT / "docs/glossary.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("| ")
    ]
    identifiers = {name for row in rows for name in re.findall(r"`([A-Za-z_.]+)`", row.split("|")[-2])}

    assert identifiers
    assert identifiers - names_in_code() == set()


def test_every_table_has_a_reason_and_a_term():
    text = (ROOT / "docs/privacy-and-retention.md").read_text(encoding="utf-8")

    assert {name for name in SQLModel.metadata.tables if f"`{name}`" not in text} == set()


@pytest.mark.parametrize("path", ["CHANGELOG.md", "docs/decisions/0011-one-index-in-each-process.md"])
def test_the_number_of_articles_that_is_told_is_theirs(path):
    text = (ROOT / path).read_text(encoding="utf-8")
    texts = list((ROOT / "knowledge/articles").glob("*/*.md"))
    dutch = sum(file.stem == "nl" for file in texts)
    told = {
        "articles": dutch,
        "texts": len(texts),
        "of them also": sum(file.stem == "en" for file in texts),
        "of those": sum(file.stem == "tr" for file in texts),
    }

    found = re.findall(r"\b(\d+) (articles|texts|of them also|of those)\b", text)

    assert found
    assert {what: int(number) for number, what in found} == {what: told[what] for _, what in found}


def documents() -> list[Path]:
    return [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")), ROOT / "CONTRIBUTING.md"]


@pytest.mark.parametrize("path", documents(), ids=lambda path: path.name)
def test_a_link_in_a_document_leads_somewhere(path: Path):
    text = path.read_text(encoding="utf-8")
    targets = [target.split("#")[0] for target in re.findall(r"\]\(([^)\s]+)\)", text)]

    local = [
        target for target in targets if target and not target.startswith(("http://", "https://", "mailto:"))
    ]

    assert [target for target in local if not (path.parent / target).exists()] == []


@pytest.mark.parametrize("path", documents(), ids=lambda path: path.name)
def test_a_file_that_a_document_names_exists(path: Path):
    named = set(
        re.findall(
            r"`((?:portal|chatbot|knowledge|i18n|tests|docs|benchmarks|deploy)/[\w./-]+\.\w+)`",
            path.read_text(encoding="utf-8"),
        )
    )

    assert {name for name in named if not (ROOT / name).exists()} == set()


def test_modules_hide_no_other_module():
    """The entry script's folder comes first on the path: a portal/json.py would hide the standard library's."""
    import sys  # noqa: PLC0415

    own = {path.stem for path in (ROOT / "portal").iterdir()} - {"__init__", "__pycache__"}

    assert own & (set(sys.stdlib_module_names) | set(PACKAGES)) == set()


def test_no_page_stands_where_streamlit_would_serve_it_unguarded():
    assert not (ROOT / "portal/pages").exists()
