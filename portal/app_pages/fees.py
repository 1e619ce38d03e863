"""What somebody's track costs: what must be paid now and why, how to pay it, what is exempt or paid, and every line."""

from i18n import gettext as _
from portal import clock, db
from portal.models.people import Role
from portal.services import fees
from portal.services.fees import FeeView
from portal.ui import access, components, fee_downloads, fee_pay, fee_pieces, refund_pieces


def show(view: FeeView) -> None:
    """Show the answer first, then what to pay, then the rest."""
    components.page_title(_("Mijn kosten"), _("Wat je moet betalen, waarom, en wat je al betaalde."))
    components.show(fee_pieces.standing(view))
    for due in view.dues:
        fee_pay.show(due, view)
    refund_pieces.show_refunds(person.actor)
    fee_downloads.show(view)
    components.show(fee_pieces.whole(view))


person = access.require(Role.INBURGERAAR)
with db.reading() as session:
    own = fees.open_account(session, actor=person.actor, person_id=person.person_id, now=clock.now())
show(own)
