"""Money that goes back: listed, ordered, done. Nothing somebody paid too much is ever lost."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from portal.models.columns import Code, Moment, Money, new_id


class RefundState(StrEnum):
    """Where a refund stands."""

    LISTED = "listed"
    ORDERED = "ordered"
    DONE = "done"
    FAILED = "failed"
    DROPPED = "dropped"


class RefundWay(StrEnum):
    """How the money goes back: through the provider it came from, or as a SEPA transfer in a pain.001 file."""

    PROVIDER = "provider"
    SEPA = "sepa"


class RefundReason(StrEnum):
    """Why money goes back."""

    OVERPAID = "overpaid"
    PAID_TWICE = "paid-twice"
    EXEMPT_AFTER_PAYMENT = "exempt-after-payment"
    CHARGE_WITHDRAWN = "charge-withdrawn"
    CAME_BACK = "came-back"


class RefundFailure(StrEnum):
    """Why a refund did not go out, or came back."""

    PROVIDER_SILENT = "provider-silent"
    PROVIDER_REFUSED = "provider-refused"
    PROVIDER_FAILED = "provider-failed"
    RETURNED = "returned"
    FILE_NOT_SENT = "file-not-sent"


class RefundFile(SQLModel, table=True):
    """A pain.001 file that was made; it can be fetched again, byte for byte, until its content is forgotten."""

    __tablename__ = "refund_file"

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    message_id: str = Field(max_length=35, unique=True)
    content: str = Field(description="Empty once it was forgotten: it holds names and accounts.")
    sha256: str = Field(max_length=64)
    total: Decimal = Field(sa_type=Money)
    transfers: int
    made_at: datetime = Field(sa_type=Moment)
    made_by: str = Field(foreign_key="person.id", max_length=32)


class Refund(SQLModel, table=True):
    """An amount to give back. The ledger entry is written when it is ordered, and corrected when it fails.

    `payment_id` or `transaction_id` say with what the money came in. `tries` counts the orders, so that each writes an
    entry of its own.
    """

    __tablename__ = "refund"
    __table_args__ = (CheckConstraint("amount > 0", name="refund_is_positive"),)

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    person_id: str = Field(foreign_key="person.id", index=True, max_length=32)
    amount: Decimal = Field(sa_type=Money)
    reason: RefundReason = Field(sa_type=Code(RefundReason))
    state: RefundState = Field(default=RefundState.LISTED, sa_type=Code(RefundState), index=True)
    way: RefundWay = Field(sa_type=Code(RefundWay))
    payment_id: str | None = Field(default=None, foreign_key="online_payment.id", index=True, max_length=32)
    transaction_id: str | None = Field(
        default=None, index=True, max_length=32,
        description="Of `bank_transaction`; no foreign key, because that table points here.",
    )  # fmt: skip
    provider_id: str | None = Field(default=None, max_length=64, unique=True)
    holder: str | None = Field(
        default=None, max_length=70, description="Name on the account, for a SEPA transfer."
    )
    iban: str | None = Field(default=None, max_length=34)
    file_id: str | None = Field(default=None, foreign_key="refund_file.id", index=True, max_length=32)
    failure: RefundFailure | None = Field(default=None, sa_type=Code(RefundFailure))
    tries: int = 0
    checked_at: datetime | None = Field(
        default=None, sa_type=Moment, description="When the provider was last asked."
    )
    listed_at: datetime = Field(sa_type=Moment)
    ordered_at: datetime | None = Field(default=None, sa_type=Moment)
    ordered_by: str | None = Field(default=None, foreign_key="person.id", max_length=32)
    done_at: datetime | None = Field(default=None, sa_type=Moment)
