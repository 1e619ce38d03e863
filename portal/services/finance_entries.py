"""The lines of the book over a period, for a spreadsheet: with the numbers to find each again, and no names."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import func
from sqlalchemy import select as columns
from sqlmodel import Session, col

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
    entry = LedgerEntry
    wanted = (
        columns(  # columns, not rows as objects: a year may have fifty thousand
            col(entry.number), col(entry.booked_on), col(entry.kind), col(entry.acts_as), col(entry.amount),
            col(entry.source), col(entry.reason), func.coalesce(col(Charge.ogm), ""), col(Charge.item),
            col(Inburgeringscontract.agency), func.coalesce(col(Inburgeringscontract.nis_code), ""),
            func.coalesce(col(OnlinePayment.provider_id), col(BankTransaction.bank_reference), ""), col(entry.corrects),
        )
        .select_from(LedgerEntry)
        .outerjoin(Charge, col(Charge.id) == col(entry.charge_id))
        .outerjoin(Inburgeringscontract, col(Inburgeringscontract.id) == col(Charge.contract_id))
        .outerjoin(OnlinePayment, col(OnlinePayment.id) == col(entry.payment_id))
        .outerjoin(BankTransaction, col(BankTransaction.id) == col(entry.transaction_id))
        .where(col(entry.booked_on).between(asked.since, asked.until))
        .order_by(col(entry.number))
    )  # fmt: skip
    if asked.agency is not None:
        wanted = wanted.where(col(Inburgeringscontract.agency) == asked.agency)
    return tuple(EntryLine(*row) for row in session.execute(wanted).all())
