"""On a page stand the numbers that may be read; the file has a row for every language."""

import i18n
from portal.services import small_numbers
from portal.services.activity_numbers import Numbers
from portal.ui import number_tables


def numbers(**views):
    counts = {"nl": 0, "ar": 0, "uk": 0} | views
    nobody = small_numbers.hide(dict.fromkeys(counts, 0))
    return Numbers("Praattafel", small_numbers.hide(counts), nobody, None)


def test_all_together_comes_first_and_then_what_may_be_read():
    with i18n.use_locale("nl"):
        rows = number_tables.activity_rows(numbers(nl=40, ar=2, uk=30))

    assert rows[0][0] == "Samen"
    assert [row[0] for row in rows[1:]] == ["Nederlands"]
    assert all(
        any(isinstance(cell, int) and cell >= small_numbers.SMALLEST for cell in row) for row in rows[1:]
    )


def test_where_nobody_came_there_is_one_row():
    with i18n.use_locale("nl"):
        found = numbers()

        assert [row[0] for row in number_tables.activity_rows(found)] == ["Samen"]
        assert len(number_tables.activity_table(found).rows) == 4
