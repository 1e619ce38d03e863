"""Cases as jurists and askers see them. Listing costs the same number of queries however many cases there are."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case as sql_case
from sqlalchemy import func
from sqlmodel import Session, col, select

from portal.errors import NotFound
from portal.models.cases import (
    AskerKind,
    AskerSector,
    Case,
    CaseNote,
    CaseQueue,
    CaseReply,
    CaseState,
    HandoverReason,
)
from portal.models.conversations import ChatTurn, Conversation
from portal.models.people import Person
from portal.services import audit, conversations, permissions
from portal.services.askers import Asker
from portal.services.conversations import ConversationView, TurnView
from portal.services.permissions import Action, Actor, Target

VIEWED_AGAIN_AFTER = timedelta(hours=1)


@dataclass(frozen=True)
class CaseFilter:
    """Which cases a jurist wants to see; None: all."""

    states: frozenset[CaseState] = frozenset({CaseState.OPEN, CaseState.ASSIGNED})
    queue: CaseQueue | None = None
    language: str | None = None
    urgent: bool | None = None
    jurist_id: str | None = None


@dataclass(frozen=True)
class CaseLine:
    """One case in a list. `is_late`: the promise was not kept."""

    id: str
    number: str
    state: CaseState
    queue: CaseQueue
    reason: HandoverReason
    urgent: bool
    asker: AskerKind | None
    sector: AskerSector | None
    language: str
    nis_code: str | None
    question: str
    opened_at: datetime
    promised_by: datetime | None
    answered_at: datetime | None
    is_late: bool
    jurist_id: str | None
    jurist_name: str | None


@dataclass(frozen=True)
class NoteView:
    """A note between jurists."""

    text: str
    written_at: datetime
    jurist_name: str


@dataclass(frozen=True)
class ReplyView:
    """What a jurist answered."""

    text: str
    language: str
    sent_at: datetime
    read_at: datetime | None


@dataclass(frozen=True)
class JuristCase:
    """Everything around a case. `conversation` and `notes` only for the jurist who has it."""

    line: CaseLine
    turn: TurnView | None
    conversation: ConversationView | None
    notes: tuple[NoteView, ...]
    reply: ReplyView | None


@dataclass(frozen=True)
class MyCase:
    """A case as its asker sees it: no notes, no name of the jurist."""

    line: CaseLine
    reply: ReplyView | None

    @property
    def is_new(self) -> bool:
        """Say whether the reply was not read yet."""
        return self.reply is not None and self.reply.read_at is None


def queue(
    session: Session, *, actor: Actor, wanted: CaseFilter, now: datetime, limit: int = 100
) -> tuple[CaseLine, ...]:
    """Return cases for the desk: unowned first, urgent first, oldest first.

    Raises:
        NotAllowed: the actor does not work at the desk.
    """
    permissions.require(actor, Action.CASE_LIST)
    statement = _lines().where(col(Case.state).in_(wanted.states))
    for column, value in (
        (Case.queue, wanted.queue),
        (Case.language, wanted.language),
        (Case.urgent, wanted.urgent),
        (Case.jurist_id, wanted.jurist_id),
    ):
        if value is not None:
            statement = statement.where(col(column) == value)
    owned = sql_case((col(Case.jurist_id).is_(None), 0), else_=1)
    ordered = statement.order_by(owned, col(Case.urgent).desc(), col(Case.opened_at), col(Case.number)).limit(
        limit
    )
    return tuple(_line(*row, now=now) for row in session.exec(ordered))


def open_count(session: Session, *, actor: Actor) -> int:
    """Return how many cases nobody has.

    Raises:
        NotAllowed: the actor does not work at the desk.
    """
    permissions.require(actor, Action.CASE_LIST)
    return session.exec(select(func.count()).select_from(Case).where(Case.state == CaseState.OPEN)).one()


def for_jurist(session: Session, *, actor: Actor, case_id: str, now: datetime) -> JuristCase:
    """Return a case with everything around it, and write down who looked.

    Raises:
        NotFound: no such case.
        NotAllowed: the actor does not work at the desk.
    """
    row = session.exec(_lines().where(Case.id == case_id)).first()
    if row is None:
        raise NotFound("case")
    case, turn = row[0], row[1]
    permissions.require(actor, Action.CASE_VIEW, Target(owner_id=case.person_id, assignee_id=case.jurist_id))
    permissions.require(actor, Action.CASE_LIST)
    _note_the_look(session, actor, case, now)
    has_it = permissions.may(
        actor, Action.CASE_NOTE, Target(owner_id=case.person_id, assignee_id=case.jurist_id)
    )
    return JuristCase(
        line=_line(*row, now=now),
        turn=conversations.views(session, [turn])[0] if turn else None,
        conversation=conversations.behind_case(session, actor=actor, case=case) if has_it else None,
        notes=_notes(session, case.id) if has_it else (),
        reply=_replies(session, [case.id]).get(case.id),
    )


def may_ask(actor: Actor) -> bool:
    """Say whether somebody with these roles may ask a person."""
    return permissions.may(actor, Action.CASE_OPEN, Target(owner_id=actor.person_id))


def mine(session: Session, *, asker: Asker, now: datetime) -> tuple[MyCase, ...]:
    """Return one's own cases, the newest first; of this browser when nobody is logged in."""
    if asker.actor is not None:
        permissions.require(asker.actor, Action.CASE_VIEW, Target(owner_id=asker.person_id))
        own = col(Case.person_id) == asker.person_id
    elif asker.visitor_key:
        own = col(Case.person_id).is_(None) & (col(Conversation.visitor) == asker.visitor_key)
    else:
        return ()
    joined = _lines().join(Conversation, col(Conversation.id) == col(Case.conversation_id))
    rows = session.exec(joined.where(own).order_by(col(Case.opened_at).desc(), col(Case.number).desc())).all()
    replies = _replies(session, [case.id for case, _turn, _jurist in rows])
    return tuple(
        MyCase(_line(case, turn, None, now=now), replies.get(case.id)) for case, turn, _jurist in rows
    )


