"""The first request a server ever gets is a deep link to a page of the staff."""

import pytest

from portal.ui import pages
from tests.browser import world
from tests.browser.conftest import start_portal, stop_portal

pytestmark = pytest.mark.browser


@pytest.fixture
def fresh(tmp_path):
    world.fill(tmp_path)
    portal = start_portal(tmp_path)
    yield portal
    stop_portal(portal)


def test_a_deep_link_on_a_server_that_served_nobody_yet_opens_nothing(visit, fresh):
    visitor = visit(at=fresh)
    visitor.opens("/nl/dossiers")
    assert visitor.title.inner_text() == "Meld je eerst aan"
    text = visitor.page.locator("body").inner_text()
    assert str(pages.BY_SLUG["dossiers"].summary) not in text


def test_the_log_of_a_visit_holds_no_address_of_the_visitor_and_no_name(visit, portal):
    visit().logs_in_as("amina", then="/nl/account")
    for trace in ("127.0.0.1", "Amina", "Benali", "/nl/account"):
        assert trace not in portal.log.split("portal_started")[1], trace
