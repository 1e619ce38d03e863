"""Writes rows as banks do: CODA and camt.053. Only for measuring and testing the importer."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from xml.sax.saxutils import escape

from benchmarks.bank_world import ACCOUNT, Row, days

OPENING = Decimal("1000.00")


def coda(rows: Sequence[Row], *, account: str = ACCOUNT, opening: Decimal = OPENING) -> bytes:
    """Write one CODA statement a day."""
    lines: list[str] = []
    for number, (day, moved) in enumerate(days(rows), start=1):
        lines += _coda_statement(number, day, moved, account, opening)
        opening += sum((row.amount for row in moved), Decimal(0))
    return "".join(f"{line:<128}\r\n" for line in lines).encode("cp1252")


def _coda_statement(number: int, day: date, rows: Sequence[Row], account: str, opening: Decimal) -> list[str]:
    made, before = day.strftime("%d%m%y"), (day - timedelta(days=1)).strftime("%d%m%y")
    credits_ = sum((row.amount for row in rows if row.amount > 0), Decimal(0))
    debits = -sum((row.amount for row in rows if row.amount < 0), Decimal(0))
    held = f"{account:<34}EUR"
    lines = [
        _at({0: "00000", 5: made, 11: "53905", 24: f"{number:<10}", 34: "VOORBEELD", 60: "NEDSBEBB", 71: "00123456789", 83: "00000", 127: "2"}),
        _at({0: f"12{number:03}", 5: held, 42: _signed(opening), 58: before, 64: "VOORBEELD", 90: "ZICHTREKENING", 125: f"{number:03}"}),
    ]  # fmt: skip
    for position, row in enumerate(rows, start=1):
        lines += coda_movement(position, row, number)
    closing = opening + credits_ - debits
    lines.append(_at({0: f"8{number:03}", 4: held, 41: _signed(closing), 57: made, 127: "0"}))
    counted = len(lines) - 1
    totals = f"{int(debits * 1000):015}{int(credits_ * 1000):015}"
    lines.append(_at({0: "9", 16: f"{counted:06}", 22: totals, 127: "2"}))
    return lines


def coda_movement(position: int, row: Row, statement: int) -> list[str]:
    """Write one movement in three lines."""
    text = f"1101{row.ogm}" if row.ogm else f"0{row.message}"
    key, day = f"{position:04}0000", row.booked_on.strftime("%d%m%y")
    first = {0: f"21{key}", 10: f"{row.reference:<21}", 31: _signed(row.amount), 47: day, 53: "00150000", 61: text[:54], 115: day, 121: f"{statement:03}", 124: "0", 125: "1", 127: "0"}  # fmt: skip
    second = {0: f"22{key}", 10: text[54:107], 125: "1", 127: "0"}
    third = {
        0: f"23{key}",
        10: f"{row.iban:<34}EUR",
        47: row.name[:35],
        82: text[107:150],
        125: "0",
        127: "0",
    }
    return [_at(first), _at(second), _at(third)]


def _at(parts: dict[int, str]) -> str:
    line = ""
    for start, text in parts.items():
        line = f"{line:<{start}}{text}"
    return f"{line:<128}"


def _signed(amount: Decimal) -> str:
    return f"{1 if amount < 0 else 0}{int(abs(amount) * 1000):015}"


def camt(
    rows: Sequence[Row], *, account: str = ACCOUNT, opening: Decimal = OPENING, version: str = "08"
) -> bytes:
    """Write one camt.053 document with a statement a day."""
    statements = []
    for number, (day, moved) in enumerate(days(rows), start=1):
        closing = opening + sum((row.amount for row in moved), Decimal(0))
        entries = "\n".join(camt_entry(row, version) for row in moved)
        statements.append(_camt_statement(number, day, entries, account, (opening, closing)))
        opening = closing
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}"><BkToCstmrStmt>'
        "<GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-03-31T08:00:00</CreDtTm></GrpHdr>"
        f"{''.join(statements)}</BkToCstmrStmt></Document>\n"
    ).encode()


def _camt_statement(
    number: int, day: date, entries: str, account: str, balances: tuple[Decimal, Decimal]
) -> str:
    opened, closed = balances
    return (
        f"<Stmt><Id>STMT-{number}</Id><ElctrncSeqNb>{number}</ElctrncSeqNb><Acct><Id><IBAN>{account}</IBAN></Id><Ccy>EUR</Ccy></Acct>"
        f"{_balance('OPBD', opened, day - timedelta(days=1))}{_balance('CLBD', closed, day)}{entries}</Stmt>"
    )


def _balance(kind: str, amount: Decimal, day: date) -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp>{_amount(amount)}<Dt><Dt>{day}</Dt></Dt></Bal>"
    )


def _amount(amount: Decimal) -> str:
    side = "DBIT" if amount < 0 else "CRDT"
    return f'<Amt Ccy="EUR">{abs(amount)}</Amt><CdtDbtInd>{side}</CdtDbtInd>'


def camt_entry(row: Row, version: str = "08") -> str:
    """Write one entry with its one transfer, as the version spells status and names."""
    new = int(version) >= 8  # noqa: PLR2004 the version in which both changed
    status = "<Sts><Cd>BOOK</Cd></Sts>" if new else "<Sts>BOOK</Sts>"
    side = "Cdtr" if row.amount < 0 else "Dbtr"
    name = f"<Nm>{escape(row.name)}</Nm>"
    party = f"<{side}><Pty>{name}</Pty></{side}>" if new else f"<{side}>{name}</{side}>"
    account = f"<{side}Acct><Id><IBAN>{row.iban}</IBAN></Id></{side}Acct>" if row.iban else ""
    reference = "<CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry><Issr>BBA</Issr></Tp>"
    said = f"<Strd>{reference}<Ref>{row.ogm}</Ref></CdtrRefInf></Strd>" if row.ogm else ""
    said += f"<Ustrd>{escape(row.message)}</Ustrd>" if row.message else ""
    return (
        f"<Ntry>{_amount(row.amount)}{status}<BookgDt><Dt>{row.booked_on}</Dt></BookgDt><ValDt><Dt>{row.booked_on}</Dt></ValDt>"
        f"<AcctSvcrRef>{row.reference}</AcctSvcrRef><NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>"
        f"<RltdPties>{party}{account}</RltdPties><RmtInf>{said}</RmtInf></TxDtls></NtryDtls></Ntry>"
    )
