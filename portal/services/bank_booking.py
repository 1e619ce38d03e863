"""Bank lines become bookings: those that may book by themselves, in small steps that keep nobody else waiting long."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, select

from portal.models.bank import BankStatement, BankTransaction, TransactionState
from portal.models.people import Person
from portal.models.retributie import EntrySource
from portal.services import audit, bank_facts, bank_matching, ledger_bulk
from portal.services.bank_facts import in_chunks
from portal.services.bank_matching import Books, Decision, Doubts, PaysOut, Refunds
from portal.services.ledger import Origin
from portal.services.ledger_bulk import Paid
from portal.settings import Settings

BANK_TRANSFER = "bank-transfer"  # the reason in the ledger
STEP = 200  # lines in one transaction: about half a second, in which SQLite's other writers wait


class Outcome(StrEnum):
    """What became of lines, for counting."""

    BOOKED = "booked"
    DOUBT = "doubt"
    PAYOUT = "payout"
    REFUNDED = "refunded"


@dataclass(frozen=True)
class Matched:
    """How many lines came to what, and why the doubts are doubts."""

    outcomes: Counter[str]
    doubts: Counter[str]

    def __add__(self, other: "Matched") -> "Matched":
        """Count together."""
        return Matched(self.outcomes + other.outcomes, self.doubts + other.doubts)

    @property
    def lines(self) -> int:
        """Return how many lines there were."""
        return sum(self.outcomes.values())


NOTHING = Matched(Counter(), Counter())


def match_new(session: Session, *, chosen: Settings, now: datetime, limit: int = STEP) -> Matched:
    """Match the oldest lines that nobody looked at yet, and book those that may book by themselves."""
    lines = session.exec(
        select(BankTransaction)
        .join(BankStatement, col(BankStatement.id) == col(BankTransaction.statement_id))
        .where(BankTransaction.state == TransactionState.NEW)
        .order_by(col(BankStatement.closed_on), col(BankStatement.id), col(BankTransaction.position))
        .limit(limit)
        .with_for_update(skip_locked=True, of=BankTransaction)
    ).all()
    if not lines:
        return NOTHING
    _lock_books(session, lines)
    decisions = preview(session, lines=lines, chosen=chosen)
    judged = list(zip(lines, decisions, strict=True))
    paid = [_paid(line, decision) for line, decision in judged if isinstance(decision, Books)]
    ledger_bulk.pay_many(session, paid=paid, now=now)
    for line, decision in judged:
        _apply(line, decision, now)
    found = counted(decisions)
    audit.record(
        session,
        actor_id=None,
        action="bank.matched",
        subject="bank",
        facts={**found.outcomes},
        now=now,
    )
    return found


def preview(
    session: Session,
    *,
    lines: Sequence[BankTransaction],
    chosen: Settings,
    accounts: dict[str, str] | None = None,
) -> list[Decision]:
    """Say what would become of lines, in their order; writes nothing."""
    known = accounts or _accounts(session, lines)
    facts = bank_facts.gather(session, lines, known, chosen)
    return bank_matching.decide_all(facts, lines, known)


def counted(decisions: Sequence[Decision]) -> Matched:
    """Count decisions by what they are."""
    names = {Books: Outcome.BOOKED, Doubts: Outcome.DOUBT, PaysOut: Outcome.PAYOUT, Refunds: Outcome.REFUNDED}
    return Matched(
        Counter(names[type(one)].value for one in decisions),
        Counter(one.reason.value for one in decisions if isinstance(one, Doubts)),
    )


def origin_of(line: BankTransaction, reason: str, part: str = "") -> Origin:
    """Return what a booking comes from; a line that was undone books anew under a key of its own."""
    key = f"bank:{line.id}:{line.decisions}{part}"
    return Origin(EntrySource.BANK, key, reason, line.booked_on, transaction_id=line.id)


def _accounts(session: Session, lines: Sequence[BankTransaction]) -> dict[str, str]:
    ids = {line.statement_id for line in lines}
    asked = select(BankStatement.id, BankStatement.account_iban).where(col(BankStatement.id).in_(ids))
    return dict(session.exec(asked).all())


def _lock_books(session: Session, lines: Sequence[BankTransaction]) -> None:
    """Lock the books of everybody whose charge a line names, always in the same order: two imports never lock crosswise."""
    charges = bank_facts.charges_by_ogm(session, (line.ogm for line in lines if line.ogm))
    for chunk in in_chunks(sorted({charge.person_id for charge in charges.values()})):
        asked = select(Person.id).where(col(Person.id).in_(chunk)).order_by(col(Person.id)).with_for_update()
        session.exec(asked).all()


def _apply(line: BankTransaction, decision: Decision, now: datetime) -> None:
    """Write on the line what became of it. What it pays is in the book already; a refund is ended by refund_statements.py."""
    match decision:
        case Books():
            line.state = TransactionState.BOOKED
        case PaysOut():
            line.state = TransactionState.PAYOUT
        case Refunds(refund_id=refund_id):
            line.state, line.refund_id = TransactionState.REFUNDED, refund_id
        case Doubts(reason=reason):
            line.state, line.doubt = TransactionState.DOUBT, reason
            return
    line.decisions += 1
    line.decided_at = now


def _paid(line: BankTransaction, decision: Books) -> Paid:
    origin = origin_of(line, BANK_TRANSFER)
    return Paid(decision.person_id, decision.charge_id, line.amount, origin)
