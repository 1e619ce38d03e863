"""The costs of a track, through the real app: what is due and why, what is exempt, every line, and the forms for it."""

import re
from datetime import date
from decimal import Decimal

import pytest
from sqlmodel import select

import i18n
from portal import db
from portal.models.retributie import EntrySource, FeeExemption, Instalment
from portal.services import ledger
from portal.services.ledger import Origin
from tests.pages.conftest import NOW
from tests.pages.reader import opened, text_of

pytestmark = pytest.mark.usefixtures("demo_world")

PEOPLE = ("amina", "oleksandr", "fatou", "samir", "mei", "elena", "yusuf", "rosa")


def costs(person, **query):
    return text_of(opened("fees.py", person=person, **query))


def pay_everything(person):
    with db.transaction() as session:
        book = ledger.open_book(session, person_id=person, now=NOW)
        owed = ledger.account_of(session, person_id=person).owed
        origin = Origin(EntrySource.BANK, f"bank:{person}", "bank-transfer", NOW.date())
        book.receive(owed, origin)
        book.settle(origin)


def test_amina_sees_what_she_owes_why_and_by_when():
    text = costs("amina")

    assert "Je moet iets betalen." in text
    assert re.search(r"Nu te betalen: \W*90,00", text)
    assert "Cursus maatschappelijke oriëntatie" in text
    assert "Nog 14 dagen, uiterlijk op" in text or "uiterlijk op" in text
    assert "met een contract vanaf 1 september 2023" in text
    assert "Eerste uitvoeringsbesluit" in text
    assert "Nagekeken op 22 november 2026." in text
    assert "Jouw contract is van 4 oktober 2026" in text
    assert "Leuven" in text
    assert "Je betaalt voor de cursus of de test begint." in text


def test_the_pay_button_and_the_transfer_stand_at_what_is_owed():
    bodies = "".join(element.body for element in opened("fees.py", person="amina").get("html"))

    assert bodies.index("uiterlijk op") < bodies.index('action="/betaling/start"') < bodies.index("Waarom")
    assert "Liever met een overschrijving?" in bodies
    assert "Dit is een voorbeeldrekening." in bodies


def test_who_is_exempt_has_nothing_to_pay_and_hears_the_ground_and_who_decided():
    text = costs("oleksandr")

    assert "Je hoeft niets te betalen: je bent vrijgesteld." in text
    assert "Reden: Leefloon of hulp van het OCMW." in text
    assert "Lotte Peeters" in text
    assert "We bewaren het bewijs niet." in text
    assert "Dit is niet zeker. Vraag het na bij je trajectbegeleider." in text
    assert "Betaal" not in text.replace("Betaald", "")


@pytest.mark.parametrize(
    ("person", "words"),
    [
        ("fatou", "Je woont in Brussel. Daar is inburgering gratis."),
        ("samir", "Je contract is van vóór 1 september 2023."),
        ("mei", "Dit traject is voorbij."),
        ("elena", "Je hebt nog geen inburgeringscontract."),
    ],
)
def test_who_pays_nothing_hears_why(person, words):
    text = costs(person)

    assert words in text
    assert "Te betalen" not in text


def test_dutch_is_shown_with_its_price_as_paid_at_the_school_and_the_rest_as_free():
    text = costs("amina")

    assert "Je betaalt aan de school, niet hier." in text
    assert "Cursus en test Nederlands kosten samen hoogstens" in text
    assert "Begeleiding, werk, en participatie en netwerk zijn gratis." in text


def test_every_line_is_explained_and_adds_up():
    text = costs("yusuf")

    assert "Cursus maatschappelijke oriëntatie: dit kost geld." in text
    assert "De cursus is gepland." in text
    assert "Je betaalde dit in het vorige systeem van het agentschap." in text
    with db.reading() as session:
        account = ledger.account_of(session, person_id="yusuf")
    owed, credit = i18n.format_amount(account.owed), i18n.format_amount(account.credit)
    total = f"Samen nog te betalen {owed} Samen tegoed {credit}"
    assert " ".join(total.split()) in " ".join(text.split())


def papers(person):
    return [button.label for button in opened("fees.py", person=person).get("download_button")]


def test_there_is_an_invoice_while_something_is_owed_and_a_receipt_once_it_is_paid():
    assert papers("amina") == ["Factuur (PDF): Cursus maatschappelijke oriëntatie"]

    pay_everything("amina")

    assert papers("amina") == ["Betaalbewijs (PDF): Cursus maatschappelijke oriëntatie"]


def test_rosa_sees_her_parts_and_pays_the_next_one():
    text = costs("rosa")

    assert "Je betaalt in delen" in text
    assert re.search(r"Nu te betalen: \W*30,00", text)


