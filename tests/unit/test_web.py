"""The addresses around the pages: shell, guards, health, files. No browser, no Streamlit run."""

import gzip
import json
import re
from decimal import Decimal
from functools import cache

import pytest
from markupsafe import escape
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

import i18n
from portal import asgi, db
from portal.errors import BadRules
from portal.services import schema
from portal.settings import Environment, Settings, settings
from portal.ui import pages
from portal.web import assets, middleware, shell

HERE = "http://localhost:8501"


@pytest.fixture
def client(sqlite_database):
    return TestClient(asgi.app, base_url=HERE, follow_redirects=False)


@pytest.mark.parametrize("language", i18n.OFFERED)
def test_every_page_says_its_language_direction_and_title(client, language):
    for page in pages.installed():
        answer = client.get(pages.address(page.slug, language))
        assert answer.status_code == 200
        assert f'<html lang="{language}" dir="{i18n.LANGUAGES[language].direction}">' in answer.text
        with i18n.use_locale(language):
            assert f"<title>{escape(str(page.label))} · " in answer.text
        for other in i18n.OFFERED:
            assert f'hreflang="{other}" href="{HERE}/{other}/{page.slug}"' in answer.text
        assert "<noscript>" in answer.text


def test_a_page_behind_a_log_in_is_not_for_search_engines(client):
    assert 'content="noindex"' in client.get("/nl/plan").text
    assert 'content="noindex"' not in client.get("/nl/privacy").text


def test_no_page_holds_an_inline_script(client):
    scripts = re.findall(r"<script([^>]*)>", client.get("/nl/privacy").text)
    assert scripts
    assert all("src=" in attributes or 'type="application/json"' in attributes for attributes in scripts)


@pytest.mark.parametrize(
    "path",
    [
        "/nl/bestaat-niet",
        "/nl/plan/x",
        "/xx/",
        "/nl/..%2f",
        "/static/nope.js",
        "/assets/0/../shell.py",
        "/nl/_stcore",
        "/favicon.ico",
    ],
)
def test_what_does_not_exist_is_a_404(client, path):
    assert client.get(path).status_code == 404


def test_an_unknown_address_is_explained_in_the_language_of_the_browser(client):
    answer = client.get("/wat-is-dit", headers={"accept-language": "fr-BE,fr;q=0.9"})
    assert '<html lang="fr"' in answer.text


@pytest.mark.parametrize(
    ("accepts", "cookie", "goes_to"),
    [
        ("ar-SY,ar;q=0.9,nl;q=0.5", None, "/ar/"),
        ("xx", None, "/nl/"),
        (None, None, "/nl/"),
        ("ar", "fr", "/fr/"),
        ("ar", "klingon", "/ar/"),
    ],
)
def test_the_root_goes_to_the_readers_language(client, accepts, cookie, goes_to):
    cookies = f"{shell.LANGUAGE_COOKIE}={cookie}" if cookie else ""
    answer = client.get("/", headers={"accept-language": accepts or "", "cookie": cookies})
    assert (answer.status_code, answer.headers["location"]) == (302, goes_to)


def test_a_new_browser_gets_a_key_and_an_old_one_keeps_it(client):
    first = client.get("/nl/privacy")
    key = first.cookies["portal_visitor"]
    assert re.fullmatch(r"[0-9a-f]{32}", key)
    assert "HttpOnly" in first.headers["set-cookie"]
    assert "set-cookie" not in client.get("/nl/privacy").headers
    client.cookies.clear()
    forged = client.get("/nl/privacy", headers={"cookie": "portal_visitor=drop-table-person"})
    assert forged.cookies["portal_visitor"] != key


def test_every_answer_carries_the_security_headers(client):
    for path in ("/", "/nl/privacy", "/nl/nope", "/healthz", assets.address("portal.css")):
        headers = client.get(path).headers
        assert headers["content-security-policy"] == middleware.POLICY
        assert headers["x-content-type-options"] == "nosniff"
        assert "strict-transport-security" not in headers
    assert "unsafe-eval" not in middleware.POLICY
    assert "script-src 'self';" in middleware.POLICY


def test_production_asks_for_https_and_marks_every_cookie_secure():
    production = Settings(
        environment=Environment.PRODUCTION, database_url="postgresql://x/y", base_url="https://portaal.example", cookie_secret="x" * 40,
        oidc_metadata_url="https://idp.example", smtp_url="smtps://mail.example", oidc_client_id="portal",
        payment_provider="mollie", mollie_key="live_abc", payees_file="accounts.yaml",
    )  # fmt: skip
    assert "strict-transport-security" in {name.lower() for name in middleware.security_headers(production)}
    headers = middleware.MutableHeaders({})
    headers.append("set-cookie", "a=1; Path=/")
    headers.append("set-cookie", "b=2; Path=/; Secure")
    middleware._secure_cookies(headers)
    assert headers.getlist("set-cookie") == ["a=1; Path=/; Secure", "b=2; Path=/; Secure"]


