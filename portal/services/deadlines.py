"""The terms of a track: when each ends, moved by what suspends it, and whether it was kept."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.models.contracts import ContractState
from portal.models.pips import Pillar
from portal.services.parts import Part, PartState
from portal.services.plan_facts import PlanFacts
from portal.services.rule_kinds import CountsFrom, DeadlineCode, DeadlineRule, RollsOver, StepActor
from portal.services.rules import Rulebook, region_of
from portal.services.terms import add_days, add_months, moved, next_working_day


class DeadlineState(StrEnum):
    """Where a term stands."""

    RUNNING = "running"
    STANDS_STILL = "stands-still"
    OVERDUE = "overdue"
    KEPT = "kept"
    KEPT_LATE = "kept-late"


@dataclass(frozen=True)
class Deadline:
    """One term. `moved_days`: how many days suspensions moved its end."""

    code: DeadlineCode
    state: DeadlineState
    actor: StepActor
    starts_on: date
    due_on: date
    moved_days: int
    done_on: date | None
    pillar: Pillar | None
    rule_id: str

    @property
    def is_open(self) -> bool:
        """Say whether it still has to be kept."""
        return self.done_on is None


def deadlines_of(
    facts: PlanFacts, parts: tuple[Part, ...], book: Rulebook, today: date
) -> tuple[Deadline, ...]:
    """Return the terms of a track by the day they end; of a track that is over only those that were kept."""
    contract = facts.contract
    starts = {
        CountsFrom.DUTY: contract.duty_since_on,
        CountsFrom.REGISTRATION: contract.registered_on,
        CountsFrom.SIGNATURE: contract.signed_on,
    }
    found = [
        deadline
        for counts_from, start in starts.items()
        if start is not None
        for rule in book.deadlines(counts_from, start, region_of(contract.agency), contract.duty)
        if (deadline := _deadline(rule, start, facts, parts, today)) is not None
    ]
    shown = (deadline for deadline in found if contract.runs or not deadline.is_open)
    return tuple(sorted(shown, key=lambda deadline: (deadline.due_on, deadline.code)))


def _deadline(
    rule: DeadlineRule, start: date, facts: PlanFacts, parts: tuple[Part, ...], today: date
) -> Deadline | None:
    part = next((part for part in parts if part.pillar is rule.pillar), None)
    if part is not None and part.state in {PartState.NOT_IN_TRACK, PartState.NOT_CHOSEN, PartState.EXEMPT}:
        return None
    suspended = facts.suspended(rule.pillar) if rule.stands_still else ()
    plain = add_days(start, rule.days) if rule.days is not None else add_months(start, rule.months or 0)
    due = moved(start, plain, suspended)
    if rule.rolls_over is RollsOver.NEXT_WORKING_DAY:
        due = next_working_day(due)
    done_on = _done_on(rule.deadline, facts, part)
    stands_still = any(period.covers(today) and start < today for period in suspended)
    return Deadline(
        code=rule.deadline,
        state=_state(due, done_on, today, stands_still=stands_still and today <= due),
        actor=rule.actor,
        starts_on=start,
        due_on=due,
        moved_days=(due - plain).days,
        done_on=done_on,
        pillar=rule.pillar,
        rule_id=rule.id,
    )


def _done_on(code: DeadlineCode, facts: PlanFacts, part: Part | None) -> date | None:
    contract = facts.contract
    match code:
        case DeadlineCode.REGISTER:
            return contract.registered_on
        case DeadlineCode.FIX_PARTS:
            return contract.parts_fixed_on or contract.signed_on  # nobody signs before the parts are fixed
        case DeadlineCode.SIGN:
            return contract.signed_on
        case DeadlineCode.WORK_REGISTRATION:
            if part is None or part.state is not PartState.ACHIEVED:
                return None
            return part.facts.achieved_on or contract.signed_on
        case DeadlineCode.FINISH:
            return contract.ended_on if contract.state is ContractState.COMPLETED else None


def _state(due: date, done_on: date | None, today: date, *, stands_still: bool) -> DeadlineState:
    if done_on is not None:
        return DeadlineState.KEPT if done_on <= due else DeadlineState.KEPT_LATE
    if stands_still:
        return DeadlineState.STANDS_STILL
    return DeadlineState.OVERDUE if today > due else DeadlineState.RUNNING
