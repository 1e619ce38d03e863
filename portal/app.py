"""Streamlit's entry: whose page it is, in which language, which page, and where errors end. Served by portal/asgi.py."""

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from i18n import gettext as _
from portal.ui import boundary, components, frame, nav, pages, session


def main() -> None:
    """Run one page inside the frame."""
    person = None
    with boundary.guarded("sign-in"):
        person = session.current_person()
    chosen = st.navigation(session.once_a_session(every_page), position="hidden")
    session.remember_page(chosen.url_path)
    frame.show(person, chosen.url_path)
    with boundary.guarded(chosen.url_path or "home"):
        chosen.run()
    components.show(nav.footer())


def every_page() -> list[StreamlitPage]:
    """Return every page for Streamlit.

    Also those that are closed to this reader: each page guards itself and says why it stays closed, where Streamlit
    would send the reader to the first page without a word.
    """
    return [
        st.Page(
            page.path,
            title=f"{page.label} · {_('Inburgeringsportaal')}",
            url_path=page.slug,
            default=not page.slug,
            visibility="hidden",
        )
        for page in pages.installed()
    ]


main()
