"""The addresses around logging in, without a provider: where they lead, and what they refuse."""

import json
from datetime import timedelta
from http.cookies import SimpleCookie

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st
from itsdangerous import URLSafeTimedSerializer
from sqlmodel import Session
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import RedirectResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from streamlit.auth_util import decode_provider_token

import i18n
from portal import clock
from portal.errors import BadSettings
from portal.models.people import Identity, Person
from portal.providers import openid
from portal.services import demo_login, people, sessions
from portal.settings import DEMO_SECRET, load, settings
from portal.ui import provider_login
from portal.web import login, login_problems, return_to
from portal.web.login_guard import LoginGuard
from tests.cast import AMINA
from tests.conftest import NOON, add_cast

CLAIMS = {
    "iss": "https://authenticatie.example",
    "sub": "amina",
    "aud": "portal",
    "given_name": "Amina",
    "family_name": "Benali",
    "vo_doelgroepcode": "BUR",
}


@pytest.fixture
def with_settings(monkeypatch):
    def use(**values):
        for name, value in values.items():
            monkeypatch.setenv(f"PORTAL_{name.upper()}", str(value))
        settings.cache_clear()

    return use


@pytest.fixture
def up(monkeypatch):
    answers = {"up": True}

    async def is_up(_url):
        return answers["up"]

    monkeypatch.setattr(openid, "is_up", is_up)
    return answers


def streamlits_callback(request):
    """Answer as Streamlit's callback does."""
    response = RedirectResponse("/", 302)
    outcome = request.query_params["code"]
    if outcome == "good":
        signed = URLSafeTimedSerializer(DEMO_SECRET, salt="_streamlit_user").dumps(json.dumps(CLAIMS))
        response.set_cookie("_streamlit_user", signed)
    if outcome == "bad":
        response.delete_cookie("_streamlit_user")
    return response


@pytest.fixture
def browser(sqlite_database):
    with Session(sqlite_database) as session:
        add_cast(session)
        session.add(Identity(person_id=AMINA.id, issuer="demo", subject="amina", last_login_at=NOON))
        session.commit()
    routes = [*login.routes(), Route("/oauth2callback", streamlits_callback)]
    app = Starlette(routes=routes, middleware=[Middleware(LoginGuard)])
    return TestClient(app, base_url="http://localhost:8501", follow_redirects=False)


@pytest.mark.parametrize(
    "wanted",
    [
        "/ar/plan",
        "/nl/",
        "/fr/kennis/wat-kost-inburgering",
        "/en/vraag?q=wat%20kost",
        "/nl/dossiers?zaak=Z-2026-000123",
        "/nl/dossier?id=" + "a" * 300,
    ],
)
def test_a_page_of_ours_is_gone_back_to(wanted):
    assert return_to.safe(wanted) == wanted


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/", "//evil.example/", "/\\evil.example", "/nl//evil.example", "/nl/..//evil.example",
        "/de/plan", "/nl/plan#x", "/nl/plan\r\nSet-Cookie: a=b", "/nl/plan\n", "javascript:alert(1)", "/nl/%2f%2fevil",
        "/nl/@evil.example", "nl/plan", "", None, "/nl/" + "a" * 1000, "/auth/logout", "/logout",
    ],
)  # fmt: skip
def test_anything_else_is_not_gone_to(wanted):
    assert return_to.safe(wanted) is None


@given(st.text(max_size=60).map(lambda tail: "/nl/" + tail) | st.text(max_size=60))
def test_whatever_is_asked_for_the_answer_stays_on_our_own_host(wanted):
    found = return_to.safe(wanted)

    assert found is None or (
        found.startswith(tuple(f"/{code}/" for code in i18n.OFFERED)) and "//" not in found
    )


