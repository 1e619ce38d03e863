"""Which text of the knowledge base a page of the desk is about: its address says it, and it may not be there."""

from collections.abc import Callable

import streamlit as st
from markupsafe import Markup

import i18n
from i18n import gettext as _
from knowledge.vocabulary import LANGUAGES, SOURCE
from portal.errors import NotFound
from portal.ui import components, html, pages


def show(title: str, page: Callable[[str, str], None]) -> None:
    """Show the page of the text asked for, by its slug and language; `title` stands above the words that it is not there."""
    language = st.query_params.get("taal", SOURCE)
    try:
        page(st.query_params.get("artikel", ""), language if language in LANGUAGES else SOURCE)
    except NotFound:
        components.page_title(title)
        components.show(
            html.empty_state(
                _("We vinden dit artikel niet."), _("Open een artikel vanuit de lijst."), action=to_the_list()
            )
        )


def to_the_list() -> Markup:
    """Build the way back to all articles."""
    address = pages.address("artikels", i18n.current_locale())
    return html.paragraph(html.link(_("Naar alle artikels"), address), class_="p-crumbs")
