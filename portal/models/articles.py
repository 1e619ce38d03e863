"""The knowledge base: articles and their versions. A version never changes after it was stored."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Index, LargeBinary, UniqueConstraint, text
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
