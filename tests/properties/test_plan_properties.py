"""What holds for every plan, whatever was written down."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

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
from portal.services import plan, rules
from portal.services.plan_facts import (
    ContractFacts,
    Exemption,
    Hours,
    PartFacts,
    PlanFacts,
    Result,
    Suspension,
    Visit,
)
from portal.services.terms import Period, add_days, moved
from portal.services.todo import MOST_ITEMS, todo_list

TODAY = date(2026, 3, 10)
NOW = datetime(2026, 3, 10, 11, 0, tzinfo=UTC)
BOOK = rules.rulebook()

near = st.dates(date(2020, 1, 1), date(2030, 12, 31))
any_day = st.dates()
advices = st.sampled_from(
    [None, *sorted(BOOK.courses(Pillar.NT2, TODAY, rules.Region.VLAANDEREN)), "unknown"]
)


@st.composite
def contracts(draw: st.DrawFn, days: st.SearchStrategy[date] = near) -> ContractFacts:
    registered, signed = sorted((draw(days), draw(days)))
    state = draw(st.sampled_from(ContractState))
    return ContractFacts(
        id="c1",
        state=state,
        duty=draw(st.sampled_from(Duty)),
        occupation=draw(st.sampled_from(Occupation)),
        may_work=draw(st.booleans()),
        non_literate=draw(st.booleans()),
        agency=draw(st.sampled_from(Agency)),
        registered_on=registered,
        duty_since_on=draw(st.none() | days),
        signed_on=None if state is ContractState.REGISTERED else signed,
        ended_on=draw(days) if state in {ContractState.COMPLETED, ContractState.ENDED} else None,
        parts_fixed_on=draw(st.none() | days),
        form=draw(st.sampled_from(TrajectForm)),
        nt2_advice=draw(advices),
    )


@st.composite
def written_parts(draw: st.DrawFn, days: st.SearchStrategy[date] = near) -> tuple[PartFacts, ...]:
    exemptions = st.none() | st.builds(Exemption, st.sampled_from(VrijstellingGround), days)
    return tuple(
        PartFacts(
            pillar=pillar,
            status=draw(st.sampled_from(PartStatus)),
            starts_on=draw(st.none() | days),
            ends_on=draw(st.none() | days),
            achieved_on=draw(st.none() | days),
            exemption=draw(exemptions),
        )
        for pillar in draw(st.sets(st.sampled_from(Pillar)))
    )


@st.composite
def suspensions(draw: st.DrawFn, days: st.SearchStrategy[date] = near) -> Suspension:
    first, last = sorted((draw(days), draw(days)))
    return Suspension(
        draw(st.sampled_from(SuspendedScope)), draw(st.sampled_from(OpschortingGround)), first, last
    )


@st.composite
def stored_facts(draw: st.DrawFn, days: st.SearchStrategy[date] = near) -> PlanFacts:
    results = st.builds(
        Result, st.sampled_from(Pillar), st.sampled_from(TestKind), days, st.sampled_from(ResultOutcome)
    )
    minutes = st.integers(0, 5000)
    visits = st.builds(
        Visit, st.uuids().map(str), st.sampled_from(AppointmentKind), st.none() | st.sampled_from(Pillar),
        st.datetimes(datetime(2025, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)), st.just("Leuven"),  # noqa: DTZ001
    )  # fmt: skip
    return PlanFacts(
        contract=draw(contracts(days)),
        parts=draw(written_parts(days)),
        suspensions=tuple(draw(st.lists(suspensions(days), max_size=4))),
        results=tuple(draw(st.lists(results, max_size=3))),
        hours=draw(st.builds(Hours, minutes, minutes, minutes)),
        visits=tuple(draw(st.lists(visits, max_size=3))),
    )


def built(facts: PlanFacts, today: date = TODAY) -> plan.Plan:
    return plan.build(facts, BOOK, today=today)


def expected_end(facts: PlanFacts) -> date:
    return built(facts).forecast.ends_on or date.min


def open_steps(facts: PlanFacts) -> set[tuple[str, str | None]]:
    return {(step.code, step.pillar) for step in built(facts).steps if step.is_open}


def with_part(facts: PlanFacts, changed: PartFacts) -> PlanFacts:
    return replace(facts, parts=(*(p for p in facts.parts if p.pillar is not changed.pillar), changed))


@given(stored_facts(), st.integers(0, 5000))
def test_more_approved_hours_never_make_the_end_later(facts, more):
    assume(facts.contract.runs)

    richer = replace(facts, hours=replace(facts.hours, approved=facts.hours.approved + more))

    assert expected_end(richer) <= expected_end(facts)


@given(stored_facts(), st.integers(0, 5000))
def test_hours_that_wait_or_were_refused_change_no_date(facts, more):
    waiting = replace(
        facts,
        hours=replace(facts.hours, waiting=facts.hours.waiting + more, refused=facts.hours.refused + more),
    )

    assert expected_end(waiting) == expected_end(facts)


@given(
    stored_facts(), st.sampled_from([Pillar.MO, Pillar.NT2, Pillar.PARTICIPATIE]), near, st.integers(0, 400)
)
def test_a_later_start_never_makes_the_end_earlier(facts, pillar, starts_on, days):
    sooner = with_part(facts, PartFacts(pillar, PartStatus.PLANNED, starts_on=starts_on))
    later = with_part(
        facts, PartFacts(pillar, PartStatus.PLANNED, starts_on=starts_on + timedelta(days=days))
    )

    assert expected_end(later) >= expected_end(sooner)


@given(stored_facts(), suspensions())
def test_a_suspension_never_makes_the_end_or_a_term_earlier(facts, more):
    assume(facts.contract.runs)
    longer = replace(facts, suspensions=(*facts.suspensions, more))

    before = {d.code: d.due_on for d in built(facts).deadlines}
    after = {d.code: d.due_on for d in built(longer).deadlines}

    assert before.keys() == after.keys()
    assert all(after[code] >= due for code, due in before.items())
    assert expected_end(longer) >= expected_end(facts)


@given(contracts(), near, st.integers(1, 200), st.sampled_from(SuspendedScope))
def test_a_suspension_moves_exactly_the_terms_that_run_inside_it(contract, first, days, scope):
    alone = PlanFacts(
        replace(contract, state=ContractState.SIGNED, signed_on=contract.signed_on or contract.registered_on)
    )
    one = Suspension(scope, OpschortingGround.CARE, first, first + timedelta(days=days - 1))
    before = {d.code: d for d in built(alone).deadlines}

    for term in built(replace(alone, suspensions=(one,))).deadlines:
        old = before[term.code]
        concerned = scope is SuspendedScope.TRACK or (
            term.pillar is not None and scope.value == term.pillar.value
        )
        runs_inside = concerned and term.starts_on < one.starts_on <= old.due_on
        began_before = concerned and one.starts_on <= term.starts_on < one.ends_on
        if runs_inside:
            assert term.due_on == old.due_on + timedelta(days=days)
        elif began_before:
            assert term.due_on == old.due_on + (one.ends_on - term.starts_on)
        else:
            assert term.due_on == old.due_on


@given(near, st.integers(1, 300), st.lists(st.tuples(near, st.integers(0, 60)), max_size=6))
def test_a_moved_term_has_as_many_days_that_count_as_before(start, length, spans):
    periods = [Period(first, first + timedelta(days=days)) for first, days in spans]

    due = moved(start, start + timedelta(days=length), periods)

    days = [start + timedelta(days=n) for n in range(1, (due - start).days + 1)]
    counted = [day for day in days if not any(period.covers(day) for period in periods)]
    assert len(counted) == length
    assert counted[-1] == due


@given(stored_facts(), st.sampled_from(Pillar), near)
def test_granting_an_exemption_never_adds_a_step(facts, pillar, granted_on):
    before = open_steps(facts)
    known = next((p for p in facts.parts if p.pillar is pillar), PartFacts(pillar))
    exempt = with_part(facts, replace(known, exemption=Exemption(VrijstellingGround.DIPLOMA, granted_on)))

    assert open_steps(exempt) <= before
    assert expected_end(exempt) <= expected_end(facts)


@given(stored_facts(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(facts, random):
    def shuffled(rows):
        return tuple(random.sample(rows, len(rows)))

    mixed = replace(
        facts,
        parts=shuffled(facts.parts),
        suspensions=shuffled(facts.suspensions),
        results=shuffled(facts.results),
        visits=shuffled(facts.visits),
    )

    one, other = built(facts), built(mixed)

    assert (one.parts, one.deadlines, one.steps, one.forecast) == (
        other.parts,
        other.deadlines,
        other.steps,
        other.forecast,
    )
    assert todo_list(one, now=NOW) == todo_list(other, now=NOW)


@given(stored_facts())
def test_what_to_do_now_is_short_in_order_and_open(facts):
    current = built(facts)
    items = todo_list(current, now=NOW)

    assert len(items) <= MOST_ITEMS
    assert list(items) == sorted(items, key=lambda item: item.order)
    steps = {(step.code, step.pillar) for step in current.steps if step.is_open and not step.stands_still}
    assert {(item.step, item.pillar) for item in items if item.step} <= steps


@settings(max_examples=200)
@given(stored_facts(any_day), any_day)
def test_no_date_is_too_early_or_too_late_for_a_plan(facts, today):
    current = built(facts, today)

    assert all(d.due_on >= d.starts_on for d in current.deadlines)
    assert len(current.parts) == len(Pillar)
    todo_list(current, now=NOW)


@given(any_day, st.integers(0, 10_000))
def test_adding_days_never_goes_back(day, days):
    assert add_days(day, days) >= day
