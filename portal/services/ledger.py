"""The book of the retributie: entries are added, never changed, and every balance is a sum of them.

Owed on a charge is charge - exemption - allocation; to somebody's credit is payment - allocation - refund. A mistake is
undone by a correction, which carries the opposite amount and counts with the entry it undoes.
Whoever books first opens the person's book, which locks it: two bookings for one person never see the same balance.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import func
from sqlmodel import Session, col, select

from portal.clock import BRUSSELS
from portal.errors import NotFound, OutsideRules
from portal.models.payments import PaymentLine
from portal.models.people import Person
from portal.models.retributie import Charge, EntryKind, EntrySource, LedgerEntry
from portal.services import audit

ZERO = Decimal("0.00")


@dataclass(frozen=True)
class Balance:
    """How one charge stands, in euros. `charged` is zero for a charge that was withdrawn."""

    charge: Charge
    charged: Decimal
    exempted: Decimal
    paid: Decimal

    @property
    def owed(self) -> Decimal:
        """Return what is still to be paid."""
        return self.charged - self.exempted - self.paid


@dataclass(frozen=True)
class Account:
    """Everything somebody owes and paid. `credit` is money that no charge has taken: it is theirs."""

    person_id: str
    credit: Decimal
    charges: tuple[Balance, ...]
    entries: tuple[LedgerEntry, ...]

    @property
    def owed(self) -> Decimal:
        """Return what is still to be paid over all charges."""
        return sum((balance.owed for balance in self.charges), ZERO)


@dataclass(frozen=True)
class Origin:
    """What an entry comes from. `key` names the event: the same event again books nothing."""

    source: EntrySource
    key: str
    reason: str
    booked_on: date
    exemption_id: str | None = None
    payment_id: str | None = None
    transaction_id: str | None = None
    refund_id: str | None = None


@dataclass
class Book:
    """One person's book, locked for writing until the transaction ends."""

    session: Session
    person_id: str
    now: datetime
    actor_id: str | None = None

    def charge(self, charge: Charge, reason: str) -> LedgerEntry:
        """Write down that a charge is due; the charge must be new."""
        origin = Origin(EntrySource.RULE, f"charge:{charge.id}", reason, charge.charged_on)
        return self._add(EntryKind.CHARGE, charge.amount, origin, charge.id)

    def exempt(self, charge_id: str, origin: Origin, amount: Decimal | None = None) -> LedgerEntry | None:
        """Take what is charged, or a part of it, off a charge.

        What was paid for it already comes back to the person's credit. Returns None when nothing is left to exempt.

        Raises:
            OutsideRules: the part is larger than the charge.
        """
        balance = self.balance(charge_id)
        left = balance.charged - balance.exempted
        wanted = left if amount is None else amount
        if wanted > left:
            raise OutsideRules("more-than-charged")
        if not wanted:
            return None
        entry = self._add(EntryKind.EXEMPTION, wanted, origin, charge_id)
        self._free_what_is_too_much(charge_id)
        return entry

    def receive(self, amount: Decimal, origin: Origin) -> LedgerEntry:
        """Write down money that came in; it is to the person's credit until it is allocated."""
        return self._add(EntryKind.PAYMENT, amount, origin)

    def allocate(self, charge_id: str, amount: Decimal, origin: Origin) -> LedgerEntry:
        """Pay a charge, or a part of it, from the person's credit.

        Raises:
            OutsideRules: more than is owed, or more than the credit.
        """
        if amount > self.balance(charge_id).owed:
            raise OutsideRules("more-than-owed")
        if amount > self.credit():
            raise OutsideRules("more-than-credit")
        return self._add(EntryKind.ALLOCATION, amount, origin, charge_id)

    def settle(self, origin: Origin, charge_ids: Iterable[str] = ()) -> tuple[LedgerEntry, ...]:
        """Pay what is owed from the credit: the named charges first, in their order; without names, the oldest first."""
        named = list(charge_ids)
        booked = []
        for balance in self._to_settle(named):
            amount = min(balance.owed, self.credit())
            if amount > 0:
                key = f"{origin.key}:for:{balance.charge.id}"
                booked.append(self.allocate(balance.charge.id, amount, replace(origin, key=key)))
        return tuple(booked)

    def settle_from_credit(self, origin: Origin) -> tuple[LedgerEntry, ...]:
        """Let money that came free pay what is still owed, the oldest first.

        Not what somebody is paying on line at this moment: they would pay it twice. Should they not, the round of the
        refunds lets the credit pay it after all.
        """
        being_paid = being_paid_on_line(self.session, person_id=self.person_id)
        free = [one.charge.id for one in self._open() if one.owed > 0 and one.charge.id not in being_paid]
        return self.settle(origin, free) if free else ()

    def refund(self, amount: Decimal, origin: Origin) -> LedgerEntry:
        """Write down money that goes back to the person.

        Raises:
            OutsideRules: more than the credit.
        """
        if amount > self.credit():
            raise OutsideRules("more-than-credit")
        return self._add(EntryKind.REFUND, amount, origin)

    def take_back(self, amount: Decimal, origin: Origin) -> LedgerEntry:
        """Write down money that is gone: the provider gave it back, or the payer's bank took it.

        What it had paid is owed again: allocations of the same payment are freed first, then the newest others.

        Raises:
            OutsideRules: more than everything that was ever paid and is still here.
        """
        known = self._known(origin.key)
        if known is not None:
            return known
        missing = amount - self.credit()
        if missing > 0:
            standing = self._standing(EntryKind.ALLOCATION)
            own_first = sorted(standing, key=lambda entry: entry.payment_id != origin.payment_id)
            if missing > sum((entry.amount for entry in standing), ZERO):
                raise OutsideRules("already-given-back")
            self._free(own_first, missing, origin.reason)
        return self.refund(amount, origin)

    def undo(self, number: int, reason: str, *, key: str | None = None) -> LedgerEntry:
        """Undo one entry by a correction; undoing it twice books once.

        Undoing a payment first frees what it had paid, newest allocation first: money that is gone pays nothing.

        Raises:
            NotFound: no such entry in this book.
            OutsideRules: it is a correction itself, or it was already given back.
        """
        entry = self.session.get(LedgerEntry, number)
        if entry is None or entry.person_id != self.person_id:
            raise NotFound("ledger-entry")
        if entry.kind is EntryKind.CORRECTION:
            raise OutsideRules("correction-stays")
        done = self.session.exec(select(LedgerEntry).where(LedgerEntry.corrects == number)).first()
        if done is not None:
            return done
        self._make_room(entry, reason)
        origin = Origin(
            EntrySource.HAND if self.actor_id else entry.source, key or f"undo:{number}", reason, self.today(),
            entry.exemption_id, entry.payment_id, entry.transaction_id, entry.refund_id,
        )  # fmt: skip
        return self._add(entry.kind, -entry.amount, origin, entry.charge_id, corrects=number)

    def balance(self, charge_id: str) -> Balance:
        """Return how a charge of this person stands.

        Raises:
            NotFound: it is no charge of this person.
        """
        charge = self.session.get(Charge, charge_id)
        if charge is None or charge.person_id != self.person_id:
            raise NotFound("charge")
        return balances(self.session, [charge])[0]

    def credit(self) -> Decimal:
        """Return what no charge has taken."""
        self.session.flush()
        return credit_of(self.session, person_id=self.person_id)

    def today(self) -> date:
        """Return the day in Brussels."""
        return self.now.astimezone(BRUSSELS).date()

    def _to_settle(self, named: Sequence[str]) -> list[Balance]:
        if named:
            return [self.balance(charge_id) for charge_id in named]
        return [balance for balance in self._open() if balance.owed > 0]

    def _open(self) -> tuple[Balance, ...]:
        self.session.flush()
        charges = self.session.exec(
            select(Charge)
            .where(Charge.person_id == self.person_id)
            .order_by(col(Charge.due_on), col(Charge.id))
        ).all()
        return balances(self.session, charges)

    def _make_room(self, entry: LedgerEntry, reason: str) -> None:
        """Undo what leans on an entry that is about to be undone."""
        if entry.kind is EntryKind.CHARGE:
            for leaning in self._standing(EntryKind.ALLOCATION, entry.charge_id) + self._standing(
                EntryKind.EXEMPTION, entry.charge_id
            ):
                self.undo(leaning.number or 0, reason)
        if entry.kind is EntryKind.PAYMENT:
            missing = entry.amount - self.credit()
            if missing > 0:
                self._free(self._standing(EntryKind.ALLOCATION), missing, reason)
            if entry.amount > self.credit():
                raise OutsideRules("already-given-back")

    def _free_what_is_too_much(self, charge_id: str) -> None:
        balance = self.balance(charge_id)
        if balance.owed < 0:
            self._free(self._standing(EntryKind.ALLOCATION, charge_id), -balance.owed, "freed-by-exemption")

    def _free(self, allocations: Sequence[LedgerEntry], amount: Decimal, reason: str) -> None:
        """Undo allocations until this much is free; what the last one paid beyond that is allocated again."""
        left = amount
        for entry in allocations:
            if left <= 0:
                return
            undone = self.undo(entry.number or 0, reason)
            if entry.amount > left and entry.charge_id:
                rest = Origin(
                    entry.source, f"rest:{undone.number}", "rest", self.today(),
                    payment_id=entry.payment_id, transaction_id=entry.transaction_id,
                )  # fmt: skip
                self.allocate(entry.charge_id, entry.amount - left, rest)
            left -= entry.amount

    def _standing(self, kind: EntryKind, charge_id: str | None = None) -> list[LedgerEntry]:
        """Return the entries of a kind that were not undone, newest first."""
        undone = select(col(LedgerEntry.corrects)).where(col(LedgerEntry.corrects).is_not(None))
        asked = select(LedgerEntry).where(
            LedgerEntry.person_id == self.person_id,
            LedgerEntry.kind == kind,
            col(LedgerEntry.number).not_in(undone),
        )
        if charge_id is not None:
            asked = asked.where(LedgerEntry.charge_id == charge_id)
        return list(self.session.exec(asked.order_by(col(LedgerEntry.number).desc())).all())

    def _known(self, key: str) -> LedgerEntry | None:
        return self.session.exec(select(LedgerEntry).where(LedgerEntry.key == key)).first()

    def _add(
        self,
        kind: EntryKind,
        amount: Decimal,
        origin: Origin,
        charge_id: str | None = None,
        corrects: int | None = None,
    ) -> LedgerEntry:
        known = self._known(origin.key)
        if known is not None:
            return known
        if amount == 0 or (amount < 0 and corrects is None):
            raise OutsideRules("no-amount")
        entry = LedgerEntry(
            person_id=self.person_id,
            kind=EntryKind.CORRECTION if corrects else kind,
            acts_as=kind,
            amount=amount,
            charge_id=charge_id,
            corrects=corrects,
            source=origin.source,
            key=origin.key,
            reason=origin.reason,
            booked_on=origin.booked_on,
            at=self.now,
            actor_id=self.actor_id,
            exemption_id=origin.exemption_id,
            payment_id=origin.payment_id,
            transaction_id=origin.transaction_id,
            refund_id=origin.refund_id,
        )
        self.session.add(entry)
        self.session.flush()
        audit.record(
            self.session,
            actor_id=self.actor_id,
            action="ledger.booked",
            subject=f"entry:{entry.number}",
            owner_id=self.person_id,
            facts={
                "kind": entry.kind.value,
                "acts_as": kind.value,
                "amount": str(amount),
                "reason": origin.reason,
            },
            now=self.now,
        )
        return entry


