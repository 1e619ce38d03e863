"""What a banking app reads from the code is what stands beside it."""

from decimal import Decimal
from io import BytesIO

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from stdnum.be import ogm_vcs

from portal.services.transfers import Transfer

TRANSFER = Transfer(
    "Agentschap Integratie en Inburgering", "BE68539007547034", "JVBABE22", Decimal("90.00"), "090001234576"
)


def fields(transfer):
    """Scan the code and return the lines of EPC069-12, numbered from 1."""
    drawn = BytesIO()
    transfer.qr_code().save(drawn, kind="png", border=4, scale=6)
    found = zxingcpp.read_barcodes(Image.open(drawn))
    assert [str(code.format) for code in found] in (["QRCode"], ["BarcodeFormat.QRCode"], ["QR Code"])
    return dict(enumerate(found[0].text.split("\n"), start=1)), found[0]


def test_every_field_of_epc069_12_is_where_a_bank_looks_for_it():
    lines, code = fields(TRANSFER)

    assert lines[1] == "BCD"
    assert lines[2] == "002"
    assert lines[3] == "1"  # UTF-8
    assert lines[4] == "SCT"
    assert lines[5] == "JVBABE22"
    assert lines[6] == "Agentschap Integratie en Inburgering"
    assert lines[7] == "BE68539007547034"
    assert lines[8] == "EUR90"
    assert lines[9] == ""
    assert lines[10] == "090001234576"
    assert 11 not in lines  # never a free message beside a structured one
    assert code.ec_level == "M"


def test_it_is_shown_as_belgians_write_it():
    assert TRANSFER.shown_ogm == "+++090/0012/34576+++"
    assert TRANSFER.shown_iban == "BE68 5390 0754 7034"


@settings(max_examples=25, deadline=None)
@given(cents=st.integers(1, 99_999_999), number=st.integers(0, 9_999_999_999))
def test_any_amount_and_communication_survive_the_code(cents, number):
    ogm = f"{number:010d}{number % 97 or 97:02d}"
    transfer = Transfer("Payee", "BE68539007547034", None, Decimal(cents).scaleb(-2), ogm)

    lines, _ = fields(transfer)

    assert Decimal(lines[8].removeprefix("EUR")) == transfer.amount
    assert lines[10] == ogm
    assert ogm_vcs.is_valid(lines[10])


@pytest.mark.parametrize(
    ("ogm", "valid"),
    [("090001234576", True), ("000000009797", True), ("123456789002", True), ("123456789012", False)],
)
def test_check_digits_are_those_of_the_belgian_banks(ogm, valid):
    assert ogm_vcs.is_valid(ogm) is valid


def test_the_drawing_grows_with_the_page_and_keeps_its_white_edge():
    drawing = TRANSFER.qr_svg()

    assert drawing.startswith("<svg")
    assert "viewBox" in drawing
