"""A long list in sheets: every row on one of them, whatever the address asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.ui import sheets


@given(st.integers(0, 70), st.integers(1, 25))
def test_every_row_stands_on_one_sheet_in_its_order(count, size):
    rows = list(range(count))
    last = sheets.cut(rows, "", size=size).last

    assert [row for n in range(1, last + 1) for row in sheets.cut(rows, str(n), size=size).rows] == rows


@pytest.mark.parametrize(
    ("asked", "number"),
    [("", 1), ("0", 1), ("-1", 1), ("twee", 1), ("²", 1), ("٢", 1), ("2", 2), ("99", 3), ("9" * 5000, 1)],
)
def test_an_address_that_asks_for_no_sheet_gets_one_that_is_there(asked, number):
    assert sheets.cut(range(41), asked, size=20).number == number


@pytest.mark.parametrize(
    ("asked", "links"), [("1", ["Volgende"]), ("2", ["Vorige", "Volgende"]), ("3", ["Vorige"])]
)
def test_the_first_sheet_has_none_before_it_and_the_last_none_after(asked, links):
    shown = sheets.links(sheets.cut(range(41), asked, size=20), lambda number: f"/lijst?blad={number}")

    assert shown is not None
    assert [word for word in ("Vorige", "Volgende") if word in shown] == links
    assert f"{asked} / 3" in shown


def test_a_list_of_one_sheet_has_no_links():
    assert sheets.links(sheets.cut(range(20), "", size=20), str) is None
