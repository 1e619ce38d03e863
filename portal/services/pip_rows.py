"""Reads the rows of plans into the values a plan is computed from; so many queries, however many plans."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, case, func, null, or_, type_coerce, union_all
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

_Rows = Iterable[Row[Any]]
RUNNING = (ContractState.REGISTERED, ContractState.SIGNED)


# Built once, and columns where no row of the model is needed: putting a statement or a row together costs as much as
# running it, and the plan page runs these all day.
_GUIDE = aliased(Person)


def _running_first(contract: Any) -> tuple[Any, ...]:
    return (
        case((col(contract.state).in_(RUNNING), 0), else_=1),
        col(contract.registered_on).desc(),
        col(contract.id),
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
    .order_by(*_running_first(Inburgeringscontract))
    .limit(1)
)
_ENTRUSTED = (
    _OWNERS.select_from(Person)
    .join(Inburgeringscontract, col(Inburgeringscontract.person_id) == Person.id)
    .join(_GUIDE, col(Inburgeringscontract.trajectbegeleider_id) == _GUIDE.id)
    .where(col(Inburgeringscontract.trajectbegeleider_id) == bindparam("guide_id"))
    .order_by(*_running_first(Inburgeringscontract))
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


_PIP: tuple[Any, ...] = (
    col(Pip.id).label("pip_id"), col(Pip.contract_id), col(Pip.form), col(Pip.nt2_advice), col(Pip.parts_fixed_on), col(Pip.version), col(Pip.changed_at),
    _minutes(HoursState.APPROVED).label("approved"), _minutes(HoursState.REFUSED).label("refused"),
    _minutes(HoursState.PROPOSED, HoursState.CONFIRMED).label("waiting"),
    col(PipPart.id).label("part_id"), col(PipPart.pillar), col(PipPart.status), col(PipPart.starts_on), col(PipPart.ends_on),
    col(PipPart.language), col(PipPart.place), col(PipPart.achieved_on), col(Vrijstelling.ground), col(Vrijstelling.granted_on),
    col(TestResult.id).label("result_id"), col(TestResult.kind), col(TestResult.taken_on), col(TestResult.outcome), col(TestResult.level),
)  # fmt: skip


def _with_parts(chosen: Any) -> Any:
    """Add what belongs to the plans that a statement chooses."""
    return (
        chosen.outerjoin(PipPart, col(PipPart.pip_id) == Pip.id)
        .outerjoin(Vrijstelling, col(Vrijstelling.part_id) == PipPart.id)
        .outerjoin(TestResult, col(TestResult.part_id) == PipPart.id)
    )


_COUNTS = aliased(Inburgeringscontract)
# Somebody with the contract that counts, its guide, and its plan with its parts: the page of the plan reads it all day.
_WHOLE: Any = _with_parts(
    columns(*_OWNERS.selected_columns, *_PIP)
    .select_from(Person)
    .outerjoin(
        Inburgeringscontract,
        col(Inburgeringscontract.id)
        == columns(col(_COUNTS.id))
        .where(col(_COUNTS.person_id) == bindparam("person_id"))
        .order_by(*_running_first(_COUNTS))
        .limit(1)
        .scalar_subquery(),
    )
    .outerjoin(_GUIDE, col(Inburgeringscontract.trajectbegeleider_id) == _GUIDE.id)
    .outerjoin(Pip, col(Pip.contract_id) == Inburgeringscontract.id)
    .where(col(Person.id) == bindparam("person_id"))
)


@dataclass(frozen=True)
class _Reads:
    """The statements that read plans; `days` holds what stops their clocks, and what is in the calendar."""

    parts: Any
    days: Any


def _nothing(column: Any) -> Any:
    return type_coerce(null(), column.type).label(column.key)


def _reads(of: Callable[[Any], Any]) -> _Reads:
    """Build the statements for the contracts that `of` chooses."""
    stops = [
        col(Opschorting.scope),
        col(Opschorting.ground),
        col(Opschorting.starts_on),
        col(Opschorting.ends_on),
    ]
    visits = [
        col(Appointment.id), col(Appointment.kind), col(Appointment.pillar), col(Appointment.starts_at), col(Appointment.place),
    ]  # fmt: skip
    days: Any = union_all(
        columns(col(Opschorting.contract_id), *stops, *map(_nothing, visits)).where(
            of(col(Opschorting.contract_id))
        ),
        columns(col(Appointment.contract_id), *map(_nothing, stops), *visits).where(
            of(col(Appointment.contract_id)),
            col(Appointment.starts_at) >= bindparam("now"),
            col(Appointment.cancelled).is_(False),
        ),
    )
    return _Reads(_with_parts(columns(*_PIP).select_from(Pip)).where(of(col(Pip.contract_id))), days)


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


def whole(session: Session, person_id: str, *, now: datetime) -> tuple[Owner, Stored | None] | None:
    """Return somebody with the contract that counts, and its plan if there is one; None: there is no such person."""
    session.flush()
    rows = session.connection().execute(_WHOLE, {"person_id": person_id}).all()
    if not rows:
        return None
    one = _owner(rows[0])
    if rows[0].pip_id is None:
        return one, None
    return one, _stored(session, {rows[0].id: one}, rows, _OF_ONE.days, {"id": rows[0].id, "now": now})[
        rows[0].id
    ]


def stored(session: Session, owners: Sequence[Owner], *, now: datetime) -> dict[str, Stored]:
    """Return the stored plans by contract; a contract without a plan of its own has none."""
    contracts = {o.contract.id: o for o in owners if o.contract is not None}
    if not contracts:
        return {}
    ids = sorted(contracts)
    session.flush()
    reads, which = (_OF_ONE, {"id": ids[0]}) if len(ids) == 1 else (_OF_MANY, {"ids": ids})
    rows = session.connection().execute(reads.parts, which).all()
    return _stored(session, contracts, rows, reads.days, {**which, "now": now})


def _stored(
    session: Session, owners: Mapping[str, Owner], rows: _Rows, days: Any, which: Mapping[str, Any]
) -> dict[str, Stored]:
    pips, parts, results = _parts(rows)
    suspensions, visits = _days(session.connection().execute(days, which))
    return {
        contract_id: Stored(
            pip_id=pip.pip_id,
            version=pip.version,
            changed_at=pip.changed_at,
            facts=PlanFacts(
                contract=_contract(owners[contract_id], pip),
                parts=tuple(parts[contract_id].values()),
                suspensions=tuple(sorted(suspensions[contract_id], key=lambda one: one.starts_on)),
                results=tuple(results[contract_id].values()),
                hours=Hours(approved=pip.approved, waiting=pip.waiting, refused=pip.refused),
                visits=tuple(sorted(visits[contract_id], key=lambda one: (one.starts_at, one.id))),
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


def _days(rows: _Rows) -> tuple[Mapping[str, list[Suspension]], Mapping[str, list[Visit]]]:
    suspensions: defaultdict[str, list[Suspension]] = defaultdict(list)
    visits: defaultdict[str, list[Visit]] = defaultdict(list)
    for row in rows:
        if row.id is None:
            suspensions[row.contract_id].append(Suspension(row.scope, row.ground, row.starts_on, row.ends_on))
        else:
            visits[row.contract_id].append(Visit(row.id, row.kind, row.pillar, row.starts_at, row.place))
    return suspensions, visits
