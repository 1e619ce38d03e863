"""Reads the rows of plans into the values a plan is computed from; so many queries, however many plans."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, bindparam, case, func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

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
_WAITING = frozenset({HoursState.PROPOSED, HoursState.CONFIRMED})


# Built once: putting a statement together costs as much as running it, and the plan page runs these all day.
_GUIDE = aliased(Person)
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_RUNNING_FIRST = (
    case((col(Inburgeringscontract.state).in_(RUNNING), 0), else_=1),
    col(Inburgeringscontract.registered_on).desc(),
    col(Inburgeringscontract.id),
)
_OWNER = (
    select(Person, Inburgeringscontract, _GUIDE)
    .outerjoin(Inburgeringscontract, col(Inburgeringscontract.person_id) == Person.id)
    .outerjoin(_GUIDE, col(Inburgeringscontract.trajectbegeleider_id) == _GUIDE.id)
    .where(col(Person.id) == bindparam("person_id"))
    .order_by(*_RUNNING_FIRST)
    .limit(1)
)
_ENTRUSTED = (
    select(Person, Inburgeringscontract, _GUIDE)
    .join(Inburgeringscontract, col(Inburgeringscontract.person_id) == Person.id)
    .join(_GUIDE, col(Inburgeringscontract.trajectbegeleider_id) == _GUIDE.id)
    .where(col(Inburgeringscontract.trajectbegeleider_id) == bindparam("guide_id"))
    .order_by(*_RUNNING_FIRST)
)
_PARTS = (
    select(Pip, PipPart, Vrijstelling, TestResult)
    .outerjoin(PipPart, col(PipPart.pip_id) == Pip.id)
    .outerjoin(Vrijstelling, col(Vrijstelling.part_id) == PipPart.id)
    .outerjoin(TestResult, col(TestResult.part_id) == PipPart.id)
    .where(col(Pip.contract_id).in_(_IDS))
)
_SUSPENSIONS = (
    select(Opschorting).where(col(Opschorting.contract_id).in_(_IDS)).order_by(col(Opschorting.starts_on))
)
_HOURS = (
    select(HoursEntry.contract_id, HoursEntry.state, func.sum(HoursEntry.minutes))
    .where(col(HoursEntry.contract_id).in_(_IDS))
    .group_by(col(HoursEntry.contract_id), col(HoursEntry.state))
)
_VISITS = (
    select(Appointment)
    .where(
        col(Appointment.contract_id).in_(_IDS),
        col(Appointment.starts_at) >= bindparam("now"),
        col(Appointment.cancelled).is_(False),
    )
    .order_by(col(Appointment.starts_at), col(Appointment.id))
)


@dataclass(frozen=True)
class Owner:
    """Whose plan it is, with the contract that counts now and who guides it."""

    person: Person
    contract: Inburgeringscontract | None
    trajectbegeleider: Person | None


@dataclass(frozen=True)
class Stored:
    """A plan as stored."""

    pip: Pip
    facts: PlanFacts


def owner(session: Session, person_id: str) -> Owner | None:
    """Return somebody with the contract that runs, else the newest one."""
    found = session.exec(_OWNER, params={"person_id": person_id}).first()
    return Owner(*found) if found else None


def entrusted(session: Session, trajectbegeleider_id: str) -> list[Owner]:
    """Return the people whose contract a trajectbegeleider guides, by name; the contract that counts for each."""
    rows = session.exec(_ENTRUSTED, params={"guide_id": trajectbegeleider_id}).all()
    first: dict[str, Owner] = {}
    for row in rows:
        first.setdefault(row[0].id, Owner(*row))
    return sorted(first.values(), key=lambda o: (o.person.family_name, o.person.given_name, o.person.id))


def stored(session: Session, owners: Sequence[Owner], *, now: datetime) -> dict[str, Stored]:
    """Return the stored plans by contract; a contract without a plan of its own has none."""
    contracts = {o.contract.id: o for o in owners if o.contract is not None}
    if not contracts:
        return {}
    ids = sorted(contracts)
    pips, parts, results = _parts(session, ids)
    suspensions = _suspensions(session, ids)
    hours = _hours(session, ids)
    visits = _visits(session, ids, now)
    return {
        contract_id: Stored(
            pip,
            PlanFacts(
                contract=_contract(contracts[contract_id], pip),
                parts=tuple(parts[contract_id].values()),
                suspensions=tuple(suspensions[contract_id]),
                results=tuple(results[contract_id].values()),
                hours=hours.get(contract_id, Hours()),
                visits=tuple(visits[contract_id]),
            ),
        )
        for contract_id, pip in pips.items()
    }


def _contract(one: Owner, pip: Pip) -> ContractFacts:
    contract, guide = one.contract, one.trajectbegeleider
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
        trajectbegeleider_id=guide.id if guide else None,
        trajectbegeleider=f"{guide.given_name} {guide.family_name}" if guide else None,
    )


_Parts = Mapping[str, dict[str, PartFacts]]
_Results = Mapping[str, dict[str, Result]]


def _parts(session: Session, ids: Sequence[str]) -> tuple[dict[str, Pip], _Parts, _Results]:
    pips: dict[str, Pip] = {}
    parts: defaultdict[str, dict[str, PartFacts]] = defaultdict(dict)
    results: defaultdict[str, dict[str, Result]] = defaultdict(dict)
    rows = session.exec(_PARTS, params={"ids": ids})
    for pip, part, exemption, result in rows:
        pips[pip.contract_id] = pip
        if part is not None:
            parts[pip.contract_id][part.id] = _part(part, exemption)
        if part is not None and result is not None:
            results[pip.contract_id][result.id] = Result(
                part.pillar, result.kind, result.taken_on, result.outcome, result.level
            )
    return pips, parts, results


def _part(part: PipPart, exemption: Vrijstelling | None) -> PartFacts:
    return PartFacts(
        pillar=part.pillar,
        status=part.status,
        starts_on=part.starts_on,
        ends_on=part.ends_on,
        language=part.language,
        place=part.place,
        achieved_on=part.achieved_on,
        exemption=Exemption(exemption.ground, exemption.granted_on) if exemption else None,
    )


def _suspensions(session: Session, ids: Sequence[str]) -> Mapping[str, list[Suspension]]:
    found: defaultdict[str, list[Suspension]] = defaultdict(list)
    for row in session.exec(_SUSPENSIONS, params={"ids": ids}):
        found[row.contract_id].append(Suspension(row.scope, row.ground, row.starts_on, row.ends_on))
    return found


def _hours(session: Session, ids: Sequence[str]) -> dict[str, Hours]:
    sums: defaultdict[str, dict[HoursState, int]] = defaultdict(dict)
    rows = session.exec(_HOURS, params={"ids": ids})
    for contract_id, state, minutes in rows:
        sums[contract_id][HoursState(state)] = int(minutes)
    return {
        contract_id: Hours(
            approved=by_state.get(HoursState.APPROVED, 0),
            waiting=sum(by_state.get(state, 0) for state in _WAITING),
            refused=by_state.get(HoursState.REFUSED, 0),
        )
        for contract_id, by_state in sums.items()
    }


def _visits(session: Session, ids: Sequence[str], now: datetime) -> Mapping[str, list[Visit]]:
    found: defaultdict[str, list[Visit]] = defaultdict(list)
    for row in session.exec(_VISITS, params={"ids": ids, "now": now}):
        found[row.contract_id].append(Visit(row.id, row.kind, row.pillar, row.starts_at, row.place))
    return found
