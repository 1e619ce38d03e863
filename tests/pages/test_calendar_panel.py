"""The panel of one's own calendar address, through the real app: made, shown once, stopped, and never somebody else's."""

import html
import re

import pytest
from sqlmodel import select

from portal import db
from portal.models.signups import CalendarToken
from portal.services import calendar_tokens
from tests.pages.conftest import NOW
from tests.pages.reader import opened, text_of

pytestmark = pytest.mark.usefixtures("demo_world")
PAGE = "my_activities.py"
KEY = "my_activities.calendar"


def address_on(app) -> str | None:
    text = html.unescape(" ".join(element.body for element in app.get("html")))
    found = re.search(r"http://\S+/kalender/[\w-]{43}\.ics", text)
    return found[0] if found else None


def held(address: str):
    token = address.rsplit("/", 1)[1].removesuffix(".ics")
    with db.transaction() as session:
        return calendar_tokens.opened(session, token=token, address=None, secret="s", now=NOW)


def made(person="oleksandr"):
    return opened(PAGE, person=person).button(key=f"{KEY}.make").click().run()


def test_an_address_is_shown_once_with_a_way_to_open_it():
    app = made()
    address = address_on(app)

    assert held(address).person_id
    (link,) = app.get("link_button")
    assert link.proto.url == address.replace("http://", "webcal://")
    assert "Je ziet het maar één keer." in text_of(app)


def test_after_hiding_it_or_coming_back_the_address_is_not_shown_again():
    app = made()

    hidden, back = app.button(key=f"{KEY}.hide").click().run(), opened(PAGE, person="oleksandr")

    for shown in (hidden, back):
        assert address_on(shown) is None
        assert "We tonen het adres maar één keer." in text_of(shown)


def test_a_stopped_address_works_no_more():
    app = made()
    address = address_on(app)

    after = app.button(key=f"{KEY}.stop").click().run()

    assert held(address).state is calendar_tokens.TokenState.GONE
    assert "Je kalenderadres werkt niet meer." in text_of(after)
    assert after.button(key=f"{KEY}.make").label == "Maak mijn kalenderadres"


def test_a_secret_in_the_session_is_shown_to_nobody_but_its_owner():
    app = made()
    with db.reading() as session:
        owner = session.exec(select(CalendarToken.person_id)).one()
    kept = app.session_state["portal.calendar_secret"]

    other = opened(PAGE, person="amina")
    other.button(key=f"{KEY}.make").click().run()
    other.session_state["portal.calendar_secret"] = kept

    assert kept[0] == owner
    assert address_on(other.run()) is None
