"""A file that somebody handed in, behind a private link: `/bestand/<token>`, for the person it was made for."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal import clock, db
from portal.errors import NotFound
from portal.services import uploads
from portal.settings import settings
from portal.ui import upload_pieces
from portal.web import shell
from portal.web.paying import signed_in

_HEADERS = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Content-Disposition": "inline",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}


def routes() -> list[Route]:
    """Return the address of files."""
    return [Route(f"{upload_pieces.FILES}/{{token}}", _file, methods=["GET"])]


def _file(request: Request) -> Response:
    person = signed_in(request)
    if person is None:
        return shell.not_found(shell.language_of(request))
    try:
        with db.reading() as session:
            found = uploads.opened(
                session, actor=person.actor, token=request.path_params["token"], data_dir=settings().data_dir,
                now=clock.now(),
            )  # fmt: skip
    except NotFound:
        return shell.not_found(shell.language_of(request))
    return Response(found.content, media_type=found.content_type, headers=_HEADERS)
