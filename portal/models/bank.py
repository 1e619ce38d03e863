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
    """What became of a line.

    `new`: not looked at yet; `booked`: on somebody's account; `doubt`: a person decides; `set-aside`: nothing of ours;
    `payout`: the payment provider paid out what people paid on line; `refunded`: a refund that we ordered went out.
    """

    NEW = "new"
    BOOKED = "booked"
    DOUBT = "doubt"
    SET_ASIDE = "set-aside"
    PAYOUT = "payout"
    REFUNDED = "refunded"


class TransactionTrait(StrEnum):
    """What is special about a line, as the bank said: sent back, changed from another currency, or from abroad."""

    RETURNED = "returned"
    CONVERTED = "converted"
    FOREIGN = "foreign"


class AsideReason(StrEnum):
    """Why a person set a line aside."""

    NOT_OURS = "not-ours"
    BANK_COSTS = "bank-costs"
    OWN_TRANSFER = "own-transfer"
    PROVIDER_PAYOUT = "provider-payout"
    REFUND = "refund"
    RETURNED = "returned"


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
    FOREIGN_PAYER = "foreign-payer"
    RETURNED = "returned"
    POSSIBLE_DOUBLE = "possible-double"
    LOOKS_LIKE_PAYOUT = "looks-like-payout"
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
    """One movement on the account. `key` is made of all that the bank says of it: the same movement is taken once.

    `decisions` counts what was decided, so that what was undone can be booked anew under a key of its own.
    """

    __tablename__ = "bank_transaction"

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    statement_id: str = Field(foreign_key="bank_statement.id", index=True, max_length=32)
    position: int = Field(description="Which line of its statement, from 1.")
    key: str = Field(max_length=120, unique=True)
    amount: Decimal = Field(sa_type=Money, description="Euros; negative: money went out.")
    booked_on: date = Field(index=True)
    value_on: date | None = None
    ogm: str | None = Field(
        default=None, max_length=12, index=True, description="Structured communication, as sent."
    )
    message: str = Field(default="", max_length=1000, description="Free communication.")
    payer_name: str = Field(default="", max_length=140)
    payer_iban: str | None = Field(default=None, max_length=34, index=True)
    bank_reference: str | None = Field(default=None, max_length=80)
    end_to_end: str | None = Field(
        default=None, max_length=35, description="What who ordered the transfer called it."
    )
    trait: TransactionTrait | None = Field(default=None, sa_type=Code(TransactionTrait))
    state: TransactionState = Field(sa_type=Code(TransactionState), index=True)
    doubt: DoubtReason | None = Field(default=None, sa_type=Code(DoubtReason))
    aside: AsideReason | None = Field(default=None, sa_type=Code(AsideReason))
    refund_id: str | None = Field(default=None, foreign_key="refund.id", max_length=32)
    decisions: int = 0
    decided_by: str | None = Field(default=None, foreign_key="person.id", max_length=32)
    decided_at: datetime | None = Field(default=None, sa_type=Moment)
