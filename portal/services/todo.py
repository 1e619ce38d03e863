"""What an inburgeraar should do now: at most five things, the most pressing first, gone as soon as they are done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from portal.clock import BRUSSELS
from portal.models.pips import AppointmentKind, Pillar
from portal.services.plan import Plan
from portal.services.plan_facts import Visit
from portal.services.rule_kinds import StepActor
from portal.services.steps import Step, StepCode, next_step

MOST_ITEMS = 5


class TodoKind(StrEnum):
    """What kind of thing it is."""

    APPOINTMENT = "appointment"
    STEP = "step"
    CASE_REPLY = "case-reply"
    PAYMENT = "payment"
    ACTIVITY = "activity"
    ACTIVITY_OFF = "activity-off"
    ACTIVITY_CHANGED = "activity-changed"


@dataclass(frozen=True)
class TodoItem:
    """One thing to do. `key` names it: the same thing has the same key tomorrow."""

    kind: TodoKind
    key: str
    due_on: date | None = None
    step: StepCode | None = None
    pillar: Pillar | None = None
    at: datetime | None = None
    place: str | None = None
    visit: AppointmentKind | None = None
    overdue: bool = False
    rule_id: str | None = None
    happens_on: date | None = None
    amount: Decimal | None = None
    title: str | None = None

    @property
    def order(self) -> tuple[bool, date, int, str]:
        """Return what the list is sorted by: overdue first, then by day, then by kind."""
        return (
            not self.overdue,
            self.due_on or self.happens_on or date.max,
            list(TodoKind).index(self.kind),
            self.key,
        )


_MEETS = {
    StepCode.START_COURSE: AppointmentKind.COURSE_START,
    StepCode.PASS_TEST: AppointmentKind.TEST,
}


def todo_list(plan: Plan, *, now: datetime, extra: Iterable[TodoItem] = ()) -> tuple[TodoItem, ...]:
    """Return at most five things to do; `extra` are those of other parts of the portal (a reply, a payment)."""
    visits = [visit for visit in plan.facts.visits if visit.starts_at >= now]
    items = {item.key: item for item in extra}
    items |= {item.key: item for item in map(_from_visit, visits)}
    own = (_from_step(step, visits) for step in _own_steps(plan))
    items |= {item.key: item for item in own if item is not None}
    return most_pressing(items.values())


def is_listed(visit: Visit, items: Iterable[TodoItem]) -> bool:
    """Say whether an appointment is one of the things to do."""
    return _key(visit) in {item.key for item in items}


def most_pressing(items: Iterable[TodoItem]) -> tuple[TodoItem, ...]:
    """Return at most five things, the most pressing first."""
    return tuple(sorted(items, key=lambda item: item.order)[:MOST_ITEMS])


def next_visit(plan: Plan, *, now: datetime) -> Visit | None:
    """Return the first appointment that is still to come."""
    coming = [visit for visit in plan.facts.visits if visit.starts_at >= now]
    return min(coming, key=lambda visit: (visit.starts_at, visit.id), default=None)


def _own_steps(plan: Plan) -> list[Step]:
    """Return what the inburgeraar can do now: the terms, and the next step of each part."""
    own = [step for step in plan.steps if step.pillar is None]
    own += [step for pillar in Pillar if (step := next_step(plan.steps, pillar)) is not None]
    return [s for s in own if s.is_open and not s.stands_still and s.actor is StepActor.INBURGERAAR]


def _key(visit: Visit) -> str:
    return f"appointment:{visit.id}"


def _from_visit(visit: Visit) -> TodoItem:
    return TodoItem(
        kind=TodoKind.APPOINTMENT,
        key=_key(visit),
        pillar=visit.pillar,
        at=visit.starts_at,
        happens_on=visit.starts_at.astimezone(BRUSSELS).date(),
        place=visit.place,
        visit=visit.kind,
    )


def _from_step(step: Step, visits: list[Visit]) -> TodoItem | None:
    meets = _MEETS.get(step.code)
    if meets is not None and any(visit.kind is meets and visit.pillar is step.pillar for visit in visits):
        return None  # the appointment itself is in the list
    return TodoItem(
        kind=TodoKind.STEP,
        key=f"step:{step.code}:{step.pillar or 'track'}",
        step=step.code,
        pillar=step.pillar,
        due_on=step.due_on,
        happens_on=step.happens_on,
        overdue=step.overdue,
        rule_id=step.rule_id,
    )
