"""A plan on a day: parts, terms, steps, forecast, and what to do now."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

import i18n
from portal.models.contracts import ContractState, Duty, Occupation, SuspendedScope
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
from portal.services import plan, rules
from portal.services.deadlines import DeadlineState
from portal.services.forecast import ForecastState, ReasonCode
from portal.services.parts import PartState
from portal.services.plan_facts import Exemption, Result, Visit
from portal.services.rule_kinds import DeadlineCode, Goal, Requirement, RollsOver, StepActor
from portal.services.steps import StepCode
from portal.services.todo import MOST_ITEMS, TodoItem, TodoKind, is_listed, next_visit, todo_list
from portal.ui import plan_pieces
from tests.plans import SIGNED, TODAY, achieved, computed, contract, facts, hours, part, suspension

NOW = datetime(2026, 3, 10, 11, 0, tzinfo=UTC)
EXEMPT = Exemption(VrijstellingGround.ILLNESS_OR_HANDICAP, date(2026, 2, 1))


def deciding(forecast):
    return max(forecast.parts, key=lambda part: part.ends_on)


def deadline(current, code):
    return next(d for d in current.deadlines if d.code is code)


def test_an_obliged_inburgeraar_without_work_has_four_compulsory_parts():
    current = computed()

    assert [p.pillar for p in current.parts] == list(Pillar)
    assert {p.requirement for p in current.parts} == {Requirement.COMPULSORY}
    assert {p.state for p in current.parts} == {PartState.TO_PLAN}


def test_the_date_of_the_contract_decides_the_rules_not_today():
    current = computed(
        contract=contract(signed_on=date(2021, 6, 1), registered_on=date(2021, 5, 1), duty_since_on=None)
    )

    assert current.decides_on == date(2021, 6, 1)
    assert current.part(Pillar.MO).goal is Goal.MO_COURSE
    assert current.part(Pillar.PARTICIPATIE).state is PartState.NOT_IN_TRACK
    assert current.deadlines == ()


@pytest.mark.parametrize(
    ("since", "signed", "state"),
    [
        (date(2022, 12, 31), date(2023, 2, 1), PartState.NOT_IN_TRACK),
        (date(2023, 1, 1), date(2023, 2, 1), PartState.TO_PLAN),
        (date(2023, 1, 1), date(2022, 11, 15), PartState.TO_PLAN),
        (date(2022, 12, 31), date(2022, 12, 31), PartState.NOT_IN_TRACK),
    ],
)
def test_who_must_take_part_goes_by_the_day_the_duty_began(since, signed, state):
    current = computed(contract=contract(duty_since_on=since, signed_on=signed))

    participation = current.part(Pillar.PARTICIPATIE)
    assert (participation.state, participation.is_guessed) == (state, False)
    assert participation.minutes_needed == (40 * 60 if state is PartState.TO_PLAN else 0)


@pytest.mark.parametrize(
    ("signed", "state"),
    [(date(2022, 12, 31), PartState.NOT_IN_TRACK), (date(2023, 1, 1), PartState.TO_PLAN)],
)
def test_while_that_day_is_not_known_the_contract_stands_in_for_it_and_the_plan_says_so(signed, state):
    current = computed(contract=contract(duty_since_on=None, signed_on=signed))

    participation = current.part(Pillar.PARTICIPATIE)
    assert (participation.state, participation.is_guessed) == (state, True)
    assert not current.part(Pillar.MO).is_guessed
    with i18n.use_locale("nl"):
        assert "De dag waarop de plicht begon, is niet bekend." in plan_pieces.part_card(
            participation, current
        )
        assert "niet bekend" not in plan_pieces.part_card(computed().part(Pillar.PARTICIPATIE), computed())


@pytest.mark.parametrize(
    "changes", [{"duty": Duty.RECHTHEBBEND}, {"occupation": Occupation.WORK}, {"agency": Agency.BON}]
)
def test_where_participation_is_a_choice_the_day_of_the_duty_decides_nothing(changes):
    current = computed(contract=contract(**changes, duty_since_on=None))

    participation = current.part(Pillar.PARTICIPATIE)
    assert (participation.state, participation.is_guessed) == (PartState.NOT_CHOSEN, False)


def test_before_the_contract_is_signed_the_rules_of_today_hold():
    current = computed(contract=contract(state=ContractState.REGISTERED, signed_on=None))

    assert current.decides_on == TODAY


def test_an_exemption_wins_over_everything():
    parts = (replace(achieved(Pillar.NT2)[0], exemption=EXEMPT),)

    current = computed(parts=parts, suspensions=(suspension(TODAY, TODAY),))

    assert current.part(Pillar.NT2).state is PartState.EXEMPT
    assert current.next_step(Pillar.NT2) is None


def test_a_suspension_of_one_part_leaves_the_others_alone():
    current = computed(suspensions=(suspension(TODAY, TODAY, SuspendedScope.MO),))

    assert current.part(Pillar.MO).state is PartState.SUSPENDED
    assert current.part(Pillar.NT2).state is PartState.TO_PLAN


def test_a_suspension_that_is_over_is_no_state():
    current = computed(suspensions=(suspension(SIGNED, TODAY - timedelta(days=1)),))

    assert current.part(Pillar.MO).state is PartState.TO_PLAN


def test_a_course_that_was_planned_to_start_has_started():
    current = computed(parts=(part(Pillar.MO, PartStatus.PLANNED, starts_on=TODAY),))

    assert current.part(Pillar.MO).state is PartState.STARTED


def test_forty_approved_hours_finish_participation_and_waiting_ones_do_not():
    assert computed(hours=hours(approved=40)).part(Pillar.PARTICIPATIE).state is PartState.ACHIEVED
    assert computed(hours=hours(approved=39, waiting=10)).part(Pillar.PARTICIPATIE).is_open


def test_an_optional_part_that_nobody_chose_asks_nothing():
    current = computed(contract=contract(occupation=Occupation.WORK))

    assert current.part(Pillar.PARTICIPATIE).state is PartState.NOT_CHOSEN
    assert current.next_step(Pillar.PARTICIPATIE) is None


def test_the_terms_count_from_their_own_days():
    current = computed()

    assert {d.code: d.due_on for d in current.deadlines} == {
        DeadlineCode.REGISTER: date(2026, 2, 3),
        DeadlineCode.FIX_PARTS: date(2025, 12, 31),
        DeadlineCode.SIGN: date(2026, 3, 1),
        DeadlineCode.WORK_REGISTRATION: date(2026, 3, 15),
    }


def test_a_term_that_was_kept_late_says_so():
    current = computed(contract=contract(parts_fixed_on=date(2026, 1, 10)))

    assert deadline(current, DeadlineCode.FIX_PARTS).state is DeadlineState.KEPT_LATE
    assert deadline(current, DeadlineCode.REGISTER).state is DeadlineState.KEPT


def test_registering_for_work_is_overdue_the_day_after_its_term():
    on_the_day = computed(today=date(2026, 3, 15))
    day_after = computed(today=date(2026, 3, 16))

    assert deadline(on_the_day, DeadlineCode.WORK_REGISTRATION).state is DeadlineState.RUNNING
    assert [d.code for d in day_after.overdue] == [DeadlineCode.WORK_REGISTRATION]


def test_a_suspension_moves_the_term_it_covers_and_stops_its_clock():
    ten_days = suspension(date(2026, 3, 6), date(2026, 3, 15))

    term = deadline(computed(suspensions=(ten_days,)), DeadlineCode.WORK_REGISTRATION)

    assert (term.due_on, term.moved_days, term.state) == (date(2026, 3, 25), 10, DeadlineState.STANDS_STILL)


def test_a_suspension_of_another_part_moves_nothing():
    of_mo = suspension(date(2026, 3, 6), date(2026, 3, 15), SuspendedScope.MO)

    assert deadline(computed(suspensions=(of_mo,)), DeadlineCode.WORK_REGISTRATION).moved_days == 0


def test_a_term_ends_later_on_a_weekend_only_when_its_rule_says_so():
    book = rules.rulebook()
    rolling = book.rule("work-registration-2-months").model_copy(
        update={"rolls_over": RollsOver.NEXT_WORKING_DAY}
    )
    changed = rules.Rulebook({**book.rules, rolling.id: rolling})

    usual = computed()
    later = plan.build(facts(), changed, today=TODAY)

    assert deadline(usual, DeadlineCode.WORK_REGISTRATION).due_on == date(2026, 3, 15)  # a Sunday
    assert deadline(later, DeadlineCode.WORK_REGISTRATION).due_on == date(2026, 3, 16)


def test_a_track_that_is_over_has_no_open_term_and_no_step():
    over = contract(state=ContractState.ENDED, ended_on=date(2026, 2, 20))

    current = computed(contract=over)

    assert all(not d.is_open for d in current.deadlines)
    assert all(not step.is_open for step in current.steps)
    assert current.forecast.state is ForecastState.OVER


def test_brussels_has_eighteen_months_to_finish():
    bon = contract(agency=Agency.BON, registered_on=date(2025, 12, 1))

    assert deadline(computed(contract=bon), DeadlineCode.FINISH).due_on == date(2027, 6, 1)


def test_every_open_step_says_who_acts_and_which_rule_asks_it():
    current = computed()

    for step in current.steps:
        assert step.actor in StepActor
        if step.code is not StepCode.GIVE_ATTEST:
            assert rules.rulebook().rule(step.rule_id)


def test_dutch_first_needs_the_advice_and_then_a_course():
    without = computed(contract=contract(nt2_advice=None))

    assert without.next_step(Pillar.NT2).code is StepCode.GET_NT2_ADVICE
    assert computed().next_step(Pillar.NT2).code is StepCode.PLAN_COURSE


def test_a_contract_without_a_test_asks_no_test():
    old = contract(signed_on=date(2021, 6, 1), registered_on=date(2021, 5, 1))

    assert StepCode.PASS_TEST not in {step.code for step in computed(contract=old).steps}


# ── forecast ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_planned_course_decides_the_forecast_of_its_part():
    planned = part(Pillar.MO, PartStatus.PLANNED, starts_on=date(2026, 4, 1), ends_on=date(2026, 6, 30))

    current = computed(parts=(planned, *achieved(Pillar.NT2, Pillar.WERK, Pillar.PARTICIPATIE)))

    assert current.forecast.ends_on == date(2026, 7, 21)  # 21 days until the test
    assert [reason.code for reason in deciding(current.forecast).reasons] == [
        ReasonCode.COURSE_PLANNED,
        ReasonCode.TEST_AFTER_COURSE,
    ]


def test_a_longer_binding_advice_makes_the_forecast_later():
    short = computed(contract=contract(nt2_advice="cvo-verkort"))
    long = computed(contract=contract(nt2_advice="cbe-alfa"))

    assert short.forecast.ends_on < long.forecast.ends_on


def test_a_module_for_the_alphabet_comes_on_top_of_the_course():
    with_module = computed(contract=contract(nt2_advice="latijns-schrift-cvo")).forecast

    nt2 = next(p for p in with_module.parts if p.pillar is Pillar.NT2)
    assert {reason.number for reason in nt2.reasons if reason.code is ReasonCode.COURSE_HOURS} == {280}


def test_without_advice_the_forecast_says_what_it_assumes():
    nt2 = next(
        p for p in computed(contract=contract(nt2_advice=None)).forecast.parts if p.pillar is Pillar.NT2
    )

    assert ReasonCode.NO_ADVICE_YET in {reason.code for reason in nt2.reasons}


def test_parts_together_end_sooner_than_one_by_one():
    one_by_one = computed(contract=contract(form=TrajectForm.LINEAIR))
    together = computed(contract=contract(form=TrajectForm.GECOMBINEERD))

    assert together.forecast.ends_on < one_by_one.forecast.ends_on


def test_a_failed_test_makes_the_forecast_later():
    started = part(Pillar.MO, PartStatus.STARTED, starts_on=SIGNED, ends_on=date(2026, 3, 1))
    failed = Result(Pillar.MO, TestKind.MO_TEST, date(2026, 3, 8), ResultOutcome.FAILED)
    rest = achieved(Pillar.NT2, Pillar.WERK, Pillar.PARTICIPATIE)

    before = computed(parts=(started, *rest)).forecast
    after = computed(parts=(started, *rest), results=(failed,)).forecast

    assert before.ends_on < after.ends_on
    assert ReasonCode.RETAKE in {reason.code for reason in deciding(after).reasons}


def test_who_has_everything_has_nothing_left():
    current = computed(parts=achieved(*Pillar))

    assert current.forecast.state is ForecastState.NOTHING_LEFT
    assert [step.code for step in current.steps if step.is_open] == [StepCode.GIVE_ATTEST]


def test_before_the_contract_is_signed_the_forecast_says_so():
    waiting = computed(contract=contract(state=ContractState.REGISTERED, signed_on=None)).forecast

    assert {part.reasons[0].code for part in waiting.parts} == {ReasonCode.NOT_SIGNED_YET}


# ── what to do now ───────────────────────────────────────────────────────────────────────────────────────────────


def test_what_amina_should_do_now_comes_by_its_day():
    lesson = Visit(
        "v1", AppointmentKind.COURSE_START, Pillar.MO, datetime(2026, 3, 12, 8, 0, tzinfo=UTC), "Leuven"
    )

    items = todo_list(computed(visits=(lesson,)), now=NOW)

    assert [(item.kind, item.step) for item in items] == [
        (TodoKind.APPOINTMENT, None),
        (TodoKind.STEP, StepCode.REGISTER_FOR_WORK),
        (TodoKind.STEP, StepCode.CHOOSE_ACTIVITY),
    ]


def test_a_thing_that_is_done_is_gone():
    before = todo_list(computed(), now=NOW)
    after = todo_list(computed(parts=achieved(Pillar.WERK)), now=NOW)

    assert {item.step for item in before} - {item.step for item in after} == {StepCode.REGISTER_FOR_WORK}


def test_an_overdue_thing_stands_first():
    lesson = Visit("v1", AppointmentKind.TALK, None, datetime(2026, 3, 17, 8, 0, tzinfo=UTC), "Leuven")
    late = computed(today=date(2026, 3, 16), visits=(lesson,))

    first = todo_list(late, now=NOW)[0]

    assert (first.step, first.overdue) == (StepCode.REGISTER_FOR_WORK, True)


def test_nothing_is_asked_while_the_track_stands_still():
    assert todo_list(computed(suspensions=(suspension(TODAY, TODAY),)), now=NOW) == ()


def test_an_appointment_takes_the_place_of_its_step():
    planned = part(Pillar.MO, PartStatus.PLANNED, starts_on=date(2026, 3, 12))
    lesson = Visit(
        "v1", AppointmentKind.COURSE_START, Pillar.MO, datetime(2026, 3, 12, 8, 0, tzinfo=UTC), "Leuven"
    )

    without = todo_list(computed(parts=(planned,)), now=NOW)
    with_visit = todo_list(computed(parts=(planned,), visits=(lesson,)), now=NOW)

    assert StepCode.START_COURSE in {item.step for item in without}
    assert StepCode.START_COURSE not in {item.step for item in with_visit}
    assert TodoKind.APPOINTMENT in {item.kind for item in with_visit}


def test_the_list_holds_at_most_five_and_keeps_the_most_pressing():
    replies = [
        TodoItem(TodoKind.CASE_REPLY, f"case:{n}", due_on=TODAY - timedelta(days=n), overdue=True)
        for n in range(9)
    ]

    items = todo_list(computed(), now=NOW, extra=replies)

    assert len(items) == MOST_ITEMS
    assert [item.key for item in items] == [f"case:{n}" for n in (8, 7, 6, 5, 4)]


def test_an_appointment_that_has_passed_is_not_the_next_one():
    passed = Visit("v1", AppointmentKind.TALK, None, datetime(2026, 3, 9, 8, 0, tzinfo=UTC), "Leuven")
    coming = Visit("v2", AppointmentKind.TALK, None, datetime(2026, 4, 9, 8, 0, tzinfo=UTC), "Leuven")

    assert next_visit(computed(visits=(coming, passed)), now=NOW) == coming


def test_an_appointment_among_the_things_to_do_is_known_to_be_there():
    coming = Visit("v2", AppointmentKind.TALK, None, datetime(2026, 4, 9, 8, 0, tzinfo=UTC), "Leuven")
    replies = [TodoItem(TodoKind.CASE_REPLY, f"case:{n}", overdue=True) for n in range(MOST_ITEMS)]

    assert is_listed(coming, todo_list(computed(visits=(coming,)), now=NOW))
    assert not is_listed(coming, todo_list(computed(visits=(coming,)), now=NOW, extra=replies))


@pytest.mark.parametrize("duty", list(Duty))
@pytest.mark.parametrize("agency", list(Agency))
@pytest.mark.parametrize("occupation", list(Occupation))
@pytest.mark.parametrize(
    "signed_on", [date(2021, 6, 1), date(2022, 6, 1), date(2023, 6, 1), date(2024, 6, 1)]
)
def test_every_kind_of_contract_has_a_plan(duty, agency, occupation, signed_on):
    current = computed(
        contract=contract(duty=duty, agency=agency, occupation=occupation, signed_on=signed_on)
    )

    assert current.part(Pillar.MO).rule_id
    assert current.forecast.ends_on >= TODAY
