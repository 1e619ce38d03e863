"""The papers of a charge say what the ledger says."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from pypdf import PdfReader

from i18n import lazy_gettext as _l
from portal.models.retributie import Charge, EntryKind, EntrySource, FeeItem, LedgerEntry
from portal.services.ledger import Balance
from portal.services.payees import Payee
from portal.services.transfers import Transfer
from portal.ui import fee_papers
from portal.ui.fee_papers import Addressee
from portal.ui.transfer_pieces import transfer_panel
from tests.conftest import NOON

CHARGE = Charge(
    id="c1", person_id="amina", contract_id="k1", item=FeeItem.MO_COURSE, rule_id="mo", amount=Decimal(90),
    charged_on=date(2026, 3, 1), due_on=date(2026, 3, 31), ogm="090001234576",
)  # fmt: skip
OWED = Balance(CHARGE, charged=Decimal(90), exempted=Decimal(0), paid=Decimal(30))
PAYEE = Payee("Agentschap Integratie en Inburgering", "BE68539007547034", None)
COURSE = _l("Cursus maatschappelijke oriëntatie")
AMINA = Addressee("Amina Benali", "ar")


def text_of(pdf):
    return PdfReader(BytesIO(pdf)).pages[0].extract_text(extraction_mode="layout")


def test_an_invoice_says_what_is_left_to_pay_by_when_and_how():
    said = text_of(fee_papers.invoice(OWED, COURSE, PAYEE, AMINA))

    for words in (
        "Factuur",
        "Amina Benali",
        "60,00",
        "31/03/2026",
        "BE68 5390 0754 7034",
        "+++090/0012/34576+++",
    ):
        assert words in said
    assert "30,00" in said  # what was paid already


def test_an_invoice_in_dutch_has_no_second_language():
    said = text_of(fee_papers.invoice(OWED, COURSE, PAYEE, replace(AMINA, language="nl")))

    assert said.count("Ten laatste op") == 1


def test_an_example_account_is_said_to_be_one():
    said = text_of(fee_papers.invoice(OWED, COURSE, replace(PAYEE, is_example=True), AMINA))

    assert "voorbeeldrekening" in said


def test_a_receipt_lists_what_was_paid_and_when():
    paid = LedgerEntry(
        person_id="amina", kind=EntryKind.ALLOCATION, acts_as=EntryKind.ALLOCATION, amount=Decimal(30), charge_id="c1",
        source=EntrySource.BANK, key="k", reason="paid", booked_on=date(2026, 3, 5), at=NOON,
    )  # fmt: skip

    said = text_of(fee_papers.receipt(OWED, COURSE, PAYEE, AMINA, paid=[paid]))

    for words in ("Betaalbewijs", "05/03/2026", "30,00", "60,00"):
        assert words in said


@pytest.mark.parametrize("value", ["BE68539007547034", "90.00", "+++090/0012/34576+++"])
def test_each_detail_of_a_transfer_can_be_copied(value):
    transfer = Transfer(PAYEE.name, PAYEE.iban, None, Decimal(90), CHARGE.ogm)

    assert f'data-copy="{value}"' in transfer_panel(transfer, is_example=False)
