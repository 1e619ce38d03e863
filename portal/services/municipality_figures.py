"""What a lokaal bestuur gets each month: how many follow the participation track there, hours, and kinds of activity.

No names, and no group small enough to know somebody by (docs/decisions/0026). Each person counts once: at the kind of
activity where most of their approved hours of that month were, or at none. The same month gives the same figures as
long as nobody changes what happened in it.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from portal.errors import NotFound
from portal.models.activities import ActivityKind
from portal.models.contracts import ContractState, Inburgeringscontract
from portal.models.people import Organisation, OrganisationKind
from portal.models.pips import HoursEntry, HoursState, Pillar, Pip, PipPart, Vrijstelling
from portal.services import permissions, places, small_numbers
from portal.services.permissions import Action, Actor, Target
from portal.services.small_numbers import SMALLEST, Shown
from portal.services.terms import add_months

NO_HOURS = "none"  # follows the track, and had no approved hours in the month
NO_KIND = "unknown"  # hours that were written down by hand, without a kind


@dataclass(frozen=True)
class MonthFigures:
    """One municipality in one month. `people` and `minutes` are by kind of activity (or NO_KIND, NO_HOURS).

    `minutes`: of the people of that kind, all their approved minutes of the month; None is hidden.
    """

    nis_code: str
    month: date
    people: Shown[str]
    minutes: Mapping[str, int | None]
    total_minutes: int | None


def municipalities(session: Session, *, actor: Actor) -> tuple[str, ...]:
    """Return the NIS codes of the municipalities whose figures the actor may read, through an organisation."""
    found = select(Organisation).where(
        Organisation.kind == OrganisationKind.LOKAAL_BESTUUR, col(Organisation.nis_code).is_not(None)
    )
    return tuple(
        one.nis_code or ""
        for one in session.exec(found.order_by(col(Organisation.name))).all()
        if permissions.may(actor, Action.REPORT_VIEW, Target(organisation_id=one.id))
    )


def month_figures(session: Session, *, actor: Actor, nis_code: str, month: date, today: date) -> MonthFigures:
    """Return the figures of one municipality in the month of a day; a month that is not over counts so far.

    Raises:
        NotFound: it is no municipality, or not one of the actor's; or the month has not begun.
    """
    first = month.replace(day=1)
    if not _may(session, actor, nis_code) or first > today:
        raise NotFound("report")
    last = add_months(first, 1) - timedelta(days=1)
    followers = _followers(session, nis_code, first, last)
    minutes = _minutes(session, nis_code, first, last)
    kinds = {person: _most(minutes[person]) if person in minutes else NO_HOURS for person in followers}
    people = dict.fromkeys((*ActivityKind, NO_KIND, NO_HOURS), 0) | Counter(kinds.values())
    spent: Counter[str] = Counter()
    for person, kind in kinds.items():
        spent[kind] += sum(minutes.get(person, {}).values())
    return hidden(nis_code, first, {str(key): count for key, count in people.items()}, spent)


def hidden(nis_code: str, month: date, people: Mapping[str, int], minutes: Mapping[str, int]) -> MonthFigures:
    """Hide what is too small; the minutes of a hidden group too, and their sum where it would give them away."""
    shown = small_numbers.hide(people)
    with_hours = [kind for kind in people if kind != NO_HOURS]
    behind = [kind for kind in with_hours if shown.parts[kind] is None]
    # Who subtracts the shown minutes from their sum must be left with those of five people or more, of two kinds.
    told = shown.total is not None and (
        not behind or (len(behind) > 1 and sum(people[kind] for kind in behind) >= SMALLEST)
    )
    return MonthFigures(
        nis_code=nis_code, month=month, people=shown,
        minutes={kind: None if shown.parts[kind] is None else minutes.get(kind, 0) for kind in with_hours},
        total_minutes=sum(minutes.values()) if told else None,
    )  # fmt: skip


def _may(session: Session, actor: Actor, nis_code: str) -> bool:
    organisation_id = session.exec(
        select(Organisation.id).where(
            Organisation.nis_code == nis_code, Organisation.kind == OrganisationKind.LOKAAL_BESTUUR
        )
    ).first()
    return places.is_municipality(nis_code) and permissions.may(
        actor, Action.REPORT_VIEW, Target(organisation_id=organisation_id)
    )


def _followers(session: Session, nis_code: str, first: date, last: date) -> list[str]:
    """Return who had participation in a track that ran in the month, without an exemption and not yet done before it."""
    found = (
        columns(col(Inburgeringscontract.person_id))
        .join(Pip, col(Pip.contract_id) == col(Inburgeringscontract.id))
        .join(PipPart, col(PipPart.pip_id) == col(Pip.id))
        .outerjoin(Vrijstelling, col(Vrijstelling.part_id) == col(PipPart.id))
        .where(
            col(Inburgeringscontract.nis_code) == nis_code,
            col(Inburgeringscontract.state) != ContractState.REGISTERED,
            col(Inburgeringscontract.signed_on) <= last,
            col(Inburgeringscontract.ended_on).is_(None) | (col(Inburgeringscontract.ended_on) >= first),
            col(PipPart.pillar) == Pillar.PARTICIPATIE,
            col(PipPart.achieved_on).is_(None) | (col(PipPart.achieved_on) >= first),
            col(Vrijstelling.granted_on).is_(None) | (col(Vrijstelling.granted_on) > last),
        )
        .distinct()
        .order_by(col(Inburgeringscontract.person_id))
    )
    return list(session.execute(found).scalars().all())


def _minutes(session: Session, nis_code: str, first: date, last: date) -> dict[str, dict[str, int]]:
    """Return the approved minutes of the month: person -> kind -> minutes."""
    found = (
        columns(col(Inburgeringscontract.person_id), col(HoursEntry.kind), func.sum(col(HoursEntry.minutes)))
        .join(HoursEntry, col(HoursEntry.contract_id) == col(Inburgeringscontract.id))
        .where(
            col(Inburgeringscontract.nis_code) == nis_code,
            col(HoursEntry.state) == HoursState.APPROVED,
            col(HoursEntry.day).between(first, last),
        )
        .group_by(col(Inburgeringscontract.person_id), col(HoursEntry.kind))
    )
    kinds = {kind.value for kind in ActivityKind}
    spent: dict[str, dict[str, int]] = {}
    for person, kind, minutes in session.execute(found).all():
        theirs = spent.setdefault(person, {})
        known = kind if kind in kinds else NO_KIND
        theirs[known] = theirs.get(known, 0) + int(minutes)
    return spent


def _most(minutes: Mapping[str, int]) -> str:
    """Return the kind with most minutes; of two with as many the first by name, so that it is always the same."""
    return min(minutes, key=lambda kind: (-minutes[kind], kind))
