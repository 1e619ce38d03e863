"""A real portal in its own process and folder, and a real Chromium that speaks in what people do.

Any script error, policy violation or unexpected failed request fails the test; a screenshot is kept of every failure.
"""

import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, expect, sync_playwright
from playwright.sync_api import TimeoutError as NotInTime

from tests.browser import world

# One patience for everything that waits: a busy machine is no defect of the portal, and what never comes fails anyway.
PATIENCE_S = 60
expect.set_options(timeout=PATIENCE_S * 1000)

RESULTS = Path("test-results")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
READY = "[data-testid=stApp][data-test-script-state=notRunning][data-test-connection-state=CONNECTED]"
PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
# Streamlit's scripts first ask whether the page's own folder is the server; the 404 they get is the right answer.
_PROBE = re.compile(r"/[a-z]{2}/[a-z0-9-]+/_stcore/(?:health|host-config)$")
START_S = 120
SETTLE_S = 10  # what is still too wide then, is too wide
# Below those from which the system takes one for whoever opens a connection. Each test process has its own thousand: a
# portal takes seconds to open its port, and another process must not find it free meanwhile.
_WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 12
OUR_PORTS = range(20_000 + 1000 * _WORKER, 21_000 + 1000 * _WORKER)
LOG_END = 3000
# A page without Streamlit is drawn once it is loaded. What turns for ever, as a sign that one waits, never comes to rest.
AT_REST = """ready => (!document.querySelector('[data-testid=stApp]') || document.querySelector(ready))
    && document.getAnimations().every(one => one.playState !== 'running' || one.effect.getComputedTiming().endTime === Infinity)"""

# In a page of Streamlit the frame scrolls, and the document never does.
TOO_WIDE = """() => Math.max(...[...document.querySelectorAll(':root, [data-testid=stMain]')]
    .map(one => one.scrollWidth - one.clientWidth))"""


@dataclass
class Portal:
    """A running portal."""

    url: str
    folder: Path
    process: subprocess.Popen[bytes]

    @property
    def log(self) -> str:
        return (self.folder / "portal.log").read_text("utf-8")


@dataclass
class Visitor:
    """Somebody with a browser."""

    page: Page
    portal: Portal
    complaints: list[str] = field(default_factory=list)

    def opens(self, path: str) -> None:
        self.page.goto(self.portal.url + path)
        self.waits()

    def reads(self, path: str) -> int:
        """Open an address that is no Streamlit page; return its status."""
        response = self.page.goto(self.portal.url + path)
        return response.status if response else 0

    def gets_a_screen(self, size: dict[str, int]) -> None:
        """Make the window wider or narrower, and wait until the page has settled in it."""
        self.page.set_viewport_size(size)
        with suppress(NotInTime):  # the test says how much too wide it stays
            self.page.wait_for_function(
                f"() => new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(() => drawn(({TOO_WIDE})() === 0))))",
                timeout=SETTLE_S * 1000,
            )

    def waits(self) -> None:
        """Wait for the title, and then until the whole page is drawn: what stands below comes after the title."""
        self.page.wait_for_selector("h1")  # ready is also what the page says before its first run
        self.page.wait_for_selector(READY)

    def rests(self) -> None:
        """Wait until nothing is drawn or moves any more: what fades out of sight or slides has no lasting colour or place."""
        self.page.wait_for_function(AT_REST, arg=READY)

    def logs_in_as(self, persona: str, then: str = "/nl/") -> None:
        self.page.goto(f"{self.portal.url}/login/demo/{persona}?next={then}")
        self.waits()

    def follows(self, words: str) -> None:
        """Click a link by its words; what comes of it is for the test to wait for, since this page is ready too."""
        self.page.get_by_role("link", name=words, exact=True).first.click()

    def unfolds(self, details: Locator) -> None:
        """Open a fold by its words, and wait until it lies still: half open, it moves what somebody is about to press."""
        details.locator("> summary").click()
        expect(details).to_have_attribute("open", "")
        details.evaluate("fold => Promise.allSettled(fold.getAnimations().map(one => one.finished))")

    def chooses_language(self, own_name: str) -> None:
        self.page.locator(".p-languages > summary").click()
        link = self.page.locator(".p-languages").get_by_role("link", name=own_name)
        chosen = str(link.get_attribute("data-language"))
        link.click()
        self.page.wait_for_selector(
            f"html[lang={chosen}]", state="attached"
        )  # the page before this one was ready too
        self.waits()

    @property
    def title(self) -> Locator:
        return self.page.locator("h1")

    @property
    def direction(self) -> str:
        return str(self.page.evaluate("document.documentElement.dir"))

    @property
    def language(self) -> str:
        return str(self.page.evaluate("document.documentElement.lang"))

    def overflow(self) -> int:
        """Return how many pixels the page is wider than the screen, once it rests."""
        self.rests()
        return int(self.page.evaluate(TOO_WIDE))


def free_port() -> int:
    """Find a port that stays free until it is opened."""
    while True:
        port = OUR_PORTS[secrets.randbelow(len(OUR_PORTS))]  # `random` draws the same in every test process
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def start_portal(folder: Path, **more: str) -> Portal:
    """Start a portal with a filled database in its own folder."""
    port = free_port()
    url = f"http://localhost:{port}"
    settings = {
        "PORTAL_DATA_DIR": str(folder),
        "PORTAL_DEMO": "1",
        "PORTAL_PORT": str(port),
        "PORTAL_BASE_URL": url,
    } | more
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    with (folder / "portal.log").open("wb") as log:
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "uvicorn",
                "portal.asgi:app",
                "--port",
                str(port),
                "--no-server-header",
                "--no-access-log",
            ],
            env=kept | settings,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    portal = Portal(url, folder, process)
    try:
        _await(portal)
    except BaseException:
        stop_portal(portal)
        raise
    return portal


