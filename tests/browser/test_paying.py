"""People pay on line on a phone, at the bank of the demo: to the end, twice by mistake, back and forth, and in vain first."""

import email
import email.policy
import re
import time
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Locator, expect

import i18n
from portal import mail_texts
from portal.providers.simulated_bank import Choice
from tests.browser import world
from tests.browser.conftest import PHONE, Portal
from tests.browser.test_accessibility import grave_barriers
from tests.browser.test_story import Reader, rows

# One process runs this file: what it starts is started once.
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("paying")]

START_TO_BANK_S, MOST_TRIES = 2, 3
WORK_S = 0.2  # long enough to see how busy the machine is
AT_BANK = re.compile(r"/simulatie/bank/sim_[0-9a-f]{32}$")


@pytest.fixture
def payer(visit, town):
    """Make somebody on a phone: `payer("amina", "ar")`, who looks at what their track costs."""

    def make(persona: str, language: str) -> Payer:
        found = Payer(visit(PHONE, at=town), language)
        found.logs_in_as(persona, "kosten")
        found.is_at("Mijn kosten")
        return found

    return make


class Payer(Reader):
    """A reader who goes to the bank and back."""

    @property
    def page(self):
        return self.visitor.page

    @property
    def pay(self) -> Locator:
        return self.page.locator("button.p-pay")

    def is_at_the_bank(self) -> str:
        """Wait for the bank's page, which says that it is none; return its address."""
        self.page.wait_for_url(AT_BANK)
        self.reads("Dit is geen echte bank.")
        return self.page.url

    def chooses(self, choice: Choice) -> None:
        self.page.locator(f"button[value={choice}]").click()

    def comes_back_to(self, dutch: str) -> None:
        self.page.wait_for_url(re.compile(rf"/{self.language}/betaling\?id=[0-9a-f]+$"))
        self.is_at(dutch)

    def meets_no_barrier(self) -> None:
        assert self.visitor.direction == i18n.LANGUAGES[self.language].direction
        assert self.visitor.overflow() == 0
        assert grave_barriers(self.visitor) == []


def quickest_to_the_bank(payer: Payer) -> float:
    """Return how long it takes from the button to the bank where nobody else uses the processor: the best of three times."""
    took: list[float] = []
    while True:
        pressed_at = time.monotonic()
        payer.pay.click()
        payer.is_at_the_bank()
        took.append((time.monotonic() - pressed_at) / crowding())
        if min(took) <= START_TO_BANK_S or len(took) == MOST_TRIES:
            return min(took)
        payer.chooses(Choice.CANCELLED)
        payer.comes_back_to("Je stopte de betaling")


def crowding() -> float:
    """Say how many times longer than its work everything takes now, since others work beside it."""
    began, work = time.monotonic(), time.process_time()
    while time.process_time() - work < WORK_S:
        pass
    return max(1.0, (time.monotonic() - began) / WORK_S)


def payments_of(town: Portal, person: str) -> list[tuple]:
    return rows(town, "SELECT id, state FROM online_payment WHERE person_id = ? ORDER BY created_at", person)


def paid_online(town: Portal, person: str) -> list[Decimal]:
    query = (
        "SELECT amount FROM ledger_entry WHERE person_id = ? AND kind = 'payment' AND reason = 'paid-online'"
    )
    return [Decimal(cents) / 100 for (cents,) in rows(town, query, person)]


def mails_to(folder: Path, person: str) -> list[str]:
    read = [
        email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        for path in (folder / "mail").glob("*.eml")
    ]
    return [str(mail["Subject"]) for mail in read if mail["To"] == f"{person}@example.org"]


def test_amina_pays_by_bancontact_on_a_phone_in_arabic(payer, town):
    amina = payer("amina", "ar")
    expect(amina.pay).to_have_count(1)
    took = quickest_to_the_bank(amina)

    amina.meets_no_barrier()
    amina.chooses(Choice.PAID)
    amina.comes_back_to("Je betaling is binnen")
    amina.meets_no_barrier()
    assert took <= START_TO_BANK_S, f"{took:.1f} s from the button to the bank"
    print(f"from the button to the bank: {took:.2f} s")  # noqa: T201 the figure of docs/measured

    amina.follows("Naar mijn kosten")
    amina.is_at("Mijn kosten")
    expect(amina.pay).to_have_count(0)
    assert paid_online(town, "amina") == [Decimal(90)]
    for _round in range(2):
        world.command(town.folder, "jobs", "--once")
    with i18n.use_locale("ar"):
        subject = str(mail_texts.TEMPLATES["payment.received"].subject)
    assert mails_to(town.folder, "amina").count(subject) == 1


