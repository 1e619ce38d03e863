"""How something that is owed can be paid: on line, or by a transfer to the account of the agency."""

from i18n import gettext as _
from portal.services import payees
from portal.services.fees import DueCharge, FeeView
from portal.services.transfers import Transfer
from portal.ui import components, fee_pieces, html, pay_pieces, transfer_pieces


def show(due: DueCharge, view: FeeView) -> None:
    """Show what is owed for one charge, with the ways to pay it."""
    if view.contract is None:
        components.show(fee_pieces.due_card(due, view))
        return
    amount, charge = due.part.left, due.charge
    payee = payees.payee_of(view.contract.agency)
    transfer = Transfer(payee.name, payee.iban, payee.bic, amount, charge.ogm)
    panel = transfer_pieces.transfer_panel(transfer, is_example=payee.is_example)
    components.show(
        fee_pieces.due_card(due, view, pay=pay_pieces.pay_button(view.person_id, [charge.id], amount)),
        html.tag("details", html.tag("summary", _("Liever met een overschrijving?")), panel),
    )
