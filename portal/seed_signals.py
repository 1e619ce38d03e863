"""What the demo world's readers missed: questions without an answer, and what they found of some articles. All invented."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from portal.models.articles import Article
from portal.models.conversations import ChatTurn, Conversation, FeedbackReason
from portal.models.signals import ArticleFeedback, FeedbackOrigin

OWNER = "bram"
OWNED = ("wat-kost-inburgering", "inburgeringscontract")
# How long ago, in which language, and what was asked.
QUESTIONS = (
    (2, "nl", "mag mijn hond mee naar de les"),
    (5, "en", "can I bring my dog to the lessons"),
    (9, "fr", "est-ce que mon chien peut venir au cours"),
    (11, "nl", "wanneer gaat het zwembad open"),
    (20, "nl", "hoe vraag ik een premie voor een fiets"),
    (23, "en", "is there a premium for buying a bicycle"),
    (30, "ar", "هل توجد منحة لشراء دراجة"),
)
FEEDBACK = (
    ("wat-kost-inburgering", "nl", FeedbackReason.INCOMPLETE),
    ("wat-kost-inburgering", "ar", FeedbackReason.NOT_CLEAR),
    ("wat-kost-inburgering", "en", None),
    ("buddy-en-vrijwilligerswerk", "fr", FeedbackReason.NOT_MY_QUESTION),
)


def seed_signals(session: Session, *, now: datetime) -> int:
    """Write them, once; returns how many questions were new. What is about articles needs the articles."""
    if session.exec(select(Conversation.id).where(col(Conversation.visitor).startswith("demo-"))).first():
        return 0
    for number, (hours, language, question) in enumerate(QUESTIONS):
        asked_at = now - timedelta(hours=hours)
        conversation = Conversation(
            visitor=f"demo-{number}", language=language, page_language=language, started_at=asked_at, last_at=asked_at
        )  # fmt: skip
        session.add(conversation)
        session.flush()
        session.add(
            ChatTurn(
                conversation_id=conversation.id, number=1, request_key="demo", question=question, language=language,
                outcome="abstain", answer="", milliseconds=40, asked_at=asked_at,
            )
        )  # fmt: skip
    articles = {row.slug: row for row in session.exec(select(Article))}
    for slug in OWNED:
        if slug in articles and articles[slug].owner_id is None:
            articles[slug].owner_id = OWNER
    session.add_all(
        ArticleFeedback(
            article_id=articles[slug].id, language=language, origin=FeedbackOrigin.PAGE, helped=reason is None, reason=reason,
            given_on=now.date(),
        )
        for slug, language, reason in FEEDBACK
        if slug in articles
    )  # fmt: skip
    session.flush()
    return len(QUESTIONS)
