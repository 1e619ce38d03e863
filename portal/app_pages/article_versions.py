"""The versions of one text: who made them and when, what differs between two, and bringing an older one back."""

import streamlit as st

import i18n
from i18n import gettext as _
from knowledge.vocabulary import LANGUAGES, SOURCE
from portal import db
from portal.errors import NotFound
from portal.models.people import Role
from portal.services import article_drafts, article_versions
from portal.ui import (
    access,
    article_desk_pieces,
    article_version_pieces,
    components,
    html,
    pages,
)

person = access.require(Role.REDACTEUR, Role.BEHEERDER)


def show(slug: str, language: str) -> None:
    """Show the versions of a text."""
    with db.reading() as opened:
        text = article_drafts.opened(opened, actor=person.actor, slug=slug, language=language)
        kept = article_versions.history(opened, actor=person.actor, slug=slug, language=language)
    title = text.fields.title or (text.original.title if text.original else slug)
    components.page_title(_("Versies"), html.tag("span", title, lang=language))
    back = html.link(_("Terug naar de tekst"), article_desk_pieces.edit_address(slug, language))
    components.show(html.paragraph(back, class_="p-crumbs"), article_version_pieces.history(kept))
    article_version_pieces.compare(person.actor, text, kept)
    article_version_pieces.bring_back(person.actor, text, kept)


try:
    wanted = st.query_params.get("taal", SOURCE)
    show(st.query_params.get("artikel", ""), wanted if wanted in LANGUAGES else SOURCE)
except NotFound:
    components.page_title(_("Versies"))
    back = html.link(_("Naar alle artikels"), pages.address("artikels", i18n.current_locale()))
    components.show(
        html.empty_state(
            _("We vinden dit artikel niet."),
            _("Open een artikel vanuit de lijst."),
            action=html.paragraph(back),
        )
    )
