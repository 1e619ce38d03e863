"""Every code of a question that goes to a person has its words."""

import re
from pathlib import Path

import pytest

from portal.models.cases import AskerKind, CaseQueue, CaseState, HandoverReason
from portal.services import case_articles, case_views, cases
from portal.ui import labels_cases

TABLES = [
    (labels_cases.SELECTIONS, labels_cases.Selection), (labels_cases.CASE_STATES, CaseState), (labels_cases.CASE_TONES, CaseState),
    (labels_cases.OWN_STATES, CaseState), (labels_cases.OWN_BADGES, CaseState), (labels_cases.QUEUES, CaseQueue),
    (labels_cases.ASKERS, AskerKind),
    (labels_cases.HANDOVER_REASONS, HandoverReason),
]  # fmt: skip


@pytest.mark.parametrize(("table", "kind"), TABLES, ids=lambda value: getattr(value, "__name__", ""))
def test_every_code_has_its_words(table, kind):
    assert set(table) == set(kind)


def test_everything_that_is_written_down_of_a_case_has_its_words():
    written = {
        action
        for module in (cases, case_views, case_articles)
        for action in re.findall(r'"(case\.[a-z-]+)"', Path(module.__file__).read_text(encoding="utf-8"))
    }

    assert set(labels_cases.HISTORY) == written