@pytest.mark.parametrize(
    "path",
    [
        "/_stcore/metrics",
        "/nl/_stcore/metrics",
        "/ar/_stcore/agent/interact",
        "/_stcore/agent/openapi.json",
        "/nl/_stcore/script-health-check",
    ],
)
def test_what_streamlit_would_tell_anybody_is_closed(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/nl/_stcore/host-config", "/_stcore/host-config"])
def test_no_other_site_may_embed_the_portal(client, path):
    assert client.get(path).json()["allowedOrigins"] == []


@pytest.mark.parametrize("origin", ["https://evil.example", "http://localhost:9", "null", ""])
def test_a_websocket_from_another_site_is_refused_before_streamlit_sees_it(client, origin):
    with (
        pytest.raises(WebSocketDisconnect) as refusal,
        client.websocket_connect("/nl/_stcore/stream", headers={"origin": origin}),
    ):
        pass
    assert refusal.value.code == 4403


def test_a_websocket_without_an_origin_is_refused(client):
    with pytest.raises(WebSocketDisconnect) as refusal, client.websocket_connect("/nl/_stcore/stream"):
        pass
    assert refusal.value.code == 4403


def test_streamlits_scripts_come_compressed_and_may_be_kept_for_ever(client):
    name = next(path.name for path in (assets.PACKAGED / "static" / "js").glob("index.*.js"))
    plain = client.get(f"/static/js/{name}", headers={"accept-encoding": "identity"})
    packed = client.get(f"/static/js/{name}", headers={"accept-encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.content == plain.content
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"]) / 2
    assert "immutable" in packed.headers["cache-control"]


def test_the_address_of_a_file_of_ours_changes_with_the_file(tmp_path, monkeypatch):
    monkeypatch.setattr(assets, "OWN", tmp_path)
    (tmp_path / "a.css").write_text("a{}", "utf-8")
    first = assets.address.__wrapped__("a.css")
    (tmp_path / "a.css").write_text("b{}", "utf-8")
    assert assets.address.__wrapped__("a.css") != first


def test_the_fonts_are_ours_with_their_licences():
    fonts = sorted(path.name for path in (assets.OWN / "fonts").iterdir())
    assert [name for name in fonts if name.endswith(".woff2")]
    styles = (assets.OWN / "portal.css").read_text("utf-8")
    for address in re.findall(r'url\("([^"]+)"\)', styles):
        assert address.startswith("data:image/svg+xml,") or (assets.OWN / address).is_file(), address
    assert (
        "OPEN FONT LICENSE" in (assets.OWN / "fonts" / "noto-sans-arabic.LICENSE").read_text("utf-8").upper()
    )


def test_health_names_what_works_and_no_person(client):
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["database"] == "ok"
    assert answer.json()["migrations"] == "head"
    assert answer.json()["rollout"] == {"all": 100}
    assert set(answer.json()) == {
        "status", "database", "migrations", "mail_waiting_s", "knowledge", "bot", "rollout", "answers",
    }  # fmt: skip


def test_health_says_when_the_database_is_gone(client, monkeypatch):
    nowhere = db.make_engine("postgresql://127.0.0.1:1/none?connect_timeout=1")
    monkeypatch.setattr(db, "engine", cache(lambda: nowhere))
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["database"] == "OperationalError"


def test_health_says_when_migrations_wait(client, monkeypatch):
    monkeypatch.setattr(schema, "newest_revision", lambda: "9999")
    assert client.get("/healthz").json()["status"] == "degraded"


@pytest.mark.parametrize("language", i18n.OFFERED)
def test_the_dictionary_of_a_page_is_in_its_language(client, language):
    block = re.search(
        r'<script type="application/json" id="portal-texts">(.*?)</script>',
        client.get(f"/{language}/privacy").text,
    )[1]
    with i18n.use_locale(language):
        assert json.loads(block)["words"]["Close"] == i18n.gettext("Sluiten")


@pytest.mark.parametrize("language", i18n.OFFERED)
def test_the_minus_of_an_amount_stands_before_its_figures(language):
    with i18n.use_locale(language):
        written = i18n.format_amount(Decimal(-30))

    assert re.search(r"[-\u2212]\W*30[.,]00", written)
    assert not re.search(r"[\u200f\u061c]", written)  # no mark that turns the direction inside the amount


def test_names_in_a_row_have_the_comma_of_the_reader_between_them():
    with i18n.use_locale("nl"):
        assert i18n.format_list(["Frans", "Türkçe"]) == "Frans, Türkçe"
    with i18n.use_locale("ar"):
        assert i18n.format_list(["العربية", "Türkçe"]) == "\u2068العربية\u2069، \u2068Türkçe\u2069"
        assert i18n.format_list([]) == ""


def test_gzip_of_a_file_is_made_once():
    path = assets.OWN / "portal.css"
    assert gzip.decompress(assets._gzipped(path)) == path.read_bytes()
    assert assets._gzipped(path) is assets._gzipped(path)


def test_the_portal_does_not_start_with_garbage_collection_after_every_run(monkeypatch):
    monkeypatch.setattr(asgi.config, "get_option", lambda _name: True)
    with pytest.raises(asgi.BadSettings):
        asgi.configure_streamlit()
    assert settings().port


def test_the_portal_does_not_start_on_accounts_that_cannot_be_paid_to(monkeypatch, tmp_path):
    monkeypatch.setenv("PORTAL_PAYEES_FILE", str(tmp_path / "gone.yaml"))
    settings.cache_clear()
    with pytest.raises(BadRules, match=r"gone\.yaml"):
        asgi._check_files()
