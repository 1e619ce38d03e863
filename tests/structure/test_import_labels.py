"""Every code of an import of activities has its words."""

import pytest

from portal.models.activities import ActivitySource
from portal.providers.activity_files import Flaw, Note
from portal.services import activity_merge
from portal.services.activity_facts import ActivityFacts
from portal.services.activity_feeds import FeedOutcome
from portal.services.activity_import_plan import Fate, Line, Outcome
from portal.services.activity_merge import Part
from portal.services.spreadsheets import csv_file
from portal.ui import activity_import_pieces, labels_imports

TABLES = [
    (labels_imports.FATES, Fate), (labels_imports.FLAWS, Flaw), (labels_imports.NOTES, Note), (labels_imports.PARTS, Part),
    (labels_imports.SOURCES, ActivitySource), (labels_imports.FEED_OUTCOMES, FeedOutcome),
]  # fmt: skip


@pytest.mark.parametrize(("table", "kind"), TABLES, ids=lambda value: getattr(value, "__name__", ""))
def test_every_code_has_its_words(table, kind):
    assert set(table) == set(kind)


def test_every_field_of_an_activity_is_in_the_merge():
    together = {name for _part, names in activity_merge._TOGETHER for name in names}

    assert set(ActivityFacts.model_fields) == together | {"texts"}


def test_the_template_is_a_file_that_is_read():
    filled, help_ = activity_import_pieces.template()

    assert b"titel" in csv_file(filled)
    assert len(help_.rows) == len(filled.head)


def test_no_title_from_outside_becomes_a_formula_in_the_list_of_what_was_left_out():
    line = Line(Fate.REJECTED, "2", title="=HYPERLINK(1)", flaw=Flaw.BAD_DAY)

    assert b"'=HYPERLINK(1)" in csv_file(activity_import_pieces.rejected(Outcome("table", (line,))))
