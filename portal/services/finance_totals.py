"""Three totals over a period: what the payment provider says, what the book says, what the bank says; and why they differ.

Each difference is explained down to the payment, line or refund it comes from, and the explanations add up to it: what
cannot be explained cannot hide.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, func, or_
from sqlalchemy import select as columns
from sqlmodel import Session, col

from portal.clock import BRUSSELS
from portal.models.bank import BankTransaction, TransactionState
from portal.models.columns import Money
from portal.models.payments import OnlinePayment, PaymentState
from portal.models.refunds import Refund, RefundWay
from portal.models.retributie import EntryKind, LedgerEntry
from portal.services import permissions
from portal.services.ledger import ZERO
from portal.services.permissions import Action, Actor


class GapKind(StrEnum):
    """Why two totals differ."""

    PAID_NOT_BOOKED = "paid-not-booked"
    BOOKED_NOT_PAID = "booked-not-paid"
    BACK_NOT_BOOKED = "back-not-booked"
    REFUND_UNDER_WAY = "refund-under-way"
    OTHER_PERIOD = "other-period"
    LINE_WAITS = "line-waits"
    LINE_SET_ASIDE = "line-set-aside"
    PAYOUT = "payout"
    OTHER_AMOUNT = "other-amount"
    TRANSFER_UNDER_WAY = "transfer-under-way"
    THROUGH_PROVIDER = "through-provider"
    BY_HAND = "by-hand"


@dataclass(frozen=True)
class Gap:
    """One row that stands in one total and not, or otherwise, in the other. `reference` is the bank's or provider's own."""

    kind: GapKind
    amount: Decimal
    on: date | None = None
    reference: str = ""


@dataclass(frozen=True)
class Totals:
    """The three totals, in euros: what came in less what went back. `book` is the sum of its three parts."""

    provider: Decimal
    bank: Decimal
    booked_online: Decimal
    booked_by_bank: Decimal
    booked_by_hand: Decimal
    payouts: Decimal
    provider_gaps: tuple[Gap, ...]
    bank_gaps: tuple[Gap, ...]

    @property
    def book(self) -> Decimal:
        """Return what the book says."""
        return self.booked_online + self.booked_by_bank + self.booked_by_hand

    @property
    def provider_difference(self) -> Decimal:
        """Return what the provider says beyond what the book has of it."""
        return self.provider - self.booked_online

    @property
    def bank_difference(self) -> Decimal:
        """Return what the bank has beyond the book."""
        return self.bank - self.book


@dataclass(frozen=True)
class _Period:
    since: date
    until: date

    def has(self, day: Any) -> ColumnElement[bool]:
        between: ColumnElement[bool] = day.between(self.since, self.until)
        return between

    @property
    def moments(self) -> tuple[datetime, datetime]:
        after = self.until + timedelta(days=1)
        return datetime.combine(self.since, time(), BRUSSELS), datetime.combine(after, time(), BRUSSELS)


def totals(session: Session, *, actor: Actor, since: date, until: date) -> Totals:
    """Compare the three over a period; both days are included.

    Raises:
        NotAllowed: the actor may not see finance.
    """
    permissions.require(actor, Action.FINANCE_VIEW)
    session.flush()
    period = _Period(since, until)
    online, by_bank, by_hand = _booked(session, period)
    provider_gaps = tuple(_provider_gaps(session, period))
    bank, payouts = _bank(session, period)
    bank_gaps = (
        *_lines(session, period),
        *_transfers(session, period),
        *(
            Gap(kind, -sum_)
            for kind, sum_ in ((GapKind.THROUGH_PROVIDER, online), (GapKind.BY_HAND, by_hand))
            if sum_
        ),
    )
    return Totals(
        provider=_said(session, period), bank=bank,
        booked_online=online, booked_by_bank=by_bank, booked_by_hand=by_hand, payouts=payouts,
        provider_gaps=provider_gaps, bank_gaps=bank_gaps,
    )  # fmt: skip


def summed(gaps: Iterable[Gap]) -> dict[GapKind, tuple[int, Decimal]]:
    """Add gaps up by kind: how many and how much."""
    found: dict[GapKind, tuple[int, Decimal]] = {}
    for gap in gaps:
        number, amount = found.get(gap.kind, (0, ZERO))
        found[gap.kind] = (number + 1, amount + gap.amount)
    return found


# ── the book ─────────────────────────────────────────────────────────────────────────────────────────────────────

_AMOUNT, _KIND = col(LedgerEntry.amount), col(LedgerEntry.acts_as)
_NET = case((_KIND == EntryKind.PAYMENT, _AMOUNT), (_KIND == EntryKind.REFUND, -_AMOUNT), else_=0)
_MONEY = _KIND.in_([EntryKind.PAYMENT, EntryKind.REFUND])
_BY_TRANSFER = and_(_KIND == EntryKind.REFUND, col(Refund.way) == RefundWay.SEPA)
_ONLINE = and_(
    col(LedgerEntry.payment_id).is_not(None),
    or_(col(Refund.way).is_(None), col(Refund.way) == RefundWay.PROVIDER),
)


def _entries(*chosen: Any) -> Select[Any]:
    """Ask for entries of money in and out, with the refund they are of."""
    return (
        columns(*chosen)
        .select_from(LedgerEntry)
        .outerjoin(Refund, col(Refund.id) == col(LedgerEntry.refund_id))
        .where(_MONEY)
    )


def _booked(session: Session, period: _Period) -> tuple[Decimal, Decimal, Decimal]:
    """Return what the book says came in on line, by bank, and by hand."""
    by_bank = or_(
        _BY_TRANSFER, and_(_KIND == EntryKind.PAYMENT, col(LedgerEntry.transaction_id).is_not(None))
    )
    online, transfers, everything = session.execute(
        _entries(
            _total(case((_ONLINE, _NET), else_=0)), _total(case((by_bank, _NET), else_=0)), _total(_NET)
        ).where(period.has(col(LedgerEntry.booked_on)))
    ).one()  # fmt: skip
    return online, transfers, everything - online - transfers


def _total(amount: Any) -> Any:
    return func.coalesce(func.sum(amount), 0, type_=Money())


# ── the provider ─────────────────────────────────────────────────────────────────────────────────────────────────


def _settled(period: _Period) -> ColumnElement[bool]:
    first, after = period.moments
    return and_(
        col(OnlinePayment.state) == PaymentState.PAID,
        col(OnlinePayment.settled_at) >= first,
        col(OnlinePayment.settled_at) < after,
    )


def _said(session: Session, period: _Period) -> Decimal:
    """Return what the provider says was paid in the period, less what went back of those payments at any time since.

    It dates payments, not what goes back.
    """
    kept = col(OnlinePayment.amount) - col(OnlinePayment.refunded) - col(OnlinePayment.charged_back)
    total: Decimal = session.execute(columns(_total(kept)).where(_settled(period))).scalar_one()
    return total


def _provider_gaps(session: Session, period: _Period) -> Iterable[Gap]:
    """Compare payment by payment."""
    booked, settled = _booked_by_payment(period), _settled(period)
    said = case((settled, col(OnlinePayment.amount)), else_=0)
    said_back = case((settled, col(OnlinePayment.refunded) + col(OnlinePayment.charged_back)), else_=0)
    names = ("paid", "paid_inside", "back", "back_inside")
    paid, paid_inside, back, back_inside = (_else_zero(booked.c[name]) for name in names)
    rows = session.execute(
        columns(
            col(OnlinePayment.provider_id), col(OnlinePayment.settled_at), _else_zero(said), _else_zero(said_back),
            paid, paid_inside, back, back_inside,
        )
        .outerjoin(booked, booked.c.payment_id == col(OnlinePayment.id))
        .where(or_(said != paid_inside, said_back != back_inside))
        .order_by(col(OnlinePayment.settled_at), col(OnlinePayment.id))
    ).all()  # fmt: skip
    for provider_id, settled_at, *amounts in rows:
        on = settled_at.astimezone(BRUSSELS).date() if settled_at else None
        for kind, amount in _gaps_of_payment(_Payment(*amounts)):
            if amount:
                yield Gap(kind, amount, on, provider_id or "")


def _booked_by_payment(period: _Period) -> Any:
    inside = period.has(col(LedgerEntry.booked_on))
    paid, back = _KIND == EntryKind.PAYMENT, _KIND == EntryKind.REFUND
    return (
        _entries(
            col(LedgerEntry.payment_id).label("payment_id"),
            _total(case((paid, _AMOUNT), else_=0)).label("paid"),
            _total(case((and_(paid, inside), _AMOUNT), else_=0)).label("paid_inside"),
            _total(case((back, _AMOUNT), else_=0)).label("back"),
            _total(case((and_(back, inside), _AMOUNT), else_=0)).label("back_inside"),
        )
        .where(_ONLINE)
        .group_by(col(LedgerEntry.payment_id))
        .subquery()
    )


class _Payment(NamedTuple):
    """One payment: what the provider says, and what the book has of it, in all and inside the period."""

    said: Decimal
    said_back: Decimal
    paid: Decimal
    paid_inside: Decimal
    back: Decimal
    back_inside: Decimal


def _gaps_of_payment(one: _Payment) -> Iterable[tuple[GapKind, Decimal]]:
    """Take one payment's difference apart: what was paid, what went back, and what only falls in another period."""
    yield _kind_of_payment(one.said, one.paid, one.paid_inside), one.said - one.paid_inside
    more_back = one.said_back - one.back if one.said else ZERO
    yield GapKind.BACK_NOT_BOOKED if more_back > 0 else GapKind.REFUND_UNDER_WAY, -more_back
    yield GapKind.OTHER_PERIOD, -(one.said_back - one.back_inside - more_back)


