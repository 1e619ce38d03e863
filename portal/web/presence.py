"""The short address behind the code of an activity: `/hier/<code>`, which opens in the language of whoever scans it."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from portal.ui import attendance_paper, pages
from portal.web import shell

_HEADERS = {
    "Cache-Control": "no-store",
    "Vary": "Accept-Language, Cookie",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}
_LONGEST = 20


def routes() -> list[Route]:
    """Return the address of the code."""
    return [Route(f"/{attendance_paper.SCAN}/{{code}}", _scanned, methods=["GET"])]


def _scanned(request: Request) -> Response:
    code = request.path_params["code"]
    if len(code) > _LONGEST or not code.isalnum() or not code.isascii():
        return shell.not_found(shell.language_of(request))
    address = pages.address("aanwezig", shell.language_of(request))
    return RedirectResponse(f"{address}?{pages.query({'code': code})}", 302, headers=_HEADERS)
