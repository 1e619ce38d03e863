"""The addresses for logging in and out: `/login`, `/login/demo/<persona>`, `/login/problem/<reason>`, `/logout`."""

from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from portal import clock, db, logs
from portal.providers import openid
from portal.services import demo_login, people
from portal.settings import settings
from portal.ui import pages, provider_login
from portal.web import login_problems, return_to, shell

log = logs.get_logger()


def routes() -> list[Route]:
    """Return the routes of logging in and out."""
    return [
        Route("/login", _start, methods=["GET"]),
        Route("/login/demo/{persona}", _become, methods=["GET"]),
        Route("/login/problem/{reason}", login_problems.answer, methods=["GET"]),
        Route("/logout", _leave, methods=["GET"]),
    ]


async def _start(request: Request) -> Response:
    target = return_to.destination(request)
    if not settings().oidc_metadata_url:
        if settings().demo:
            return _to(
                pages.address("aanmelden", return_to.language_of(request, target))
                + "?"
                + urlencode({"next": target})
            )
        return login_problems.redirect("not-configured", target)
    if not await openid.is_up(settings().oidc_metadata_url):
        return login_problems.redirect("provider-down", target)
    response = _to(provider_login.start_address())
    return_to.keep(response, target)
    return response


async def _become(request: Request) -> Response:
    persona, target = request.path_params["persona"], return_to.destination(request)
    if not settings().demo or not await run_in_threadpool(_is_persona, persona):
        return shell.not_found(return_to.language_of(request, target))
    response = _to(target)
    cookie = demo_login.make_cookie(settings(), persona=persona)
    response.set_cookie(
        demo_login.COOKIE, cookie, max_age=settings().session_hours * 3600, **return_to.cookie_flags()
    )
    for name in provider_login.names_of_login_cookies(request.cookies):
        response.delete_cookie(name)
    log.info("demo_login", persona=persona)
    return response


async def _leave(request: Request) -> Response:
    target = return_to.destination(request)
    if request.headers.get("sec-fetch-site") == "cross-site":
        return _to(target)  # another site may not log somebody out
    claims = provider_login.claims_in(request.cookies, settings())
    if claims is not None:
        await run_in_threadpool(_end_logins, str(claims.get("iss")), str(claims.get("sub")))
    at_provider = bool(provider_login.names_of_login_cookies(request.cookies))
    response = _to(provider_login.LOGOUT if at_provider else target)
    response.delete_cookie(demo_login.COOKIE)
    return response


def _end_logins(issuer: str, subject: str) -> None:
    """End every log-in of somebody: one that stays open on a shared computer is worse than logging in again."""
    with db.transaction() as session:
        person_id = people.person_of(session, issuer=issuer, subject=subject)
        if person_id is not None:
            actor = people.actor_of(session, person_id)
            people.sign_out_everywhere(session, actor=actor, person_id=person_id, now=clock.now())


def _is_persona(key: str) -> bool:
    with db.reading() as session:
        return demo_login.is_persona(session, key)


def _to(address: str) -> RedirectResponse:
    return RedirectResponse(address, 303, headers={"Cache-Control": "no-store"})
