"""A bank transfer as somebody must fill it in: account, amount, structured communication, and the same as a QR code."""

from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO

import segno
from segno.helpers import make_epc_qr
from stdnum import iban
from stdnum.be import ogm_vcs

_QUIET_ZONE = 4  # modules of white around the code: ISO/IEC 18004 asks four


@dataclass(frozen=True)
class Transfer:
    """What a bank needs. `ogm` is twelve digits; its last two are the first ten modulo 97, 97 for 0."""

    payee: str
    iban: str
    bic: str | None
    amount: Decimal
    ogm: str

    @property
    def shown_iban(self) -> str:
        """Return the account in groups of four."""
        return str(iban.format(self.iban))

    @property
    def shown_ogm(self) -> str:
        """Return the structured communication as Belgians write it: +++ddd/dddd/ddddd+++."""
        return f"+++{ogm_vcs.format(self.ogm)}+++"

    def qr_svg(self) -> str:
        """Draw the EPC QR code (EPC069-12, version 002, error correction M) that banking apps scan.

        The structured communication stands in the structured field, as twelve digits: in the free field an app
        takes it for a message (letspeppol issue 274, Dolibarr pull request 38880). How each app wants it written
        is not documented; the bare digits are what camt.053 and pain.001 carry too.
        """
        drawn = BytesIO()
        self.qr_code().save(drawn, kind="svg", border=_QUIET_ZONE, xmldecl=False, light="#fff", omitsize=True)
        return drawn.getvalue().decode()

    def qr_code(self) -> segno.QRCode:
        """Return the code that `qr_svg` draws."""
        return make_epc_qr(
            name=self.payee,
            iban=self.iban,
            amount=self.amount,
            reference=self.ogm,
            bic=self.bic,
            encoding="utf-8",
        )
