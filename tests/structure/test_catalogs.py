"""Every offered language says everything, with the same facts in it; and no text for readers escapes the catalogs."""

import ast
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from i18n import OFFERED, checks

ROOT = Path(__file__).parents[2]
SHOWN_BY = ("app_pages", "ui", "web")
TRANSLATES = {"_", "_l", "_lazy", "gettext", "lazy_gettext", "ngettext", "lazy_ngettext"}
SILENT = re.compile(r"(log\.\w+|\w*Error|\w*Broken|BadSettings|Field|re\.\w+|Response|.*\.set_option)")
SENTENCE = re.compile(r"[A-ZÀ-Ý][\w'’]+,? \w[\w'’]*([ ,.?!].*)?$")
# What looks like a sentence and is none, or is not for readers.
EXEMPT: frozenset[str] = frozenset({
    "Accept-Language, Cookie", "Not found", "Method not allowed",
    "GET, HEAD, OPTIONS", "Too many requests", "This calendar address was stopped",  # to programs: open data, calendars
})  # fmt: skip


@pytest.fixture(scope="module")
def template() -> Catalog:
    return checks.extract()


def test_the_template_is_what_the_code_says():
    assert checks.template_is_fresh(), "run make translations"


def test_every_dutch_text_can_be_translated(template):
    assert list(checks.source_problems(template)) == []


@pytest.mark.parametrize("language", checks.translated_languages())
def test_a_language_that_is_offered_is_complete_and_right(template, language):
    assert list(checks.problems_of(template, checks.load(language))) == []


def catalog_of(language="fr", **texts):
    catalog = Catalog(locale=language)
    for text, said in texts.items():
        catalog.add(text, said)
    return catalog


def test_what_is_missing_wrong_or_old_is_found():
    wanted = Catalog()
    for text in ("Start", "Nog %(days)s dagen", ("%(n)d uur", "%(n)d uren"), "Plan"):
        wanted.add(text)
    found = Catalog(locale="ar")
    found.add("Start", "")
    found.add("Nog %(days)s dagen", "%(dagen)s")
    found.add(("%(n)d uur", "%(n)d uren"), ("a", "b", "%(n)d c"))
    found.add("Weg", "x")

    assert list(checks.problems_of(wanted, found)) == [
        "'Start': not translated",
        "'Nog %(days)s dagen': placeholders ['%(dagen)s'] instead of ['%(days)s']",
        "'%(n)d uur': 3 plural forms, the language has 6",
        "'Plan': not translated",
        "'Weg': no longer in the code",
    ]


def test_a_plural_form_may_leave_the_number_out():
    wanted, found = Catalog(), Catalog(locale="fr")
    wanted.add(("%(n)d uur", "%(n)d uren"))
    found.add(("%(n)d uur", "%(n)d uren"), ("une heure", "%(n)d heures"))

    assert list(checks.problems_of(wanted, found)) == []


@pytest.mark.parametrize("text", ["Nog %s dagen", "Nog {days} dagen", "Nog {} dagen", " dagen", "Nog "])
def test_a_text_that_cannot_be_translated_well_is_found(text):
    template = Catalog()
    template.add(text)

    assert list(checks.source_problems(template))


def unmarked(path: Path) -> list[str]:
    """Find texts that look like words for readers and do not go through a catalog."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    passed_over = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (
            ast.unparse(node.func) in TRANSLATES or SILENT.fullmatch(ast.unparse(node.func))
        ):
            passed_over |= {id(inner) for inner in ast.walk(node)}
        if isinstance(node, ast.Raise):  # for operators
            passed_over |= {id(inner) for inner in ast.walk(node)}
        if isinstance(node, ast.Expr):
            passed_over.add(id(node.value))  # a docstring
        if isinstance(node, ast.Dict):
            passed_over |= {id(key) for key in node.keys}  # looked up, not shown
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in passed_over
        and SENTENCE.match(node.value)
        and node.value not in EXEMPT
    ]


@pytest.mark.parametrize("folder", SHOWN_BY)
def test_no_text_for_readers_is_written_outside_the_catalogs(folder):
    found = {path.name: unmarked(path) for path in (ROOT / "portal" / folder).rglob("*.py")}
    found.pop("texts.py", None)  # Streamlit's own English words, to be replaced

    assert {name: texts for name, texts in found.items() if texts} == {}


def test_the_scan_sees_a_text_that_escaped(tmp_path):
    page = tmp_path / "page.py"
    page.write_text(
        '"""A page."""\nst.button("Stel een vraag")\nst.button(_("Stel een vraag"))\nlog.info("Een ding")\n'
    )

    assert unmarked(page) == ["Stel een vraag"]


def test_dutch_is_the_source_and_has_no_catalog():
    assert "nl" in OFFERED
    assert not checks.path_of("nl").exists()
