"""The circle of the hours, walked on a phone: log, let a contact confirm without an account, approve twenty, see forty."""

import re
import time
from collections.abc import Iterator
from datetime import time as clock_time
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlmodel import Session

from portal import clock, db
from portal.models.people import Role
from portal.services import hours
from portal.services.hours import Said
from portal.services.permissions import Actor
from tests.browser.conftest import DESKTOP, PHONE, RESULTS, Portal, Visitor, portal_of_its_own
from tests.browser.test_accessibility import grave_barriers
from tests.browser.test_story import Reader

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("hours")]

TO_LOG_S = 60
AMINA = Actor("amina", {Role.INBURGERAAR: frozenset({None})})


@pytest.fixture(params=["nl", "ar"])
def town(request, tmp_path_factory) -> Iterator[tuple[Portal, str]]:
    """A portal of its own, in which twenty-five and a half hours of Amina's wait in seventeen rows."""
    with portal_of_its_own(
        tmp_path_factory.mktemp("hours-town"), lambda folder: leave_waiting(folder, rows=17)
    ) as portal:
        yield portal, request.param


def leave_waiting(folder: Path, *, rows: int) -> None:
    """Let Amina log an hour and a half on each of so many days."""
    engine = db.make_engine(f"sqlite:///{folder / 'portal.sqlite3'}")
    with Session(engine) as session, session.begin():
        for days in range(2, 2 + rows):
            hours.log(
                session, actor=AMINA, person_id="amina", now=clock.now(),
                said=Said("Wandelen", clock.today() - timedelta(days=days), clock_time(9), clock_time(10, 30)),
            )  # fmt: skip
    engine.dispose()


def types_time(visitor: Visitor, field: str, digits: str) -> None:
    segments = visitor.page.locator(f".st-key-hours-log-0-{field} [role=spinbutton]")
    segments.first.click()
    visitor.page.keyboard.type(digits, delay=30)


def logs_two_hours_of_yesterday(visitor: Visitor) -> float:
    """Fill in the form as a person does; return how long it took."""
    page = visitor.page
    began = time.monotonic()
    page.locator(".st-key-hours-log-0-what input").fill("Koken in het buurthuis")
    page.locator(".st-key-hours-log-0-who input").fill("Buurthuis De Brug")
    types_time(visitor, "day", (clock.today() - timedelta(days=1)).strftime("%d%m%Y"))
    types_time(visitor, "from", "1400")
    types_time(visitor, "to", "1600")
    page.locator(".st-key-hours-log-0-send button").click()
    page.locator("code.p-address").wait_for(state="attached")
    return time.monotonic() - began


def keeps_picture(visitor: Visitor, name: str) -> None:
    RESULTS.mkdir(exist_ok=True)
    visitor.page.screenshot(path=RESULTS / f"hours-{name}.png", full_page=True)


def ring(visitor: Visitor) -> str:
    return re.sub(r"[\u2066-\u2069]", "", visitor.page.locator(".p-ring__words").inner_text())


def test_hours_are_logged_confirmed_approved_and_seen(visit, town):
    portal, language = town
    amina = Reader(visit(PHONE, at=portal), language)
    amina.logs_in_as("amina", "uren")
    amina.is_at("Mijn uren")
    assert "7" in ring(amina.visitor)
    assert amina.visitor.overflow() <= 0
    assert grave_barriers(amina.visitor) == []

    took = logs_two_hours_of_yesterday(amina.visitor)

    assert took <= TO_LOG_S
    amina.reads("Je uren zijn bewaard. Laat ze nu bevestigen.")
    keeps_picture(amina.visitor, f"logged-{language}")
    address = str(amina.visitor.page.locator("code.p-address").text_content())
    confirms_as_a_contact(visit, portal, address.replace("/nl/", f"/{language}/"), language)
    approves_twenty_in_two_presses(visit, portal)

    amina.opens("uren")
    expect(amina.visitor.page.locator(".p-ring__words")).to_contain_text(re.compile(r"40.*40"))
    keeps_picture(amina.visitor, f"forty-{language}")
    amina.opens("plan")
    expect(amina.visitor.page.get_by_text(amina.words("%(done)d van %(total)d uur") % {"done": 40, "total": 40}).first).to_be_visible()  # fmt: skip


def confirms_as_a_contact(visit, portal: Portal, address: str, language: str) -> None:
    """Open the link without an account and without scripts, and press once."""
    contact = Reader(visit(PHONE, at=portal, java_script_enabled=False), language)
    contact.visitor.page.goto(address)
    contact.is_at("Klopt dit?")
    assert "Benali" not in contact.visitor.page.content()
    keeps_picture(contact.visitor, f"confirm-{language}")
    contact.presses("Ja, dit klopt")
    contact.is_at("Bedankt, je bevestigde dit")


def approves_twenty_in_two_presses(visit, portal: Portal) -> None:
    lotte = Reader(visit(DESKTOP, at=portal), "nl")
    lotte.logs_in_as("lotte", "uren-goedkeuren")
    lotte.is_at("Uren goedkeuren")
    lotte.reads("Bevestigd met een link")
    assert grave_barriers(lotte.visitor) == []
    keeps_picture(lotte.visitor, "waiting")

    lotte.visitor.page.get_by_text("Kies alles (20)").click()
    lotte.button("Keur 20 keer uren goed").click()

    lotte.reads("De uren zijn goedgekeurd.")
    lotte.reads("Er wachten geen uren.")
