"""The frame around the pages, walked by a visitor with a phone."""

import re

import httpx
import pytest
from babel.dates import format_skeleton
from playwright.sync_api import expect

import i18n
from portal import clock
from portal.models.people import Role
from portal.ui import pages
from tests.browser.conftest import DESKTOP, PHONE

pytestmark = pytest.mark.browser

STAFF_PAGES = [page.slug for page in pages.installed() if page.roles and Role.INBURGERAAR not in page.roles]
PERSONAL_PAGES = [page.slug for page in pages.installed() if page.roles]


@pytest.mark.parametrize("slug", PERSONAL_PAGES)
def test_a_strangers_deep_link_asks_to_log_in_and_shows_nothing(regular, slug):
    visitor = regular(PHONE, None)
    visitor.opens(f"/nl/{slug}")
    assert visitor.title.inner_text() == "Meld je eerst aan"
    expect(visitor.page.get_by_role("link", name="Aanmelden", exact=True).first).to_be_visible()


@pytest.mark.parametrize("slug", STAFF_PAGES)
def test_an_inburgeraar_is_told_that_a_staff_page_is_for_others(regular, slug):
    visitor = regular(PHONE, "amina")
    visitor.logs_in_as("amina", then=f"/nl/{slug}")
    assert visitor.title.inner_text() == "Deze pagina is niet voor jou"


@pytest.mark.parametrize("language", i18n.OFFERED)
def test_an_address_that_does_not_exist_is_a_real_404_in_the_readers_language(visit, language):
    visitor = visit()
    status = visitor.reads(f"/{language}/bestaat-niet")
    assert status == httpx.codes.NOT_FOUND
    assert (visitor.language, visitor.direction) == (language, i18n.LANGUAGES[language].direction)
    with i18n.use_locale(language):
        assert visitor.title.inner_text() == i18n.gettext("Deze pagina bestaat niet")


def test_the_first_page_comes_in_the_language_of_the_browser_and_later_in_the_chosen_one(visit):
    visitor = visit(locale="fr-BE")
    visitor.opens("/")
    assert visitor.page.url.endswith("/fr/")
    visitor.chooses_language("العربية")
    visitor.opens("/")
    assert visitor.page.url.endswith("/ar/")


def test_changing_the_language_keeps_the_page_and_turns_its_direction(visit):
    visitor = visit()
    visitor.opens("/nl/privacy")
    visitor.chooses_language("العربية")
    assert visitor.page.url.endswith("/ar/privacy")
    assert (visitor.language, visitor.direction) == ("ar", "rtl")
    brand = visitor.page.locator(".p-brand").bounding_box()
    assert brand["x"] + brand["width"] > PHONE["width"] - 30


def test_a_link_changes_the_page_without_a_new_session_and_says_so(visit):
    visitor = visit()
    sockets = []
    visitor.page.on("websocket", lambda socket: sockets.append(socket.url))
    visitor.opens("/nl/meer")
    visitor.follows("Privacy")
    visitor.page.wait_for_selector("h1:text-is('Privacy')")
    visitor.page.wait_for_selector("h1:focus")
    visitor.page.wait_for_selector("[role=status]:has-text('Privacy')", state="attached")
    assert visitor.page.url.endswith("/nl/privacy")
    assert len(sockets) == 1
    visitor.page.go_back()
    visitor.page.wait_for_selector('h1:text-is("Alle pagina\'s")')
    assert visitor.page.url.endswith("/nl/meer")


def test_the_navigation_stands_at_the_bottom_of_a_phone_and_on_top_of_a_wide_screen(visit):
    phone, desk = visit(PHONE), visit(DESKTOP)
    for visitor in (phone, desk):
        visitor.logs_in_as("amina", then="/nl/meer")
    low, high = (visitor.page.locator(".p-nav").bounding_box() for visitor in (phone, desk))
    assert low["y"] + low["height"] == pytest.approx(PHONE["height"], abs=1)
    assert high["y"] < 150
    assert phone.page.locator(".p-nav li").count() <= 6


def test_the_skip_link_comes_first_and_leads_to_the_title(visit):
    visitor = visit(DESKTOP)
    visitor.opens("/nl/privacy")
    visitor.page.keyboard.press("Tab")
    expect(visitor.page.locator(":focus")).to_have_text("Ga naar de inhoud")
    visitor.page.keyboard.press("Enter")
    expect(visitor.title).to_be_focused()


def test_the_language_menu_opens_and_closes_with_the_keyboard(visit):
    visitor = visit(DESKTOP)
    visitor.opens("/nl/privacy")
    summary = visitor.page.locator(".p-languages > summary")
    summary.focus()
    visitor.page.keyboard.press("Enter")
    expect(visitor.page.locator(".p-languages[open]")).to_have_count(1)
    visitor.page.keyboard.press("Escape")
    expect(visitor.page.locator(".p-languages[open]")).to_have_count(0)