def unread_count(session: Session, *, asker: Asker) -> int:
    """Return how many replies wait to be read."""
    if asker.person_id is None:
        return 0
    unread = select(func.count()).select_from(CaseReply).join(Case, col(Case.id) == col(CaseReply.case_id))
    return session.exec(
        unread.where(Case.person_id == asker.person_id, col(CaseReply.read_at).is_(None))
    ).one()


def mark_read(session: Session, *, asker: Asker, case_id: str, now: datetime) -> None:
    """Remember that the asker saw the reply; the first time counts.

    Raises:
        NotFound: no such case of this asker, or no reply yet.
    """
    found = session.exec(
        select(CaseReply, Case, Conversation)
        .join(Case, col(Case.id) == col(CaseReply.case_id))
        .join(Conversation, col(Conversation.id) == col(Case.conversation_id))
        .where(Case.id == case_id)
    ).first()
    if found is None or not asker.owns(person_id=found[1].person_id, visitor=found[2].visitor):
        raise NotFound("case")
    if found[0].read_at is None:
        found[0].read_at = now
        session.add(found[0])


def _lines() -> Any:
    # Any: an outer join gives None where SQLModel's types of a select promise a row.
    return (
        select(Case, ChatTurn, Person)
        .join(ChatTurn, col(ChatTurn.id) == col(Case.turn_id), isouter=True)
        .join(Person, col(Person.id) == col(Case.jurist_id), isouter=True)
    )


def _line(case: Case, turn: ChatTurn | None, jurist: Person | None, *, now: datetime) -> CaseLine:
    answered_late = case.promised_by is not None and (case.answered_at or now) > case.promised_by
    return CaseLine(
        id=case.id, number=case.number, state=case.state, queue=case.queue, reason=case.reason, urgent=case.urgent, asker=case.asker, sector=case.sector,
        language=case.language, nis_code=case.nis_code, question=turn.question if turn else "", opened_at=case.opened_at, promised_by=case.promised_by,
        answered_at=case.answered_at, is_late=answered_late, jurist_id=case.jurist_id,
        jurist_name=f"{jurist.given_name} {jurist.family_name}" if jurist else None,
    )  # fmt: skip


def _notes(session: Session, case_id: str) -> tuple[NoteView, ...]:
    rows = session.exec(
        select(CaseNote, Person)
        .join(Person, col(Person.id) == col(CaseNote.jurist_id))
        .where(CaseNote.case_id == case_id)
        .order_by(col(CaseNote.written_at))
    )
    return tuple(
        NoteView(note.text, note.written_at, f"{person.given_name} {person.family_name}")
        for note, person in rows
    )


def _replies(session: Session, case_ids: list[str]) -> dict[str, ReplyView]:
    rows = session.exec(select(CaseReply).where(col(CaseReply.case_id).in_(case_ids)))
    return {row.case_id: ReplyView(row.text, row.language, row.sent_at, row.read_at) for row in rows}


def _note_the_look(session: Session, actor: Actor, case: Case, now: datetime) -> None:
    subject = f"case:{case.id}"
    if not audit.was_recorded(
        session,
        actor_id=actor.person_id,
        action="case.viewed",
        subject=subject,
        since=now - VIEWED_AGAIN_AFTER,
    ):
        audit.record(
            session,
            actor_id=actor.person_id,
            action="case.viewed",
            subject=subject,
            owner_id=case.person_id,
            facts={"number": case.number},
            now=now,
        )
