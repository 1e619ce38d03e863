"""Bars, drawn in the browser by the part that Streamlit brings: nothing is fetched from elsewhere.

A picture says nothing to a screen reader but its description: whoever draws one shows the same numbers as a table.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import streamlit as st

import i18n
from i18n import gettext as _

_ROW, _LONE_ROW, _HEIGHT = 16, 28, 320
_AROUND = 120  # axis and legend
_INK = "#14262b"  # as portal.css
_LABELS_MOST = 150  # dots; a longer name is cut off here and whole in the table


@dataclass(frozen=True)
class Bar:
    """One bar: where it stands, what it counts, how much, in which colour."""

    where: str
    what: str
    euros: Decimal
    colour: str


def draw(bars: Sequence[Bar], *, key: str, description: str, sideways: bool = False) -> None:
    """Draw bars side by side; those that count the same have one colour."""
    counted = {bar.what: bar.colour for bar in bars}
    along, up = ("y", "x") if sideways else ("x", "y")
    spec = {
        "description": description,
        "data": {"values": [_value(bar) for bar in bars]},
        "mark": {"type": "bar", "tooltip": True},
        "height": _rows(bars, len(counted)) if sideways else _HEIGHT,
        "config": {
            "axis": {"labelColor": _INK, "titleColor": _INK, "labelFontSize": 13, "titleFontSize": 13},
            "legend": {"labelColor": _INK, "labelFontSize": 13},
        },
        "encoding": {
            along: {
                "field": "where", "type": "nominal", "sort": None,
                "axis": {
                    "title": None, "labelLimit": _LABELS_MOST, "labelAngle": 0 if sideways else -45, "labelOverlap": not sideways,
                },
            },
            f"{along}Offset": {"field": "what", "sort": list(counted)},
            # whole euros on the axis; the amount to the cent, in the reader's own way, where one points
            up: {"field": "euros", "type": "quantitative", "axis": {"title": _("Euro"), "format": "d", "tickCount": 5}},
            "color": _colours(counted, columns=1 if sideways else 2),
            "tooltip": [{"field": name, "title": title} for name, title in (("where", " "), ("what", "  "), ("told", "   "))],
        },
    }  # fmt: skip
    st.vega_lite_chart(spec=spec, width="stretch", key=key)


def _rows(bars: Sequence[Bar], counted: int) -> int:
    places = len({bar.where for bar in bars})
    return _AROUND + places * (_LONE_ROW if counted == 1 else counted * _ROW + _ROW // 2)


def _value(bar: Bar) -> dict[str, Any]:
    return {
        "where": bar.where,
        "what": bar.what,
        "euros": float(bar.euros),
        "told": i18n.format_amount(bar.euros),
    }


def _colours(counted: dict[str, str], *, columns: int) -> dict[str, Any]:
    return {
        "field": "what",
        "type": "nominal",
        "scale": {"domain": list(counted), "range": list(counted.values())},
        "legend": {"orient": "top", "title": None, "columns": columns} if len(counted) > 1 else None,
    }
