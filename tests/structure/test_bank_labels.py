"""Every code of bank statements has its words, in the portal and in the audit trail."""

import ast
from pathlib import Path

import pytest

from portal.models.bank import AsideReason, DoubtReason, StatementFormat, TransactionState
from portal.providers.banking import Flaw
from portal.services import bank_decisions
from portal.services.bank_suggestions import WEIGHTS, Why
from portal.ui import labels_bank

TABLES = [
    (labels_bank.STATES, TransactionState), (labels_bank.STATE_TONES, TransactionState), (labels_bank.DOUBTS, DoubtReason),
    (labels_bank.DOUBT_WHY, DoubtReason), (labels_bank.ASIDES, AsideReason), (labels_bank.WHY, Why), (WEIGHTS, Why),
    (labels_bank.FORMATS, StatementFormat), (labels_bank.FLAWS, Flaw),
]  # fmt: skip


@pytest.mark.parametrize(("table", "kind"), TABLES, ids=lambda value: getattr(value, "__name__", ""))
def test_every_code_has_its_words(table, kind):
    assert set(table) == set(kind)


def test_everything_that_people_do_with_a_line_has_its_words():
    tree = ast.parse(Path(bank_decisions.__file__).read_text(encoding="utf-8"))
    said = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }

    assert {one for one in said if one.startswith("bank.")} == set(labels_bank.HISTORY)
