"""Writing an article: what is typed is kept while typing, and over a reload."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("desk")]
EDITOR = "/nl/artikel-bewerken?taal=nl&artikel="
SENTENCE = "Bewaar je bijlage 35 goed."


def the_text(visitor):
    return visitor.page.get_by_label("Tekst", exact=True)


def test_what_is_typed_is_kept_while_typing_and_over_a_reload(visit, town):
    bram = visit(DESKTOP, at=town)
    bram.logs_in_as("bram")
    bram.opens(f"{EDITOR}bijlage-35")
    the_text(bram).click()
    bram.page.keyboard.press("Control+End")

    bram.page.keyboard.type(f"\n{SENTENCE}")
    expect(bram.page.get_by_text("Bewaard als concept").first).to_be_visible()  # the field was not left
    expect(the_text(bram)).to_be_focused()
    bram.page.keyboard.type("\nEn dit komt net voor de bladzijde herlaadt.")
    bram.page.reload()
    bram.waits()

    bram.page.wait_for_function(
        "() => [...document.querySelectorAll('textarea')].some((field) => field.value.endsWith('herlaadt.'))"
    )
    expect(bram.page.locator(".p-preview")).to_contain_text("herlaadt.")


def test_what_was_done_far_below_is_seen_without_going_up(visit, town):
    bram = visit(DESKTOP, at=town)
    bram.logs_in_as("bram")
    bram.opens(f"{EDITOR}oranje-kaart")

    bram.page.get_by_role("button", name="Vandaag nagekeken: alles klopt nog").click()

    done = bram.page.get_by_text("De datums staan in het concept.")
    expect(done).to_be_in_viewport()
    expect(bram.page.locator("h1.p-title")).not_to_be_in_viewport()
