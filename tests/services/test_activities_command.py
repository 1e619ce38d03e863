"""`portal activities import` as an operator or a timer uses it."""

import json

import pytest
from sqlmodel import select
from typer.testing import CliRunner

from portal import clock, db
from portal.cli import app
from portal.models.activities import Activity
from portal.models.offer import ActivityFeed
from portal.providers.web_reading import Fetched, WebReader
from tests.activity_files import event, uit
from tests.conftest import NOON, add_cast

ADDRESS = "https://www.example.org/events"


@pytest.fixture
def portal(sqlite_database, monkeypatch):
    with db.transaction() as session:
        add_cast(session)
    monkeypatch.setattr(clock, "now", lambda: NOON)

    def call(*arguments, fails_with=0):
        words = ["activities", "import", *(str(one) for one in arguments), "--organisation", "leuven"]
        outcome = CliRunner().invoke(app, words)
        assert outcome.exit_code == fails_with, outcome.output
        return outcome.output

    return call


@pytest.fixture
def export(tmp_path):
    path = tmp_path / "inbox" / "export.json"
    path.parent.mkdir()
    path.write_bytes(uit(event(1), event(2)))
    return path


def stored(kind=Activity) -> list:
    with db.reading() as session:
        return list(session.exec(select(kind)).all())


def test_a_file_is_imported_and_a_second_time_does_nothing(portal, export):
    assert "2 new, 0 changed" in portal(export)
    assert "0 new, 0 changed, 2 unchanged" in portal(export, "--complete")
    assert len(stored()) == 2


def test_a_rehearsal_changes_nothing(portal, export):
    assert "would be 2 new" in portal(export, "--dry-run")
    assert stored() == []


def test_what_is_left_out_is_named_also_for_a_program(portal, export):
    (export.parent / "no.pdf").write_bytes(b"%PDF-1.7")
    export.write_bytes(uit(event(1), event(2, name={})))

    told = json.loads(portal(export.parent, "--json", fails_with=1))["files"]

    assert [one.get("new") for one in told] == [1, None]
    assert told[0]["lines"][1] == {
        "fate": "rejected",
        "place": "event-2",
        "id": "event-2",
        "reason": "no-title",
        "field": "name",
    }
    assert told[1]["refused"]["place"] == "file"


def test_a_file_that_is_not_there_is_unusable(portal):
    portal("nergens.json", fails_with=2)


def test_an_address_is_followed_and_read_whole_when_the_operator_says_so(portal, monkeypatch):
    pages = iter([uit(*[event(number) for number in range(6)]), uit(event(1))])
    monkeypatch.setattr(WebReader, "fetch", lambda *_, **__: Fetched(next(pages), None))

    portal(ADDRESS, "--follow")
    said = portal(ADDRESS, "--follow", "--complete")

    assert "5 withdrawn" in said
    assert [feed.address for feed in stored(ActivityFeed)] == [ADDRESS]
