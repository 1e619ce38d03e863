"""Every page, in a language from left to right and one from right to left, on a phone and on a wide screen."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from portal.models.people import Role
from portal.ui import pages
from tests.browser.conftest import DESKTOP, PHONE

pytestmark = pytest.mark.browser

PERSONA = {
    Role.INBURGERAAR: "amina",
    Role.JURIST: "jan",
    Role.TRAJECTBEGELEIDER: "lotte",
    Role.FINANCE: "nora",
    Role.ORGANISER: "sofie",
    Role.REDACTEUR: "bram",
    Role.BEHEERDER: "wim",
}
# What a page is about, where its address says so.
ABOUT = {
    "inburgeraar": "?wie=amina",
    "artikel-bewerken": "?artikel=bijlage-35",
    "artikel-versies": "?artikel=bijlage-35",
}
SMALL_PHONE = {"width": 320, "height": 640}
# What Streamlit's own markup causes; docs/accessibility.md says what was done about each.
STREAMLITS_OWN: frozenset[str] = frozenset()
GRAVE = {"serious", "critical"}
PLAIN = ("kennis", "kennis/inburgeringscontract", "woordenlijst", "bestaat-niet")


def _persona(page: pages.Page) -> str | None:
    return next(name for role, name in PERSONA.items() if role in page.roles) if page.roles else None


def _violations(page: Any) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{rule['id']} ({rule['impact']}): {node['html'][:160]}"
        for rule in found
        if rule["impact"] in GRAVE and rule["id"] not in STREAMLITS_OWN
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("language", ["nl", "ar"])
@pytest.mark.parametrize("page", pages.installed(), ids=lambda page: page.slug or "home")
def test_a_page_has_no_grave_barrier_and_fits_the_screen(regular, page, language, size):
    visitor = regular(size, _persona(page))
    visitor.opens(f"/{language}/{page.slug}{ABOUT.get(page.slug, '')}")
    assert visitor.page.locator("h1").count() == 1
    assert visitor.overflow() == 0
    assert _violations(visitor.page) == []


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("language", ["nl", "ar"])
@pytest.mark.parametrize("path", PLAIN)
def test_a_plain_page_has_no_grave_barrier_and_fits_the_screen(regular, path, language, size):
    visitor = regular(size, None)
    visitor.reads(f"/{language}/{path}")
    assert visitor.overflow() == 0
    assert _violations(visitor.page) == []


@pytest.mark.parametrize(
    "page", [page for page in pages.installed() if page.bar], ids=lambda page: page.slug or "home"
)
def test_a_page_fits_the_smallest_phone(regular, page):
    visitor = regular(SMALL_PHONE, _persona(page) or "amina")
    visitor.opens(f"/nl/{page.slug}")
    assert visitor.overflow() == 0


def test_everything_one_can_press_is_large_enough(visit):
    visitor = visit(PHONE)
    visitor.logs_in_as("amina", then="/nl/meer")
    small = visitor.page.evaluate(
        """[...document.querySelectorAll('main a, main button, main summary')]
           .map(e => [e.textContent.trim().slice(0, 30), e.getBoundingClientRect()])
           .filter(([, box]) => box.width > 1 && box.height > 0 && (box.height < 44 || box.width < 44))
           .map(([words, box]) => `${words} ${Math.round(box.width)}x${Math.round(box.height)}`)"""
    )
    assert small == []
