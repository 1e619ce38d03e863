"""Paying on line, between the portal and the provider.

Opens its own transactions, unlike other services: the provider is asked between two of them, with no lock held.
Webhooks, return addresses and the job all end in `refresh`, which asks the provider and books what it says.
"""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import func
from sqlmodel import Session, col, select

from portal import clock, db, logs
from portal.errors import NotFound, ProviderDown
from portal.models.payments import RUNNING, OnlinePayment, PaymentState
from portal.models.retributie import Charge
from portal.providers.payment_choice import payment_provider
from portal.providers.payments import Order, PaymentProvider, Report
from portal.services import ledger, payment_book
from portal.services.ledger import ZERO
from portal.services.payment_book import Begun
from portal.services.permissions import Action, Actor, Target, require
from portal.settings import settings

WEBHOOK = "/webhooks/payments"
RETURN_PAGE = "betaling"
_MOST_AT_ONCE = 200
_OVERDUE = timedelta(minutes=15)
# Two presses on one button: the second waits a moment for what the first brings.
_WAITS = 20
_WAIT_S = 0.1

log = logs.get_logger()


@dataclass(frozen=True)
class Started:
    """A payment that somebody may go and pay; without an address the provider is still busy with it."""

    payment_id: str
    checkout_url: str | None


def start(
    *,
    actor: Actor,
    charge_ids: Sequence[str],
    language: str,
    now: datetime,
    through: PaymentProvider | None = None,
) -> Started:
    """Begin to pay these charges; pressed twice, it leads to the same place.

    Raises:
        NotFound: one of these is no charge, or not of the same person.
        NotAllowed: the actor may not pay for this person.
        OutsideRules: nothing is owed (any more).
        ProviderDown: the provider does not answer; nothing was paid.
    """
    provider = through or payment_provider(settings())

    def begin(*, asked: bool) -> Begun:
        with db.transaction() as session:
            return payment_book.begin(
                session, actor=actor, charge_ids=charge_ids, provider=provider.name, now=now, asked=asked
            )

    begun = begin(asked=False)
    if begun.in_the_way:
        for payment_id in begun.in_the_way:
            refresh(payment_id, now=now, through=provider)
        begun = begin(asked=True)
    if begun.state is not PaymentState.CREATED:
        still_open = begun.state is PaymentState.OPEN
        return Started(begun.payment_id, begun.checkout_url if still_open else None)
    brought = _brought_by_another_press(begun)
    return Started(begun.payment_id, brought or _create(provider, begun, language, now))


def _create(provider: PaymentProvider, begun: Begun, language: str, now: datetime) -> str | None:
    base = settings().base_url
    # The payment's id makes this the same payment at the provider, however often it is asked: a process that dies
    # before the answer is stored leaves nothing behind that the next press does not find.
    report = provider.create(
        Order(
            payment_id=begun.payment_id,
            amount=begun.amount,
            description=f"Inburgering {begun.payment_id[:8].upper()}",
            return_address=f"{base}/{language}/{RETURN_PAGE}?id={begun.payment_id}",
            webhook_address=f"{base}{WEBHOOK}",
            language=language,
        )
    )
    with db.transaction() as session:
        return payment_book.store(session, payment_id=begun.payment_id, report=report, now=now)


def _brought_by_another_press(begun: Begun) -> str | None:
    for _wait in range(_WAITS if begun.just_begun else 0):
        with db.reading() as session:
            payment = session.get_one(OnlinePayment, begun.payment_id)
        if payment.checkout_url:
            return payment.checkout_url
        time.sleep(_WAIT_S)
    return None


def refresh(payment_id: str, *, now: datetime, through: PaymentProvider | None = None) -> PaymentState:
    """Ask the provider how a payment stands and book what it says.

    Raises:
        NotFound: there is no such payment.
        ProviderDown: the provider does not answer; nothing has changed.
    """
    provider = through or payment_provider(settings())
    with db.reading() as session:
        payment = session.get(OnlinePayment, payment_id)
    if payment is None:
        raise NotFound("payment")
    if payment.provider_id is None:
        return payment.state
    try:
        report = _report_of(provider, payment, payment.provider_id)
    except NotFound:
        log.warning("payment_unknown_to_provider", payment_id=payment_id)
        with db.transaction() as session:
            return payment_book.close(session, payment_id=payment_id, now=now)
    except ProviderDown:
        with db.transaction() as session:
            payment_book.postpone(session, payment_id=payment_id, now=now)
        raise
    with db.transaction() as session:
        return payment_book.book_report(session, payment_id=payment_id, report=report, asked_at=now, now=now)