def open_book(session: Session, *, person_id: str, now: datetime, actor_id: str | None = None) -> Book:
    """Lock somebody's book for writing. The caller has asked the permission matrix.

    Raises:
        NotFound: there is no such person.
    """
    found = session.exec(select(Person.id).where(Person.id == person_id).with_for_update()).first()
    if found is None:
        raise NotFound("person")
    return Book(session, person_id, now, actor_id)


def balances(session: Session, charges: Sequence[Charge]) -> tuple[Balance, ...]:
    """Return how charges stand, in the order given."""
    if not charges:
        return ()
    session.flush()
    rows = session.exec(
        select(LedgerEntry.charge_id, LedgerEntry.acts_as, func.sum(col(LedgerEntry.amount)))
        .where(col(LedgerEntry.charge_id).in_([charge.id for charge in charges]))
        .group_by(col(LedgerEntry.charge_id), col(LedgerEntry.acts_as))
    ).all()
    sums = {(charge_id, acts_as): amount for charge_id, acts_as, amount in rows}
    return tuple(
        Balance(
            charge,
            charged=sums.get((charge.id, EntryKind.CHARGE), ZERO),
            exempted=sums.get((charge.id, EntryKind.EXEMPTION), ZERO),
            paid=sums.get((charge.id, EntryKind.ALLOCATION), ZERO),
        )
        for charge in charges
    )


