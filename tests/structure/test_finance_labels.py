"""Every code of finance has its words."""

import pytest

from portal.models.refunds import RefundFailure, RefundReason, RefundState, RefundWay
from portal.services.finance_figures import Measure
from portal.services.finance_totals import GapKind
from portal.ui import labels, labels_fees
from portal.ui import labels_finance as words

TABLES = {
    "spans": (words.SPANS, words.Span),
    "measures": (words.MEASURES, Measure),
    "measure hints": (words.MEASURE_HINTS, Measure),
    "gaps": (words.GAPS, GapKind),
    "reasons": (words.REASONS, RefundReason),
    "own reasons": (words.OWN_REASONS, RefundReason),
    "states": (words.STATES, RefundState),
    "state tones": (words.STATE_TONES, RefundState),
    "own states": (words.OWN_STATES, RefundState),
    "ways": (words.WAYS, RefundWay),
    "failures": (words.FAILURES, RefundFailure),
}


@pytest.mark.parametrize("name", TABLES)
def test_every_code_has_its_words(name):
    table, codes = TABLES[name]

    assert set(table) == set(codes)


def test_every_reason_of_a_refund_is_explained_on_somebodys_account():
    assert {reason.value for reason in RefundReason} <= set(labels_fees.REASONS)


@pytest.mark.parametrize("reason", ["no-iban", "no-account", "not-sepa", "no-holder", "nothing-to-order"])
def test_what_refunds_refuse_is_said_in_words(reason):
    assert reason in labels.REFUSALS
