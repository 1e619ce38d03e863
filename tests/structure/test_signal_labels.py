"""Every code of a signal has its words."""

import pytest

from portal.models.signals import FeedbackClosing, GroupState, LinkFault
from portal.services.editor_tasks import EditorTask
from portal.ui import labels_signals, signal_forms

TABLES = [
    (labels_signals.CLOSINGS, FeedbackClosing),
    (labels_signals.GROUP_STATES, GroupState),
    (labels_signals.LINK_FAULTS, LinkFault),
    (labels_signals.TASKS, EditorTask),
    (signal_forms.DECISIONS, signal_forms.Decision),
]


@pytest.mark.parametrize(("table", "kind"), TABLES, ids=lambda value: getattr(value, "__name__", ""))
def test_every_code_has_its_words(table, kind):
    assert set(table) == set(kind)
