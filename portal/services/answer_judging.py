"""The sampled answers on the desk: one at a time, without names, judged once; and what follows from a judgement.

They come in the order of their lots, the newest week first: judging only some of a week leaves a fair sample of it. Whoever
judges is not told what the reader thought of it.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from chatbot import masking
from knowledge import known_words
from knowledge.known_words import HIDDEN
from portal.clock import BRUSSELS
from portal.errors import NotFound, OutsideRules, WrongState
from portal.models.articles import Article, ArticleState
from portal.models.conversations import ChatTurn
from portal.models.gold import GoldOrigin
from portal.models.scores import AnswerFault, AnswerJudgement, AnswerSample, AnswerVerdict
from portal.services import (
    answer_checks,
    answer_weeks,
    audit,
    conversations,
    gold_questions,
    permissions,
    wordings,
    words_in_use,
)
from portal.services.answer_samples import REFUSALS
from portal.services.conversations import TurnView
from portal.services.permissions import Action, Actor

OF_ANSWERS = (AnswerVerdict.GOOD, AnswerVerdict.HALF, AnswerVerdict.WRONG, AnswerVerdict.UNSAFE)
OF_REFUSALS = (AnswerVerdict.RIGHT_REFUSAL, AnswerVerdict.ANSWER_EXISTS)
LEADS_ON = frozenset(
    {AnswerVerdict.WRONG, AnswerVerdict.UNSAFE, AnswerVerdict.HALF, AnswerVerdict.ANSWER_EXISTS}
)
_LATELY = timedelta(hours=1)


@dataclass(frozen=True)
class Sampled:
    """A question with what the chat said. `question` has no names in it; None: too little of it can be shown.

    `turn` has no question; only the month of asking may be told, since one question is one person's.
    """

    turn_id: str
    question: str | None
    language: str
    month: date
    turn: TurnView
    faults: tuple[AnswerFault, ...]
    answered_by: str | None

    @property
    def is_refusal(self) -> bool:
        """Say whether the chat gave no answer."""
        return self.turn.outcome in REFUSALS

    @property
    def verdicts(self) -> tuple[AnswerVerdict, ...]:
        """Return what can be said of it."""
        return (*(OF_REFUSALS if self.is_refusal else OF_ANSWERS), AnswerVerdict.CANNOT_SAY)

    @property
    def quoted(self) -> str | None:
        """Return the slug of the article that was quoted first."""
        return self.turn.quotes[0].slug if self.turn.quotes else None


@dataclass(frozen=True)
class Judged:
    """What this actor judged last, and the article that it leads on to."""

    sampled: Sampled
    verdict: AnswerVerdict
    slug: str | None

    @property
    def leads_on(self) -> bool:
        """Say whether something is to be mended."""
        return self.verdict in LEADS_ON


def waiting(session: Session, *, actor: Actor, now: datetime) -> dict[str, int]:
    """Return how many answers wait to be judged, by language; those with most first.

    Raises:
        NotAllowed: the actor does not keep the knowledge base.
    """
    permissions.require(actor, Action.ANSWER_JUDGE)
    rows: Any = session.exec(
        select(AnswerSample.language, func.count())
        .where(*_open(now))
        .group_by(col(AnswerSample.language))
        .order_by(func.count().desc(), AnswerSample.language)
    )
    return dict(rows.all())


def following(
    session: Session, *, actor: Actor, now: datetime, language: str | None = None
) -> Sampled | None:
    """Return the next answer to be judged, in a language or in any; None when there is none.

    Raises:
        NotAllowed: the actor does not keep the knowledge base.
    """
    permissions.require(actor, Action.ANSWER_JUDGE)
    asked = () if language is None else (AnswerSample.language == language,)
    found = session.exec(
        select(AnswerSample, ChatTurn)
        .join(ChatTurn, col(ChatTurn.id) == col(AnswerSample.turn_id))
        .where(*_open(now), *asked)
        .order_by(col(AnswerSample.week_on).desc(), col(AnswerSample.lot))
        .limit(1)
    ).first()
    return _sampled(session, *found) if found else None


def lately(session: Session, *, actor: Actor, now: datetime) -> Judged | None:
    """Return what this actor judged last, for an hour: to take it back, or to mend what was wrong.

    Raises:
        NotAllowed: the actor does not keep the knowledge base.
    """
    permissions.require(actor, Action.ANSWER_JUDGE)
    found: Any = session.exec(
        select(AnswerJudgement, AnswerSample, ChatTurn, Article.slug)
        .join(AnswerSample, col(AnswerSample.turn_id) == col(AnswerJudgement.turn_id))
        .join(ChatTurn, col(ChatTurn.id) == col(AnswerSample.turn_id))
        .join(Article, col(Article.id) == col(AnswerJudgement.article_id), isouter=True)
        .where(
            AnswerJudgement.judged_by_id == actor.person_id, col(AnswerJudgement.judged_at) > now - _LATELY
        )
        .order_by(col(AnswerJudgement.judged_at).desc(), AnswerJudgement.turn_id)
        .limit(1)
    ).first()
    if found is None:
        return None
    judgement, sample, turn, slug = found
    sampled = _sampled(session, sample, turn)
    return Judged(sampled, judgement.verdict, slug or sampled.quoted)


def judge(
    session: Session,
    *,
    actor: Actor,
    turn_id: str,
    verdict: AnswerVerdict,
    now: datetime,
    slug: str | None = None,
) -> None:
    """Say how good an answer was, or whether it was right to give none; `slug`: the article that answers.

    Raises:
        NotAllowed: the actor does not keep the knowledge base.
        NotFound: the question is gone, or there is no such article for readers.
        OutsideRules: that cannot be said of it (`verdict`), or no article was chosen (`article-needed`).
        WrongState: a colleague judged it meanwhile.
    """
    permissions.require(actor, Action.ANSWER_JUDGE)
    sample, turn = _found(session, turn_id)
    if verdict not in _sampled_verdicts(turn):
        raise OutsideRules("verdict")
    article_id = _answering(session, slug) if verdict is AnswerVerdict.ANSWER_EXISTS else None
    judgement = AnswerJudgement(
        turn_id=turn_id, verdict=verdict, article_id=article_id, judged_by_id=actor.person_id or None, judged_at=now
    )  # fmt: skip
    try:
        with session.begin_nested():
            session.add(judgement)
    except IntegrityError:
        raise WrongState("answer_sample", "judged") from None
    _record(session, "answer.judged", judgement, actor, now)
    answer_weeks.count(session, week_on=sample.week_on, now=now)


def take_back(session: Session, *, actor: Actor, turn_id: str, now: datetime) -> None:
    """Take back one's own judgement: the answer waits again.

    Raises:
        NotAllowed: the actor does not keep the knowledge base.
        NotFound: one did not judge it.
    """
    permissions.require(actor, Action.ANSWER_JUDGE)
    judgement = session.get(AnswerJudgement, turn_id, with_for_update=True)
    if judgement is None or judgement.judged_by_id != (actor.person_id or None):
        raise NotFound("answer_judgement")
    sample, _turn = _found(session, turn_id)
    session.delete(judgement)
    session.flush()
    _record(session, "answer.judgement-taken-back", judgement, actor, now)
    answer_weeks.count(session, week_on=sample.week_on, now=now)


def agree(
    session: Session, *, actor: Actor, turn_id: str, wording: str, slug: str | None, now: datetime
) -> None:
    """Hold every later text to this question: that an article answers it, or (None) that none may.

    The wording becomes one of the article's own questions too, in its draft.

    Raises:
        NotAllowed: the actor does not keep the knowledge base, or does not write articles.
        NotFound: the question is gone, or there is no such article for readers.
        OutsideRules: there is no question in the wording (`question-needed`), words in it are still hidden (`words-hidden`),
            or it is in no language that questions are kept in (`question-language`).
        TooLong: the wording is.
        WrongState: the article is being reviewed.
    """
    permissions.require(actor, Action.ANSWER_JUDGE)
    _sample, turn = _found(session, turn_id)
    if HIDDEN in wording:
        raise OutsideRules("words-hidden")
    if slug is None:
        gold_questions.add(
            session, question=wording, language=turn.language, expected=None, origin=GoldOrigin.SAMPLE, actor=actor, now=now
        )  # fmt: skip
        return
    _answering(session, slug)
    wordings.agree(
        session, actor=actor, slug=slug, wording=wording, language=turn.language, origin=GoldOrigin.SAMPLE, now=now
    )  # fmt: skip


def _open(now: datetime) -> tuple[Any, ...]:
    first = answer_checks.first_week(now.astimezone(BRUSSELS).date())
    judged = select(AnswerJudgement.turn_id)
    return col(AnswerSample.week_on) >= first, col(AnswerSample.turn_id).not_in(judged)


def _found(session: Session, turn_id: str) -> tuple[AnswerSample, ChatTurn]:
    found = session.exec(
        select(AnswerSample, ChatTurn)
        .join(ChatTurn, col(ChatTurn.id) == col(AnswerSample.turn_id))
        .where(AnswerSample.turn_id == turn_id)
    ).first()
    if found is None:
        raise NotFound("answer_sample")
    return found


def _sampled_verdicts(turn: ChatTurn) -> tuple[AnswerVerdict, ...]:
    known = OF_REFUSALS if turn.outcome in {one.value for one in REFUSALS} else OF_ANSWERS
    return (*known, AnswerVerdict.CANNOT_SAY)


def _answering(session: Session, slug: str | None) -> str:
    if slug is None:
        raise OutsideRules("article-needed")
    article = session.exec(
        select(Article).where(Article.slug == slug, Article.state == ArticleState.PUBLISHED)
    ).first()
    if article is None:
        raise NotFound("article")
    return article.id


def _sampled(session: Session, sample: AnswerSample, turn: ChatTurn) -> Sampled:
    (view,) = conversations.views(session, [turn])
    masked = masking.mask(turn.question).text
    return Sampled(
        turn_id=turn.id,
        question=known_words.without_names(masked, turn.language, words_in_use.read(session)),
        language=turn.language,
        month=turn.asked_at.astimezone(BRUSSELS).date().replace(day=1),
        turn=replace(view, question=""),
        faults=tuple(AnswerFault(code) for code in sample.faults),
        answered_by=sample.answered_by,
    )


def _record(session: Session, action: str, judgement: AnswerJudgement, actor: Actor, now: datetime) -> None:
    audit.record(
        session, actor_id=actor.person_id or None, action=action, subject=f"answer:{judgement.turn_id}",
        facts={"verdict": judgement.verdict.value}, now=now,
    )  # fmt: skip
