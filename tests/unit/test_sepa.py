"""A file of transfers is one that every bank takes, and the same order gives the same bytes."""

from datetime import date
from decimal import Decimal

import pytest
from defusedxml import ElementTree
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.errors import BadInput
from portal.providers import sepa
from portal.providers.sepa import Account, Transfer
from tests.conftest import NOON

AGENCY = Account("Agentschap Integratie en Inburgering", "BE68539007547034")
AMINA = Transfer("a" * 32, "Amina Benali", "BE71096123456769", Decimal("90.00"), "Terugbetaling")
NS = {"p": f"urn:iso:std:iso:20022:tech:xsd:{sepa.SCHEMA}"}


def written(*transfers, debtor=AGENCY):
    return sepa.pain001(
        message_id="b" * 32, debtor=debtor, transfers=transfers, on=date(2026, 3, 11), made_at=NOON
    )


def said(file, path):
    return [
        node.text for node in ElementTree.fromstring(file).findall(f".//p:{path.replace('/', '/p:')}", NS)
    ]


def test_a_transfer_says_who_is_paid_how_much_and_what_to_find_it_by():
    file = written(AMINA)

    assert said(file, "Cdtr/Nm") == ["Amina Benali"]
    assert said(file, "CdtrAcct/Id/IBAN") == ["BE71096123456769"]
    assert said(file, "InstdAmt") == ["90.00"]
    assert said(file, "EndToEndId") == ["a" * 32]


def test_every_transfer_stands_on_its_own_line_of_the_statement():
    file = written(AMINA, Transfer("c" * 32, "Oleksandr", "NL91ABNA0417164300", Decimal("0.05"), "x"))

    assert said(file, "BtchBookg") == ["false", "false"]
    assert said(file, "GrpHdr/CtrlSum") == ["90.05"]
    assert len(set(said(file, "PmtInfId"))) == 2


def test_the_same_order_gives_the_same_bytes():
    assert written(AMINA) == written(AMINA)


def test_the_file_says_when_it_was_made_in_brussels():
    assert said(written(AMINA), "CreDtTm") == ["2026-03-10T12:00:00"]


def test_an_account_without_a_bic_is_said_not_to_have_one():
    assert said(written(AMINA), "DbtrAgt/FinInstnId/Othr/Id") == ["NOTPROVIDED"]
    with_bic = written(AMINA, debtor=Account("AgII", AGENCY.iban, "GKCCBEBB"))
    assert said(with_bic, "DbtrAgt/FinInstnId/BICFI") == ["GKCCBEBB"]


def test_a_name_in_another_script_is_written_as_it_sounds():
    file = written(Transfer("d" * 32, "Олександр & Co <x>", AMINA.iban, Decimal(1), "x"))

    assert said(file, "Cdtr/Nm") == ["Oleksandr Co x"]


def test_a_name_that_leaves_nothing_is_said_to_be_unknown():
    assert said(written(Transfer("d" * 32, "☺", AMINA.iban, Decimal(1), "x")), "Cdtr/Nm") == ["NOTPROVIDED"]


def test_a_file_that_a_bank_would_refuse_is_not_written():
    with pytest.raises(BadInput):
        written(Transfer("e" * 36, "Amina", "no account", Decimal(1), "x"))


@settings(max_examples=100)
@given(st.text(max_size=200))
def test_whatever_somebody_is_called_a_bank_can_read_it(name):
    text = sepa.sepa_text(name, most=70)

    assert len(text) <= 70
    assert text.isascii()
    assert text == text.strip()