def test_paying_makes_the_page_calm_and_takes_it_off_the_first_page():
    assert re.search(r"Betaal \W*90,00", text_of(opened(person="amina")))

    pay_everything("amina")

    assert "Alles is betaald." in costs("amina")
    home = text_of(opened(person="amina"))
    assert "Bekijk en betaal" not in home


@pytest.mark.parametrize(
    ("person", "language"),
    [("amina", language) for language in i18n.OFFERED] + [(person, "ar") for person in PEOPLE[1:]],
)
def test_the_page_opens_in_every_language_and_for_everybody(person, language):
    app = opened("fees.py", person=person, language=language)

    assert not app.exception
    assert not app.error


@pytest.mark.parametrize("person", ["lotte", "jan", "nora"])
def test_the_page_is_closed_to_others(person):
    assert "Deze pagina is niet voor jou" in costs(person)


# ── the trajectbegeleider ────────────────────────────────────────────────────────────────────────────────────────


def client(person):
    return opened("client_plan.py", person="lotte", wie=person)


def choose(app, act):
    return app.selectbox(key="client_plan.fees.act").select(act).run()


def submit(app, label):
    return next(button for button in app.button if button.label == label).click().run()


def test_lotte_sees_what_her_clients_owe():
    text = text_of(client("yusuf"))

    assert "Moet betalen" in text
    assert re.search(r"Betaald \W*90,00", text)


def test_lotte_exempts_amina_and_the_debt_is_gone():
    app = choose(client("amina"), "Vrijstelling van betaling geven")

    app = submit(app, "Opslaan")

    assert "De vrijstelling van betaling is opgeslagen." in text_of(app)
    with db.reading() as session:
        (row,) = session.exec(select(FeeExemption).where(FeeExemption.person_id == "amina")).all()
        assert ledger.account_of(session, person_id="amina").owed == 0
    assert row.decided_by == "lotte"
    assert "Je hoeft niets te betalen: je bent vrijgesteld." in costs("amina")


def test_an_old_proof_is_refused_in_words():
    app = choose(client("amina"), "Vrijstelling van betaling geven")
    app.date_input(key="client_plan.fees.proof").set_value(date(2026, 9, 1))

    app = submit(app, "Opslaan")

    assert [error.value for error in app.error] == ["Het bewijs is te oud. Vraag een nieuw bewijs."]


def test_lotte_withdraws_an_exemption():
    app = choose(client("oleksandr"), "Vrijstelling van betaling intrekken")

    app = submit(app, "Intrekken")

    assert "De vrijstelling is ingetrokken." in text_of(app)
    assert "je bent vrijgesteld" not in costs("oleksandr")


def test_lotte_lets_amina_pay_in_parts():
    app = choose(client("amina"), "In delen laten betalen")
    app.selectbox(key="client_plan.fees.many").select(3)

    app = submit(app, "Opslaan")

    assert "Betalen in delen is afgesproken." in text_of(app)
    with db.reading() as session:
        parts = session.exec(select(Instalment).order_by(Instalment.number)).all()
    assert [part.amount for part in parts if part.agreed_at == NOW] == [Decimal(30)] * 3


def test_there_is_nothing_to_do_about_costs_in_brussels():
    app = client("fatou")

    assert "client_plan.fees.act" not in [box.key for box in app.selectbox]
    assert "Gratis" in text_of(app)


def act(app, what):
    return app.selectbox(key="client_plan.act").select(what).run()


def test_lotte_plans_a_test_that_amina_must_pay():
    app = act(client("amina"), "Test plannen")
    app.date_input(key="client_plan.test.day").set_value(date(2027, 1, 11))
    app.text_input(key="client_plan.test.place").set_value("Testcentrum Leuven")

    app = submit(app, "Opslaan")

    assert "De test is gepland." in text_of(app)
    assert "Test maatschappelijke oriëntatie" in costs("amina")
    with db.reading() as session:
        assert ledger.account_of(session, person_id="amina").owed == Decimal(180)


def test_a_test_without_a_place_is_not_planned():
    app = submit(act(client("amina"), "Test plannen"), "Opslaan")

    assert [error.value for error in app.error] == ["Vul de dag, het uur en de plaats in."]


def test_lotte_cancels_yusufs_test_and_he_owes_nothing():
    app = submit(act(client("yusuf"), "Afspraak annuleren"), "Annuleren")

    assert "De afspraak is geannuleerd." in text_of(app)
    assert "Alles is betaald." in costs("yusuf")


def test_lotte_cancels_aminas_course_and_she_owes_nothing():
    app = submit(act(client("amina"), "Cursus annuleren"), "Annuleren")

    assert "De cursus is geannuleerd." in text_of(app)
    assert "Je betaalt pas als een cursus of een test voor jou gepland is." in costs("amina")
