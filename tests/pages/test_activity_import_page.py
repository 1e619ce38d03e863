"""An organiser looks first, reads in, and again nothing changes; an address is followed and stopped; nobody else sees it."""

import pytest
from sqlmodel import select

from portal import db
from portal.models.activities import Activity, ActivityState
from portal.models.offer import ActivityFeed
from tests.activity_files import event, uit
from tests.pages.reader import opened, text_of

pytestmark = pytest.mark.usefixtures("people")

PAGE = "activity_import.py"
FILE = uit(event(1), event(2, labels=[]), event(3, name={"nl": "=1+1"}, endDate=None))


def shown(app) -> str:
    return " ".join(text_of(app).split())


def stored(kind=Activity) -> list:
    with db.reading() as session:
        return list(session.exec(select(kind)).all())


def looked(content=FILE, name="export.json"):
    app = opened(PAGE, person="sofie")
    app.file_uploader(key="activity-import.file").set_value([(name, content, "application/json")]).run()
    return app.button(key="activity-import.look").click().run()


@pytest.mark.parametrize("person", ["amina", "bram", None])
def test_the_page_is_closed_to_others(person):
    text = shown(opened(PAGE, person=person))

    assert "Deze pagina is niet voor jou" in text or "Meld je eerst aan" in text
    assert "inlezen?" not in text


@pytest.mark.parametrize("language", ["nl", "en", "fr", "ar"])
def test_the_page_opens_in_every_language(language):
    app = opened(PAGE, person="sofie", language=language)

    assert not app.exception
    assert not app.error
    assert "".join(element.body for element in app.get("html")).count("<h1") == 1


def test_looking_first_says_what_would_happen_and_writes_nothing():
    app = looked()
    text = shown(app)

    assert "Zo zou het gaan." in text
    assert "Nieuw 2" in text
    assert "De redactie kijkt dit na voor het op het portaal staat." in text
    assert "Dit blijft een concept. Vul nog aan: hoeveel Nederlands je nodig hebt." in text
    assert "We kunnen de dag of het uur niet lezen." in text
    assert stored() == []


def test_reading_in_writes_what_was_shown_and_again_nothing_changes():
    app = looked()
    app.button(key="activity-import.write").click().run()

    assert "Het bestand is ingelezen." in shown(app)
    assert sorted(row.state for row in stored()) == [ActivityState.DRAFT, ActivityState.REVIEW]
    again = looked()
    assert "Er zou niets veranderen." in shown(again)
    assert "activity-import.write" not in {button.key for button in again.button}


def test_a_file_that_is_none_is_refused_in_words():
    text = shown(looked(b"%PDF-1.7", "folder.pdf"))

    assert "Dit bestand is niet ingelezen." in text
    assert "We herkennen dit bestand niet." in text


def test_an_address_is_followed_and_stopped():
    app = opened(PAGE, person="sofie")
    app.text_input(key="activity-import.address").set_value("https://www.example.org/agenda.ics")
    next(one for one in app.button if one.label == "Lees dit adres").click().run()

    assert "https://www.example.org/agenda.ics" in shown(app)
    feed = stored(ActivityFeed)[0]
    app.button(key=f"activity-import.stop.{feed.id}").click().run()
    assert "We lezen dit adres niet meer." in shown(app)
    assert not stored(ActivityFeed)[0].active


def test_an_address_that_is_none_is_refused_in_words():
    app = opened(PAGE, person="sofie")
    app.text_input(key="activity-import.address").set_value("http://10.0.0.1/")
    next(one for one in app.button if one.label == "Lees dit adres").click().run()

    assert "Geef een volledig adres dat met https:// begint" in shown(app)
    assert stored(ActivityFeed) == []
