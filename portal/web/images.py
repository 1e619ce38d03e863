"""The pictures of activities, from our own origin: `/beeld/<id>/<width>`; kept by browsers once they are public."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal import db
from portal.errors import NotFound
from portal.services import activity_images
from portal.settings import settings
from portal.ui import activity_picture
from portal.web import shell
from portal.web.paying import signed_in

# A day, not for ever: an activity can be taken off the portal.
_PUBLIC, _PRIVATE = "public, max-age=86400", "private, no-store"
_HEADERS = {"Content-Security-Policy": "default-src 'none'; sandbox", "X-Content-Type-Options": "nosniff"}


def routes() -> list[Route]:
    """Return the address of pictures."""
    return [Route(f"/{activity_picture.FOLDER}/{{upload_id}}/{{width:int}}", _picture, methods=["GET"])]


def _picture(request: Request) -> Response:
    person = signed_in(request)
    try:
        with db.reading() as session:
            found = activity_images.opened(
                session, actor=person.actor if person else None, upload_id=request.path_params["upload_id"],
                width=request.path_params["width"], data_dir=settings().data_dir,
            )  # fmt: skip
    except NotFound:
        return shell.not_found(shell.language_of(request))
    tag = f'"{found.digest}"'
    headers = _HEADERS | {"Cache-Control": _PUBLIC if found.public else _PRIVATE, "ETag": tag}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(found.content, media_type=found.content_type, headers=headers)
