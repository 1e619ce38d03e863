"""Logging in at a real OpenID provider in its own process, with a real browser: what works, and each way it can fail."""

import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser import world
from tests.browser.conftest import (
    PATIENCE_S,
    PHONE,
    READY,
    START_S,
    Portal,
    free_port,
    start_portal,
    stop_portal,
)

# One process runs this file: what it starts is started once.
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("login")]

CITIZEN = {"given_name": "Amina", "family_name": "Benali", "vo_doelgroepcode": "BUR"}
STAFF = {
    "given_name": "Karima",
    "family_name": "El Idrissi",
    "vo_doelgroepcode": "GID",
    "vo_orgcode": "OVO002949",
    "vo_orgnaam": "AgII",
    "inburgeringsportaal_rol_3d": ["InburgeringsportaalJurist:OVO002949"],
}
USERS = {
    "amina": CITIZEN,
    "karima": STAFF,
    "for-another-application": CITIZEN | {"aud": "another-application"},
    "for-another-by-azp": CITIZEN | {"aud": ["another-application"], "azp": "portal"},
    "from-another-issuer": CITIZEN | {"iss": "https://evil.example"},
    "long-expired": CITIZEN | {"exp": 1_700_000_000, "iat": 1_699_990_000},
    "logged-in-yesterday": STAFF | {"iat": int(time.time()) - 9 * 3600},
    "nameless": {"vo_doelgroepcode": "BUR"},
    "without-role": STAFF | {"inburgeringsportaal_rol_3d": []},
}


@dataclass
class Provider:
    url: str
    process: subprocess.Popen[bytes]


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    started = start_provider(free_port())
    yield started
    started.process.terminate()
    started.process.wait(10)


def start_provider(port: int) -> Provider:
    people = [f"--user-claims={json.dumps({'sub': key} | claims)}" for key, claims in USERS.items()]
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "-p", str(port), *people],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://localhost:{port}"
    until = time.monotonic() + START_S
    while time.monotonic() < until:
        try:
            httpx.get(url).raise_for_status()
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return Provider(url, process)
    pytest.fail(f"the provider did not start in {START_S} s")


