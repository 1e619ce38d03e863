"""Every article for the redactie: how it stands, who looks after it, when it must be checked, and how it is read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import cast

from sqlalchemy.orm import InstrumentedAttribute, defer
from sqlmodel import Session, col, select

from knowledge.content import is_overdue
from knowledge.parts import Standing as Part
from knowledge.vocabulary import SOURCE
from portal.clock import BRUSSELS
from portal.models.articles import Article, ArticleDraft, ArticleState, ArticleVersion, DraftState
from portal.models.people import Person
from portal.services import article_feedback, article_views, permissions, published
from portal.services.permissions import Action, Actor

_Text = InstrumentedAttribute[str]
LATELY = timedelta(days=30)
_LIGHT = defer(cast("_Text", ArticleVersion.content)), defer(cast("_Text", ArticleVersion.questions))


class Standing(StrEnum):
    """How an article or one of its texts stands: what one can look for."""

    PUBLISHED = "published"
    DRAFT = "draft"
    REVIEW = "review"
    SCHEDULED = "scheduled"
    WITHDRAWN = "withdrawn"


_OF_DRAFT = {
    DraftState.WRITING: Standing.DRAFT,
    DraftState.RETURNED: Standing.DRAFT,
    DraftState.REVIEW: Standing.REVIEW,
    DraftState.SCHEDULED: Standing.SCHEDULED,
}


@dataclass(frozen=True)
class ArticleLine:
    """One article; `work` is what is being written of it, by language."""

    slug: str
    title: str
    state: ArticleState
    work: Mapping[str, DraftState]
    owner_id: str | None
    owner: str
    next_check_on: date | None
    is_overdue: bool
    languages: tuple[str, ...]
    stale: frozenset[str]
    views: int
    helped: int
    not_helped: int

    @property
    def standings(self) -> frozenset[Standing]:
        """Return every way in which it stands: a published article may be written at and reviewed too."""
        own = {Standing(self.state.value)} if self.languages or not self.work else set()
        return frozenset(own | {_OF_DRAFT[state] for state in self.work.values()})


@dataclass(frozen=True)
class Wish:
    """What somebody looks for in the list; `owner_id` empty: whoever's, `nobody`: those that nobody looks after."""

    words: str = ""
    standing: Standing | None = None
    owner_id: str = ""
    nobody: bool = False
    overdue: bool = False
    stale: bool = False


@dataclass
class _Found:
    article: Article
    owner: str
    versions: dict[str, tuple[str, date | None]] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    drafts: dict[str, DraftState] = field(default_factory=dict)


def behind(session: Session) -> dict[str, frozenset[str]]:
    """Return the translations with a part that the Dutch changed or added since; only those that may be are read."""
    rows = session.exec(
        select(ArticleVersion, Article.slug)
        .join(Article, col(ArticleVersion.article_id) == col(Article.id))
        .where(col(ArticleVersion.published))
        .options(*_LIGHT)
    ).all()
    dutch = {slug: version for version, slug in rows if version.language == SOURCE}
    found: dict[str, set[str]] = {}
    for version, slug in rows:
        source = dutch.get(slug)
        if source is None or version.language == SOURCE or not _may_be_behind(version, source):
            continue
        text = published.published_text(session, slug, version.language)
        if text is None or any(part.standing is not Part.CURRENT for part in text.parts):
            found.setdefault(slug, set()).add(version.language)
    return {slug: frozenset(languages) for slug, languages in found.items()}


def _may_be_behind(translation: ArticleVersion, dutch: ArticleVersion) -> bool:
    return translation.made_from_id != dutch.id  # None: it says itself what each part was made from


def lines(session: Session, *, actor: Actor, now: datetime) -> tuple[ArticleLine, ...]:
    """Return every article with a text, what is overdue first, then by title. The same few queries, however many.

    Raises:
        NotAllowed: the actor does not write articles.
    """
    permissions.require(actor, Action.ARTICLE_EDIT)
    today = now.astimezone(BRUSSELS).date()
    views = article_views.counts(session, since=today - LATELY)
    said = article_feedback.counts(session, since=today - LATELY)
    stale = behind(session)
    made = [
        _line(one, today, views=views, said=said, stale=stale)
        for one in _found(session).values()
        if one.versions or one.drafts
    ]
    never = date.max
    return tuple(
        sorted(
            made,
            key=lambda line: (
                not line.is_overdue, line.next_check_on or never if line.is_overdue else never, line.title.casefold()
            ),
        )
    )  # fmt: skip


def _found(session: Session) -> dict[str, _Found]:
    people = select(Article, Person.given_name, Person.family_name).join(
        Person, col(Person.id) == col(Article.owner_id), isouter=True
    )
    found = {
        article.id: _Found(article, f"{given} {family}" if given else "")
        for article, given, family in session.exec(people).all()
    }
    for version in session.exec(select(ArticleVersion).where(col(ArticleVersion.published)).options(*_LIGHT)):
        found[version.article_id].versions[version.language] = (version.title, version.next_check_on)
    for draft in session.exec(select(ArticleDraft)):
        found[draft.article_id].drafts[draft.language] = draft.state
        found[draft.article_id].titles[draft.language] = str(draft.values.get("title", ""))
    return found


def _line(
    one: _Found,
    today: date,
    *,
    views: Mapping[str, int],
    said: Mapping[str, tuple[int, int]],
    stale: Mapping[str, frozenset[str]],
) -> ArticleLine:
    slug = one.article.slug
    title, next_check = one.versions.get(SOURCE, (one.titles.get(SOURCE) or slug, None))
    helped, not_helped = said.get(slug, (0, 0))
    return ArticleLine(
        slug=slug,
        title=title,
        state=one.article.state,
        work=one.drafts,
        owner_id=one.article.owner_id,
        owner=one.owner,
        next_check_on=next_check,
        is_overdue=is_overdue(next_check, on=today) and one.article.state is ArticleState.PUBLISHED,
        languages=tuple(sorted(one.versions, key=lambda code: (code != SOURCE, code))),
        stale=stale.get(slug, frozenset()),
        views=views.get(slug, 0),
        helped=helped,
        not_helped=not_helped,
    )


def chosen(found: tuple[ArticleLine, ...], wish: Wish) -> tuple[ArticleLine, ...]:
    """Return the lines that fit a wish, in their order."""
    words = wish.words.casefold().split()
    return tuple(
        line
        for line in found
        if all(word in f"{line.title} {line.slug}".casefold() for word in words)
        and (wish.standing is None or wish.standing in line.standings)
        and (not wish.owner_id or line.owner_id == wish.owner_id)
        and (not wish.nobody or line.owner_id is None)
        and (not wish.overdue or line.is_overdue)
        and (not wish.stale or bool(line.stale))
    )
