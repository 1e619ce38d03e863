"""When a track would end, and why then: what is planned, else what the rules and the portal's assumptions say."""

import math
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from portal.models.contracts import ContractState
from portal.models.pips import Pillar, ResultOutcome, TrajectForm
from portal.services.deadlines import Deadline
from portal.services.parts import MINUTES_IN_AN_HOUR, WITH_TEST, Part, PartState
from portal.services.plan_facts import PlanFacts
from portal.services.rule_kinds import AssumptionKey, DeadlineCode
from portal.services.rules import Rulebook, Situation
from portal.services.terms import add_days, first_free_day, moved

DAYS_IN_A_WEEK = 7


class ReasonCode(StrEnum):
    """Why a part ends when the forecast says."""

    COURSE_PLANNED = "course-planned"
    COURSE_HOURS = "course-hours"
    NO_ADVICE_YET = "no-advice-yet"
    TEST_AFTER_COURSE = "test-after-course"
    RETAKE = "retake"
    HOURS_LEFT = "hours-left"
    REGISTRATION = "registration"
    REGISTRATION_ASSUMED = "registration-assumed"
    SUSPENDED = "suspended"
    AFTER_OTHER_PART = "after-other-part"
    NOT_SIGNED_YET = "not-signed-yet"


class ForecastState(StrEnum):
    """What the forecast is about."""

    EXPECTED = "expected"
    NOTHING_LEFT = "nothing-left"
    OVER = "over"


@dataclass(frozen=True)
class Reason:
    """One reason, with the figures it rests on and the rule they come from."""

    code: ReasonCode
    rule_id: str | None = None
    number: int | None = None
    per_week: int | None = None
    day: date | None = None


@dataclass(frozen=True)
class PartForecast:
    """When one part would end."""

    pillar: Pillar
    ends_on: date
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Forecast:
    """When the track would end: the last of its parts decides."""

    state: ForecastState
    ends_on: date | None = None
    parts: tuple[PartForecast, ...] = ()


@dataclass(frozen=True)
class _Track:
    """One track with the rules that hold for it: what every estimate looks at."""

    facts: PlanFacts
    deadlines: tuple[Deadline, ...]
    book: Rulebook
    where: Situation
    today: date

    def figure(self, key: AssumptionKey) -> tuple[int, str]:
        rule = self.book.assumption(key, self.today, self.where.region)
        return rule.value, rule.id

    def worked(self, part: Part, start: date, days: int) -> date:
        return moved(start, add_days(start, days), self.facts.suspended(part.pillar))


_Estimate: TypeAlias = tuple[date, tuple[Reason, ...]]


def forecast_of(
    facts: PlanFacts,
    parts: tuple[Part, ...],
    deadlines: tuple[Deadline, ...],
    *,
    book: Rulebook,
    where: Situation,
    today: date,
) -> Forecast:
    """Return when the track would end when everything goes as planned and as assumed."""
    if not facts.contract.runs:
        return Forecast(ForecastState.OVER, ends_on=facts.contract.ended_on)
    waiting = [part for part in parts if part.is_open]
    if not waiting:
        return Forecast(ForecastState.NOTHING_LEFT)
    track = _Track(facts, deadlines, book, where, today)
    found: list[PartForecast] = []
    for part in waiting:
        found.append(_part(part, track, _opening(part, track, found)))
    return Forecast(ForecastState.EXPECTED, ends_on=max(part.ends_on for part in found), parts=tuple(found))


def _opening(part: Part, track: _Track, before: list[PartForecast]) -> _Estimate:
    """Return the first day on which a part can start, and why not today."""
    earliest, reasons = track.today, tuple[Reason, ...]()
    contract = track.facts.contract
    if contract.state is ContractState.REGISTERED:
        days, rule_id = track.figure(AssumptionKey.SIGNING_DAYS)
        earliest = add_days(track.today, days)
        reasons = (Reason(ReasonCode.NOT_SIGNED_YET, rule_id, number=days),)
    # Registering for work has a term of its own, whatever the order of the courses.
    unplanned = part.facts.starts_on is None and part.progress is PartState.TO_PLAN
    if contract.form is TrajectForm.LINEAIR and part.pillar is not Pillar.WERK and unplanned:
        others = [other.ends_on for other in before if other.pillar is not Pillar.WERK]
        if others and max(others) > earliest:
            return max(others), (*reasons, Reason(ReasonCode.AFTER_OTHER_PART, day=max(others)))
    return earliest, reasons


