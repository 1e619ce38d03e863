"""The word list as a plain page: search in any language, what a word means, where to read on, and its source."""

from collections.abc import Collection, Iterable, Mapping
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

import i18n
from i18n import format_day, ngettext
from i18n import gettext as _
from knowledge import glossary
from knowledge.glossary import Term, TermSource
from portal import db
from portal.services import dead_links, published
from portal.ui import article_pieces, html
from portal.ui.html import Markup, tag
from portal.web import plain, term_html
from portal.web.term_html import FOLDER

_LONGEST = 100


def routes(articles: str) -> list[Route]:
    """Return the address of the word list in every language; `articles` is the folder of the article pages."""
    page = partial(_page, articles=articles)
    return [
        Route(f"/{code}/{FOLDER}", plain.in_language(code, page), methods=["GET"]) for code in i18n.OFFERED
    ]


def _page(request: Request, language: str, articles: str) -> Response:
    asked = request.query_params.get("q", "")[:_LONGEST].strip()
    found = glossary.find(asked)
    with db.reading() as session:
        titles = {row.slug: row.title for row in published.published_list(session, language)}
        dead = dead_links.dead(session)
    lead = _("Wat moeilijke woorden betekenen. Zoek in het Nederlands of in je eigen taal.")
    body = tag(
        "main",
        tag("p", html.link(_("Alle informatie"), f"/{language}/{articles}"), class_="p-crumbs"),
        tag("h1", _("Woordenlijst"), class_="p-title"),
        tag("p", lead, class_="p-lead"),
        html.translated_notice(f"/{i18n.SOURCE}/{FOLDER}", reviewed=_reviewed(found, language)),
        _form(asked),
        tag("p", _counted(asked, len(found)), role="status") if asked else None,
        None if asked else _letters(found),
        tag("div", *[_entry(term, language, titles, articles, dead) for term in found], class_="p-glossary"),
        id="inhoud",
        tabindex="-1",
    )
    return plain.page(request, title=_("Woordenlijst"), description=lead, path=FOLDER, body=body)


def _reviewed(terms: Iterable[Term], language: str) -> bool:
    return all(term.wording(language).reviewed for term in terms)


def _form(asked: str) -> Markup:
    field = tag("input", name="q", value=asked, type="search", maxlength=_LONGEST, id="q", dir="auto")
    return tag(
        "form",
        tag("p", tag("label", _("Welk woord zoek je?"), for_="q"), field),
        tag("p", tag("button", _("Zoeken"), class_="p-button")),
        method="get",
        role="search",
        class_="p-form",
    )


def _letters(terms: Iterable[Term]) -> Markup:
    """Build the first letters of the Dutch names, each leading to its first word: the list is long on a phone."""
    first: dict[str, str] = {}
    for term in terms:
        first.setdefault(term.term[0].upper(), term.id)
    links = [html.link(letter, f"#{place}") for letter, place in first.items()]
    return tag("nav", *links, aria_label=_("Woordenlijst"), class_="p-letters")


def _counted(asked: str, found: int) -> str:
    if not found:
        return _("Dit woord staat niet in de lijst. Probeer een ander woord of stel je vraag.")
    return ngettext(
        "Er is %(n)d woord voor '%(asked)s'.", "Er zijn %(n)d woorden voor '%(asked)s'.", found
    ) % {"n": found, "asked": i18n.isolate(asked)}


def _entry(
    term: Term, language: str, titles: Mapping[str, str], articles: str, dead: Collection[str]
) -> Markup:
    also = term_html.others(term, language)[1:]
    other = (
        tag("p", _("Ook: %(words)s.") % {"words": i18n.format_list(also)}, class_="p-translated")
        if also
        else None
    )
    links = [
        tag("li", html.link(tag("bdi", titles[slug]), f"/{language}/{articles}/{slug}"))
        for slug in term.articles
        if slug in titles
    ]
    return tag(
        "section",
        tag("h2", term_html.name(term, language)),
        tag("p", term.wording(language).explanation),
        other,
        tag(
            "details",
            tag("summary", _("Lees meer")),
            tag("ul", *links) if links else None,
            tag("p", _source(term.source, is_dead=term.source.url in dead), class_="p-translated"),
        ),
        id=term.id,
    )


def _source(source: TermSource, *, is_dead: bool) -> Markup:
    title = html.link(source.title, source.url) if source.url and not is_dead else source.title
    when = [_("Van %(date)s.") % {"date": article_pieces.appeared(source.date)}] if source.date else []
    when.append(_("Bekeken op %(day)s.") % {"day": format_day(source.consulted_on)})
    if is_dead:
        when.append(_("De link naar deze bron werkt niet meer."))
    where = tag("span", title, ", ", source.publisher, lang=i18n.SOURCE, dir="auto")
    return html.join(_("Bron:"), " ", where, ". ", " ".join(when))
