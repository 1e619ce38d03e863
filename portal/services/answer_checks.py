"""What code can judge of an answer, it judges again: with the stored versions, the articles and the search of today.

No model says whether an answer was good (docs/decisions/0033). Here only stands what can be looked up: is the quote still
verbatim, can its article still be read, and would the chat say the same today.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, or_, select

from chatbot import language as languages
from chatbot import pipeline
from chatbot.answer import Answer
from i18n import LANGUAGES
from knowledge.base import KnowledgeBase
from knowledge.errors import KnowledgeError
from knowledge.vocabulary import SOURCE
from portal import db, logs
from portal.clock import BRUSSELS
from portal.models.conversations import ChatTurn
from portal.models.scores import AnswerFault, AnswerJudgement, AnswerSample
from portal.services import answer_samples, articles, conversations, knowledge_index, published, score_rules
from portal.services.answer_samples import ANSWERS, REFUSALS
from portal.services.conversations import TurnView
from portal.services.quotes import PinnedQuote

A_ROUND = 100  # some seconds of one core

log = logs.get_logger()

Search = Callable[[], KnowledgeBase | None]


@dataclass(frozen=True)
class Checked:
    """What was found of one sample. `again` is what the chat says today; None: it could not be asked."""

    turn_id: str
    faults: tuple[AnswerFault, ...]
    again: Answer | None = None


def check_due(now: datetime, search: Search | None = None) -> int:
    """Look again at samples that wait to be judged: once a day, and when articles changed; returns how many."""
    with db.reading() as session:
        generation = articles.generation(session)
        turns = _due(session, generation, now)
        stored = {turn.id: _stored_faults(session, turn, now) for turn in turns}
    if not turns:
        return 0
    knowledge = (search or _searched)()
    checked = [_asked_again(turn, stored[turn.id], knowledge) for turn in turns]
    with db.transaction() as session:
        for one in checked:
            _keep(session, one, generation if knowledge else None, now)
    log.info("answers_checked", answers=len(checked))
    return len(checked)


def _searched() -> KnowledgeBase | None:
    """Return what this process searches, loaded if need be: `portal jobs` answers no questions itself."""
    live = knowledge_index.live()
    try:
        live.refresh()
    except (KnowledgeError, SQLAlchemyError, OSError) as error:
        log.warning("answers_not_asked_again", reason=type(error).__name__)
    return live.current()


def _due(session: Session, generation: int, now: datetime) -> tuple[TurnView, ...]:
    today = now.astimezone(BRUSSELS).date()
    first = first_week(today)
    turns = session.exec(
        select(ChatTurn)
        .join(AnswerSample, col(AnswerSample.turn_id) == col(ChatTurn.id))
        .where(
            col(AnswerSample.week_on) >= first,
            col(AnswerSample.turn_id).not_in(select(AnswerJudgement.turn_id)),
            or_(
                col(AnswerSample.checked_at).is_(None),
                col(AnswerSample.checked_at) < answer_samples.begin_of(today),
                col(AnswerSample.checked_for).is_(None),
                col(AnswerSample.checked_for) != generation,
            ),
        )
        .order_by(
            col(AnswerSample.checked_at).is_not(None), col(AnswerSample.checked_at), col(AnswerSample.lot)
        )
        .limit(A_ROUND)
    ).all()
    return conversations.views(session, turns)


def first_week(today: date) -> date:
    """Return the Monday of the oldest week whose sample is still judged."""
    weeks = score_rules.on(today).weeks_to_judge
    return answer_samples.monday(today) - timedelta(weeks=weeks)


def _stored_faults(session: Session, turn: TurnView, now: datetime) -> tuple[AnswerFault, ...]:
    """Say what is wrong as far as the database tells; in the order of AnswerFault."""
    today = now.astimezone(BRUSSELS).date()
    found = {fault for quote in turn.quotes for fault in _of_quote(session, quote, today)}
    asked_in = languages.detect(turn.question, prior=turn.language)
    if asked_in in LANGUAGES and asked_in != turn.language:
        found.add(AnswerFault.OTHER_LANGUAGE)
    return tuple(fault for fault in AnswerFault if fault in found)


def _of_quote(session: Session, quote: PinnedQuote, today: date) -> set[AnswerFault]:
    dutch = published.published_text(session, quote.slug, SOURCE)
    shown = published.published_text(session, quote.slug, quote.language)
    is_said = quote.is_current or (
        shown is not None and any(one.text == quote.text for one in shown.sentences)
    )
    late = dutch is not None and dutch.next_check_on is not None and dutch.next_check_on < today
    finds: Mapping[AnswerFault, bool] = {
        AnswerFault.NOT_VERBATIM: not quote.is_verbatim,
        AnswerFault.WITHDRAWN: not quote.is_published,
        AnswerFault.REPLACED: quote.is_published and not is_said,
        AnswerFault.OVERDUE: late,
        AnswerFault.DEAD_LINK: bool(quote.dead_publishers),
    }
    return {fault for fault, is_found in finds.items() if is_found}


def _asked_again(turn: TurnView, stored: tuple[AnswerFault, ...], knowledge: KnowledgeBase | None) -> Checked:
    """Ask the question once more, as somebody of whom nothing is known: what the plan of who asked said is not kept."""
    if knowledge is None:
        return Checked(turn.id, stored)
    again = pipeline.answer(turn.question, language=turn.language, knowledge=knowledge)
    if turn.outcome in REFUSALS and again.outcome in ANSWERS:
        stored = (*stored, AnswerFault.ANSWERED_NOW)
    if turn.outcome in ANSWERS and again.outcome in REFUSALS:
        stored = (*stored, AnswerFault.REFUSED_NOW)
    return Checked(turn.id, stored, again)


def _keep(session: Session, checked: Checked, generation: int | None, now: datetime) -> None:
    sample = session.get(AnswerSample, checked.turn_id, with_for_update=True)
    if sample is None:  # its conversation was erased meanwhile
        return
    sample.faults = [fault.value for fault in checked.faults]
    found = checked.again.quotes if checked.again and AnswerFault.ANSWERED_NOW in checked.faults else ()
    sample.answered_by = found[0].slug if found else None
    sample.checked_at, sample.checked_for = now, generation
    session.add(sample)
