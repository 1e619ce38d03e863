"""Who may open a page. Every page asks at its first line, also when the navigation would not have shown it."""

from typing import NoReturn

import streamlit as st

from i18n import gettext as _
from portal.models.people import Role
from portal.services.sessions import SignedIn
from portal.ui import components, html, pages, session


def require(*roles: Role) -> SignedIn:
    """Return who is logged in with one of the roles (no roles: with any); else explain, and stop the page."""
    person = session.current_person()
    if person is None:
        _invite()
    if not person.has(*roles):
        _refuse()
    return person


def optional() -> SignedIn | None:
    """Return who is logged in, or None on a page that strangers may read too."""
    return session.current_person()


def login_address() -> str:
    """Return the address of the log-in page that comes back to this page, as it was asked for."""
    return pages.login_address(
        session.current_page(), session.language(), pages.query(st.query_params.to_dict())
    )


def _invite() -> NoReturn:
    components.page_title(
        _("Meld je eerst aan"), _("Deze pagina is persoonlijk. Alleen jij en je begeleider kunnen ze zien.")
    )
    components.show(html.button_link(_("Aanmelden"), login_address()))
    st.stop()


def _refuse() -> NoReturn:
    components.page_title(
        _("Deze pagina is niet voor jou"), _("Je bent aangemeld, maar deze pagina hoort bij een andere rol.")
    )
    components.show(html.button_link(_("Naar de startpagina"), pages.address("", session.language())))
    st.stop()