def _kind_of_payment(said: Decimal, booked: Decimal, booked_inside: Decimal) -> GapKind:
    if said and not booked:
        return GapKind.PAID_NOT_BOOKED
    if said and booked != said:
        return GapKind.OTHER_AMOUNT
    return GapKind.OTHER_PERIOD if said or booked_inside else GapKind.BOOKED_NOT_PAID


def _else_zero(value: Any) -> Any:
    return func.coalesce(value, 0, type_=Money())


# ── the bank ─────────────────────────────────────────────────────────────────────────────────────────────────────

_LINE_KINDS = {
    TransactionState.NEW: GapKind.LINE_WAITS,
    TransactionState.DOUBT: GapKind.LINE_WAITS,
    TransactionState.SET_ASIDE: GapKind.LINE_SET_ASIDE,
    TransactionState.PAYOUT: GapKind.PAYOUT,
}


def _bank(session: Session, period: _Period) -> tuple[Decimal, Decimal]:
    """Return everything that moved on our accounts, and how much of it the provider paid out."""
    amount = col(BankTransaction.amount)
    paid_out = case((col(BankTransaction.state) == TransactionState.PAYOUT, amount), else_=0)
    moved, payouts = session.execute(
        columns(_total(amount), _total(paid_out)).where(period.has(col(BankTransaction.booked_on)))
    ).one()
    return moved, payouts


