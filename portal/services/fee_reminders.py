"""Reminders to pay: each step of the rules once per charge, and none while there is nothing to pay or the track stands still."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlmodel import Session, col, select

from portal.clock import BRUSSELS
from portal.models.contracts import Inburgeringscontract, Opschorting, SuspendedScope
from portal.models.outbox import OutboxMail
from portal.models.people import Person
from portal.models.retributie import Charge, Instalment
from portal.services import audit, fee_rules, ledger, outbox, rules
from portal.services.ledger import Balance

TEMPLATE = "fee.reminder"
_DAY = timedelta(days=1)
# Every fee there is belongs to this pillar (rules/retributie.yaml charges nothing else), so its suspension counts too.
_STANDS_STILL = (SuspendedScope.TRACK, SuspendedScope.MO)


@dataclass(frozen=True)
class Due:
    """A reminder that should be sent. `late_days`: days since the last day to pay on which the track did not stand still."""

    charge: Charge
    person: Person
    step: int
    late_days: int


def remind(session: Session, *, now: datetime) -> int:
    """Queue the reminders that are due; returns how many. A second time the same day queues none."""
    reminders = list(due_reminders(session, now=now))
    for reminder in reminders:
        outbox.queue_mail(
            session,
            key=_key(reminder.charge.id, reminder.step),
            template=TEMPLATE,
            person_id=reminder.person.id,
            language=reminder.person.language,
            now=now,
        )
        audit.record(
            session,
            actor_id=None,
            action="fee.reminded",
            subject=f"charge:{reminder.charge.id}",
            owner_id=reminder.person.id,
            facts={"step": reminder.step, "late_days": reminder.late_days},
            now=now,
        )
    return len(reminders)


def due_reminders(session: Session, *, now: datetime) -> Iterator[Due]:
    """Yield each charge whose newest reminder was not sent yet; who missed a step gets the newest one only."""
    today = now.astimezone(BRUSSELS).date()
    rows = session.exec(
        select(Charge, Inburgeringscontract, Person)
        .join(Inburgeringscontract, col(Inburgeringscontract.id) == col(Charge.contract_id))
        .join(Person, col(Person.id) == col(Charge.person_id))
        .where(col(Charge.charged_on) < today, col(Person.active))
        .order_by(col(Charge.due_on), col(Charge.id))
    ).all()
    unpaid = {
        balance.charge.id: balance
        for balance in ledger.balances(session, [charge for charge, _, _ in rows])
        if balance.owed > 0
    }
    parts = _instalments(session, unpaid)
    halts = _halts(session, {contract.id for charge, contract, _ in rows if charge.id in unpaid})
    sent = _sent(session)
    for charge, contract, person in rows:
        if charge.id not in unpaid:
            continue
        due_on = unpaid_since(unpaid[charge.id], parts.get(charge.id, ()))
        late_days = days_late(due_on, halts.get(contract.id, ()), today)
        step = _step(contract, charge, late_days)
        if step is not None and _key(charge.id, step) not in sent:
            yield Due(charge, person, step, late_days)


def unpaid_since(balance: Balance, instalments: Sequence[Instalment]) -> date:
    """Return the last day to pay of what is owed: that of the first instalment that what was paid does not cover."""
    covered = Decimal(0)
    for part in sorted(instalments, key=lambda one: one.number):
        covered += part.amount
        if covered > balance.paid + balance.exempted:
            return part.due_on
    return balance.charge.due_on


def days_late(due_on: date, halts: Iterable[Opschorting], today: date) -> int:
    """Count the days after the last day to pay, without those on which the track stood still; 0 while it stands still."""
    still = [(halt.starts_on, halt.ends_on) for halt in halts]
    if any(start <= today <= end for start, end in still):
        return 0
    passed = (due_on + _DAY * number for number in range(1, (today - due_on).days + 1))
    return sum(1 for day in passed if not any(start <= day <= end for start, end in still))


def _step(contract: Inburgeringscontract, charge: Charge, late_days: int) -> int | None:
    known = fee_rules.reminders(rules.rulebook(), charge.charged_on, rules.region_of(contract.agency))
    reached = [rule.step for rule in known if rule.days_after_due <= late_days]
    return max(reached, default=None)


def _key(charge_id: str, step: int) -> str:
    return f"{TEMPLATE}:{charge_id}:{step}"


def _sent(session: Session) -> set[str]:
    return set(session.exec(select(OutboxMail.key).where(OutboxMail.template == TEMPLATE)).all())


def _instalments(session: Session, charge_ids: Iterable[str]) -> dict[str, list[Instalment]]:
    found: dict[str, list[Instalment]] = {}
    for part in session.exec(select(Instalment).where(col(Instalment.charge_id).in_(list(charge_ids)))):
        found.setdefault(part.charge_id, []).append(part)
    return found


def _halts(session: Session, contract_ids: set[str]) -> dict[str, list[Opschorting]]:
    found: dict[str, list[Opschorting]] = {}
    asked = select(Opschorting).where(
        col(Opschorting.contract_id).in_(contract_ids), col(Opschorting.scope).in_(_STANDS_STILL)
    )
    for halt in session.exec(asked):
        found.setdefault(halt.contract_id, []).append(halt)
    return found
