"""The lines of the book over a period, for a spreadsheet: with the numbers to find each again, and no names."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlmodel import Session, col, select

from portal.models.bank import BankTransaction
from portal.models.contracts import Inburgeringscontract
from portal.models.payments import OnlinePayment
from portal.models.people import Agency
from portal.models.retributie import Charge, EntryKind, EntrySource, FeeItem, LedgerEntry
from portal.services import permissions
from portal.services.finance_figures import Asked
from portal.services.permissions import Action, Actor


@dataclass(frozen=True)
class EntryLine:
    """One line of the book. `ogm` is that of its charge; `reference` the provider's or the bank's own."""

    number: int
    booked_on: date
    kind: EntryKind
    acts_as: EntryKind
    amount: Decimal
    source: EntrySource
    reason: str
    ogm: str
    item: FeeItem | None
    agency: Agency | None
    nis_code: str
    reference: str
    corrects: int | None


def entry_lines(session: Session, *, actor: Actor, asked: Asked) -> tuple[EntryLine, ...]:
    """Return the lines of a period in the order of the book; of one agency, those that concern a charge.

    Raises:
        NotAllowed: the actor may not see finance.
    """
    permissions.require(actor, Action.FINANCE_VIEW)
    wanted = (
        select(
            LedgerEntry,
            Charge,
            Inburgeringscontract,
            OnlinePayment.provider_id,
            BankTransaction.bank_reference,
        )
        .outerjoin(Charge, col(Charge.id) == col(LedgerEntry.charge_id))
        .outerjoin(Inburgeringscontract, col(Inburgeringscontract.id) == col(Charge.contract_id))
        .outerjoin(OnlinePayment, col(OnlinePayment.id) == col(LedgerEntry.payment_id))
        .outerjoin(BankTransaction, col(BankTransaction.id) == col(LedgerEntry.transaction_id))
        .where(col(LedgerEntry.booked_on).between(asked.since, asked.until))
        .order_by(col(LedgerEntry.number))
    )
    if asked.agency is not None:
        wanted = wanted.where(Inburgeringscontract.agency == asked.agency)
    return tuple(_line(*row) for row in session.execute(wanted).all())


def _line(
    entry: LedgerEntry,
    charge: Charge | None,
    contract: Inburgeringscontract | None,
    paid: str | None,
    line: str | None,
) -> EntryLine:
    return EntryLine(
        entry.number or 0, entry.booked_on, entry.kind, entry.acts_as, entry.amount, entry.source, entry.reason,
        charge.ogm if charge else "", charge.item if charge else None,
        contract.agency if contract else None, contract.nis_code if contract else "",
        paid or line or "", entry.corrects,
    )  # fmt: skip
