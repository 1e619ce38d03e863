"""Forty hours, in one go and on a phone: find something near home, sign up, be there, let a contact confirm, see forty.

Amina's organiser ticks her name in the Dutch walk; in the Arabic one she opens the address of the code herself.
"""

import email
import email.policy
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlmodel import Session

import i18n
from portal import clock, db
from portal.models.activities import Occurrence
from portal.models.pips import HoursState
from portal.ui import labels_hours
from tests.browser import world
from tests.browser.conftest import PHONE, RESULTS, Portal, portal_of_its_own
from tests.browser.test_activities import card, is_well
from tests.browser.test_hours import leave_waiting, logs_two_hours_of_yesterday, ring
from tests.browser.test_story import Reader

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("hours")]

READING = "Samen een boek lezen"
CONTACT = "de.brug@example.org"
# Seven and a half hours are approved and five wait in the demo world. With these twenty-four, the two of reading and
# the two of cooking there are forty and a half.
ROWS = 16
TO_APPROVE = ROWS + 4


@pytest.fixture(params=["nl", "ar"])
def town(request, tmp_path_factory) -> Iterator[tuple[Portal, str]]:
    """A portal of its own, in which many hours of Amina's wait."""
    with portal_of_its_own(
        tmp_path_factory.mktemp("forty-hours"), lambda folder: leave_waiting(folder, rows=ROWS)
    ) as portal:
        yield portal, request.param


def test_amina_finds_takes_part_and_reaches_forty_hours(visit, town):
    portal, language = town
    amina, lotte = Reader(visit(PHONE, at=portal), language), Reader(visit(PHONE, at=portal), language)
    sofie = Reader(visit(PHONE, at=portal), language)

    finds_near_home(amina)
    activity_id, occurrence_id = signs_up(amina, portal)
    has_just_begun(portal, occurrence_id)
    if language == "nl":
        is_ticked(sofie, activity_id, occurrence_id)
    else:
        opens_the_code(amina, code_of(sofie, activity_id, occurrence_id))
    sees_proposed_hours(amina, HoursState.CONFIRMED if language == "nl" else HoursState.PROPOSED)
    logs_and_mails_a_contact(amina)
    confirms_without_an_account(Reader(visit(PHONE, at=portal, java_script_enabled=False), language), portal)
    approves_all(lotte)
    sees_forty(amina)


def looks_well(reader: Reader, name: str) -> None:
    is_well(reader.visitor)
    assert reader.visitor.direction == ("rtl" if reader.language == "ar" else "ltr")
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"journey-{name}-{reader.language}.png"
    reader.visitor.page.screenshot(path=path, full_page=True)


# ── find and sign up ─────────────────────────────────────────────────────────────────────────────────────────────


def finds_near_home(amina: Reader) -> None:
    """Type a word; near home is filled in already."""
    amina.logs_in_as("amina", "zoeken")
    amina.is_at("Activiteiten")
    looks_well(amina, "1-search")
    page = amina.visitor.page
    page.get_by_label(amina.words("Wat zoek je?")).fill("boek")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"q=boek"))
    assert "plaats=24062" in page.url, "Leuven, where she lives"
    expect(page.locator(".p-activities").last.locator("li")).to_have_count(1)
    looks_well(amina, "2-found")
    page.locator(".p-activities").last.get_by_role("link", name=READING).click()
    amina.is_at(READING)
    looks_well(amina, "3-activity")


def signs_up(amina: Reader, portal: Portal) -> tuple[str, str]:
    """Sign up for the first day in two taps; return the ids of the activity and of the day."""
    page = amina.visitor.page
    link = page.locator(".p-days").get_by_role("link", name=re.compile(amina.words("Inschrijven"))).first
    occurrence_id = str(link.get_attribute("href")).split("dag=")[1]
    link.click()
    amina.presses("Schrijf mij in")
    expect(card(amina, READING)).to_contain_text(amina.words("Je bent ingeschreven"))
    looks_well(amina, "4-signed-up")
    with changing(portal) as session:
        return session.get_one(Occurrence, occurrence_id).activity_id, occurrence_id


# ── be there ─────────────────────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def changing(portal: Portal) -> Iterator[Session]:
    engine = db.make_engine(f"sqlite:///{portal.folder / 'portal.sqlite3'}")
    with Session(engine) as session, session.begin():
        yield session
    engine.dispose()


def has_just_begun(portal: Portal, occurrence_id: str) -> None:
    """Let the day be now, as if time passed: it ended half an hour ago, and its code still works."""
    with changing(portal) as session:
        row = session.get_one(Occurrence, occurrence_id)
        lasts, row.by_hand = row.ends_at - row.starts_at, True
        row.ends_at = clock.now().replace(second=0, microsecond=0) - timedelta(minutes=30)
        row.starts_at = row.ends_at - lasts
        begins = row.starts_at.astimezone(clock.BRUSSELS)
        row.day, row.starts_minute = begins.date(), begins.hour * 60 + begins.minute
        session.add(row)


