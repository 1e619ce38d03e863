"""Everything that the desk shows has words: states, fields, audiences, measures, and each reason of the loader."""

import ast
from pathlib import Path

import pytest

from knowledge import readability
from knowledge.vocabulary import AUDIENCES, LANGUAGES, REGIONS
from portal.models.articles import ArticleState, DraftState
from portal.services import article_fields
from portal.services.article_fields import ArticleFields
from portal.services.article_list import Standing
from portal.ui import article_problems, labels_desk

ROOT = Path(__file__).parents[2]
# Of a folder or of front matter that the form writes itself: nobody at the desk can meet these.
OF_FILES = (
    "no such folder", "no articles", "the folder's name", "the Dutch text is missing", "cannot be read", "no front matter",
    "front matter", "unknown field", "a draft: complete it", "must be a list of slugs", "is not a list of fields", "number must be",
    "must be true or false",
)  # fmt: skip


def test_every_state_has_its_words():
    assert set(labels_desk.STANDINGS) == set(Standing)
    assert set(labels_desk.DRAFT_STATES) == set(DraftState)
    assert {state.value for state in ArticleState} <= {standing.value for standing in Standing}


def test_every_field_audience_region_and_measure_has_its_words():
    assert set(labels_desk.FIELDS) == set(ArticleFields.model_fields)
    assert set(labels_desk.AUDIENCES) >= set(AUDIENCES)
    assert set(labels_desk.REGIONS) == set(REGIONS)
    hard = (
        "Verblijfsrechtelijke procedures, waarbij documentatieverplichtingen gelden, terwijl overgangsbepalingen, die "
        * 3
    )
    assert set(readability.measure([hard]).misses) <= set(labels_desk.MEASURES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_of_a_text_has_a_name_and_a_direction(language):
    assert labels_desk.language_name(language)
    assert (labels_desk.direction(language) == "rtl") == (language == "ar")


def reasons():
    """Return the texts in the loader's checks that may be a reason, with `1` for each value in them."""
    for name in ("checks", "markup", "asked", "loader", "scope_marks"):
        path = ROOT / "knowledge" / f"{name}.py"
        if not path.is_file():
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            said = []
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "Problem" and len(node.args) > 1:
                said = [node.args[1]]
            elif isinstance(node, ast.Yield) and node.value is not None:
                said = [node.value.elts[-1]] if isinstance(node.value, ast.Tuple) else [node.value]
            for one in said:
                if (text := written(one)) is not None:
                    yield pytest.param(text, id=f"{name}:{one.lineno}")


def written(node):
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(
            part.value if isinstance(part, ast.Constant) else "'1'" if part.conversion == ord("r") else "1"
            for part in node.values
        )
    return None


@pytest.mark.parametrize("reason", list(reasons()))
def test_every_reason_of_the_loader_has_words_for_the_redactie(reason):
    if not any(said in reason for said in OF_FILES) and " " in reason:
        assert article_problems.reason_words(reason) is not None


@pytest.mark.parametrize(
    ("mark", "said"),
    [
        ("{kleur: rood}", "We kennen het merkteken"),
        ("{region: mars}", "Kies uit:"),
        ("{contract: ooit}", "2022-03-01"),
        ("{age: jong}", "18-64"),
    ],
)
def test_a_mark_of_whom_a_sentence_is_for_is_explained(mark, said):
    fields = ArticleFields(body=f"## Kop\nEen zin. {mark}")
    found = article_fields.examine(fields, slug="x", language="nl")

    assert any(said in article_problems.words(problem) for problem in found.problems)
