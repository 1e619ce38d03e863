"""Which page somebody goes to after logging in, and in which language we speak until then."""

import re
from typing import Any

from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.requests import Request
from starlette.responses import Response

import i18n
from portal.settings import settings
from portal.ui import pages
from portal.web import shell

COOKIE = "portal_next"
_SALT = "portal.login-next"
_SECONDS_AT_PROVIDER = 30 * 60
_LONGEST = 1000
_LANGUAGES = "|".join(i18n.OFFERED)
_OWN_PAGE = re.compile(rf"/(?:{_LANGUAGES})/(?:[a-z0-9-]+(?:/[a-z0-9-]+)*)?(?:\?[A-Za-z0-9_.~%=&-]*)?")


def safe(wanted: str | None) -> str | None:
    """Return an address of one of our own pages; None for anything else, such as another site."""
    if wanted and len(wanted) <= _LONGEST and _OWN_PAGE.fullmatch(wanted):
        return wanted
    return None


def language_of(request: Request, address: str | None) -> str:
    """Return the language of the page somebody comes from, else of their browser."""
    return address.split("/")[1] if address else shell.language_of(request)


def destination(request: Request) -> str:
    """Return where somebody goes next: what the address asks for, else the first page."""
    asked = safe(request.query_params.get("next"))
    return asked or pages.address("", shell.language_of(request))


def keep(response: Response, address: str) -> None:
    """Remember the page while somebody is away at the provider."""
    value = _serializer().dumps(address)
    response.set_cookie(COOKIE, value, max_age=_SECONDS_AT_PROVIDER, **cookie_flags())


def kept(request: Request) -> str | None:
    """Return the page that was remembered."""
    try:
        found = _serializer().loads(request.cookies.get(COOKIE, ""), max_age=_SECONDS_AT_PROVIDER)
    except BadSignature:
        return None
    return safe(found) if isinstance(found, str) else None


def cookie_flags() -> dict[str, Any]:
    """Return how our cookies are kept: out of reach of scripts, and of plain HTTP where the portal has HTTPS."""
    return {
        "httponly": True,
        "samesite": "lax",
        "secure": settings().base_url.startswith("https://"),
        "path": "/",
    }


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(settings().cookie_secret.get_secret_value(), salt=_SALT)
