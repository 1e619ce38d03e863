"""Bank statements as the bank sent them, and what became of each line."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from portal.models.columns import Code, Moment, Money, new_id


class StatementFormat(StrEnum):
    """How a statement was written."""

    CODA = "coda"
    CAMT053 = "camt.053"


class TransactionState(StrEnum):
    """What became of a line: booked on somebody's account, in doubt until a person decides, or nothing of ours."""

    BOOKED = "booked"
    DOUBT = "doubt"
    SET_ASIDE = "set-aside"


class DoubtReason(StrEnum):
    """Why a line did not book by itself."""

    NO_REFERENCE = "no-reference"
    BAD_CHECK_DIGITS = "bad-check-digits"
    UNKNOWN_REFERENCE = "unknown-reference"
    REFERENCE_IN_TEXT = "reference-in-text"
    SEVERAL_REFERENCES = "several-references"
    TOO_LITTLE = "too-little"
    TOO_MUCH = "too-much"
    ALREADY_PAID = "already-paid"
    NOT_MONEY_IN = "not-money-in"
    OTHER_CURRENCY = "other-currency"
    UNDONE = "undone"


class BankFile(SQLModel, table=True):
    """A file that was taken whole. The same bytes twice are the same file."""

    __tablename__ = "bank_file"

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    sha256: str = Field(max_length=64, unique=True)
    format: StatementFormat = Field(sa_type=Code(StatementFormat))
    imported_at: datetime = Field(sa_type=Moment)
    imported_by: str | None = Field(
        default=None, max_length=32, description="None: an operator on the machine."
    )


class BankStatement(SQLModel, table=True):
    """One statement of one account, with the balances that tie its lines together."""

    __tablename__ = "bank_statement"
    __table_args__ = (UniqueConstraint("account_iban", "reference"),)

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    file_id: str = Field(foreign_key="bank_file.id", index=True, max_length=32)
    account_iban: str = Field(max_length=34)
    reference: str = Field(
        max_length=80, description="The bank's own: number and day, or the camt.053 Stmt/Id."
    )
    opened_on: date | None = None
    closed_on: date
    opening: Decimal = Field(sa_type=Money)
    closing: Decimal = Field(sa_type=Money)


class BankTransaction(SQLModel, table=True):
    """One movement on the account. `key` is the bank's own reference with account, day and amount: it books once."""

    __tablename__ = "bank_transaction"

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    statement_id: str = Field(foreign_key="bank_statement.id", index=True, max_length=32)
    key: str = Field(max_length=120, unique=True)
    amount: Decimal = Field(sa_type=Money, description="Euros; negative: money went out.")
    booked_on: date = Field(index=True)
    value_on: date | None = None
    ogm: str | None = Field(
        default=None, max_length=12, index=True, description="Structured communication, as sent."
    )
    message: str = Field(default="", max_length=1000, description="Free communication.")
    payer_name: str = Field(default="", max_length=140)
    payer_iban: str | None = Field(default=None, max_length=34)
    bank_reference: str | None = Field(default=None, max_length=80)
    state: TransactionState = Field(sa_type=Code(TransactionState), index=True)
    doubt: DoubtReason | None = Field(default=None, sa_type=Code(DoubtReason))
    decided_by: str | None = Field(default=None, foreign_key="person.id", max_length=32)
    decided_at: datetime | None = Field(default=None, sa_type=Moment)
