"""What goes back to people: money to somebody's credit that no open charge takes is listed by itself, and never twice.

After a look at somebody's book, what is listed is exactly their credit. An order turns a listed amount into a refund
entry of the book, so that paid in - allocated = listed + ordered + done holds at every moment in between.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import case, func
from sqlalchemy import select as columns
from sqlmodel import Session, col, select
from stdnum import iban as iban_numbers

from portal.models.bank import BankTransaction
from portal.models.payments import OnlinePayment, PaymentState
from portal.models.people import Person
from portal.models.refunds import Refund, RefundReason, RefundState, RefundWay
from portal.models.retributie import Charge, EntryKind, EntrySource, LedgerEntry
from portal.services import audit, ledger, outbox
from portal.services.ledger import ZERO, Book, Origin

FREED_BY_EXEMPTION = "freed-by-exemption"  # as services/ledger.py writes it
_MONEY = (EntryKind.PAYMENT, EntryKind.ALLOCATION, EntryKind.REFUND)


@dataclass(frozen=True)
class Source:
    """With what money came in: an on-line payment, a bank transfer, or by hand (both empty)."""

    payment_id: str | None = None
    transaction_id: str | None = None


def people_to_look_at(session: Session) -> tuple[str, ...]:
    """Return whose credit is not what is listed for them, or who has something listed that an open charge can take."""
    session.flush()
    listed = (
        select(col(Refund.person_id).label("person_id"), func.sum(col(Refund.amount)).label("amount"))
        .where(Refund.state == RefundState.LISTED)
        .group_by(col(Refund.person_id))
        .subquery()
    )
    sums = (
        select(
            col(LedgerEntry.person_id).label("person_id"),
            _sum(plus=EntryKind.PAYMENT, minus=(EntryKind.ALLOCATION, EntryKind.REFUND)).label("credit"),
            _sum(plus=EntryKind.CHARGE, minus=(EntryKind.EXEMPTION, EntryKind.ALLOCATION)).label("owed"),
        )
        .group_by(col(LedgerEntry.person_id))
        .subquery()
    )
    waits = listed.c.amount.is_not(None)
    differs = (func.coalesce(listed.c.amount, 0) != sums.c.credit) & ((sums.c.credit > 0) | waits)
    found = session.execute(
        columns(sums.c.person_id)
        .outerjoin(listed, listed.c.person_id == sums.c.person_id)
        .where(differs | (waits & (sums.c.owed > 0)))
        .order_by(sums.c.person_id)
    ).all()
    return tuple(person_id for (person_id,) in found)


def _sum(*, plus: EntryKind, minus: Sequence[EntryKind]) -> Any:
    amount, kind = col(LedgerEntry.amount), col(LedgerEntry.acts_as)
    return func.coalesce(func.sum(case((kind == plus, amount), (kind.in_(minus), -amount), else_=0)), 0)


def list_credit(session: Session, *, person_id: str, now: datetime) -> tuple[Refund, ...]:
    """Bring the list in line with somebody's credit; returns what is listed for them now.

    Open charges take from the credit first, the oldest first; what is left goes back the way it came.

    Raises:
        NotFound: there is no such person.
    """
    book = ledger.open_book(session, person_id=person_id, now=now)
    _pay_what_is_open(book)
    free = free_by_source(session, person_id=person_id)
    for source, listed in _listed(session, person_id).items():
        _drop_what_is_gone(book, listed, free.get(source, ZERO))
    for source, amount in free.items():
        rest = amount - sum((refund.amount for refund in _listed(session, person_id)[source]), ZERO)
        if rest > 0:
            _list(book, source, rest)
    session.flush()
    return tuple(refund for found in _listed(session, person_id).values() for refund in found)


def free_by_source(session: Session, *, person_id: str) -> dict[Source, Decimal]:
    """Return somebody's credit by what it came in with; it adds up to the credit.

    A charge that was paid from older credit names one source only; where that makes another look overdrawn, the oldest
    of the others make up for it.
    """
    session.flush()
    rows = session.connection().execute(
        columns(
            col(LedgerEntry.payment_id), col(LedgerEntry.transaction_id), col(LedgerEntry.acts_as),
            func.sum(col(LedgerEntry.amount)), func.min(col(LedgerEntry.number)),
        )
        .where(col(LedgerEntry.person_id) == person_id, col(LedgerEntry.acts_as).in_(_MONEY))
        .group_by(col(LedgerEntry.payment_id), col(LedgerEntry.transaction_id), col(LedgerEntry.acts_as))
        .order_by(func.min(col(LedgerEntry.number)))
    ).all()  # fmt: skip
    free: dict[Source, Decimal] = defaultdict(lambda: ZERO)
    for payment_id, transaction_id, kind, amount, _first in rows:
        free[Source(payment_id, transaction_id)] += amount if kind is EntryKind.PAYMENT else -amount
    overdrawn = -sum((amount for amount in free.values() if amount < 0), ZERO)
    left = {}
    for source, amount in free.items():
        if amount > 0:
            taken = min(amount, overdrawn)
            overdrawn -= taken
            left[source] = amount - taken
    return {source: amount for source, amount in left.items() if amount > 0}


def _pay_what_is_open(book: Book) -> None:
    """Let open charges take what is free. Not those that somebody is paying on line right now."""
    if book.credit() <= 0:
        return
    session = book.session
    charges = session.exec(
        select(Charge).where(Charge.person_id == book.person_id).order_by(col(Charge.due_on), col(Charge.id))
    ).all()
    being_paid = ledger.being_paid_on_line(session, person_id=book.person_id)
    free = free_by_source(session, person_id=book.person_id)
    for balance in ledger.balances(session, charges):
        owed = balance.owed
        for source in list(free) if balance.charge.id not in being_paid else ():
            amount = min(owed, free[source])
            if amount > 0:
                _allocate(book, balance.charge.id, amount, source)
                owed -= amount
                free[source] -= amount


def _allocate(book: Book, charge_id: str, amount: Decimal, source: Source) -> None:
    last = book.session.exec(
        select(func.max(col(LedgerEntry.number))).where(LedgerEntry.person_id == book.person_id)
    ).one()
    origin = Origin(
        EntrySource.RULE, f"credit:{last}:for:{charge_id}", "from-credit", book.today(),
        payment_id=source.payment_id, transaction_id=source.transaction_id,
    )  # fmt: skip
    book.allocate(charge_id, amount, origin)


def _listed(session: Session, person_id: str) -> Mapping[Source, list[Refund]]:
    found: dict[Source, list[Refund]] = defaultdict(list)
    refunds = session.exec(
        select(Refund)
        .where(Refund.person_id == person_id, Refund.state == RefundState.LISTED)
        .order_by(col(Refund.listed_at), col(Refund.id))
        .execution_options(populate_existing=True)
    ).all()
    for refund in refunds:
        found[Source(refund.payment_id, refund.transaction_id)].append(refund)
    return found


def _drop_what_is_gone(book: Book, listed: Iterable[Refund], free: Decimal) -> None:
    """Take off the list what is no credit any more; a refund that is too large goes whole, and its rest is listed anew."""
    kept = ZERO
    for refund in listed:
        if kept + refund.amount <= free:
            kept += refund.amount
            continue
        refund.state, refund.done_at = RefundState.DROPPED, book.now
        refund.holder = refund.iban = None
        book.session.add(refund)
        note(book.session, "refund.dropped", refund, book.now)
    book.session.flush()


def _list(book: Book, source: Source, amount: Decimal) -> None:
    session, now = book.session, book.now
    refund = Refund(
        person_id=book.person_id, amount=amount, reason=_reason(session, book.person_id, source),
        way=RefundWay.PROVIDER if _provider_can(session, source, amount) else RefundWay.SEPA,
        payment_id=source.payment_id, transaction_id=source.transaction_id, listed_at=now,
    )  # fmt: skip
    if refund.way is RefundWay.SEPA:
        refund.holder, refund.iban = _account(session, source)
    session.add(refund)
    session.flush()
    note(session, "refund.listed", refund, now)
    if refund.way is RefundWay.SEPA and refund.iban is None:
        ask_account(session, refund, now)


def ask_account(session: Session, refund: Refund, now: datetime) -> None:
    """Write somebody that we need to know their account to pay them back; once for each refund."""
    write_owner(session, refund, "refund.account-needed", now)


def write_owner(session: Session, refund: Refund, template: str, now: datetime) -> None:
    """Write somebody about their refund; each mail once."""
    person = session.get_one(Person, refund.person_id)
    outbox.queue_mail(
        session, key=f"{template}:{refund.id}", template=template, person_id=person.id,
        language=person.language, now=now,
    )  # fmt: skip


def _provider_can(session: Session, source: Source, amount: Decimal) -> bool:
    """Say whether the provider still has this much of a payment, and has not failed to give it back before."""
    payment = session.get(OnlinePayment, source.payment_id) if source.payment_id else None
    if payment is None or payment.state is not PaymentState.PAID or payment.provider_id is None:
        return False
    theirs = session.exec(select(Refund).where(Refund.payment_id == payment.id)).all()
    if any(other.state is RefundState.FAILED and other.way is RefundWay.PROVIDER for other in theirs):
        return False
    listed = sum((other.amount for other in theirs if other.state is RefundState.LISTED), ZERO)
    gone = session.exec(
        select(func.coalesce(func.sum(col(LedgerEntry.amount)), 0)).where(
            LedgerEntry.payment_id == payment.id, LedgerEntry.acts_as == EntryKind.REFUND
        )
    ).one()
    return payment.amount - gone - listed >= amount


def _account(session: Session, source: Source) -> tuple[str | None, str | None]:
    """Return name and account of who paid; nothing when they are not known, or when money sent there came back."""
    found = session.get(BankTransaction, source.transaction_id) if source.transaction_id else None
    if found is None or found.payer_iban is None or not iban_numbers.is_valid(found.payer_iban):
        return None, None
    failed = session.exec(
        select(Refund.id)
        .where(Refund.transaction_id == found.id, Refund.state == RefundState.FAILED)
        .limit(1)
    ).first()
    if failed is not None:
        return None, None
    return found.payer_name[:70], iban_numbers.compact(found.payer_iban)


def _reason(session: Session, person_id: str, source: Source) -> RefundReason:
    """Say why money with this source is free: what last freed it, or how it came in."""
    entries = session.exec(
        select(LedgerEntry)
        .where(
            LedgerEntry.person_id == person_id,
            col(LedgerEntry.payment_id).is_not_distinct_from(source.payment_id),
            col(LedgerEntry.transaction_id).is_not_distinct_from(source.transaction_id),
        )
        .order_by(col(LedgerEntry.number).desc())
    ).all()
    freed = next(
        (e for e in entries if e.corrects and e.acts_as in {EntryKind.ALLOCATION, EntryKind.REFUND}), None
    )
    if freed is None:
        return _reason_of_payment(entries)
    if freed.acts_as is EntryKind.REFUND:
        return RefundReason.CAME_BACK
    return (
        RefundReason.EXEMPT_AFTER_PAYMENT
        if freed.reason == FREED_BY_EXEMPTION
        else RefundReason.CHARGE_WITHDRAWN
    )


def _reason_of_payment(entries: Sequence[LedgerEntry]) -> RefundReason:
    used = any(entry.kind is EntryKind.ALLOCATION for entry in entries)
    return RefundReason.OVERPAID if used else RefundReason.PAID_TWICE


def note(
    session: Session,
    action: str,
    refund: Refund,
    now: datetime,
    *,
    actor_id: str | None = None,
    failure: str | None = None,
) -> None:
    """Append what happened to a refund to the audit trail."""
    facts = {"amount": str(refund.amount), "reason": refund.reason.value, "way": refund.way.value}
    audit.record(
        session, actor_id=actor_id, action=action, subject=f"refund:{refund.id}", owner_id=refund.person_id,
        facts=facts | ({"failure": failure} if failure else {}), now=now,
    )  # fmt: skip
