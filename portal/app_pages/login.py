"""Logging in: through the provider, or as somebody from the demo world."""

import streamlit as st

import i18n
from i18n import gettext as _
from portal.ui import access, components, html, pages

language = i18n.current_locale()
components.page_title(
    _("Aanmelden"), _("Meld je aan om je plan te zien en vragen aan een medewerker te stellen.")
)
if access.optional():
    components.notice(_("Je bent aangemeld."))
    components.show(html.button_link(_("Naar de startpagina"), pages.address("", language)))
    st.stop()
