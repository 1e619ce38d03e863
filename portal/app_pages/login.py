"""Logging in: through the provider, or as somebody from the demo world."""

import streamlit as st

import i18n
from i18n import gettext as _
from portal import db
from portal.services import demo_login
from portal.settings import settings
from portal.ui import access, components, html, labels, nav, pages

language = i18n.current_locale()
target = nav.wanted_target()
components.page_title(
    _("Aanmelden"), _("Meld je aan om je plan te zien en vragen aan een medewerker te stellen.")
)
if access.optional():
    components.notice(_("Je bent aangemeld."), html.Tone.GOOD)
    components.show(html.button_link(_("Naar de startpagina"), pages.address("", language)))
    st.stop()
if settings().oidc_metadata_url:
    components.show(
        html.paragraph(
            _("Je gaat naar de aanmelddienst van de overheid en komt daarna terug naar deze pagina.")
        ),
        html.button_link(_("Aanmelden bij de overheid"), nav.login_route(target)),
    )
if settings().demo:
    with db.reading() as session:
        personas = demo_login.personas(session)
    components.notice(_("Dit is een oefenportaal. De mensen hieronder bestaan niet. Kies wie je wilt zijn."))
    components.show(
        html.link_list(
            *(
                html.Place(
                    f"{persona.given_name} {persona.family_name}",
                    i18n.format_list(str(labels.ROLES[role]) for role in persona.roles),
                    nav.demo_route(persona.key, target),
                )
                for persona in personas
            )
        )
    )
