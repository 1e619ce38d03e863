"""`portal bank import` as an operator or a timer uses it, and the generated set whose truth is known."""

import json

import pytest
from typer.testing import CliRunner

from benchmarks import bank as benchmark
from benchmarks import bank_world, bank_writers
from portal import db
from portal.cli import app
from portal.services import bank_files
from tests.bank import charged, lines, row
from tests.conftest import add_cast

CODA, CAMT = bank_writers.coda, bank_writers.camt


@pytest.fixture
def portal():
    def call(*arguments, fails_with=0):
        outcome = CliRunner().invoke(app, [str(argument) for argument in arguments])
        assert outcome.exit_code == fails_with, outcome.output
        return outcome.output

    return call


@pytest.fixture
def inbox(sqlite_database, tmp_path):
    with db.transaction() as session:
        add_cast(session)
        charged(session)
    folder = tmp_path / "inbox"
    folder.mkdir()
    (folder / "a.COD").write_bytes(CODA([row(), row("1.00", structured=None, reference="R2")]))
    (folder / "b.xml").write_bytes(CAMT([row("2.00", structured=None, reference="R3", days=1)]))
    (folder / ".hidden").write_bytes(b"not for us")
    return folder


def stored():
    with db.transaction() as session:
        return lines(session)


def test_a_folder_is_imported_file_by_file_and_a_second_time_does_nothing(portal, inbox):
    said = portal("bank", "import", inbox)
    again = portal("bank", "import", inbox)

    assert "a.COD: 2 lines of 1 statements: 1 booked, 1 doubt" in said
    assert "2 files, 0 refused; 3 new lines: 1 booked, 2 left to finance" in said
    assert again.count("came in before, nothing done") == 2
    assert "0 new lines" in again
    assert len(stored()) == 3


def test_a_rehearsal_changes_nothing(portal, inbox):
    assert "1 would be booked" in portal("bank", "import", inbox, "--dry-run")
    assert stored() == []


def test_a_broken_file_is_refused_with_its_line_and_the_others_are_taken(portal, inbox):
    (inbox / "c.cod").write_bytes(CODA([row(reference="R9", days=3)])[:-130])
    (inbox / "d.pdf").write_bytes(b"%PDF-1.7")

    said = portal("bank", "import", inbox, fails_with=1)

    assert "c.cod: refused, line 7: the file ends before the last record (9)" in said
    assert "d.pdf: refused, line 1: neither CODA nor camt.053" in said
    assert len(stored()) == 3


def test_a_program_reads_counts_and_reasons(portal, inbox):
    (inbox / "c.cod").write_bytes(b"nothing")

    found = json.loads(portal("bank", "import", inbox, "--json", fails_with=1))

    assert found["totals"] == {
        "files": 3, "refused": 1, "transactions": 3, "known_transactions": 0, "booked": 1, "doubt": 2, "payout": 0, "refunded": 0,
    }  # fmt: skip
    assert found["files"][0]["doubts"] == {"no-reference": 1}
    assert found["files"][2]["refused"] == {"place": "line 1", "reason": "neither CODA nor camt.053"}


def test_a_path_that_is_not_there_stops_before_anything_happens(portal, inbox):
    assert "there is no such file" in portal("bank", "import", inbox, inbox / "nothing", fails_with=2)
    assert stored() == []


def test_a_file_that_is_too_large_is_not_even_read(portal, inbox, monkeypatch):
    monkeypatch.setattr(bank_files.banking, "MOST_BYTES", 10)

    assert portal("bank", "import", inbox, fails_with=1).count("larger than") == 2


def test_names_of_payers_are_in_no_output_and_no_log(portal, inbox, capfd):
    said = portal("bank", "import", inbox, "--json") + "".join(capfd.readouterr())

    assert "Benali" not in said
    assert "BE71" not in said


@pytest.mark.parametrize("write", [CODA, CAMT])
def test_a_generated_set_is_booked_without_one_mistake(database, write):
    world = bank_world.make_world(600, seed=4711)
    with db.transaction() as session:
        benchmark.fill(session, world)

    found = benchmark.measure(world, write(world.rows), "any")

    assert found.false_bookings == 0
    assert found.share >= benchmark.WANTED_SHARE
    assert found.audit_sound


def test_the_check_for_false_bookings_sees_one(sqlite_database):
    world = bank_world.make_world(60, seed=1)
    with db.transaction() as session:
        benchmark.fill(session, world)
    benchmark.measure(world, CODA(world.rows), "coda")
    lying = bank_world.World(world.dues, [bank_world.replace(one, meant=world.dues[0]) for one in world.rows])

    with db.reading() as session:
        assert len(benchmark.false_bookings(session, lying)) > 30
