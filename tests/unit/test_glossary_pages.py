"""The word list, and the terms in an article: they say what a word means, without scripts, in the reader's language."""

import re
import shutil
from pathlib import Path

import pytest
from sqlmodel import Session
from starlette.testclient import TestClient

import i18n
from knowledge import glossary, terms_in_text
from knowledge.base import ARTICLES
from portal import asgi, db
from portal.services import article_import
from portal.settings import settings
from portal.web import term_html
from tests.conftest import NOON


@pytest.fixture
def client(sqlite_database) -> TestClient:
    return TestClient(asgi.app, base_url=settings().base_url, follow_redirects=False)


@pytest.fixture(scope="module")
def published(sqlite_template, tmp_path_factory) -> Path:
    """A database with every packaged article: they take seconds to store, so that is done once."""
    path = tmp_path_factory.mktemp("published") / "portal.sqlite3"
    shutil.copy(sqlite_template, path)
    engine = db.make_engine(f"sqlite:///{path}")
    with Session(engine) as session:
        article_import.import_folder(session, ARTICLES, now=NOON)
        session.commit()
    engine.dispose()
    return path


@pytest.fixture
def reader(client, published, sqlite_database) -> TestClient:
    shutil.copy(published, sqlite_database.url.database)
    return client


@pytest.mark.parametrize("language", i18n.OFFERED)
def test_the_word_list_stands_in_every_language_with_every_term(client, language):
    shown = client.get(f"/{language}/woordenlijst")

    assert shown.status_code == 200
    assert all(f'id="{term.id}"' in shown.text for term in glossary.load())
    body = shown.text.partition("<main")[2].partition("</main>")[0]
    assert ('href="/nl/woordenlijst"' in body) == (language != "nl")  # a translation leads to the Dutch list


def test_the_letters_lead_to_the_first_word_of_each_until_somebody_searches(client):
    shown = client.get("/ar/woordenlijst").text

    letters = dict(re.findall(r'<a href="#([^"]+)">(.)</a>', shown))
    assert letters["a-kaart"] == "A"
    assert sorted(letters.values()) == sorted({term.term[0].upper() for term in glossary.load()})
    assert all(f'<section id="{place}"' in shown for place in letters)
    assert 'href="#' not in client.get("/ar/woordenlijst", params={"q": "kaart"}).text.partition("<main")[2]


@pytest.mark.parametrize(
    "asked", ["oranje kaart", "ORANJEKART", "orange card", "البطاقة البرتقالية", "turuncu kart"]
)
def test_a_word_in_any_language_is_found_also_with_a_slip(client, asked):
    shown = client.get("/ar/woordenlijst", params={"q": asked})

    assert re.findall(r'<section id="([^"]+)"', shown.text)[0] == "oranje-kaart"
    assert 'id="hulplijn-1712"' not in shown.text


def test_a_word_that_is_not_there_is_said_so_and_nothing_typed_becomes_markup(client):
    shown = client.get("/nl/woordenlijst", params={"q": "<b>xqzv</b>"})

    assert "staat niet in de lijst" in shown.text
    assert "<b>xqzv" not in shown.text
    assert "<section id=" not in shown.text


def test_what_a_term_means_comes_with_its_source_and_where_to_read_on(reader):
    shown = reader.get("/fr/woordenlijst", params={"q": "annexe 15"}).text

    assert "/fr/kennis/bijlage-15" in shown
    assert "agii.be" in shown
    assert 'href="/fr/woordenlijst"' in reader.get("/fr/kennis").text


def test_the_list_of_articles_begins_with_what_the_reader_can_read(reader):
    body = reader.get("/ar/kennis").text.partition("<main")[2]

    for of_topic in body.split("<section")[1:]:
        in_dutch = re.findall(r'<a href="/ar/kennis/[^"]+"( lang="nl" dir="ltr")?>', of_topic)
        assert in_dutch == sorted(in_dutch)
    assert "Nederlands</span></strong>" in body


def test_an_article_explains_each_term_once_in_the_readers_language(reader):
    shown = reader.get("/ar/kennis/oranje-kaart").text
    opened = re.findall(r'<button type="button" popovertarget="([^"]+)" class="p-term">', shown)

    assert "woord-oranje-kaart" in opened
    assert len(opened) == len(set(opened)) > 3
    assert all(f'id="{place}" popover="auto"' in shown for place in opened)
    explained = (
        next(term for term in glossary.load() if term.id == "oranje-kaart").languages["ar"].explanation
    )
    assert explained in shown
    headings_and_links = re.findall(r"<(?:h1|h2|a)\b.*?</(?:h1|h2|a)>", shown)
    assert not [piece for piece in headings_and_links if "p-term" in piece]


def test_bold_words_and_terms_keep_their_places():
    text = "Een **oranje kaart** of **een A-kaart** of leefloon **van het** OCMW."
    with i18n.use_locale("nl"):
        shown = str(term_html.words(text, terms_in_text.uses(text, "nl")))

    assert re.sub(r"<[^>]+>", "", shown) == text.replace("**", "")
    assert shown.count("p-term") == 4
    assert shown.count("<strong>") == 3


def test_every_packaged_text_keeps_its_words_when_its_terms_are_marked(packaged_articles):
    for (slug, _language), text in packaged_articles.items():
        uses = terms_in_text.first_uses(text, packaged_articles[slug, "nl"])
        for sentence in text.sentences:
            shown = term_html.words(sentence.text, uses.get(sentence.index, ()))
            assert shown.striptags() == " ".join(sentence.text.replace("**", "").split())


def test_more_leads_to_the_word_list(client):
    assert f"{settings().base_url}/nl/woordenlijst" in client.get("/sitemap.xml").text
