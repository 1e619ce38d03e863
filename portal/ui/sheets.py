"""A long list in sheets: which one the address asks for, and the links to the sheets beside it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import streamlit as st
from markupsafe import Markup

import i18n
from i18n import gettext as _
from portal.ui import html, pages

SHEET = "blad"  # the name in the address
ROWS = 20
_LONGEST_NUMBER = 6
Row = TypeVar("Row")


@dataclass(frozen=True)
class Sheet(Generic[Row]):
    """The rows of one sheet, its number (from 1), and the number of the last."""

    rows: Sequence[Row]
    number: int
    last: int


def cut(rows: Sequence[Row], asked: str, *, size: int = ROWS) -> Sheet[Row]:
    """Return the sheet that an address asks for: the first when it asks for none, the last when it asks too far."""
    last = max(1, -(-len(rows) // size))
    is_number = asked.isascii() and asked.isdigit() and len(asked) <= _LONGEST_NUMBER
    number = min(max(int(asked), 1), last) if is_number else 1
    return Sheet(rows[(number - 1) * size : number * size], number, last)


def links(sheet: Sheet[Row], address_of: Callable[[str], str]) -> Markup | None:
    """Build the links to the sheet before and after; nothing when there is one sheet alone."""
    if sheet.last == 1:
        return None
    before = html.button_link(_("Vorige"), address_of(str(sheet.number - 1)), quiet=True)
    after = html.button_link(_("Volgende"), address_of(str(sheet.number + 1)), quiet=True)
    return html.tag(
        "nav",
        before if sheet.number > 1 else None,
        html.tag("span", html.ltr(f"{sheet.number} / {sheet.last}")),
        after if sheet.number < sheet.last else None,
        aria_label=_("Pagina"),
        class_="p-sheets",
    )


def asked() -> str:
    """Return which sheet the address of this page asks for."""
    return st.query_params.get(SHEET, "")


def addresses(page: str) -> Callable[[str], str]:
    """Return what gives the address of each sheet of this page, with what its address looks for now."""
    looked_for = st.query_params.to_dict()
    return lambda number: (
        f"{pages.address(page, i18n.current_locale())}?{pages.query({**looked_for, SHEET: number})}"
    )


def follow(values: Mapping[str, str]) -> None:
    """Write what is looked for into the address, to be shared and to be there on going back; looking for else begins at the first sheet."""
    shown = {key: value for key, value in st.query_params.to_dict().items() if key != SHEET}
    if shown != dict(values):
        st.query_params.from_dict(dict(values))