def _lines(session: Session, period: _Period) -> Iterable[Gap]:
    """Compare the lines that are no refunds of ours with what was booked from them."""
    inside = period.has(col(LedgerEntry.booked_on))
    booked = (
        columns(
            col(LedgerEntry.transaction_id).label("id"),
            _total(_AMOUNT).label("all"),
            _total(case((inside, _AMOUNT), else_=0)).label("inside"),
        )
        .where(_KIND == EntryKind.PAYMENT, col(LedgerEntry.transaction_id).is_not(None))
        .group_by(col(LedgerEntry.transaction_id))
        .subquery()
    )
    line = BankTransaction
    moved = _else_zero(
        case(
            (and_(period.has(col(line.booked_on)), col(line.refund_id).is_(None)), col(line.amount)), else_=0
        )
    )
    in_book, in_book_inside = _else_zero(booked.c.all), _else_zero(booked.c.inside)
    rows = session.execute(
        columns(
            col(line.state),
            col(line.booked_on),
            col(line.bank_reference),
            col(line.amount),
            moved,
            in_book,
            in_book_inside,
        )
        .outerjoin(booked, booked.c.id == col(line.id))
        .where(moved != in_book_inside)
        .order_by(col(line.booked_on), col(line.id))
    ).all()
    for state, on, reference, amount, on_account, all_booked, booked_inside in rows:
        kind = GapKind.OTHER_PERIOD if amount == all_booked else GapKind.OTHER_AMOUNT
        if not all_booked:
            kind = _LINE_KINDS.get(state, kind)
        yield Gap(kind, on_account - booked_inside, on, reference or "")


def _transfers(session: Session, period: _Period) -> Iterable[Gap]:
    """Compare the refunds that were ordered as transfers with the lines on which they went out or came back."""
    day = col(BankTransaction.booked_on)
    moved = (
        columns(
            col(BankTransaction.refund_id).label("id"), *_both(col(BankTransaction.amount), period.has(day))
        )
        .where(col(BankTransaction.refund_id).is_not(None))
        .group_by(col(BankTransaction.refund_id))
        .subquery()
    )
    booked = (
        _entries(col(Refund.id).label("id"), *_both(-_AMOUNT, period.has(col(LedgerEntry.booked_on))))
        .where(_BY_TRANSFER)
        .group_by(col(Refund.id))
        .subquery()
    )
    rows = session.execute(
        columns(
            col(Refund.id), col(Refund.ordered_at), _else_zero(moved.c.all), _else_zero(moved.c.inside),
            _else_zero(booked.c.all), _else_zero(booked.c.inside),
        )
        .outerjoin(moved, moved.c.id == col(Refund.id))
        .outerjoin(booked, booked.c.id == col(Refund.id))
        .where(_else_zero(moved.c.inside) != _else_zero(booked.c.inside))
        .order_by(col(Refund.ordered_at), col(Refund.id))
    ).all()  # fmt: skip
    for refund_id, ordered_at, all_moved, moved_inside, all_booked, booked_inside in rows:
        kind = GapKind.OTHER_AMOUNT if all_moved else GapKind.TRANSFER_UNDER_WAY
        if all_moved == all_booked:
            kind = GapKind.OTHER_PERIOD
        on = ordered_at.astimezone(BRUSSELS).date() if ordered_at else None
        yield Gap(kind, moved_inside - booked_inside, on, refund_id)


def _both(amount: Any, inside: ColumnElement[bool]) -> Sequence[Any]:
    return _total(amount).label("all"), _total(case((inside, amount), else_=0)).label("inside")
