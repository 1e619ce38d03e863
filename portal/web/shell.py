"""The page around Streamlit: our own index.html for each language and page, made from the packaged one.

Streamlit's own page says `lang="en"`, has no direction, no title and answers every address with 200. Ours says whose
language it is, carries portal.css and portal.js, and unknown addresses get a real 404 in the reader's language.
"""

import re
import secrets
from functools import cache

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

import i18n
from i18n import gettext as _
from i18n.locales import closest
from portal.settings import settings
from portal.ui import html, nav, pages, session
from portal.ui.html import tag
from portal.ui.pages import Page
from portal.web import assets, open_data_links, texts

LANGUAGE_COOKIE = "portal_language"
_YEAR_S = 365 * 24 * 3600
_VISITOR_S = 30 * 24 * 3600
_VISITOR_KEY = re.compile(r"[0-9a-f]{32}")


class ShellBroken(RuntimeError):
    """Streamlit's index.html no longer has the parts we replace: the pinned version was changed."""


@cache
def _packaged_head() -> Markup:
    """Return the scripts and styles of the packaged page, with addresses from the root: one copy for all languages."""
    text = (assets.PACKAGED / "index.html").read_text("utf-8")
    kept = re.findall(
        r'<script type="module"[^>]*></script>|<link rel="(?:modulepreload|stylesheet)"[^>]*>', text
    )
    if (
        '<div id="root"></div>' not in text
        or not any("<script" in line for line in kept)
        or "./static/" not in text
    ):
        raise ShellBroken(str(assets.PACKAGED))
    return Markup("\n".join(kept).replace('"./static/', '"/static/'))  # noqa: S704 from Streamlit's package


@cache
def page(language: str, slug: str) -> str:
    """Return the whole page for a known slug."""
    with i18n.use_locale(language):
        more = open_data_links.links() if slug == "zoeken" else Markup()
        return _document(
            pages.BY_SLUG[slug],
            extra=join_lines(_packaged_head(), texts.data_block(language), more),
            body=join_lines(tag("div", _loading(), id="root"), tag("noscript", _without_scripts(language))),
        )


def _document(shown: Page, *, extra: Markup, body: Markup) -> str:
    title = f"{shown.label} · {_('Inburgeringsportaal')}"
    return document(
        title=title,
        description=str(shown.summary),
        path=shown.slug,
        extra=extra,
        body=body,
        script=True,
        indexed=not shown.roles,
    )


def document(
    *,
    title: str,
    description: str,
    path: str,
    extra: Markup | None = None,
    body: Markup,
    script: bool,
    indexed: bool = True,
    body_class: str | None = None,
) -> str:
    """Return an HTML document in the current language, with what every page of the portal has in its head."""
    here = i18n.current_language()
    base = settings().base_url
    alternates = [
        tag("link", rel="alternate", hreflang=code, href=f"{base}/{code}/{path}") for code in i18n.OFFERED
    ]
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1, viewport-fit=cover"),
        tag("meta", name="color-scheme", content="light"),
        tag("meta", name="theme-color", content="#0b5a66"),
        tag("title", title),
        tag("meta", name="description", content=description),
        None if indexed else tag("meta", name="robots", content="noindex"),
        tag("link", rel="canonical", href=f"{base}/{here.code}/{path}"),
        *alternates,
        tag("link", rel="icon", href=assets.address("logo.svg"), type="image/svg+xml"),
        tag("link", rel="stylesheet", href=assets.address("portal.css")),
        extra,
        tag("script", src=assets.address("portal.js"))
        if script
        else None,  # a plain script runs before modules do
    )
    return "<!DOCTYPE html>\n" + str(
        tag("html", head, tag("body", body, class_=body_class), lang=here.code, dir=here.direction)
    )


def join_lines(*pieces: Markup) -> Markup:
    """Put pieces on lines of their own."""
    return Markup("\n").join(pieces)


def _loading() -> Markup:
    return tag(
        "div",
        tag("span", class_="p-logo", aria_hidden="true"),
        tag("p", _("Even geduld. De pagina komt eraan.")),
        class_="p-loading",
        role="status",
    )


def _without_scripts(language: str) -> Markup:
    words = _("Deze pagina heeft JavaScript nodig. De informatie over inburgering kun je ook zonder lezen.")
    return tag(
        "div",
        html.paragraph(words),
        html.button_link(_("Informatie"), f"/{language}/kennis"),
        class_="p-plain",
    )


def answer(request: Request, language: str, slug: str) -> Response:
    """Answer a request for a page: the shell, or a real 404."""
    if pages.BY_SLUG.get(slug) not in pages.installed():
        return not_found(language)
    response = HTMLResponse(page(language, slug), headers={"Cache-Control": "no-cache"})
    if request.cookies.get(LANGUAGE_COOKIE) != language:
        response.set_cookie(LANGUAGE_COOKIE, language, max_age=_YEAR_S, httponly=True, samesite="lax")
    if not _VISITOR_KEY.fullmatch(request.cookies.get(session.VISITOR_COOKIE, "")):
        response.set_cookie(
            session.VISITOR_COOKIE, secrets.token_hex(16), max_age=_VISITOR_S, httponly=True, samesite="lax"
        )
    return response


@cache
def _not_found_page(language: str) -> str:
    with i18n.use_locale(language):
        words = tag(
            "main",
            tag("h1", _("Deze pagina bestaat niet"), class_="p-title"),
            html.paragraph(
                _("Misschien is het adres niet juist, of is de pagina verhuisd."), class_="p-lead"
            ),
            html.button_link(_("Naar de startpagina"), f"/{language}/"),
            class_="p-plain",
        )
        body = html.join(nav.header(None, language=language, path=""), words)
        return document(
            title=_("Deze pagina bestaat niet"),
            description="",
            path="",
            body=body,
            script=False,
            indexed=False,
        )


def not_found(language: str) -> Response:
    """Answer with a page that says, in the reader's language, that there is nothing at this address."""
    return HTMLResponse(_not_found_page(language), 404, headers={"Cache-Control": "no-store"})


def language_of(request: Request) -> str:
    """Return the reader's language where the address does not say it: the last one used, else the browser's."""
    kept = request.cookies.get(LANGUAGE_COOKIE, "")
    return kept if kept in i18n.LANGUAGES else closest(request.headers.get("accept-language"))


def to_language(request: Request) -> Response:
    """Send `/` to the first page in the reader's language."""
    headers = {"Cache-Control": "no-store", "Vary": "Accept-Language, Cookie"}
    return RedirectResponse(f"/{language_of(request)}/", 302, headers=headers)


def warm(language: str) -> None:
    """Build the pages of a language, so that nobody waits for it and a broken package shows at start."""
    for known in pages.installed():
        page(language, known.slug)
    _not_found_page(language)
