"""The rows of on-line payments, and what a provider's answer does to them and to the book.

Whoever changes a payment opens the book of its person first, which locks both. Every booking has the provider's own id
in its key: the same news twice, or late, or out of order, books once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from portal import logs
from portal.errors import NotFound, OutsideRules, WrongState
from portal.models.payments import RUNNING, OnlinePayment, PaymentLine, PaymentState
from portal.models.people import Person
from portal.models.refunds import Refund
from portal.models.retributie import Charge, EntrySource, LedgerEntry
from portal.providers.payments import Back, BackState, Report
from portal.services import audit, instalments, ledger, outbox, permissions, refund_book
from portal.services.ledger import ZERO, Balance, Book, Origin
from portal.services.permissions import Action, Actor, Target

log = logs.get_logger()

# A payment that the provider never answered about was shown to nobody, so nobody can have paid it.
UNANSWERED = timedelta(minutes=15)
_A_PRESS_TAKES = timedelta(seconds=10)
# How long after its last look a running payment is asked after again, by its age: a lost webhook heals in a quarter.
_LOOKS = (
    (timedelta(minutes=2), timedelta(minutes=1)),
    (timedelta(minutes=10), timedelta(minutes=2)),
    (timedelta(minutes=30), timedelta(minutes=5)),
)
_LATER_LOOKS = timedelta(minutes=10)
_RANK = {
    PaymentState.CREATED: 0, PaymentState.OPEN: 1, PaymentState.PENDING: 2,
    PaymentState.FAILED: 3, PaymentState.EXPIRED: 3, PaymentState.CANCELLED: 3, PaymentState.PAID: 4,
}  # fmt: skip
PAID_MAIL, TAKEN_BACK_MAIL = "payment.received", "payment.charged-back"


@dataclass(frozen=True)
class Begun:
    """A payment that can go on; or, in `in_the_way`, those that must be asked after first."""

    payment_id: str = ""
    amount: Decimal = ZERO
    state: PaymentState = PaymentState.CREATED
    checkout_url: str | None = None
    just_begun: bool = False
    in_the_way: tuple[str, ...] = ()


def begin(
    session: Session, *, actor: Actor, charge_ids: Sequence[str], provider: str, now: datetime, asked: bool
) -> Begun:
    """Find or make the payment for these charges, with amounts from the book, which stays locked.

    `asked` says that the provider was asked after payments that run for them. One that still runs is found again when
    it is for the very same amounts; any other is let go, and should it be paid after all, its money is a credit.

    Raises:
        NotFound: one of these is no charge, or not of the same person.
        NotAllowed: the actor may not pay for this person.
        OutsideRules: nothing is owed.
    """
    book = ledger.open_book(
        session, person_id=_owner(session, actor, charge_ids), now=now, actor_id=actor.person_id
    )
    balances = [book.balance(charge_id) for charge_id in sorted(set(charge_ids))]
    running = _running(session, [balance.charge.id for balance in balances])
    to_ask = tuple(payment.id for payment in running if payment.provider_id)
    if to_ask and not asked:
        return Begun(in_the_way=to_ask)
    wanted = {
        balance.charge.id: amount for balance in balances if (amount := amount_now(session, balance)) > ZERO
    }
    if not wanted:
        raise OutsideRules("nothing-owed")
    for payment in running:
        if payment.provider == provider and _lines(session, payment.id) == wanted:
            return _begun(payment, now)
    for payment in running:
        _let_go(session, payment, now)
    return _begun(_new_payment(session, book, wanted, provider))


def _owner(session: Session, actor: Actor, charge_ids: Sequence[str]) -> str:
    found = session.exec(select(Charge).where(col(Charge.id).in_(set(charge_ids)))).all()
    owners = {charge.person_id for charge in found}
    if len(owners) != 1 or len(found) != len(set(charge_ids)):
        raise NotFound("charge")
    owner = owners.pop()
    permissions.require(actor, Action.RETRIBUTIE_PAY, Target(owner_id=owner))
    return owner


def amount_now(session: Session, balance: Balance) -> Decimal:
    """Return what is paid at once: all that is owed, or with an agreed plan the rest of its first open part."""
    charge_id = balance.charge.id
    plan = instalments.of_charges(session, [charge_id]).get(charge_id, ())
    part = instalments.next_part(balance, plan)
    return part.left if part else ZERO


def _running(session: Session, charge_ids: Sequence[str]) -> Sequence[OnlinePayment]:
    return session.exec(
        select(OnlinePayment)
        .where(
            col(OnlinePayment.id).in_(
                columns(col(PaymentLine.payment_id)).where(
                    col(PaymentLine.charge_id).in_(charge_ids), col(PaymentLine.running)
                )
            )
        )
        .order_by(col(OnlinePayment.created_at), col(OnlinePayment.id))
    ).all()


def _lines(session: Session, payment_id: str) -> dict[str, Decimal]:
    lines = session.exec(select(PaymentLine).where(PaymentLine.payment_id == payment_id)).all()
    return {line.charge_id: line.amount for line in lines}


def charges_of(session: Session, payment_id: str) -> Sequence[Charge]:
    """Return the charges that a payment is for, the oldest first."""
    return session.exec(
        select(Charge)
        .where(col(Charge.id).in_(_lines(session, payment_id)))
        .order_by(col(Charge.due_on), col(Charge.id))
    ).all()


def _new_payment(session: Session, book: Book, wanted: dict[str, Decimal], provider: str) -> OnlinePayment:
    payment = OnlinePayment(
        person_id=book.person_id,
        provider=provider,
        amount=sum(wanted.values(), ZERO),
        created_at=book.now,
        next_check_at=book.now + UNANSWERED,
    )
    session.add(payment)
    session.flush()
    session.add_all(
        PaymentLine(payment_id=payment.id, charge_id=charge_id, amount=amount)
        for charge_id, amount in wanted.items()
    )
    session.flush()
    audit.record(
        session, actor_id=book.actor_id, action="payment.started", subject=f"payment:{payment.id}",
        owner_id=payment.person_id, facts={"amount": str(payment.amount)}, now=book.now,
    )  # fmt: skip
    return payment


def _begun(payment: OnlinePayment, found_at: datetime | None = None) -> Begun:
    # Another press of the same button may be at the provider at this moment.
    just_begun = found_at is not None and found_at - payment.created_at < _A_PRESS_TAKES
    return Begun(payment.id, payment.amount, payment.state, payment.checkout_url, just_begun)


def _let_go(session: Session, payment: OnlinePayment, now: datetime) -> None:
    """Make room for another payment; one that somebody may be paying is still asked after."""
    if payment.provider_id is None:
        _end(session, payment, PaymentState.CANCELLED, now)
    else:
        _stop_lines(session, payment)


def store(session: Session, *, payment_id: str, report: Report, now: datetime) -> str | None:
    """Keep what the provider made of a payment; returns the address where it is paid.

    Raises:
        WrongState: the payment was ended meanwhile, so nobody may be sent to pay it.
    """
    payment = _locked(session, payment_id, now)[1]
    if payment.provider_id is None and payment.state is PaymentState.CREATED:
        payment.provider_id, payment.checkout_url = report.provider_id, report.checkout_url
        payment.state = report.state
        payment.next_check_at = _next_look(payment, now)
        session.flush()
    if payment.provider_id != report.provider_id:
        raise WrongState("payment", payment.state.value)
    return payment.checkout_url


def close(session: Session, *, payment_id: str, now: datetime) -> PaymentState:
    """End a payment that the provider does not know (any more), unless it was paid."""
    payment = _locked(session, payment_id, now)[1]
    if payment.state in RUNNING:
        _end(session, payment, PaymentState.EXPIRED, now)
    return payment.state


def postpone(session: Session, *, payment_id: str, now: datetime) -> None:
    """Ask after a payment later: the provider does not answer now."""
    payment = _locked(session, payment_id, now)[1]
    if payment.state in RUNNING:
        payment.next_check_at = _next_look(payment, now)


def book_report(
    session: Session, *, payment_id: str, report: Report, asked_at: datetime, now: datetime
) -> PaymentState:
    """Write down what the provider said of a payment, and book what is new in it."""
    book, payment = _locked(session, payment_id, now)
    if _RANK[report.state] > _RANK[payment.state]:
        _take_state(book, payment, report)
    # An answer that a newer one overtook knows less of what went back.
    if payment.checked_at is None or asked_at >= payment.checked_at:
        payment.checked_at = asked_at
        payment.refunded, payment.charged_back = report.refunded, report.charged_back
        for back in report.back if payment.state is PaymentState.PAID else ():
            _take_back(book, payment, back)
    payment.method = report.method or payment.method
    payment.next_check_at = _next_look(payment, now) if payment.state in RUNNING else None
    session.flush()
    return payment.state


def _locked(session: Session, payment_id: str, now: datetime) -> tuple[Book, OnlinePayment]:
    owner = session.exec(select(OnlinePayment.person_id).where(OnlinePayment.id == payment_id)).first()
    if owner is None:
        raise NotFound("payment")
    book = ledger.open_book(session, person_id=owner, now=now)
    return book, session.get_one(OnlinePayment, payment_id, populate_existing=True)


def _take_state(book: Book, payment: OnlinePayment, report: Report) -> None:
    if report.state in RUNNING:
        payment.state = report.state
        return
    _end(book.session, payment, report.state, book.now)
    if report.state is not PaymentState.PAID:
        return
    key = f"provider:{report.provider_id}:paid"
    origin = Origin(EntrySource.PROVIDER, key, "paid-online", book.today(), payment_id=payment.id)
    book.receive(report.amount, origin)
    # What was paid or exempted otherwise meanwhile takes nothing: the money stays to the person's credit.
    book.settle(origin, [charge.id for charge in charges_of(book.session, payment.id)])
    _mail(book, PAID_MAIL, payment.id)


def _end(session: Session, payment: OnlinePayment, state: PaymentState, now: datetime) -> None:
    payment.state, payment.settled_at, payment.next_check_at = state, now, None
    _stop_lines(session, payment)
    log.info("payment_ended", payment_id=payment.id, state=state.value)


def _stop_lines(session: Session, payment: OnlinePayment) -> None:
    for line in session.exec(select(PaymentLine).where(PaymentLine.payment_id == payment.id)).all():
        line.running = False
    session.flush()


def _take_back(book: Book, payment: OnlinePayment, back: Back) -> None:
    ours = book.session.get(Refund, back.refund_id) if back.refund_id else None
    if ours is not None:
        refund_book.follow(book, ours, back)  # its money was booked when it was ordered
        return
    key = f"provider:{back.provider_id}:back"
    booked = book.session.exec(select(LedgerEntry).where(LedgerEntry.key == key)).first()
    if back.state is BackState.FAILED:
        if booked is not None:
            _undo_back(book, payment, booked, "not-taken-back")
    elif booked is None:
        reason = "charged-back" if back.charge_back else "refunded-at-provider"
        origin = Origin(EntrySource.PROVIDER, key, reason, book.today(), payment_id=payment.id)
        try:
            book.take_back(back.amount, origin)
        except OutsideRules:
            # It was given back in another way before: the daily comparison shows it until finance has dealt with it.
            log.warning("payment_went_back_twice", payment_id=payment.id)
            return
        if back.charge_back:
            _mail(book, TAKEN_BACK_MAIL, back.provider_id)


def _undo_back(book: Book, payment: OnlinePayment, booked: LedgerEntry, reason: str) -> None:
    """The money is here after all: it pays again what it had paid."""
    book.undo(booked.number or 0, reason)
    origin = Origin(
        EntrySource.PROVIDER, f"undo:{booked.number}", reason, book.today(), payment_id=payment.id
    )
    book.settle(origin, [charge.id for charge in charges_of(book.session, payment.id)])


def _mail(book: Book, template: str, about: str) -> None:
    person = book.session.get_one(Person, book.person_id)
    outbox.queue_mail(
        book.session,
        key=f"{template}:{about}",
        template=template,
        person_id=person.id,
        language=person.language,
        now=book.now,
    )


def _next_look(payment: OnlinePayment, now: datetime) -> datetime:
    age = now - payment.created_at
    return now + next((wait for younger, wait in _LOOKS if age < younger), _LATER_LOOKS)
