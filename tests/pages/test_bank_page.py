"""Finance reads statements in, decides in one click, splits, sets aside, undoes; nobody else sees it."""

import pytest
from sqlmodel import select

from benchmarks import bank_writers
from benchmarks.bank_world import spelled
from portal import db
from portal.models.bank import AsideReason, BankTransaction, TransactionState
from portal.models.retributie import Charge
from portal.services import bank_decisions, ledger
from tests.bank import OGM, OTHER_OGM, charged, lines, matched, owed, row
from tests.cast import AMINA, NORA, OLEKSANDR
from tests.conftest import NOON
from tests.pages.reader import opened, text_of

pytestmark = pytest.mark.usefixtures("people")

PAGE = "bank.py"
CODA = bank_writers.coda


def given(*rows, charges=((AMINA, OGM),)):
    """Charge people and bring the lines in; returns the ids of the lines."""
    with db.transaction() as session:
        for owner, communication in charges:
            charged(session, owner=owner, communication=communication)
        return [line.id for line in matched(session, *rows)] if rows else []


def shown(app) -> str:
    return " ".join(text_of(app).split())


def stored() -> list[BankTransaction]:
    with db.transaction() as session:
        return lines(session)


def open_amounts() -> dict[str, int]:
    with db.transaction() as session:
        return {charge.ogm: int(owed(session, charge)) for charge in session.exec(select(Charge)).all()}


def uploaded(*files):
    app = opened(PAGE, person="nora")
    app.file_uploader(key="bank.files").set_value(list(files)).run()
    return app


@pytest.mark.parametrize("person", ["amina", "lotte", None])
def test_the_page_is_closed_to_others(person):
    given(row(structured=None, message="voor de cursus"))

    text = shown(opened(PAGE, person=person))

    assert "Deze pagina is niet voor jou" in text or "Meld je eerst aan" in text
    assert "voor de cursus" not in text


@pytest.mark.parametrize("language", ["nl", "en", "fr", "ar"])
def test_the_page_opens_in_every_language(language):
    given(
        row(structured=None, message=spelled(OGM)),
        row("-4.00", structured=None, reference="R2"),
        row(reference="R3"),
    )

    app = opened(PAGE, person="nora", language=language)

    assert not app.exception
    assert not app.error
    assert "".join(element.body for element in app.get("html")).count("<h1") == 1


def test_without_lines_the_page_says_so():
    assert "Hier is nu niets." in shown(opened(PAGE, person="nora"))


def test_a_file_is_read_in_and_what_it_did_is_said():
    given()
    content = CODA([row(), row("5.00", structured=None, message="wat is dit", reference="R2")])

    app = uploaded(("maart.cod", content, "text/plain"))
    app.button(key="bank.import").click().run()
    text = shown(app)

    assert "Vanzelf geboekt 1" in text
    assert "Te beslissen door jou 1" in text
    assert "wat is dit" in text
    assert open_amounts() == {OGM: 0}
    app.button(key="bank.import").click().run()
    assert "Dit bestand is al ingelezen. Er is niets geboekt." in shown(app)
    assert len(stored()) == 2


def test_a_rehearsal_changes_nothing():
    given()
    app = uploaded(("maart.cod", CODA([row()]), "text/plain"))

    app.button(key="bank.rehearse").click().run()

    assert "Zo zou het gaan" in shown(app)
    assert stored() == []


def test_a_broken_file_is_refused_with_its_line_and_the_good_one_beside_it_is_read():
    given()
    app = uploaded(
        ("goed.cod", CODA([row()]), "text/plain"),
        ("stuk.xml", CODA([row(days=1, reference="R2")])[:-130], "text/xml"),
    )

    app.button(key="bank.import").click().run()
    text = shown(app)

    assert "Het bestand is niet volledig. Haal het opnieuw op bij de bank." in text
    assert "regel 7" in text
    assert len(stored()) == 1


def test_a_doubt_says_why_and_is_booked_on_its_suggestion_in_one_click():
    (line_id,) = given(row(structured=None, message=spelled(OGM)))
    app = opened(PAGE, person="nora")
    text = shown(app)
    (button,) = [one for one in app.button if one.key and one.key.startswith(f"bank.book.{line_id}.")]

    app = button.click().run()

    assert "De mededeling staat in de vrije tekst." in text
    assert "Amina Benali" in text
    assert "mededeling in de tekst" in text
    assert "is geboekt." in shown(app)
    assert "Hier is nu niets." in shown(app)
    assert open_amounts() == {OGM: 0}


def test_who_comes_second_is_told_and_books_nothing():
    (line_id,) = given(row(structured=None, message=spelled(OGM)))
    app = opened(PAGE, person="nora")
    with db.transaction() as session:
        bank_decisions.set_aside(
            session, actor=NORA.actor, transaction_id=line_id, reason=AsideReason.NOT_OURS, now=NOON
        )
    (button,) = [one for one in app.button if one.key and one.key.startswith(f"bank.book.{line_id}.")]

    text = shown(button.click().run())

    assert "is geboekt." not in text
    assert open_amounts() == {OGM: 90}