def is_ticked(sofie: Reader, activity_id: str, occurrence_id: str) -> None:
    sofie.logs_in_as("sofie", "activiteiten")
    sofie.is_at("Onze activiteiten")
    looks_well(sofie, "5-organiser")
    card(sofie, READING).get_by_role("link", name=sofie.words("Deelnemers en cijfers")).click()
    sofie.is_at(READING)
    sofie.opens(f"deelnemers?id={activity_id}&dag={occurrence_id}")
    sofie.presses("Zet iedereen op aanwezig")
    expect(sofie.visitor.page.get_by_role("radio", name=sofie.words("Aanwezig")).first).to_be_checked()
    looks_well(sofie, "6-list")
    sofie.presses("Bewaar de lijst")
    sofie.button("Maak het bewaren ongedaan").wait_for()


def code_of(sofie: Reader, activity_id: str, occurrence_id: str) -> str:
    sofie.logs_in_as("sofie", f"deelnemers?id={activity_id}%26dag={occurrence_id}%26scherm=1")
    sofie.is_at(READING)
    looks_well(sofie, "6-code")
    return re.sub(r"[^A-Z0-9]", "", sofie.visitor.page.locator(".p-code").inner_text())


def opens_the_code(amina: Reader, code: str) -> None:
    """Do what the camera of a phone does: open the short address, and press once."""
    amina.visitor.opens(f"/hier/{code}")
    amina.is_at("Ik ben er")
    looks_well(amina, "7-code")
    amina.presses("Ja, ik ben hier")
    amina.visitor.page.get_by_role("link", name=amina.words("Bekijk mijn uren")).wait_for()
    looks_well(amina, "8-present")


def sees_proposed_hours(amina: Reader, state: HoursState) -> None:
    amina.opens("uren")
    amina.is_at("Mijn uren")
    expect(card(amina, READING)).to_contain_text(amina.words(labels_hours.STATES[state].message))
    assert "7" in ring(amina.visitor)
    looks_well(amina, "9-proposed")


# ── have it confirmed and approved ───────────────────────────────────────────────────────────────────────────────


def logs_and_mails_a_contact(amina: Reader) -> None:
    logs_two_hours_of_yesterday(amina.visitor)
    page = amina.visitor.page
    page.get_by_role("tab", name=amina.words("Mailen")).click()
    page.get_by_label(amina.words("Mailadres van de contactpersoon")).fill(CONTACT)
    amina.presses("Stuur de mail")
    amina.reads("De mail vertrekt. Je ziet hier of de contactpersoon bevestigt.")
    looks_well(amina, "10-mailed")


def confirms_without_an_account(contact: Reader, portal: Portal) -> None:
    world.command(portal.folder, "jobs", "--once")
    contact.visitor.reads(f"/{contact.language}{link_in_the_mail(portal.folder)}")
    contact.is_at("Klopt dit?")
    assert "Benali" not in contact.visitor.page.content()
    contact.presses("Ja, dit klopt")
    contact.is_at("Bedankt, je bevestigde dit")


def link_in_the_mail(folder: Path) -> str:
    """Return the address in the contact's mail, from behind the language."""
    read = [
        email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        for path in (folder / "mail").glob("*.eml")
    ]
    (mail,) = [one for one in read if one["To"] == CONTACT]
    found = re.search(r"/nl(/bevestig/\S+)", mail.get_content())
    assert found, mail.get_content()
    return found[1]


def approves_all(lotte: Reader) -> None:
    lotte.logs_in_as("lotte", "uren-goedkeuren")
    lotte.is_at("Uren goedkeuren")
    looks_well(lotte, "11-waiting")
    with i18n.use_locale(lotte.language):
        everything = i18n.ngettext("Kies alles (%(n)d)", "Kies alles (%(n)d)", TO_APPROVE) % {"n": TO_APPROVE}
    lotte.visitor.page.get_by_text(everything).click()
    lotte.visitor.page.locator(".st-key-hours_approval-approve button").click()
    lotte.reads("De uren zijn goedgekeurd.")
    lotte.reads("Er wachten geen uren.")
    looks_well(lotte, "12-approved")


def sees_forty(amina: Reader) -> None:
    amina.opens("uren")
    expect(amina.visitor.page.locator(".p-ring__words")).to_contain_text(re.compile(r"40.*40"))
    amina.reads("Je hebt genoeg uren. Goed gedaan!")
    looks_well(amina, "13-forty")
    amina.opens("plan")
    words = amina.words("%(done)d van %(total)d uur") % {"done": 40, "total": 40}
    expect(amina.visitor.page.get_by_text(words).first).to_be_visible()
    looks_well(amina, "14-plan")
