"""A statement is read whole and right, or refused with the place where it is wrong."""

from datetime import date
from decimal import Decimal

import pytest

from benchmarks import bank_world, bank_writers
from benchmarks.bank_world import ACCOUNT, Kind
from portal.errors import BadInput
from portal.models.bank import StatementFormat, TransactionTrait
from portal.providers import banking
from tests.bank import HER_ACCOUNT, OGM, OTHER_OGM, row

EUR = Decimal
CAMT_VERSIONS = ("02", "03", "04", "06", "07", "08", "10", "13")


def read(content):
    return banking.read(content)


def only(content):
    (statement,) = read(content).statements
    return statement


def refused(content):
    with pytest.raises(BadInput) as caught:
        read(content)
    return caught.value


@pytest.fixture(scope="module")
def world():
    return bank_world.make_world(400)


# ── both formats ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("write", [bank_writers.coda, bank_writers.camt])
def test_what_the_bank_wrote_is_what_we_read(write, world):
    (statement,) = read(write(world.rows)).statements

    assert [
        (one.amount, one.ogm, one.booked_on, one.payer_name, one.bank_reference)
        for one in statement.transactions
    ] == [(one.amount, one.ogm, one.booked_on, one.name, one.reference) for one in world.rows]
    assert statement.account_iban == ACCOUNT
    assert statement.closing == statement.opening + sum(one.amount for one in world.rows)
    foreign = {
        one.trait
        for one, made in zip(statement.transactions, world.rows, strict=True)
        if made.kind is Kind.FOREIGN
    }
    assert foreign == {TransactionTrait.FOREIGN}


@pytest.mark.parametrize("write", [bank_writers.coda, bank_writers.camt])
def test_each_day_is_a_statement_of_its_own(write):
    file = read(write([row(), row(days=1, reference="R2")]))

    assert [one.closed_on for one in file.statements] == [date(2026, 3, 2), date(2026, 3, 3)]
    assert len({one.reference for one in file.statements}) == 2


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "it is empty"),
        (b"  \r\n", "it is empty"),
        (b"%PDF-1.7 something", "neither CODA nor camt.053"),
        (b":20:STARTUMSE\r\n:25:10020030", "neither CODA nor camt.053"),
        (b"PK\x03\x04rest of an archive", "neither CODA nor camt.053"),
    ],
)
def test_what_is_no_statement_is_refused_by_its_content(content, reason):
    assert refused(content).reason == reason


def test_a_file_that_is_far_too_large_is_not_read(monkeypatch):
    monkeypatch.setattr(banking, "MOST_BYTES", 100)

    assert "larger than" in refused(bank_writers.coda([row()])).reason


# ── CODA ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def coda_lines(*rows):
    return (
        bank_writers.coda(rows or (row(), row("45.00", reference="R2"))).decode("cp1252").split("\r\n")[:-1]
    )


def coda(lines):
    return "".join(f"{line}\r\n" for line in lines).encode()


def replaced(lines, number, at, text):
    """Write over a part of a line, counted from 1."""
    changed = list(lines)
    line = changed[number - 1]
    changed[number - 1] = line[:at] + text + line[at + len(text) :]
    return changed


def test_a_whole_coda_says_everything_of_a_movement():
    (one,) = only(coda(coda_lines(row(structured=OGM)))).transactions

    assert (one.place, one.amount, one.ogm, one.message) == ("line 3", EUR("90.00"), OGM, "")
    assert (one.payer_name, one.payer_iban, one.bank_reference) == ("Amina Benali", HER_ACCOUNT, "R1")
    assert read(coda(coda_lines())).format is StatementFormat.CODA


def test_a_long_message_goes_on_over_three_lines():
    message = (
        "Betaling cursus maatschappelijke orientatie voor mevrouw Benali uit Leuven, gestructureerd nummer "
        + OGM
    )

    (one,) = only(coda(coda_lines(row(structured=None, message=message)))).transactions

    assert (one.ogm, one.message) == (None, message)


