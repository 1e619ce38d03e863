"""The published offer for everybody to reuse: iCalendar, schema.org and UiTdatabank, at addresses that stay.

docs/open-data.md describes them to who reads them.
"""

import json
from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import urlencode

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

import i18n
from i18n import gettext as _
from portal import clock, db
from portal.errors import BadInput, NotFound
from portal.providers import calendar_files
from portal.services import open_data
from portal.services.open_data import Offered, Whose
from portal.settings import settings
from portal.ui import calendar_words
from portal.ui.activity_pieces import FOLDER
from portal.web import plain, schema_org, uitdatabank_json
from portal.web.open_data_links import MEDIA_TYPES, ROOT, alternates

_OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Last-Modified, Link",
}
_ASK_FIRST = {
    **_OPEN,
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "If-None-Match",
    "Access-Control-Max-Age": "86400",
}
_HYDRA = "http://www.w3.org/ns/hydra/context.jsonld"
_NEXT = {"next": {"@id": "http://www.w3.org/ns/hydra/core#next", "@type": "@id"}}


class Sheet(NamedTuple):
    """What one page of a list says, and where the next one is."""

    body: bytes
    after: str | None


class Format(NamedTuple):
    """A way in which the offer is written: who writes a list, and who one activity."""

    pages: Callable[[Session, Whose, str | None, str], Sheet]
    one: Callable[[Offered], bytes]


def routes() -> list[Route]:
    """Return the addresses of the open data."""
    found = [
        Route(f"{ROOT}/{FOLDER}/{{slug}}", _page_of, methods=["GET"]),
        Route(f"{ROOT}/organisatie/{{organisation}}", _list_of, methods=["GET"]),
        Route(ROOT, _catalog, methods=["GET"]),
    ]
    lists = ("activiteiten", "organisatie/{organisation}/activiteiten", "gemeente/{nis_code}/activiteiten")
    addressed: list[Route] = []
    for ending in FORMATS:
        addressed += [_route(f"{ROOT}/{path}.{ending}", _list, ending) for path in lists]
        addressed.append(_route(f"{ROOT}/{FOLDER}/{{slug}}.{ending}", _one, ending))
    return [*addressed, *found]


def _route(path: str, answer: Callable[[Request, Format, str], Response], ending: str) -> Route:
    def endpoint(request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=_ASK_FIRST)
        with i18n.use_locale(i18n.SOURCE):
            return answer(request, FORMATS[ending], MEDIA_TYPES[ending])

    return Route(path, endpoint, methods=["GET", "OPTIONS"])


# ── answers ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _one(request: Request, chosen: Format, media_type: str) -> Response:
    with db.reading() as session:
        offered = open_data.one(session, request.path_params["slug"], now=clock.now())
    if offered is None:
        return _nothing()
    answer = Response(chosen.one(offered), media_type=media_type, headers=_headers())
    answer.headers["Last-Modified"] = plain.http_date(offered.changed_at)
    return _cached(request, answer)


def _list(request: Request, chosen: Format, media_type: str) -> Response:
    whose = Whose(request.path_params.get("organisation"), request.path_params.get("nis_code"))
    after = request.query_params.get("na")
    try:
        with db.reading() as session:
            name = open_data.name_of(session, whose)
            sheet = chosen.pages(session, whose, after, name or _("Activiteiten"))
    except NotFound:
        return _nothing()
    except BadInput:
        return Response("No such page", 400, headers=_OPEN, media_type="text/plain")
    answer = Response(sheet.body, media_type=media_type, headers=_headers())
    if sheet.after:
        answer.headers.append("Link", f'<{_next(request, sheet.after)}>; rel="next"')
    return _cached(request, answer)


def _cached(request: Request, answer: Response) -> Response:
    found = plain.cached(request, answer)
    found.headers.update(_OPEN)
    return found


def _headers() -> dict[str, str]:
    return {"Link": f'<{settings().open_data_licence}>; rel="license"'}


def _nothing() -> Response:
    return Response("Not found", 404, headers={**_OPEN, "Cache-Control": "no-store"}, media_type="text/plain")


def _next(request: Request, after: str) -> str:
    return f"{settings().base_url}{request.url.path}?{urlencode({'na': after})}"


