"""Refunds as finance reads them, and as somebody reads their own."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import func
from sqlmodel import Session, col, select

from portal.models.payments import OnlinePayment
from portal.models.people import Person
from portal.models.refunds import (
    Refund,
    RefundFailure,
    RefundFile,
    RefundReason,
    RefundState,
    RefundWay,
)
from portal.services import permissions
from portal.services.permissions import Action, Actor, Target

MOST = 200
OPEN = frozenset({RefundState.LISTED, RefundState.ORDERED})


@dataclass(frozen=True)
class RefundLine:
    """One refund on finance's list. `account` are the last four signs of where it goes; None: not known yet."""

    id: str
    name: str
    amount: Decimal
    reason: RefundReason
    state: RefundState
    way: RefundWay
    account: str | None
    failure: RefundFailure | None
    file_id: str | None
    listed_at: datetime
    ordered_at: datetime | None
    done_at: datetime | None
    provider_id: str | None


@dataclass(frozen=True)
class FileLine:
    """A file of transfers. `under_way`: how many of them no statement has shown yet; `is_kept`: it can be fetched."""

    id: str
    made_at: datetime
    transfers: int
    total: Decimal
    under_way: int
    is_kept: bool


@dataclass(frozen=True)
class OwnRefund:
    """One refund as its owner reads it. `asks_account`: we must hear to which account it may go."""

    id: str
    amount: Decimal
    reason: RefundReason
    state: RefundState
    asks_account: bool
    listed_at: datetime
    ended_at: datetime | None


def refund_lines(
    session: Session, *, actor: Actor, states: Collection[RefundState], limit: int = MOST
) -> tuple[RefundLine, ...]:
    """Return refunds in these states: open ones oldest first, ended ones newest first.

    Raises:
        NotAllowed: the actor may not see finance.
    """
    permissions.require(actor, Action.FINANCE_VIEW)
    listed = col(Refund.listed_at)
    order = listed if set(states) <= OPEN else listed.desc()
    rows = session.exec(
        select(Refund, Person, OnlinePayment.provider_id)
        .join(Person, col(Person.id) == col(Refund.person_id))
        .outerjoin(OnlinePayment, col(OnlinePayment.id) == col(Refund.payment_id))
        .where(col(Refund.state).in_(states))
        .order_by(order, col(Refund.id))
        .limit(limit)
    ).all()
    return tuple(_line(refund, person, provider_id) for refund, person, provider_id in rows)


def _line(refund: Refund, person: Person, provider_id: str | None) -> RefundLine:
    return RefundLine(
        refund.id, f"{person.given_name} {person.family_name}", refund.amount, refund.reason, refund.state, refund.way,
        refund.iban[-4:] if refund.iban else None, refund.failure, refund.file_id, refund.listed_at, refund.ordered_at,
        refund.done_at, provider_id,
    )  # fmt: skip


def refund_sums(session: Session, *, actor: Actor) -> dict[RefundState, tuple[int, Decimal]]:
    """Return how many refunds stand where, and how much that is.

    Raises:
        NotAllowed: the actor may not see finance.
    """
    permissions.require(actor, Action.FINANCE_VIEW)
    rows = session.exec(
        select(Refund.state, func.count(col(Refund.id)), func.sum(col(Refund.amount))).group_by(
            col(Refund.state)
        )
    ).all()
    return {RefundState(state): (number, amount) for state, number, amount in rows}


def files(session: Session, *, actor: Actor, limit: int = 20) -> tuple[FileLine, ...]:
    """Return the newest files of transfers.

    Raises:
        NotAllowed: the actor may not order refunds.
    """
    permissions.require(actor, Action.REFUND_ORDER)
    found = session.exec(select(RefundFile).order_by(col(RefundFile.made_at).desc()).limit(limit)).all()
    running = session.exec(
        select(Refund.file_id, func.count(col(Refund.id)))
        .where(Refund.state == RefundState.ORDERED, col(Refund.file_id).in_([file.id for file in found]))
        .group_by(col(Refund.file_id))
    ).all()
    under_way = dict(running)
    return tuple(
        FileLine(f.id, f.made_at, f.transfers, f.total, under_way.get(f.id, 0), bool(f.content))
        for f in found
    )


def own(session: Session, *, actor: Actor, person_id: str) -> tuple[OwnRefund, ...]:
    """Return somebody's refunds, the newest first; what needed no giving back is not told.

    Raises:
        NotAllowed: it is somebody else's, and not entrusted to the actor.
    """
    permissions.require(actor, Action.RETRIBUTIE_VIEW, Target(owner_id=person_id))
    found = session.exec(
        select(Refund)
        .where(Refund.person_id == person_id, Refund.state != RefundState.DROPPED)
        .order_by(col(Refund.listed_at).desc(), col(Refund.id))
    ).all()
    return tuple(
        OwnRefund(
            refund.id, refund.amount, refund.reason, refund.state,
            refund.state is RefundState.LISTED and refund.way is RefundWay.SEPA and refund.iban is None,
            refund.listed_at, refund.done_at,
        )
        for refund in found
    )  # fmt: skip
