"""The story of the portal, walked on a phone: what to do now, a question, a person, the reply; in Dutch and in Arabic."""

import email
import email.policy
import re
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Locator, expect

import i18n
from chatbot import texts
from chatbot.answer import UrgentKind
from portal import mail_texts
from portal.models.cases import AskerKind
from portal.ui import labels_chat
from tests.browser import world
from tests.browser.conftest import DESKTOP, PHONE, Portal, Visitor, start_portal, stop_portal

# One process runs this file: what it starts is started once.
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("story")]

KNOWLEDGE_S = 90
MOST_TO_DO = 5
NUMBER = re.compile(r"Z-\d{4}-\d{6}")

COSTS = {"nl": "Hoeveel kost de cursus maatschappelijke oriëntatie?", "ar": "كم تكلفة دورة التوجيه المجتمعي؟"}
BEATEN = {"nl": "mijn man slaat mij en ik ben bang", "ar": "جوزي بيضربني انا والاولاد وبخاف احكي لحدا"}
REPLIES = {
    "nl": "Je betaalt 90 euro. Het Justitiehuis in Leuven helpt je verder.",
    "ar": "تدفع 90 يورو. يساعدك دار العدل في لوفين.",
}
JURISTS_LANGUAGE = {"nl": "Nederlands", "ar": "Arabisch"}
SECRET = "Mijn buur Piet zegt dat ik moet wachten op een brief"  # what nobody else may read


@dataclass
class Reader:
    """Somebody who reads the portal in a language; does and sees what people do and see."""

    visitor: Visitor
    language: str

    def words(self, dutch: str) -> str:
        """Return a text of the portal as this reader sees it."""
        with i18n.use_locale(self.language):
            return i18n.gettext(dutch)

    def logs_in_as(self, persona: str, page: str = "") -> None:
        self.visitor.logs_in_as(persona, then=f"/{self.language}/{page}")

    def opens(self, page: str) -> None:
        self.visitor.opens(f"/{self.language}/{page}")

    def follows(self, dutch: str) -> None:
        self.visitor.follows(self.words(dutch))

    def presses(self, dutch: str) -> None:
        self.button(dutch).click()

    def button(self, dutch: str) -> Locator:
        return self.visitor.page.get_by_role("button", name=self.words(dutch))

    def is_at(self, dutch: str) -> None:
        expect(self.visitor.title).to_have_text(self.words(dutch))

    def reads(self, dutch: str) -> Locator:
        found = self.find(self.words(dutch))
        expect(found).to_be_visible()
        return found

    def find(self, words: str) -> Locator:
        return self.visitor.page.get_by_text(words).first

    @property
    def field(self) -> Locator:
        return self.visitor.page.get_by_label(self.words("Je vraag"), exact=True)

    @property
    def turns(self) -> Locator:
        return self.visitor.page.locator("section.p-turn")

    def types(self, question: str) -> None:
        self.field.press_sequentially(question)

    def asks(self, question: str) -> Locator:
        """Ask, and return the turn that answers it, which stands first."""
        self.field.fill(question)
        self.presses("Stel je vraag")
        newest = self.turns.first
        expect(newest.locator(".p-asked")).to_contain_text(question)
        return newest

    def says_who_asks(self, kind: AskerKind = AskerKind.SELF) -> None:
        with i18n.use_locale(self.language):
            words = str(labels_chat.ASKER_KINDS[kind])
        self.visitor.page.locator("label").filter(has_text=words).click()
        expect(self.visitor.page.get_by_role("radio", name=words)).to_be_checked()

    def asks_for_a_person(self) -> None:
        self.presses("Vraag een mens")
        self.says_who_asks()

    def case_number(self) -> str:
        """Return the number of the case that was just made, once it stands there."""
        promised = self.turns.first.locator(".p-card")
        expect(promised).to_contain_text(self.words("Je vraag is bij een mens"))
        expect(promised).to_contain_text(self.words("Antwoord ten laatste"))
        found = NUMBER.search(promised.inner_text())
        assert found, promised.inner_text()
        return found[0]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("filled")
    world.fill(folder)
    return folder


