"""No amount and no term of the law stands in the code: they all come from portal/rules."""

import ast
from pathlib import Path

import pytest
import yaml

from portal.services import rules

SERVICES = Path(rules.__file__).parent
CODE = (
    "acts",
    "appointments",
    "charging",
    "contracts",
    "deadlines",
    "fee_exemptions",
    "fee_plan",
    "fee_rules",
    "fees",
    "forecast",
    "instalments",
    "parts",
    "pip_acts",
    "pip_rows",
    "pips",
    "plan",
    "plan_facts",
    "rules",
    "steps",
    "terms",
    "todo",
)
# What a calendar and a clock are made of, how long a list may be, how much is kept in memory: no law says these.
OUR_OWN = {
    "MINUTES_IN_AN_HOUR",
    "DAYS_IN_A_WEEK",
    "LOOKS_KEPT",
    "MOST_ITEMS",
    "PLANS_KEPT",
    "_SATURDAY",
    "_MONTHS",
}


def literal_numbers(path: Path) -> set[int | float]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    named = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and node.targets[0].id in OUR_OWN
    }
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, int | float)
        and not isinstance(node.value, bool)
        and node not in named
    }


@pytest.mark.parametrize("name", CODE)
def test_no_figure_of_a_rule_stands_in_the_code(name):
    assert literal_numbers(SERVICES / f"{name}.py") <= {0, 1, 2}  # nothing, one, and a pair


def test_the_test_above_finds_a_figure(tmp_path):
    (tmp_path / "bad.py").write_text("def due(day):\n    return day + 90\n", encoding="utf-8")

    assert literal_numbers(tmp_path / "bad.py") == {90}


def test_every_rule_has_a_source_and_was_checked():
    for path in sorted(rules.FOLDER.glob("*.yaml")):
        if path.name in rules.KINDS:
            for rule in yaml.safe_load(path.read_text(encoding="utf-8")):
                assert {"source", "last_checked", "valid_from", "valid_to"} <= rule.keys(), rule["id"]


def test_every_source_is_used():
    used = {rule.source for rule in rules.rulebook().rules.values()}
    written = yaml.safe_load((rules.FOLDER / rules.SOURCES).read_text(encoding="utf-8"))

    assert {source["title"] for source in written.values()} == {source.title for source in used}
