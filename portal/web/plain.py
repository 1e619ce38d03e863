"""A whole plain page: the frame of the portal around a body, with caching headers. For articles and activities."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

import i18n
from i18n import gettext as _
from portal.services.sessions import SignedIn
from portal.ui import html, nav
from portal.ui.html import Markup, tag
from portal.web import shell

_FIVE_MINUTES = "public, max-age=300"
_ASK_EACH_TIME = "no-cache"  # kept by the browser, but asked for again: seats and days change
_FOR_ONE = "private, no-cache"


def in_language(language: str, handler: Callable[[Request, str], Response]) -> Callable[[Request], Response]:
    """Return an endpoint that answers in a language; the handler is told which."""

    def endpoint(request: Request) -> Response:
        with i18n.use_locale(language):
            return handler(request, language)

    return endpoint


def page(
    request: Request,
    *,
    title: str,
    description: str,
    path: str,
    body: Markup,
    extra: Markup | None = None,
    fresh: bool = False,
    person: SignedIn | None = None,
) -> Response:
    """Return a body inside the portal's frame; `extra` is more in its head, `fresh`: ask each time whether it is the same.

    `person`: it was made for somebody, and is for nobody else.
    """
    language = i18n.current_locale()
    skip = tag("a", _("Ga naar de inhoud"), href="#inhoud", class_="p-skip")
    frame = tag(
        "div",
        nav.header(person, language=language, path=path),
        nav.navigation(person, path),
        class_="p-frame",
    )
    footer = tag("div", nav.footer(), class_="p-frame")
    document = shell.document(
        title=f"{title} · {_('Inburgeringsportaal')}",
        description=description,
        path=path,
        extra=extra,
        body=html.join(skip, frame, body, footer),
        script=True,
        body_class="p-page",
    )
    response = cached(request, HTMLResponse(document), fresh=fresh)
    if person is not None:
        response.headers["Cache-Control"] = _FOR_ONE
    return response


def cached(request: Request, response: Response, *, fresh: bool = False) -> Response:
    """Add caching headers; answer 304 when the reader has this very text already."""
    etag = f'"{hashlib.sha256(bytes(response.body)).hexdigest()[:20]}"'
    headers = {"ETag": etag, "Cache-Control": _ASK_EACH_TIME if fresh else _FIVE_MINUTES}
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    response.headers.update(headers)
    return response


def http_date(moment: datetime) -> str:
    """Write a moment as a header does."""
    return format_datetime(moment.astimezone(UTC), usegmt=True)
