"""On-line payments: what the provider was asked, and what it last said."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from portal.models.columns import Code, Moment, Money, new_id


class PaymentState(StrEnum):
    """Where a payment stands, as the provider last said. The first three may still become paid."""

    CREATED = "created"
    OPEN = "open"
    PENDING = "pending"
    PAID = "paid"
    FAILED = "failed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


RUNNING = (PaymentState.CREATED, PaymentState.OPEN, PaymentState.PENDING)


class OnlinePayment(SQLModel, table=True):
    """One try to pay on line. The provider is the only one who knows whether it was paid."""

    __tablename__ = "online_payment"
    __table_args__ = (
        UniqueConstraint("provider", "provider_id"),
        CheckConstraint("amount > 0", name="payment_is_positive"),
    )

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    person_id: str = Field(foreign_key="person.id", index=True, max_length=32)
    provider: str = Field(max_length=20)
    provider_id: str | None = Field(
        default=None, max_length=64, description="None until the provider answered."
    )
    amount: Decimal = Field(sa_type=Money)
    state: PaymentState = Field(default=PaymentState.CREATED, sa_type=Code(PaymentState), index=True)
    method: str | None = Field(default=None, max_length=30, description="`bancontact`, `creditcard` ...")
    checkout_url: str | None = Field(default=None, max_length=500)
    refunded: Decimal = Field(
        default=Decimal(0), sa_type=Money, description="What the provider says it gave back."
    )
    charged_back: Decimal = Field(
        default=Decimal(0), sa_type=Money, description="What the payer's bank took back."
    )
    created_at: datetime = Field(sa_type=Moment)
    checked_at: datetime | None = Field(
        default=None, sa_type=Moment, description="When the provider was last asked."
    )
    next_check_at: datetime | None = Field(default=None, sa_type=Moment, index=True)
    settled_at: datetime | None = Field(default=None, sa_type=Moment)


class PaymentLine(SQLModel, table=True):
    """What a payment is for. One running payment per charge: the second press of the button finds the first."""

    __tablename__ = "payment_line"
    __table_args__ = (
        UniqueConstraint("payment_id", "charge_id"),
        Index(
            "one_running_payment",
            "charge_id",
            unique=True,
            sqlite_where=text("running"),
            postgresql_where=text("running"),
        ),
    )

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    payment_id: str = Field(foreign_key="online_payment.id", index=True, max_length=32)
    charge_id: str = Field(foreign_key="charge.id", index=True, max_length=32)
    amount: Decimal = Field(sa_type=Money)
    running: bool = True


class ProviderCheck(SQLModel, table=True):
    """One comparison of what the provider says it holds with what the book says it brought; the newest counts.

    `differences` holds one object a payment that disagrees: `payment_id` (None: not one of ours), `provider_id`, and
    what `provider` and `ledger` say in euros.
    """

    __tablename__ = "provider_check"

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    provider: str = Field(max_length=20)
    since: datetime = Field(sa_type=Moment, description="Payments made from then on were compared.")
    checked_at: datetime = Field(sa_type=Moment, index=True)
    payments: int = Field(ge=0)
    provider_total: Decimal = Field(sa_type=Money)
    ledger_total: Decimal = Field(sa_type=Money)
    differences: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
