"""Numbers as files: the same numbers give the same bytes, whenever and by whomever they are asked for."""

import streamlit as st

from i18n import gettext as _
from portal.services import spreadsheets
from portal.services.spreadsheets import Table

CSV, XLSX = "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def buttons(table: Table, *, name: str, key: str) -> None:
    """Show a button for each kind of file."""
    for label, content, ending, mime in (
        (_("Als CSV"), spreadsheets.csv_file(table), "csv", CSV),
        (_("Als rekenblad (XLSX)"), spreadsheets.xlsx_file([table]), "xlsx", XLSX),
    ):
        st.download_button(
            label, content, file_name=f"{name}.{ending}", mime=mime, key=f"{key}.{ending}", on_click="ignore",
            icon=":material/download:",
        )  # fmt: skip