def _part(part: Part, track: _Track, opening: _Estimate) -> PartForecast:
    earliest, reasons = opening
    match part.pillar:
        case Pillar.WERK:
            ends_on, found = _registration(track, earliest)
        case Pillar.PARTICIPATIE:
            ends_on, found = _participation(part, track, earliest)
        case _:
            ends_on, found = _course(part, track, earliest)
    if part.suspension is not None:
        found = (*found, Reason(ReasonCode.SUSPENDED, day=part.suspension.ends_on))
    return PartForecast(part.pillar, max(ends_on, earliest), (*reasons, *found))


def _registration(track: _Track, earliest: date) -> _Estimate:
    term = next((d for d in track.deadlines if d.code is DeadlineCode.WORK_REGISTRATION and d.is_open), None)
    if term is not None:
        return max(term.due_on, track.today), (
            Reason(ReasonCode.REGISTRATION, term.rule_id, day=term.due_on),
        )
    days, rule_id = track.figure(AssumptionKey.WORK_REGISTRATION_DAYS)
    return add_days(earliest, days), (Reason(ReasonCode.REGISTRATION_ASSUMED, rule_id, number=days),)


def _participation(part: Part, track: _Track, earliest: date) -> _Estimate:
    pace, _ = track.figure(AssumptionKey.PARTICIPATION_HOURS_PER_WEEK)
    left = max(0, part.minutes_needed - track.facts.hours.approved)
    start = max(earliest, part.facts.starts_on or earliest)
    weeks = math.ceil(left / (pace * MINUTES_IN_AN_HOUR))
    hours_left = math.ceil(left / MINUTES_IN_AN_HOUR)
    reason = Reason(ReasonCode.HOURS_LEFT, part.hours_rule_id, number=hours_left, per_week=pace)
    return track.worked(part, start, weeks * DAYS_IN_A_WEEK), (reason,)


def _course(part: Part, track: _Track, earliest: date) -> _Estimate:
    planned = part.facts.ends_on
    if planned is not None:
        ends_on = first_free_day(planned, track.facts.suspended(part.pillar))
        return _with_test(
            part, track, (max(ends_on, track.today), (Reason(ReasonCode.COURSE_PLANNED, day=planned),))
        )
    is_nt2 = part.pillar is Pillar.NT2
    pace, _ = track.figure(AssumptionKey.NT2_HOURS_PER_WEEK if is_nt2 else AssumptionKey.MO_HOURS_PER_WEEK)
    wait, _ = track.figure(AssumptionKey.NT2_WAIT_DAYS if is_nt2 else AssumptionKey.MO_WAIT_DAYS)
    hours, code, rule_id = _hours(part, track)
    days = math.ceil(hours / pace) * DAYS_IN_A_WEEK
    ends_on = max(track.worked(part, _start(part, earliest, wait), days), track.today)
    return _with_test(part, track, (ends_on, (Reason(code, rule_id, number=hours, per_week=pace),)))


def _start(part: Part, earliest: date, wait: int) -> date:
    """Return when a course starts or started: as planned, else after the wait."""
    planned = part.facts.starts_on
    if part.progress is PartState.STARTED:
        return planned or earliest
    return add_days(earliest, wait) if planned is None else max(planned, earliest)


def _hours(part: Part, track: _Track) -> tuple[int, ReasonCode, str]:
    """Return how many hours the course takes: by the binding advice, else as assumed."""
    code = track.facts.contract.nt2_advice if part.pillar is Pillar.NT2 else part.pillar.value
    courses = track.book.courses(part.pillar, track.where.on, track.where.region)
    if code in courses:
        following = courses[code].then
        hours = courses[code].hours + (courses[following].hours if following else 0)
        return hours, ReasonCode.COURSE_HOURS, courses[code].id
    assumed, rule_id = track.figure(AssumptionKey.NT2_HOURS_WITHOUT_ADVICE)
    return assumed, ReasonCode.NO_ADVICE_YET, rule_id


def _with_test(part: Part, track: _Track, course: _Estimate) -> _Estimate:
    ends_on, reasons = course
    if part.goal not in WITH_TEST:
        return course
    wait, rule_id = track.figure(AssumptionKey.TEST_WAIT_DAYS)
    with_test = add_days(ends_on, wait)
    failed = [result.taken_on for result in part.results if result.outcome is ResultOutcome.FAILED]
    if not failed:
        return with_test, (*reasons, Reason(ReasonCode.TEST_AFTER_COURSE, rule_id, number=wait))
    wait, rule_id = track.figure(AssumptionKey.RETAKE_WAIT_DAYS)
    again = add_days(max(failed), wait)
    return max(with_test, again), (*reasons, Reason(ReasonCode.RETAKE, rule_id, number=wait, day=max(failed)))
