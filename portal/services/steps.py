"""What has to happen in a track: each step with who acts, by when and which rule says so."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.clock import BRUSSELS
from portal.models.pips import AppointmentKind, Pillar
from portal.services.deadlines import Deadline, DeadlineState
from portal.services.parts import WITH_TEST, Part, PartState
from portal.services.plan_facts import PlanFacts
from portal.services.rule_kinds import DeadlineCode, StepActor


class StepCode(StrEnum):
    """The steps, in the order in which they usually come."""

    REGISTER = "register"
    FIX_PARTS = "fix-parts"
    SIGN = "sign"
    GET_NT2_ADVICE = "get-nt2-advice"
    PLAN_COURSE = "plan-course"
    START_COURSE = "start-course"
    FOLLOW_COURSE = "follow-course"
    PASS_TEST = "pass-test"  # noqa: S105 a step, not a password
    REGISTER_FOR_WORK = "register-for-work"
    CHOOSE_ACTIVITY = "choose-activity"
    DO_HOURS = "do-hours"
    APPROVE_HOURS = "approve-hours"
    FINISH = "finish"
    GIVE_ATTEST = "give-attest"


_TRACK_STEPS = {
    DeadlineCode.REGISTER: StepCode.REGISTER,
    DeadlineCode.FIX_PARTS: StepCode.FIX_PARTS,
    DeadlineCode.SIGN: StepCode.SIGN,
    DeadlineCode.FINISH: StepCode.FINISH,
}


@dataclass(frozen=True)
class Step:
    """One step. `due_on`: the last day; `happens_on`: the day it takes place, when that is planned."""

    code: StepCode
    actor: StepActor
    pillar: Pillar | None = None
    due_on: date | None = None
    happens_on: date | None = None
    done_on: date | None = None
    overdue: bool = False
    stands_still: bool = False
    rule_id: str | None = None

    @property
    def is_open(self) -> bool:
        """Say whether it still has to be done."""
        return self.done_on is None


def steps_of(facts: PlanFacts, parts: tuple[Part, ...], deadlines: tuple[Deadline, ...]) -> tuple[Step, ...]:
    """Return the steps of a track: those with a term, those of each part, and the attest."""
    steps = [_from_deadline(d, _TRACK_STEPS[d.code]) for d in deadlines if d.code in _TRACK_STEPS]
    if facts.contract.runs:
        for part in parts:
            steps.extend(_of_part(part, facts, deadlines))
        steps.append(Step(StepCode.GIVE_ATTEST, StepActor.TRAJECTBEGELEIDER))
    order = list(StepCode)
    return tuple(sorted(steps, key=lambda step: (order.index(step.code), step.pillar or "")))


def next_step(steps: tuple[Step, ...], pillar: Pillar | None) -> Step | None:
    """Return the first open step of a part (`None`: of the track)."""
    return next((step for step in steps if step.is_open and step.pillar is pillar), None)


def _from_deadline(deadline: Deadline, code: StepCode) -> Step:
    return Step(
        code=code,
        actor=deadline.actor,
        pillar=deadline.pillar,
        due_on=deadline.due_on,
        done_on=deadline.done_on,
        overdue=deadline.state is DeadlineState.OVERDUE,
        stands_still=deadline.state is DeadlineState.STANDS_STILL,
        rule_id=deadline.rule_id,
    )


def _of_part(part: Part, facts: PlanFacts, deadlines: tuple[Deadline, ...]) -> Iterator[Step]:
    if part.pillar is Pillar.WERK:
        yield from _work(part, deadlines)
    elif part.is_open and part.pillar is Pillar.PARTICIPATIE:
        yield from _participation(part, facts)
    elif part.is_open:
        yield from _course(part, facts)


def _work(part: Part, deadlines: tuple[Deadline, ...]) -> Iterator[Step]:
    term = next((d for d in deadlines if d.code is DeadlineCode.WORK_REGISTRATION), None)
    if term is not None:
        yield _from_deadline(term, StepCode.REGISTER_FOR_WORK)
    elif part.is_open:
        yield _step(part, StepCode.REGISTER_FOR_WORK, StepActor.INBURGERAAR)


def _participation(part: Part, facts: PlanFacts) -> Iterator[Step]:
    begun = part.progress is not PartState.TO_PLAN or facts.hours.approved or facts.hours.waiting
    code = StepCode.DO_HOURS if begun else StepCode.CHOOSE_ACTIVITY
    yield _step(part, code, StepActor.INBURGERAAR, rule_id=part.hours_rule_id)
    if facts.hours.waiting:
        yield _step(part, StepCode.APPROVE_HOURS, StepActor.TRAJECTBEGELEIDER, rule_id=part.hours_rule_id)


def _course(part: Part, facts: PlanFacts) -> Iterator[Step]:
    match part.progress:
        case PartState.TO_PLAN:
            if part.pillar is Pillar.NT2 and facts.contract.nt2_advice is None:
                yield _step(part, StepCode.GET_NT2_ADVICE, StepActor.TRAJECTBEGELEIDER)
            planner = StepActor.SCHOOL if part.pillar is Pillar.NT2 else StepActor.TRAJECTBEGELEIDER
            yield _step(part, StepCode.PLAN_COURSE, planner)
        case PartState.PLANNED:
            yield _step(part, StepCode.START_COURSE, StepActor.INBURGERAAR, happens_on=part.facts.starts_on)
        case _:
            yield _step(part, StepCode.FOLLOW_COURSE, StepActor.INBURGERAAR, happens_on=part.facts.ends_on)
    if part.goal in WITH_TEST:
        yield _step(part, StepCode.PASS_TEST, StepActor.INBURGERAAR, happens_on=_test_day(part, facts))


def _test_day(part: Part, facts: PlanFacts) -> date | None:
    tests = [v.starts_at for v in facts.visits if v.kind is AppointmentKind.TEST and v.pillar is part.pillar]
    return min(tests).astimezone(BRUSSELS).date() if tests else None


def _step(
    part: Part,
    code: StepCode,
    actor: StepActor,
    *,
    happens_on: date | None = None,
    rule_id: str | None = None,
) -> Step:
    return Step(
        code=code,
        actor=actor,
        pillar=part.pillar,
        happens_on=happens_on,
        stands_still=part.state is PartState.SUSPENDED,
        rule_id=rule_id or part.rule_id,
    )
