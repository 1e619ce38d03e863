"""Some weeks of questions with their answers in the demo world, sampled and judged: so that the redactie sees what that gives. All invented.

In French the chat has refused far more for three weeks: that is an alert.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlmodel import Session, col, select

from chatbot import texts
from chatbot.answer import Answer, Outcome
from knowledge.content import ArticleText, Quote
from knowledge.vocabulary import SOURCE
from portal import seed_mail
from portal.clock import BRUSSELS
from portal.models.conversations import ChatTurn, Conversation
from portal.models.outbox import OutboxMail
from portal.models.people import Role
from portal.models.scores import AnswerSample, AnswerVerdict
from portal.services import (
    answer_drift,
    answer_judging,
    answer_samples,
    answer_weeks,
    conversations,
    published,
)
from portal.services.answer_samples import REFUSALS, lot, monday
from portal.services.askers import Asker
from portal.services.permissions import Actor
from portal.services.rate_limits import QuestionLimit

VISITOR = "demo-answers-"
WEEKS, WEEKS_MOVED, WEEKS_JUDGED = 11, 3, 6
_LIMIT = QuestionLimit(an_hour=100, secret="demo")  # noqa: S106 no address is hashed with it
_NOON = time(12, tzinfo=BRUSSELS)


@dataclass(frozen=True)
class Spoken:
    """What is asked in a language: how many a day, which share is refused (and in the last weeks), questions with their article, others."""

    a_day: int
    refused: float
    refused_lately: float
    answered: tuple[tuple[str, str], ...]
    unanswered: tuple[str, ...]


SPOKEN: Mapping[str, Spoken] = {
    "nl": Spoken(
        2, 0.15, 0.15,
        (("hoeveel kost de cursus", "wat-kost-inburgering"), ("wat staat er in het contract", "inburgeringscontract"),
         ("moet ik de test betalen", "wat-kost-inburgering"), ("wanneer teken ik het contract", "inburgeringscontract")),
        ("mag mijn hond mee naar de les", "is er parking bij de school", "wie wint de verkiezingen"),
    ),
    "fr": Spoken(
        2, 0.12, 0.6,
        (("combien coûte le cours", "wat-kost-inburgering"), ("quand dois-je signer le contrat", "inburgeringscontract")),
        ("comment obtenir une prime pour un vélo", "puis-je suivre le cours le dimanche"),
    ),
    "ar": Spoken(
        1, 0.2, 0.2,
        (("كم تكلفة الدورة", "wat-kost-inburgering"), ("ماذا يوجد في العقد", "inburgeringscontract")),
        ("هل توجد منحة لشراء دراجة",),
    ),
}  # fmt: skip


def seed_answers(session: Session, *, editor_id: str, now: datetime) -> int:
    """Write them, once; returns how many questions were new. Without articles there is nothing to answer from."""
    known = select(Conversation.id).where(col(Conversation.visitor).startswith(VISITOR))
    articles = _articles(session)
    if not articles or session.exec(known).first() is not None:
        return 0
    days = list(_days(now))
    asked = sum(
        _ask(session, day, spoken, articles, day >= days[-7 * WEEKS_MOVED])
        for day in days
        for spoken in SPOKEN
    )
    for day in days:
        answer_samples.take_day(session, day=day)
    _judge(session, Actor(editor_id, {Role.REDACTEUR: frozenset({None})}), now)
    for week_on in sorted({monday(day) for day in days}):
        answer_weeks.count(session, week_on=week_on, now=now)
    answer_drift.look(session, now=now)
    seed_mail.let_leave(session, col(OutboxMail.template) == answer_drift.TEMPLATE)
    return asked


def _days(now: datetime) -> Iterator[date]:
    """Yield the days of the last whole weeks."""
    end = monday(now.astimezone(BRUSSELS).date())
    for back in range(7 * WEEKS, 0, -1):
        yield end - timedelta(days=back)


def _articles(session: Session) -> dict[tuple[str, str], ArticleText]:
    wanted = {(slug, code) for code, spoken in SPOKEN.items() for _question, slug in spoken.answered}
    wanted |= {(slug, SOURCE) for slug, _code in wanted}
    found = {key: published.published_text(session, *key) for key in sorted(wanted)}
    return {key: text for key, text in found.items() if text is not None}


def drawn(*parts: object) -> float:
    """Return a number between nought and one: as good as drawn, and the same each time."""
    return int(lot("|".join(map(str, parts))), 16) / 16**16


def _ask(
    session: Session, day: date, language: str, articles: Mapping[tuple[str, str], ArticleText], lately: bool
) -> int:
    spoken = SPOKEN[language]
    refused = spoken.refused_lately if lately else spoken.refused
    known = [pair for pair in spoken.answered if (pair[1], SOURCE) in articles]
    for number in range(spoken.a_day):
        chance = drawn(day, language, number)
        place = int(1000 * chance)
        question, slug = known[place % len(known)]
        if _is_refused(day.toordinal() * spoken.a_day + number, refused):
            answer = _refusal(spoken.unanswered[place % len(spoken.unanswered)], language, chance)
        else:
            text = articles.get((slug, language), articles[slug, SOURCE])
            answer = _answer(question, language, text, articles[slug, SOURCE], chance)
        _keep(
            session,
            answer,
            datetime.combine(day, _NOON) + timedelta(minutes=number),
            f"{VISITOR}{day}-{language}-{number}",
        )
    return spoken.a_day


def _is_refused(number: int, share: float) -> bool:
    """Say which of a row of questions are refused: that share of them, evenly spread, so that no week stands out by chance."""
    return int((number + 1) * share) > int(number * share)


def _refusal(question: str, language: str, chance: float) -> Answer:
    said = texts.plain(Outcome.ABSTAIN, None, language)
    return Answer(Outcome.ABSTAIN, language, said, question, confidence=round(0.3 * chance, 3))


def _answer(question: str, language: str, text: ArticleText, dutch: ArticleText, chance: float) -> Answer:
    sentence = text.sentences[0]
    is_dutch = text.language == SOURCE
    quote = Quote(
        slug=text.slug, language=text.language, version=text.version, title=text.title, sentence=sentence, score=chance,
        original=None if is_dutch else dutch.sentences[sentence.index],
        original_version=None if is_dutch else dutch.version,
    )  # fmt: skip
    return Answer(
        Outcome.ANSWER, language, sentence.text, question, (quote,), confidence=round(0.6 + 0.35 * chance, 3)
    )


def _keep(session: Session, answer: Answer, then: datetime, visitor: str) -> None:
    asker = Asker(None, visitor)
    begun = conversations.begin(
        session, asker=asker, conversation_id=None, page_language=answer.language, request_key="demo", limit=_LIMIT, now=then
    )  # fmt: skip
    turn = conversations.record(session, asker=asker, begun=begun, answer=answer, now=then)
    if answer.quotes and drawn(visitor, "feedback") < 0.4:  # noqa: PLR2004 as many say what they think
        helped = drawn(visitor, "helped") < 0.8  # noqa: PLR2004 and so many are helped
        conversations.give_feedback(session, asker=asker, turn_id=turn.id, helped=helped, now=then)


def _judge(session: Session, actor: Actor, now: datetime) -> None:
    """Judge some weeks up to the last but one, all but some of them."""
    until = monday(now.astimezone(BRUSSELS).date()) - timedelta(weeks=1)
    since = until - timedelta(weeks=WEEKS_JUDGED)
    rows = session.exec(
        select(AnswerSample, ChatTurn)
        .join(ChatTurn, col(ChatTurn.id) == col(AnswerSample.turn_id))
        .join(Conversation, col(Conversation.id) == col(ChatTurn.conversation_id))
        .where(
            AnswerSample.week_on >= since,
            AnswerSample.week_on < until,
            col(Conversation.visitor).startswith(VISITOR),
        )
        .order_by(col(AnswerSample.asked_on), col(Conversation.visitor))
    ).all()
    for sample, turn in rows:
        chance = drawn(sample.asked_on, turn.language, turn.question, turn.asked_at)
        if chance < 0.15:  # noqa: PLR2004 nobody came to these
            continue
        verdict = _verdict(Outcome(turn.outcome) in REFUSALS, drawn(chance))
        slug = SPOKEN[turn.language].answered[0][1] if verdict is AnswerVerdict.ANSWER_EXISTS else None
        answer_judging.judge(
            session, actor=actor, turn_id=turn.id, verdict=verdict, slug=slug, now=turn.asked_at + timedelta(days=2)
        )  # fmt: skip


def _verdict(is_refusal: bool, chance: float) -> AnswerVerdict:
    usual, others = (
        (AnswerVerdict.RIGHT_REFUSAL, (AnswerVerdict.ANSWER_EXISTS,))
        if is_refusal
        else (AnswerVerdict.GOOD, (AnswerVerdict.HALF, AnswerVerdict.WRONG))
    )
    return usual if chance < 0.85 else others[int(1000 * chance) % len(others)]  # noqa: PLR2004 most are right
