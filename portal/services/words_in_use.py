"""The words that the published articles and the glossary use, to tell them from names; kept in memory of this process."""

from sqlmodel import Session, col, select

from knowledge import glossary, known_words
from knowledge.known_words import Known
from portal.models.articles import Article, ArticleState, ArticleVersion


def read(session: Session) -> Known:
    """Return the words of the published articles and the glossary, made anew when somebody publishes."""
    shown = (Article.state == ArticleState.PUBLISHED, col(ArticleVersion.published))
    same = col(Article.id) == col(ArticleVersion.article_id)
    ids = frozenset(session.exec(select(ArticleVersion.id).join(Article, same).where(*shown)).all())
    kept = _KEPT.get(ids)
    if kept is None:
        texts: list[tuple[str, str]] = []
        for version in session.exec(select(ArticleVersion).join(Article, same).where(*shown)):
            texts += [(version.language, version.content), (known_words.ANY, version.questions)]
        kept = known_words.known_words(texts, glossary.load())
        _KEPT.clear()
        _KEPT[ids] = kept
    return kept


_KEPT: dict[frozenset[str], Known] = {}
