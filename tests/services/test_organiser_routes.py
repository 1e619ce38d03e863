"""Addresses around the organiser's day: pictures, the code on the wall, and views that count readers and no robots."""

import pytest
from sqlmodel import Session, select
from starlette.testclient import TestClient

from portal import asgi, clock, db
from portal.models.offer import ActivityViews
from portal.services import activities, activity_images
from portal.services.activity_facts import Text
from portal.settings import settings
from tests.activities import PRAATGROEP, a_picture, change, given_published
from tests.cast import SOFIE
from tests.conftest import NOON, add_cast

PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"
WORDS = PRAATGROEP.model_copy(update={"image_alt": "Vier mensen rond een tafel"})


@pytest.fixture
def client(sqlite_database, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)
    with db.transaction() as session:
        add_cast(session)
    return TestClient(
        asgi.app, base_url=settings().base_url, follow_redirects=False, headers={"user-agent": PHONE}
    )


def published():
    with db.transaction() as session:
        return given_published(session)


def pictured():
    with db.transaction() as session:
        activity = given_published(session)
        upload = activity_images.store(
            session, actor=SOFIE.actor, activity_id=activity.id, content=a_picture(1200, 800),
            data_dir=settings().data_dir, now=NOON,
        )  # fmt: skip
        return change(session, activity, image_id=upload.id, texts={"nl": WORDS})


def views(database) -> int:
    with Session(database) as session:
        return sum(row.views for row in session.exec(select(ActivityViews)).all())


# ── views ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_reading_counts_once_and_sets_no_cookie(client, sqlite_database):
    slug = published().slug

    answer = client.get(f"/nl/activiteit/{slug}")
    client.get(f"/fr/activiteit/{slug}")

    assert views(sqlite_database) == 2
    assert "portal_visitor" not in answer.headers.get("set-cookie", "")


@pytest.mark.parametrize(
    "headers",
    [
        {"user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"},
        {"user-agent": "facebookexternalhit/1.1"},
        {"user-agent": "curl/8.5"},
        {"user-agent": ""},
        {"sec-purpose": "prefetch"},
        {"sec-purpose": "prefetch;prerender"},
    ],
    ids=lambda headers: next(iter(headers.values())) or "nameless",
)
def test_robots_and_fetching_ahead_do_not_count(client, sqlite_database, headers):
    client.get(f"/nl/activiteit/{published().slug}", headers=headers)

    assert views(sqlite_database) == 0


def test_asking_for_the_head_is_no_reading(client, sqlite_database):
    client.head(f"/nl/activiteit/{published().slug}")

    assert views(sqlite_database) == 0


# ── pictures ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_public_picture_comes_from_our_own_origin_and_is_kept(client):
    activity = pictured()

    answer = client.get(f"/beeld/{activity.image_id}/480")

    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/jpeg")
    assert answer.headers["cache-control"] == "public, max-age=86400"
    again = client.get(f"/beeld/{activity.image_id}/480", headers={"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304


def test_a_stranger_gets_no_picture_of_what_is_not_public(client):
    activity = pictured()
    with db.transaction() as session:
        activities.withdraw(session, actor=SOFIE.actor, activity_id=activity.id, now=NOON)

    assert client.get(f"/beeld/{activity.image_id}/480").status_code == 404
    assert client.get("/beeld/no-such-picture/480").status_code == 404


@pytest.mark.parametrize("path", ["/nl/activiteit", "/nl/activiteit/{slug}"])
def test_the_page_keeps_a_place_for_the_picture_and_says_what_it_shows(client, path):
    activity = pictured()

    page = client.get(path.format(slug=activity.slug)).text

    assert f"/beeld/{activity.image_id}/480" in page
    assert 'alt="Vier mensen rond een tafel"' in page
    assert 'width="1200" height="800"' in page
    assert 'loading="lazy"' in page


# ── a translation that is older than the text ────────────────────────────────────────────────────────────────────


def test_a_reader_of_a_translation_sees_what_changed_since(client):
    french = Text(title="Table de conversation", description="Pratiquer le néerlandais autour d'un café.")
    newer = PRAATGROEP.model_copy(update={"description": f"{PRAATGROEP.description}\n\nBreng een foto mee."})
    with db.transaction() as session:
        activity = given_published(session, texts={"nl": PRAATGROEP, "fr": french})
        change(session, activity, texts={"nl": newer, "fr": french})

    page = client.get(f"/fr/activiteit/{activity.slug}").text

    assert "Pratiquer le néerlandais" in page
    assert '<p lang="nl" dir="auto">Breng een foto mee.</p>' in page
    assert page.count("Samen Nederlands oefenen") == 0


# ── the code on the wall ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("language", "page"), [("ar", "/ar/aanwezig"), ("nl-BE", "/nl/aanwezig")])
def test_the_code_opens_in_the_language_of_whoever_scans(client, language, page):
    answer = client.get("/hier/ABCDEFGHJK", headers={"accept-language": language})

    assert (answer.status_code, answer.headers["location"]) == (302, f"{page}?code=ABCDEFGHJK")
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("code", ["..%2F..%2Fx", "A" * 40, "%22%3E"])
def test_what_is_no_code_goes_nowhere(client, code):
    assert client.get(f"/hier/{code}").status_code == 404
