"""What ordering, ending and failing of a refund do to the book: one entry for each order, undone when it fails.

The caller holds the person's book (services/ledger.py), so nobody else changes their refunds meanwhile.
"""

from datetime import datetime

from sqlmodel import Session, col, select

from portal.errors import NotFound
from portal.models.refunds import Refund, RefundFailure, RefundState, RefundWay
from portal.models.retributie import EntryKind, EntrySource, LedgerEntry
from portal.providers.payments import Back, BackState
from portal.services import ledger, refund_list
from portal.services.ledger import Book, Origin

_SOURCES = {RefundWay.PROVIDER: EntrySource.PROVIDER, RefundWay.SEPA: EntrySource.BANK}


def locked(session: Session, refund_id: str) -> Refund:
    """Return a refund as it stands now that its book is open."""
    return session.get_one(Refund, refund_id, populate_existing=True)


def person_of(session: Session, refund_id: str) -> str:
    """Return whose book to open.

    Raises:
        NotFound: there is no such refund.
    """
    found = session.exec(select(Refund.person_id).where(Refund.id == refund_id)).first()
    if found is None:
        raise NotFound("refund")
    return found


def opened(
    session: Session, refund_id: str, *, now: datetime, actor_id: str | None = None
) -> tuple[Book, Refund]:
    """Open the book a refund is in, and return it with the refund as it stands now.

    Raises:
        NotFound: there is no such refund.
    """
    book = ledger.open_book(session, person_id=person_of(session, refund_id), now=now, actor_id=actor_id)
    return book, locked(session, refund_id)


def order(book: Book, refund: Refund) -> None:
    """Write down that the money goes back."""
    refund.tries += 1
    book.refund(
        refund.amount,
        Origin(
            _SOURCES[refund.way], f"refund:{refund.id}:{refund.tries}", refund.reason.value, book.today(),
            payment_id=refund.payment_id, transaction_id=refund.transaction_id, refund_id=refund.id,
        ),
    )  # fmt: skip
    refund.state, refund.failure = RefundState.ORDERED, None
    refund.ordered_at, refund.ordered_by = book.now, book.actor_id
    _keep(book, refund, "refund.ordered")
    refund_list.write_owner(book.session, refund, "refund.ordered", book.now)


def done(book: Book, refund: Refund) -> None:
    """Write down that the money arrived, and forget to which account."""
    refund.state, refund.failure, refund.done_at = RefundState.DONE, None, book.now
    forget_account(refund)
    _keep(book, refund, "refund.done")


def fail(book: Book, refund: Refund, failure: RefundFailure) -> None:
    """Write down that the money came back: it is to the person's credit again, and will be listed anew."""
    _undo_entry(book, refund)
    refund.state, refund.failure, refund.done_at = RefundState.FAILED, failure, book.now
    forget_account(refund)
    _keep(book, refund, "refund.failed")


def back_on_list(book: Book, refund: Refund, failure: RefundFailure) -> None:
    """Write down that the money never left: the same refund waits on the list again."""
    _undo_entry(book, refund)
    refund.state, refund.failure, refund.file_id = RefundState.LISTED, failure, None
    refund.ordered_at = refund.ordered_by = None
    _keep(book, refund, "refund.listed-again")


def follow(book: Book, refund: Refund, back: Back) -> None:
    """Write down what the provider says of a refund of ours."""
    refund.provider_id = refund.provider_id or back.provider_id
    if refund.state is RefundState.LISTED and back.state is not BackState.FAILED:
        order(book, refund)  # it had not said so before: an answer that came after we had given up
    if back.state is BackState.DONE and refund.state is RefundState.ORDERED:
        done(book, refund)
    if back.state is BackState.FAILED and refund.state in {RefundState.ORDERED, RefundState.DONE}:
        fail(book, refund, RefundFailure.PROVIDER_FAILED)
    book.session.add(refund)
    book.session.flush()


def forget_account(refund: Refund) -> None:
    """Forget the account: it was needed for this refund only."""
    refund.holder = refund.iban = None


def _undo_entry(book: Book, refund: Refund) -> None:
    entry = book.session.exec(
        select(LedgerEntry)
        .where(LedgerEntry.refund_id == refund.id, LedgerEntry.kind == EntryKind.REFUND)
        .order_by(col(LedgerEntry.number).desc())
    ).first()
    if entry is not None:
        book.undo(entry.number or 0, "refund-failed")


def _keep(book: Book, refund: Refund, action: str) -> None:
    book.session.add(refund)
    book.session.flush()
    refund_list.note(
        book.session,
        action,
        refund,
        book.now,
        actor_id=book.actor_id,
        failure=refund.failure and refund.failure.value,
    )
