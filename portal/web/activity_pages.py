"""Activities as plain HTML at addresses that stay: for slow phones, search engines, paper, and browsers without scripts."""

from collections.abc import Mapping
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

import i18n
from i18n import gettext as _
from i18n import ngettext
from portal import clock, db
from portal.models.activities import ActivityState
from portal.models.people import Role
from portal.services import activity_search, activity_views, places, signup_choice
from portal.services.activity_search import Found, Hit, Wanted
from portal.services.activity_views import Line, Shown
from portal.services.sessions import SignedIn
from portal.ui import (
    activity_map,
    activity_pieces,
    activity_query,
    html,
    labels_activities,
    pages,
    sheets,
    signup_pieces,
)
from portal.ui.activity_pieces import FOLDER
from portal.ui.html import Markup, tag
from portal.ui.sheets import Sheet
from portal.web import open_data_links, plain, readers, shell
from portal.web.paying import signed_in

PER_PAGE = 30
_SUMMARY = 200


def routes() -> list[Route]:
    """Return the addresses of the activities: the list and each of them, in every language."""
    found = []
    for code in i18n.OFFERED:
        found.append(Route(f"/{code}/{FOLDER}", plain.in_language(code, _list), methods=["GET"]))
        found.append(Route(f"/{code}/{FOLDER}/{{slug}}", plain.in_language(code, _activity), methods=["GET"]))
    return found


def _activity(request: Request, language: str) -> Response:
    now = clock.now()
    with db.reading() as session:
        shown = activity_views.by_slug(session, request.path_params["slug"], now=now)
        data = open_data_links.head_of(session, request.path_params["slug"], language=language, now=now)
    if shown is None:
        return shell.not_found(language)
    if readers.is_reading(request):
        with db.transaction() as session:
            activity_views.count_view(session, activity_id=shown.activity_id, language=language, now=now)
    text = shown.facts.texts[shown.language_for(language)]
    back = html.link(_("Alle activiteiten"), pages.address("zoeken", language))
    person = signed_in(request)
    content = _for_reader(shown, person, title=text.title, now=now)
    body = tag("main", tag("p", back, class_="p-crumbs"), content, id="inhoud", tabindex="-1")
    return plain.page(
        request, title=text.title, description=_short(text.description), path=f"{FOLDER}/{shown.slug}", body=body,
        extra=data, fresh=True, person=person,
    )  # fmt: skip


def _for_reader(shown: Shown, person: SignedIn | None, *, title: str, now: datetime) -> Markup:
    """Build the activity with what this reader can do: sign up for a day, keep it; staff only read."""
    if person is not None and not person.has(Role.INBURGERAAR):
        return activity_pieces.detail(shown)
    own = signup_choice.NOTHING
    if person is not None:
        with db.reading() as session:
            own = signup_choice.with_activity(session, actor=person.actor, activity_id=shown.activity_id)
    keep = None
    if shown.state is ActivityState.PUBLISHED:
        keep = signup_pieces.keep_form(shown.slug, is_kept=own.kept, title=title)
    return activity_pieces.detail(
        shown, action=keep, of_day=lambda day: signup_pieces.sign_up_link(shown, day, own.days, now=now)
    )


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _SUMMARY else words[:_SUMMARY].rsplit(" ", 1)[0] + " …"


def _list(request: Request, language: str) -> Response:
    asked = request.query_params
    wanted, text = activity_query.wanted_of(asked), asked.get("q", "")
    with db.reading() as session:
        found = activity_search.search(session, wanted=wanted, now=clock.now())
        sheet = sheets.cut(found.hits, asked.get(sheets.SHEET, ""), size=PER_PAGE)
        lines = activity_views.lines(session, sheet.rows, language=language)
    values = activity_query.query_of(wanted, text)
    body = _found(found, lines, wanted, values, sheet)
    lead = _("Doe iets samen met mensen die Nederlands spreken. Zo leer je mensen en de taal kennen.")
    return plain.page(
        request, title=_("Activiteiten"), description=lead, path=FOLDER, body=body, extra=open_data_links.links(),
        fresh=True,
    )  # fmt: skip


def _found(
    found: Found, lines: tuple[Line, ...], wanted: Wanted, values: Mapping[str, str], sheet: Sheet[Hit]
) -> Markup:
    count = ngettext("%(n)d activiteit gevonden", "%(n)d activiteiten gevonden", len(found.hits)) % {
        "n": len(found.hits)
    }
    picture = activity_map.drawing(
        found.per_place, href_of=lambda nis: _address(values, plaats=nis, km="0"), near=wanted.near
    )
    empty = html.empty_state(
        _("We vinden niets dat past."), _("Zoek verder weg, op een andere dag, of met minder filters.")
    )
    return tag(
        "main",
        tag("h1", _("Activiteiten"), class_="p-title"),
        tag("p", _("Doe iets samen met mensen die Nederlands spreken. Zo leer je mensen en de taal kennen."), class_="p-lead"),
        _form(wanted, values),
        html.section_title(count),
        activity_pieces.corrected_words(found.corrected),
        tag("ul", *[activity_pieces.line(line) for line in lines], class_="p-activities") if lines else empty,
        sheets.links(sheet, lambda number: _address(values, **{sheets.SHEET: number})),
        tag("details", tag("summary", _("Toon op de kaart")), picture, class_="p-fold"),
        id="inhoud",
        tabindex="-1",
    )  # fmt: skip


def _address(values: Mapping[str, str], **more: str) -> str:
    return f"/{i18n.current_locale()}/{FOLDER}?{pages.query({**values, **more})}"


def _form(wanted: Wanted, values: Mapping[str, str]) -> Markup:
    """Build a small form that works without scripts; what it does not ask stays as the address has it."""
    words = tag("input", name="q", value=values.get("q", ""), type="search", maxlength="100", id="q")
    place = tag(
        "input",
        name="plaats",
        value=places.municipality(wanted.near).name if wanted.near else "",
        id="plaats",
        autocomplete="postal-code",
        maxlength="60",
    )
    levels = [(str(n), str(meaning)) for n, (_name, meaning) in labels_activities.TAALICONEN.items()]
    options = [("", _("Alle niveaus")), *levels]
    level = tag(
        "select",
        *[tag("option", label, value=code, selected=code == str(wanted.taalicoon or "")) for code, label in options],
        name="niveau", id="niveau",
    )  # fmt: skip
    asked = {"q", "plaats", "niveau"}
    kept = [
        tag("input", type="hidden", name=name, value=value)
        for name, value in values.items()
        if name not in asked
    ]
    all_filters = html.link(
        _("Alle filters"), f"{pages.address('zoeken', i18n.current_locale())}?{pages.query(dict(values))}"
    )
    return tag(
        "form",
        tag("p", tag("label", _("Wat zoek je?"), for_="q"), words),
        tag("p", tag("label", _("Gemeente of postcode"), for_="plaats"), place),
        tag("p", tag("label", _("Hoeveel Nederlands begrijp je?"), for_="niveau"), level),
        *kept,
        tag("p", tag("button", _("Zoek"), class_="p-button"), " ", all_filters),
        action=f"/{i18n.current_locale()}/{FOLDER}",
        method="get",
        class_="p-form",
        role="search",
    )  # fmt: skip


def sitemap() -> list[str]:
    """Return the paths of every published activity, in every language of the portal."""
    with db.reading() as session:
        slugs = activity_views.public_addresses(session)
    return [f"/{i18n.SOURCE}/{FOLDER}/{slug}" for slug in slugs]
