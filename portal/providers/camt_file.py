"""camt.053, the ISO 20022 statement in XML: every version from 001.02 on, as far as the versions say the same things.

Where versions differ, both spellings are tried: `Sts` and `Sts/Cd`, `Dbtr/Nm` and `Dbtr/Pty/Nm`, `Amt` and `AmtDtls/TxAmt/Amt`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from portal.clock import BRUSSELS
from portal.errors import BadStatement
from portal.providers import camt_details
from portal.providers.camt_details import Entry, Node
from portal.providers.statements import LONGEST_REFERENCE, Flaw, Statement, Transaction, one_line

_NAMESPACE = re.compile(r"urn:iso:std:iso:20022:tech:xsd:(?P<message>[a-z]+\.\d{3})\.\d{3}\.\d{2}")
_MARKS = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe<", b"\xfe\xff\x00<")
BOOKED = {"BOOK", ""}
OPENINGS, CLOSINGS = ("OPBD", "PRCD", "ITBD"), ("CLBD", "ITBD")


def looks_like_xml(content: bytes) -> bool:
    """Say whether the bytes begin as XML does."""
    return content.lstrip().startswith(_MARKS)


def read(content: bytes) -> tuple[Statement, ...]:
    """Read the statements of a camt.053 file.

    Raises:
        BadStatement: anything in it is wrong; names the place in the document.
    """
    document = _parsed(content)
    body = document.child("BkToCstmrStmt")
    if body is None:
        raise BadStatement("Document", "there is no BkToCstmrStmt: it is no camt.053", Flaw.NO_STATEMENT)
    found = tuple(_statement(node) for node in body.children("Stmt"))
    if not found:
        raise BadStatement("Document/BkToCstmrStmt", "there is no statement (Stmt) in it", Flaw.NO_STATEMENT)
    return found


def _parsed(content: bytes) -> Node:
    try:
        root = ElementTree.fromstring(content.lstrip(), forbid_dtd=True)
    except ParseError as error:
        line, column = error.position
        raise BadStatement(
            f"line {line}, column {column + 1}", f"no XML ({str(error).split(':')[0]})", Flaw.CUT_OFF
        ) from error
    except DefusedXmlException as error:
        raise BadStatement("line 1", "it declares a document type or entities") from error
    except (ValueError, LookupError) as error:
        raise BadStatement("line 1", "its encoding is unknown") from error
    _check_message(root)
    for element in root.iter():
        if isinstance(element.tag, str):
            element.tag = element.tag.rpartition("}")[2]
    return Node("Document", root)


def _check_message(root: Element) -> None:
    namespace, _, name = root.tag.rpartition("}")
    known = _NAMESPACE.fullmatch(namespace.removeprefix("{"))
    if name != "Document" or known is None:
        raise BadStatement("line 1", "no ISO 20022 document", Flaw.NO_STATEMENT)
    if known["message"] != "camt.053":
        raise BadStatement(
            "line 1", f"{known['message']} is no bank statement: camt.053 is", Flaw.NO_STATEMENT
        )


@dataclass(frozen=True)
class _Balances:
    opening: Decimal
    opened_on: date | None
    closing: Decimal
    closed_on: date


def _statement(node: Node) -> Statement:
    account = node.needed("Acct/Id/IBAN").replace(" ", "")
    currency = node.text("Acct/Ccy") or (node.children("Bal") or [node])[0].child_attribute("Amt", "Ccy")
    if currency != "EUR":
        raise BadStatement(
            f"{node.path}/Acct",
            f"the account is in {currency[:3] or 'no currency'}, not in euros",
            Flaw.NOT_EUROS,
        )
    balances = _balances(node)
    entries = [_entry(found) for found in node.children("Ntry") if _status(found) in BOOKED]
    _check_totals(node, balances, entries)
    return Statement(
        account_iban=account,
        reference=one_line(_reference(node, balances), LONGEST_REFERENCE),
        opened_on=balances.opened_on,
        closed_on=balances.closed_on,
        opening=balances.opening,
        closing=balances.closing,
        transactions=tuple(_transactions(entries)),
    )


def _reference(node: Node, balances: _Balances) -> str:
    """Name the statement: some banks give every one the same Id, or number the pages of one."""
    parts = [balances.closed_on.isoformat(), node.needed("Id")]
    parts += [found for path in ("ElctrncSeqNb", "StmtPgntn/PgNb") if (found := node.text(path))]
    return " ".join(parts)


def _balances(node: Node) -> _Balances:
    found: dict[str, list[tuple[Decimal, date]]] = {}
    for balance in node.children("Bal"):
        kind = balance.text("Tp/CdOrPrtry/Cd")
        day = _day(balance, "Dt")
        if day is None:
            raise BadStatement(f"{balance.path}/Dt", "the balance has no day")
        found.setdefault(kind, []).append((balance.signed("EUR"), day))
    opening = next((found[kind][0] for kind in OPENINGS if kind in found), None)
    closing = next((found[kind][-1] for kind in CLOSINGS if kind in found), None)
    if opening is None or closing is None:
        missing = "opening (OPBD)" if opening is None else "closing (CLBD)"
        raise BadStatement(node.path, f"there is no {missing} balance")
    return _Balances(opening[0], opening[1], closing[0], closing[1])


def _status(entry: Node) -> str:
    return entry.text("Sts/Cd") or entry.text("Sts")


def _entry(node: Node) -> Entry:
    booked_on = _day(node, "BookgDt") or _day(node, "ValDt")
    if booked_on is None:
        raise BadStatement(f"{node.path}/BookgDt", "the entry has no day")
    return Entry(node, node.signed("EUR"), booked_on, _day(node, "ValDt"))


def _day(node: Node, path: str) -> date | None:
    written, moment = node.text(f"{path}/Dt"), node.text(f"{path}/DtTm")
    try:
        if written:
            return date.fromisoformat(written[:10])
        if not moment:
            return None
        at = datetime.fromisoformat(moment)
    except ValueError:
        raise BadStatement(f"{node.path}/{path}", "no day") from None
    return at.astimezone(BRUSSELS).date() if at.tzinfo else at.date()


def _check_totals(node: Node, balances: _Balances, entries: list[Entry]) -> None:
    moved = sum((entry.amount for entry in entries), Decimal(0))
    if balances.opening + moved != balances.closing:
        there = balances.opening + moved
        raise BadStatement(
            node.path,
            f"{balances.opening} and the entries make {there}, not {balances.closing}",
            Flaw.DOES_NOT_ADD_UP,
        )
    credits_, debits = (
        [e.amount for e in entries if e.amount > 0],
        [-e.amount for e in entries if e.amount < 0],
    )
    for path, amounts in (("TtlCdtNtries", credits_), ("TtlDbtNtries", debits)):
        said = node.child(f"TxsSummry/{path}")
        total = said.text("Sum") if said else ""
        if said and total and said.decimal("Sum") != sum(amounts):
            raise BadStatement(
                said.path, f"it says {total}, and the entries add up to {sum(amounts)}", Flaw.DOES_NOT_ADD_UP
            )


def _transactions(entries: list[Entry]) -> Iterator[Transaction]:
    for entry in entries:
        yield from camt_details.transactions(entry)
