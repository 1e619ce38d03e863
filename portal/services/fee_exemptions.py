"""The vrijstelling van retributie: granted on a ground with its proof seen, withdrawn, and what that does to the book."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from portal.clock import BRUSSELS
from portal.errors import NotFound, OutsideRules, WrongState
from portal.models.contracts import Inburgeringscontract
from portal.models.retributie import Charge, EntryKind, EntrySource, FeeExemption, LedgerEntry
from portal.services import audit, contract_locks, fee_rules, ledger, permissions, pip_rows, rules
from portal.services.fee_kinds import FeeGround, FeeGroundRule
from portal.services.fee_rules import FeeRules
from portal.services.ledger import Book, Origin
from portal.services.permissions import Action, Actor, Target
from portal.services.terms import add_months

EXEMPT, WITHDRAWN, FROM_CREDIT = "exempt", "exemption-withdrawn", "paid-from-credit"


@dataclass(frozen=True)
class Proven:
    """What a trajectbegeleider saw: the ground, when they saw the proof, and from when to when it holds."""

    ground: FeeGround
    proof_seen_on: date
    valid_from: date
    valid_to: date | None = None


def grant(session: Session, *, actor: Actor, contract_id: str, proven: Proven, now: datetime) -> FeeExemption:
    """Exempt somebody from paying; what is charged in that time is exempt at once, what was paid becomes credit.

    Raises:
        NotFound: there is no such contract.
        NotAllowed: the actor does not guide this person.
        WrongState: the track is over, or an exemption on this ground runs with other days.
        OutsideRules: nothing is asked here, the ground does not count, the proof is too old, or the days are not allowed.
    """
    contract = contract_locks.lock_guided(
        session, actor=actor, contract_id=contract_id, action=Action.RETRIBUTIE_EXEMPT
    )
    if contract.state not in pip_rows.RUNNING:
        raise WrongState("contract", contract.state.value)
    if proven.proof_seen_on > now.astimezone(BRUSSELS).date():
        raise OutsideRules("in-the-future")
    rule = _rule(contract, proven)
    running = session.exec(
        select(FeeExemption).where(
            FeeExemption.contract_id == contract_id,
            FeeExemption.ground == proven.ground.value,
            col(FeeExemption.withdrawn_at).is_(None),
        )
    ).first()
    if running is not None:
        if (running.valid_from, running.valid_to) == (proven.valid_from, proven.valid_to):
            return running
        raise WrongState("fee-exemption", "running")
    exemption = FeeExemption(
        person_id=contract.person_id, contract_id=contract_id, ground=proven.ground.value, rule_id=rule.id,
        proof_seen_on=proven.proof_seen_on, valid_from=proven.valid_from, valid_to=proven.valid_to,
        decided_by=actor.person_id, decided_at=now,
    )  # fmt: skip
    session.add(exemption)
    session.flush()
    _write_down(session, actor, exemption, "fee-exemption.granted", now)
    book = ledger.open_book(session, person_id=contract.person_id, now=now, actor_id=actor.person_id)
    apply_running(book, contract_id=contract_id, charges=_charges(session, contract_id))
    return exemption


def withdraw(session: Session, *, actor: Actor, exemption_id: str, now: datetime) -> FeeExemption:
    """End an exemption that was wrong: what it took off is owed again; withdrawing twice does it once.

    Raises:
        NotFound: there is no such exemption.
        NotAllowed: the actor does not guide this person.
    """
    exemption = session.get(FeeExemption, exemption_id)
    if exemption is None:
        permissions.require(actor, Action.RETRIBUTIE_EXEMPT, Target(assignee_id=actor.person_id))
        raise NotFound("fee-exemption")
    contract_locks.lock_guided(
        session, actor=actor, contract_id=exemption.contract_id, action=Action.RETRIBUTIE_EXEMPT
    )
    session.refresh(exemption)
    if exemption.withdrawn_at is not None:
        return exemption
    exemption.withdrawn_at, exemption.withdrawn_by = now, actor.person_id
    session.add(exemption)
    session.flush()
    _write_down(session, actor, exemption, "fee-exemption.withdrawn", now)
    book = ledger.open_book(session, person_id=exemption.person_id, now=now, actor_id=actor.person_id)
    _undo_entries(book, exemption.id)
    apply_running(book, contract_id=exemption.contract_id, charges=_charges(session, exemption.contract_id))
    key = f"exemption:{exemption.id}:withdrawn"
    book.settle_from_credit(Origin(EntrySource.HAND, key, FROM_CREDIT, book.today()))
    return exemption


def apply_running(book: Book, *, contract_id: str, charges: Sequence[Charge]) -> None:
    """Take off every charge that a running exemption covers."""
    running = book.session.exec(
        select(FeeExemption)
        .where(FeeExemption.contract_id == contract_id, col(FeeExemption.withdrawn_at).is_(None))
        .order_by(col(FeeExemption.decided_at), col(FeeExemption.id))
    ).all()
    for charge, exemption in ((c, e) for c in charges for e in running if covers(e, c)):
        key = f"exemption:{exemption.id}:{charge.id}"
        origin = Origin(EntrySource.HAND, key, EXEMPT, book.today(), exemption_id=exemption.id)
        book.exempt(charge.id, origin)


def covers(exemption: FeeExemption, charge: Charge) -> bool:
    """Say whether an exemption takes off a charge: it held on some day between asking and the last day to pay."""
    rule = rules.rulebook().rules.get(exemption.rule_id)
    return (
        isinstance(rule, FeeGroundRule)
        and charge.item in rule.items
        and exemption.valid_from <= charge.due_on
        and charge.charged_on <= (exemption.valid_to or date.max)
    )


def _rule(contract: Inburgeringscontract, proven: Proven) -> FeeGroundRule:
    region = rules.region_of(contract.agency)
    asked = FeeRules(rules.rulebook(), region, contract.signed_on or proven.valid_from)
    if asked.free(proven.valid_from) is not None:
        raise OutsideRules("nothing-to-pay")
    if proven.valid_to is not None and proven.valid_to < proven.valid_from:
        raise OutsideRules("ends-before-start")
    known = fee_rules.grounds(rules.rulebook(), proven.valid_from, region)
    rule = next((rule for rule in known if rule.ground is proven.ground), None)
    if rule is None:
        raise OutsideRules("ground-unknown")
    if rule.proof_months and proven.valid_from > add_months(proven.proof_seen_on, rule.proof_months):
        raise OutsideRules("proof-too-old", rule.id)
    if rule.most_months and (proven.valid_to or date.max) > add_months(proven.valid_from, rule.most_months):
        raise OutsideRules("too-long", rule.id)
    return rule


def _charges(session: Session, contract_id: str) -> Sequence[Charge]:
    wanted = select(Charge).where(Charge.contract_id == contract_id)
    return session.exec(wanted.order_by(col(Charge.due_on), col(Charge.id))).all()


def _undo_entries(book: Book, exemption_id: str) -> None:
    entries: Iterable[LedgerEntry] = book.session.exec(
        select(LedgerEntry)
        .where(LedgerEntry.exemption_id == exemption_id, LedgerEntry.kind == EntryKind.EXEMPTION)
        .order_by(col(LedgerEntry.number))
    ).all()
    for entry in entries:
        book.undo(entry.number or 0, WITHDRAWN)


def _write_down(session: Session, actor: Actor, exemption: FeeExemption, action: str, now: datetime) -> None:
    audit.record(
        session,
        actor_id=actor.person_id or None,
        action=action,
        subject=f"fee-exemption:{exemption.id}",
        owner_id=exemption.person_id,
        facts={
            "rule": exemption.rule_id,
            "first": exemption.valid_from.isoformat(),
            "last": exemption.valid_to.isoformat() if exemption.valid_to else None,
        },
        now=now,
    )
