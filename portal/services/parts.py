"""The parts of a track and where each stands: what the rules ask, what was written down, what wins."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from portal.models.contracts import Duty
from portal.models.pips import PartStatus, Pillar
from portal.services.plan_facts import Exemption, PartFacts, PlanFacts, Result, Suspension
from portal.services.rule_kinds import Goal, ParticipationRule, PillarRule, Requirement
from portal.services.rules import Rulebook, Situation, region_of

MINUTES_IN_AN_HOUR = 60
WITH_TEST = frozenset({Goal.MO_TEST, Goal.NT2_STANDARD_TEST})


class PartState(StrEnum):
    """Where a part stands, as a reader sees it."""

    NOT_IN_TRACK = "not-in-track"
    NOT_CHOSEN = "not-chosen"
    EXEMPT = "exempt"
    SUSPENDED = "suspended"
    TO_PLAN = "to-plan"
    PLANNED = "planned"
    STARTED = "started"
    ACHIEVED = "achieved"


_CLOSED = frozenset({PartState.NOT_IN_TRACK, PartState.NOT_CHOSEN, PartState.EXEMPT, PartState.ACHIEVED})


@dataclass(frozen=True)
class Part:
    """One part of a track. `progress` is how far it is, whatever wins over that in `state`.

    `is_guessed`: whether the track has it goes by the day the duty began, and the contract's stands in for that.
    """

    pillar: Pillar
    state: PartState
    progress: PartState
    facts: PartFacts
    requirement: Requirement | None = None
    goal: Goal | None = None
    rule_id: str | None = None
    suspension: Suspension | None = None
    results: tuple[Result, ...] = ()
    minutes_needed: int = 0
    hours_rule_id: str | None = None
    is_guessed: bool = False

    @property
    def is_open(self) -> bool:
        """Say whether something still has to be done for it."""
        return self.state not in _CLOSED

    @property
    def exemption(self) -> Exemption | None:
        """Return the vrijstelling, if there is one."""
        return self.facts.exemption


def decides_on(facts: PlanFacts, today: date) -> date:
    """Return the day whose rules hold: that of the contract; before it is signed, today or when it ended."""
    return facts.contract.signed_on or facts.contract.ended_on or today


def situation(facts: PlanFacts, today: date) -> Situation:
    """Return what decides which parts a track has."""
    contract = facts.contract
    return Situation(
        on=decides_on(facts, today),
        region=region_of(contract.agency),
        duty=contract.duty,
        occupation=contract.occupation,
        may_work=contract.may_work,
        non_literate=contract.non_literate,
        duty_since=contract.duty_since_on if contract.duty is Duty.VERPLICHT else None,
    )


def parts_of(facts: PlanFacts, book: Rulebook, today: date) -> tuple[Part, ...]:
    """Return all four parts in their usual order, also those the track does not have."""
    where = situation(facts, today)
    rules = book.pillars(where)
    bound = rules.get(Pillar.PARTICIPATIE)
    participation = book.participation(where.day_of(bound), where.region) if bound else None
    guessed = book.guessed(where)
    return tuple(
        replace(_part(pillar, facts, rules.get(pillar), participation, today), is_guessed=pillar in guessed)
        for pillar in Pillar
    )


def _part(
    pillar: Pillar,
    facts: PlanFacts,
    rule: PillarRule | None,
    participation: ParticipationRule | None,
    today: date,
) -> Part:
    written = next((part for part in facts.parts if part.pillar is pillar), None)
    running = [s for s in facts.suspensions if s.concerns(pillar) and s.period.covers(today)]
    suspension = max(running, key=lambda s: (s.ends_on, s.starts_on, s.scope, s.ground), default=None)
    hours = participation if rule is not None and rule.goal is Goal.PARTICIPATION_HOURS else None
    needed = hours.hours * MINUTES_IN_AN_HOUR if hours else 0
    enough = 0 < needed <= facts.hours.approved
    return Part(
        pillar=pillar,
        state=_state(written, rule, suspension, today, enough=enough),
        progress=_progress(written, today),
        facts=written or PartFacts(pillar),
        requirement=rule.requirement if rule else None,
        goal=rule.goal if rule else None,
        rule_id=rule.id if rule else None,
        suspension=suspension,
        results=tuple(
            sorted((r for r in facts.results if r.pillar is pillar), key=lambda r: (r.taken_on, r.kind))
        ),
        minutes_needed=needed,
        hours_rule_id=hours.id if hours else None,
    )


def _state(
    written: PartFacts | None,
    rule: PillarRule | None,
    suspension: Suspension | None,
    today: date,
    *,
    enough: bool,
) -> PartState:
    """Decide what wins: an exemption, then what is achieved, then a suspension, then how far it is."""
    if written is not None and written.exemption is not None:
        return PartState.EXEMPT
    if enough or (written is not None and written.status is PartStatus.ACHIEVED):
        return PartState.ACHIEVED
    if rule is None:
        return PartState.NOT_IN_TRACK
    if written is None and rule.requirement is Requirement.OPTIONAL:
        return PartState.NOT_CHOSEN
    return PartState.SUSPENDED if suspension is not None else _progress(written, today)


def _progress(written: PartFacts | None, today: date) -> PartState:
    """Return how far a part is; what was planned to start by today has started."""
    if written is None:
        return PartState.TO_PLAN
    if written.status is PartStatus.PLANNED and written.starts_on is not None and written.starts_on <= today:
        return PartState.STARTED
    return PartState(written.status.value)