def _report_of(provider: PaymentProvider, payment: OnlinePayment, provider_id: str) -> Report:
    if payment.provider != provider.name:  # the portal changed its provider: the old one is asked no more
        raise NotFound("payment")
    report = provider.fetch(provider_id)
    if report.payment_id not in {None, payment.id}:
        log.error("payment_of_another", payment_id=payment.id)
        raise ProviderDown(provider.name)
    return report


@dataclass
class _Waiting:
    """Who waits to hear of one payment: the lock lets one ask; questions are counted as they begin and end."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    begun: int = 0
    ended: int = 0
    users: int = 0
    failure: ProviderDown | None = None

    def ask(self, question: Callable[[], object]) -> None:
        """Ask, or take the answer to a question that began after this was called."""
        needed = self.begun + 1
        with self.lock:
            if self.ended < needed:
                self.begun += 1
                self.failure = None
                try:
                    question()
                except ProviderDown as failure:
                    self.failure = failure
                self.ended = self.begun
            if self.failure is not None:
                raise ProviderDown(self.failure.provider)


_waiting: dict[str, _Waiting] = {}
_door = threading.Lock()


def hear(provider_id: str, *, through: PaymentProvider | None = None) -> bool:
    """Take a webhook: somebody says that something changed. Says whether it was about a payment of ours.

    Whoever comes while a question is under way waits for the next one, which answers all who wait: fifty deliveries
    of one payment ask the provider a few times, and no answer is older than the delivery.

    Raises:
        ProviderDown: the provider does not answer; it will send the webhook again.
    """
    provider = through or payment_provider(settings())
    with db.reading() as session:
        payment_id = session.exec(
            select(OnlinePayment.id).where(
                OnlinePayment.provider == provider.name, OnlinePayment.provider_id == provider_id
            )
        ).first()
    if payment_id is None:
        log.warning("webhook_of_unknown_payment")
        return False
    with _together(payment_id) as waiting:
        waiting.ask(lambda: refresh(payment_id, now=clock.now(), through=provider))
    return True


@contextmanager
def _together(payment_id: str) -> Iterator[_Waiting]:
    with _door:
        waiting = _waiting.setdefault(payment_id, _Waiting())
        waiting.users += 1
    try:
        yield waiting
    finally:
        with _door:
            waiting.users -= 1
            if not waiting.users:
                _waiting.pop(payment_id, None)


def check_running(now: datetime, through: PaymentProvider | None = None) -> int:
    """Ask after the payments that still run and are due; returns how many were answered.

    So a lost webhook heals, and what the provider never answered about is ended.
    """
    with db.reading() as session:
        due = session.exec(
            select(OnlinePayment.id, OnlinePayment.provider_id)
            .where(col(OnlinePayment.next_check_at) <= now)
            .order_by(col(OnlinePayment.next_check_at))
            .limit(_MOST_AT_ONCE)
        ).all()
    answered = 0
    for payment_id, provider_id in due:
        if provider_id is None:
            with db.transaction() as session:
                payment_book.close(session, payment_id=payment_id, now=now)
        else:
            try:
                refresh(payment_id, now=now, through=through)
            except ProviderDown:
                return answered  # the others wait for the next round; each would cost its own seconds
        answered += 1
    return answered


def overdue(session: Session, *, now: datetime) -> int:
    """Count the payments that should have been asked after long ago."""
    return session.exec(select(func.count()).where(col(OnlinePayment.next_check_at) <= now - _OVERDUE)).one()


@dataclass(frozen=True)
class Shown:
    """A payment as its owner sees it: what it is for, what can be paid of that now, and what is to their credit."""

    payment: OnlinePayment
    charges: tuple[Charge, ...]
    to_pay: Decimal
    credit: Decimal

    @property
    def charge_ids(self) -> tuple[str, ...]:
        """Return the ids of what it is for."""
        return tuple(charge.id for charge in self.charges)

    @property
    def running(self) -> bool:
        """Say whether it may still become paid."""
        return self.payment.state in RUNNING


def shown(session: Session, *, actor: Actor, payment_id: str) -> Shown:
    """Return a payment to whom it belongs.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    payment = session.get(OnlinePayment, payment_id)
    if payment is None or payment.person_id != actor.person_id:
        raise NotFound("payment")
    require(actor, Action.RETRIBUTIE_PAY, Target(owner_id=payment.person_id))
    charges = payment_book.charges_of(session, payment_id)
    return Shown(
        payment,
        tuple(charges),
        to_pay=sum(
            (payment_book.amount_now(session, balance) for balance in ledger.balances(session, charges)), ZERO
        ),
        credit=ledger.credit_of(session, person_id=payment.person_id),
    )