def _page_of(request: Request) -> Response:
    """Lead from what names an activity to its page: 303, since the name stands for the activity and not for a file."""
    return RedirectResponse(f"/{i18n.SOURCE}/{FOLDER}/{request.path_params['slug']}", 303, headers=_OPEN)


def _list_of(request: Request) -> Response:
    organisation = request.path_params["organisation"]
    return RedirectResponse(f"{ROOT}/organisatie/{organisation}/activiteiten.jsonld", 303, headers=_OPEN)


def _catalog(request: Request) -> Response:
    with i18n.use_locale(i18n.SOURCE):
        name = _("Activiteiten voor inburgeraars")
    body = {
        "@context": schema_org.CONTEXT, "@type": "Dataset", "@id": f"{settings().base_url}{ROOT}", "name": name,
        "inLanguage": "nl", "license": settings().open_data_licence, "isAccessibleForFree": True,
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": media_type, "contentUrl": address}
            for media_type, address in alternates()
        ],
    }  # fmt: skip
    return _cached(request, Response(_json(body), media_type=MEDIA_TYPES["jsonld"], headers=_headers()))


# ── the formats ──────────────────────────────────────────────────────────────────────────────────────────────────


def _schema_org_pages(session: Session, whose: Whose, after: str | None, name: str) -> Sheet:
    page = open_data.page(session, whose=whose, now=clock.now(), after=after)
    base_url = settings().base_url
    body = {
        "@context": [schema_org.CONTEXT, _NEXT], "@type": "DataFeed", "name": name,
        "license": settings().open_data_licence,
        "dataFeedElement": [
            {
                "@type": "DataFeedItem",
                "dateModified": item.changed_at.isoformat(timespec="seconds"),
                "item": schema_org.event(item, base_url=base_url),
            }
            for item in page.items
        ],
    }  # fmt: skip
    return Sheet(_json(body | _onward(whose, page.after, "jsonld", "next")), page.after)


def _schema_org_one(offered: Offered) -> bytes:
    found = schema_org.event(offered, base_url=settings().base_url)
    return _json({"@context": schema_org.CONTEXT, **found})


def _uitdatabank_pages(session: Session, whose: Whose, after: str | None, name: str) -> Sheet:
    del name  # its lists have none
    page = open_data.page(session, whose=whose, now=clock.now(), after=after)
    body = {
        "@context": _HYDRA, "@type": "PagedCollection", "itemsPerPage": open_data.PER_PAGE, "totalItems": page.total,
        "member": [uitdatabank_json.event(item, base_url=settings().base_url) for item in page.items],
    }  # fmt: skip
    return Sheet(_json(body | _onward(whose, page.after, "uitdatabank.json", "nextPage")), page.after)


def _uitdatabank_one(offered: Offered) -> bytes:
    return _json(uitdatabank_json.event(offered, base_url=settings().base_url))


def _calendar_pages(session: Session, whose: Whose, after: str | None, name: str) -> Sheet:
    found = open_data.gatherings(session, whose=whose, now=clock.now(), after=after)
    base_url = settings().base_url
    entries = [calendar_words.gathering(offered, day, base_url=base_url) for offered, day in found.items]
    return Sheet(calendar_files.write(entries, name=name), found.after)


def _calendar_one(offered: Offered) -> bytes:
    entries = [calendar_words.gathering(offered, day, base_url=settings().base_url) for day in offered.days]
    return calendar_files.write(entries, name=offered.facts.text.title)


def _onward(whose: Whose, after: str | None, ending: str, name: str) -> dict[str, str]:
    if after is None:
        return {}
    part = (
        f"organisatie/{whose.organisation_id}/" if whose.organisation_id
        else f"gemeente/{whose.nis_code}/" if whose.nis_code else ""
    )  # fmt: skip
    address = f"{settings().base_url}{ROOT}/{part}activiteiten.{ending}"
    return {name: f"{address}?{urlencode({'na': after})}"}


def _json(body: Any) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


FORMATS = {
    "jsonld": Format(_schema_org_pages, _schema_org_one),
    "uitdatabank.json": Format(_uitdatabank_pages, _uitdatabank_one),
    "ics": Format(_calendar_pages, _calendar_one),
}
