"""How often the page of an article is opened: a number for each day and language, by nobody in particular."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, func
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from portal.clock import BRUSSELS
from portal.models.articles import Article, ArticleViews

KEPT = timedelta(days=2 * 365)


def count(session: Session, *, slug: str, language: str, now: datetime) -> None:
    """Count that a page was opened; by whom is not kept. An article that does not exist counts nothing."""
    insert: Any = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    article_id = session.exec(select(Article.id).where(Article.slug == slug)).first()
    if article_id is None:
        return
    day = now.astimezone(BRUSSELS).date()
    statement = insert(ArticleViews).values(article_id=article_id, day=day, language=language, views=1)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["article_id", "day", "language"], set_={"views": ArticleViews.views + 1}
        )
    )


def counts(session: Session, *, since: date) -> dict[str, int]:
    """Return how often each article was opened since a day, in all languages, by slug."""
    found = (
        select(Article.slug, func.sum(col(ArticleViews.views)))
        .join(ArticleViews, col(ArticleViews.article_id) == col(Article.id))
        .where(col(ArticleViews.day) >= since)
        .group_by(col(Article.slug))
    )
    return {slug: int(views) for slug, views in session.exec(found).all()}


def forget(session: Session, *, now: datetime) -> int:
    """Delete the numbers that are past their term; returns how many."""
    before = (now - KEPT).astimezone(BRUSSELS).date()
    result: Any = session.execute(delete(ArticleViews).where(col(ArticleViews.day) < before))
    return int(result.rowcount)
