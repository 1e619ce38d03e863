"""Reads the rows of plans into the values a plan is computed from; so many queries, however many plans."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, case, func, or_
from sqlalchemy import select as columns
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from portal.models.contracts import ContractState, Inburgeringscontract, Opschorting
from portal.models.people import Person
from portal.models.pips import Appointment, HoursEntry, HoursState, Pip, PipPart, TestResult, Vrijstelling
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

RUNNING = (ContractState.REGISTERED, ContractState.SIGNED)


# Built once, and columns where no row of the model is needed: putting a statement or a row together costs as much as
# running it, and the plan page runs these all day.
_GUIDE = aliased(Person)
_RUNNING_FIRST = (
    case((col(Inburgeringscontract.state).in_(RUNNING), 0), else_=1),
    col(Inburgeringscontract.registered_on).desc(),
    col(Inburgeringscontract.id),
)
_OWNERS: Any = columns(
    col(Person.id).label("person_id"), col(Person.given_name), col(Person.family_name),
    col(_GUIDE.given_name).label("guide_given_name"), col(_GUIDE.family_name).label("guide_family_name"),
    *(column for column in Inburgeringscontract.__table__.c if column.name != "person_id"),  # type: ignore[attr-defined]
)  # fmt: skip
_OWNER = (
    _OWNERS.select_from(Person)
    .outerjoin(Inburgeringscontract, col(Inburgeringscontract.person_id) == Person.id)
    .outerjoin(_GUIDE, col(Inburgeringscontract.trajectbegeleider_id) == _GUIDE.id)
    .where(col(Person.id) == bindparam("person_id"))
    .order_by(*_RUNNING_FIRST)
    .limit(1)
)
_ENTRUSTED = (
    _OWNERS.select_from(Person)
    .join(Inburgeringscontract, col(Inburgeringscontract.person_id) == Person.id)
    .join(_GUIDE, col(Inburgeringscontract.trajectbegeleider_id) == _GUIDE.id)
    .where(col(Inburgeringscontract.trajectbegeleider_id) == bindparam("guide_id"))
    .order_by(*_RUNNING_FIRST)
)


def _minutes(*states: HoursState) -> Any:
    """Build the sum of the hours of a plan that stand somewhere."""
    return (
        columns(func.coalesce(func.sum(HoursEntry.minutes), 0))
        .where(
            col(HoursEntry.contract_id) == col(Pip.contract_id),
            or_(*[col(HoursEntry.state) == state for state in states]),
        )
        .scalar_subquery()
    )


@dataclass(frozen=True)
class _Reads:
    """The statements that read plans."""

    parts: Any
    suspensions: Any
    visits: Any


def _reads(of: Callable[[Any], Any]) -> _Reads:
    """Build the statements for the contracts that `of` chooses."""
    parts: Any = (
        columns(
            col(Pip.id), col(Pip.contract_id), col(Pip.form), col(Pip.nt2_advice), col(Pip.parts_fixed_on), col(Pip.version), col(Pip.changed_at),
            _minutes(HoursState.APPROVED).label("approved"), _minutes(HoursState.REFUSED).label("refused"),
            _minutes(HoursState.PROPOSED, HoursState.CONFIRMED).label("waiting"),
            col(PipPart.id).label("part_id"), col(PipPart.pillar), col(PipPart.status), col(PipPart.starts_on), col(PipPart.ends_on),
            col(PipPart.language), col(PipPart.place), col(PipPart.achieved_on), col(Vrijstelling.ground), col(Vrijstelling.granted_on),
            col(TestResult.id).label("result_id"), col(TestResult.kind), col(TestResult.taken_on), col(TestResult.outcome), col(TestResult.level),
        )
        .outerjoin(PipPart, col(PipPart.pip_id) == Pip.id)
        .outerjoin(Vrijstelling, col(Vrijstelling.part_id) == PipPart.id)
        .outerjoin(TestResult, col(TestResult.part_id) == PipPart.id)
        .where(of(col(Pip.contract_id)))
    )  # fmt: skip
    suspensions = (
        columns(
            col(Opschorting.contract_id), col(Opschorting.scope), col(Opschorting.ground),
            col(Opschorting.starts_on), col(Opschorting.ends_on),
        )
        .where(of(col(Opschorting.contract_id)))
        .order_by(col(Opschorting.starts_on))
    )  # fmt: skip
    visits = (
        columns(
            col(Appointment.id), col(Appointment.contract_id), col(Appointment.kind), col(Appointment.pillar),
            col(Appointment.starts_at), col(Appointment.place),
        )
        .where(
            of(col(Appointment.contract_id)),
            col(Appointment.starts_at) >= bindparam("now"),
            col(Appointment.cancelled).is_(False),
        )
        .order_by(col(Appointment.starts_at), col(Appointment.id))
    )  # fmt: skip
    return _Reads(parts, suspensions, visits)


_OF_MANY = _reads(lambda contract_id: contract_id.in_(bindparam("ids", expanding=True)))
_OF_ONE = _reads(
    lambda contract_id: contract_id == bindparam("id")
)  # a list costs a new text of the statement


@dataclass(frozen=True)
class Owner:
    """Whose plan it is, with the contract that counts now and who guides it."""

    person_id: str
    given_name: str
    family_name: str
    contract: Inburgeringscontract | Row[Any] | None
    trajectbegeleider: str | None = None


@dataclass(frozen=True)
class Stored:
    """A plan as stored."""

    pip_id: str
    version: int
    changed_at: datetime
    facts: PlanFacts


def owner(session: Session, person_id: str) -> Owner | None:
    """Return somebody with the contract that runs, else the newest one."""
    session.flush()  # a Core statement does not by itself, and an act reads what it has just changed
    found = session.connection().execute(_OWNER, {"person_id": person_id}).first()
    return _owner(found) if found else None


def entrusted(session: Session, trajectbegeleider_id: str) -> list[Owner]:
    """Return the people whose contract a trajectbegeleider guides, by name; the contract that counts for each."""
    session.flush()
    rows = session.connection().execute(_ENTRUSTED, {"guide_id": trajectbegeleider_id}).all()
    first: dict[str, Owner] = {}
    for row in rows:
        first.setdefault(row.person_id, _owner(row))
    return sorted(first.values(), key=lambda o: (o.family_name, o.given_name, o.person_id))


def _owner(row: Row[Any]) -> Owner:
    guide = f"{row.guide_given_name} {row.guide_family_name}" if row.guide_given_name is not None else None
    contract = row if row.id is not None else None
    return Owner(row.person_id, row.given_name, row.family_name, contract, guide)


def stored(session: Session, owners: Sequence[Owner], *, now: datetime) -> dict[str, Stored]:
    """Return the stored plans by contract; a contract without a plan of its own has none."""
    contracts = {o.contract.id: o for o in owners if o.contract is not None}
    if not contracts:
        return {}
    ids = sorted(contracts)
    session.flush()
    reads, which = (_OF_ONE, {"id": ids[0]}) if len(ids) == 1 else (_OF_MANY, {"ids": ids})
    read = session.connection().execute
    pips, parts, results = _parts(read(reads.parts, which))
    suspensions = _suspensions(read(reads.suspensions, which))
    visits = _visits(read(reads.visits, {**which, "now": now}))
    return {
        contract_id: Stored(
            pip_id=pip.id,
            version=pip.version,
            changed_at=pip.changed_at,
            facts=PlanFacts(
                contract=_contract(contracts[contract_id], pip),
                parts=tuple(parts[contract_id].values()),
                suspensions=tuple(suspensions[contract_id]),
                results=tuple(results[contract_id].values()),
                hours=Hours(approved=pip.approved, waiting=pip.waiting, refused=pip.refused),
                visits=tuple(visits[contract_id]),
            ),
        )
        for contract_id, pip in pips.items()
    }


def _contract(one: Owner, pip: Row[Any]) -> ContractFacts:
    contract = one.contract
    if contract is None:
        raise LookupError("a plan without its contract")
    return ContractFacts(
        id=contract.id,
        state=contract.state,
        duty=contract.duty,
        occupation=contract.occupation,
        may_work=contract.may_work,
        non_literate=contract.non_literate,
        agency=contract.agency,
        registered_on=contract.registered_on,
        duty_since_on=contract.duty_since_on,
        signed_on=contract.signed_on,
        ended_on=contract.ended_on,
        parts_fixed_on=pip.parts_fixed_on,
        form=pip.form,
        nt2_advice=pip.nt2_advice,
        trajectbegeleider_id=contract.trajectbegeleider_id,
        trajectbegeleider=one.trajectbegeleider,
    )


_Rows = Iterable[Row[Any]]
_Parts = Mapping[str, dict[str, PartFacts]]
_Results = Mapping[str, dict[str, Result]]


def _parts(rows: _Rows) -> tuple[dict[str, Row[Any]], _Parts, _Results]:
    pips: dict[str, Row[Any]] = {}
    parts: defaultdict[str, dict[str, PartFacts]] = defaultdict(dict)
    results: defaultdict[str, dict[str, Result]] = defaultdict(dict)
    for row in rows:
        pips[row.contract_id] = row
        if row.part_id is not None:
            parts[row.contract_id][row.part_id] = _part(row)
        if row.result_id is not None:
            results[row.contract_id][row.result_id] = Result(
                row.pillar, row.kind, row.taken_on, row.outcome, row.level
            )
    return pips, parts, results


def _part(row: Row[Any]) -> PartFacts:
    return PartFacts(
        pillar=row.pillar,
        status=row.status,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        language=row.language,
        place=row.place,
        achieved_on=row.achieved_on,
        exemption=Exemption(row.ground, row.granted_on) if row.ground is not None else None,
    )


def _suspensions(rows: _Rows) -> Mapping[str, list[Suspension]]:
    found: defaultdict[str, list[Suspension]] = defaultdict(list)
    for row in rows:
        found[row.contract_id].append(Suspension(row.scope, row.ground, row.starts_on, row.ends_on))
    return found


def _visits(rows: _Rows) -> Mapping[str, list[Visit]]:
    found: defaultdict[str, list[Visit]] = defaultdict(list)
    for row in rows:
        found[row.contract_id].append(Visit(row.id, row.kind, row.pillar, row.starts_at, row.place))
    return found