@pytest.fixture(scope="module")
def portal_with_provider(provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    folder = tmp_path_factory.mktemp("portal-with-provider")
    world.fill(folder)
    running = start_portal(folder, **at(provider))
    yield running
    stop_portal(running)


def at(provider: Provider) -> dict[str, str]:
    return {
        "PORTAL_DEMO": "0",
        "PORTAL_OIDC_METADATA_URL": f"{provider.url}/.well-known/openid-configuration",
        "PORTAL_OIDC_CLIENT_ID": "portal",
        "PORTAL_OIDC_CLIENT_SECRET": "secret",
    }


@pytest.fixture
def page(chromium) -> Iterator[Page]:
    context = chromium.new_context(viewport=PHONE, locale="nl-BE")
    opened = context.new_page()
    opened.set_default_timeout(PATIENCE_S * 1000)
    yield opened
    context.close()


def log_in(page: Page, portal: Portal, sub: str, then: str = "/nl/account") -> None:
    page.goto(f"{portal.url}/login?next={then}")
    page.get_by_role("button", name=sub, exact=True).click()


def logged_in(page: Page) -> bool:
    page.wait_for_selector("h1")  # ready is also what it says before its first run
    page.wait_for_selector(READY)
    return page.locator(".p-logout").count() > 0


def explained(page: Page, portal: Portal, reason: str) -> bool:
    """Say whether the plain page about this problem is shown, with a way on."""
    page.wait_for_url(f"{portal.url}/login/problem/{reason}**")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    body = page.locator("body").inner_text()
    return (
        page.locator("main a[href^='/login']").count() == 1
        and "Traceback" not in body
        and "Error" not in body
    )


def rows(portal: Portal, query: str) -> list[tuple]:
    with closing(sqlite3.connect(portal.folder / "portal.sqlite3")) as database:
        return database.execute(query).fetchall()


def test_an_inburgeraar_logs_in_and_lands_on_the_page_asked_for(page, portal_with_provider):
    log_in(page, portal_with_provider, "amina", then="/ar/plan")

    page.wait_for_url(f"{portal_with_provider.url}/ar/plan")
    assert logged_in(page)
    assert page.locator("html").get_attribute("dir") == "rtl"


def test_staff_log_in_with_the_role_their_organisation_gave(page, portal_with_provider):
    log_in(page, portal_with_provider, "karima", then="/nl/account")

    page.wait_for_url(f"{portal_with_provider.url}/nl/account")
    assert logged_in(page)
    query = "SELECT role, organisation.code FROM role_grant JOIN organisation ON organisation.id = organisation_id"
    assert ("jurist", "OVO002949") in rows(portal_with_provider, query)


def test_a_log_in_is_remembered_over_a_reload_and_kept_from_scripts(page, portal_with_provider):
    log_in(page, portal_with_provider, "amina")
    page.wait_for_url(f"{portal_with_provider.url}/nl/account")
    page.reload()

    assert logged_in(page)
    assert "_streamlit_user" not in page.evaluate("document.cookie")
    cookies = {cookie["name"]: cookie for cookie in page.context.cookies()}
    assert cookies["_streamlit_user"]["httpOnly"]
    assert "portal_next" not in cookies


def test_logging_out_ends_the_log_in_here_and_in_the_other_tab(page, portal_with_provider):
    log_in(page, portal_with_provider, "amina")
    page.wait_for_url(f"{portal_with_provider.url}/nl/account")
    assert logged_in(page)
    other_tab = page.context.new_page()
    other_tab.goto(f"{portal_with_provider.url}/nl/account")
    assert logged_in(other_tab)

    page.goto(f"{portal_with_provider.url}/logout?next=/nl/account")
    page.get_by_role("button", name="End session").click()  # the provider asks
    page.wait_for_url(f"{portal_with_provider.url}/nl/")
    page.goto(f"{portal_with_provider.url}/nl/account")

    assert not logged_in(page)
    other_tab.bring_to_front()
    other_tab.reload()
    assert not logged_in(other_tab)


def test_a_cookie_kept_from_before_logging_out_opens_nothing(page, portal_with_provider, chromium):
    log_in(page, portal_with_provider, "amina")
    page.wait_for_url(f"{portal_with_provider.url}/nl/account")
    assert logged_in(page)
    kept = page.context.cookies()
    time.sleep(1.1)  # log-ins are dated to the second
    page.goto(f"{portal_with_provider.url}/logout")

    thief = chromium.new_context()
    thief.add_cookies(kept)
    stolen = thief.new_page()
    stolen.goto(f"{portal_with_provider.url}/nl/account")

    assert not logged_in(stolen)
    thief.close()


def test_cancelling_at_the_provider_is_explained_in_the_readers_language(page, portal_with_provider):
    page.goto(f"{portal_with_provider.url}/login?next=/ar/account")
    page.get_by_role("button", name="Deny").click()

    assert explained(page, portal_with_provider, "cancelled")
    assert page.locator("html").get_attribute("lang") == "ar"
    page.locator("main a[href^='/login']").click()
    page.get_by_role("button", name="amina", exact=True).click()
    page.wait_for_url(f"{portal_with_provider.url}/ar/account")


@pytest.mark.parametrize(
    ("sub", "reason"),
    [
        ("for-another-application", "not-verified"),
        ("for-another-by-azp", "not-verified"),
        ("from-another-issuer", "not-verified"),
        ("long-expired", "not-verified"),
        ("nameless", "missing-claims"),
        ("without-role", "no-role"),
    ],
)
def test_an_answer_that_cannot_be_used_lets_nobody_in(page, portal_with_provider, sub, reason):
    before = rows(portal_with_provider, "SELECT count(*) FROM person")

    log_in(page, portal_with_provider, sub)

    assert explained(page, portal_with_provider, reason)
    assert rows(portal_with_provider, "SELECT count(*) FROM person") == before
    page.goto(f"{portal_with_provider.url}/nl/account")
    assert not logged_in(page)


def test_a_log_in_of_staff_that_is_too_old_counts_no_more(page, portal_with_provider):
    log_in(page, portal_with_provider, "logged-in-yesterday", then="/nl/account")

    page.wait_for_url(f"{portal_with_provider.url}/nl/account")
    assert not logged_in(page)


def test_an_answer_of_the_provider_works_once(page, portal_with_provider, chromium):
    answers = []
    page.on(
        "request", lambda request: answers.append(request.url) if "/oauth2callback?" in request.url else None
    )
    log_in(page, portal_with_provider, "amina")
    page.wait_for_url(f"{portal_with_provider.url}/nl/account")

    page.goto(answers[0])
    assert explained(page, portal_with_provider, "stale")

    elsewhere = chromium.new_context(locale="nl-BE")
    stranger = elsewhere.new_page()
    stranger.goto(answers[0])
    assert explained(stranger, portal_with_provider, "stale")
    elsewhere.close()


@pytest.mark.parametrize(
    "bad",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "/nl//evil.example",
        "javascript:alert(1)",
    ],
)
def test_nobody_is_sent_to_another_site_after_logging_in(page, portal_with_provider, bad):
    log_in(page, portal_with_provider, "amina", then=bad)

    page.wait_for_url(f"{portal_with_provider.url}/nl/")


def test_a_provider_that_is_down_is_said_to_be_down(page, tmp_path):
    world.fill(tmp_path)
    gone = start_provider(free_port())
    portal = start_portal(tmp_path, **at(gone))
    try:
        page.goto(f"{portal.url}/login")
        assert page.url.startswith(gone.url)
        gone.process.terminate()
        gone.process.wait(10)
        page.goto(f"{portal.url}/login?next=/nl/account")
        assert explained(page, portal, "provider-down")
    finally:
        stop_portal(portal)


def test_there_are_no_personas_where_there_is_no_demo(page, portal_with_provider):
    answer = page.goto(f"{portal_with_provider.url}/login/demo/amina")

    assert answer.status == 404


def test_the_log_names_nobody(page, portal_with_provider):
    log_in(page, portal_with_provider, "without-role")
    assert explained(page, portal_with_provider, "no-role")
    log_in(page, portal_with_provider, "amina")
    page.wait_for_url(f"{portal_with_provider.url}/nl/account")

    log = portal_with_provider.log
    assert "login_failed" in log
    assert not [word for word in ("Benali", "El Idrissi", "Karima", "eyJ") if word in log]
