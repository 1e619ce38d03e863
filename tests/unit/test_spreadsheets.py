"""Tables leave the portal as files that a spreadsheet opens without running anything."""

import csv
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from portal.services import spreadsheets
from portal.services.spreadsheets import Table

MARCH = Table(
    "Boekingen",
    ("Dag", "Wat", "Bedrag"),
    [(date(2026, 3, 10), "Cursus", Decimal("-90.00")), (None, "é ü", 3)],
)
FORMULAS = ["=1+1", "+1", "-1+cmd", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://example.org")']


def sheet_of(*tables):
    return load_workbook(BytesIO(spreadsheets.xlsx_file(tables)))


def rows_of(table):
    return list(
        csv.reader(StringIO(spreadsheets.csv_file(table).decode("utf-8-sig"), newline=""), delimiter=";")
    )


def test_a_csv_file_is_written_as_belgian_spreadsheets_read_it():
    assert rows_of(MARCH) == [["Dag", "Wat", "Bedrag"], ["2026-03-10", "Cursus", "-90,00"], ["", "é ü", "3"]]


def test_the_same_rows_give_the_same_bytes():
    assert spreadsheets.csv_file(MARCH) == spreadsheets.csv_file(MARCH)


def test_a_spreadsheet_holds_amounts_and_days_as_such():
    sheet = sheet_of(MARCH)["Boekingen"]

    assert [cell.value for cell in sheet[2]][1:] == ["Cursus", -90]
    assert sheet["A2"].value.date() == date(2026, 3, 10)
    assert sheet["A1"].font.bold


def test_each_table_is_a_sheet():
    assert sheet_of(MARCH, Table("Te laat", ("A",), [])).sheetnames == ["Boekingen", "Te laat"]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_that_looks_like_a_formula_stays_a_text(text):
    table = Table("x", ("y",), [(text,)])

    assert sheet_of(table)["x"]["A2"].data_type != "f"
    assert rows_of(table)[1][0].startswith("'")


@given(st.text(max_size=40))
def test_no_text_whatever_becomes_a_formula(text):
    table = Table("x", ("y",), [(text,)])
    cell = sheet_of(table)["x"]["A2"]

    assert cell.data_type != "f"
    assert (
        not rows_of(table)[1][0].startswith(("=", "+", "-", "@", "\t", "\r")) if rows_of(table)[1:] else True
    )


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**9), max_value=10**9))
def test_amounts_keep_every_cent(amount):
    table = Table("x", ("y",), [(amount,)])

    assert Decimal(rows_of(table)[1][0].replace(",", ".")) == amount
    assert Decimal(str(sheet_of(table)["x"]["A2"].value)).quantize(Decimal("0.01")) == amount
