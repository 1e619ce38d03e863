"""Refunds and the outside world: asking the provider, and the round that lists, follows and forgets.

Opens its own transactions, unlike other services: an order is committed before the provider hears of it, and what it
answered is written down in the next. Whatever dies in between is found again by the round.
"""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from portal import db, logs
from portal.errors import NotFound, ProviderDown
from portal.models.payments import OnlinePayment
from portal.models.refunds import Refund, RefundFailure, RefundState, RefundWay
from portal.providers.payment_choice import payment_provider
from portal.providers.payments import PaymentProvider
from portal.services import payments, refund_book, refund_list, refund_statements, refunds
from portal.services.permissions import Actor
from portal.services.refunds import MESSAGE, ProviderOrder
from portal.settings import settings

LOOK_AGAIN = timedelta(minutes=15)
_AN_ORDER_TAKES = timedelta(minutes=2)
_MOST_AT_ONCE = 50

log = logs.get_logger()


def order_at_provider(
    *, actor: Actor, refund_id: str, now: datetime, through: PaymentProvider | None = None
) -> RefundState:
    """Give money back through the provider; returns where the refund stands then.

    `ordered`: under way, also when the provider did not answer, and the round goes on asking. `listed`: the provider
    refused, and the list says so.

    Raises:
        NotFound: there is no such refund.
        NotAllowed: the actor may not order refunds.
        WrongState: it is not on the list (any more), or goes another way.
    """
    with db.transaction() as session:
        order = refunds.start_order(session, actor=actor, refund_id=refund_id, now=now)
    _ask(order, now, through)
    with db.reading() as session:
        return session.get_one(Refund, refund_id).state


def run_round(now: datetime, through: PaymentProvider | None = None) -> int:
    """List what is to somebody's credit, follow what was ordered, forget what is old; returns how much was done."""
    return list_all(now) + _follow_statements(now) + follow_provider(now, through)


def list_all(now: datetime) -> int:
    """Bring everybody's list in line with their credit; returns how many people were looked at."""
    with db.reading() as session:
        people = refund_list.people_to_look_at(session)
    for person_id in people:  # one transaction each: nobody waits for all of them
        with db.transaction() as session:
            refund_list.list_credit(session, person_id=person_id, now=now)
    return len(people)


def _follow_statements(now: datetime) -> int:
    with db.reading() as session:
        if not refund_statements.have_news(session):
            return 0
    with db.transaction() as session:
        return refund_statements.follow(session, now=now)


def follow_provider(now: datetime, through: PaymentProvider | None = None) -> int:
    """Ask the provider after what was ordered there, each a few times an hour; returns how many were answered."""
    with db.reading() as session:
        due = _due(session, now)
    for number, order in enumerate(due):
        if not _ask(order, now, through):
            return number  # the others wait for the next round; each would cost its own seconds
    return len(due)


def _due(session: Session, now: datetime) -> list[ProviderOrder]:
    found = session.exec(
        select(Refund)
        .where(
            Refund.state == RefundState.ORDERED,
            Refund.way == RefundWay.PROVIDER,
            col(Refund.ordered_at) <= now - _AN_ORDER_TAKES,
            col(Refund.checked_at).is_(None) | (col(Refund.checked_at) <= now - LOOK_AGAIN),
        )
        .order_by(col(Refund.ordered_at), col(Refund.id))
        .limit(_MOST_AT_ONCE)
    ).all()
    return [
        ProviderOrder(refund.id, refund.payment_id, refund.amount, refund.provider_id is not None)
        for refund in found
        if refund.payment_id
    ]


def _ask(order: ProviderOrder, now: datetime, through: PaymentProvider | None) -> bool:
    """Order a refund that the provider may or may not know; says whether it answered."""
    provider = through or payment_provider(settings())
    failure: RefundFailure | None = None
    try:
        if not _is_known(order, now, provider):
            failure = _order(order, now, provider)
    except ProviderDown:
        log.warning("refund_not_answered", refund_id=order.refund_id)
        failure = RefundFailure.PROVIDER_SILENT
    _write_down(order.refund_id, failure, now)
    return failure is not RefundFailure.PROVIDER_SILENT


def _is_known(order: ProviderOrder, now: datetime, provider: PaymentProvider) -> bool:
    """Let the payment be asked after, which finds the refund in the provider's answer if it is there."""
    payments.refresh(order.payment_id, now=now, through=provider)
    with db.reading() as session:
        return session.get_one(Refund, order.refund_id).provider_id is not None


def _order(order: ProviderOrder, now: datetime, provider: PaymentProvider) -> RefundFailure | None:
    with db.reading() as session:
        payment = session.get_one(OnlinePayment, order.payment_id)
    if payment.provider_id is None or payment.provider != provider.name:
        return RefundFailure.PROVIDER_REFUSED
    try:
        back = provider.refund(
            payment.provider_id, refund_id=order.refund_id, amount=order.amount, description=MESSAGE
        )
    except NotFound:
        return RefundFailure.PROVIDER_REFUSED
    except ProviderDown:
        # It may have ordered it all the same; only when it says that it has not, the refund is on the list again.
        return None if _is_known(order, now, provider) else RefundFailure.PROVIDER_REFUSED
    with db.transaction() as session:
        book, refund = refund_book.opened(session, order.refund_id, now=now)
        refund_book.follow(book, refund, back)
    return None


def _write_down(refund_id: str, failure: RefundFailure | None, now: datetime) -> None:
    with db.transaction() as session:
        book, refund = refund_book.opened(session, refund_id, now=now)
        refund.checked_at = now
        if refund.state is RefundState.ORDERED:
            if failure is RefundFailure.PROVIDER_REFUSED:
                refund_book.back_on_list(book, refund, failure)
            else:
                refund.failure = failure
        session.add(refund)
