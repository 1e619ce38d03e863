"""A bank transfer on the screen: everything can be copied on this phone, or scanned with another one."""

from base64 import b64encode

from markupsafe import Markup

import i18n
from i18n import gettext as _
from portal.services.transfers import Transfer
from portal.ui import html
from portal.ui.html import Child


def transfer_panel(transfer: Transfer, *, is_example: bool) -> Markup:
    """Build the panel of one transfer."""
    return html.tag(
        "div",
        html.notice(_("Dit is een voorbeeldrekening. Betaal hier niet echt."), html.Tone.WARNING)
        if is_example
        else None,
        html.paragraph(_("Betaal je op dit toestel? Kopieer de gegevens naar de app van je bank.")),
        html.definition_list(
            (_("Naar"), html.ltr(transfer.payee)),
            (_("Rekening"), _copied(transfer.shown_iban, transfer.iban, _("Kopieer de rekening"))),
            (
                _("Bedrag"),
                _copied(
                    i18n.format_amount(transfer.amount), f"{transfer.amount:.2f}", _("Kopieer het bedrag")
                ),
            ),
            (_("Mededeling"), _copied(transfer.shown_ogm, transfer.shown_ogm, _("Kopieer de mededeling"))),
        ),
        html.paragraph(
            _("Gebruik altijd deze mededeling. Dan weten we dat het geld van jou komt."), class_="p-hint"
        ),
        html.paragraph(_("Staat dit op een ander scherm? Scan de code met de app van je bank.")),
        _code(transfer),
        class_="p-transfer",
    )


def _copied(shown: Child, value: str, what: str) -> Markup:
    button = html.tag(
        "button",
        _("Kopieer"),
        type="button",
        data_copy=value,
        aria_label=what,
        class_="p-button p-button--quiet p-copy",
    )
    return html.tag("span", html.ltr(shown), button, class_="p-copied")


def _code(transfer: Transfer) -> Markup:
    picture = b64encode(transfer.qr_svg().encode()).decode()
    return html.tag(
        "img",
        src=f"data:image/svg+xml;base64,{picture}",
        alt=_("QR-code met de rekening, het bedrag en de mededeling"),
        class_="p-qr",
        width="220",
        height="220",
    )
