"""Keeping an activity in mind from its own page or from a list: `POST /nl/activiteit/<slug>/bewaren`, without scripts."""

from functools import partial

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

import i18n
from portal import clock, db
from portal.errors import NotAllowed, NotFound
from portal.services import activity_views, signups
from portal.services.sessions import SignedIn
from portal.ui import pages, signup_pieces
from portal.ui.activity_pieces import FOLDER
from portal.web import return_to, shell
from portal.web.paying import signed_in
from portal.web.webhooks import fields_of

_LONGEST_BODY = 2048


def routes() -> list[Route]:
    """Return the addresses that keep an activity, in every language."""
    return [
        Route(f"/{code}/{FOLDER}/{{slug}}/{signup_pieces.KEEP}", partial(_keep, code), methods=["POST"])
        for code in i18n.OFFERED
    ]


async def _keep(language: str, request: Request) -> Response:
    if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return Response(status_code=403)
    slug = request.path_params["slug"]
    own_page = f"{FOLDER}/{slug}"
    said = await fields_of(request, _LONGEST_BODY)
    person = await run_in_threadpool(signed_in, request)
    if person is None:
        return _to(pages.login_address(own_page, language))
    try:
        await run_in_threadpool(_write, person, slug, said.get("aan") == signup_pieces.ON)
    except (NotFound, NotAllowed):
        return shell.not_found(language)
    return _to(return_to.safe(said.get("terug")) or f"/{language}/{own_page}")


def _write(person: SignedIn, slug: str, wanted: bool) -> None:
    now = clock.now()
    with db.transaction() as session:
        activity_id = activity_views.id_of(session, slug)
        if activity_id is None:
            raise NotFound("activity")
        if wanted:
            signups.keep(session, actor=person.actor, activity_id=activity_id, now=now)
        else:
            signups.let_go(session, actor=person.actor, activity_id=activity_id)


def _to(address: str) -> RedirectResponse:
    return RedirectResponse(address, 303, headers={"Cache-Control": "no-store"})
