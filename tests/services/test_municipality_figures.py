"""A lokaal bestuur's month: who follows the track, hours, kinds; nobody to be known by, and the same bytes each time."""

import json
from datetime import date, timedelta
from itertools import count

import pytest
from sqlmodel import select
from typer.testing import CliRunner

from portal import clock
from portal.cli import app
from portal.errors import NotFound
from portal.models.activities import ActivityKind
from portal.models.contracts import ContractState
from portal.models.people import Person, Role, RoleGrant
from portal.models.pips import HoursEntry, HoursState, Pillar, Pip, PipPart, Vrijstelling, VrijstellingGround
from portal.services import municipality_figures, spreadsheets
from portal.services.municipality_figures import NO_HOURS, NO_KIND
from portal.services.permissions import OPERATOR
from portal.ui import number_tables
from tests.cast import AMINA, LEUVEN, LOTTE, MECHELEN, SOFIE, TOM, Member
from tests.conftest import NOON
from tests.hours import given_track

pytestmark = pytest.mark.usefixtures("cast")

MARCH = date(2026, 3, 1)
TALK, COOK = ActivityKind.CONVERSATION.value, ActivityKind.WORKSHOP.value
numbers = count(1)


def followers(session, how_many, *, kind=None, minutes=60, nis_code=LEUVEN, state=HoursState.APPROVED):
    """People who follow the track, each with approved hours of one kind in March when a kind is given."""
    made = []
    for _one in range(how_many):
        member = Member(f"p{next(numbers)}", "Iemand", "Anders", Role.INBURGERAAR, "ar", nis_code)
        session.add(
            Person(id=member.id, given_name=member.given_name, family_name=member.family_name, language="ar", nis_code=nis_code, created_at=NOON)
        )  # fmt: skip
        session.flush()
        session.add(RoleGrant(person_id=member.id, role=Role.INBURGERAAR, granted_at=NOON))
        session.flush()
        contract = given_track(session, member)
        if kind is not None:
            hours(session, contract, kind, minutes, state=state)
        made.append(contract)
    return made


def hide_behind(session, how_many):
    """Let others be few, so that five at the talking table may be shown."""
    followers(session, how_many, kind=ActivityKind.TRIP.value)


def hours(session, contract, kind, minutes, *, day=MARCH, state=HoursState.APPROVED):
    session.add(
        HoursEntry(
            contract_id=contract.id, day=day, starts_minute=600 + next(numbers) % 300, minutes=minutes, activity="x",
            kind=kind, state=state, logged_at=NOON,
        )
    )  # fmt: skip
    session.flush()


def figures(session, *, by=SOFIE, nis_code=LEUVEN, month=MARCH):
    actor = getattr(by, "actor", by)
    return municipality_figures.month_figures(
        session, actor=actor, nis_code=nis_code, month=month, today=NOON.date()
    )


def test_everybody_counts_once_with_all_their_hours(session):
    people = followers(session, 6, kind=TALK)
    hours(session, people[0], COOK, 30)  # less than at the talking table
    followers(session, 7, kind=COOK, minutes=90)
    followers(session, 9)
    followers(session, 5, kind=ActivityKind.SPORT.value)

    found = figures(session)

    assert (found.people.parts[TALK], found.people.parts[COOK], found.people.parts[NO_HOURS]) == (6, 7, 9)
    assert (found.minutes[TALK], found.minutes[COOK]) == (6 * 60 + 30, 7 * 90)
    assert (found.people.total, found.total_minutes) == (27, 390 + 630 + 300)
    # Nobody chose the other kinds, which is fewer than five: the smallest shown group keeps them company.
    assert found.people.parts[ActivityKind.SPORT.value] is None


def test_a_small_group_is_hidden_with_its_hours_and_the_sum_that_tells_them(session):
    followers(session, 3, kind=TALK)
    followers(session, 8)

    found = figures(session)

    assert (found.people.parts[TALK], found.minutes[TALK]) == (None, None)
    assert found.total_minutes is None
    assert found.people.total == 11


def test_a_few_people_in_all_give_no_number_at_all(session):
    followers(session, 4, kind=TALK)

    found = figures(session)

    assert found.people.total is None
    assert set(found.people.parts.values()) == {None}
    assert set(found.minutes.values()) == {None}


