"""Writing one text of the knowledge base, or reading what a colleague wrote and deciding; and what can be done with the article."""

import streamlit as st

from i18n import gettext as _
from portal import db
from portal.models.people import Role
from portal.services import article_drafts, article_versions
from portal.ui import (
    access,
    article_acts,
    article_asked,
    article_standing,
    article_writing,
    components,
    html,
)

person = access.require(Role.REDACTEUR, Role.BEHEERDER)


def show(slug: str, language: str) -> None:
    """Show the text as this person may change or decide it."""
    with db.reading() as opened:
        text = article_drafts.opened(opened, actor=person.actor, slug=slug, language=language)
        changed = (
            article_versions.difference(
                opened, actor=person.actor, slug=slug, language=language, older=text.shown, newer=article_versions.DRAFT
            )
            if text.shown and not text.may_change
            else ()
        )  # fmt: skip
    title = text.fields.title or (text.original.title if text.original else "")
    components.page_title(html.tag("bdi", title) if title else _("Nog zonder titel"))
    components.show(article_asked.to_the_list(), article_standing.links(text))
    with st.container(key="desk-wide"):
        article_writing.writing(slug, language, changed)
    article_acts.waiting(person.actor, text)
    article_acts.article(person.actor, text)


article_asked.show(_("Artikel bewerken"), show)
