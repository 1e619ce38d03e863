"""Every code about the quality of answers has its words."""

import pytest

from portal.models.scores import AlertClosing, AnswerFault, AnswerVerdict, DriftSignal
from portal.ui import labels_scores

TABLES = [
    (labels_scores.VERDICTS, AnswerVerdict),
    (labels_scores.FAULTS, AnswerFault),
    (labels_scores.SIGNALS, DriftSignal),
    (labels_scores.CLOSINGS, AlertClosing),
]


@pytest.mark.parametrize(("table", "kind"), TABLES, ids=lambda value: getattr(value, "__name__", ""))
def test_every_code_has_its_words(table, kind):
    assert set(table) == set(kind)


@pytest.mark.parametrize("reason", ["verdict", "article-needed", "words-hidden"])
def test_every_refusal_has_its_words(reason):
    assert labels_scores.REFUSALS[reason]
