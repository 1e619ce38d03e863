"""The dated rules: which hold for whom, and how a broken file is refused."""

import shutil
from datetime import date
from pathlib import Path

import pytest
import yaml

from portal.errors import BadRules
from portal.models.contracts import Duty, Occupation
from portal.models.pips import Pillar
from portal.services import rules
from portal.services.rule_kinds import (
    AssumptionKey,
    CountsFrom,
    DeadlineCode,
    Goal,
    GroundAct,
    Region,
    Requirement,
    SourceKind,
)
from portal.services.rules import Situation, rulebook


def somebody(on: date, **changes) -> Situation:
    usual = {
        "region": Region.VLAANDEREN,
        "duty": Duty.VERPLICHT,
        "occupation": Occupation.NONE,
        "may_work": True,
        "non_literate": False,
    }
    return Situation(on=on, **(usual | changes))


def test_a_contract_from_before_the_reform_has_two_parts():
    found = rulebook().pillars(somebody(date(2022, 2, 28)))

    assert {pillar: rule.goal for pillar, rule in found.items()} == {
        Pillar.MO: Goal.MO_COURSE,
        Pillar.NT2: Goal.NT2_A2,
    }


def test_the_day_of_the_reform_adds_the_test_and_work():
    found = rulebook().pillars(somebody(date(2022, 3, 1)))

    assert set(found) == {Pillar.MO, Pillar.NT2, Pillar.WERK}
    assert found[Pillar.MO].goal is Goal.MO_TEST


def test_participation_is_a_part_from_2023_on():
    assert Pillar.PARTICIPATIE not in rulebook().pillars(somebody(date(2022, 12, 31)))
    assert (
        rulebook().pillars(somebody(date(2023, 1, 1)))[Pillar.PARTICIPATIE].requirement
        is Requirement.COMPULSORY
    )


@pytest.mark.parametrize(
    ("on", "goal"), [(date(2023, 8, 31), Goal.NT2_A2), (date(2023, 9, 1), Goal.NT2_STANDARD_TEST)]
)
def test_the_standard_test_of_dutch_holds_from_1_september_2023(on, goal):
    assert rulebook().pillars(somebody(on))[Pillar.NT2].goal is goal


@pytest.mark.parametrize(
    "changes",
    [{"occupation": Occupation.WORK}, {"occupation": Occupation.STUDY}, {"duty": Duty.RECHTHEBBEND}],
)
def test_who_works_studies_or_volunteers_may_choose_participation(changes):
    found = rulebook().pillars(somebody(date(2026, 1, 15), **changes))

    assert found[Pillar.PARTICIPATIE].requirement is Requirement.OPTIONAL


def test_who_may_not_work_need_not_register_for_work():
    assert Pillar.WERK not in rulebook().pillars(somebody(date(2026, 1, 15), may_work=False))


def test_brussels_registers_with_actiris_and_claims_no_duty_to_participate():
    found = rulebook().pillars(somebody(date(2026, 1, 15), region=Region.BRUSSEL))

    assert found[Pillar.WERK].goal is Goal.ACTIRIS_REGISTRATION
    assert found[Pillar.PARTICIPATIE].requirement is Requirement.OPTIONAL
    assert found[Pillar.PARTICIPATIE].uncertain


def test_no_term_is_claimed_for_a_contract_from_before_the_reform():
    found = rulebook().deadlines(CountsFrom.SIGNATURE, date(2021, 5, 3), Region.VLAANDEREN, Duty.VERPLICHT)

    assert found == ()


def test_only_who_must_has_a_term_to_register():
    found = {
        duty: [
            rule.deadline
            for rule in rulebook().deadlines(CountsFrom.DUTY, date(2025, 1, 1), Region.VLAANDEREN, duty)
        ]
        for duty in Duty
    }

    assert found == {Duty.VERPLICHT: [DeadlineCode.REGISTER], Duty.RECHTHEBBEND: []}


def test_the_figures_are_those_of_the_sources():
    book, on = rulebook(), date(2026, 1, 15)
    hours = {code: rule.hours for code, rule in book.courses(Pillar.NT2, on, Region.VLAANDEREN).items()}

    assert hours == {
        "cbe-alfa": 1140, "cbe-alfa-kort": 600, "cbe-nt2": 480, "cvo-standaard": 240, "cvo-verlengd": 360,
        "cvo-verkort": 160, "latijns-schrift-cbe": 180, "latijns-schrift-cvo": 40,
    }  # fmt: skip
    assert book.courses(Pillar.MO, on, Region.VLAANDEREN)["mo"].hours == 60
    assert book.participation(on, Region.VLAANDEREN).hours == 40
    terms = {rule.id: (rule.days, rule.months) for rule in book.rules.values() if hasattr(rule, "deadline")}
    assert terms == {
        "register-3-months": (None, 3), "register-6-months-brussel": (None, 6), "fix-parts-30-days": (30, None),
        "sign-90-days": (90, None), "work-registration-2-months": (None, 2), "finish-18-months-brussel": (None, 18),
    }  # fmt: skip


def test_what_the_portal_assumes_is_said_to_be_an_assumption():
    book = rulebook()

    for key in AssumptionKey:
        assert book.assumption(key, date(2026, 1, 1), Region.VLAANDEREN).source.kind is SourceKind.ASSUMPTION


