"""Calendar files: of an activity, of one gathering, and somebody's own calendar behind a secret address.

`/nl/activiteit/<slug>/kalender.ics`, `/nl/activiteit/<slug>/kalender/<id>.ics` and `/kalender/<secret>.ics`.
"""

from collections.abc import Mapping
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

import i18n
from i18n import gettext as _
from portal import clock, db
from portal.errors import TooManyRequests
from portal.providers import calendar_files
from portal.services import calendar_feed, calendar_tokens, open_data
from portal.services.calendar_feed import OwnCalendar
from portal.services.calendar_tokens import TokenState
from portal.services.open_data import Offered
from portal.settings import settings
from portal.ui import activity_pieces, calendar_words
from portal.web import plain, shell

_REFRESH = timedelta(hours=4)
# Nothing of the address or the answer may stay behind anywhere but with the program that asked.
_PRIVATE = {
    "Cache-Control": "private, no-cache",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}
_NOTHING = {**_PRIVATE, "Cache-Control": "no-store"}


def routes() -> list[Route]:
    """Return the addresses of calendar files, in every language, and of people's own calendars."""
    found = [Route(f"{calendar_words.OWN}/{{token}}.ics", _own, methods=["GET"])]
    for code in i18n.OFFERED:
        folder = f"/{code}/{activity_pieces.FOLDER}/{{slug}}"
        found.append(Route(f"{folder}/kalender.ics", plain.in_language(code, _activity), methods=["GET"]))
        found.append(
            Route(
                f"{folder}/kalender/{{occurrence}}.ics", plain.in_language(code, _activity), methods=["GET"]
            )
        )
    return found


def _activity(request: Request, language: str) -> Response:
    with db.reading() as session:
        offered = open_data.one(session, request.path_params["slug"], now=clock.now())
    asked = request.path_params.get("occurrence")
    days = [day for day in offered.days if asked in (None, day.id)] if offered else []
    if offered is None or not days:
        return shell.not_found(language)
    entries = [calendar_words.gathering(offered, day, base_url=settings().base_url) for day in days]
    body = calendar_files.write(entries, name=_name(offered, language))
    response = Response(body, media_type=calendar_files.CONTENT_TYPE, headers=_named(f"{offered.slug}.ics"))
    response.headers["Last-Modified"] = plain.http_date(max(entry.changed_at for entry in entries))
    return plain.cached(request, response, fresh=True)


def _name(offered: Offered, language: str) -> str:
    return (offered.facts.texts.get(language) or offered.facts.text).title or offered.facts.text.title


def _named(file_name: str) -> dict[str, str]:
    return {"Content-Disposition": f'inline; filename="{file_name}"'}


def _own(request: Request) -> Response:
    try:
        with db.transaction() as session:
            held = calendar_tokens.opened(
                session, token=request.path_params["token"], address=request.client.host if request.client else None,
                secret=settings().cookie_secret.get_secret_value(), now=clock.now(),
            )  # fmt: skip
    except TooManyRequests as error:
        wait = max(1, int((error.retry_at - clock.now()).total_seconds()))
        return _said("Too many requests", 429, {"Retry-After": str(wait)})
    if held.state is TokenState.GONE:
        return _said("This calendar address was stopped", 410)
    if held.state is TokenState.UNKNOWN:
        return _said("Not found", 404)
    with db.reading() as session:
        own = calendar_feed.of_person(session, person_id=held.person_id, now=clock.now())
    with i18n.use_locale(held.language if held.language in i18n.LANGUAGES else i18n.SOURCE):
        body = _written(own)
    response = Response(body, media_type=calendar_files.CONTENT_TYPE, headers=_named("mijn-kalender.ics"))
    answer = plain.cached(request, response, fresh=True)
    answer.headers.update(_PRIVATE)
    return answer


def _written(own: OwnCalendar) -> bytes:
    base_url = settings().base_url
    entries = [calendar_words.meeting(one, base_url=base_url) for one in own.meetings]
    entries += [calendar_words.visit(one, base_url=base_url) for one in own.visits]
    return calendar_files.write(entries, name=_("Mijn activiteiten en afspraken"), refresh=_REFRESH)


def _said(text: str, status: int, more: Mapping[str, str] | None = None) -> Response:
    return Response(text, status, headers={**_NOTHING, **(more or {})}, media_type="text/plain")
