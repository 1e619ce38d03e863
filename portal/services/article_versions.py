"""The versions of a text: who wrote and approved each and when, and what changed between any two, or in the draft."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from sqlalchemy.orm import InstrumentedAttribute, aliased, defer
from sqlmodel import Session, col, select

from knowledge import difference as words
from knowledge.difference import Line
from portal.errors import NotFound
from portal.models.articles import Article, ArticleVersion
from portal.models.people import Person
from portal.services import article_drafts, article_fields, permissions
from portal.services.article_fields import ArticleFields, SourceFields
from portal.services.permissions import Action, Actor

_Text = InstrumentedAttribute[str]
DRAFT = 0  # stands for what is being written, where a number of a version is asked


@dataclass(frozen=True)
class Kept:
    """One version; `author` and `approver` are empty for a text that a folder of files brought."""

    number: int
    title: str
    created_at: datetime
    published_at: datetime | None
    is_shown: bool
    is_released: bool
    author: str
    approver: str
    reason: str | None
    restored_from: int | None


@dataclass(frozen=True)
class Changed:
    """What changed in one field."""

    field: str
    lines: tuple[Line, ...]


def history(session: Session, *, actor: Actor, slug: str, language: str) -> tuple[Kept, ...]:
    """Return the versions of a text, newest first.

    Raises:
        NotAllowed: the actor does not write articles.
        NotFound: there is no such article.
    """
    permissions.require(actor, Action.ARTICLE_EDIT)
    if session.exec(select(Article.id).where(Article.slug == slug)).first() is None:
        raise NotFound("article")
    author, approver = aliased(Person), aliased(Person)
    found = (
        select(ArticleVersion, author, approver)
        .join(Article, col(Article.id) == col(ArticleVersion.article_id))
        .join(author, col(author.id) == col(ArticleVersion.author_id), isouter=True)
        .join(approver, col(approver.id) == col(ArticleVersion.approved_by), isouter=True)
        .where(Article.slug == slug, ArticleVersion.language == language)
        .order_by(col(ArticleVersion.number).desc())
        .options(defer(cast("_Text", ArticleVersion.content)), defer(cast("_Text", ArticleVersion.questions)))
    )
    return tuple(
        Kept(
            number=version.number, title=version.title, created_at=version.created_at, published_at=version.published_at,
            is_shown=version.published, is_released=version.released, author=_name(wrote), approver=_name(approved),
            reason=version.reason, restored_from=version.restored_from,
        )
        for version, wrote, approved in session.exec(found).all()
    )  # fmt: skip


def _name(person: Person | None) -> str:
    return f"{person.given_name} {person.family_name}" if person else ""


def difference(
    session: Session, *, actor: Actor, slug: str, language: str, older: int, newer: int
) -> tuple[Changed, ...]:
    """Return the fields in which two versions differ; number 0 is what is being written.

    Raises:
        NotAllowed: the actor does not write articles.
        NotFound: there is no such version, or nothing is being written.
    """
    permissions.require(actor, Action.ARTICLE_EDIT)
    before, after = (_fields(session, actor, slug, language, number) for number in (older, newer))
    return compared(before, after)


def compared(before: ArticleFields, after: ArticleFields) -> tuple[Changed, ...]:
    """Return the fields in which two texts differ, in the order of the form."""
    return tuple(
        Changed(name, words.between(_text(getattr(before, name)), _text(value)))
        for name, value in dict(after).items()
        if value != getattr(before, name) and name != "of"  # nobody types it
    )


def _fields(session: Session, actor: Actor, slug: str, language: str, number: int) -> ArticleFields:
    if number == DRAFT:
        return article_drafts.opened(session, actor=actor, slug=slug, language=language).fields
    found = (
        select(ArticleVersion.content, ArticleVersion.questions)
        .join(Article, col(Article.id) == col(ArticleVersion.article_id))
        .where(Article.slug == slug, ArticleVersion.language == language, ArticleVersion.number == number)
    )
    row = session.exec(found).first()
    if row is None:
        raise NotFound("article_version")
    return article_fields.of_text(*row)


def _text(value: object) -> str:
    match value:
        case None | False:
            return ""
        case date():
            return value.isoformat()
        case SourceFields():
            return ", ".join(str(one) for one in dict(value).values() if one)
        case str():
            return value
        case Sequence():
            return "\n".join(_text(one) for one in value)
        case _:
            return str(value)
