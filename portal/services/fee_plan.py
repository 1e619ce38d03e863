"""What of a plan may cost money: the course MO and the tries at its test, read for one contract or for all at once."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from portal.clock import BRUSSELS
from portal.models.contracts import Inburgeringscontract
from portal.models.pips import (
    Appointment,
    AppointmentKind,
    PartStatus,
    Pillar,
    Pip,
    PipPart,
    TestKind,
    TestResult,
    Vrijstelling,
)
from portal.models.retributie import FeeItem


@dataclass(frozen=True)
class Occasion:
    """Something planned that may cost money: a course, or a try at the test."""

    item: FeeItem
    attempt: int
    starts_on: date


@dataclass(frozen=True)
class Planned:
    """What is written down of MO that decides what is charged."""

    course_on: date | None = None
    tests_on: tuple[date, ...] = ()
    other_tests_on: frozenset[date] = frozenset()
    last_day: date | None = None

    def occasions(self) -> tuple[Occasion, ...]:
        """Return what is planned, in the order of the tries.

        What would begin after the part was done, exempt or over (`last_day`) will not take place. On the day of a
        vrijstellingstest there is no try at the ordinary test.
        """
        last = self.last_day or date.max
        found = []
        if self.course_on is not None and self.course_on <= last:
            found.append(Occasion(FeeItem.MO_COURSE, 1, self.course_on))
        tries = [day for day in sorted(self.tests_on) if day not in self.other_tests_on and day <= last]
        found += [Occasion(FeeItem.MO_TEST, number, day) for number, day in enumerate(tries, start=1)]
        return tuple(found)


def planned_of(session: Session, contracts: Sequence[Inburgeringscontract]) -> dict[str, Planned]:
    """Return what is planned, by contract; so many queries, however many contracts."""
    session.flush()
    only = contracts[0].id if len(contracts) == 1 else None
    parts = _parts(session, only)
    tests = _tests(session, only)
    others = _vrijstellingstests(session, only)
    return {
        contract.id: _planned(contract, parts.get(contract.id), tests[contract.id], others[contract.id])
        for contract in contracts
    }


def _planned(
    contract: Inburgeringscontract, part: Any, tests: Sequence[date], others: Sequence[date]
) -> Planned:
    ends = [contract.ended_on, *((part.achieved_on, part.granted_on) if part else ())]
    return Planned(
        course_on=part.starts_on if part and part.status is not PartStatus.TO_PLAN else None,
        tests_on=tuple(tests),
        other_tests_on=frozenset(others),
        last_day=min((day for day in ends if day is not None), default=None),
    )


def _of(column: Any, only: str | None) -> tuple[ColumnElement[bool], ...]:
    return () if only is None else (column == only,)


def _parts(session: Session, only: str | None) -> dict[str, Any]:
    asked: Any = (
        columns(
            col(Pip.contract_id), col(PipPart.status), col(PipPart.starts_on), col(PipPart.achieved_on), col(Vrijstelling.granted_on)
        )
        .join(PipPart, col(PipPart.pip_id) == Pip.id)
        .outerjoin(Vrijstelling, col(Vrijstelling.part_id) == PipPart.id)
        .where(col(PipPart.pillar) == Pillar.MO, *_of(Pip.contract_id, only))
    )  # fmt: skip
    return {row.contract_id: row for row in session.connection().execute(asked)}


def _tests(session: Session, only: str | None) -> defaultdict[str, list[date]]:
    found: defaultdict[str, list[date]] = defaultdict(list)
    rows = session.exec(
        select(Appointment.contract_id, Appointment.starts_at).where(
            Appointment.kind == AppointmentKind.TEST,
            Appointment.pillar == Pillar.MO,
            col(Appointment.cancelled).is_(False),
            *_of(Appointment.contract_id, only),
        )
    )
    for contract_id, at in rows:
        found[contract_id].append(at.astimezone(BRUSSELS).date())
    return found


def _vrijstellingstests(session: Session, only: str | None) -> defaultdict[str, list[date]]:
    found: defaultdict[str, list[date]] = defaultdict(list)
    rows = session.exec(
        select(col(Pip.contract_id), col(TestResult.taken_on))
        .join(PipPart, col(PipPart.pip_id) == Pip.id)
        .join(TestResult, col(TestResult.part_id) == PipPart.id)
        .where(TestResult.kind == TestKind.MO_VRIJSTELLINGSTEST, *_of(Pip.contract_id, only))
    )
    for contract_id, day in rows:
        found[contract_id].append(day)
    return found
