"""Plans as values for tests: one obliged inburgeraar in Leuven unless a test says otherwise."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from portal.models.contracts import ContractState, Duty, Occupation, OpschortingGround, SuspendedScope
from portal.models.people import Agency
from portal.models.pips import PartStatus, Pillar
from portal.services import plan, rules
from portal.services.plan_facts import ContractFacts, Hours, PartFacts, PlanFacts, Suspension

TODAY = date(2026, 3, 10)
SIGNED = date(2026, 1, 15)


def contract(**changes: Any) -> ContractFacts:
    """A contract of 15 January 2026, whose parts were fixed in time."""
    usual = ContractFacts(
        id="c1",
        state=ContractState.SIGNED,
        duty=Duty.VERPLICHT,
        occupation=Occupation.NONE,
        may_work=True,
        non_literate=False,
        agency=Agency.AGII,
        registered_on=date(2025, 12, 1),
        duty_since_on=date(2025, 11, 3),
        signed_on=SIGNED,
        parts_fixed_on=date(2025, 12, 20),
        nt2_advice="cvo-standaard",
    )
    return replace(usual, **changes)


def facts(**changes: Any) -> PlanFacts:
    """The facts of a plan; `contract=` replaces the usual contract."""
    return PlanFacts(**({"contract": contract()} | changes))


def computed(today: date = TODAY, **changes: Any) -> plan.Plan:
    """A computed plan."""
    return plan.build(facts(**changes), rules.rulebook(), today=today)


def part(pillar: Pillar, status: PartStatus = PartStatus.TO_PLAN, **changes: Any) -> PartFacts:
    """A part as written down."""
    return PartFacts(pillar, status, **changes)


def achieved(*pillars: Pillar, on: date = TODAY - timedelta(days=1)) -> tuple[PartFacts, ...]:
    """Parts that are done."""
    return tuple(PartFacts(pillar, PartStatus.ACHIEVED, achieved_on=on) for pillar in pillars)


def suspension(
    first: date,
    last: date,
    scope: SuspendedScope = SuspendedScope.TRACK,
    ground: OpschortingGround = OpschortingGround.SICK_LEAVE,
) -> Suspension:
    """A suspension."""
    return Suspension(scope, ground, first, last)


def hours(**in_hours: int) -> Hours:
    """Hours of participation, given in whole hours."""
    return Hours(**{state: count * 60 for state, count in in_hours.items()})
