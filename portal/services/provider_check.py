"""Once a day: does the provider hold what the book says it brought? Payment by payment, and in total.

Only entries that name an on-line payment count: money by bank transfer, and refunds by bank, are not the provider's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import func
from sqlmodel import Session, col, select

from portal import db, logs
from portal.errors import ProviderDown
from portal.models.payments import OnlinePayment, PaymentState, ProviderCheck
from portal.models.refunds import Refund, RefundWay
from portal.models.retributie import EntryKind, LedgerEntry
from portal.providers.payment_choice import payment_provider
from portal.providers.payments import PaymentProvider, Report
from portal.services import payments
from portal.services.ledger import ZERO
from portal.services.permissions import Action, Actor, require
from portal.settings import settings

# Card payers may have a payment taken back for about four months; what is older does not change any more.
WINDOW = timedelta(days=180)

log = logs.get_logger()


@dataclass(frozen=True)
class Difference:
    """One payment of which provider and book say different things. `payment_id` None: not one of ours."""

    payment_id: str | None
    provider_id: str
    provider: Decimal
    ledger: Decimal


@dataclass(frozen=True)
class ProviderTotals:
    """What the provider holds of us and what the book says it brought, over the payments made since a day."""

    since: datetime
    checked_at: datetime
    payments: int
    provider: Decimal
    ledger: Decimal
    differences: tuple[Difference, ...]


def provider_totals(session: Session, *, actor: Actor) -> ProviderTotals | None:
    """Return the newest comparison; None before the first.

    Raises:
        NotAllowed: only who may see everybody's account.
    """
    require(actor, Action.RETRIBUTIE_VIEW)
    return last_check(session)


def last_check(session: Session) -> ProviderTotals | None:
    """Return the newest comparison, for the doctor; None before the first."""
    check = session.exec(
        select(ProviderCheck).order_by(col(ProviderCheck.checked_at).desc()).limit(1)
    ).first()
    if check is None:
        return None
    return ProviderTotals(
        check.since, check.checked_at, check.payments, check.provider_total, check.ledger_total,
        tuple(
            Difference(one["payment_id"], one["provider_id"], Decimal(one["provider"]), Decimal(one["ledger"]))
            for one in check.differences
        ),
    )  # fmt: skip


def compare(now: datetime, through: PaymentProvider | None = None) -> ProviderTotals:
    """Compare, heal what only needed asking after, and keep the outcome.

    Raises:
        ProviderDown: the provider does not answer; nothing is kept.
    """
    provider = through or payment_provider(settings())
    since = now - WINDOW
    reports = {report.provider_id: report for report in provider.payments(since=since)}
    _heal(reports, provider, now)
    with db.transaction() as session:
        rows = _rows(session, provider.name, since, reports)
        booked = _booked(session, [row.id for row in rows])
        found = _differences(rows, reports, booked)
        session.add(
            ProviderCheck(
                provider=provider.name, since=since, checked_at=now, payments=len(reports),
                provider_total=sum((report.kept for report in reports.values()), ZERO),
                ledger_total=sum(booked.values(), ZERO), differences=[_plain(one) for one in found],
            )
        )  # fmt: skip
        session.flush()
        kept = last_check(session)
    assert kept is not None  # noqa: S101 it was written above
    if found:
        log.error("provider_and_ledger_differ", payments=len(found))
    return kept


def _heal(reports: Mapping[str, Report], provider: PaymentProvider, now: datetime) -> None:
    with db.reading() as session:
        rows = _rows(session, provider.name, now - WINDOW, reports)
    for row in rows:
        report = reports.get(row.provider_id or "")
        if report is not None and _news(row, report):
            try:
                payments.refresh(row.id, now=now, through=provider)
            except ProviderDown:
                return  # the comparison says what is left


def _news(row: OnlinePayment, report: Report) -> bool:
    same = (row.state, row.refunded, row.charged_back) == (
        report.state, report.refunded, report.charged_back
    )  # fmt: skip
    return not same


def _rows(
    session: Session, provider: str, since: datetime, reports: Mapping[str, Report]
) -> Sequence[OnlinePayment]:
    """Return our payments of the window; also those that we made just before it and the provider just in it."""
    return [
        row
        for row in session.exec(
            select(OnlinePayment).where(
                OnlinePayment.provider == provider,
                col(OnlinePayment.provider_id).is_not(None),
                col(OnlinePayment.created_at) >= since - timedelta(days=1),
            )
        ).all()
        if row.provider_id in reports or row.created_at >= since
    ]


def _booked(session: Session, payment_ids: Sequence[str]) -> dict[str, Decimal]:
    wanted = set(payment_ids)
    rows = session.exec(
        select(LedgerEntry.payment_id, LedgerEntry.acts_as, func.sum(col(LedgerEntry.amount)))
        .join(Refund, col(Refund.id) == col(LedgerEntry.refund_id), isouter=True)
        .where(
            col(LedgerEntry.payment_id).is_not(None),
            col(LedgerEntry.acts_as).in_([EntryKind.PAYMENT, EntryKind.REFUND]),
            # what went back by bank left our account, not the provider's
            col(Refund.id).is_(None) | (col(Refund.way) == RefundWay.PROVIDER),
        )
        .group_by(col(LedgerEntry.payment_id), col(LedgerEntry.acts_as))
    ).all()
    booked: dict[str, Decimal] = {}
    for payment_id, acts_as, amount in rows:
        if payment_id in wanted:
            signed = amount if acts_as is EntryKind.PAYMENT else -amount
            booked[payment_id] = booked.get(payment_id, ZERO) + signed
    return booked


def _differences(
    rows: Sequence[OnlinePayment], reports: Mapping[str, Report], booked: Mapping[str, Decimal]
) -> list[Difference]:
    ours = {row.provider_id: row for row in rows}
    found = [
        Difference(row.id, provider_id or "", _held(reports.get(provider_id or "")), booked.get(row.id, ZERO))
        for provider_id, row in ours.items()
    ]
    found += [
        Difference(None, provider_id, report.kept, ZERO)
        for provider_id, report in reports.items()
        if provider_id not in ours
    ]
    return [one for one in found if one.provider != one.ledger]


def _held(report: Report | None) -> Decimal:
    return report.kept if report and report.state is PaymentState.PAID else ZERO


def _plain(difference: Difference) -> dict[str, str | None]:
    return {
        "payment_id": difference.payment_id,
        "provider_id": difference.provider_id,
        "provider": str(difference.provider),
        "ledger": str(difference.ledger),
    }
