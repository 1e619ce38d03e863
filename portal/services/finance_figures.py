"""What was charged, paid, exempted, given back and is late: sums over the book, in the database, for finance.

Every figure is a sum of entries by their day of booking. A correction counts in the month in which it was made, so a
month that was reported does not change afterwards.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import Select, case, extract, func
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from portal.errors import NotFound
from portal.models.contracts import Inburgeringscontract
from portal.models.people import Agency, Person
from portal.models.retributie import Charge, EntryKind, FeeExemption, FeeItem, Instalment, LedgerEntry
from portal.services import instalments, ledger, permissions, places
from portal.services.ledger import ZERO
from portal.services.permissions import Action, Actor

Key = TypeVar("Key")
_CHUNK = 500


class Measure(StrEnum):
    """What a figure counts."""

    CHARGED = "charged"
    EXEMPTED = "exempted"
    PAID = "paid"
    RECEIVED = "received"
    REFUNDED = "refunded"
    TAKEN_BACK = "taken-back"


_OF_CHARGES = {
    EntryKind.CHARGE: Measure.CHARGED,
    EntryKind.EXEMPTION: Measure.EXEMPTED,
    EntryKind.ALLOCATION: Measure.PAID,
}


@dataclass(frozen=True)
class Asked:
    """Which figures: the days of booking, both included, and one agency or all."""

    since: date
    until: date
    agency: Agency | None = None


@dataclass(frozen=True)
class Sums:
    """Euros by what they count; what is not there is zero."""

    amounts: Mapping[Measure, Decimal] = field(default_factory=dict)

    def of(self, measure: Measure) -> Decimal:
        """Return one figure."""
        return self.amounts.get(measure, ZERO)


@dataclass(frozen=True)
class Place:
    """A region: the agency and the province; the province is empty in Brussels and where it is not known."""

    agency: Agency | None
    province: str


@dataclass(frozen=True)
class Figures:
    """The figures of a period, in total and by month, item, ground of exemption and region."""

    total: Sums
    by_month: Mapping[date, Sums]
    by_item: Mapping[FeeItem, Sums]
    by_ground: Mapping[str, Decimal]
    by_place: Mapping[Place, Sums]


@dataclass(frozen=True)
class Overdue:
    """A charge of which something should have been paid before today. No name: the communication leads to the person."""

    charge_id: str
    ogm: str
    item: FeeItem
    attempt: int
    agency: Agency
    nis_code: str
    since: date
    amount: Decimal


@dataclass(frozen=True)
class _Cell:
    month: date
    measure: Measure
    amount: Decimal
    place: Place
    item: FeeItem | None = None
    ground: str | None = None


def figures(session: Session, *, actor: Actor, asked: Asked) -> Figures:
    """Add up a period.

    Raises:
        NotAllowed: the actor may not see finance.
    """
    permissions.require(actor, Action.FINANCE_VIEW)
    cells = [
        cell
        for cell in (*_of_charges(session, asked), *_of_people(session, asked))
        if asked.agency in {None, cell.place.agency}
    ]
    by_ground: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for cell in cells:
        if cell.measure is Measure.EXEMPTED:
            by_ground[cell.ground or ""] += cell.amount
    return Figures(
        total=_sums(cells),
        by_month={month: Sums(found) for month, found in _by(cells, lambda cell: cell.month).items()},
        by_item={
            item: Sums(found)
            for item, found in _by(cells, lambda cell: cell.item).items()
            if item is not None
        },
        by_ground=dict(sorted(by_ground.items(), key=lambda one: -one[1])),
        by_place={place: Sums(found) for place, found in _by(cells, lambda cell: cell.place).items()},
    )


def _of_charges(session: Session, asked: Asked) -> Iterable[_Cell]:
    """Return what concerns a charge, in the region of its contract."""
    where = (col(Inburgeringscontract.agency), col(Inburgeringscontract.nis_code))
    parts = (col(LedgerEntry.acts_as), col(Charge.item), col(FeeExemption.ground), *where)
    found = _by_month(session, asked, parts, lambda query: (
        query.join(Charge, col(Charge.id) == col(LedgerEntry.charge_id))
        .join(Inburgeringscontract, col(Inburgeringscontract.id) == col(Charge.contract_id))
        .outerjoin(FeeExemption, col(FeeExemption.id) == col(LedgerEntry.exemption_id))
        .where(col(LedgerEntry.acts_as).in_(_OF_CHARGES))
    ))  # fmt: skip
    for month, amount, kind, item, ground, agency, nis_code in found:
        yield _Cell(month, _OF_CHARGES[kind], amount, Place(agency, _province(nis_code)), item, ground)


def _of_people(session: Session, asked: Asked) -> Iterable[_Cell]:
    """Return what came in and went back: for no charge in particular, so in the region where the person lives."""
    ordered = case((col(LedgerEntry.refund_id).is_not(None), 1), else_=0)
    parts = (col(LedgerEntry.acts_as), ordered, col(Person.nis_code))
    found = _by_month(session, asked, parts, lambda query: (
        query.join(Person, col(Person.id) == col(LedgerEntry.person_id))
        .where(col(LedgerEntry.acts_as).in_([EntryKind.PAYMENT, EntryKind.REFUND]))
    ))  # fmt: skip
    for month, amount, kind, is_ours, nis_code in found:
        back = Measure.REFUNDED if is_ours else Measure.TAKEN_BACK
        measure = Measure.RECEIVED if kind is EntryKind.PAYMENT else back
        yield _Cell(month, measure, amount, Place(_agency(nis_code), _province(nis_code)))


def _by_month(
    session: Session, asked: Asked, parts: Sequence[Any], narrowed: Callable[[Select[Any]], Select[Any]]
) -> Iterable[tuple[Any, ...]]:
    session.flush()
    day = col(LedgerEntry.booked_on)
    year, month = extract("year", day), extract("month", day)
    query = columns(year, month, func.sum(col(LedgerEntry.amount)), *parts).select_from(LedgerEntry)
    query = narrowed(query).where(day.between(asked.since, asked.until)).group_by(year, month, *parts)
    rows: Sequence[Sequence[Any]] = [tuple(row) for row in session.execute(query).all()]
    for row in rows:
        yield (date(int(row[0]), int(row[1]), 1), *row[2:])


def _by(cells: Iterable[_Cell], key: Callable[[_Cell], Key]) -> dict[Key, dict[Measure, Decimal]]:
    found: dict[Key, dict[Measure, Decimal]] = defaultdict(lambda: defaultdict(lambda: ZERO))
    for cell in cells:
        found[key(cell)][cell.measure] += cell.amount
    return {name: dict(sums) for name, sums in found.items()}


def _sums(cells: Iterable[_Cell]) -> Sums:
    return Sums(_by(cells, lambda _cell: None).get(None, {}))


def _province(nis_code: str | None) -> str:
    try:
        return places.municipality(nis_code).province if nis_code else ""
    except NotFound:  # a municipality that has merged away since
        return ""


def _agency(nis_code: str | None) -> Agency | None:
    try:
        return places.agency_of(nis_code) if nis_code else None
    except NotFound:
        return None


def overdue(
    session: Session, *, actor: Actor, today: date, agency: Agency | None = None
) -> tuple[Overdue, ...]:
    """Return what should have been paid before today, the longest ago first; of an agreed plan, its parts that are late.

    Raises:
        NotAllowed: the actor may not see finance.
    """
    permissions.require(actor, Action.FINANCE_VIEW)
    contracts = {charge.id: (charge, contract) for charge, contract in _open_charges(session, today, agency)}
    found = []
    ids = list(contracts)
    for chunk in (ids[start : start + _CHUNK] for start in range(0, len(ids), _CHUNK)):
        plans = instalments.of_charges(session, chunk)
        for balance in ledger.balances(session, [contracts[charge_id][0] for charge_id in chunk]):
            late = [
                part
                for part in instalments.open_parts(balance, plans.get(balance.charge.id, ()))
                if part.left > 0 and part.due_on < today
            ]
            if late:
                contract = contracts[balance.charge.id][1]
                found.append(
                    Overdue(
                        balance.charge.id, balance.charge.ogm, balance.charge.item, balance.charge.attempt,
                        contract.agency, contract.nis_code, late[0].due_on, sum((part.left for part in late), ZERO),
                    )
                )  # fmt: skip
    return tuple(sorted(found, key=lambda line: (line.since, line.ogm)))


def _open_charges(
    session: Session, today: date, agency: Agency | None
) -> Iterable[tuple[Charge, Inburgeringscontract]]:
    """Return charges of which something is open and that may be late: by their own day, or by a part of a plan."""
    session.flush()
    owed = func.sum(
        case(
            (col(LedgerEntry.acts_as) == EntryKind.CHARGE, col(LedgerEntry.amount)),
            else_=-col(LedgerEntry.amount),
        )
    )
    still_open = (
        columns(col(LedgerEntry.charge_id))
        .where(col(LedgerEntry.acts_as).in_(_OF_CHARGES), col(LedgerEntry.charge_id).is_not(None))
        .group_by(col(LedgerEntry.charge_id))
        .having(owed > 0)
    )
    in_parts = columns(col(Instalment.charge_id)).where(col(Instalment.due_on) < today)
    wanted = (
        select(Charge, Inburgeringscontract)
        .join(Inburgeringscontract, col(Inburgeringscontract.id) == col(Charge.contract_id))
        .where(col(Charge.id).in_(still_open), (col(Charge.due_on) < today) | col(Charge.id).in_(in_parts))
    )
    if agency is not None:
        wanted = wanted.where(Inburgeringscontract.agency == agency)
    return session.exec(wanted).all()
