"""The `portal` command as an operator uses it: on an empty place, with its exit codes."""

import json

import pytest
from typer.main import get_command

from portal import db
from portal.cli import app
from portal.models.people import Role
from portal.services import people
from portal.services.jobs import JOBS
from portal.settings import settings


def commands(group=None, path=()):
    for name, command in sorted((group or get_command(app)).commands.items()):
        if hasattr(command, "commands"):
            yield from commands(command, (*path, name))
        else:
            yield [*path, name]


@pytest.mark.parametrize("command", list(commands()), ids=" ".join)
def test_every_command_explains_itself_with_an_example(portal, command):
    assert "Example:" in portal(*command, "--help")


def test_an_empty_place_is_prepared_filled_and_well(prepared):
    assert "0 people" in prepared("seed")
    assert {line.split()[0] for line in prepared("doctor").splitlines()} == {"ok", "warn"}
    assert {check["name"] for check in json.loads(prepared("doctor", "--json"))} >= {
        "database",
        "audit",
        "mail",
    }


def test_before_it_is_prepared_a_portal_says_so(portal, tmp_path):
    assert "portal init" in portal("seed", fails_with=1)
    assert "portal init" in portal("run", fails_with=1)
    assert "migrations" in portal("doctor", fails_with=1)


def test_an_unknown_setting_stops_every_command(portal, monkeypatch):
    monkeypatch.setenv("PORTAL_DATABSE_URL", "sqlite://")
    settings.cache_clear()

    assert "did you mean PORTAL_DATABASE_URL?" in portal("doctor", fails_with=2)


def test_a_back_up_comes_back_after_a_loss(prepared, tmp_path):
    file = str(tmp_path / "portal.backup")
    prepared("backup", file)
    prepared("users", "deactivate", "jan")

    assert "not-empty" in prepared("restore", file, fails_with=1)
    prepared("restore", file, "--replace")
    assert "blocked" not in prepared("users", "list", "--role", "jurist")


def test_roles_are_given_and_taken_back(prepared):
    prepared("users", "grant", "jan", "redacteur", "--organisation", "agii")
    assert [
        line["person_id"] for line in json.loads(prepared("users", "list", "--role", "redacteur", "--json"))
    ] == [
        "jan",
        "bram",
    ]
    prepared("users", "revoke", "jan", "redacteur")
    with db.reading() as session:
        assert set(people.actor_of(session, "jan").roles) == {Role.JURIST}


def test_the_list_of_people_shows_no_names(prepared):
    assert "Benali" not in prepared("users", "list")


def test_what_does_not_exist_is_refused_in_one_line(prepared):
    assert (
        prepared("users", "grant", "nobody", "jurist", "--organisation", "agii", fails_with=1).count("\n")
        == 1
    )
    assert "Usage" in prepared("users", "grant", "jan", "king", fails_with=2)


def test_a_municipality_gets_the_key_of_its_staff(prepared):
    assert "Leuven (24062) is 0207521503" in prepared("users", "link", "24062", "0207521503")


def test_a_round_of_background_work_is_counted(prepared):
    assert "never ran" in prepared("doctor")

    printed = prepared("jobs", "--once", "--retry-failed").splitlines()

    # Not "send_mail: 0": the demo's two letters to Amina are due ten minutes after the world was made.
    counted = dict(line.split(": ") for line in printed if line.split(": ")[0] in JOBS)
    assert set(counted) == set(JOBS)
    assert all(count.isdigit() for count in counted.values())

    assert "last round" in prepared("doctor")
