"""The portal as one ASGI application: `uvicorn portal.asgi:app`, one process to a port (several behind a proxy).

Streamlit runs once and is mounted under every language; around it stand our own pages, files and guards.
"""

import asyncio
import contextlib
import gc
import importlib
import logging
import threading
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import streamlit as st
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import Receive, Scope, Send
from streamlit import config

import i18n
from portal import clock, db, logs
from portal.errors import BadSettings
from portal.providers.payment_choice import simulated_bank
from portal.providers.simulated_webhooks import Webhooks
from portal.services import activity_index, jobs, knowledge_index, payees, rules
from portal.settings import PaymentWay, settings
from portal.ui import provider_login
from portal.ui.session import LANGUAGE_HEADER
from portal.web import (
    assets,
    calendar,
    confirm,
    files,
    health,
    images,
    keeping,
    login,
    open_data,
    paying,
    presence,
    public,
    shell,
    webhooks,
)
from portal.web import simulated_bank as simulated_bank_pages
from portal.web.login_guard import LoginGuard
from portal.web.middleware import Guard

ENTRY = Path(__file__).parent / "app.py"
# What Streamlit's own scripts ask for below a language; everything else there is a page of ours or nothing.
_STREAMLITS = ("_stcore/", "media/", "component/")
# Loaded before the first visitor comes: the first import costs seconds.
_WARM = ("pandas", "pyarrow", "numpy", "portal.ui.components", "babel.dates", "babel.numbers")

log = logs.get_logger()


class Background(Protocol):
    """Something that lives as long as the process."""

    def start(self) -> None:
        """Begin, without making the first visitor wait."""

    def stop(self) -> None:
        """End before the process does."""


class QuestionWords:
    """What only a question needs, and takes a second to load: the languages and the words that the chat listens for."""

    def __init__(self) -> None:
        self._thread = threading.Thread(target=self._load, name="question-words", daemon=True)

    def start(self) -> None:
        """Begin to load."""
        self._thread.start()

    def stop(self) -> None:
        """Wait for the end of it."""
        self._thread.join(timeout=10)

    @staticmethod
    def _load() -> None:
        importlib.import_module("chatbot.language").warm_up()


class InLanguage:
    """Streamlit under one language prefix: tells the pages which language, and answers page addresses itself."""

    def __init__(self, app: st.App, language: str) -> None:
        self.app = app
        self.language = language
        self.prefix = f"/{language}/"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request or websocket below the prefix."""
        rest = scope["path"].removeprefix(self.prefix)
        if scope["type"] == "websocket":
            kept = [header for header in scope["headers"] if header[0] != LANGUAGE_HEADER.encode()]
            scope = {**scope, "headers": [*kept, (LANGUAGE_HEADER.encode(), self.language.encode())]}
            await self.app(scope, receive, send)
        elif rest.startswith(_STREAMLITS):
            await self.app(scope, receive, send)
        else:
            await self._page(Request(scope, receive), rest)(scope, receive, send)

    def _page(self, request: Request, rest: str) -> Response:
        if request.method not in {"GET", "HEAD"}:
            return Response("Method not allowed", 405, media_type="text/plain")
        return shell.answer(request, self.language, rest.rstrip("/") if rest != "/" else rest)


def configure_streamlit() -> None:
    """Set what config.toml cannot know, and refuse to start when config.toml was not read.

    Raises:
        BadSettings: the garbage collection after each run is on: config.toml was not found or the option is gone.
    """
    config.set_option("server.port", settings().port)
    config.set_option("browser.serverAddress", urlsplit(settings().base_url).hostname or "localhost")
    config.set_option("server.cookieSecret", settings().cookie_secret.get_secret_value())
    if config.get_option("runner.postScriptGC") is not False:
        raise BadSettings("portal/.streamlit/config.toml", "not read: runner.postScriptGC must be false")


def _warm_up() -> None:
    for name in _WARM:
        importlib.import_module(name)
    for code in i18n.OFFERED:
        shell.warm(code)
    # Without a database yet, the pages and the health page say so.
    with contextlib.suppress(SQLAlchemyError), db.reading() as session:
        activity_index.current(session, now=clock.now())


def _check_files() -> None:
    """Read the rules and the accounts: a broken file stops the start, not a reader's page."""
    rules.rulebook()
    payees.payees(settings())


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[dict[str, Any]]:
    """Start what lives as long as the process; the question model loads behind the first pages."""
    logs.configure(settings().log_level)
    _keep_addresses_out_of_the_log()
    async with AsyncExitStack() as stack:
        _check_files()
        await asyncio.to_thread(_warm_up)
        for service in background():
            service.start()
            stack.callback(service.stop)
        gc.collect()
        gc.freeze()  # with postScriptGC=false: a rerun costs 8 ms where it cost 60
        gc.enable()  # `portal run` starts without: a second and a half of six
        log.info("portal_started", port=settings().port)
        yield {}


def _keep_addresses_out_of_the_log() -> None:
    # uvicorn writes a line with the visitor's address for every request and websocket; Streamlit turns it on.
    logging.getLogger("uvicorn.access").disabled = True
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)


def background() -> list[Background]:
    """Return what runs beside the pages."""
    running: list[Background] = [
        QuestionWords(), knowledge_index.live(), jobs.Background(settings().jobs_every_s),
    ]  # fmt: skip
    if settings().payment_provider is PaymentWay.SIMULATED:
        running.append(Webhooks(simulated_bank(settings()), settings().port))
    return running


def _gone(request: Request) -> Response:
    return shell.not_found(shell.language_of(request))


def routes(streamlit_app: st.App) -> list[BaseRoute]:
    """Return every address of the portal."""
    redirects = [Route(f"/{code}", _to_slash, methods=["GET"]) for code in i18n.OFFERED]
    languages = [Mount(f"/{code}", InLanguage(streamlit_app, code)) for code in i18n.OFFERED]
    return [
        Route("/", shell.to_language, methods=["GET"]),
        *health.routes(),
        *login.routes(),
        *paying.routes(),
        *webhooks.routes(),
        *simulated_bank_pages.routes(),
        *assets.routes(),
        *confirm.routes(),
        *keeping.routes(),
        *files.routes(),
        *images.routes(),
        *calendar.routes(),
        *open_data.routes(),
        *presence.routes(),
        *public.routes(),
        *redirects,
        *languages,
        *(
            Route(path, streamlit_app, methods=["GET"])
            for path in (provider_login.START, provider_login.LOGOUT, provider_login.CALLBACK)
        ),
        Route("/{rest:path}", _gone),
    ]


def _to_slash(request: Request) -> Response:
    return RedirectResponse(f"{request.url.path}/", 308)


def create_app() -> Starlette:
    """Build the application from the settings."""
    chosen = settings()
    streamlit_app = st.App(ENTRY, lifespan=lifespan, secrets=provider_login.auth_secrets(chosen))
    configure_streamlit()
    middleware = [Middleware(Guard, settings=chosen), Middleware(LoginGuard)]
    return Starlette(routes=routes(streamlit_app), middleware=middleware, lifespan=streamlit_app.lifespan())


app = create_app()
