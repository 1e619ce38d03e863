"""The whole plan, computed: parts, terms, steps, hours and forecast of one track on one day. Pure."""

from dataclasses import dataclass
from datetime import date

from portal.models.pips import Pillar
from portal.services.deadlines import Deadline, DeadlineState, deadlines_of
from portal.services.forecast import Forecast, forecast_of
from portal.services.parts import Part, decides_on, parts_of, situation
from portal.services.plan_facts import PlanFacts, Suspension
from portal.services.rule_kinds import Region
from portal.services.rules import Rulebook
from portal.services.steps import Step, next_step, steps_of


@dataclass(frozen=True, eq=False)
class Plan:
    """One track on one day. `decides_on` is the day whose rules hold.

    Compared by identity, so that a page built from a plan can be kept beside it; what it says is its facts and its day.
    """

    facts: PlanFacts
    today: date
    region: Region
    decides_on: date
    parts: tuple[Part, ...]
    deadlines: tuple[Deadline, ...]
    steps: tuple[Step, ...]
    forecast: Forecast

    def part(self, pillar: Pillar) -> Part:
        """Return one part."""
        return next(part for part in self.parts if part.pillar is pillar)

    def next_step(self, pillar: Pillar | None) -> Step | None:
        """Return the first open step of a part (`None`: of the track as a whole)."""
        return next_step(self.steps, pillar)

    @property
    def overdue(self) -> tuple[Deadline, ...]:
        """Return the terms that have passed."""
        return tuple(d for d in self.deadlines if d.state is DeadlineState.OVERDUE)

    @property
    def suspended_now(self) -> tuple[Suspension, ...]:
        """Return the suspensions that run today."""
        return tuple(s for s in self.facts.suspensions if s.period.covers(self.today))


def build(facts: PlanFacts, book: Rulebook, *, today: date) -> Plan:
    """Compute a plan from its facts and the rules."""
    where = situation(facts, today)
    parts = parts_of(facts, book, today)
    deadlines = deadlines_of(facts, parts, book, today)
    return Plan(
        facts=facts,
        today=today,
        region=where.region,
        decides_on=decides_on(facts, today),
        parts=parts,
        deadlines=deadlines,
        steps=steps_of(facts, parts, deadlines),
        forecast=forecast_of(facts, parts, deadlines, book=book, where=where, today=today),
    )
