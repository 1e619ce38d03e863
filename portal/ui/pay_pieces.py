"""The pay button: a form that is sent to portal/web/paying.py, which leads to the provider.

A form and no Streamlit button: the browser itself must leave for another site (docs/decisions/0013).
"""

from collections.abc import Sequence
from decimal import Decimal

from markupsafe import Markup

import i18n
from i18n import gettext as _
from portal.services import pay_tokens
from portal.settings import PaymentWay, settings
from portal.ui import components, html

START = "/betaling/start"


def pay_button(person_id: str, charge_ids: Sequence[str], amount: Decimal, *, again: bool = False) -> Markup:
    """Build the button that pays these charges of somebody on line; `amount` is what the words on it say."""
    words = _("Betaal opnieuw: %(amount)s") if again else _("Betaal %(amount)s met Bancontact of kaart")
    token = pay_tokens.make(settings(), person_id=person_id, charge_ids=charge_ids)
    return html.tag(
        "form",
        html.tag("input", type="hidden", name="token", value=token),
        html.tag("input", type="hidden", name="language", value=i18n.current_locale()),
        html.tag(
            "button", words % {"amount": i18n.format_amount(amount)}, type="submit", class_="p-button p-pay"
        ),
        _no_real_money(),
        method="post",
        action=START,
    )


def show_pay(person_id: str, charge_ids: Sequence[str], amount: Decimal, *, again: bool = False) -> None:
    """Put the pay button on the page."""
    components.show(pay_button(person_id, charge_ids, amount, again=again))


def _no_real_money() -> Markup | None:
    if settings().payment_provider is not PaymentWay.SIMULATED:
        return None
    return html.paragraph(_("Dit is een proefportaal. Je betaalt niet echt."), class_="p-hint")