@pytest.fixture(scope="module")
def town(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """A portal of this file alone, since these people change it; its jobs run when the test says so."""
    folder = shutil.copytree(filled, tmp_path_factory.mktemp("town"), dirs_exist_ok=True)
    portal = start_portal(folder, PORTAL_JOBS_EVERY_S="3600")
    until = time.monotonic() + KNOWLEDGE_S
    while not knows(portal):
        assert time.monotonic() < until, f"no knowledge after {KNOWLEDGE_S} s: {portal.log[-2000:]}"
        time.sleep(0.2)
    yield portal
    stop_portal(portal)


@pytest.fixture(scope="module")
def unread_town(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """A portal that never gets its articles searched: the model that it is told to read them with is not there."""
    folder = shutil.copytree(filled, tmp_path_factory.mktemp("unread-town"), dirs_exist_ok=True)
    portal = start_portal(folder, PORTAL_EMBEDDING_MODEL=str(folder / "no-model"))
    yield portal
    stop_portal(portal)


@pytest.fixture
def reader(visit, town):
    """Make readers: `reader("ar")`."""

    def make(language: str = "nl", size: dict[str, int] = PHONE, at: Portal = town) -> Reader:
        return Reader(visit(size, at=at), language)

    return make


def knows(portal: Portal) -> bool:
    return bool(httpx.get(f"{portal.url}/healthz").json()["knowledge"]["ready"])


def rows(portal: Portal, query: str, *values: str) -> list[tuple]:
    with closing(sqlite3.connect(portal.folder / "portal.sqlite3")) as database:
        return database.execute(query, values).fetchall()


def turns_with(portal: Portal, question: str) -> int:
    """Count the turns of every conversation in which this was asked, empty ones too."""
    query = "SELECT count(*) FROM chat_turn WHERE conversation_id IN (SELECT conversation_id FROM chat_turn WHERE question = ?)"
    return int(rows(portal, query, question)[0][0])


def cases_about(portal: Portal, question: str) -> list[str]:
    query = "SELECT handover_case.id FROM handover_case JOIN chat_turn ON chat_turn.id = turn_id WHERE question = ?"
    return [case_id for (case_id,) in rows(portal, query, question)]


def caught_mail(portal: Portal, number: str) -> list[EmailMessage]:
    """Return the mails that tell about a case."""
    read = [
        email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        for path in (portal.folder / "mail").glob("*.eml")
    ]
    return [mail for mail in read if number in mail.get_content()]


# ── the story ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("language", ["nl", "ar"])
def test_amina_asks_a_person_and_reads_the_reply(reader, town, language):
    amina, jan = reader(language), reader("nl", DESKTOP)

    sees_what_to_do_and_the_whole_plan(amina)
    number = asks_and_gets_a_number(amina)
    jan_answers(jan, number, language)
    reads_the_reply(amina, number)
    one_mail_came(town, number)


def sees_what_to_do_and_the_whole_plan(amina: Reader) -> None:
    amina.logs_in_as("amina")
    amina.is_at("Wat moet je nu doen?")
    to_do = amina.visitor.page.locator(".p-todo > li")
    expect(to_do.first).to_be_visible()
    assert to_do.count() <= MOST_TO_DO
    amina.follows("Bekijk mijn hele plan")
    amina.is_at("Mijn inburgeringsplan")


def asks_and_gets_a_number(amina: Reader) -> str:
    amina.visitor.page.locator(".p-nav").get_by_role("link", name=amina.words("Vraag"), exact=True).click()
    amina.is_at("Stel je vraag")
    answer = amina.asks(COSTS[amina.language])
    is_quoted_with_source_and_date(amina, answer)
    amina.asks_for_a_person()
    amina.presses("Stuur mijn vraag naar een mens")
    number = amina.case_number()
    amina.reads("Hier vind je nu al hulp")  # who asks about herself is shown the way too
    assert amina.visitor.overflow() == 0
    return number


def is_quoted_with_source_and_date(amina: Reader, answer: Locator) -> None:
    quote = answer.locator("figure.p-quote").first
    expect(quote.locator("blockquote p").first).to_be_visible()
    source = quote.locator("figcaption")
    assert re.search(
        rf"/{amina.language}/kennis/[a-z0-9-]+$", source.locator("a").get_attribute("href") or ""
    )
    assert re.search(r"20\d\d", source.inner_text()), "no date"
    original = quote.locator("details")
    if amina.language == "nl":
        assert original.count() == 0
        return
    assert quote.evaluate("e => getComputedStyle(e).direction") == "rtl"
    original.locator("summary").click()
    dutch = original.locator("[lang=nl]")
    expect(dutch).to_be_visible()
    assert dutch.evaluate("e => getComputedStyle(e).direction") == "ltr"


def jan_answers(jan: Reader, number: str, language: str) -> None:
    jan.logs_in_as("jan", "dossiers")
    line = jan.visitor.page.locator("article.p-card").filter(has_text=number)
    expect(line).to_contain_text(COSTS[language])
    expect(line).to_contain_text(JURISTS_LANGUAGE[language])
    jan.presses(f"Neem dossier {number}")
    expect(jan.visitor.title).to_contain_text(number)
    jan.reads("Dit dossier is nu van jou.")
    expect(jan.visitor.page.locator(".p-question")).to_contain_text(COSTS[language])
    passage = jan.visitor.page.locator("figure.p-quote:has(.p-pair)").first
    expect(passage).to_contain_text(re.compile(r"Versie \d+, bewaard op .+ Kenmerk: \W?[0-9a-f]{12}"))
    expect(passage).to_contain_text(re.compile(r"Score: \d+ van 100\."))
    jan.visitor.page.get_by_label("Je antwoord", exact=True).fill(REPLIES[language])
    jan.presses("Verstuur het antwoord")
    jan.reads("Je antwoord is verstuurd.")


def reads_the_reply(amina: Reader, number: str) -> None:
    amina.opens("")
    amina.follows("Lees het antwoord")
    amina.is_at("Je vragen aan een medewerker")
    reply = amina.visitor.page.locator("article.p-card").filter(has_text=number)
    expect(reply).to_contain_text(REPLIES[amina.language])
    amina.opens("")
    amina.is_at("Wat moet je nu doen?")
    expect(amina.visitor.page.get_by_role("link", name=amina.words("Lees het antwoord"))).to_have_count(0)


def one_mail_came(town: Portal, number: str) -> None:
    """Say that she was told once that her question came, and once that the reply is there; and nothing of either."""
    for _round in range(2):
        world.command(town.folder, "jobs", "--once")
    mails = caught_mail(town, number)
    with i18n.use_locale("ar"):  # Amina's own
        subjects = [str(mail_texts.TEMPLATES[kind].subject) for kind in ("case.opened", "case.answered")]
    assert sorted(mail["Subject"] for mail in mails) == sorted(subjects)
    assert {mail["To"] for mail in mails} == {"amina@example.org"}
    told = "".join(f"{mail['Subject']}{mail.get_content()}" for mail in mails)
    for personal in ("Amina", "Benali", *COSTS.values(), *REPLIES.values()):
        assert personal not in told


# ── what is urgent ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("language", ["nl", "ar"])
def test_who_is_beaten_reads_first_whom_to_call(reader, language):
    fatima = reader(language)
    fatima.opens("vraag")

    reads_first_whom_to_call(fatima, fatima.asks(BEATEN[language]))


def reads_first_whom_to_call(fatima: Reader, answer: Locator) -> None:
    first = answer.locator(f"[lang={fatima.language}] > :first-child").first
    expect(first).to_have_role("alert")
    for line in texts.urgent(UrgentKind.VIOLENCE, fatima.language).splitlines():
        expect(first).to_contain_text(line)
    expect(first.locator("a[href='tel:1712']")).to_be_in_viewport()


# ── what is of somebody else ─────────────────────────────────────────────────────────────────────────────────────


def test_nobody_else_reads_a_question_by_its_address(reader, town):
    amina, oleksandr, stranger = reader(), reader(), reader()
    amina.logs_in_as("amina", "vraag")
    amina.asks(SECRET)
    amina.asks_for_a_person()
    amina.presses("Stuur mijn vraag naar een mens")
    number = amina.case_number()
    (case_id,) = cases_about(town, SECRET)

    stranger.opens(f"dossier?id={case_id}")
    refuses(stranger, "Meld je eerst aan", number)
    stranger.opens("mijn-vragen")
    refuses(stranger, "Meld je eerst aan", number)
    oleksandr.logs_in_as("oleksandr", f"dossier?id={case_id}")
    refuses(oleksandr, "Deze pagina is niet voor jou", number)
    for page, title in (
        ("dossiers", "Deze pagina is niet voor jou"),
        ("mijn-vragen", "Je vragen aan een medewerker"),
        ("vraag", "Stel je vraag"),
    ):
        oleksandr.opens(page)
        refuses(oleksandr, title, number)
    amina.opens(f"dossier?id={case_id}")  # what jurists see is not for who asks either
    amina.is_at("Deze pagina is niet voor jou")


def refuses(reader_: Reader, title: str, number: str) -> None:
    reader_.is_at(title)
    shown = reader_.visitor.page.content()
    assert SECRET not in shown
    assert number not in shown


# ── what goes wrong on a phone ───────────────────────────────────────────────────────────────────────────────────


def test_changing_the_language_while_typing_keeps_the_question(reader):
    typed = "Ik wil graag weten wanneer mijn"
    fatou = reader()
    fatou.logs_in_as("fatou", "vraag")
    fatou.types(typed)

    fatou.visitor.chooses_language("العربية")
    fatou = Reader(fatou.visitor, "ar")

    fatou.is_at("Stel je vraag")
    expect(fatou.field).to_have_value(typed)


def test_words_that_never_reached_the_server_outlive_a_change_of_language(reader):
    typed = "Hoeveel kost de test van de cursus"
    fatou = reader()
    fatou.logs_in_as("fatou", "vraag")
    fatou.field.fill(typed)

    # The field still has the focus, so nothing was sent: as on a slow line, where the page goes before the message.
    fatou.visitor.page.locator(".p-languages a[data-language=ar]").evaluate("link => link.click()")
    fatou = Reader(fatou.visitor, "ar")

    fatou.is_at("Stel je vraag")
    expect(fatou.field).to_have_value(typed)
    fatou.presses("Stel je vraag")
    expect(fatou.turns.first.locator(".p-asked")).to_contain_text(typed)


def test_a_double_click_asks_once_and_hands_over_once(reader, town):
    question = "Hoeveel uur duurt het participatietraject?"
    samir = reader()
    samir.opens("vraag")
    samir.field.fill(question)

    for _tap in range(2):
        samir.button("Stel je vraag").click()

    expect(samir.turns.first.locator(".p-asked")).to_contain_text(question)
    samir.asks_for_a_person()
    samir.button("Stuur mijn vraag naar een mens").dblclick()
    samir.case_number()
    samir.opens("vraag")
    expect(samir.turns).to_have_count(1)
    assert turns_with(town, question) == 1
    assert len(cases_about(town, question)) == 1


def test_asking_nothing_leaves_the_answer_on_top(reader, town):
    question = "Hoeveel uur duurt een cursus maatschappelijke oriëntatie?"
    samir = reader()
    samir.opens("vraag")
    samir.asks(question)
    expect(samir.field).to_have_value("")

    samir.presses("Stel je vraag")

    samir.reads("Schrijf eerst je vraag.")
    expect(samir.turns.first.locator(".p-asked")).to_contain_text(question)
    assert turns_with(town, question) == 1


def test_a_double_click_sends_an_unasked_question_to_a_person_once(reader, town):
    question = "Kan iemand mij opbellen over mijn plan?"
    samir = reader()
    samir.opens("vraag")
    samir.field.fill(question)
    samir.asks_for_a_person()

    samir.button("Stuur mijn vraag naar een mens").dblclick()

    samir.case_number()
    samir.opens("vraag")
    expect(samir.turns).to_have_count(1)
    assert turns_with(town, question) == 1
    assert len(cases_about(town, question)) == 1


def test_going_back_still_shows_the_conversation(reader):
    elena = reader()
    elena.opens("vraag")
    answer = elena.asks(COSTS["nl"])
    quoted = answer.locator("blockquote p").first.inner_text().removeprefix("•").strip()

    elena.visitor.page.locator("figcaption a").first.click()
    expect(elena.visitor.page.locator("article")).to_contain_text(quoted)
    elena.visitor.page.go_back()
    expect(elena.turns.first).to_contain_text(quoted)

    elena.follows("Meer")
    elena.is_at("Alle pagina's")
    elena.visitor.page.go_back()
    elena.is_at("Stel je vraag")
    expect(elena.turns.first).to_contain_text(quoted)


# ── while nothing can be searched; last, since that portal tries again and again ─────────────────────────────────


@pytest.mark.parametrize("language", ["nl", "ar"])
def test_without_any_knowledge_who_is_beaten_still_reads_whom_to_call(reader, unread_town, language):
    fatima = reader(language, at=unread_town)
    fatima.opens("vraag")

    reads_first_whom_to_call(fatima, fatima.asks(BEATEN[language]))
    assert not knows(unread_town)


def test_while_the_knowledge_loads_the_question_stays_in_the_field(reader, unread_town):
    fatima = reader(at=unread_town)
    fatima.opens("vraag")

    fatima.asks(COSTS["nl"])

    fatima.reads(
        "De kennisbank wordt nog geladen. Wacht een minuut en stel je vraag opnieuw, of vraag een mens."
    )
    expect(fatima.field).to_have_value(COSTS["nl"])
