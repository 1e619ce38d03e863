"""Transfers out as a pain.001 file, which finance takes to the bank: written by `sepaxml`, checked against its XSD.

The file says only what it was told: the same transfers, name and moment give the same bytes.
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import sepaxml
from sepaxml import SepaTransfer
from text_unidecode import unidecode

from portal.clock import BRUSSELS
from portal.errors import BadInput

SCHEMA = "pain.001.001.09"
NOT_PROVIDED = "NOTPROVIDED"  # the word of ISO 20022 for what the sender does not know
_NAME_MOST, _TEXT_MOST, _ID_MOST = 70, 140, 35
_NOT_SEPA = re.compile(r"[^A-Za-z0-9/?:().,'+ -]+")  # the characters that every bank of SEPA takes


@dataclass(frozen=True)
class Account:
    """From which account the money goes."""

    name: str
    iban: str
    bic: str | None = None


@dataclass(frozen=True)
class Transfer:
    """One transfer; `end_to_end` comes back on the bank statement."""

    end_to_end: str
    holder: str
    iban: str
    amount: Decimal
    message: str


def pain001(
    *, message_id: str, debtor: Account, transfers: Sequence[Transfer], on: date, made_at: datetime
) -> bytes:
    """Write a file of transfers, each a line of its own on the bank statement.

    Raises:
        BadInput: the file would not be valid.
    """
    config: dict[str, Any] = {"name": debtor.name, "IBAN": debtor.iban, "currency": "EUR", "batch": False}
    if debtor.bic:
        config["BIC"] = debtor.bic
    written = _Pain001(config, message_id=message_id, made_at=made_at)
    for transfer in transfers:
        written.add_payment(
            {
                "name": sepa_text(transfer.holder, most=_NAME_MOST) or NOT_PROVIDED,
                "IBAN": transfer.iban,
                "amount": int(transfer.amount * 100),
                "execution_date": on,
                "description": sepa_text(transfer.message, most=_TEXT_MOST),
                "endtoend_id": transfer.end_to_end,
            }
        )
    file = written.export(validate=False)
    if not _schema().is_valid(file.decode()):
        raise BadInput("pain.001", "not valid against its schema")
    return file


@cache
def _schema() -> Any:
    """Read the schema that comes with the library, once: it does so for every file, which takes seconds."""
    import xmlschema  # noqa: PLC0415 only who writes transfers waits for it

    return xmlschema.XMLSchema(Path(sepaxml.__file__).parent / "schemas" / f"{SCHEMA}.xsd")


def sepa_text(text: str, *, most: int) -> str:
    """Write a text in the characters that every bank takes; other scripts as they sound."""
    return " ".join(_NOT_SEPA.sub(" ", unidecode(text)).split())[:most].strip()


class _Pain001(SepaTransfer):  # type: ignore[misc]  # untyped library
    """The library's file, with a name and a moment of ours instead of random ones."""

    def __init__(self, config: dict[str, Any], *, message_id: str, made_at: datetime) -> None:
        self._message_id, self._made_at = message_id, made_at
        self._count = 0
        super().__init__(config, schema=SCHEMA, clean=True)

    def _create_header(self) -> None:
        self.msg_id = self._message_id
        super()._create_header()
        moment = self._made_at.astimezone(BRUSSELS).strftime("%Y-%m-%dT%H:%M:%S")
        self._xml.find(f"{self.root_el}/GrpHdr/CreDtTm").text = moment

    def _create_PmtInf_node(self) -> dict[str, ET.Element]:  # noqa: N802 the library's name
        nodes: dict[str, ET.Element] = super()._create_PmtInf_node()
        if "BIC" not in self._config:
            other = ET.SubElement(nodes["FinInstnId_DbtrAgt_Node"], "Othr")
            ET.SubElement(other, "Id").text = NOT_PROVIDED
        return nodes

    def _add_non_batch(self, tx_nodes: dict[str, ET.Element], info: dict[str, ET.Element]) -> None:
        self._count += 1
        info["PmtInfIdNode"].text = f"{self._message_id[: _ID_MOST - 6]}-{self._count:05d}"
        super()._add_non_batch(tx_nodes, info)

    def export(self, validate: bool = True, pretty_print: bool = False) -> bytes:
        """Return the file."""
        written: bytes = super().export(validate=validate, pretty_print=pretty_print)
        return written
