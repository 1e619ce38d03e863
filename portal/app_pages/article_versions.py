"""The versions of one text: who made them and when, what differs between two, and bringing an older one back."""

from i18n import gettext as _
from portal import db
from portal.models.people import Role
from portal.services import article_drafts, article_versions
from portal.ui import (
    access,
    article_asked,
    article_desk_pieces,
    article_version_pieces,
    components,
    html,
)

person = access.require(Role.REDACTEUR, Role.BEHEERDER)


def show(slug: str, language: str) -> None:
    """Show the versions of a text."""
    with db.reading() as opened:
        text = article_drafts.opened(opened, actor=person.actor, slug=slug, language=language)
        kept = article_versions.history(opened, actor=person.actor, slug=slug, language=language)
    title = text.fields.title or (text.original.title if text.original else slug)
    components.page_title(_("Versies"), html.tag("bdi", title, lang=language))
    back = html.link(_("Terug naar de tekst"), article_desk_pieces.edit_address(slug, language))
    components.show(html.paragraph(back, class_="p-crumbs"), article_version_pieces.history(text, kept))
    article_version_pieces.compare(person.actor, text, kept)
    article_version_pieces.bring_back(person.actor, text, kept)


article_asked.show(_("Versies"), show)