def test_an_assumption_is_known_for_any_day():
    assert rulebook().assumption(AssumptionKey.MO_WAIT_DAYS, date.min, Region.BRUSSEL).value > 0


def test_flanders_has_grounds_without_a_longest_time_and_brussels_with():
    flemish = rulebook().grounds(GroundAct.OPSCHORTING, date(2026, 1, 1), Region.VLAANDEREN)
    brussels = rulebook().grounds(GroundAct.OPSCHORTING, date(2026, 1, 1), Region.BRUSSEL)

    assert {rule.max_months for rule in flemish} == {None}
    assert None not in {rule.max_months for rule in brussels}


# ── broken files ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(rules.FOLDER, tmp_path / "rules", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return tmp_path / "rules"


def change(folder: Path, name: str, edit) -> None:
    content = yaml.safe_load((folder / name).read_text(encoding="utf-8"))
    edit(content)
    (folder / name).write_text(yaml.safe_dump(content), encoding="utf-8")


def test_an_untouched_copy_is_read(folder):
    assert rules.read_folder(folder).rules.keys() == rulebook().rules.keys()


def remove_source(content):
    content[0]["source"] = "nobody"


def negative_days(content):
    content[2]["days"] = -30


def both_lengths(content):
    content[2]["months"] = 1


def unknown_field(content):
    content[0]["weeks"] = 3


def text_for_number(content):
    content[0]["months"] = "3"


def missing_field(content):
    del content[0]["last_checked"]


def ends_before_start(content):
    content[0]["valid_to"] = date(2000, 1, 1)


def used_twice(content):
    content[1]["id"] = content[0]["id"]


def two_at_once(content):
    content.append({**content[0], "id": "another"})


def for_nobody(content):
    content[0]["duties"] = []


@pytest.mark.parametrize(
    ("edit", "place"),
    [
        (remove_source, "register-3-months.source"),
        (negative_days, "fix-parts-30-days.days"),
        (both_lengths, "fix-parts-30-days"),
        (unknown_field, "register-3-months.weeks"),
        (text_for_number, "register-3-months.months"),
        (missing_field, "register-3-months.last_checked"),
        (ends_before_start, "register-3-months"),
        (used_twice, "register-3-months.id"),
        (two_at_once, "another.valid_from"),
        (for_nobody, "register-3-months.duties"),
    ],
)
def test_a_broken_rule_is_refused_with_its_place(folder, edit, place):
    change(folder, "deadlines.yaml", edit)

    with pytest.raises(BadRules) as refused:
        rules.read_folder(folder)

    assert place in refused.value.place
    assert refused.value.reason


def test_two_rules_about_the_same_people_cannot_go_by_different_days(folder):
    def by_the_contract(content):
        compulsory = next(rule for rule in content if rule["id"] == "participatie-verplicht")
        before = {
            "id": "another",
            "picked_by": "contract",
            "valid_from": date(2020, 1, 1),
            "valid_to": date(2022, 12, 31),
        }
        content.append({**compulsory, **before})

    change(folder, "pillars.yaml", by_the_contract)

    with pytest.raises(BadRules, match=r"another\.valid_from"):
        rules.read_folder(folder)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("- id: [", "courses.yaml: line"),
        ("- {id: a, id: b}", "courses.yaml: line"),
        ("", "courses.yaml"),
        ("just words", "courses.yaml"),
        ("- 3", "courses.yaml: rule 1"),
        ("- {id: a, valid_from: 2023-02-30}", "courses.yaml"),
    ],
)
def test_a_file_that_is_no_list_of_rules_is_refused(folder, text, place):
    (folder / "courses.yaml").write_text(text, encoding="utf-8")

    with pytest.raises(BadRules) as refused:
        rules.read_folder(folder)

    assert place in refused.value.place


def test_a_file_that_is_not_text_is_refused(folder):
    (folder / "courses.yaml").write_bytes(b"\xff\xfe\x00")

    with pytest.raises(BadRules, match=r"courses\.yaml"):
        rules.read_folder(folder)


@pytest.mark.parametrize("name", ["pillars.yaml", "sources.yaml"])
def test_a_missing_file_is_refused(folder, name):
    (folder / name).unlink()

    with pytest.raises(BadRules, match="missing"):
        rules.read_folder(folder)


def test_a_file_under_a_name_nobody_reads_is_refused(folder):
    (folder / "pilars.yaml").write_text("[]", encoding="utf-8")

    with pytest.raises(BadRules, match=r"pilars\.yaml"):
        rules.read_folder(folder)


def test_a_forecast_without_one_of_its_assumptions_is_refused(folder):
    change(folder, "forecast.yaml", lambda content: content.pop())

    with pytest.raises(BadRules, match=r"forecast\.yaml"):
        rules.read_folder(folder)


def test_a_course_that_leads_nowhere_is_refused(folder):
    change(folder, "courses.yaml", lambda content: content[-1].update(then="nothing"))

    with pytest.raises(BadRules, match="then"):
        rules.read_folder(folder)


def test_a_ground_that_the_portal_does_not_know_is_refused(folder):
    change(folder, "grounds.yaml", lambda content: content[0].update(ground="holiday"))

    with pytest.raises(BadRules, match="ground"):
        rules.read_folder(folder)