BROKEN_CODA = {
    "a line is too short": (lambda lines: [*lines[:3], lines[3][:100], *lines[4:]], "line 4", "100 characters"),
    "a line is too long": (lambda lines: [*lines[:3], lines[3] + "x", *lines[4:]], "line 4", "129 characters"),
    "the end is missing": (lambda lines: lines[:-1], "line 10", "ends before the last record"),
    "it ends in the middle": (lambda lines: lines[:6], "line 7", "ends before the last record"),
    "the beginning is missing": (lambda lines: ["0" * 5 + " " * 122 + "2", *lines[2:]], "line 1", "no day"),
    "there is no old balance": (lambda lines: [lines[0], *lines[2:]], "line 2", "record 2 stands where record 1"),
    "a movement is missing": (lambda lines: [*lines[:5], *lines[8:]], "line 7", "it counts"),
    "a movement stands twice": (lambda lines: [*lines[:5], *lines[2:5], *lines[5:]], "line 6", "movement 0001 stands"),
    "two movements are swapped": (lambda lines: [*lines[:2], *lines[5:8], *lines[2:5], *lines[8:]], "line 6", "stands after movement"),
    "parts of a movement are swapped": (lambda lines: [*lines[:3], lines[4], lines[3], *lines[5:]], "line 5", "does not follow"),
    "a part is missing": (lambda lines: [*lines[:3], *lines[5:]], "line 4", "goes on"),
    "an amount was changed": (lambda lines: replaced(lines, 3, 38, "1"), "line 10", "they add up to"),
    "an amount is no number": (lambda lines: replaced(lines, 3, 40, "x"), "line 3", "no amount"),
    "the new balance was changed": (lambda lines: replaced(lines, 9, 50, "7"), "line 9", "and the movements make"),
    "the new balance is of another account": (lambda lines: replaced(lines, 9, 6, "99"), "line 9", "another account"),
    "the count was changed": (lambda lines: replaced(lines, 10, 20, "44"), "line 10", "it counts"),
    "a day does not exist": (lambda lines: replaced(lines, 3, 115, "310226"), "line 3", "no day"),
    "a record does not exist": (lambda lines: [*lines[:2], "7" + lines[2][1:], *lines[3:]], "line 3", "no record '7'"),
    "the version is not 2": (lambda lines: replaced(lines, 1, 127, "1"), "line 1", "version '1'"),
    "a movement is of no kind": (lambda lines: replaced(lines, 3, 53, "4"), "line 3", "kind '4'"),
    "the account is in dollars": (lambda lines: replaced(replaced(lines, 2, 39, "USD"), 9, 38, "USD"), "line 2", "in USD"),
}  # fmt: skip


@pytest.mark.parametrize("how", BROKEN_CODA)
def test_a_broken_coda_is_refused_whole_with_its_line(how):
    breaking, place, reason = BROKEN_CODA[how]

    error = refused(coda(breaking(coda_lines())))

    assert reason in error.reason
    assert error.place == place


def test_a_coda_without_movements_is_a_statement_too():
    lines = coda_lines()
    empty = [
        lines[0],
        lines[1],
        replaced(lines, 9, 41, "0000000001000000")[8],
        replaced(lines, 10, 16, "000002" + "0" * 30)[9],
    ]

    assert only(coda(empty)).transactions == ()


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "utf-8", "utf-8-sig"])
def test_names_with_accents_are_read_in_every_encoding(encoding):
    content = "".join(f"{line}\r\n" for line in coda_lines(row(name="Zoé Müller-Çelik"))).encode(encoding)

    (one,) = only(content).transactions

    assert one.payer_name == "Zoé Müller-Çelik"


def test_lines_may_end_as_on_unix_and_the_file_with_a_control_z():
    content = coda(coda_lines()).replace(b"\r\n", b"\n") + b"\x1a"

    assert len(only(content).transactions) == 2


def test_a_total_with_details_is_read_as_its_details():
    lines = coda_lines(row("135.00", structured=None, reference="SUM"))
    first = replaced(lines, 3, 53, "2")[2]
    details = []
    for number, (amount, ogm) in enumerate([("090000", OGM), ("045000", OTHER_OGM)], start=1):
        detail = replaced(lines, 3, 6, f"{number:04}")[2]
        detail = (
            detail[:31]
            + "0"
            + f"{amount:0>15}"
            + detail[47:53]
            + "6"
            + detail[54:61]
            + f"1101{ogm}".ljust(54)
            + detail[115:]
        )
        details += [detail, *(replaced(lines, at, 6, f"{number:04}")[at - 1] for at in (4, 5))]
    whole = [*lines[:2], first, *lines[3:5], *details, *lines[5:]]
    whole = replaced(whole, len(whole), 16, "000011")

    found = only(coda(whole)).transactions
    broken = refused(coda(replaced(whole, 6, 42, "80000")))

    assert [(one.amount, one.ogm) for one in found] == [(EUR("90.00"), OGM), (EUR("45.00"), OTHER_OGM)]
    assert (broken.place, "details add up to" in broken.reason) == ("line 3", True)


def test_an_unknown_value_date_is_no_mistake():
    (one, _) = only(coda(replaced(coda_lines(), 3, 47, "000000"))).transactions

    assert one.value_on is None
    assert one.booked_on == date(2026, 3, 2)