def test_a_demo_persona_is_logged_in_and_lands_on_the_page_asked_for(browser, with_settings):
    with_settings(demo=1)

    answer = browser.get("/login/demo/amina?next=/ar/plan")

    assert (answer.status_code, answer.headers["location"]) == (303, "/ar/plan")
    cookie = SimpleCookie(answer.headers["set-cookie"])[demo_login.COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "lax"
    assert demo_login.read_cookie(settings(), cookie.value).persona == "amina"


def test_outside_the_demo_there_are_no_personas(browser):
    assert browser.get("/login/demo/amina").status_code == 404


def test_somebody_who_is_no_persona_is_not_found(browser, with_settings):
    with_settings(demo=1)

    assert browser.get("/login/demo/lotte").status_code == 404


def test_a_demo_cookie_counts_only_in_the_demo_and_only_when_we_signed_it(with_settings):
    with_settings(demo=1)
    cookie = demo_login.make_cookie(settings(), persona="amina")
    forged = URLSafeTimedSerializer("another-secret", salt="portal.demo-login").dumps("amina")
    other_salt = URLSafeTimedSerializer(DEMO_SECRET, salt="portal.login-next").dumps("amina")

    assert demo_login.read_cookie(settings(), cookie) is not None
    assert demo_login.read_cookie(settings(), forged) is None
    assert demo_login.read_cookie(settings(), other_salt) is None
    assert demo_login.read_cookie(settings(), "x" * 501) is None
    with_settings(demo=0)
    assert demo_login.read_cookie(settings(), cookie) is None


def test_the_demo_is_refused_in_production(with_settings):
    with_settings(environment="production", demo=1)

    with pytest.raises(BadSettings, match="PORTAL_DEMO"):
        load()


def test_without_a_provider_the_log_in_page_offers_the_personas(browser, with_settings):
    with_settings(demo=1)

    assert browser.get("/login?next=/ar/plan").headers["location"] == "/ar/aanmelden?next=%2Far%2Fplan"


def test_logging_in_leads_to_the_provider_and_remembers_the_page(browser, with_settings, up, monkeypatch):
    with_settings(oidc_metadata_url="http://provider.example/", oidc_client_id="portal")
    monkeypatch.setattr("streamlit.auth_util.get_signing_secret", lambda: DEMO_SECRET)

    answer = browser.get("/login?next=/ar/plan")

    start, token = answer.headers["location"].split("?provider=")
    assert start == "/auth/login"
    assert decode_provider_token(token)["provider"] == provider_login.PROVIDER
    back = browser.get("/oauth2callback?code=good&state=x")
    assert (back.status_code, back.headers["location"]) == (302, "/ar/plan")


def test_a_log_in_writes_down_who_it_is(browser, with_settings, sqlite_database):
    with_settings(oidc_client_id="portal")

    browser.get("/oauth2callback?code=good&state=x")

    with Session(sqlite_database) as session:
        found = people.person_of(session, issuer=CLAIMS["iss"], subject="amina")
        assert session.get(Person, found).family_name == "Benali"


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("/oauth2callback?error=access_denied&error_description=Amina%20Benali%20said%20no", "cancelled"),
        ("/oauth2callback?error=invalid_scope", "provider-error"),
        ("/oauth2callback?code=old&state=used", "stale"),
        ("/oauth2callback?code=bad&state=x", "not-verified"),
        ("/oauth2callback?code=good&state=x", "not-verified"),  # made for another application
    ],
)
def test_a_log_in_that_fails_ends_on_a_page_that_says_why(browser, up, address, reason):
    with structlog.testing.capture_logs() as lines:
        answer = browser.get(address, headers={"cookie": "_streamlit_user=somebody-else"})

    assert answer.headers["location"] == f"/login/problem/{reason}"
    assert '_streamlit_user=""' in answer.headers["set-cookie"]
    assert lines[-1]["event"] == "login_failed"
    assert "Amina" not in str(lines)


def test_a_provider_that_went_down_is_said_to_be_down(browser, with_settings, up):
    with_settings(oidc_metadata_url="http://provider.example/")
    up["up"] = False

    assert browser.get("/login").headers["location"].startswith("/login/problem/provider-down")
    assert browser.get("/oauth2callback?code=bad").headers["location"] == "/login/problem/provider-down"


@pytest.mark.parametrize("language", i18n.OFFERED)
@pytest.mark.parametrize("reason", login_problems.PROBLEMS)
def test_each_problem_is_explained_in_the_language_of_the_page(browser, language, reason):
    answer = browser.get(f"/login/problem/{reason}?next=/{language}/plan")

    assert answer.status_code == login_problems.PROBLEMS[reason][0]
    assert f'lang="{language}"' in answer.text
    assert f"/login?next=%2F{language}%2Fplan" in answer.text


def test_a_problem_that_does_not_exist_is_a_404(browser):
    assert browser.get("/login/problem/whatever").status_code == 404


