"""Which days and which agency finance looks at."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

import streamlit as st

from i18n import gettext as _
from portal.models.people import Agency
from portal.services.finance_figures import Asked
from portal.services.terms import add_months
from portal.ui import labels
from portal.ui.labels_finance import SPANS, Span

_SINCE: Mapping[Span, Callable[[date], date]] = {
    Span.TWELVE_MONTHS: lambda today: add_months(today.replace(day=1), -11),
    Span.THREE_MONTHS: lambda today: add_months(today.replace(day=1), -2),
    Span.THIS_MONTH: lambda today: today.replace(day=1),
    Span.LAST_MONTH: lambda today: add_months(today.replace(day=1), -1),
    Span.THIS_YEAR: lambda today: today.replace(month=1, day=1),
}


def asked(today: date) -> Asked:
    """Ask for a period and an agency."""
    span = (
        st.selectbox(_("Periode"), list(Span), key="finance.span", format_func=lambda one: str(SPANS[one]))
        or Span.TWELVE_MONTHS
    )
    since, until = days_of(span, today)
    if span is Span.OWN:
        since = st.date_input(_("Vanaf"), since, key="finance.since", max_value=today, format="DD/MM/YYYY")
        until = st.date_input(
            _("Tot en met"), until, key="finance.until", min_value=since, format="DD/MM/YYYY"
        )
    agency = st.selectbox(
        _("Agentschap"), [None, *Agency], key="finance.agency",
        format_func=lambda one: str(labels.AGENCIES[one]) if one else _("Alle agentschappen"),
    )  # fmt: skip
    return Asked(since, max(since, until), agency)


def days_of(span: Span, today: date) -> tuple[date, date]:
    """Return the first and the last day of a period; of one that is chosen, where choosing begins."""
    if span is Span.LAST_MONTH:
        return _SINCE[span](today), today.replace(day=1) - timedelta(days=1)
    return _SINCE.get(span, _SINCE[Span.THIS_MONTH])(today), today
