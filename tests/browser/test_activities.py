"""Find something, sign up in two taps, see it among one's activities and leave again: on a phone, in Dutch and in Arabic."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import PHONE, RESULTS, Visitor
from tests.browser.test_accessibility import grave_barriers
from tests.browser.test_story import Reader

# One process runs this file: what it starts is started once.
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("activities")]

WALK = "Samen een boek lezen"


def keeps_picture(visitor: Visitor, name: str) -> None:
    RESULTS.mkdir(exist_ok=True)
    visitor.page.screenshot(path=RESULTS / f"activities-{name}.png", full_page=True)


def is_well(visitor: Visitor) -> None:
    assert visitor.overflow() <= 0
    assert grave_barriers(visitor) == []


def card(reader: Reader, words: str) -> Locator:
    return reader.visitor.page.locator("article.p-card").filter(has_text=words).first


@pytest.mark.parametrize("language", ["nl", "ar"])
def test_samir_finds_signs_up_sees_it_and_leaves(visit, town, language):
    samir = Reader(visit(PHONE, at=town), language)
    page = samir.visitor.page
    samir.logs_in_as("samir")
    samir.opens("zoeken?plaats=24062&km=0&q=boek")
    page.get_by_role("link", name=WALK).first.click()
    samir.is_at(WALK)
    is_well(samir.visitor)
    keeps_picture(samir.visitor, f"activity-{language}")

    sign_up = page.locator(".p-days").get_by_role("link", name=re.compile(samir.words("Inschrijven"))).first
    occurrence_id = str(sign_up.get_attribute("href")).split("dag=")[1]
    sign_up.click()
    samir.is_at("Mijn activiteiten")
    samir.button("Schrijf mij in").wait_for()
    is_well(samir.visitor)
    keeps_picture(samir.visitor, f"choice-{language}")
    samir.presses("Schrijf mij in")

    samir.reads("Je bent ingeschreven. Kun je toch niet komen? Schrijf je dan hier uit.")
    expect(card(samir, WALK)).to_contain_text(samir.words("Je bent ingeschreven"))
    is_well(samir.visitor)
    keeps_picture(samir.visitor, f"mine-{language}")

    leave(samir.visitor, occurrence_id)

    samir.reads("Je bent uitgeschreven.")
    expect(page.locator("article.p-card").filter(has_text=WALK)).to_have_count(0)


def leave(visitor: Visitor, occurrence_id: str) -> None:
    visitor.unfolds(visitor.page.locator(f".st-key-my_activities-fold-{occurrence_id} details"))
    visitor.page.locator(f".st-key-my_activities-leave-{occurrence_id} button").click()


def test_a_stranger_logs_in_and_is_back_at_the_day(visit, town):
    stranger = Reader(visit(PHONE, at=town), "nl")
    page = stranger.visitor.page
    stranger.visitor.reads("/nl/activiteit?q=praattafel")
    page.get_by_role("link", name="Praattafel in de bibliotheek").first.click()
    page.locator(".p-days").get_by_role("link", name=re.compile("Inschrijven")).nth(1).click()
    stranger.is_at("Meld je eerst aan")
    page.locator("a.p-button").filter(has_text="Aanmelden").click()
    stranger.is_at("Aanmelden")
    page.get_by_role("link", name=re.compile("Fatou")).first.click()

    stranger.is_at("Mijn activiteiten")
    stranger.button("Schrijf mij in").wait_for()


def test_amina_reads_in_arabic_which_number_she_is_in_line(visit, town):
    amina = Reader(visit(PHONE, at=town), "ar")
    amina.logs_in_as("amina", "mijn-activiteiten")

    amina.is_at("Mijn activiteiten")
    expect(card(amina, "Naaiatelier")).to_contain_text("2")
    expect(card(amina, "Naaiatelier")).to_contain_text(amina.words("Je staat op de wachtlijst"))
    assert amina.visitor.direction == "rtl"
    is_well(amina.visitor)
    keeps_picture(amina.visitor, "in-line-ar")


def test_an_activity_is_kept_from_the_list_and_the_search_stays(visit, town):
    mei = Reader(visit(PHONE, at=town), "nl")
    page = mei.visitor.page
    mei.logs_in_as("mei")
    mei.opens("zoeken?plaats=24062&km=0&q=boek")

    page.get_by_role("button", name=re.compile("Bewaar voor later")).first.click()

    page.get_by_role("button", name=re.compile("Niet meer bewaren")).first.wait_for()
    assert "q=boek" in page.url
    is_well(mei.visitor)
    mei.opens("mijn-activiteiten")
    mei.reads("Bewaard voor later")
