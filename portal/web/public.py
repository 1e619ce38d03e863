"""The articles as plain HTML at addresses that stay: for slow phones, search engines, paper, and browsers without scripts."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

import i18n
from i18n import gettext as _
from knowledge import terms_in_text
from portal import clock, db
from portal.services import article_views, dead_links, published
from portal.services.published import Listed
from portal.settings import settings
from portal.ui import html, labels_articles
from portal.ui.html import tag
from portal.web import activity_pages, feedback, glossary_pages, plain, readers, shell
from portal.web.article_html import FOLDER, article_body
from portal.web.term_html import FOLDER as WORD_LIST


def routes() -> list[Route]:
    """Return the addresses of the article pages, the sitemap and robots.txt."""
    found = [
        Route("/robots.txt", _robots, methods=["GET"]),
        Route("/sitemap.xml", _sitemap, methods=["GET"]),
        *activity_pages.routes(),
        *glossary_pages.routes(FOLDER),
        *feedback.routes(),
    ]
    for code in i18n.OFFERED:
        found.append(Route(f"/{code}/{FOLDER}", plain.in_language(code, _list), methods=["GET"]))
        found.append(Route(f"/{code}/{FOLDER}/{{slug}}", plain.in_language(code, _article), methods=["GET"]))
    return found


def _article(request: Request, language: str) -> Response:
    slug = request.path_params["slug"]
    with db.reading() as session:
        text = published.published_text(session, slug, language)
        dutch = text if language == i18n.SOURCE else published.published_text(session, slug, i18n.SOURCE)
        titles = {row.slug: row.title for row in published.published_list(session, language)} if dutch else {}
        dead = dead_links.dead(session)
    if dutch is None:
        return shell.not_found(language)
    if readers.is_reading(request) and feedback.PLACE not in request.query_params:
        with db.transaction() as session:
            article_views.count(session, slug=slug, language=language, now=clock.now())
    shown = text or dutch
    body = article_body(
        shown,
        language=language,
        titles=titles,
        today=clock.today(),
        uses=terms_in_text.first_uses(shown, dutch),
        dutch=dutch,
        dead=dead,
        below=feedback.form(slug, language, said=request.query_params.get(feedback.PLACE)),
    )
    return plain.page(
        request, title=shown.title, description=shown.summary, path=f"{FOLDER}/{slug}", body=body
    )


def _list(request: Request, language: str) -> Response:
    with db.reading() as session:
        listed = published.published_list(session, language)
    rows = sorted(listed, key=lambda row: row.language != language)  # first what somebody can read
    grouped = [
        (label, [row for row in rows if row.topic == topic])
        for topic, label in labels_articles.TOPICS.items()
    ]
    sections = [
        tag(
            "section",
            tag("h2", label, class_="p-section"),
            html.link_list(*(_place(row, language) for row in of_topic)),
        )
        for label, of_topic in grouped
        if of_topic
    ]
    lead = _("Uitleg over inburgering, verblijf, werk en hulp. Bij elk artikel staan de bronnen.")
    body = tag(
        "main",
        tag("h1", _("Informatie"), class_="p-title"),
        tag("p", lead, class_="p-lead"),
        tag("p", html.link(_("Moeilijk woord? Kijk in de woordenlijst."), f"/{language}/{WORD_LIST}")),
        *sections,
        id="inhoud",
        tabindex="-1",
    )
    return plain.page(request, title=_("Informatie"), description=lead, path=FOLDER, body=body)


def _place(row: Listed, language: str) -> html.Place:
    other = i18n.LANGUAGES[row.language] if row.language != language else None
    name = (row.title, " ", html.badge(other.own_name)) if other else row.title
    return html.Place(name, row.summary, f"/{language}/{FOLDER}/{row.slug}", other)


def _robots(_request: Request) -> Response:
    closed = "".join(
        f"Disallow: /{code}/{slug}\n"
        for code in i18n.OFFERED
        for slug in ("plan", "account", "dossiers", "mijn-vragen")
    )
    return PlainTextResponse(
        f"User-agent: *\n{closed}Disallow: /login\nSitemap: {settings().base_url}/sitemap.xml\n"
    )


def _sitemap(request: Request) -> Response:
    base = settings().base_url
    with db.reading() as session:
        rows = {code: published.published_list(session, code) for code in i18n.OFFERED}
    places = [f"{base}/{code}/{FOLDER}" for code in i18n.OFFERED]
    places += [
        f"{base}/{code}/{FOLDER}/{row.slug}"
        for code in i18n.OFFERED
        for row in rows[code]
        if row.language == code
    ]
    places += [f"{base}/{code}/{WORD_LIST}" for code in i18n.OFFERED]
    places += [f"{base}{path}" for path in activity_pages.sitemap()]
    urls = html.join(*[tag("url", tag("loc", place)) for place in places])
    text = '<?xml version="1.0" encoding="UTF-8"?>\n' + str(
        tag("urlset", urls, xmlns="http://www.sitemaps.org/schemas/sitemap/0.9")
    )
    return plain.cached(request, Response(text, media_type="application/xml"))
