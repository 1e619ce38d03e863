"""Every page somebody may open, with a sentence about each."""

import i18n
from i18n import gettext as _
from portal.ui import access, components, html, nav, pages

person = access.optional()
language = i18n.current_locale()
roles = person.roles if person else frozenset()

components.page_title(_("Alle pagina's"))
rows = [
    html.Place(page.label, page.summary, pages.address(page.slug, language))
    for page in pages.open_pages(roles)
    if page.listed
]
rows += [
    html.Place(_("Informatie"), _("Uitleg over inburgering, verblijf, werk en hulp."), f"/{language}/kennis"),
    html.Place(
        _("Woordenlijst"),
        _("Wat moeilijke woorden betekenen, in je eigen taal."),
        f"/{language}/woordenlijst",
    ),
]
components.show(html.link_list(*rows))
if person:
    components.show(html.button_link(_("Afmelden"), f"{nav.LOGOUT}?next=/{language}/", quiet=True))
