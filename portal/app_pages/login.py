"""Logging in: through the provider, or as somebody from the demo world."""

from urllib.parse import urlencode

import streamlit as st

import i18n
from i18n import gettext as _
from portal import db
from portal.services import demo_login
from portal.settings import settings
from portal.ui import access, components, html, labels, pages

language = i18n.current_locale()
components.page_title(
    _("Aanmelden"), _("Meld je aan om je plan te zien en vragen aan een medewerker te stellen.")
)
if access.optional():
    components.notice(_("Je bent aangemeld."))
    components.show(html.button_link(_("Naar de startpagina"), pages.address("", language)))
    st.stop()

back = urlencode({"next": st.query_params.get("next") or pages.address("", language)})
if settings().oidc_metadata_url:
    components.show(html.button_link(_("Aanmelden bij de Vlaamse overheid"), f"/login?{back}"))
if settings().demo:
    components.notice(_("Dit is een proefversie met verzonnen mensen. Kies wie je wilt zijn."))
    with db.reading() as session:
        personas = demo_login.personas(session)
    components.show(
        *(
            html.card(
                f"{persona.given_name} {persona.family_name}",
                html.paragraph(", ".join(str(labels.ROLES[role]) for role in persona.roles)),
                html.button_link(
                    _("Ga verder als %(name)s") % {"name": persona.given_name},
                    f"/login/demo/{persona.key}?{back}",
                ),
            )
            for persona in personas
        )
    )
elif not settings().oidc_metadata_url:
    components.notice(_("Aanmelden kan nu niet. Informatie lezen kan ook zonder aanmelden."))
