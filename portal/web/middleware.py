"""What every answer of the portal carries, and what is refused before Streamlit sees it."""

import re
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from portal.settings import Environment, Settings

_BLOCKED = re.compile(r"/(?:[a-z]{2,3}/)?_stcore/(?:metrics|agent|script-health-check)(?:/|$)")
_HOST_CONFIG = re.compile(r"/(?:[a-z]{2,3}/)?_stcore/host-config")
_FOREIGN_ORIGIN = 4403

# Streamlit's page needs no inline script (web/shell.py leaves its one out) and no eval; emotion writes style elements.
_POLICY = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "connect-src": "'self'",
    "worker-src": "'self' blob:",
    "media-src": "'self' blob:",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
POLICY = "; ".join(f"{what} {where}" for what, where in _POLICY.items())

HOST_CONFIG = {
    "allowedOrigins": [],
    "useExternalAuthToken": False,
    "enableCustomParentMessages": False,
    "enforceDownloadInNewTab": False,
    "metricsUrl": "",
    "blockErrorDialogs": False,
    "resourceCrossOriginMode": None,
}


def security_headers(settings: Settings) -> dict[str, str]:
    """Return the headers of every answer."""
    headers = {
        "Content-Security-Policy": POLICY,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), payment=(), usb=(), microphone=(self)",
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    if settings.environment is Environment.PRODUCTION:
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    return headers


class Guard:
    """Adds the security headers, keeps cookies safe, and refuses what nobody needs."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.settings = settings
        self.headers = security_headers(settings)
        self.secure = settings.base_url.startswith("https://")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Guard one request or websocket."""
        if scope["type"] == "websocket" and not self._origin_is_ours(Headers(scope=scope)):
            # Before Streamlit: for a foreign origin it asks the network for its own address, and all pages wait.
            await send({"type": "websocket.close", "code": _FOREIGN_ORIGIN})
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._finish(MutableHeaders(scope=message))
            await send(message)

        await (_refusal(scope["path"]) or self.app)(scope, receive, send_guarded)

    def _origin_is_ours(self, headers: Headers) -> bool:
        origin = headers.get("origin")
        if origin is None:
            return False
        if origin == self.settings.base_url:
            return True
        # On one's own machine the portal may be opened by another name than the one in the settings.
        return self.settings.environment is not Environment.PRODUCTION and urlsplit(
            origin
        ).netloc == headers.get("host")

    def _finish(self, headers: MutableHeaders) -> None:
        for name, value in self.headers.items():
            headers.setdefault(name, value)
        if "server" in headers:
            del headers["server"]
        if self.secure:
            _secure_cookies(headers)


def _refusal(path: str) -> Response | None:
    if _BLOCKED.match(path):
        return Response("Not found", 404, media_type="text/plain")
    if _HOST_CONFIG.fullmatch(path):
        return JSONResponse(HOST_CONFIG, headers={"Cache-Control": "no-cache"})
    return None


def _secure_cookies(headers: MutableHeaders) -> None:
    kept = headers.getlist("set-cookie")
    if not kept:
        return
    del headers["set-cookie"]
    for cookie in kept:
        headers.append(
            "set-cookie", cookie if "secure" in cookie.lower().split("; ") else f"{cookie}; Secure"
        )