def being_paid_on_line(session: Session, *, person_id: str) -> frozenset[str]:
    """Return the charges for which a payment runs at the provider."""
    return frozenset(
        session.exec(
            select(PaymentLine.charge_id)
            .join(Charge, col(Charge.id) == col(PaymentLine.charge_id))
            .where(Charge.person_id == person_id, col(PaymentLine.running).is_(True))
        ).all()
    )


def credit_of(session: Session, *, person_id: str) -> Decimal:
    """Return what somebody paid that no charge has taken and that was not given back."""
    rows = session.exec(
        select(LedgerEntry.acts_as, func.sum(col(LedgerEntry.amount)))
        .where(LedgerEntry.person_id == person_id)
        .group_by(col(LedgerEntry.acts_as))
    ).all()
    sums = dict(rows)
    return (
        sums.get(EntryKind.PAYMENT, ZERO)
        - sums.get(EntryKind.ALLOCATION, ZERO)
        - sums.get(EntryKind.REFUND, ZERO)
    )


def account_of(session: Session, *, person_id: str) -> Account:
    """Return somebody's whole account; the caller has asked the permission matrix."""
    charges = session.exec(
        select(Charge).where(Charge.person_id == person_id).order_by(col(Charge.due_on), col(Charge.id))
    ).all()
    entries = session.exec(
        select(LedgerEntry).where(LedgerEntry.person_id == person_id).order_by(col(LedgerEntry.number))
    ).all()
    return Account(
        person_id,
        credit=credit_of(session, person_id=person_id),
        charges=balances(session, charges),
        entries=tuple(entries),
    )