def _await(portal: Portal) -> None:
    until = time.monotonic() + START_S
    with httpx.Client() as client:  # one for all tries: making one costs more than asking
        while time.monotonic() < until:
            if portal.process.poll() is not None:
                pytest.fail(f"the portal stopped: {portal.log[-LOG_END:]}")
            try:
                if client.get(f"{portal.url}/healthz").status_code == httpx.codes.OK:
                    return
            except httpx.TransportError:
                time.sleep(0.1)
    pytest.fail(f"the portal did not start in {START_S} s: {portal.log[-LOG_END:]}")


def stop_portal(portal: Portal) -> None:
    portal.process.terminate()
    try:
        portal.process.wait(10)
    except subprocess.TimeoutExpired:
        portal.process.kill()
        portal.process.wait(10)


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """The portal that the browser tests share: its demo world does not change."""
    folder = tmp_path_factory.mktemp("portal")
    world.fill(folder)
    running = start_portal(folder)
    yield running
    stop_portal(running)


@contextmanager
def portal_of_its_own(
    folder: Path, prepare: Callable[[Path], None] = lambda _folder: None
) -> Iterator[Portal]:
    """Run a portal whose world may change; its jobs run when the test says so."""
    world.fill(folder)
    prepare(folder)
    running = start_portal(folder, PORTAL_JOBS_EVERY_S="3600")
    yield running
    stop_portal(running)
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """The portal of one file alone, since its people change what is in it."""
    with portal_of_its_own(tmp_path_factory.mktemp("town")) as running:
        yield running


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert path, "the browser tests need Chromium (apt install chromium)"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


Make = Callable[..., Visitor]


@pytest.fixture
def visit(chromium: Browser, portal: Portal, request: pytest.FixtureRequest) -> Iterator[Make]:
    """Make visitors who come for the first time: `visit(PHONE)`, `visit(DESKTOP, locale="ar")`."""
    visitors: list[Visitor] = []

    def make(size: dict[str, int] = PHONE, *, at: Portal = portal, **options: object) -> Visitor:
        visitors.append(_come(chromium, at, size, **options))
        return visitors[-1]

    yield make
    complaints = _complaints(request, visitors)
    for visitor in visitors:
        visitor.page.context.close()
    assert not complaints, complaints


@pytest.fixture(scope="session")
def _regulars() -> dict[str | None, Visitor]:
    return {}


@pytest.fixture
def regular(
    chromium: Browser,
    portal: Portal,
    _regulars: dict[str | None, Visitor],
    request: pytest.FixtureRequest,
) -> Iterator[Make]:
    """Find visitors who were here before: `regular(PHONE, "amina")`. Their browser has the scripts, so pages come sooner."""
    visitors: list[Visitor] = []

    def find(size: dict[str, int], persona: str | None) -> Visitor:
        if persona not in _regulars:
            comes = _come(chromium, portal, size)
            if persona:
                comes.logs_in_as(persona)
            _regulars[persona] = comes
        visitors.append(_regulars[persona])
        visitors[-1].page.set_viewport_size(size)
        return visitors[-1]

    yield find
    complaints = _complaints(request, visitors)
    for visitor in visitors:
        visitor.complaints.clear()
    assert not complaints, complaints


def _come(chromium: Browser, at: Portal, size: dict[str, int], **options: object) -> Visitor:
    page = chromium.new_context(viewport=size, **options).new_page()
    page.set_default_timeout(PATIENCE_S * 1000)
    visitor = Visitor(page, at)
    listen(visitor)
    return visitor


def _complaints(request: pytest.FixtureRequest, visitors: list[Visitor]) -> list[str]:
    complaints = [complaint for visitor in visitors for complaint in visitor.complaints]
    if complaints or getattr(request.node, "call_failed", False):
        RESULTS.mkdir(exist_ok=True)
        name = re.sub(r"[^a-z0-9]+", "-", request.node.nodeid.lower())[-100:]
        for number, visitor in enumerate(visitors):
            with suppress(NotInTime):  # what failed is told already
                visitor.page.screenshot(path=RESULTS / f"{name}-{number}.png")
    return complaints


def listen(visitor: Visitor) -> None:
    """Write down what the browser complains about."""

    def heard(message: ConsoleMessage) -> None:
        place = message.location.get("url", "")
        if message.type == "error" and not _PROBE.search(place) and "404" not in message.text:
            visitor.complaints.append(f"{message.text} ({place})")

    visitor.page.on("console", heard)
    visitor.page.on("pageerror", lambda error: visitor.complaints.append(str(error)))
    visitor.page.on("request", lambda request: _only_ours(visitor, request.url))
    visitor.page.on(
        "response",
        lambda response: (
            visitor.complaints.append(f"{response.status} {response.url}")
            if response.status >= httpx.codes.BAD_REQUEST
            and not _PROBE.search(response.url)
            and not response.request.is_navigation_request()
            else None
        ),
    )


def _only_ours(visitor: Visitor, url: str) -> None:
    if not url.startswith((visitor.portal.url, "data:", "blob:")):
        visitor.complaints.append(f"asked another site: {url}")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Tell the fixtures whether the test failed; show with a failure what its portals wrote, and whether they still run."""
    outcome = yield
    report = outcome.get_result()
    if report.when == "call":
        item.call_failed = report.failed
    if report.failed:
        for name, one in getattr(item, "funcargs", {}).items():
            if isinstance(one, Portal):
                ended = one.process.poll()
                state = "runs" if ended is None else f"ended with {ended}"
                report.sections.append((f"{name} {one.url}: {state}", one.log[-LOG_END:]))
