"""Static files: our own under addresses that carry a hash, Streamlit's packaged ones compressed.

Streamlit sends its 2.7 MB of scripts uncompressed and answers an unknown file with a page; on a slow phone the first
matters, for a browser with an old tab the second.
"""

import gzip
import hashlib
import mimetypes
from functools import cache
from importlib import resources
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

OWN = Path(__file__).parent / "static"
PACKAGED = Path(str(resources.files("streamlit"))) / "static"
FOREVER = "public, max-age=31536000, immutable"
_COMPRESSED_BY_US = frozenset({".js", ".css", ".svg", ".json", ".html", ".txt"})

mimetypes.add_type("font/woff2", ".woff2")
mimetypes.add_type("text/javascript", ".js")


@cache
def address(name: str) -> str:
    """Return the address of one of our own files; it changes when the file does."""
    digest = hashlib.sha256((OWN / name).read_bytes()).hexdigest()[:12]
    return f"/assets/{digest}/{name}"


def routes() -> list[Route | Mount]:
    """Return the routes of both kinds of static files."""
    return [
        Route("/assets/{digest}/{name:path}", _own, methods=["GET"]),
        Route("/static/{name:path}", _packaged, methods=["GET"]),
    ]


def _own(request: Request) -> Response:
    return _answer(request, OWN, request.path_params["name"])


def _packaged(request: Request) -> Response:
    return _answer(request, PACKAGED / "static", request.path_params["name"])


def _answer(request: Request, folder: Path, name: str) -> Response:
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()) or not path.is_file():
        return Response("Not found", 404, media_type="text/plain")
    headers = {"Cache-Control": FOREVER, "Vary": "Accept-Encoding"}
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    if path.suffix in _COMPRESSED_BY_US and "gzip" in request.headers.get("accept-encoding", ""):
        return Response(_gzipped(path), headers=headers | {"Content-Encoding": "gzip"}, media_type=kind)
    return Response(path.read_bytes(), headers=headers, media_type=kind)


@cache
def _gzipped(path: Path) -> bytes:
    return gzip.compress(path.read_bytes(), 6, mtime=0)
