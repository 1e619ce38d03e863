"""Stands around Streamlit's own log-in: what its callback answers becomes a log-in of ours, or a plain page.

Streamlit always lands on `/` and hides why a log-in failed.
"""

from dataclasses import dataclass, field
from http.cookies import SimpleCookie

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from portal import clock, db, logs
from portal.errors import LoginRefused
from portal.providers import openid
from portal.services import demo_login, people
from portal.settings import settings
from portal.ui import provider_login
from portal.web import login_problems, return_to

log = logs.get_logger()
_BAD_REQUEST = 400


@dataclass
class _Answer:
    """What the app inside answered, held back until we know what to make of it."""

    status: int = 500
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)

    async def keep(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], list(message["headers"])


class LoginGuard:
    """ASGI middleware around the whole portal."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle the two addresses of Streamlit's log-in; let everything else through."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif scope["path"] == provider_login.CALLBACK:
            response = await self._back_from_provider(scope, receive)
            await response(scope, receive, send)
        elif scope["path"] == provider_login.START:
            await self._off_to_provider(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _off_to_provider(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = _Answer()
        await self.app(scope, receive, answer.keep)
        if answer.status >= _BAD_REQUEST:  # the provider went down after `/login` looked
            response = login_problems.redirect("provider-down", return_to.kept(Request(scope)))
        else:
            response = _passed_on(answer)
        await response(scope, receive, send)

    async def _back_from_provider(self, scope: Scope, receive: Receive) -> Response:
        request = Request(scope)
        said = request.query_params
        if "error" in said:
            return _problem(request, "cancelled" if said["error"] == "access_denied" else "provider-error")
        if "code" not in said:  # back from logging out at the provider
            return RedirectResponse(return_to.destination(request), 303)
        answer = _Answer()
        await self.app(scope, receive, answer.keep)
        claims = provider_login.claims_in(_cookies_set_by(answer.headers), settings())
        if claims is None:
            return _problem(request, await _why(answer))
        try:
            await run_in_threadpool(_sign_in, claims)
        except LoginRefused as refused:
            return _problem(request, refused.reason)
        response = _passed_on(answer, to=return_to.kept(request) or return_to.destination(request))
        response.delete_cookie(return_to.COOKIE)
        response.delete_cookie(demo_login.COOKIE)
        return response


async def _why(answer: _Answer) -> str:
    # Streamlit clears its cookies when the provider's answer failed, and leaves them when it knew of no log-in.
    if not any(name.lower() == b"set-cookie" for name, _value in answer.headers):
        return "stale"
    return "not-verified" if await openid.is_up(settings().oidc_metadata_url) else "provider-down"


def _sign_in(claims: dict[str, object]) -> None:
    with db.transaction() as session:
        people.sign_in(session, claims=claims, now=clock.now())


def _problem(request: Request, reason: str) -> Response:
    """Explain, and leave nobody logged in: the log-in from before may be somebody else's."""
    log.warning("login_failed", reason=reason)
    response = login_problems.redirect(reason, return_to.kept(request))
    for name in provider_login.names_of_login_cookies(request.cookies):
        response.delete_cookie(name)
    return response


def _passed_on(answer: _Answer, *, to: str | None = None) -> Response:
    """Answer as the app inside did, with another destination."""
    response = Response(status_code=answer.status)
    response.raw_headers = [
        (name, to.encode("ascii") if to and name.lower() == b"location" else value)
        for name, value in answer.headers
        if name.lower() != b"content-length"
    ]
    return response


def _cookies_set_by(headers: list[tuple[bytes, bytes]]) -> dict[str, str]:
    """Return the cookies that an answer sets, without those that it clears."""
    jar: SimpleCookie = SimpleCookie()
    for name, value in headers:
        if name.lower() == b"set-cookie":
            jar.load(value.decode("latin-1"))
    return {name: morsel.value for name, morsel in jar.items() if morsel.value}
