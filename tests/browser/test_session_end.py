"""A log-in that is about to end: a warning in time, one key to go on, and nothing that was typed is lost."""

from datetime import UTC, datetime, timedelta

import pytest
from itsdangerous import TimestampSigner, URLSafeTimedSerializer
from playwright.sync_api import Locator, expect

import i18n
from portal.services import demo_login
from portal.settings import DEMO_SECRET, Settings
from portal.web import texts
from tests.browser.conftest import Visitor

pytestmark = pytest.mark.browser

TYPED = "Mag ik werken met een oranje kaart?"


def logged_in_so_that_it_ends_in(visitor: Visitor, left: timedelta, language: str = "nl") -> None:
    """Give somebody the log-in of Amina that began almost as long ago as it lasts, and open the question page."""
    began = datetime.now(UTC) - timedelta(hours=Settings(demo=True).session_hours) + left

    class Earlier(TimestampSigner):
        def get_timestamp(self) -> int:
            return int(began.timestamp())

    serializer = URLSafeTimedSerializer(DEMO_SECRET, salt="portal.demo-login", signer=Earlier)
    cookie = {"name": demo_login.COOKIE, "value": str(serializer.dumps("amina")), "url": visitor.portal.url}
    visitor.page.context.add_cookies([cookie])
    visitor.opens(f"/{language}/vraag")


def banner(visitor: Visitor) -> Locator:
    return visitor.page.get_by_role("alert").filter(has=visitor.page.locator(".p-button"))


def field(visitor: Visitor) -> Locator:
    return visitor.page.locator("textarea").first


@pytest.mark.parametrize("language", ["nl", "ar"])
def test_a_warning_comes_minutes_before_the_end_in_the_readers_language(visit, language):
    visitor = visit()
    logged_in_so_that_it_ends_in(visitor, timedelta(minutes=4), language)

    with i18n.use_locale(language):
        expect(banner(visitor)).to_contain_text(str(texts.OWN["session_ends"]))
        expect(banner(visitor).get_by_role("button")).to_have_text(str(texts.OWN["session_stay"]))
    assert visitor.overflow() == 0


def test_nobody_is_warned_long_before_the_end(visit):
    visitor = visit()
    logged_in_so_that_it_ends_in(visitor, timedelta(minutes=20))

    expect(field(visitor)).to_be_visible()
    assert visitor.page.locator("[data-session-ends]").count() == 1
    assert visitor.page.locator(".p-banner").count() == 0


def test_one_key_keeps_the_log_in_and_what_was_typed(visit):
    visitor = visit()
    logged_in_so_that_it_ends_in(visitor, timedelta(minutes=4))
    expect(banner(visitor)).to_be_visible()
    field(visitor).press_sequentially(TYPED)

    visitor.page.keyboard.press("Escape")

    expect(visitor.page.locator(".p-banner")).to_have_count(0)
    expect(visitor.page.locator("[role=status]", has_text=str(texts.OWN["session_stays"]))).to_have_count(1)
    expect(field(visitor)).to_have_value(TYPED)
    expect(field(visitor)).to_be_focused()
    visitor.opens("/nl/account")
    ends = int(visitor.page.locator("[data-session-ends]").get_attribute("data-session-ends") or 0)
    assert ends - datetime.now(UTC).timestamp() > timedelta(minutes=55).total_seconds()
    assert visitor.page.locator(".p-banner").count() == 0


def test_the_button_does_the_same(visit):
    visitor = visit()
    logged_in_so_that_it_ends_in(visitor, timedelta(minutes=4))

    banner(visitor).get_by_role("button").click()

    expect(visitor.page.locator(".p-banner")).to_have_count(0)
    expect(visitor.title).to_be_focused()


def test_when_it_does_not_work_that_is_said_and_can_be_tried_again(visit):
    visitor = visit()
    logged_in_so_that_it_ends_in(visitor, timedelta(minutes=4))
    expect(banner(visitor)).to_be_visible()
    visitor.page.route("**/session/extend", lambda route: route.abort())

    visitor.page.keyboard.press("Escape")

    expect(banner(visitor)).to_contain_text(str(texts.OWN["session_failed"]))
    visitor.page.unroute("**/session/extend")
    visitor.page.keyboard.press("Escape")
    expect(visitor.page.locator(".p-banner")).to_have_count(0)
    visitor.complaints.clear()  # the browser complained of the connection that we cut


def test_when_the_end_has_come_it_is_said_with_the_way_back_to_this_page(visit):
    visitor = visit()
    visitor.page.clock.install()  # so that the end comes after the page, however slowly that is drawn
    logged_in_so_that_it_ends_in(visitor, timedelta(minutes=4))
    expect(banner(visitor)).to_be_visible()
    visitor.page.clock.fast_forward("05:00")
    expect(visitor.page.locator(".p-banner")).to_contain_text(str(texts.OWN["session_ended"]))

    link = visitor.page.locator(".p-banner a")
    assert link.get_attribute("href") == "/nl/aanmelden?next=%2Fnl%2Fvraag"
