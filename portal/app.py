"""Streamlit's entry: whose page it is, in which language, which page, and where errors end. Served by portal/asgi.py."""

import streamlit as st

from i18n import gettext as _
from portal.ui import boundary, components, nav, pages, session


def main() -> None:
    """Run one page inside the frame."""
    person = None
    with boundary.guarded("sign-in"):
        person = session.current_person()
    # Every page is in the list, also for strangers: each guards itself and says why it stays closed,
    # where Streamlit would send the reader to the first page without a word.
    offered = {
        page.slug: st.Page(
            page.path,
            title=f"{page.label} · {_('Inburgeringsportaal')}",
            url_path=page.slug,
            default=not page.slug,
            visibility="hidden",
        )
        for page in pages.installed()
    }
    chosen = st.navigation(list(offered.values()), position="hidden")
    current = chosen.url_path
    session.remember_page(current)
    components.show(nav.frame(person, current))
    with boundary.guarded(current or "home"):
        chosen.run()
    components.show(nav.footer())


main()