def test_one_transfer_is_found_split_and_booked():
    (line_id,) = given(
        row("200.00", structured=None, message="voor twee", name="OCMW"),
        charges=((AMINA, OGM), (OLEKSANDR, OTHER_OGM)),
    )
    app = opened(PAGE, person="nora")
    app.toggle(key=f"bank.more.{line_id}").set_value(True).run()
    app.text_input(key=f"bank.search.{line_id}").set_value("MO").run()
    assert "We vinden geen kost met die naam of mededeling." in [one.value for one in app.info]
    app.text_input(key=f"bank.search.{line_id}").set_value("0090").run()
    choices = app.multiselect(key=f"bank.charges.{line_id}")

    choices.set_value(choices.options and [charge_id(OGM), charge_id(OTHER_OGM)]).run()
    assert "wordt tegoed van Amina Benali" in shown(app)
    app.button(key=f"bank.split.{line_id}").click().run()

    assert open_amounts() == {OGM: 0, OTHER_OGM: 0}
    with db.transaction() as session:
        assert int(ledger.credit_of(session, person_id=AMINA.id)) == 20


def test_two_charges_that_a_transfer_names_share_it_in_one_click():
    message = f"{spelled(OGM)} en {spelled(OTHER_OGM)}"
    (line_id,) = given(
        row("180.00", structured=None, message=message), charges=((AMINA, OGM), (OLEKSANDR, OTHER_OGM))
    )

    opened(PAGE, person="nora").button(key=f"bank.share.{line_id}").click().run()

    assert open_amounts() == {OGM: 0, OTHER_OGM: 0}


def charge_id(ogm):
    with db.transaction() as session:
        return session.exec(select(Charge.id).where(Charge.ogm == ogm)).one()


def test_parts_that_are_too_much_are_not_booked():
    (line_id,) = given(row("50.00", structured=None))
    app = opened(PAGE, person="nora")
    app.toggle(key=f"bank.more.{line_id}").set_value(True).run()
    app.text_input(key=f"bank.search.{line_id}").set_value("0090").run()
    app.multiselect(key=f"bank.charges.{line_id}").set_value([charge_id(OGM)]).run()
    assert app.number_input(key=f"bank.part.{line_id}.{charge_id(OGM)}").value == 50.0

    assert f"bank.split.{line_id}" in [one.key for one in app.button]
    app.number_input(key=f"bank.part.{line_id}.{charge_id(OGM)}").set_value(20.0).run()

    assert "wordt tegoed van Amina Benali" in shown(app)


def test_a_line_is_set_aside_and_taken_back():
    (line_id,) = given(row("-4.00", structured=None, message="kosten"))
    app = opened(PAGE, person="nora")
    app.toggle(key=f"bank.more.{line_id}").set_value(True).run()
    assert f"bank.search.{line_id}" not in [one.key for one in app.text_input]
    app.selectbox(key=f"bank.aside.{line_id}").set_value("bank-costs").run()
    app.button(key=f"bank.aside.do.{line_id}").click().run()
    assert stored()[0].state is TransactionState.SET_ASIDE

    app.selectbox(key="bank.shown").set_value("set-aside").run()
    assert "Opzijgezet door" in shown(app)
    app.button(key=f"bank.undo.{line_id}").click().run()

    assert stored()[0].state is TransactionState.DOUBT


def test_what_booked_by_itself_can_be_undone():
    (line_id,) = given(row())
    app = opened(PAGE, person="nora")

    app.selectbox(key="bank.shown").set_value("booked").run()
    app.button(key=f"bank.undo.{line_id}").click().run()

    assert open_amounts() == {OGM: 90}
    assert stored()[0].state is TransactionState.DOUBT


def test_lines_are_filtered_by_reason_and_text_and_shown_in_pages():
    given(
        *[
            row(f"{n}.00", structured=None, message=f"huur {n}", reference=f"R{n}", name="X")
            for n in range(1, 13)
        ],
        row("-4.00", structured=None, reference="R99"),
    )
    app = opened(PAGE, person="nora")
    assert "13 lijnen" in shown(app)
    app.number_input(key="bank.page").set_value(2).run()
    assert "huur 12" in shown(app)

    app.selectbox(key="bank.reason").set_value("not-money-in").run()
    assert "1 lijn" in shown(app)
    app.selectbox(key="bank.reason").set_value(None).run()
    app.text_input(key="bank.text").set_value("huur 7").run()

    assert "1 lijn" in shown(app)
    assert "huur 7" in shown(app)


def test_the_files_that_came_in_are_listed():
    given(row())

    text = shown(opened(PAGE, person="nora"))

    assert "Ingelezen bestanden" in text
    assert "Nora Claes" in text
