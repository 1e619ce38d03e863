"""CODA, the statement format of Belgian banks: `coda_frame` checks the lines, febelfin-coda reads the fields."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

import coda

from portal.errors import BadStatement
from portal.providers import coda_frame
from portal.providers.coda_frame import Framed, Line
from portal.providers.statements import (
    LONGEST_END_TO_END,
    LONGEST_MESSAGE,
    LONGEST_NAME,
    LONGEST_REFERENCE,
    Flaw,
    Statement,
    Transaction,
    account_or_none,
    cents,
    ogm_or_none,
    one_line,
    reference_or_none,
    trait_of,
)

SHORTEST = 100  # a first line that is cut is still recognised, and refused for what it is
ENCODINGS = ("utf-8-sig", "cp1252", "latin-1")
STRUCTURED = "101"
OUTSIDE_SEPA = {"41", "43"}  # families of transactions: transfers and cheques from abroad
R_TRANSACTIONS = frozenset("12345")
# febelfin-coda raises whatever a slice of text makes Python raise, and checks with assert.
_LIBRARY_ERRORS = (AssertionError, ValueError, ArithmeticError, LookupError, AttributeError, TypeError)


def looks_like_coda(content: bytes) -> bool:
    """Say whether the bytes begin as a CODA file does."""
    first = content.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0]
    return first.startswith(b"00000") and len(first) > SHORTEST


def read(content: bytes) -> tuple[Statement, ...]:
    """Read the statements of a CODA file.

    Raises:
        BadStatement: anything in it is wrong; names the line.
    """
    return tuple(_statement(framed) for framed in _framed(content))


def _framed(content: bytes) -> list[Framed]:
    """Frame the text in the encoding in which every line has its length; else say what is wrong in the likeliest."""
    refusal: BadStatement | None = None
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        try:
            return list(coda_frame.framed(text))
        except BadStatement as error:
            refusal = refusal or error
    raise refusal or BadStatement("line 1", "no text")


def _statement(framed: Framed) -> Statement:
    first, last = framed.lines[0], framed.lines[-1]
    try:
        found = coda.CODA(_for_library(framed)).statements[0]
        if found.account_currency != "EUR":
            raise BadStatement(
                framed.lines[1].place,
                f"the account is in {found.account_currency}, not in euros",
                Flaw.NOT_EUROS,
            )
        transactions = tuple(_transactions(found, framed))
    except _LIBRARY_ERRORS as error:
        place = f"lines {first.number}-{last.number}"
        raise BadStatement(place, f"not CODA ({type(error).__name__})") from error
    number = f"{found.old_sequence}/{found.coda_sequence}"
    return Statement(
        account_iban=found.account.replace(" ", ""),
        reference=one_line(f"{found.new_balance_date.isoformat()} {number}", LONGEST_REFERENCE),
        opened_on=found.old_balance_date,
        closed_on=found.new_balance_date,
        opening=cents(found.old_balance, framed.lines[1].place),
        closing=cents(found.new_balance, last.place),
        transactions=transactions,
    )


def _for_library(framed: Framed) -> list[str]:
    """Return the lines without what the library cannot read: details of details, and a value date that is unknown."""
    kept: list[str] = []
    skipping = False
    left_out = 0
    for line in framed.lines:
        if line.is_movement:
            skipping = line.kind == "9"
        elif line.text[0] != "2":
            skipping = False
        if skipping:
            left_out += 1
            continue
        kept.append(_with_value_date(line))
    trailer = framed.lines[-1].text
    kept[-1] = f"{trailer[:16]}{int(trailer[16:22]) - left_out:06}{trailer[22:]}"
    return kept


def _with_value_date(line: Line) -> str:
    if not (line.is_movement and line.text[coda_frame.VALUE_DATE] == coda_frame.UNKNOWN_DATE):
        return line.text
    return line.text[:47] + line.text[115:121] + line.text[53:]


def _transactions(found: coda.Statement, framed: Framed) -> Iterator[Transaction]:
    lines: dict[int, Line] = {}
    for move, line in zip(found.all_moves, framed.movements, strict=True):
        lines[id(move)] = line
    notes = defaultdict(list)
    for informations in found.informations.values():
        for information in informations:
            notes[information.sequence].append(information)
    for move in found.moves:
        details = [detail for detail in move.moves if detail.transaction_type in {"5", "6", "7"}]
        for one in details or [move]:
            yield _transaction(one, lines[id(one)], [] if details else notes[move.sequence])


def _transaction(move: coda.Move, line: Line, notes: Sequence[coda.Information]) -> Transaction:
    account = (move.counterparty_account or "")[:34].strip()
    ogm = ogm_or_none(move.communication or "") if move.communication_type == STRUCTURED else None
    has_value_date = line.text[coda_frame.VALUE_DATE] != coda_frame.UNKNOWN_DATE
    foreign = move.transaction_family in OUTSIDE_SEPA
    return Transaction(
        place=line.place,
        amount=cents(Decimal(move.amount), line.place),
        booked_on=move.entry_date,
        value_on=move.value_date if has_value_date else None,
        ogm=ogm,
        message="" if ogm else one_line(_message(move, notes), LONGEST_MESSAGE),
        payer_name=one_line(_name(move, notes), LONGEST_NAME),
        payer_iban=account_or_none(account),
        bank_reference=reference_or_none(move.bank_reference, LONGEST_REFERENCE),
        end_to_end=reference_or_none(move.customer_reference, LONGEST_END_TO_END),
        trait=trait_of(
            returned=(move.r_transaction or "") in R_TRANSACTIONS,
            converted=False,
            account="foreign" if foreign else account,
        ),
    )


def _message(move: coda.Move, notes: Sequence[coda.Information]) -> str:
    """Return the communication and what goes on in the information records."""
    skipped = 1 if move.communication_type is None else len("1xxx")
    said = [move._communication[skipped:]]  # noqa: SLF001 its property hides what it cannot split
    said += [note._communication[1:] for note in notes if note.communication_type is None]  # noqa: SLF001
    return " ".join(said)


def _name(move: coda.Move, notes: Sequence[coda.Information]) -> str:
    if move.counterparty_name:
        return str(move.counterparty_name)
    return next((str(note.name) for note in notes if note.communication_type in {"001", "008", "009"}), "")
