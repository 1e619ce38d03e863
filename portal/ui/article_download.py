"""Everything that readers see of the knowledge base as one zip, made when the button is pressed."""

import streamlit as st

from i18n import gettext as _
from portal import clock, db
from portal.services import article_export
from portal.services.permissions import Actor


def button(actor: Actor) -> None:
    """Show the button."""
    st.download_button(
        _("Haal alle teksten op (zip)"), lambda: made(actor), file_name=f"kennisbank-{clock.today():%Y%m%d}.zip",
        mime="application/zip", key="articles.zip", on_click="ignore", icon=":material/download:",
    )  # fmt: skip
    st.caption(
        _("Wat de lezers nu zien, in alle talen, en de afgesproken vragen. Een beheerder kan deze bestanden in een ander portaal zetten.")
    )  # fmt: skip


def made(actor: Actor) -> bytes:
    """Return the zip of what readers see now."""
    with db.reading() as opened:
        return article_export.zipped(article_export.gather(opened, actor=actor).files)
