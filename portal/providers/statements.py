"""What a bank statement says, whatever it was written in: the same values from CODA and from camt.053."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from stdnum import iban as iban_rules
from stdnum.exceptions import ValidationError

from portal.errors import BadStatement
from portal.models.bank import StatementFormat, TransactionTrait

LONGEST_MESSAGE, LONGEST_NAME, LONGEST_REFERENCE, LONGEST_END_TO_END = 1000, 140, 80, 35
OGM_DIGITS = 12
NO_END_TO_END = "NOTPROVIDED"
_NOT_DIGITS = re.compile(r"[\s+*/.\-]")


class Flaw(StrEnum):
    """Why a file is refused: what a person can do about it differs."""

    BROKEN = "broken"
    CUT_OFF = "cut-off"
    DOES_NOT_ADD_UP = "does-not-add-up"
    NO_STATEMENT = "no-statement"
    NOT_EUROS = "not-euros"
    NOT_OURS = "not-ours"
    SAID_OTHERWISE = "said-otherwise"
    TOO_LARGE = "too-large"


@dataclass(frozen=True)
class Transaction:
    """One movement. `amount` is in euros, negative when money went out; `place` says where it stands in the file.

    `ogm` holds the twelve digits of the structured field, also when their check digits are wrong; a reference in the free
    text stays in `message`.
    """

    place: str
    amount: Decimal
    booked_on: date
    value_on: date | None = None
    ogm: str | None = None
    message: str = ""
    payer_name: str = ""
    payer_iban: str | None = None
    bank_reference: str | None = None
    end_to_end: str | None = None
    trait: TransactionTrait | None = None


@dataclass(frozen=True)
class Statement:
    """One statement of one account: what was on it, what moved, what is on it; the three add up."""

    account_iban: str
    reference: str
    opened_on: date | None
    closed_on: date
    opening: Decimal
    closing: Decimal
    transactions: tuple[Transaction, ...]


@dataclass(frozen=True)
class StatementFile:
    """A file that was read whole."""

    sha256: str
    format: StatementFormat
    statements: tuple[Statement, ...]


def cents(amount: Decimal, place: str) -> Decimal:
    """Return an amount with two decimals.

    Raises:
        BadStatement: it has a part of a cent.
    """
    rounded = amount.quantize(Decimal("0.01"))
    if rounded != amount:
        raise BadStatement(place, f"{amount} has a part of a cent")
    return rounded


def one_line(text: str, longest: int) -> str:
    """Return text with single spaces, without control characters, cut to a length."""
    plain = "".join(character if character.isprintable() else " " for character in text)
    return " ".join(plain.split())[:longest]


def reference_or_none(text: str | None, longest: int) -> str | None:
    """Return a reference, or None for an empty one and for the word that banks write where there is none."""
    found = one_line(text or "", longest)
    return None if found in {"", NO_END_TO_END} else found


def ogm_or_none(reference: str) -> str | None:
    """Return the twelve digits of a structured communication, however it is spelled; None for any other reference."""
    digits = _NOT_DIGITS.sub("", reference)
    return digits if len(digits) == OGM_DIGITS and digits.isdecimal() and digits.isascii() else None


def account_or_none(text: str) -> str | None:
    """Return an IBAN without spaces; None for what is no IBAN."""
    try:
        return str(
            iban_rules.validate(text.strip(), check_country=False)
        )  # a bank may be younger than stdnum
    except ValidationError:
        return None


def trait_of(*, returned: bool, converted: bool, account: str) -> TransactionTrait | None:
    """Return what is special about a movement; the gravest, where there are several."""
    if returned:
        return TransactionTrait.RETURNED
    if converted:
        return TransactionTrait.CONVERTED
    written = account.replace(" ", "")
    is_belgian = written.upper().startswith("BE") or (
        written.replace("-", "").isdecimal() and len(written.replace("-", "")) == OGM_DIGITS
    )
    return None if not written or is_belgian else TransactionTrait.FOREIGN
