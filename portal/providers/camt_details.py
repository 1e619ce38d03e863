"""One entry of a camt.053 statement and the transfers in it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from xml.etree.ElementTree import Element

from portal.errors import BadStatement
from portal.providers.statements import (
    LONGEST_END_TO_END,
    LONGEST_MESSAGE,
    LONGEST_NAME,
    LONGEST_REFERENCE,
    Flaw,
    Transaction,
    account_or_none,
    cents,
    ogm_or_none,
    one_line,
    reference_or_none,
    trait_of,
)

SIGNS = {"CRDT": 1, "DBIT": -1}
_NUMBER = re.compile(r"\+?\d{1,18}(\.\d{1,5})?", re.ASCII)


@dataclass(frozen=True)
class Node:
    """An element with the way to it, for whoever must find the mistake."""

    path: str
    element: Element

    def child(self, path: str) -> "Node | None":
        """Return the first element at a path below."""
        found = self.element.find(path)
        return None if found is None else Node(f"{self.path}/{path}", found)

    def children(self, name: str) -> "list[Node]":
        """Return the elements of a name directly below, numbered from 1."""
        found = self.element.findall(name)
        return [Node(f"{self.path}/{name}[{number}]", one) for number, one in enumerate(found, start=1)]

    def text(self, path: str) -> str:
        """Return the text at a path, without space around it; empty where there is none."""
        return (self.element.findtext(path) or "").strip()

    def needed(self, path: str) -> str:
        """Return the text at a path.

        Raises:
            BadStatement: there is none.
        """
        found = self.text(path)
        if not found:
            raise BadStatement(f"{self.path}/{path}", "it is missing")
        return found

    def child_attribute(self, path: str, name: str) -> str:
        """Return an attribute of the first element at a path; empty where there is none."""
        found = self.element.find(path)
        return "" if found is None else found.get(name, "").strip()

    def decimal(self, path: str) -> Decimal:
        """Return the amount at a path, without its sign.

        Raises:
            BadStatement: it is missing or no amount.
        """
        written = self.needed(path)
        if not _NUMBER.fullmatch(written):
            raise BadStatement(f"{self.path}/{path}", "no amount")
        return cents(Decimal(written), f"{self.path}/{path}")

    def signed(self, currency: str) -> Decimal:
        """Return the amount below this element, negative for a debit.

        Raises:
            BadStatement: amount or direction is missing or wrong, or it is in another currency.
        """
        amount = self.decimal("Amt")
        written = self.child_attribute("Amt", "Ccy")
        if written != currency:
            raise BadStatement(
                f"{self.path}/Amt",
                f"in {written[:3] or 'no currency'}, and the account is in {currency}",
                Flaw.NOT_EUROS,
            )
        return amount * self.sign()

    def sign(self, fallback: int | None = None) -> int:
        """Return 1 for a credit and -1 for a debit.

        Raises:
            BadStatement: it says neither, and there is no fallback.
        """
        written = self.text("CdtDbtInd")
        if not written and fallback is not None:
            return fallback
        if written not in SIGNS:
            raise BadStatement(f"{self.path}/CdtDbtInd", "neither CRDT nor DBIT")
        return SIGNS[written]


@dataclass(frozen=True)
class Entry:
    """One booking on the account; a batch has several transfers in it."""

    node: Node
    amount: Decimal
    booked_on: date
    value_on: date | None


def transactions(entry: Entry) -> Iterator[Transaction]:
    """Give the transfers of an entry; what they do not say of themselves, the entry says.

    Raises:
        BadStatement: the transfers of a batch do not add up to the entry.
    """
    details = [one for part in entry.node.children("NtryDtls") for one in part.children("TxDtls")]
    if len(details) <= 1:
        yield _transaction(entry, details[0] if details else None, entry.amount)
        return
    amounts = [_amount(one, entry) for one in details]
    known = [amount for amount in amounts if amount is not None]
    if len(known) < len(details):
        # A batch without amounts stays one movement, which a person must look at.
        yield _transaction(entry, None, entry.amount)
        return
    costs = entry.amount - sum(known)
    if costs and abs(costs) != _charges(entry.node, details):
        raise BadStatement(
            entry.node.path,
            f"its transfers add up to {sum(known)}, and the entry says {entry.amount}",
            Flaw.DOES_NOT_ADD_UP,
        )
    for one, amount in zip(details, known, strict=True):
        yield _transaction(entry, one, amount)
    if costs:
        yield _transaction(entry, None, costs)


def _amount(node: Node, entry: Entry) -> Decimal | None:
    sign = node.sign(1 if entry.amount >= 0 else -1)
    for path in ("Amt", "AmtDtls/TxAmt/Amt"):
        if node.text(path):
            if node.child_attribute(path, "Ccy") not in {"", "EUR"}:
                continue
            return node.decimal(path) * sign
    return None


def _charges(entry: Node, details: Sequence[Node]) -> Decimal:
    """Return the charges of a batch: of the entry as a whole, or else of its transfers."""
    whole = _own_charges(entry)
    return whole or sum((_own_charges(one) for one in details), Decimal(0))


def _own_charges(node: Node) -> Decimal:
    if node.text("Chrgs/TtlChrgsAndTaxAmt"):
        return node.decimal("Chrgs/TtlChrgsAndTaxAmt")
    records = [
        record
        for part in node.children("Chrgs")
        for record in [*part.children("Rcrd"), part]
        if record.text("Amt")
    ]
    return sum((record.decimal("Amt") for record in records), Decimal(0))


def _transaction(entry: Entry, detail: Node | None, amount: Decimal) -> Transaction:
    node = detail or entry.node
    references = _structured(detail)
    ogms = {ogm for reference in references if (ogm := ogm_or_none(reference))}
    ogm = ogms.pop() if len(ogms) == 1 and len(references) == 1 else None
    said = [] if ogm else references
    account = _account(node, amount)
    return Transaction(
        place=node.path.removeprefix("Document/BkToCstmrStmt/"),
        amount=amount,
        booked_on=entry.booked_on,
        value_on=entry.value_on,
        ogm=ogm,
        message=one_line(" ".join([*said, *_texts(entry.node, detail)]), LONGEST_MESSAGE),
        payer_name=one_line(_name(node, amount), LONGEST_NAME),
        payer_iban=account_or_none(account),
        bank_reference=reference_or_none(_bank_reference(entry.node, detail), LONGEST_REFERENCE),
        end_to_end=reference_or_none(node.text("Refs/EndToEndId"), LONGEST_END_TO_END),
        trait=trait_of(
            returned=entry.node.text("RvslInd") in {"true", "1"} or node.child("RtrInf") is not None,
            converted=_is_converted(node),
            account=account,
        ),
    )


def _structured(detail: Node | None) -> list[str]:
    """Return the creditor references; each once."""
    if detail is None:
        return []
    found = [(one.text or "").strip() for one in detail.element.findall("RmtInf/Strd/CdtrRefInf/Ref")]
    return list(dict.fromkeys(reference for reference in found if reference))


def _texts(entry: Node, detail: Node | None) -> list[str]:
    if detail is None:
        return [entry.text("AddtlNtryInf")]
    paths = ("RmtInf/Ustrd", "RmtInf/Strd/AddtlRmtInf", "RmtInf/Strd/RfrdDocInf/Nb")
    return [(one.text or "").strip() for path in paths for one in detail.element.findall(path)]


def _bank_reference(entry: Node, detail: Node | None) -> str:
    own = [detail.text(path) for path in ("Refs/AcctSvcrRef", "Refs/TxId")] if detail else []
    return next((found for found in [*own, entry.text("AcctSvcrRef"), entry.text("NtryRef")] if found), "")


def _name(node: Node, amount: Decimal) -> str:
    """Return who stands on the other side."""
    side = "Dbtr" if amount >= 0 else "Cdtr"
    paths = (f"{side}/Nm", f"{side}/Pty/Nm", f"Ultmt{side}/Nm", f"Ultmt{side}/Pty/Nm")
    return next((found for path in paths if (found := node.text(f"RltdPties/{path}"))), "")


def _account(node: Node, amount: Decimal) -> str:
    side = "DbtrAcct" if amount >= 0 else "CdtrAcct"
    return node.text(f"RltdPties/{side}/Id/IBAN") or node.text(f"RltdPties/{side}/Id/Othr/Id")


def _is_converted(node: Node) -> bool:
    currencies = {
        node.child_attribute(path, "Ccy") for path in ("Amt", "AmtDtls/InstdAmt/Amt", "AmtDtls/TxAmt/Amt")
    }
    has_rate = any(node.child(f"AmtDtls/{part}/CcyXchg") for part in ("InstdAmt", "TxAmt", "CntrValAmt"))
    return has_rate or bool(currencies - {"", "EUR"})
