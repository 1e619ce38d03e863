"""The knowledge base: articles, their versions and drafts. The text of a version never changes after it was stored."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index, LargeBinary, UniqueConstraint, text, true
from sqlmodel import Field, SQLModel

from portal.models.columns import Code, Moment, new_id


class ArticleState(StrEnum):
    """Whether an article may be read and quoted."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Article(SQLModel, table=True):
    """One subject, in one or more languages; the slug stands in its address for ever."""

    __tablename__ = "article"

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    slug: str = Field(max_length=80, unique=True)
    state: ArticleState = Field(default=ArticleState.DRAFT, sa_type=Code(ArticleState))
    owner_id: str | None = Field(default=None, foreign_key="person.id", max_length=32)


class ArticleVersion(SQLModel, table=True):
    """One stored text of an article in one language. `content` is the source file's text, `digest` its SHA-256.

    `questions`, with the Dutch text only, is what `questions.yaml` held: how people ask for the article, in any language.
    """

    __tablename__ = "article_version"
    __table_args__ = (
        UniqueConstraint("article_id", "language", "number"),
        Index(
            "one_published_version", "article_id", "language", unique=True,
            sqlite_where=text("published"), postgresql_where=text("published"),
        ),
    )  # fmt: skip

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    article_id: str = Field(foreign_key="article.id", index=True, max_length=32)
    language: str = Field(max_length=8)
    number: int = Field(ge=1)
    digest: str = Field(max_length=64, index=True)
    content: str
    questions: str = Field(default="", sa_column_kwargs={"server_default": ""})
    title: str = Field(max_length=200)
    summary: str = Field(max_length=400)
    next_check_on: date | None = None
    published: bool = False
    created_at: datetime = Field(sa_type=Moment)
    published_at: datetime | None = Field(default=None, sa_type=Moment)
    made_from_id: str | None = Field(
        default=None,
        foreign_key="article_version.id",
        max_length=32,
        description="Of a translation that does not say so itself: the Dutch version it was made from.",
    )
    released: bool = Field(
        default=False,
        sa_column_kwargs={"server_default": true()},
        description="A folder of files brought this very text: only such a text may be replaced by the next folder.",
    )
    author_id: str | None = Field(
        default=None,
        foreign_key="person.id",
        max_length=32,
        description="None: it came from a folder of files.",
    )
    approved_by: str | None = Field(default=None, foreign_key="person.id", max_length=32)
    reason: str | None = Field(
        default=None, max_length=600, description="Why it was published all the same, or restored."
    )
    restored_from: int | None = Field(
        default=None, description="The number of the version whose text it has again."
    )


class DraftState(StrEnum):
    """How far a text is that is not published yet."""

    WRITING = "writing"
    REVIEW = "review"
    RETURNED = "returned"
    SCHEDULED = "scheduled"


class ArticleDraft(SQLModel, table=True):
    """What is being written of an article in one language: one draft, for whoever of the redactie works on it."""

    __tablename__ = "article_draft"
    __table_args__ = (UniqueConstraint("article_id", "language"),)

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    article_id: str = Field(foreign_key="article.id", max_length=32)
    language: str = Field(max_length=8)
    values: dict[str, Any] = Field(default_factory=dict, sa_type=JSON, description="The fields of the form.")
    based_on: int = Field(ge=0, description="The version that readers saw when it was begun; 0: none.")
    revision: int = Field(
        default=1, ge=1, description="Grows with every change: who decides says what was read."
    )
    state: DraftState = Field(default=DraftState.WRITING, sa_type=Code(DraftState), index=True)
    writers: list[str] = Field(default_factory=list, sa_type=JSON, description="Everybody who changed it.")
    changed_by: str | None = Field(default=None, foreign_key="person.id", max_length=32)
    changed_at: datetime = Field(sa_type=Moment)
    submitted_by: str | None = Field(default=None, foreign_key="person.id", max_length=32)
    submitted_at: datetime | None = Field(default=None, sa_type=Moment)
    reviewed_by: str | None = Field(default=None, foreign_key="person.id", max_length=32)
    note: str = Field(
        default="",
        max_length=600,
        description="Why it was sent back, or why an older version must come back.",
    )
    version_id: str | None = Field(
        default=None,
        foreign_key="article_version.id",
        max_length=32,
        description="The approved text that waits.",
    )
    publish_at: datetime | None = Field(default=None, sa_type=Moment)
    restored_from: int | None = Field(
        default=None, description="The number of the version that it brings back; None once it is changed."
    )


class ArticleViews(SQLModel, table=True):
    """How often an article's page was opened on a day, in a language; not by whom."""

    __tablename__ = "article_views"

    article_id: str = Field(foreign_key="article.id", primary_key=True, max_length=32)
    day: date = Field(primary_key=True)
    language: str = Field(primary_key=True, max_length=8)
    views: int = Field(default=0, ge=0)


class KnowledgeState(SQLModel, table=True):
    """One row: a number that grows with every publish, so that each process sees that its index is old."""

    __tablename__ = "knowledge_state"

    id: int = Field(default=1, primary_key=True)
    generation: int = Field(default=0, ge=0)
    changed_at: datetime = Field(sa_type=Moment)


class EmbeddedText(SQLModel, table=True):
    """The vector of one text by one model: a restart or a small publish embeds only what is new."""

    __tablename__ = "embedded_text"
    __table_args__ = (UniqueConstraint("model", "digest"),)

    id: int | None = Field(default=None, primary_key=True)
    model: str = Field(max_length=200)
    digest: str = Field(max_length=64)
    vector: bytes = Field(sa_type=LargeBinary, description="Little-endian half floats.")
