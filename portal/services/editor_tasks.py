"""What somebody of the redactie has to do now: each kind with how many, about one's own articles and those of nobody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlmodel import Session, col, select

from knowledge.vocabulary import SOURCE
from portal.clock import BRUSSELS
from portal.models.articles import Article, ArticleDraft, ArticleState, ArticleVersion, DraftState
from portal.services import (
    answer_drift,
    answer_judging,
    article_feedback,
    case_articles,
    dead_links,
    permissions,
    question_signals,
)
from portal.services.permissions import Action, Actor


class EditorTask(StrEnum):
    """A kind of work; in the order in which it matters to readers."""

    DRIFT = "drift"
    OVERDUE = "overdue"
    LINKS = "links"
    FEEDBACK = "feedback"
    REVIEWS = "reviews"
    RETURNED = "returned"
    QUESTIONS = "questions"
    PLANNED = "planned"
    FROM_CASES = "from-cases"
    ANSWERS = "answers"


@dataclass(frozen=True)
class Overdue:
    """An article that had to be compared with its sources again, by which day, and whose it is."""

    slug: str
    title: str
    next_check_on: date
    owner_id: str | None


@dataclass(frozen=True)
class Waiting:
    """A text that waits for a second person, or came back from one with a `note`."""

    slug: str
    language: str
    title: str
    submitted_at: datetime | None
    note: str = ""


def tasks(session: Session, *, actor: Actor, now: datetime) -> dict[EditorTask, int]:
    """Return how much there is to do of each kind; kinds without any work too.

    Raises:
        NotAllowed: the actor does not keep the knowledge base.
    """
    return {
        EditorTask.DRIFT: len(answer_drift.alerts(session, actor=actor)),
        EditorTask.OVERDUE: sum(_concerns(one, actor) for one in overdue(session, actor=actor, now=now)),
        EditorTask.LINKS: dead_links.open_count(session, actor=actor),
        EditorTask.FEEDBACK: article_feedback.open_count(session, actor=actor),
        EditorTask.REVIEWS: len(reviews(session, actor=actor)),
        EditorTask.RETURNED: len(returned(session, actor=actor)),
        EditorTask.QUESTIONS: question_signals.open_count(session, actor=actor),
        EditorTask.PLANNED: question_signals.planned_count(session, actor=actor),
        EditorTask.FROM_CASES: len(case_articles.waiting(session, actor=actor)),
        EditorTask.ANSWERS: sum(answer_judging.waiting(session, actor=actor, now=now).values()),
    }


def overdue(session: Session, *, actor: Actor, now: datetime) -> tuple[Overdue, ...]:
    """Return the published articles whose day to be checked has passed: one's own first, then the oldest.

    Raises:
        NotAllowed: the actor does not keep the knowledge base.
    """
    permissions.require(actor, Action.SIGNALS_HANDLE)
    # Any: columns that may be empty have no place in SQLModel's types of a select.
    statement: Any = (
        select(Article.slug, ArticleVersion.title, ArticleVersion.next_check_on, Article.owner_id)  # type: ignore[type-var]
        .join(ArticleVersion, col(ArticleVersion.article_id) == col(Article.id))
        .where(
            Article.state == ArticleState.PUBLISHED,
            col(ArticleVersion.published),
            ArticleVersion.language == SOURCE,
            col(ArticleVersion.next_check_on) < now.astimezone(BRUSSELS).date(),
        )
    )
    found = [Overdue(*row) for row in session.exec(statement)]
    return tuple(
        sorted(
            found,
            key=lambda one: (
                one.owner_id != actor.person_id, not _concerns(one, actor), one.next_check_on, one.slug
            ),
        )
    )  # fmt: skip


def reviews(session: Session, *, actor: Actor) -> tuple[Waiting, ...]:
    """Return the texts that this actor may review: those that they did not write, the longest waiting first.

    Raises:
        NotAllowed: the actor does not keep the knowledge base.
    """
    permissions.require(actor, Action.SIGNALS_HANDLE)
    return tuple(
        _waiting(article, draft)
        for article, draft in _drafts(session, DraftState.REVIEW)
        if actor.person_id not in {*draft.writers, draft.submitted_by}
    )


def returned(session: Session, *, actor: Actor) -> tuple[Waiting, ...]:
    """Return the texts that came back: those in which this actor wrote, of their articles, or of nobody; the longest waiting first.

    Raises:
        NotAllowed: the actor does not keep the knowledge base.
    """
    permissions.require(actor, Action.SIGNALS_HANDLE)
    return tuple(
        _waiting(article, draft)
        for article, draft in _drafts(session, DraftState.RETURNED)
        if actor.person_id in (whose := {*draft.writers, draft.submitted_by, article.owner_id})
        or whose == {None}
    )


def _drafts(session: Session, state: DraftState) -> Sequence[tuple[Article, ArticleDraft]]:
    return session.exec(
        select(Article, ArticleDraft)
        .join(ArticleDraft, col(ArticleDraft.article_id) == col(Article.id))
        .where(ArticleDraft.state == state)
        .order_by(col(ArticleDraft.submitted_at), Article.slug, ArticleDraft.language)
    ).all()


def _waiting(article: Article, draft: ArticleDraft) -> Waiting:
    title = str(draft.values.get("title") or article.slug)
    return Waiting(article.slug, draft.language, title, draft.submitted_at, draft.note)


def _concerns(one: Overdue, actor: Actor) -> bool:
    return one.owner_id in {actor.person_id, None}
