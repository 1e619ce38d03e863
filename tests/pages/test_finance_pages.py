"""Finance reads its figures and gives money back; somebody who gets some says to which account. Through the real app."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlmodel import select

from portal import db
from portal.models.bank import TransactionState
from portal.models.payments import ProviderCheck
from portal.models.refunds import Refund, RefundFile, RefundState, RefundWay
from portal.models.retributie import EntrySource, FeeExemption, FeeItem
from portal.providers.payments import BackState
from portal.services import refund_list, refund_rounds
from portal.services.finance_figures import Asked
from portal.services.ledger import Origin
from portal.ui import finance_export, finance_filter
from portal.ui.labels_finance import Span
from tests.cast import AMINA, LOTTE, NORA, OLEKSANDR
from tests.conftest import NOON
from tests.pages.reader import opened, text_of
from tests.refunds import TODAY, FakeProvider, bank_line, book, given_charge, paid_by_bank, paid_online

pytestmark = pytest.mark.usefixtures("people")

MARCH = Asked(date(2026, 3, 1), date(2026, 3, 31))
PAGES = ("finance.py", "refunds.py")


def movement():
    """A month in which everything happens."""
    with db.transaction() as session:
        paid_by_bank(session, "100", charges=[given_charge(session)])
        exempt = given_charge(session, owner=OLEKSANDR)
        decided = FeeExemption(
            person_id=OLEKSANDR.id, contract_id=exempt.contract_id, ground="leefloon", rule_id="vrij-leefloon",
            proof_seen_on=TODAY, valid_from=TODAY, decided_by=LOTTE.id, decided_at=NOON,
        )  # fmt: skip
        session.add(decided)
        session.flush()
        origin = Origin(EntrySource.RULE, "exempt:1", "exempt", TODAY, exemption_id=decided.id)
        book(session, OLEKSANDR).exempt(exempt.id, origin)
        given_charge(session, item=FeeItem.MO_TEST, due_on=date(2026, 2, 1))
        bank_line(session, "33.33", name="=HYPERLINK()", state=TransactionState.DOUBT, bank_reference="=1+1")


def listed(**facts):
    with db.transaction() as session:
        (paid_online if facts.pop("online", False) else paid_by_bank)(session, **facts)
        (refund,) = refund_list.list_credit(session, person_id=AMINA.id, now=NOON)
        return refund.id


def now_of(refund_id):
    with db.reading() as session:
        return session.get_one(Refund, refund_id)


def words(app):
    return " ".join(text_of(app).split())


def press(app, key):
    return next(button for button in app.button if button.key == key).click().run()


# ── who may ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("person", ["amina", "lotte"])
def test_nobody_but_finance_opens_the_pages(page, person):
    assert "Deze pagina is niet voor jou" in words(opened(page, person=person))


@pytest.mark.parametrize("page", PAGES)
def test_a_stranger_is_asked_to_log_in(page):
    assert "Meld je eerst aan" in words(opened(page))


@pytest.mark.parametrize("page", PAGES)
def test_a_portal_without_money_says_so_calmly(page):
    assert not opened(page, person="nora").error


# ── figures ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_nora_reads_each_figure_with_what_it_counts():
    movement()

    text = words(opened("finance.py", person="nora"))

    assert "Aangerekend € 270,00 Wat in deze periode werd aangerekend" in text.replace("\xa0", " ")
    assert "Te laat € 90,00 1 cursus of test had al betaald moeten zijn." in text.replace("\xa0", " ")
    assert "Leefloon of hulp van het OCMW" in text


def test_every_chart_has_the_same_numbers_as_a_table():
    movement()

    app = opened("finance.py", person="nora")

    assert len(app.get("vega_lite_chart")) == 3
    assert words(app).count("Toon deze cijfers als tabel") == 3


def test_the_difference_is_on_the_screen_with_the_line_it_comes_from():
    movement()

    text = words(opened("finance.py", person="nora")).replace("\xa0", " ")

    assert "Bank min boek" in text
    assert "Regel op het uittreksel die nog wacht op een beslissing (1): € 33,33" in text


def test_a_payment_that_only_the_provider_knows_is_on_the_screen():
    assert "nog niet vergeleken" in words(opened("finance.py", person="nora"))
    unknown = {"payment_id": None, "provider_id": "tr_unknown", "provider": "90.00", "ledger": "0.00"}
    with db.transaction() as session:
        session.add(
            ProviderCheck(
                provider="fake", since=NOON, checked_at=NOON, payments=1, provider_total=Decimal(90),
                ledger_total=Decimal(0), differences=[unknown],
            )
        )  # fmt: skip

    text = words(opened("finance.py", person="nora"))

    assert "Deze betalingen kloppen niet." in text
    assert "tr_unknown" in text


def test_finance_reads_no_names_where_it_needs_none():
    movement()

    text = words(opened("finance.py", person="nora"))

    assert not [name for name in ("Benali", "Kovalenko", "HYPERLINK") if name in text]


def test_another_period_gives_other_figures():
    movement()
    app = opened("finance.py", person="nora")

    app.selectbox(key="finance.span").set_value(Span.LAST_MONTH).run()

    assert "Aangerekend € 0,00" in words(app).replace("\xa0", " ")
    assert "Van 1 februari 2026 tot en met 28 februari 2026." in words(app)


@pytest.mark.parametrize(
    ("span", "since", "until"),
    [
        (Span.TWELVE_MONTHS, date(2025, 4, 1), TODAY),
        (Span.THREE_MONTHS, date(2026, 1, 1), TODAY),
        (Span.THIS_MONTH, date(2026, 3, 1), TODAY),
        (Span.LAST_MONTH, date(2026, 2, 1), date(2026, 2, 28)),
        (Span.THIS_YEAR, date(2026, 1, 1), TODAY),
    ],
)
def test_periods_are_whole_months(span, since, until):
    assert finance_filter.days_of(span, TODAY) == (since, until)


# ── files to take away ───────────────────────────────────────────────────────────────────────────────────────────


def test_the_spreadsheet_has_a_sheet_for_each_part_and_sums_that_are_right():
    movement()

    book_ = load_workbook(BytesIO(finance_export.xlsx(NORA.actor, MARCH, TODAY)))

    assert book_.sheetnames == [
        "Per maand", "Per regio", "Per onderdeel", "Vrijgesteld", "Betaaldienst min boek", "Bank min boek", "Te laat", "Boekingen",
    ]  # fmt: skip
    (month,) = book_["Per maand"].iter_rows(min_row=2, values_only=True)
    assert month[1:5] == (270, 90, 90, 100)
    assert book_["Te laat"].max_row == 2


def test_what_the_bank_wrote_cannot_become_a_formula():
    movement()

    book_ = load_workbook(BytesIO(finance_export.xlsx(NORA.actor, MARCH, TODAY)))

    cells = [cell for sheet in book_ for row in sheet.iter_rows() for cell in row]
    assert [cell.value for cell in cells if cell.value == "=1+1"] == ["=1+1"]
    assert not [cell for cell in cells if cell.data_type == "f"]


def test_the_book_as_csv_is_the_same_twice_and_has_no_names():
    movement()

    first, second = (finance_export.csv(NORA.actor, MARCH) for _ in range(2))

    assert first == second
    assert b"'" not in first
    assert first.decode("utf-8-sig").count("\r\n") == 7
    assert b"Benali" not in first


def test_one_agency_is_one_agency_in_the_file_too():
    movement()

    nothing = finance_export.csv(NORA.actor, Asked(MARCH.since, MARCH.until, "bon"))

    assert nothing.decode("utf-8-sig").count("\r\n") == 1


# ── giving back ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_nora_makes_a_file_of_what_waits_and_fetches_it():
    refund_id = listed()
    app = opened("refunds.py", person="nora")

    app = press(app, "FormSubmitter:refunds.file-Maak een bestand voor de bank (pain.001)")

    assert "Het bestand is gemaakt." in words(app)
    assert now_of(refund_id).state is RefundState.ORDERED
    assert [button.label for button in app.get("download_button")] == ["Haal het bestand op"]


def test_pressing_twice_makes_one_file():
    listed()
    one, other = opened("refunds.py", person="nora"), opened("refunds.py", person="nora")
    key = "FormSubmitter:refunds.file-Maak een bestand voor de bank (pain.001)"
    press(one, key)

    other = press(other, key)

    assert "1 overschrijving, samen" in words(other)
    with db.reading() as session:
        assert len(session.exec(select(RefundFile)).all()) == 1


def test_a_file_that_was_not_sent_is_taken_back():
    refund_id = listed()
    app = press(
        opened("refunds.py", person="nora"),
        "FormSubmitter:refunds.file-Maak een bestand voor de bank (pain.001)",
    )

    app = press(app, f"refunds.take-back.{now_of(refund_id).file_id}")

    assert "Alles staat weer op de lijst." in words(app)
    assert now_of(refund_id).state is RefundState.LISTED


def test_nora_says_that_money_came_back():
    refund_id = listed()
    app = press(
        opened("refunds.py", person="nora"),
        "FormSubmitter:refunds.file-Maak een bestand voor de bank (pain.001)",
    )

    app = press(app, f"refunds.returned.{refund_id}")

    assert "We vroegen naar de rekening." in words(app)
    assert now_of(refund_id).state is RefundState.FAILED


def test_nora_gives_an_on_line_payment_back_through_the_provider(monkeypatch):
    provider = FakeProvider()
    provider.state = BackState.DONE
    monkeypatch.setattr(refund_rounds, "payment_provider", lambda _settings: provider)
    refund_id = listed(online=True)

    app = press(opened("refunds.py", person="nora"), f"refunds.provider.{refund_id}")

    assert "De terugbetaling is besteld." in words(app)
    assert now_of(refund_id).state is RefundState.DONE


def test_what_the_provider_refuses_goes_as_a_transfer(monkeypatch):
    provider = FakeProvider()
    provider.refuses = True
    monkeypatch.setattr(refund_rounds, "payment_provider", lambda _settings: provider)
    refund_id = listed(online=True)
    app = press(opened("refunds.py", person="nora"), f"refunds.provider.{refund_id}")
    assert "De betaaldienst weigert dit." in words(app)

    app = press(app, f"refunds.transfer.{refund_id}")

    assert now_of(refund_id).way is RefundWay.SEPA
    assert "We vroegen naar de rekening." in words(app)


# ── whose money it is ────────────────────────────────────────────────────────────────────────────────────────────


def gives(app, iban, holder="Amina Benali"):
    app.text_input[0].set_value(holder)
    app.text_input[1].set_value(iban)
    return next(button for button in app.button if button.label == "Betaal mij hier terug").click().run()


def test_amina_reads_what_she_gets_back_and_gives_her_account():
    refund_id = listed(iban=None)
    app = opened("fees.py", person="amina")
    assert "Je betaalde iets wat je niet meer moest betalen." in words(app)

    app = gives(app, "BE71 0961 2345 6769")

    assert "We hebben je rekening." in words(app)
    assert now_of(refund_id).iban == "BE71096123456769"
    assert not app.text_input


def test_a_typing_error_in_the_account_is_said_and_kept_on_the_page():
    listed(iban=None)

    app = gives(opened("fees.py", person="amina"), "BE71 0961 2345 6768")

    assert "Dit rekeningnummer klopt niet." in words(app)
    assert app.text_input[1].value == "BE71 0961 2345 6768"


def test_who_gets_nothing_back_reads_nothing_of_it():
    assert "Wat je terugkrijgt" not in words(opened("fees.py", person="oleksandr"))


def test_the_whole_way_of_ten_euros_too_much():
    with db.transaction() as session:
        paid_by_bank(session, "100", charges=[given_charge(session)])
    refund_rounds.run_round(NOON, FakeProvider())
    assert "Je betaalde te veel." in words(opened("fees.py", person="amina"))

    press(
        opened("refunds.py", person="nora"),
        "FormSubmitter:refunds.file-Maak een bestand voor de bank (pain.001)",
    )
    with db.transaction() as session:
        (refund,) = session.exec(select(Refund)).all()
        bank_line(session, "-10", state=TransactionState.REFUNDED, refund_id=refund.id)
    refund_rounds.run_round(NOON, FakeProvider())

    assert "Dit geld is terugbetaald." in words(opened("fees.py", person="amina"))
    assert refund.amount == Decimal(10)
