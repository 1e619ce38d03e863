"""The code of one gathering as a page for on the wall: scan it, log in, your hours follow."""

from datetime import datetime

import i18n
from i18n import gettext as _
from portal.providers.documents import Code, Poster, Step, Words, make_poster
from portal.ui import activity_pieces
from portal.ui.hour_papers import qr_svg

SCAN = "hier"
_HALF = 5
_STROKE = 'fill="none" stroke="#0b5a66" stroke-width="5" stroke-linecap="round" stroke-linejoin="round"'
_PHONE = f'<rect x="30" y="8" width="40" height="84" rx="8" {_STROKE}/><path d="M45 80h10" {_STROKE}/>'
_LOCK = f'<rect x="20" y="44" width="60" height="44" rx="8" {_STROKE}/><path d="M33 44V30a17 17 0 0 1 34 0v14" {_STROKE}/>'
_TICK = f'<circle cx="50" cy="50" r="40" {_STROKE}/><path d="M30 52l14 14 27-30" {_STROKE}/>'


def address_of(base_url: str, code: str) -> str:
    """Return the short address behind a code; it opens in the language of whoever scans."""
    return f"{base_url}/{SCAN}/{code}"


def readable(code: str) -> str:
    """Write a code in two halves, as one reads it out."""
    return f"{code[:_HALF]}-{code[_HALF:]}"


def poster(
    *, title: str, organisation: str, starts_at: datetime, ends_at: datetime, code: str, base_url: str
) -> bytes:
    """Make the page, in Dutch: every word of it stands beside a pictogram."""
    with i18n.use_locale(i18n.SOURCE):
        return make_poster(
            Poster(
                title=_("Ik ben er"),
                sender=organisation,
                what=title,
                when=activity_pieces.when(starts_at, ends_at),
                qr=Code(
                    qr_svg(address_of(base_url, code)),
                    _("QR-code om te melden dat je er bent"),
                    Words(_("Of typ deze code op de pagina Ik ben er:"), ""),
                ),
                code=readable(code),
                steps=(
                    Step(_picture(_PHONE), _("Een telefoon"), _("Scan de code met je telefoon.")),
                    Step(_picture(_LOCK), _("Een slot"), _("Meld je aan.")),
                    Step(_picture(_TICK), _("Een vinkje"), _("Druk op de knop. Je uren komen in je lijst.")),
                ),
                footer=_(
                    "Gemaakt door het inburgeringsportaal. Deze code werkt alleen rond deze activiteit."
                ),
            )
        )


def _picture(drawing: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">{drawing}</svg>'