def test_logging_in_comes_back_to_the_page_and_logging_out_forgets(visit):
    visitor = visit()
    visitor.opens("/nl/account")
    visitor.page.locator("main .p-button").first.click()
    visitor.page.get_by_role("link", name=re.compile("Amina Benali")).click()
    visitor.page.wait_for_url("**/nl/account")
    expect(visitor.title).to_have_text("Mijn gegevens")
    visitor.page.locator(".p-logout").click()
    expect(visitor.page.locator(".p-logout")).to_have_count(0)
    visitor.opens("/nl/account")
    expect(visitor.title).to_have_text("Meld je eerst aan")


@pytest.mark.parametrize(
    ("language", "persona", "page"), [("nl", "Jan Wouters", "dossier?id=bestaat-niet"), ("ar", "Lotte Peeters", "inburgeraar?wie=amina")]
)  # fmt: skip
def test_a_deep_link_keeps_what_it_asks_for_through_the_log_in(visit, language, persona, page):
    visitor = visit()
    visitor.opens(f"/{language}/{page}")
    visitor.page.locator("main .p-button").first.click()
    visitor.page.get_by_role("link", name=re.compile(persona)).click()
    visitor.page.wait_for_url(f"**/{language}/{page}")
    visitor.waits()
    with i18n.use_locale(language):
        heading = {"dossier": i18n.gettext("Dossier"), "inburgeraar": "Amina Benali"}[page.split("?")[0]]
    expect(visitor.title).to_have_text(heading)


@pytest.mark.parametrize(
    "bad", ["https://evil.example/", "//evil.example", "/nl//evil.example", "/%5Cevil.example", "javascript:alert(1)"]
)  # fmt: skip
def test_the_log_in_page_leads_to_no_other_site(visit, bad):
    visitor = visit()
    visitor.opens(f"/nl/aanmelden?next={bad}")
    visitor.page.get_by_role("link", name=re.compile("Amina Benali")).click()
    visitor.page.wait_for_url(f"{visitor.portal.url}/nl/**")
    visitor.waits()
    assert visitor.page.locator(".p-logout").count() == 1


def test_streamlits_own_words_are_in_the_readers_language(visit):
    visitor = visit()
    visitor.opens("/fr/privacy")
    with i18n.use_locale("fr"):
        expect(visitor.page.get_by_test_id("stSkipToContent")).to_have_text(i18n.gettext("Ga naar de inhoud"))


def test_the_x_of_a_chosen_value_is_named_in_the_readers_language(visit):
    visitor = visit()
    visitor.logs_in_as("amina")
    visitor.opens("/fr/buddy")
    with i18n.use_locale("fr"):
        name = f"{i18n.gettext('Verwijderen')}: Nederlands"
    expect(visitor.page.get_by_role("button", name=name, exact=True)).to_have_count(1)


def test_date_fields_take_the_pages_language_with_western_digits(visit):
    visitor = visit(locale="fa-IR")
    visitor.opens("/ar/privacy")
    assert (
        visitor.page.evaluate("window[Symbol.for('react-aria.i18n.locale')]") == "ar-AE-u-ca-gregory-nu-latn"
    )


def test_the_calendar_below_a_date_field_names_its_months_in_the_pages_language(visit):
    visitor = visit(locale="nl-BE")
    visitor.logs_in_as("amina", then="/ar/uren")

    visitor.page.locator(".st-key-hours-log-0-day [role=spinbutton]").first.click()

    month = format_skeleton("yMMMM", clock.today(), locale="ar")
    expect(visitor.page.locator("[role=grid]").first).to_have_attribute("aria-label", re.compile(month))


def test_who_hears_a_date_field_and_its_calendar_hears_no_english(visit):
    visitor = visit(locale="nl-BE")
    visitor.logs_in_as("amina", then="/ar/uren")
    field = visitor.page.locator(".st-key-hours-log-0-day")

    expect(field.locator("[data-type=month]")).to_have_attribute(
        "aria-valuetext", re.compile(r"^\d+ – [^A-Za-z]+$")
    )
    field.get_by_role("spinbutton").first.click()

    calendar = visitor.page.get_by_test_id("stDateInputCalendar")
    expect(calendar.locator("header button").first).to_be_visible()
    for label in (
        calendar.or_(field)
        .locator("[aria-label]")
        .evaluate_all("all => all.map(one => one.getAttribute('aria-label'))")
    ):
        assert not re.search("[A-Za-z]", label), label


def test_articles_can_be_read_without_scripts(visit):
    visitor = visit(java_script_enabled=False)
    assert visitor.reads("/ar/kennis/inburgeringscontract") == httpx.codes.OK
    assert visitor.page.locator("h1").inner_text()
    assert visitor.page.locator("html").get_attribute("dir") == "rtl"
    assert visitor.page.locator("article p").count() > 2
    assert visitor.page.locator(".p-sources li").count() >= 1


def test_a_page_without_scripts_says_where_the_information_is(visit):
    visitor = visit(java_script_enabled=False)
    visitor.reads("/nl/privacy")
    expect(visitor.page.get_by_role("link", name="Informatie")).to_be_visible()
