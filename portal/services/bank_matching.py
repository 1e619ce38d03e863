"""What a bank line is about. Docs: decisions/0014.

A line books by itself only when nothing is left to guess: money from a Belgian account or from none, the structured field holds the
communication of one charge, and the amount is exactly what is open on it, or the next instalment. Everything else is a
doubt with its reason, and a person decides. A name never decides anything.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from portal.models.bank import BankTransaction, DoubtReason, TransactionTrait
from portal.services import bank_references
from portal.services.bank_facts import Facts, Same, same_of

_TRAITS = {
    TransactionTrait.CONVERTED: DoubtReason.OTHER_CURRENCY,
    TransactionTrait.FOREIGN: DoubtReason.FOREIGN_PAYER,
}


@dataclass(frozen=True)
class Books:
    """The line pays this charge, to the cent."""

    charge_id: str
    person_id: str


@dataclass(frozen=True)
class Doubts:
    """A person must decide, for this reason."""

    reason: DoubtReason


@dataclass(frozen=True)
class PaysOut:
    """The payment provider pays out what people paid on line."""


@dataclass(frozen=True)
class Refunds:
    """A refund that we ordered left the account."""

    refund_id: str


Decision = Books | Doubts | PaysOut | Refunds


@dataclass
class Desk:
    """Decides line after line; what one line paid counts for the next."""

    facts: Facts
    _paid: dict[str, Decimal] = field(default_factory=dict)

    def decide(self, line: BankTransaction, account_iban: str) -> Decision:
        """Say what becomes of a line."""
        decision = self._judge(line, account_iban)
        if isinstance(decision, Books):
            self._paid[decision.charge_id] = self._paid_since(decision.charge_id) + line.amount
        if isinstance(decision, Refunds):
            self.facts.refunds.pop(decision.refund_id)  # one refund leaves once
        return decision

    def _judge(self, line: BankTransaction, account_iban: str) -> Decision:
        if line.amount <= 0:
            return self._of_money_out(line)
        if line.payer_iban in self.facts.payout_accounts:
            return PaysOut()
        if line.trait is TransactionTrait.RETURNED:
            return Doubts(DoubtReason.RETURNED)
        if self._is_known_elsewhere(line, account_iban):
            return Doubts(DoubtReason.POSSIBLE_DOUBLE)
        if line.ogm is None:
            return Doubts(self._why_unstructured(line))
        return self._of_reference(line, line.ogm)

    def _of_money_out(self, line: BankTransaction) -> Decision:
        refund_id = (line.end_to_end or "")[:32]
        if line.amount < 0 and self.facts.refunds.get(refund_id) == -line.amount:
            return Refunds(refund_id)
        return Doubts(DoubtReason.NOT_MONEY_IN)

    def _is_known_elsewhere(self, line: BankTransaction, account_iban: str) -> bool:
        """Say whether another statement has a movement like it: the same day in another format, perhaps."""
        same = self.facts.same.get(same_of(line, account_iban), frozenset())
        return bool(same - {line.statement_id})

    def _why_unstructured(self, line: BankTransaction) -> DoubtReason:
        written = bank_references.written_in(line.message)
        known = [one for one in written if one.digits in self.facts.charges]
        if len(known) > 1:
            return DoubtReason.SEVERAL_REFERENCES
        if known:
            return DoubtReason.REFERENCE_IN_TEXT
        if self.facts.looks_like_payout(line.payer_name):
            return DoubtReason.LOOKS_LIKE_PAYOUT
        if not written:
            return DoubtReason.NO_REFERENCE
        is_valid = any(one.is_valid for one in written)
        return DoubtReason.UNKNOWN_REFERENCE if is_valid else DoubtReason.BAD_CHECK_DIGITS

    def _of_reference(self, line: BankTransaction, ogm: str) -> Decision:
        if not bank_references.is_valid(ogm):
            return Doubts(DoubtReason.BAD_CHECK_DIGITS)
        charge = self.facts.charges.get(ogm)
        if charge is None:
            return Doubts(DoubtReason.UNKNOWN_REFERENCE)
        if any(
            one.digits in self.facts.charges and one.digits != ogm
            for one in bank_references.written_in(line.message)
        ):
            return Doubts(DoubtReason.SEVERAL_REFERENCES)
        reason = self._amount_problem(line.amount, charge.id) or _TRAITS.get(line.trait)  # type: ignore[arg-type]
        return Doubts(reason) if reason else Books(charge.id, charge.person_id)

    def _amount_problem(self, amount: Decimal, charge_id: str) -> DoubtReason | None:
        owed = self.facts.owed[charge_id] - self._paid_since(charge_id)
        if owed <= 0:
            return DoubtReason.ALREADY_PAID
        if amount in {owed, self._next_instalment(charge_id, owed)}:
            return None
        return DoubtReason.TOO_LITTLE if amount < owed else DoubtReason.TOO_MUCH

    def _next_instalment(self, charge_id: str, owed: Decimal) -> Decimal:
        """Return what is open of the first instalment that is not paid whole; the whole without a plan."""
        paid, agreed = self.facts.paid[charge_id] + self._paid_since(charge_id), Decimal(0)
        for part in self.facts.instalments.get(charge_id, ()):
            agreed += part
            if agreed > paid:
                return min(agreed - paid, owed)
        return owed

    def _paid_since(self, charge_id: str) -> Decimal:
        return self._paid.get(charge_id, Decimal(0))


def decide_all(facts: Facts, lines: Sequence[BankTransaction], accounts: Mapping[str, str]) -> list[Decision]:
    """Decide lines in their order; `accounts` gives the account of each statement."""
    desk = Desk(facts)
    return [desk.decide(line, accounts[line.statement_id]) for line in lines]


__all__ = ["Books", "Decision", "Desk", "Doubts", "PaysOut", "Refunds", "Same", "decide_all"]
