"""The translations: how far each is, and one of them part by part beside the Dutch."""

import streamlit as st

from i18n import gettext as _
from knowledge.vocabulary import LANGUAGES, SOURCE
from portal import db
from portal.errors import NotFound
from portal.models.people import Role
from portal.services import article_translations
from portal.ui import access, article_translation_forms, article_translation_pieces, components, html

person = access.require(Role.REDACTEUR, Role.BEHEERDER)


def show(slug: str, language: str) -> None:
    """Show one translation beside the Dutch."""
    with db.reading() as opened:
        beside = article_translations.opened(opened, slug=slug, language=language, actor=person.actor)
    components.page_title(html.tag("bdi", beside.title, lang=SOURCE))
    components.show(article_translation_pieces.standing(beside))
    article_translation_forms.machine(person.actor, beside)
    article_translation_forms.parts(person.actor, beside)


def show_all() -> None:
    """Show how far every translation is."""
    components.page_title(
        _("Vertalingen"),
        _("Verandert het Nederlands? Dan zie je hier welke alinea's van een vertaling achter zijn."),
    )
    with db.reading() as opened:
        rows = article_translations.listed(opened, actor=person.actor)
    language = article_translation_pieces.asked_language()
    components.live(article_translation_pieces.table(rows, language))


slug, wanted = st.query_params.get("artikel", ""), st.query_params.get("taal", "")
try:
    if slug and wanted in LANGUAGES and wanted != SOURCE:
        show(slug, wanted)
    else:
        show_all()
except NotFound:
    components.page_title(_("Vertalingen"))
    components.show(
        html.empty_state(
            _("We vinden dit artikel niet."),
            _("Het is misschien ingetrokken. Open een artikel vanuit de lijst."),
            action=article_translation_pieces.back(),
        )
    )
