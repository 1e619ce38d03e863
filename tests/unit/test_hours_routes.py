"""What a contact and a guide see outside Streamlit: the page that confirms hours, and the photo of a proof."""

from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image
from sqlmodel import Session, select
from starlette.testclient import TestClient

import i18n
from portal import asgi, clock, db
from portal.models.people import Identity
from portal.models.pips import HoursEntry, HoursRefusal, HoursState
from portal.services import demo_login, hour_links, hours, uploads
from portal.settings import settings
from tests.cast import AMINA, CAST, LOTTE
from tests.conftest import NOON, add_cast
from tests.hours import given_entry, given_track

HERE = "http://localhost:8501"
OTHERS = [member for member in CAST if member not in {AMINA, LOTTE}]


@pytest.fixture
def world(sqlite_database, monkeypatch):
    """Amina logged two hours of yesterday; everybody can log in."""
    monkeypatch.setenv("PORTAL_DEMO", "1")
    settings.cache_clear()
    with Session(sqlite_database, expire_on_commit=False) as session, session.begin():
        add_cast(session)
        for member in CAST:
            session.add(
                Identity(person_id=member.id, issuer=demo_login.ISSUER, subject=member.id, last_login_at=NOON)
            )
        given_track(session)
        given_entry(session)
    with clock.stopped_at(NOON):
        yield sqlite_database


@pytest.fixture
def client(world):
    assert world
    return TestClient(asgi.app, base_url=HERE, follow_redirects=False)


def log_in(client, member):
    client.cookies.set(demo_login.COOKIE, demo_login.make_cookie(settings(), persona=member.id))


def entry():
    with db.reading() as session:
        return session.exec(select(HoursEntry)).one()


def link(now=NOON) -> str:
    with db.transaction() as session:
        row = session.exec(select(HoursEntry)).one()
        made = hour_links.make(
            session, actor=AMINA.actor, entry_id=row.id, secret=settings().cookie_secret.get_secret_value(), now=now
        )  # fmt: skip
    return f"/nl/bevestig/{made.token}"


def test_a_contact_reads_what_to_confirm_and_nothing_else_about_amina(client):
    answer = client.get(link())

    assert answer.status_code == 200
    for words in ("Klopt dit?", "Amina", "9 maart 2026", "14:00-16:00", "2 uren", "Koken in het buurthuis"):
        assert words in answer.text
    for kept in ("Benali", "amina@", "Buurthuis De Brug", "Leuven", entry().id, entry().contract_id):
        assert kept not in answer.text


def test_the_page_needs_no_script_and_stays_nowhere(client):
    answer = client.get(link())

    assert "<script" not in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "noindex" in answer.headers["x-robots-tag"]
    assert 'content="noindex"' in answer.text


@pytest.mark.parametrize("language", i18n.OFFERED)
def test_the_page_speaks_the_language_of_its_address(client, language):
    answer = client.get(link().replace("/nl/", f"/{language}/"))

    assert f'<html lang="{language}" dir="{i18n.LANGUAGES[language].direction}">' in answer.text
    assert 'method="post"' in answer.text


def test_looking_decides_nothing_and_yes_confirms(client):
    address = link()
    client.get(address)
    client.head(address)
    assert entry().state is HoursState.PROPOSED

    answer = client.post(address, data={"antwoord": "ja"})

    assert "Bedankt, je bevestigde dit" in answer.text
    assert entry().state is HoursState.CONFIRMED


def test_no_needs_a_reason(client):
    address = link()

    for said in (
        {},
        {"antwoord": "nee"},
        {"antwoord": "nee", "reden": "zomaar"},
        {"antwoord": "nee", "reden": "no-proof"},
    ):
        assert "Klopt dit?" in client.post(address, data=said).text
    assert entry().state is HoursState.PROPOSED
    client.post(address, data={"antwoord": "nee", "reden": "not-there"})

    assert (entry().state, entry().refusal) == (HoursState.REFUSED, HoursRefusal.NOT_THERE)


def test_a_link_answers_once(client):
    address = link()
    client.post(address, data={"antwoord": "ja"})

    again = client.post(address, data={"antwoord": "nee", "reden": "not-there"})

    assert "Deze link is al gebruikt" in again.text
    assert "Amina" not in again.text
    assert entry().state is HoursState.CONFIRMED


def test_an_old_and_a_stopped_link_say_so(client):
    old = link(now=NOON - hour_links.LASTS - timedelta(days=1))
    assert "Deze link is te oud" in client.get(old).text

    stopped = link()
    with db.transaction() as session:
        hour_links.revoke(session, actor=AMINA.actor, entry_id=entry().id, now=NOON)
    assert "Deze link werkt niet meer" in client.get(stopped).text
    assert "Deze link werkt niet meer" in client.post(stopped, data={"antwoord": "ja"}).text
    assert entry().state is HoursState.PROPOSED


@pytest.mark.parametrize("token", ["a", "a" * 32, "%00", "a" * 2000])
def test_an_unknown_link_is_a_404(client, token):
    assert client.get(f"/nl/bevestig/{token}").status_code == 404
    assert client.post(f"/nl/bevestig/{token}", data={"antwoord": "ja"}).status_code == 404


def test_amina_cannot_answer_her_own_link(client):
    address = link()
    log_in(client, AMINA)

    assert "Je kunt je eigen uren niet bevestigen" in client.post(address, data={"antwoord": "ja"}).text
    assert entry().state is HoursState.PROPOSED


def test_a_body_that_is_too_long_is_no_answer(client):
    address = link()

    assert "Klopt dit?" in client.post(address, data={"antwoord": "ja", "x": "y" * 2000}).text
    assert entry().state is HoursState.PROPOSED


# ── the photo of a proof ─────────────────────────────────────────────────────────────────────────────────────────


def photo_address(member) -> str:
    drawn = BytesIO()
    Image.new("RGB", (60, 40), "#a03020").save(drawn, format="PNG")
    with db.transaction() as session:
        row = session.exec(select(HoursEntry)).one()
        if row.proof_id is None:
            upload = uploads.store_proof(
                session, actor=AMINA.actor, content=drawn.getvalue(), data_dir=settings().data_dir, now=NOON
            )
            hours.attach_proof(session, actor=AMINA.actor, entry_id=row.id, upload=upload, now=NOON)
        token = uploads.make_link(session, actor=member.actor, upload_id=row.proof_id, now=NOON)
    return f"/bestand/{token}"


@pytest.mark.parametrize("member", [AMINA, LOTTE], ids=lambda member: member.id)
def test_who_may_see_the_photo_sees_it_by_their_own_link(client, member):
    address = photo_address(member)
    log_in(client, member)

    answer = client.get(address)

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("maker", [AMINA, LOTTE], ids=lambda member: member.id)
@pytest.mark.parametrize("member", [None, *OTHERS], ids=lambda member: member.id if member else "a stranger")
def test_for_everybody_else_there_is_no_photo(client, member, maker):
    address = photo_address(maker)
    if member is not None:
        log_in(client, member)

    assert client.get(address).status_code == 404


def test_after_fifteen_minutes_there_is_no_photo(client):
    address = photo_address(AMINA)
    log_in(client, AMINA)

    with clock.stopped_at(NOON + timedelta(minutes=15)):
        assert client.get(address).status_code == 404
