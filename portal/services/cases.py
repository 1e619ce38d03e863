"""Questions handed over to a person: who opens, takes, answers and closes them.

open -> assigned -> answered -> closed, and assigned -> open when a jurist gives a case back. Every step is one conditional
update, so that two jurists cannot both take it, and writes itself into the audit trail.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from chatbot.answer import Outcome
from portal.clock import BRUSSELS
from portal.errors import BadInput, CaseTaken, NotFound, TooLong, WrongState
from portal.models.cases import (
    AskerKind,
    AskerSector,
    Case,
    CaseCounter,
    CaseNote,
    CaseQueue,
    CaseReply,
    CaseState,
    HandoverReason,
)
from portal.models.conversations import ChatTurn, Conversation
from portal.models.people import Person
from portal.services import audit, case_alerts, helpdesk, outbox, permissions
from portal.services.askers import Asker
from portal.services.permissions import Action, Actor, Target

MAX_REPLY = 6000
MAX_NOTE = 3000


class Step(StrEnum):
    """What a jurist does with a case."""

    TAKE = "take"
    RELEASE = "release"
    ANSWER = "answer"
    CLOSE = "close"


STEPS: Mapping[tuple[CaseState, Step], CaseState] = {
    (CaseState.OPEN, Step.TAKE): CaseState.ASSIGNED,
    (CaseState.ASSIGNED, Step.RELEASE): CaseState.OPEN,
    (CaseState.ASSIGNED, Step.ANSWER): CaseState.ANSWERED,
    (CaseState.ANSWERED, Step.CLOSE): CaseState.CLOSED,
}
_ASKS: Mapping[Step, Action] = {
    Step.TAKE: Action.CASE_TAKE,
    Step.RELEASE: Action.CASE_ANSWER,
    Step.ANSWER: Action.CASE_ANSWER,
    Step.CLOSE: Action.CASE_CLOSE,
}
_UNANSWERED = {Outcome.ABSTAIN, Outcome.CLARIFY, Outcome.ARTICLES}
_PAST = {
    Step.TAKE: "case.taken",
    Step.RELEASE: "case.released",
    Step.ANSWER: "case.answered",
    Step.CLOSE: "case.closed",
}


def open_case(
    session: Session,
    *,
    asker: Asker,
    turn_id: str,
    kind: AskerKind,
    now: datetime,
    sector: AskerSector | None = None,
    postcode: str | None = None,
) -> Case:
    """Hand a turn over to a person, once; who asks decides whose queue it comes into.

    Raises:
        NotFound: the turn is not in a conversation of this asker, or the postcode does not exist.
        NotAllowed: somebody with this role does not ask the helpdesk.
        BadInput: a professional did not say the sector.
    """
    if asker.actor is not None:
        permissions.require(asker.actor, Action.CASE_OPEN, Target(owner_id=asker.person_id))
    turn, conversation = _own_turn(session, asker, turn_id)
    if kind is AskerKind.PROFESSIONAL and sector is None:
        raise BadInput("sector", "missing")
    nis_code = helpdesk.municipality_of(postcode) if postcode and postcode.strip() else _home(session, asker)
    case = session.exec(select(Case).where(Case.turn_id == turn.id).with_for_update()).first()
    if case is None:
        case = _new_case(session, turn, conversation, now=now)
    elif case.asker is not None or case.state is not CaseState.OPEN:
        return case
    case.asker, case.nis_code = kind, nis_code
    case.sector = sector if kind is AskerKind.PROFESSIONAL else None
    case.queue = queue_for(kind, urgent=case.urgent)
    session.add(case)
    session.flush()
    _write_down(
        session,
        case,
        "case.opened",
        actor_id=asker.person_id,
        now=now,
        asker=kind.value,
        queue=case.queue.value,
        urgent=case.urgent,
    )
    _tell(session, case, "case.opened", now=now)
    case_alerts.tell_jurists(session, case, now=now)
    return case


def open_at_once(session: Session, *, asker: Asker, turn: ChatTurn, now: datetime) -> Case:
    """Make a case of a turn before anybody said who asks: the question is not lost when they leave."""
    conversation = session.get_one(Conversation, turn.conversation_id)
    case = _new_case(session, turn, conversation, now=now)
    session.add(case)
    session.flush()
    _write_down(session, case, "case.opened", actor_id=asker.person_id, now=now, reason=case.reason.value)
    case_alerts.tell_jurists(session, case, now=now)
    return case


def queue_for(kind: AskerKind, *, urgent: bool) -> CaseQueue:
    """Return who works on a case: the helpdesk for professionals and for all that is urgent, else the desk that refers."""
    return CaseQueue.HELPDESK if urgent or kind is AskerKind.PROFESSIONAL else CaseQueue.REFERRAL


def _new_case(session: Session, turn: ChatTurn, conversation: Conversation, *, now: datetime) -> Case:
    outcome = Outcome(turn.outcome)
    return Case(
        number=_next_number(session, now), queue=CaseQueue.HELPDESK, reason=_reason(outcome), urgent=outcome.is_urgent, language=turn.language,
        conversation_id=conversation.id, turn_id=turn.id, person_id=conversation.person_id, opened_at=now,
        promised_by=helpdesk.promised_by(opened_at=now, urgent=outcome.is_urgent),
    )  # fmt: skip


def _reason(outcome: Outcome) -> HandoverReason:
    if outcome.is_urgent:
        return HandoverReason.URGENT
    if outcome is Outcome.ERROR:
        return HandoverReason.FAILURE
    return HandoverReason.NO_ANSWER if outcome in _UNANSWERED else HandoverReason.ASKED


def _own_turn(session: Session, asker: Asker, turn_id: str) -> tuple[ChatTurn, Conversation]:
    found = session.exec(
        select(ChatTurn, Conversation)
        .join(Conversation, col(Conversation.id) == col(ChatTurn.conversation_id))
        .where(ChatTurn.id == turn_id)
        .with_for_update()
    ).first()
    if found is None or not asker.owns(person_id=found[1].person_id, visitor=found[1].visitor):
        raise NotFound("turn")
    return found


def _home(session: Session, asker: Asker) -> str | None:
    person = session.get(Person, asker.person_id) if asker.person_id else None
    return person.nis_code if person else None


def _next_number(session: Session, now: datetime) -> str:
    # One statement that holds the year's row until the transaction ends: no number twice, and none lost when it rolls back.
    year = now.astimezone(BRUSSELS).year
    insert: Any = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(CaseCounter).values(year=year, last=1)
    counted = statement.on_conflict_do_update(index_elements=["year"], set_={"last": CaseCounter.last + 1})
    number = session.execute(counted.returning(col(CaseCounter.last))).scalar_one()
    return f"Z-{year}-{number:06d}"


def take(session: Session, *, actor: Actor, case_id: str, now: datetime) -> Case:
    """Take a case that nobody has; taking one's own again changes nothing.

    Raises:
        CaseTaken: another jurist has it.
        WrongState: it is closed.
        NotFound: no such case.
    """
    case = _case(session, case_id)
    permissions.require(actor, _ASKS[Step.TAKE], _target(case))
    if case.jurist_id == actor.person_id and case.state is CaseState.ASSIGNED:
        return case
    return _do(
        session, case, Step.TAKE, actor, now=now, held_by=None, jurist_id=actor.person_id, assigned_at=now
    )


def release(session: Session, *, actor: Actor, case_id: str, now: datetime) -> Case:
    """Give a case back to the queue.

    Raises:
        NotAllowed: the case is not the actor's.
        WrongState: it was answered or closed.
    """
    case = _case(session, case_id)
    permissions.require(actor, _ASKS[Step.RELEASE], _target(case))
    return _do(
        session, case, Step.RELEASE, actor, now=now, held_by=actor.person_id, jurist_id=None, assigned_at=None
    )


def answer(
    session: Session, *, actor: Actor, case_id: str, text: str, language: str, now: datetime
) -> CaseReply:
    """Store the reply and write one mail that says it is there, without what it says.

    Raises:
        NotAllowed: the case is not the actor's.
        WrongState: it was answered before, or closed.
        BadInput: the reply is empty.
        TooLong: the reply is over its limit.
    """
    case = _case(session, case_id)
    permissions.require(actor, _ASKS[Step.ANSWER], _target(case))
    said = _checked_text(text, MAX_REPLY)
    case = _do(session, case, Step.ANSWER, actor, now=now, held_by=actor.person_id, answered_at=now)
    reply = CaseReply(case_id=case.id, jurist_id=actor.person_id, text=said, language=language, sent_at=now)
    session.add(reply)
    session.flush()
    _tell(session, case, "case.answered", now=now)
    return reply


def close(session: Session, *, actor: Actor, case_id: str, now: datetime) -> Case:
    """Close a case that was answered.

    Raises:
        NotAllowed: the case is not the actor's.
        WrongState: it was not answered yet.
    """
    case = _case(session, case_id)
    permissions.require(actor, _ASKS[Step.CLOSE], _target(case))
    return _do(session, case, Step.CLOSE, actor, now=now, held_by=actor.person_id, closed_at=now)


def add_note(session: Session, *, actor: Actor, case_id: str, text: str, now: datetime) -> CaseNote:
    """Write a note for jurists; it never leaves to the asker.

    Raises:
        NotAllowed: the case is not the actor's.
        BadInput: the note is empty.
        TooLong: the note is over its limit.
    """
    case = _case(session, case_id)
    permissions.require(actor, Action.CASE_NOTE, _target(case))
    note = CaseNote(
        case_id=case.id, jurist_id=actor.person_id, text=_checked_text(text, MAX_NOTE), written_at=now
    )
    session.add(note)
    session.flush()
    _write_down(session, case, "case.noted", actor_id=actor.person_id, now=now)
    return note


def _do(
    session: Session,
    case: Case,
    step: Step,
    actor: Actor,
    *,
    now: datetime,
    held_by: str | None,
    **values: Any,
) -> Case:
    before = next(state for state, known in STEPS if known is step)
    holder = col(Case.jurist_id).is_(None) if held_by is None else col(Case.jurist_id) == held_by
    result: Any = session.execute(
        update(Case)
        .where(col(Case.id) == case.id, col(Case.state) == before, holder)
        .values(state=STEPS[before, step], **values)
        .execution_options(synchronize_session=False)
    )
    session.refresh(case)
    if result.rowcount != 1:
        if (
            step is Step.TAKE
            and case.jurist_id not in {None, actor.person_id}
            and case.state is not CaseState.CLOSED
        ):
            raise CaseTaken(case.number)
        raise WrongState("case", case.state.value)
    _write_down(session, case, _PAST[step], actor_id=actor.person_id, now=now)
    return case


def _case(session: Session, case_id: str) -> Case:
    case = session.get(Case, case_id)
    if case is None:
        raise NotFound("case")
    return case


def _target(case: Case) -> Target:
    return Target(owner_id=case.person_id, assignee_id=case.jurist_id)


def _checked_text(text: str, limit: int) -> str:
    said = text.strip()
    if not said:
        raise BadInput("text", "empty")
    if len(said) > limit:
        raise TooLong(limit=limit)
    return said


def _tell(session: Session, case: Case, template: str, *, now: datetime) -> None:
    person = session.get(Person, case.person_id) if case.person_id else None
    if person is not None:
        outbox.queue_mail(
            session, key=f"{template}:{case.id}", template=template, person_id=person.id, language=person.language, facts={"number": case.number}, now=now
        )  # fmt: skip


def _write_down(
    session: Session, case: Case, action: str, *, actor_id: str | None, now: datetime, **facts: Any
) -> None:
    audit.record(
        session, actor_id=actor_id, action=action, subject=f"case:{case.id}", owner_id=case.person_id, facts={"number": case.number, **facts}, now=now
    )  # fmt: skip
