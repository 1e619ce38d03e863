"""A trajectbegeleider looks at hours: approve or refuse many at once, and undo that as a whole, with a reason.

Each decision is a row that names its entries and where they stood before. The mail about it leaves some minutes
later, so that a decision undone at once is never told.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from portal.errors import NotFound, OutsideRules, TooLong, WrongState
from portal.models.contracts import Inburgeringscontract
from portal.models.hours import DecisionOutcome, HoursDecision, HoursDecisionEntry
from portal.models.people import Person
from portal.models.pips import HoursEntry, HoursRefusal, HoursSource, HoursState
from portal.models.uploads import Upload
from portal.services import audit, hour_spans, hours, outbox, permissions, pip_rows
from portal.services.permissions import Action, Actor, Target

LONGEST_NOTE = 300
MAIL_WAITS = timedelta(minutes=10)
PROOF_KEPT = timedelta(days=30)  # as long as a decision is likely to be undone
MAILS = {DecisionOutcome.APPROVED: "hours.approved", DecisionOutcome.REFUSED: "hours.refused"}
_STATES = {
    DecisionOutcome.APPROVED: HoursState.APPROVED,
    DecisionOutcome.REFUSED: HoursState.REFUSED,
}


@dataclass(frozen=True)
class ToDecide:
    """One entry that waits, as the trajectbegeleider sees it. `by_link`: a contact confirmed it with a link."""

    id: str
    person_id: str
    name: str
    day: date
    starts_minute: int
    minutes: int
    activity: str
    organiser: str
    state: HoursState
    source: HoursSource
    by_link: bool
    proof_id: str | None


@dataclass(frozen=True)
class Decided:
    """One decision that can still be undone."""

    id: str
    outcome: DecisionOutcome
    decided_at: datetime
    entries: int
    minutes: int
    names: tuple[str, ...]


def waiting(session: Session, *, actor: Actor, now: datetime) -> tuple[ToDecide, ...]:
    """Return what waits among the people whom the actor guides: what is confirmed first, then the oldest first.

    Raises:
        NotAllowed: the actor guides nobody by role.
    """
    permissions.require(actor, Action.HOURS_APPROVE, Target(assignee_id=actor.person_id))
    rows = session.exec(
        select(HoursEntry, Person)
        .join(Inburgeringscontract, col(Inburgeringscontract.id) == col(HoursEntry.contract_id))
        .join(Person, col(Person.id) == col(Inburgeringscontract.person_id))
        .where(
            Inburgeringscontract.trajectbegeleider_id == actor.person_id,
            col(Inburgeringscontract.state).in_(pip_rows.RUNNING),
            col(HoursEntry.state).in_(hours.WAITING),
        )
        .order_by(
            col(HoursEntry.state), col(HoursEntry.day), col(HoursEntry.starts_minute), col(HoursEntry.id)
        )
    ).all()
    return tuple(_to_decide(row, person) for row, person in rows if _is_over(row, now))


def _to_decide(row: HoursEntry, person: Person) -> ToDecide:
    return ToDecide(
        id=row.id, person_id=person.id, name=f"{person.given_name} {person.family_name}", day=row.day,
        starts_minute=row.starts_minute, minutes=row.minutes, activity=row.activity, organiser=row.organiser,
        state=row.state, source=row.source, proof_id=row.proof_id,
        by_link=row.state is HoursState.CONFIRMED and row.confirmed_by is None,
    )  # fmt: skip


def decide(
    session: Session,
    *,
    actor: Actor,
    entry_ids: Collection[str],
    outcome: DecisionOutcome,
    refusal: HoursRefusal | None = None,
    note: str = "",
    now: datetime,
) -> HoursDecision | None:
    """Approve or refuse entries at once; None when all of them stood so already.

    Raises:
        NotFound: there is no such entry.
        NotAllowed: the actor does not guide somebody whose entry it is.
        WrongState: an entry was decided otherwise, or a track is over.
        OutsideRules: hours that are not over yet, or a refusal without its reason.
        TooLong: the note is over its limit.
    """
    if outcome is DecisionOutcome.REFUSED and refusal is None:
        raise OutsideRules("reason-needed")
    if len(note) > LONGEST_NOTE:
        raise TooLong(LONGEST_NOTE)
    rows, contracts = _locked(session, actor, entry_ids)
    new = [row for row in rows if row.state is not _STATES[outcome]]
    for row in new:
        _must_wait(row, contracts[row.contract_id], now)
    if not new:
        return None
    decision = HoursDecision(outcome=outcome, decided_by=actor.person_id, decided_at=now)
    session.add(decision)
    session.flush()
    for row in new:
        session.add(HoursDecisionEntry(decision_id=decision.id, entry_id=row.id, state_before=row.state))
        row.state, row.decided_by, row.decided_at = _STATES[outcome], actor.person_id, now
        row.refusal = refusal if outcome is DecisionOutcome.REFUSED else None
        row.refusal_note = note.strip() if outcome is DecisionOutcome.REFUSED else ""
        session.add(row)
        hours.end_links(session, row.id, now)
        _set_proof_end(session, row, now + PROOF_KEPT)
    session.flush()
    _tell(session, decision, new, contracts, now)
    return decision


def _must_wait(row: HoursEntry, contract: Inburgeringscontract, now: datetime) -> None:
    if row.state not in hours.WAITING:
        raise WrongState("hours", row.state.value)
    if contract.state not in pip_rows.RUNNING:
        raise WrongState("contract", contract.state.value)
    if not _is_over(row, now):
        raise OutsideRules("hours-in-the-future")


def _tell(
    session: Session,
    decision: HoursDecision,
    rows: Sequence[HoursEntry],
    contracts: dict[str, Inburgeringscontract],
    now: datetime,
) -> None:
    """Write down and mail a decision: once for each person it is about."""
    of_person: defaultdict[str, list[HoursEntry]] = defaultdict(list)
    for row in rows:
        of_person[row.contract_id].append(row)
    template = MAILS[decision.outcome]
    for contract_id, theirs in sorted(of_person.items()):
        person = session.get_one(Person, contracts[contract_id].person_id)
        facts = {
            "entries": len(theirs),
            "minutes": sum(row.minutes for row in theirs),
            "decision": decision.id,
        }
        reasons = sorted({row.refusal.value for row in theirs if row.refusal})
        audit.record(
            session, actor_id=decision.decided_by, action=template, subject=f"contract:{contract_id}",
            owner_id=person.id, facts=facts | ({"reasons": reasons} if reasons else {}), now=now,
        )  # fmt: skip
        outbox.queue_mail(
            session, key=f"{template}:{decision.id}:{person.id}", template=template, person_id=person.id,
            language=person.language, now=now, leaves_at=now + MAIL_WAITS,
        )  # fmt: skip


def recent(session: Session, *, actor: Actor, since: datetime) -> tuple[Decided, ...]:
    """Return the actor's own decisions since a moment that were not undone, newest first.

    Raises:
        NotAllowed: the actor guides nobody by role.
    """
    permissions.require(actor, Action.HOURS_APPROVE, Target(assignee_id=actor.person_id))
    rows = session.exec(
        select(HoursDecision, HoursEntry, Person)
        .join(HoursDecisionEntry, col(HoursDecisionEntry.decision_id) == col(HoursDecision.id))
        .join(HoursEntry, col(HoursEntry.id) == col(HoursDecisionEntry.entry_id))
        .join(Inburgeringscontract, col(Inburgeringscontract.id) == col(HoursEntry.contract_id))
        .join(Person, col(Person.id) == col(Inburgeringscontract.person_id))
        .where(
            HoursDecision.decided_by == actor.person_id,
            col(HoursDecision.undone_at).is_(None),
            col(HoursDecision.decided_at) >= since,
            Inburgeringscontract.trajectbegeleider_id == actor.person_id,
        )
        .order_by(col(HoursDecision.decided_at).desc(), col(HoursDecision.id), col(Person.given_name))
    ).all()
    found: dict[str, list[tuple[HoursDecision, HoursEntry, Person]]] = defaultdict(list)
    for decision, row, person in rows:
        found[decision.id].append((decision, row, person))
    return tuple(_decided(lines) for lines in found.values())


def _decided(lines: Sequence[tuple[HoursDecision, HoursEntry, Person]]) -> Decided:
    decision = lines[0][0]
    names = dict.fromkeys(f"{person.given_name} {person.family_name}" for _d, _r, person in lines)
    minutes = sum(row.minutes for _d, row, _p in lines)
    return Decided(decision.id, decision.outcome, decision.decided_at, len(lines), minutes, tuple(names))


def undo(session: Session, *, actor: Actor, decision_id: str, reason: str, now: datetime) -> HoursDecision:
    """Undo a decision as a whole: each entry stands again where it stood. Twice is once.

    Raises:
        NotFound: there is no such decision.
        NotAllowed: the actor does not guide somebody whose entry is in it.
        WrongState: a track is over, or an entry of it has changed since: it was put right, or decided again.
        OutsideRules: no reason is given.
        TooLong: the reason is over its limit.
    """
    if not reason.strip():
        raise OutsideRules("reason-needed")
    if len(reason) > LONGEST_NOTE:
        raise TooLong(LONGEST_NOTE)
    lines = session.exec(
        select(HoursDecisionEntry).where(HoursDecisionEntry.decision_id == decision_id)
    ).all()
    before = {line.entry_id: line.state_before for line in lines}
    rows, contracts = _locked(session, actor, before)
    decision = session.exec(
        select(HoursDecision).where(HoursDecision.id == decision_id).execution_options(populate_existing=True)
    ).first()
    if decision is None:
        raise NotFound("decision")
    if decision.undone_at is not None:
        return decision
    for row in rows:
        if row.state is not _STATES[decision.outcome] or row.decided_at != decision.decided_at:
            raise WrongState("hours", row.state.value)
        if contracts[row.contract_id].state not in pip_rows.RUNNING:
            raise WrongState("contract", contracts[row.contract_id].state.value)
        row.state, row.refusal, row.refusal_note = before[row.id], None, ""
        row.decided_by = row.decided_at = None
        _set_proof_end(session, row, None)
        session.add(row)
    decision.undone_by, decision.undone_at, decision.undo_reason = actor.person_id, now, reason.strip()
    session.add(decision)
    session.flush()
    _tell_undone(session, decision, [contracts[key] for key in sorted(contracts)], now)
    return decision


def _tell_undone(
    session: Session, decision: HoursDecision, contracts: Sequence[Inburgeringscontract], now: datetime
) -> None:
    """Write down an undoing, and mail it to those who were told of the decision: the others never heard of it."""
    template = MAILS[decision.outcome]
    for contract in contracts:
        audit.record(
            session, actor_id=decision.undone_by, action="hours.decision-undone", subject=f"contract:{contract.id}",
            owner_id=contract.person_id, facts={"decision": decision.id}, now=now,
        )  # fmt: skip
        person = session.get_one(Person, contract.person_id)
        if not outbox.skip_waiting(session, key_start=f"{template}:{decision.id}:{person.id}"):
            outbox.queue_mail(
                session, key=f"hours.undone:{decision.id}:{person.id}", template="hours.undone",
                person_id=person.id, language=person.language, now=now,
            )  # fmt: skip


def _locked(
    session: Session, actor: Actor, entry_ids: Collection[str]
) -> tuple[Sequence[HoursEntry], dict[str, Inburgeringscontract]]:
    """Lock the contracts of entries, always in the same order, and return both; the actor must guide all of them."""
    wanted = sorted(set(entry_ids))
    in_them = select(HoursEntry.contract_id).where(col(HoursEntry.id).in_(wanted))
    contracts = session.exec(
        select(Inburgeringscontract)
        .where(col(Inburgeringscontract.id).in_(in_them))
        .order_by(col(Inburgeringscontract.id))
        .with_for_update()
    ).all()
    for contract in contracts:
        target = Target(contract.person_id, contract.trajectbegeleider_id)
        permissions.require(actor, Action.HOURS_APPROVE, target)
    rows = session.exec(
        select(HoursEntry)
        .where(col(HoursEntry.id).in_(wanted))
        .order_by(col(HoursEntry.day), col(HoursEntry.starts_minute))
        .execution_options(populate_existing=True)
    ).all()
    if len(rows) != len(wanted) or not wanted:
        permissions.require(actor, Action.HOURS_APPROVE, Target(assignee_id=actor.person_id))
        raise NotFound("hours")
    return rows, {contract.id: contract for contract in contracts}


def _set_proof_end(session: Session, row: HoursEntry, moment: datetime | None) -> None:
    upload = session.get(Upload, row.proof_id) if row.proof_id else None
    if upload is not None:
        upload.delete_after = moment
        session.add(upload)


def _is_over(row: HoursEntry, now: datetime) -> bool:
    return hour_spans.stored(row.day, row.starts_minute, row.minutes).ends_at <= now
