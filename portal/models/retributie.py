"""What a track costs somebody: charges, exemptions, instalments, and the book in which every euro is written once.

The ledger is append-only. Nothing here holds a balance: what is open, and what somebody has to their credit, is the sum
of the entries (services/ledger.py).
"""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from portal.models.columns import Code, Moment, Money, new_id


class FeeItem(StrEnum):
    """What can be charged. Those of MO go to the agency, those of NT2 to the school (rules/retributie.yaml)."""

    MO_COURSE = "mo-course"
    MO_TEST = "mo-test"
    NT2_COURSE = "nt2-course"
    NT2_TEST = "nt2-test"


class Charge(SQLModel, table=True):
    """One amount that is due, as the rule of its day said. The amount never changes: a new rule makes new charges only.

    The day moves when the course does, and only to a later one.
    """

    __tablename__ = "charge"
    __table_args__ = (
        UniqueConstraint("contract_id", "item", "attempt", "turn"),
        CheckConstraint("amount > 0", name="charge_is_positive"),
    )

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    person_id: str = Field(foreign_key="person.id", index=True, max_length=32)
    contract_id: str = Field(foreign_key="inburgeringscontract.id", index=True, max_length=32)
    item: FeeItem = Field(sa_type=Code(FeeItem))
    attempt: int = Field(default=1, ge=1, description="Which try at a test; 1 for a course.")
    turn: int = Field(
        default=1, ge=1, description="One more each time it is planned again after it was withdrawn."
    )
    rule_id: str = Field(max_length=60, description="The rule of rules/retributie.yaml that set the amount.")
    amount: Decimal = Field(sa_type=Money)
    charged_on: date
    due_on: date
    ogm: str = Field(max_length=12, unique=True, description="Structured communication: twelve digits.")


class Instalment(SQLModel, table=True):
    """One part of a charge that may be paid in parts. The parts of a plan add up to the charge."""

    __tablename__ = "instalment"
    __table_args__ = (UniqueConstraint("charge_id", "number"),)

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    charge_id: str = Field(foreign_key="charge.id", index=True, max_length=32)
    number: int = Field(ge=1)
    amount: Decimal = Field(sa_type=Money)
    due_on: date
    agreed_by: str = Field(foreign_key="person.id", max_length=32)
    agreed_at: datetime = Field(sa_type=Moment)


class FeeExemption(SQLModel, table=True):
    """A vrijstelling van retributie: the ground and that the proof was seen; the proof itself is not kept."""

    __tablename__ = "fee_exemption"
    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="exemption_ends_after_start"),
        Index(
            "one_running_exemption", "contract_id", "ground", unique=True,
            sqlite_where=text("withdrawn_at IS NULL"), postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )  # fmt: skip

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    person_id: str = Field(foreign_key="person.id", index=True, max_length=32)
    contract_id: str = Field(foreign_key="inburgeringscontract.id", index=True, max_length=32)
    ground: str = Field(max_length=40, description="Code of rules/retributie.yaml.")
    rule_id: str = Field(max_length=60)
    proof_seen_on: date
    valid_from: date
    valid_to: date | None = None
    decided_by: str = Field(foreign_key="person.id", max_length=32)
    decided_at: datetime = Field(sa_type=Moment)
    withdrawn_by: str | None = Field(default=None, foreign_key="person.id", max_length=32)
    withdrawn_at: datetime | None = Field(default=None, sa_type=Moment)


class EntryKind(StrEnum):
    """What an entry does. Owed on a charge: charge - exemption - allocation. To somebody's credit: payment - allocation - refund."""

    CHARGE = "charge"
    EXEMPTION = "exemption"
    PAYMENT = "payment"
    ALLOCATION = "allocation"
    REFUND = "refund"
    CORRECTION = "correction"


class EntrySource(StrEnum):
    """Where an entry comes from: a dated rule, the payment provider, a bank statement, or a person's decision."""

    RULE = "rule"
    PROVIDER = "provider"
    BANK = "bank"
    HAND = "hand"


class LedgerEntry(SQLModel, table=True):
    """One line of the book. Never updated or deleted: a mistake is undone by a `correction` with the opposite amount.

    `acts_as` is the kind whose sum the entry changes: its own, and for a correction that of the entry it undoes.
    """

    __tablename__ = "ledger_entry"
    __table_args__ = (CheckConstraint("amount <> 0", name="entry_is_not_zero"),)

    number: int | None = Field(default=None, primary_key=True)
    person_id: str = Field(foreign_key="person.id", index=True, max_length=32)
    kind: EntryKind = Field(sa_type=Code(EntryKind))
    acts_as: EntryKind = Field(sa_type=Code(EntryKind))
    amount: Decimal = Field(sa_type=Money, description="Euros; negative only for a correction.")
    charge_id: str | None = Field(default=None, foreign_key="charge.id", index=True, max_length=32)
    corrects: int | None = Field(default=None, foreign_key="ledger_entry.number", unique=True)
    source: EntrySource = Field(sa_type=Code(EntrySource))
    key: str = Field(
        max_length=120, unique=True, description="The event it came from: the same event twice books once."
    )
    reason: str = Field(max_length=60, description="A code that the pages turn into words.")
    booked_on: date
    at: datetime = Field(sa_type=Moment)
    actor_id: str | None = Field(default=None, max_length=32, description="None: the system itself.")
    exemption_id: str | None = Field(default=None, foreign_key="fee_exemption.id", max_length=32)
    payment_id: str | None = Field(default=None, foreign_key="online_payment.id", index=True, max_length=32)
    transaction_id: str | None = Field(
        default=None, foreign_key="bank_transaction.id", index=True, max_length=32
    )
    refund_id: str | None = Field(default=None, foreign_key="refund.id", index=True, max_length=32)