def test_a_transfer_that_came_back_is_known_as_such():
    (one, _) = only(coda(replaced(coda_lines(), 4, 112, "2"))).transactions

    assert one.trait is TransactionTrait.RETURNED


# ── camt.053 ─────────────────────────────────────────────────────────────────────────────────────────────────────


def camt(*rows, version="08"):
    return bank_writers.camt(rows or (row(), row("45.00", reference="R2")), version=version).decode()


@pytest.mark.parametrize("version", CAMT_VERSIONS)
def test_every_version_of_camt_053_says_the_same(version):
    first, _ = only(camt(version=version).encode()).transactions

    assert (first.amount, first.ogm, first.payer_name, first.payer_iban) == (
        EUR("90.00"),
        OGM,
        "Amina Benali",
        HER_ACCOUNT,
    )
    assert first.place == "Stmt[1]/Ntry[1]/NtryDtls[1]/TxDtls[1]"


@pytest.mark.parametrize("spelled", [OGM, bank_world.spelled(OGM), " ".join(OGM)])
def test_a_structured_reference_is_twelve_digits_however_it_is_spelled(spelled):
    (one,) = only(camt(row()).replace(f"<Ref>{OGM}</Ref>", f"<Ref>{spelled}</Ref>").encode()).transactions

    assert one.ogm == OGM


@pytest.mark.parametrize("reference", ["RF18539007547034", "12345", "2026/001"])
def test_another_structured_reference_is_text(reference):
    (one,) = only(camt(row()).replace(OGM, reference).encode()).transactions

    assert (one.ogm, one.message) == (None, reference)


def test_two_structured_references_are_no_certain_one():
    content = camt(row()).replace(
        "</Strd>", f"</Strd><Strd><CdtrRefInf><Ref>{OTHER_OGM}</Ref></CdtrRefInf></Strd>"
    )

    (one,) = only(content.encode()).transactions

    assert one.ogm is None
    assert OGM in one.message
    assert OTHER_OGM in one.message


def changed(old, new, *, count=1):
    def change(text):
        assert old in text
        return text.replace(old, new, count)

    return change


