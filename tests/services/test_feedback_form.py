"""The question below an article, as a browser without scripts answers it."""

import pytest
from sqlmodel import Session, select

from portal.models.signals import ArticleFeedback
from portal.services import article_feedback
from portal.settings import settings
from portal.web import feedback
from tests.services.test_conversations import stored_article

PAGE = "/nl/kennis/wat-kost-inburgering"
OURS = {"origin": settings().base_url, "sec-fetch-site": "same-origin", "user-agent": "Firefox"}


@pytest.fixture(autouse=True)
def _article(client, sqlite_database):
    with Session(sqlite_database) as session:
        stored_article(session)


def kept(sqlite_database):
    with Session(sqlite_database) as session:
        found = session.exec(select(ArticleFeedback).order_by(ArticleFeedback.number)).all()
        return [(row.language, row.helped, row.reason) for row in found]


def say(client, headers=OURS, **fields):
    return client.post(f"{PAGE}/mening", data=fields, headers=headers)


def test_the_page_asks_and_thanks(client, sqlite_database):
    asked = client.get(PAGE).text
    assert "Helpt deze pagina?" in asked
    assert asked.count('name="reden"') == 4

    answer = say(client, helpt="ja")

    assert answer.status_code == 303
    assert answer.headers["location"] == f"{PAGE}?mening=bedankt#mening"
    assert answer.headers["cache-control"] == "no-store"
    assert "set-cookie" not in answer.headers
    assert kept(sqlite_database) == [("nl", True, None)]
    thanked = client.get(f"{PAGE}?mening=bedankt").text
    assert "Bedankt." in thanked
    assert "Helpt deze pagina?" not in thanked


def test_no_and_why_are_one_form(client, sqlite_database):
    say(client, helpt="nee", reden="not-clear")

    assert kept(sqlite_database) == [("nl", False, "not-clear")]


def test_the_same_browser_counts_once_and_another_one_too(client, sqlite_database):
    say(client, helpt="nee", reden="not-clear")
    say(client, helpt="nee", reden="incomplete")
    say(client, headers={**OURS, "user-agent": "Chrome"}, helpt="ja")

    assert kept(sqlite_database) == [("nl", False, "incomplete"), ("nl", True, None)]


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://elsewhere.example", "sec-fetch-site": "cross-site"},
        {"origin": "https://elsewhere.example"},
        {"origin": "null"},
        {"sec-fetch-site": "same-site"},
        {},
    ],
)
def test_another_site_cannot_speak_for_a_reader(client, sqlite_database, headers):
    assert say(client, headers=headers, helpt="ja").status_code == 403
    assert kept(sqlite_database) == []


def test_a_browser_that_says_only_where_it_comes_from_is_heard(client, sqlite_database):
    say(client, headers={"origin": settings().base_url}, helpt="ja")

    assert kept(sqlite_database) == [("nl", True, None)]


@pytest.mark.parametrize(
    "fields",
    [{}, {"helpt": "misschien"}, {"helpt": "nee", "reden": "<b>"}, {"helpt": "ja", "extra": "x" * 600}],
)
def test_what_the_form_cannot_send_is_not_kept(client, sqlite_database, fields):
    answer = say(client, **fields)

    assert answer.headers["location"] == f"{PAGE}#mening"
    assert kept(sqlite_database) == []


def test_too_much_from_one_address_is_said(client, monkeypatch):
    monkeypatch.setattr(article_feedback, "MOST_A_DAY", 1)
    say(client, helpt="ja")

    answer = say(client, headers={**OURS, "user-agent": "Chrome"}, helpt="ja")

    assert answer.headers["location"] == f"{PAGE}?mening=later#mening"
    assert "Probeer het morgen opnieuw" in client.get(f"{PAGE}?mening=later").text


def test_an_article_that_is_not_there_takes_nothing(client):
    answer = client.post("/nl/kennis/onbekend/mening", data={"helpt": "ja"}, headers=OURS)

    assert answer.status_code == 404


def test_the_form_leads_to_the_page_in_its_language():
    assert 'action="/ar/kennis/x/mening"' in feedback.form("x", "ar")