def test_only_approved_hours_of_the_month_and_of_this_municipality_count(session):
    for person in followers(session, 5, kind=TALK):
        hours(session, person, TALK, 600, day=date(2026, 2, 28))
        hours(session, person, TALK, 600, day=MARCH + timedelta(days=2), state=HoursState.CONFIRMED)
    followers(session, 6, kind=TALK, nis_code=MECHELEN)
    hide_behind(session, 4)

    assert (figures(session).people.parts[TALK], figures(session).minutes[TALK]) == (5, 300)


def test_who_is_exempt_done_or_gone_does_not_follow_the_track(session):
    hide_behind(session, 4)
    people = followers(session, 9, kind=TALK)
    exempt, done, gone = people[:3]
    parts = {
        part.pip_id: part
        for part in session.exec(select(PipPart).where(PipPart.pillar == Pillar.PARTICIPATIE))
    }
    part_of = {c.id: parts[session.exec(select(Pip.id).where(Pip.contract_id == c.id)).one()] for c in people}
    session.add(
        Vrijstelling(
            part_id=part_of[exempt.id].id, ground=VrijstellingGround.ILLNESS_OR_HANDICAP, granted_on=date(2026, 2, 1), decided_by=LOTTE.id
        )
    )  # fmt: skip
    part_of[done.id].achieved_on = date(2026, 2, 20)
    gone.state, gone.ended_on = ContractState.ENDED, date(2026, 2, 27)
    session.flush()

    assert figures(session).people.parts[TALK] == 6


def test_hours_without_a_kind_are_kept_apart(session):
    followers(session, 5, kind="something-of-long-ago")
    hide_behind(session, 4)

    assert figures(session).people.parts[NO_KIND] == 5


@pytest.mark.parametrize(
    ("by", "nis_code"), [(TOM, LEUVEN), (AMINA, LEUVEN), (LOTTE, LEUVEN), (SOFIE, MECHELEN)]
)
def test_nobody_reads_the_figures_of_another_municipality(session, by, nis_code):
    with pytest.raises(NotFound):
        figures(session, by=by, nis_code=nis_code)


@pytest.mark.parametrize(("nis_code", "month"), [("99999", MARCH), (LEUVEN, date(2026, 4, 1))])
def test_no_municipality_and_no_month_to_come(session, nis_code, month):
    with pytest.raises(NotFound):
        figures(session, by=OPERATOR, nis_code=nis_code, month=month)


def test_an_organiser_has_one_municipality_and_the_operator_all(session):
    assert municipality_figures.municipalities(session, actor=SOFIE.actor) == (LEUVEN,)
    assert municipality_figures.municipalities(session, actor=OPERATOR) == (LEUVEN, MECHELEN)
    assert municipality_figures.municipalities(session, actor=LOTTE.actor) == ()


def test_the_files_are_the_same_when_made_twice(session):
    followers(session, 6, kind=TALK)
    followers(session, 6)
    tables = [number_tables.for_file(figures(session)) for _again in range(2)]

    assert spreadsheets.csv_file(tables[0]) == spreadsheets.csv_file(tables[1])
    assert spreadsheets.xlsx_file([tables[0]]) == spreadsheets.xlsx_file([tables[1]])
    assert "verborgen" in spreadsheets.csv_file(tables[0]).decode()


def test_the_command_prints_and_writes_the_same(session, tmp_path, monkeypatch):
    followers(session, 6, kind=TALK)
    hide_behind(session, 4)
    followers(session, 6)
    session.commit()
    monkeypatch.setattr(clock, "now", lambda: NOON)
    asked = ["report", "municipality", "--month", "2026-03", "--nis", LEUVEN]

    for name in ("a.xlsx", "b.xlsx"):
        told = CliRunner().invoke(app, [*asked, "--format", "xlsx", "--out", str(tmp_path / name)])
        assert told.exit_code == 0, told.output
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()

    csv = CliRunner().invoke(app, asked)
    assert csv.exit_code == 0, csv.output
    assert "Leuven;24062;2026-03;" in csv.output
    facts = json.loads(CliRunner().invoke(app, [*asked, "--json"]).output)
    assert (facts["people"][TALK], facts["people_total"]) == (6, 16)


@pytest.mark.parametrize("month", ["2026-13", "maart", "2027-01"])
def test_the_command_refuses_a_month_that_is_none(session, monkeypatch, month):
    monkeypatch.setattr(clock, "now", lambda: NOON)
    session.commit()

    assert (
        CliRunner().invoke(app, ["report", "municipality", "--month", month, "--nis", LEUVEN]).exit_code == 2
    )