BROKEN_CAMT = {
    "it ends in the middle": (lambda text: text[: len(text) // 2], "line ", "no XML"),
    "a balance does not fit": (changed("1135.00", "1135.01"), "Document/BkToCstmrStmt/Stmt[1]", "the entries make"),
    "there is no closing balance": (changed("CLBD", "XPCD"), "Document/BkToCstmrStmt/Stmt[1]", "closing (CLBD)"),
    "there is no opening balance": (changed("OPBD", "XPCD"), "Document/BkToCstmrStmt/Stmt[1]", "opening (OPBD)"),
    "an amount is no number": (changed(">90.00<", ">ninety<"), "Document/BkToCstmrStmt/Stmt[1]/Ntry[1]/Amt", "no amount"),
    "an amount has a part of a cent": (changed(">90.00<", ">90.001<"), "Document/BkToCstmrStmt/Stmt[1]/Ntry[1]/Amt", "part of a cent"),
    "an entry is in another currency": (changed('Ccy="EUR">90.00', 'Ccy="USD">90.00'), "Document/BkToCstmrStmt/Stmt[1]/Ntry[1]/Amt", "in USD"),
    "an entry has no direction": (changed("90.00</Amt><CdtDbtInd>CRDT", "90.00</Amt><CdtDbtInd>"), "Document/BkToCstmrStmt/Stmt[1]/Ntry[1]/CdtDbtInd", "neither"),
    "a day does not exist": (changed("<BookgDt><Dt>2026-03-02", "<BookgDt><Dt>2026-02-30"), "Document/BkToCstmrStmt/Stmt[1]/Ntry[1]/BookgDt", "no day"),
    "the account is in francs": (changed("<Ccy>EUR</Ccy>", "<Ccy>CHF</Ccy>"), "Document/BkToCstmrStmt/Stmt[1]/Acct", "in CHF"),
    "the account is missing": (changed(f"<IBAN>{ACCOUNT}</IBAN>", ""), "Document/BkToCstmrStmt/Stmt[1]/Acct/Id/IBAN", "missing"),
    "it is a report of the day": (changed("camt.053", "camt.052"), "line 1", "camt.052 is no bank statement"),
    "it is no ISO 20022": (changed("urn:iso:std:iso:20022:tech:xsd:camt.053.001.08", "urn:other"), "line 1", "no ISO 20022"),
    "it has no statement": (lambda text: text.replace("Stmt>", "Rpt>").replace("<BkToCstmrRpt>", "<BkToCstmrStmt>").replace("</BkToCstmrRpt>", "</BkToCstmrStmt>"), "Document/BkToCstmrStmt", "no statement"),
    "it is another message inside": (changed("BkToCstmrStmt>", "BkToCstmrAcctRpt>", count=-1), "Document", "no BkToCstmrStmt"),
    "it declares entities": (changed("?>\n", '?>\n<!DOCTYPE x [<!ENTITY a "b">]>\n'), "line 1", "document type"),
    "its encoding does not exist": (changed("UTF-8", "klingon"), "line 1", "encoding"),
    "its total does not fit": (changed("<Ntry>", "<TxsSummry><TtlCdtNtries><Sum>1.00</Sum></TtlCdtNtries></TxsSummry><Ntry>"), "Document/BkToCstmrStmt/Stmt[1]/TxsSummry/TtlCdtNtries", "add up to 135.00"),
}  # fmt: skip


@pytest.mark.parametrize("how", BROKEN_CAMT)
def test_a_broken_camt_053_is_refused_whole_with_its_place(how):
    breaking, place, reason = BROKEN_CAMT[how]

    error = refused(breaking(camt()).encode())

    assert reason in error.reason
    assert error.place.startswith(place)


def batch(*amounts, entry="135.00", more=""):
    """Make one entry with several transfers in it."""
    one = "<TxDtls><Refs><AcctSvcrRef>B{n}</AcctSvcrRef></Refs>{amount}<RmtInf><Strd><CdtrRefInf><Ref>{ogm}</Ref></CdtrRefInf></Strd></RmtInf></TxDtls>"
    transfers = "".join(
        one.format(
            n=n,
            amount=f'<Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd>' if amount else "",
            ogm=bank_world.ogm(n),
        )
        for n, amount in enumerate(amounts, start=1)
    )
    text = camt(row(entry))
    start, end = text.index("<NtryDtls>"), text.index("</NtryDtls>")
    return (text[:start] + more + "<NtryDtls>" + transfers + text[end:]).encode()


def test_a_batch_is_read_as_its_transfers():
    found = only(batch("90.00", "45.00")).transactions

    assert [(one.amount, one.ogm, one.bank_reference) for one in found] == [
        (EUR("90.00"), bank_world.ogm(1), "B1"),
        (EUR("45.00"), bank_world.ogm(2), "B2"),
    ]


def test_a_batch_that_does_not_add_up_is_refused():
    error = refused(batch("90.00", "40.00"))

    assert (error.place, "add up to 130.00" in error.reason) == (
        "Document/BkToCstmrStmt/Stmt[1]/Ntry[1]",
        True,
    )


def test_the_costs_of_a_batch_are_a_line_of_their_own():
    costs = '<Chrgs><Rcrd><Amt Ccy="EUR">0.50</Amt></Rcrd></Chrgs>'

    found = only(batch("90.00", "45.50", more=costs)).transactions

    assert [one.amount for one in found] == [EUR("90.00"), EUR("45.50"), EUR("-0.50")]


def test_a_batch_without_amounts_stays_one_line_without_reference():
    (one,) = only(batch("", "")).transactions

    assert (one.amount, one.ogm) == (EUR("135.00"), None)


def test_an_entry_that_is_not_booked_yet_does_not_count():
    text = camt(row())
    pending = text[text.index("<Ntry>") : text.index("</Ntry>") + 7].replace("BOOK", "PDNG")

    assert len(only(text.replace("</Stmt>", pending + "</Stmt>").encode()).transactions) == 1


@pytest.mark.parametrize(
    ("old", "new", "trait"),
    [
        ("<BookgDt>", "<RvslInd>true</RvslInd><BookgDt>", TransactionTrait.RETURNED),
        ("<RmtInf>", "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf><RmtInf>", TransactionTrait.RETURNED),
        ("<RltdPties>", '<AmtDtls><InstdAmt><Amt Ccy="USD">97</Amt></InstdAmt></AmtDtls><RltdPties>', TransactionTrait.CONVERTED),
        (HER_ACCOUNT, "NL91ABNA0417164300", TransactionTrait.FOREIGN),
    ],
)  # fmt: skip
def test_what_is_special_about_a_transfer_is_kept(old, new, trait):
    (one,) = only(camt(row()).replace(old, new, 1).encode()).transactions

    assert one.trait is trait


def test_money_out_is_negative_and_names_who_gets_it():
    (one,) = only(camt(row("-12.50", structured=None, message="terug")).encode()).transactions

    assert (one.amount, one.payer_name, one.payer_iban) == (EUR("-12.50"), "Amina Benali", HER_ACCOUNT)
