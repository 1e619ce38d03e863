"""Articles in the database: a publish decides which version readers see. No version ever changes."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from knowledge import loader, translated
from knowledge.content import ArticleText
from knowledge.errors import BadArticle as BadFile
from knowledge.vocabulary import SOURCE
from portal.errors import BadArticle, NotFound, WrongState
from portal.models.articles import Article, ArticleState, ArticleVersion, KnowledgeState
from portal.services import audit, permissions
from portal.services.permissions import Action, Actor


@dataclass(frozen=True)
class File:
    """A text as it would be stored."""

    slug: str
    language: str
    content: str
    article: ArticleText
    questions: str = ""

    @property
    def digest(self) -> str:
        """Return the name of what is stored."""
        return loader.digest(self.content, self.questions)

    def as_version(self, article_id: str, number: int, now: datetime) -> ArticleVersion:
        """Return the row that keeps it, not yet published."""
        return ArticleVersion.model_validate(
            {
                "article_id": article_id,
                "language": self.language,
                "number": number,
                "digest": self.digest,
                "content": self.content,
                "questions": self.questions,
                "title": self.article.title,
                "summary": self.article.summary,
                "next_check_on": self.article.next_check_on,
                "created_at": now,
            }
        )


def locked(session: Session, article_id: str) -> Article:
    """Return an article that nobody else publishes, restores or withdraws before this transaction ends.

    Raises:
        NotFound: there is no such article.
    """
    found = select(Article).where(Article.id == article_id).with_for_update()
    article = session.exec(found.execution_options(populate_existing=True)).first()
    if article is None:
        raise NotFound("article")
    return article


def show(session: Session, article: Article, version: ArticleVersion, *, now: datetime) -> None:
    """Let readers see a version of a locked article from now on; whoever calls asks the matrix and writes it down.

    Raises:
        WrongState: a newer version of the text is published already, or the version does not fit the Dutch text.
    """
    shown = shown_version(session, article.id, version.language)
    if shown is not None and shown.number > version.number:
        raise WrongState("article_version", "superseded")
    _require_fit(session, article, version)
    if version.made_from_id is None:
        version.made_from_id = _dutch_beside(session, article, version)
    _publish(session, version, now)
    next_generation(session, now)


def withdraw(session: Session, *, slug: str, actor: Actor, now: datetime) -> Article:
    """Take an article away from readers and from search, in every language.

    Raises:
        NotAllowed: the actor may not publish.
        NotFound: there is no such article.
    """
    permissions.require(actor, Action.ARTICLE_PUBLISH)
    article = session.exec(select(Article).where(Article.slug == slug).with_for_update()).first()
    if article is None:
        raise NotFound("article")
    if article.state is not ArticleState.WITHDRAWN:
        article.state = ArticleState.WITHDRAWN
        session.add(article)
        next_generation(session, now)
        _record(session, "article.withdrawn", article, actor=actor, now=now)
    return article


def restore(session: Session, *, slug: str, actor: Actor, now: datetime) -> Article:
    """Give a withdrawn article back to readers, with the versions that were published.

    Raises:
        NotAllowed: the actor may not publish.
        NotFound: there is no such article.
        WrongState: it is not withdrawn.
    """
    permissions.require(actor, Action.ARTICLE_PUBLISH)
    article = session.exec(select(Article).where(Article.slug == slug).with_for_update()).first()
    if article is None:
        raise NotFound("article")
    if article.state is not ArticleState.WITHDRAWN:
        raise WrongState("article", article.state.value)
    article.state = ArticleState.PUBLISHED
    session.add(article)
    next_generation(session, now)
    _record(session, "article.restored", article, actor=actor, now=now)
    return article


def published(session: Session) -> tuple[ArticleText, ...]:
    """Return every published text; a translation of which nothing fits its Dutch text any more is left out."""
    statement = (
        select(Article.slug, ArticleVersion)
        .join(ArticleVersion, col(ArticleVersion.article_id) == col(Article.id))
        .where(Article.state == ArticleState.PUBLISHED, col(ArticleVersion.published))
        .order_by(col(Article.slug), col(ArticleVersion.language))
    )
    found: dict[str, dict[str, ArticleVersion]] = {}
    for slug, version in session.exec(statement):
        found.setdefault(slug, {})[version.language] = version
    older = earlier_dutch(session, (version for versions in found.values() for version in versions.values()))
    return tuple(text for slug, versions in found.items() for text in texts(slug, versions, older))


def earlier_dutch(session: Session, versions: Iterable[ArticleVersion]) -> dict[str, ArticleVersion]:
    """Return the Dutch versions that translations were made from and that readers see no more, by id."""
    rows = list(versions)
    wanted = {row.made_from_id for row in rows if row.made_from_id} - {row.id for row in rows}
    if not wanted:
        return {}
    found = session.exec(select(ArticleVersion).where(col(ArticleVersion.id).in_(wanted)))
    return {version.id: version for version in found}


def in_force(session: Session, *, on: date) -> tuple[ArticleText, ...]:
    """Return the published texts whose rules hold on a day: what may be quoted as an answer."""
    return tuple(text for text in published(session) if holds(text, on=on))


def holds(text: ArticleText, *, on: date) -> bool:
    """Say whether the rules in a text hold on a day."""
    return (text.valid_from is None or text.valid_from <= on) and (
        text.valid_to is None or on <= text.valid_to
    )


def generation(session: Session) -> int:
    """Return the number that grows with every publish and withdrawal."""
    state = session.get(KnowledgeState, 1)
    return state.generation if state else 0


def _parsed(
    slug: str,
    language: str,
    content: str,
    *,
    version: str = "",
    original: ArticleText | None = None,
    questions: str = "",
) -> ArticleText:
    try:
        return loader.parse(
            content, slug=slug, language=language, version=version, original=original, questions=questions
        )
    except BadFile as error:
        raise BadArticle(error.place, error.reason) from error


def store(session: Session, file: File, *, now: datetime) -> ArticleVersion:
    """Store a text as the newest version of its article, which is made where there is none; nobody sees it yet."""
    article = session.exec(select(Article).where(Article.slug == file.slug).with_for_update()).first()
    if article is None:
        article = Article(slug=file.slug)
        session.add(article)
        session.flush()
    before = newest(session, file.slug, file.language)
    version = file.as_version(article.id, before.number + 1 if before else 1, now)
    version.made_from_id = _dutch_beside(session, article, version)
    session.add(version)
    session.flush()
    return version


def _dutch_beside(session: Session, article: Article, version: ArticleVersion) -> str | None:
    """Return the Dutch version that readers see while a translation that does not say so itself is stored: what it is made from."""
    if version.language == SOURCE or translated.says_itself(version.content):
        return None
    dutch = shown_version(session, article.id, SOURCE)
    return dutch.id if dutch else None


def _publish(session: Session, version: ArticleVersion, now: datetime) -> None:
    shown = shown_version(session, version.article_id, version.language)
    if shown is not None and shown.id != version.id:
        shown.published = False
        session.add(shown)
        session.flush()  # only one version may be published: the old one goes first
    version.published, version.published_at = True, now
    article = session.get_one(Article, version.article_id)
    if article.state is ArticleState.DRAFT:
        article.state = ArticleState.PUBLISHED
    session.add_all([version, article])
    session.flush()


def _require_fit(session: Session, article: Article, version: ArticleVersion) -> None:
    if version.language == SOURCE:
        return
    try:
        _parsed(
            article.slug,
            version.language,
            version.content,
            version=version.id,
            original=shown_dutch(session, article),
        )
    except BadArticle as error:
        raise WrongState("article_version", "does not fit the Dutch text") from error


def shown_dutch(session: Session, article: Article) -> ArticleText | None:
    """Return the Dutch text that readers see of an article, taken apart."""
    version = shown_version(session, article.id, SOURCE)
    return _parsed(article.slug, SOURCE, version.content, version=version.id) if version else None


def shown_version(session: Session, article_id: str, language: str) -> ArticleVersion | None:
    """Return the version that readers see of a text, when its article is not withdrawn."""
    statement = select(ArticleVersion).where(
        ArticleVersion.article_id == article_id,
        ArticleVersion.language == language,
        col(ArticleVersion.published),
    )
    return session.exec(statement.execution_options(populate_existing=True)).first()


def numbered(session: Session, article_id: str, language: str, number: int) -> ArticleVersion:
    """Return one version of a text.

    Raises:
        NotFound: there is no such version.
    """
    found = select(ArticleVersion).where(
        ArticleVersion.article_id == article_id,
        ArticleVersion.language == language,
        ArticleVersion.number == number,
    )
    version = session.exec(found).first()
    if version is None:
        raise NotFound("article_version")
    return version


def newest(session: Session, slug: str, language: str) -> ArticleVersion | None:
    """Return the version of a text that was stored last."""
    statement = (
        select(ArticleVersion)
        .join(Article, col(ArticleVersion.article_id) == col(Article.id))
        .where(Article.slug == slug, ArticleVersion.language == language)
        .order_by(col(ArticleVersion.number).desc())
        .limit(1)
    )
    return session.exec(statement).first()


def next_generation(session: Session, now: datetime) -> None:
    """Let every process see that what it searches is old."""
    state = session.exec(select(KnowledgeState).where(KnowledgeState.id == 1).with_for_update()).first()
    if state is None:
        state = KnowledgeState(id=1, generation=0, changed_at=now)
    state.generation, state.changed_at = state.generation + 1, now
    session.add(state)
    session.flush()


def _record(session: Session, action: str, article: Article, *, actor: Actor, now: datetime) -> None:
    audit.record(session, actor_id=actor.person_id, action=action, subject=f"article:{article.id}", now=now)


def texts(
    slug: str, versions: Mapping[str, ArticleVersion], older: Mapping[str, ArticleVersion]
) -> Iterator[ArticleText]:
    """Take the versions of one article apart, by language; none without Dutch. `older` are Dutch versions by id."""
    if SOURCE not in versions:
        return
    dutch = versions[SOURCE]
    original = _parsed(slug, SOURCE, dutch.content, version=dutch.id, questions=dutch.questions)
    yield original
    for language, version in versions.items():
        if language == SOURCE:
            continue
        made_from = older.get(version.made_from_id or "")
        try:
            yield loader.parse(
                version.content,
                slug=slug,
                language=language,
                version=version.id,
                original=original,
                made_from=loader.parse(made_from.content, slug=slug, language=SOURCE) if made_from else None,
            )
        except BadFile:
            continue
