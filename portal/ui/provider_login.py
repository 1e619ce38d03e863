"""What we need to know of Streamlit's own log-in: how it starts, and what its cookies say.

Inner parts of Streamlit 1.67; tests/unit/test_provider_login.py fails when they change.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from streamlit.auth_util import encode_provider_token, get_cookie_with_chunks
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import (
    TOKENS_COOKIE_NAME,
    USER_COOKIE_NAME,
)

from portal.settings import Settings

PROVIDER = "acm"  # no underscore: Streamlit refuses one
START, CALLBACK, LOGOUT = "/auth/login", "/oauth2callback", "/auth/logout"
COOKIES = (USER_COOKIE_NAME, TOKENS_COOKIE_NAME)


def auth_secrets(settings: Settings) -> dict[str, Any]:
    """Return what `st.App(secrets=...)` must be given."""
    auth: dict[str, Any] = {
        "redirect_uri": settings.base_url + CALLBACK,
        "cookie_secret": settings.cookie_secret.get_secret_value(),
    }
    if settings.oidc_metadata_url:
        auth[PROVIDER] = {
            "client_id": settings.oidc_client_id,
            "client_secret": settings.oidc_client_secret.get_secret_value(),
            "server_metadata_url": settings.oidc_metadata_url,
            # `login`: ask again who it is. Many log in on a computer that others use too.
            "client_kwargs": {"scope": settings.oidc_scope, "prompt": "login"},
        }
    return {"auth": auth}


def start_address() -> str:
    """Return the address that sends a browser to the provider; it works for two minutes."""
    return f"{START}?provider={encode_provider_token(PROVIDER)}"


def claims_in(cookies: Mapping[str, str], settings: Settings) -> dict[str, Any] | None:
    """Return what the provider said, from the cookie Streamlit made of it; None without a sound one."""
    secret = settings.cookie_secret.get_secret_value()

    def one(name: str) -> bytes | None:
        return decode_signed_value(secret, name, cookies[name]) if cookies.get(name) else None

    content = get_cookie_with_chunks(one, USER_COOKIE_NAME)
    if not content:
        return None
    claims = json.loads(content)
    return claims if isinstance(claims, dict) else None


def login_of(claims: Mapping[str, Any]) -> tuple[str, str, datetime] | None:
    """Return issuer, subject and when the log-in began; None when the claims lack one of them."""
    issuer, subject = claims.get("iss"), claims.get("sub")
    issued = claims.get("iat") or claims.get("auth_time")
    if not isinstance(issuer, str) or not isinstance(subject, str) or not isinstance(issued, int | float):
        return None
    return issuer, subject, datetime.fromtimestamp(issued, UTC)


def names_of_login_cookies(cookies: Mapping[str, str]) -> list[str]:
    """Return the names of Streamlit's log-in cookies among these, also of the pieces of a long one."""
    return [
        name
        for name in cookies
        if name in COOKIES or any(name.removeprefix(f"{kind}_").isdigit() for kind in COOKIES)
    ]
