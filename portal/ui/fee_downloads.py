"""The papers of somebody's costs to take away: an invoice of what is owed, a receipt of what was paid.

Made when the button is pressed, from the ledger, and stored nowhere.
"""

from collections.abc import Callable

import streamlit as st

from i18n import current_locale
from i18n import gettext as _
from portal.models.people import Agency
from portal.models.retributie import EntryKind, LedgerEntry
from portal.services import payees
from portal.services.fees import FeeView
from portal.services.ledger import Balance
from portal.ui import components, fee_papers, fee_pieces, labels_fees
from portal.ui.fee_papers import Addressee

_PDF = "application/pdf"


def show(view: FeeView) -> None:
    """Show a button for each paper there is."""
    papers = [(b, paid) for b in view.account.charges if b.charged and (paid := _standing(view, b))]
    owed = [balance for balance in view.account.charges if balance.owed > 0]
    if view.contract is None or not (papers or owed):
        return
    components.section(_("Papieren"))
    for balance in owed:
        _invoice(balance, view, view.contract.agency)
    for balance, paid in papers:
        _receipt(balance, paid, view, view.contract.agency)


def _invoice(balance: Balance, view: FeeView, agency: Agency) -> None:
    addressee = _addressee(view)

    def make() -> bytes:
        return fee_papers.invoice(
            balance, labels_fees.ITEMS[balance.charge.item], payees.payee_of(agency), addressee
        )

    _button(_("Factuur (PDF): %(item)s"), balance, make, "factuur")


def _receipt(balance: Balance, paid: list[LedgerEntry], view: FeeView, agency: Agency) -> None:
    addressee = _addressee(view)

    def make() -> bytes:
        what = labels_fees.ITEMS[balance.charge.item]
        return fee_papers.receipt(balance, what, payees.payee_of(agency), addressee, paid=paid)

    _button(_("Betaalbewijs (PDF): %(item)s"), balance, make, "betaalbewijs")


def _button(label: str, balance: Balance, make: Callable[[], bytes], name: str) -> None:
    item = fee_pieces.item_name(balance.charge.item, balance.charge.attempt)
    st.download_button(
        label % {"item": item},
        make,
        file_name=f"{name}-{balance.charge.item}-{balance.charge.attempt}.pdf",
        mime=_PDF,
        key=f"fees.{name}.{balance.charge.id}",
        on_click="ignore",
        icon=":material/download:",
    )


def _standing(view: FeeView, balance: Balance) -> list[LedgerEntry]:
    """Return the allocations to a charge that were not undone."""
    undone = {entry.corrects for entry in view.account.entries if entry.corrects is not None}
    return [
        entry
        for entry in view.account.entries
        if entry.kind is EntryKind.ALLOCATION
        and entry.charge_id == balance.charge.id
        and entry.number not in undone
    ]


def _addressee(view: FeeView) -> Addressee:
    # Asked now: when the button is pressed, Streamlit makes the paper outside the page, and no reader is known there.
    return Addressee(f"{view.given_name} {view.family_name}", current_locale())
