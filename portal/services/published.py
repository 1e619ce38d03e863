"""What readers may see of the knowledge base: the published texts, and the list of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from sqlmodel import Session, col, select

from knowledge import loader
from knowledge.content import ArticleText
from knowledge.errors import BadArticle
from knowledge.vocabulary import SOURCE
from portal import logs
from portal.models.articles import Article, ArticleState, ArticleVersion
from portal.services import articles

log = logs.get_logger()
_KEPT = 1000


@dataclass(frozen=True)
class Listed:
    """One line of the list of articles; `language` is Dutch where there is no text in the language asked for."""

    slug: str
    language: str
    title: str
    summary: str
    topic: str


def published_text(session: Session, slug: str, language: str) -> ArticleText | None:
    """Return the published text of an article in a language; None when there is none of which anything fits the Dutch text."""
    statement = (
        select(ArticleVersion)
        .join(Article, col(ArticleVersion.article_id) == col(Article.id))
        .where(Article.slug == slug, col(ArticleVersion.language).in_({language, SOURCE}))
        .where(Article.state == ArticleState.PUBLISHED, col(ArticleVersion.published))
    )
    rows = {version.language: version for version in session.exec(statement)}
    if SOURCE not in rows or language not in rows:
        return None
    if language == SOURCE:
        return _text(slug, _facts(rows[SOURCE]), None)
    older = articles.earlier_dutch(session, rows.values()).get(rows[language].made_from_id or "")
    return _text(slug, _facts(rows[SOURCE]), _facts(rows[language]), _facts(older) if older else None)


def dutch_text(slug: str, version: ArticleVersion) -> ArticleText | None:
    """Return what a stored Dutch version says; None when it cannot be read."""
    return _text(slug, _facts(version), None)


def translations(session: Session) -> Iterator[ArticleText]:
    """Return every published translation of which something fits its Dutch text; taken apart once in a process."""
    statement = (
        select(Article.slug, ArticleVersion)
        .join(ArticleVersion, col(ArticleVersion.article_id) == col(Article.id))
        .where(Article.state == ArticleState.PUBLISHED, col(ArticleVersion.published))
    )
    rows = {(slug, version.language): version for slug, version in session.exec(statement)}
    older = articles.earlier_dutch(session, rows.values())
    for (slug, language), version in rows.items():
        dutch = rows.get((slug, SOURCE))
        if language == SOURCE or dutch is None:
            continue
        made_from = older.get(version.made_from_id or "")
        text = _text(slug, _facts(dutch), _facts(version), _facts(made_from) if made_from else None)
        if text is not None:
            yield text


def published_list(session: Session, language: str) -> tuple[Listed, ...]:
    """Return every published article once, in the language where there is a text in it, else in Dutch; by title."""
    statement = (
        select(Article.slug, ArticleVersion)
        .join(ArticleVersion, col(ArticleVersion.article_id) == col(Article.id))
        .where(Article.state == ArticleState.PUBLISHED, col(ArticleVersion.published))
        .where(col(ArticleVersion.language).in_({language, SOURCE}))
    )
    found: dict[str, dict[str, ArticleVersion]] = {}
    for slug, version in session.exec(statement):
        found.setdefault(slug, {})[version.language] = version
    listed = [_listed(slug, versions, language) for slug, versions in found.items() if SOURCE in versions]
    return tuple(sorted((row for row in listed if row), key=lambda row: row.title.casefold()))


def _listed(slug: str, versions: dict[str, ArticleVersion], language: str) -> Listed | None:
    dutch = _text(slug, _facts(versions[SOURCE]), None)
    if dutch is None:
        return None
    shown = versions.get(language, versions[SOURCE])
    return Listed(
        slug=slug, language=shown.language, title=shown.title, summary=shown.summary, topic=dutch.topic
    )


_Facts = tuple[str, str, str]


def _facts(version: ArticleVersion) -> _Facts:
    return version.id, version.language, version.content


@lru_cache(maxsize=_KEPT)  # a stored version never changes
def _text(
    slug: str, dutch: _Facts, translation: _Facts | None, older: _Facts | None = None
) -> ArticleText | None:
    version, language, content = dutch
    try:
        original = loader.parse(content, slug=slug, language=language, version=version)
        if translation is None:
            return original
        version, language, content = translation
        made_from = loader.parse(older[2], slug=slug, language=SOURCE) if older else None
        return loader.parse(
            content, slug=slug, language=language, version=version, original=original, made_from=made_from
        )
    except BadArticle as error:
        # A translation of an older Dutch text: the reader gets the Dutch one.
        log.warning("article_not_shown", slug=slug, language=language, reason=error.reason)
        return None