def test_logging_out_ends_the_log_ins_at_the_provider_too(browser, with_settings, sqlite_database):
    with_settings(oidc_client_id="portal")
    back = browser.get("/oauth2callback?code=good&state=x")
    cookie = SimpleCookie(back.headers["set-cookie"])["_streamlit_user"].value

    answer = browser.get("/logout?next=/ar/", headers={"cookie": f"_streamlit_user={cookie}"})

    assert answer.headers["location"] == "/auth/logout"
    day = timedelta(days=1)
    with Session(sqlite_database) as session:
        still_in = sessions.signed_in(
            session,
            issuer=CLAIMS["iss"],
            subject="amina",
            logged_in_at=clock.now() - timedelta(minutes=1),
            limits=sessions.SessionLimits(inburgeraar=day, staff=day),
            now=clock.now(),
        )
    assert still_in is None


def test_logging_out_of_the_demo_clears_its_cookie(browser, with_settings):
    with_settings(demo=1)

    answer = browser.get("/logout?next=/ar/", headers={"cookie": "portal_demo=x"})

    assert answer.headers["location"] == "/ar/"
    assert 'portal_demo=""' in answer.headers["set-cookie"]


def test_another_site_cannot_log_somebody_out(browser):
    answer = browser.get("/logout", headers={"sec-fetch-site": "cross-site", "cookie": "portal_demo=x"})

    assert "set-cookie" not in answer.headers


# ── staying logged in ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def amina(with_settings):
    """The cookie of Amina, who is about to be logged out."""
    with_settings(demo=1, session_hours=1)
    return {"cookie": f"{demo_login.COOKIE}={demo_login.make_cookie(settings(), persona='amina')}"}


def test_who_asks_stays_logged_in_and_hears_until_when(browser, amina):
    in_time = clock.now() + timedelta(minutes=57)
    with clock.stopped_at(in_time):
        answer = browser.post("/session/extend", headers=amina)

    assert answer.status_code == 200
    assert answer.json() == {"ends": int((in_time + sessions.EXTRA).timestamp())}
    assert answer.headers["cache-control"] == "no-store"


def test_a_log_in_at_the_provider_is_extended_too(browser, with_settings):
    with_settings(oidc_client_id="portal", session_hours=1)
    back = browser.get("/oauth2callback?code=good&state=x")
    in_time = clock.now() + timedelta(minutes=57)
    claims = json.dumps(CLAIMS | {"iat": int(clock.now().timestamp())})
    signed = URLSafeTimedSerializer(DEMO_SECRET, salt="_streamlit_user").dumps(claims)
    assert back.status_code == 302
    with clock.stopped_at(in_time):
        answer = browser.post("/session/extend", headers={"cookie": f"_streamlit_user={signed}"})

    assert answer.json() == {"ends": int((in_time + sessions.EXTRA).timestamp())}


@pytest.mark.parametrize("cookie", ["", "portal_demo=forged", "_streamlit_user=forged"])
def test_a_stranger_has_nothing_to_extend(browser, amina, cookie):
    assert browser.post("/session/extend", headers={"cookie": cookie}).status_code == 401


def test_a_log_in_that_has_ended_is_not_extended(browser, amina):
    with clock.stopped_at(clock.now() + timedelta(minutes=61)):
        assert browser.post("/session/extend", headers=amina).status_code == 401


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_site_keeps_nobody_logged_in(browser, amina, site):
    assert browser.post("/session/extend", headers=amina | {"sec-fetch-site": site}).status_code == 403


def test_a_link_extends_nothing(browser, amina):
    assert browser.get("/session/extend", headers=amina).status_code == 405


def test_back_from_logging_out_at_the_provider_is_the_first_page(browser):
    assert browser.get("/oauth2callback", headers={"accept-language": "ar"}).headers["location"] == "/ar/"


def test_a_long_cookie_is_read_from_its_pieces():
    def sign(name, value):
        return URLSafeTimedSerializer(DEMO_SECRET, salt=name).dumps(value)

    text = json.dumps(CLAIMS)
    cookies = {
        "_streamlit_user": sign("_streamlit_user", "chunks-2"),
        "_streamlit_user_1": sign("_streamlit_user_1", text[:50]),
        "_streamlit_user_2": sign("_streamlit_user_2", text[50:]),
        "_streamlit_user_tokens": "x",
        "_streamlit_users": "not one of them",
    }

    assert provider_login.claims_in(cookies, settings()) == CLAIMS
    assert set(provider_login.names_of_login_cookies(cookies)) == set(cookies) - {"_streamlit_users"}


def test_a_cookie_that_we_did_not_sign_says_nothing():
    forged = URLSafeTimedSerializer("another-secret", salt="_streamlit_user").dumps(json.dumps(CLAIMS))

    assert provider_login.claims_in({"_streamlit_user": forged}, settings()) is None
