"""How often the page of an article is opened: a number, of nobody in particular."""

from datetime import timedelta

import pytest
from sqlmodel import select

from portal import db
from portal.models.articles import ArticleViews
from portal.services import article_import, article_views
from tests.articles import write_articles
from tests.conftest import NOON
from tests.desk import given_articles

BROWSER = {"user-agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}
TODAY = NOON.date()


@pytest.fixture
def reader(client, tmp_path):
    with db.transaction() as session:
        given_articles(session, tmp_path / "articles")
    return client


def rows():
    with db.reading() as session:
        return {(row.language, row.views) for row in session.exec(select(ArticleViews))}


def test_a_page_that_is_opened_is_counted_by_day_and_language(reader):
    for address in ("/nl/kennis/kosten", "/nl/kennis/kosten", "/en/kennis/kosten"):
        assert reader.get(address, headers=BROWSER).status_code == 200

    assert rows() == {("nl", 2), ("en", 1)}


def test_a_robot_a_thank_you_and_a_page_that_is_not_there_are_not_counted(reader):
    reader.get("/nl/kennis/kosten", headers={"user-agent": "examplebot/1.0"})
    reader.get("/nl/kennis/kosten?mening=bedankt", headers=BROWSER)
    assert reader.get("/nl/kennis/niets", headers=BROWSER).status_code == 404

    assert rows() == set()


def test_the_numbers_are_added_up_since_a_day_and_forgotten_after_two_years(session, tmp_path):
    article_import.import_folder(session, write_articles(tmp_path / "articles"), now=NOON)
    for moment, language in ((NOON, "nl"), (NOON, "ar"), (NOON - timedelta(days=40), "nl")):
        article_views.count(session, slug="kosten", language=language, now=moment)
    article_views.count(session, slug="niets", language="nl", now=NOON)

    assert article_views.counts(session, since=TODAY - timedelta(days=30)) == {"kosten": 2}
    assert article_views.counts(session, since=TODAY - timedelta(days=50)) == {"kosten": 3}
    assert article_views.forget(session, now=NOON + article_views.KEPT) == 1
