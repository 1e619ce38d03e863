"""Every page, in a language from left to right and one from right to left, on phones and on a wide screen.

A page is opened once in each language and then made wider or narrower, as when somebody turns a phone. Dutch opens on
the smallest phone and Arabic on the wide screen, so that each page is also first drawn for either.
"""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from i18n import LANGUAGES
from portal.models.people import Role
from portal.ui import pages
from tests.browser.conftest import DESKTOP, PHONE, Visitor

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
# What is measured in letters takes as much room on a phone whose reader asked for letters twice as large.
TWICE_AS_LARGE = {"width": 195, "height": 422}
OPENED_ON = [
    pytest.param("nl", SMALL_PHONE, id="nl"),
    pytest.param("ar", DESKTOP, id="ar"),
]
# What Streamlit's own markup causes; docs/accessibility.md says what was done about each.
STREAMLITS_OWN: frozenset[str] = frozenset()
GRAVE = {"serious", "critical"}
PLAIN = ("kennis", "kennis/inburgeringscontract", "woordenlijst", "bestaat-niet")


def _persona(page: pages.Page) -> str | None:
    return next(name for role, name in PERSONA.items() if role in page.roles) if page.roles else None


def grave_barriers(visitor: Visitor) -> list[str]:
    """Say what keeps somebody from reading or using the page, as it stands there once it rests."""
    visitor.rests()
    found = Axe().run(visitor.page).response["violations"]
    return [
        f"{rule['id']} ({rule['impact']}): {node['html'][:160]}"
        for rule in found
        if rule["impact"] in GRAVE and rule["id"] not in STREAMLITS_OWN
        for node in rule["nodes"]
    ]


def _misfits(visitor: Visitor) -> list[str]:
    """Say what is wrong at each size, from the one at which the page was opened to the other end."""
    found = []
    for size in _sizes(visitor):
        visitor.gets_a_screen(size)
        if overflow := visitor.overflow():
            found.append(f"{size['width']}: {overflow} px too wide")
        if size is not SMALL_PHONE:  # drawn as the larger one is
            found += [f"{size['width']}: {broken}" for broken in grave_barriers(visitor)]
    return found


def _sizes(visitor: Visitor) -> list[dict[str, int]]:
    sizes = [SMALL_PHONE, PHONE, DESKTOP]
    return sizes if visitor.page.viewport_size == SMALL_PHONE else sizes[::-1]


@pytest.mark.parametrize(("language", "opened_on"), OPENED_ON)
@pytest.mark.parametrize("page", pages.installed(), ids=lambda page: page.slug or "home")
def test_a_page_has_no_grave_barrier_and_fits_each_screen(regular, page, language, opened_on):
    visitor = regular(opened_on, _persona(page))
    visitor.opens(f"/{language}/{page.slug}{ABOUT.get(page.slug, '')}")
    assert visitor.page.locator("h1").count() == 1
    assert _misfits(visitor) == []


@pytest.mark.parametrize(("language", "opened_on"), OPENED_ON)
@pytest.mark.parametrize("path", PLAIN)
def test_a_plain_page_has_no_grave_barrier_and_fits_each_screen(regular, path, language, opened_on):
    visitor = regular(opened_on, None)
    visitor.reads(f"/{language}/{path}")
    assert _misfits(visitor) == []


@pytest.mark.parametrize("language", ["nl", "ar"])
@pytest.mark.parametrize("path", PLAIN)
def test_a_plain_page_fits_a_phone_with_letters_twice_as_large(regular, path, language):
    visitor = regular(TWICE_AS_LARGE, None)
    visitor.reads(f"/{language}/{path}")
    assert visitor.overflow() == 0


def test_a_long_choice_is_read_to_its_end_with_letters_twice_as_large(regular):
    bram = regular(TWICE_AS_LARGE, "bram")
    bram.opens("/nl/artikels")
    expect(bram.page.get_by_test_id("stCheckbox").first).to_be_visible()
    cut = bram.page.evaluate(
        """[...document.querySelectorAll('[data-testid=stCheckbox] p')]
           .map(words => [words, words.closest('label')])
           .filter(([words, label]) => words.getBoundingClientRect().right > label.getBoundingClientRect().right + 1)
           .map(([words]) => words.textContent)"""
    )
    assert cut == []
    assert bram.overflow() == 0


# Words that are broken or cut, and entries that a thumb misses.
BAD_ENTRIES = """() => [...document.querySelectorAll('.p-nav a')].filter(entry => entry.offsetHeight).filter(entry => {
    const label = entry.querySelector('.p-nav__label'), words = document.createRange(), text = label.firstChild;
    const broken = [...text.data.matchAll(/\\S+/g)].some(word => {
        words.setStart(text, word.index); words.setEnd(text, word.index + word[0].length);
        return new Set([...words.getClientRects()].map(line => Math.round(line.top))).size > 1;
    });
    return broken || label.scrollHeight > label.clientHeight + 3 || label.scrollWidth > label.clientWidth + 1
        || entry.offsetHeight < 44 || entry.offsetWidth < 44;
}).map(entry => entry.textContent)"""


@pytest.mark.parametrize(
    ("person", "path"),
    [(None, f"{code}/kennis") for code in LANGUAGES] + [("amina", "nl/meer"), ("bram", "tr/meer")],
)
def test_the_bar_keeps_its_words_whole_with_letters_twice_as_large(regular, person, path):
    visitor = regular(TWICE_AS_LARGE, person)
    visitor.reads(f"/{path}")
    expect(visitor.page.locator(".p-nav")).to_be_visible()
    assert visitor.page.evaluate(BAD_ENTRIES) == []


@pytest.mark.parametrize(
    "page",
    [page for page in pages.installed() if page.bar and not page.roles],
    ids=lambda page: page.slug or "home",
)
def test_a_page_for_everybody_fits_the_smallest_phone_of_who_logged_in(regular, page):
    visitor = regular(SMALL_PHONE, "amina")
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
