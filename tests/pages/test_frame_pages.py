"""The pages around the plan and the chat, through the real app, in every language."""

import re

import pytest
from sqlmodel import Session

import i18n
from portal import db, logs
from portal.errors import NotFound
from portal.services import audit, sessions
from portal.ui import access, pages
from tests.cast import AMINA, JAN, LOTTE
from tests.conftest import NOON
from tests.pages.reader import opened, text_of
from tests.services.test_cases import given_case

pytestmark = pytest.mark.usefixtures("people")

OPEN = [page.file for page in pages.installed() if not page.roles]


@pytest.mark.parametrize("language", i18n.OFFERED)
@pytest.mark.parametrize("file", OPEN)
def test_an_open_page_shows_one_title_to_a_stranger(file, language):
    app = opened(file, language=language)
    bodies = "".join(element.body for element in app.get("html"))
    assert not app.exception
    assert not app.error
    assert bodies.count("<h1") == 1
    assert bodies.count("<nav") == 1


@pytest.mark.parametrize(
    "page", [page for page in pages.installed() if page.roles], ids=lambda page: page.slug
)
def test_a_closed_page_asks_a_stranger_to_log_in_and_comes_back_afterwards(page):
    app = opened(page.file)
    assert "Meld je eerst aan" in text_of(app)
    links = re.findall(r'href="([^"]*)"', "".join(element.body for element in app.get("html")))
    assert links.count(f"/nl/aanmelden?next=/nl/{page.slug}") == 2  # on the page and in the frame


def test_logging_in_comes_back_to_what_the_address_asked_for():
    app = opened("case.py", id="a b&c", wie="d")
    links = re.findall(r'href="([^"]*)"', "".join(element.body for element in app.get("html")))
    assert links.count("/nl/aanmelden?next=/nl/dossier%3Fid%3Da%2520b%2526c%26wie%3Dd") == 2


def test_on_the_log_in_page_the_link_in_the_frame_keeps_where_one_was_going():
    app = opened("login.py", next="/nl/dossier?id=7")
    links = re.findall(r'href="([^"]*)"', "".join(element.body for element in app.get("html")))
    assert "/nl/aanmelden?next=%2Fnl%2Fdossier%3Fid%3D7" in links
    assert not [link for link in links if "aanmelden%3Fnext" in link]


def test_a_jurist_sees_on_every_page_how_many_questions_wait():
    assert waiting_for("jan") == ["0"]
    given_open_cases(2)

    assert waiting_for("jan") == ["2"]
    assert "Er wachten 2 vragen." in text_of(opened("privacy.py", person="jan"))
    assert waiting_for("amina") == []
    assert waiting_for(None) == []


def waiting_for(person):
    bodies = "".join(element.body for element in opened("privacy.py", person=person).get("html"))
    return re.findall(r'data-waiting="(\d+)"', bodies)


def given_open_cases(number):
    with db.transaction() as session:
        for _case in range(number):
            given_case(session)


@pytest.mark.parametrize(
    "page", [page for page in pages.installed() if page.roles], ids=lambda page: page.slug
)
def test_a_page_opens_only_for_its_roles(page):
    for member in (AMINA, JAN):
        refused = "Deze pagina is niet voor jou" in text_of(opened(page.file, person=member.id))
        assert refused is (member.role not in page.roles)


def test_the_account_page_tells_who_looked_at_the_file():
    with db.transaction() as session:
        audit.record(
            session, actor_id=LOTTE.id, action="pip.viewed", subject="pip:1", owner_id=AMINA.id, now=NOON
        )
    text = text_of(opened("account.py", person="amina"))
    assert "Lotte Peeters" in text
    assert "Iemand bekeek je plan" in text


def test_staff_see_no_file_of_their_own():
    assert "Wie bekeek je dossier" not in text_of(opened("account.py", person="jan"))


def test_the_navigation_shows_only_what_somebody_may_open():
    stranger, inburgeraar, jurist = (
        text_of(opened("more.py", person=name)) for name in (None, "amina", "jan")
    )
    assert "Mijn plan" not in stranger
    assert "Mijn plan" in inburgeraar
    assert "Mijn plan" not in jurist


def test_every_page_of_the_table_has_its_file_and_every_file_its_row():
    files = {path.name for path in pages.FOLDER.glob("*.py")} - {"__init__.py"}
    assert files <= {page.file for page in pages.PAGES}


def test_an_error_on_a_page_ends_in_calm_words_and_a_number_that_is_in_the_log(monkeypatch, capsys):
    def fails() -> None:
        raise ZeroDivisionError("0123456789 secret@example.org")

    logs.configure()
    monkeypatch.setattr(access, "optional", fails)
    app = opened("more.py")
    words = app.error[0].value
    reference = re.search(r"\u2066([0-9A-F]{8})\u2069", words)[1]
    written = capsys.readouterr().err
    assert reference in written
    assert "secret@example.org" not in written
    assert "Traceback" not in words


def test_a_refusal_of_the_portal_is_explained_without_a_number(monkeypatch):
    def refuses() -> None:
        raise NotFound("page")

    monkeypatch.setattr(access, "optional", refuses)
    app = opened("more.py")
    assert app.error[0].value == "We vinden dit niet. Misschien bestaat het niet meer."


def test_who_is_logged_in_is_asked_once_in_a_run(monkeypatch):
    asked: list[str] = []
    ask = sessions.signed_in

    def counting(session: Session, **facts: object) -> object:
        asked.append(str(facts["subject"]))
        return ask(session, **facts)

    monkeypatch.setattr(sessions, "signed_in", counting)
    opened("more.py", person="amina")
    assert asked == ["amina", "amina"]  # the first page and the one after it
