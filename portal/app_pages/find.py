"""Finding something to do: filters, what fits you, the list, and where it is on a map."""

import streamlit as st

import i18n
from i18n import gettext as _
from i18n import ngettext
from portal import clock, db
from portal.models.people import Role
from portal.services import activity_search, activity_views, signup_choice
from portal.services.activity_search import Found, Wanted
from portal.services.sessions import SignedIn
from portal.ui import (
    access,
    activity_filters,
    activity_map,
    activity_pieces,
    activity_query,
    components,
    html,
    pages,
    signup_pieces,
)

PER_PAGE = 20
SUGGESTED = 3
Kept = frozenset[str] | None


def address(wanted: Wanted, text: str, **more: str) -> str:
    """Return the address of this search, with something changed."""
    query = activity_query.query_of(wanted, text) | more
    return f"{pages.address('zoeken', i18n.current_locale())}?{pages.query(query)}"


def results(found: Found, wanted: Wanted, text: str, kept: Kept) -> None:
    """Show the hits, a page at a time, and the map."""
    count = ngettext("%(n)d activiteit gevonden", "%(n)d activiteiten gevonden", len(found.hits)) % {
        "n": len(found.hits)
    }
    components.live(html.section_title(count), activity_pieces.corrected_words(found.corrected))
    if not found.hits:
        components.show(
            html.empty_state(
                _("We vinden niets dat past."),
                _("Zoek verder weg, op een andere dag, of met minder filters."),
            )
        )
        return
    asked = st.query_params.get("blad", "1")
    number = min(int(asked) if asked.isdecimal() else 1, -(-len(found.hits) // PER_PAGE)) or 1
    shown = found.hits[: number * PER_PAGE]
    with db.reading() as opened:
        lines = activity_views.lines(opened, shown, language=i18n.current_locale())
    more = html.button_link(_("Toon meer"), address(wanted, text, blad=str(number + 1)), quiet=True)
    components.show(
        map_of(found, wanted, text),
        signup_pieces.activities(lines, kept, back=address(wanted, text)),
        html.paragraph(more) if len(shown) < len(found.hits) else None,
    )


def map_of(found: Found, wanted: Wanted, text: str) -> html.Markup:
    """Build the map, closed: who wants it opens it."""
    picture = activity_map.drawing(
        found.per_place, href_of=lambda nis: address(wanted, text, plaats=nis, km="0"), near=wanted.near
    )
    return html.tag("details", html.tag("summary", _("Toon op de kaart")), picture, class_="p-fold")


def suggested(found: Found, wanted: Wanted, kept: Kept, home: str | None) -> None:
    """Show what fits somebody near home and soon; not when they ask for something, nor when the list begins with the same."""
    if home is None or wanted != Wanted(near=home):
        return
    with db.reading() as opened:
        hits = activity_search.recommended(
            opened, near=home, taalicoon=None, now=clock.now(), limit=SUGGESTED
        )
        lines = activity_views.lines(opened, hits, language=i18n.current_locale())
    first = {hit.activity_id for hit in found.hits[:SUGGESTED]}
    if {hit.activity_id for hit in hits} <= first:
        return
    components.show(
        html.section_title(_("Iets voor jou")),
        html.paragraph(_("Dichtbij en in de volgende twee weken."), class_="p-why"),
        signup_pieces.activities(lines, kept, back=address(wanted, "")),
    )


def kept_by(reader: SignedIn | None) -> Kept:
    """Return what the reader keeps in mind; None for whoever cannot keep anything."""
    if reader is None or not reader.has(Role.INBURGERAAR):
        return None
    with db.reading() as opened:
        return signup_choice.kept_ids(opened, actor=reader.actor)


person = access.optional()
components.page_title(
    _("Activiteiten"),
    _("Doe iets samen met mensen die Nederlands spreken. Zo leer je mensen en de taal kennen."),
)
if person is not None and person.has(Role.INBURGERAAR):
    own = pages.address(signup_pieces.PAGE, i18n.current_locale())
    components.show(html.paragraph(html.link(_("Mijn activiteiten"), own)))
with db.reading() as reading:
    home = activity_views.home_of(reading, person.person_id) if person else None
chosen, typed = activity_filters.asked(home=home)
with db.reading() as reading:
    answer = activity_search.search(reading, wanted=chosen, now=clock.now())
mine = kept_by(person)
suggested(answer, chosen, mine, home)
results(answer, chosen, typed, mine)
