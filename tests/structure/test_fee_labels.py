"""Every code of the retributie has its words."""

import ast
from pathlib import Path

import pytest

from portal.models.retributie import EntryKind, FeeItem
from portal.services import rules
from portal.services.fee_kinds import FeeGround, FeePayee, FeeProof, FeeRule, FreeWhy
from portal.services.fees import FeeStanding
from portal.ui import fee_rule_words, labels_fees

SERVICES = Path(rules.__file__).parent
TABLES = [
    (labels_fees.ITEMS, FeeItem), (labels_fees.PAYEES, FeePayee), (labels_fees.FREE, FreeWhy),
    (labels_fees.GROUNDS, FeeGround), (labels_fees.PROOFS, FeeProof), (labels_fees.STANDINGS, FeeStanding),
    (labels_fees.STANDING_TONES, FeeStanding), (labels_fees.CLIENT_STANDINGS, FeeStanding), (labels_fees.KINDS, EntryKind), (labels_fees.UNDONE, EntryKind),
]  # fmt: skip
BOOKING = {"Origin": 2, "undo": 1, "charge": 1}  # which argument of a call is the reason


@pytest.mark.parametrize(("table", "kind"), TABLES, ids=lambda value: getattr(value, "__name__", ""))
def test_every_code_has_its_words(table, kind):
    assert set(table) == set(kind)


def reasons_in(path: Path) -> set[str]:
    """Return the reasons that a service writes into the book, where they stand as text or as a constant of the file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    constants = {}
    for node in tree.body:
        if isinstance(node, ast.Assign):
            targets, values = node.targets[0], node.value
            pairs = (
                zip(targets.elts, values.elts, strict=True)
                if isinstance(targets, ast.Tuple) and isinstance(values, ast.Tuple)
                else [(targets, values)]
            )
            constants |= {
                name.id: value.value
                for name, value in pairs
                if isinstance(name, ast.Name) and isinstance(value, ast.Constant)
            }
    found = set()
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        place = BOOKING.get(ast.unparse(call.func).split(".")[-1])
        if place is None or len(call.args) <= place:
            continue
        said = call.args[place]
        for part in (said.body, said.orelse) if isinstance(said, ast.IfExp) else (said,):
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                found.add(part.value)
            elif isinstance(part, ast.Name) and part.id in constants:
                found.add(constants[part.id])
    return found


def test_every_reason_in_the_book_has_its_words():
    used = {reason for path in SERVICES.glob("*.py") for reason in reasons_in(path)}

    assert {"course-planned", "exempt", "planning-withdrawn"} <= used
    assert used - set(labels_fees.REASONS) == set()


def test_every_rule_about_money_says_something():
    for rule in rules.rulebook().rules.values():
        if isinstance(rule, FeeRule):
            assert fee_rule_words.words(rule), rule.id