def test_yusuf_presses_twice_goes_back_and_returns_before_the_bank_knows(payer, town):
    yusuf = payer("yusuf", "nl")
    yusuf.pay.dblclick(no_wait_after=True)
    at_bank = yusuf.is_at_the_bank()
    yusuf.page.go_back()
    yusuf.visitor.waits()
    yusuf.is_at("Mijn kosten")
    yusuf.pay.click()
    assert yusuf.is_at_the_bank() == at_bank
    assert len(payments_of(town, "yusuf")) == 1

    yusuf.page.locator("main > a.p-button").click()
    yusuf.comes_back_to("We weten het nog niet")
    yusuf.meets_no_barrier()
    assert paid_online(town, "yusuf") == []
    elsewhere = yusuf.page.context.new_page()
    elsewhere.goto(at_bank)
    elsewhere.locator(f"button[value={Choice.LOST}]").click()
    yusuf.is_at("Je betaling is binnen")  # by itself
    elsewhere.close()

    yusuf.page.goto(at_bank)
    expect(yusuf.page.locator("button[value=paid]")).to_have_count(0)
    assert paid_online(town, "yusuf") == [Decimal(90)]


def test_rosas_card_is_refused_and_then_she_pays_her_part(payer, town):
    rosa = payer("rosa", "fr")
    rosa.pay.first.click()
    first = rosa.is_at_the_bank()
    rosa.chooses(Choice.FAILED)
    rosa.comes_back_to("De betaling is mislukt")
    rosa.meets_no_barrier()
    assert paid_online(town, "rosa") == []

    rosa.pay.click()
    assert rosa.is_at_the_bank() != first
    rosa.chooses(Choice.DOUBLE)
    rosa.comes_back_to("Je betaling is binnen")

    assert [state for _id, state in payments_of(town, "rosa")] == ["failed", "paid"]
    assert paid_online(town, "rosa") == [Decimal(30)]


def test_nobody_else_reads_a_payment_by_its_address(payer, town):
    rosa = payer("rosa", "fr")
    rosa.pay.first.click()
    rosa.is_at_the_bank()
    payment_id = payments_of(town, "rosa")[-1][0]
    other = payer("yusuf", "nl")

    other.opens(f"betaling?id={payment_id}")

    other.is_at("Deze betaling vinden we niet")
    expect(other.find(payment_id[:8].upper())).to_have_count(0)
    rosa.opens(f"betaling?id={payment_id}")
    expect(rosa.find(payment_id[:8].upper())).to_be_visible()


def test_rosa_copies_a_transfer_on_her_phone_or_scans_it_from_another_screen(payer, town):
    rosa = payer("rosa", "ar")
    transfer = rosa.page.locator("details:has(.p-transfer)")
    rosa.visitor.unfolds(transfer)
    ((ogm,),) = rows(town, "SELECT ogm FROM charge WHERE person_id = ?", "rosa")
    shown = f"+++{ogm[:3]}/{ogm[3:7]}/{ogm[7:]}+++"

    expect(transfer.get_by_text(shown)).to_be_visible()
    copied = [button.get_attribute("data-copy") for button in transfer.locator(".p-copy").all()]
    scanned = zxingcpp.read_barcodes(
        Image.open(BytesIO(transfer.locator(".p-qr").screenshot(scale="device")))
    )

    assert copied == ["BE68539007547034", "30.00", shown]
    assert scanned[0].text.split("\n")[6:10] == ["BE68539007547034", "EUR30", "", ogm]
    rosa.meets_no_barrier()


def test_rosa_takes_her_invoice_along(payer):
    rosa = payer("rosa", "nl")

    with rosa.page.expect_download() as download:
        rosa.page.locator("[data-testid=stDownloadButton] button").first.click()

    assert download.value.suggested_filename == "factuur-mo-course-1.pdf"
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF-")
