"""The addresses for logging in and out: `/login`, `/login/demo/<persona>`, `/login/problem/<reason>`, `/logout`, `/session/extend`."""

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from portal import clock, db, logs
from portal.providers import openid
from portal.services import demo_login, people, sessions
from portal.services.sessions import SignedIn
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
        Route("/session/extend", _extend, methods=["POST"]),
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


async def _extend(request: Request) -> Response:
    """Let the log-in of this browser last longer; says until when, which is as before when there is no more to add."""
    if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return Response(status_code=403)
    login = _login_in(request.cookies)
    found = await run_in_threadpool(_extended, *login) if login else None
    if found is None:
        return Response(status_code=401)
    return JSONResponse({"ends": int(found.ends_at.timestamp())}, headers={"Cache-Control": "no-store"})


def _login_in(cookies: Mapping[str, str]) -> tuple[str, str, datetime] | None:
    at_provider = provider_login.claims_in(cookies, settings())
    in_demo = demo_login.login_in(settings(), cookies)
    return in_demo or (provider_login.login_of(at_provider) if at_provider else None)


def _extended(issuer: str, subject: str, logged_in_at: datetime) -> SignedIn | None:
    with db.transaction() as session:
        return sessions.extend(
            session,
            issuer=issuer,
            subject=subject,
            logged_in_at=logged_in_at,
            limits=sessions.limits_of(settings()),
            now=clock.now(),
        )


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
