"""How something that is owed can be paid: on line, or by a transfer to the account of the agency."""

from i18n import gettext as _
from portal.services import payees
from portal.services.fees import DueCharge, FeeView
from portal.services.transfers import Transfer
from portal.ui import components, html, pay_pieces, transfer_pieces


def show(due: DueCharge, view: FeeView) -> None:
    """Show the ways to pay one charge."""
    if view.contract is None:
        return
    amount, charge = due.part.left, due.charge
    payee = payees.payee_of(view.contract.agency)
    transfer = Transfer(payee.name, payee.iban, payee.bic, amount, charge.ogm)
    panel = transfer_pieces.transfer_panel(transfer, is_example=payee.is_example)
    components.show(
        pay_pieces.pay_button(view.person_id, [charge.id], amount),
        html.tag("details", html.tag("summary", _("Liever met een overschrijving?")), panel),
    )
