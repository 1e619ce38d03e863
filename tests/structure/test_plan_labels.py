"""Every code of a plan has its words."""

import re
from itertools import product
from pathlib import Path

import pytest

from portal.models.contracts import ContractState, Duty, Occupation, OpschortingGround, SuspendedScope
from portal.models.people import Agency
from portal.models.pips import (
    AppointmentKind,
    PartStatus,
    Pillar,
    ResultOutcome,
    TestKind,
    TrajectForm,
    VrijstellingGround,
)
from portal.services import rules
from portal.services.deadlines import DeadlineState
from portal.services.forecast import ForecastState, ReasonCode
from portal.services.parts import PartState
from portal.services.rule_kinds import CourseRule, DeadlineCode, Goal, Region, Requirement, StepActor
from portal.services.signup_rules import WhyNot
from portal.services.steps import StepCode
from portal.services.todo import TodoKind
from portal.ui import labels, labels_forecast, labels_of_others, labels_pip, plan_words
from tests.plans import computed, contract, part

TABLES = [
    (labels_pip.PILLARS, Pillar), (labels_pip.PART_STATES, PartState), (labels_pip.PART_TONES, PartState),
    (labels_pip.REQUIREMENTS, Requirement), (labels_pip.GOALS, Goal), (labels_pip.DEADLINES, DeadlineCode),
    (labels_pip.DEADLINE_STATES, DeadlineState), (labels_pip.DEADLINE_TONES, DeadlineState), (labels_pip.ACTORS, StepActor),
    (labels_pip.FORMS, TrajectForm), (labels_pip.DUTIES, Duty), (labels_pip.OCCUPATIONS, Occupation),
    (labels_pip.CONTRACT_STATES, ContractState), (labels_pip.REGIONS, Region), (labels_pip.SCOPES, SuspendedScope),
    (labels_pip.OPSCHORTING_GROUNDS, OpschortingGround), (labels_pip.VRIJSTELLING_GROUNDS, VrijstellingGround),
    (labels_pip.TESTS, TestKind), (labels_pip.OUTCOMES, ResultOutcome), (labels_pip.APPOINTMENTS, AppointmentKind),
    (labels_pip.FORECASTS, ForecastState), (labels_forecast.REASONS, ReasonCode),
    (labels_of_others.DEADLINES, DeadlineCode), (labels_of_others.ACTORS, StepActor), (labels_of_others.APPOINTMENTS, AppointmentKind),
    (labels_of_others.VRIJSTELLING_GROUNDS, VrijstellingGround), (labels_pip.TODO_KINDS, TodoKind), (labels_pip.DUTIES_OF_OTHERS, Duty), (labels_pip.OCCUPATIONS_OF_OTHERS, Occupation),
]  # fmt: skip


@pytest.mark.parametrize(("table", "kind"), TABLES, ids=lambda value: getattr(value, "__name__", ""))
def test_every_code_has_its_words(table, kind):
    assert set(table) == set(kind)


def test_every_step_has_its_words_and_a_page_that_explains_it():
    folder = Path(__file__).parents[2] / "knowledge" / "articles"

    assert {code for code, _ in labels_pip.STEPS} == set(StepCode)
    assert labels_pip.STEPS.keys() == labels_pip.STEP_ARTICLES.keys() == labels_of_others.STEPS.keys()
    assert {
        slug for slug in labels_pip.STEP_ARTICLES.values() if not (folder / slug / "nl.md").is_file()
    } == set()


def test_every_course_of_the_rules_has_a_name():
    codes = {rule.code for rule in rules.rulebook().rules.values() if isinstance(rule, CourseRule)}

    assert codes == set(labels_pip.ADVICES)


def test_every_reason_to_refuse_has_its_words():
    folder = Path(rules.__file__).parent
    used = {
        code
        for path in folder.glob("*.py")
        for code in re.findall(r'OutsideRules\("([a-z-]+)"', path.read_text(encoding="utf-8"))
    }

    assert used | set(WhyNot) == set(labels.REFUSALS)


@pytest.mark.parametrize("rule_id", sorted(rules.rulebook().rules))
def test_every_rule_can_be_explained_with_its_source(rule_id):
    rule, words = rules.rulebook().rule(rule_id), str(plan_words.why(rule_id))

    assert rule.source.title in words or "van het portaal, geen regel" in words
    assert ("niet zeker" in words) == rule.uncertain


def test_every_step_that_a_plan_can_ask_has_words():
    asked = {
        (step.code, step.pillar)
        for state, agency, status, advice in product(
            ContractState, Agency, PartStatus, [None, "cvo-standaard"]
        )
        for step in computed(
            contract=contract(state=state, agency=agency, nt2_advice=advice),
            parts=tuple(part(pillar, status) for pillar in Pillar),
        ).steps
    }

    assert asked <= labels_pip.STEPS.keys()
