"""What bank statements say of refunds: a transfer that went out ends one, money that came back lists it anew."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from portal.models.bank import AsideReason, BankTransaction, TransactionState, TransactionTrait
from portal.models.refunds import Refund, RefundFailure, RefundState, RefundWay
from portal.services import refund_book, refund_list


def follow(session: Session, *, now: datetime) -> int:
    """End the refunds whose transfer stands on a bank statement, and those whose money came back; returns how many."""
    return sum(_went_out(session, line, now) for line in _lines_out(session)) + sum(
        _came_back(session, line, now) for line in _lines_back(session)
    )


def have_news(session: Session) -> bool:
    """Say whether a bank statement has news of a refund: a look that locks nothing."""
    return bool(_lines_out(session) or _lines_back(session))


def _lines_out(session: Session) -> Sequence[BankTransaction]:
    return session.exec(
        select(BankTransaction)
        .join(Refund, col(Refund.id) == col(BankTransaction.refund_id))
        .where(Refund.state == RefundState.ORDERED, col(BankTransaction.state) == TransactionState.REFUNDED)
    ).all()


def _went_out(session: Session, line: BankTransaction, now: datetime) -> bool:
    book, refund = refund_book.opened(session, line.refund_id or "", now=now)
    if refund.state is not RefundState.ORDERED:
        return False
    refund_book.done(book, refund)
    return True


def _lines_back(session: Session) -> Sequence[BankTransaction]:
    """Return lines in doubt that say of themselves which transfer of ours they send back."""
    return session.exec(
        select(BankTransaction)
        .join(Refund, col(Refund.id) == col(BankTransaction.end_to_end))
        .where(
            col(Refund.state).in_([RefundState.ORDERED, RefundState.DONE]),
            Refund.way == RefundWay.SEPA,
            BankTransaction.state == TransactionState.DOUBT,
            BankTransaction.trait == TransactionTrait.RETURNED,
            BankTransaction.amount == Refund.amount,
        )
    ).all()


def _came_back(session: Session, found: BankTransaction, now: datetime) -> bool:
    # The line first, then the book, as services/bank_decisions.py: whoever decides the line now waits, or was first.
    line = session.exec(
        select(BankTransaction)
        .where(BankTransaction.id == found.id, BankTransaction.state == TransactionState.DOUBT)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()
    if line is None:
        return False
    book, refund = refund_book.opened(session, line.end_to_end or "", now=now)
    if refund.state not in {RefundState.ORDERED, RefundState.DONE}:
        return False
    refund_book.fail(book, refund, RefundFailure.RETURNED)
    line.state, line.doubt = TransactionState.SET_ASIDE, None
    line.aside, line.refund_id, line.decided_at = AsideReason.RETURNED, refund.id, now
    session.add(line)
    session.flush()
    refund_list.list_credit(session, person_id=refund.person_id, now=now)
    return True
