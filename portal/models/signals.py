"""What tells the redactie that a text needs them: feedback, questions without an answer, dead links, answers of jurists."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from portal.models.columns import Code, Moment, new_id
from portal.models.conversations import FeedbackReason


class FeedbackOrigin(StrEnum):
    """Where somebody said whether a text helped."""

    PAGE = "page"
    CHAT = "chat"


class FeedbackClosing(StrEnum):
    """What became of feedback."""

    MENDED = "mended"
    STAYS = "stays"
    ELSEWHERE = "elsewhere"


class ArticleFeedback(SQLModel, table=True):
    """Whether an article helped somebody, on its page or quoted in the chat. Says nothing of who.

    `visitor` is a keyed hash of browser, article and day, so that one browser counts once; it is forgotten after a day.
    """

    __tablename__ = "article_feedback"
    __table_args__ = (UniqueConstraint("article_id", "visitor"), UniqueConstraint("article_id", "turn_id"))

    number: int | None = Field(default=None, primary_key=True)
    article_id: str = Field(foreign_key="article.id", index=True, max_length=32)
    language: str = Field(max_length=8)
    origin: FeedbackOrigin = Field(sa_type=Code(FeedbackOrigin))
    helped: bool
    reason: FeedbackReason | None = Field(default=None, sa_type=Code(FeedbackReason))
    given_on: date = Field(index=True)
    visitor: str | None = Field(default=None, max_length=32)
    turn_id: str | None = Field(default=None, foreign_key="chat_turn.id", index=True, max_length=32)
    closing: FeedbackClosing | None = Field(default=None, sa_type=Code(FeedbackClosing))
    closed_by_id: str | None = Field(default=None, foreign_key="person.id", max_length=32)
    closed_at: datetime | None = Field(default=None, sa_type=Moment)


class GroupState(StrEnum):
    """What the redactie does with questions that had no answer."""

    OPEN = "open"
    PLANNED = "planned"
    NOT_OURS = "not-ours"
    ANSWERED = "answered"


class QuestionGroup(SQLModel, table=True):
    """Questions without an answer that mean the same. `title` is what the redactie calls it, masked."""

    __tablename__ = "question_group"

    id: str = Field(default_factory=new_id, primary_key=True, max_length=32)
    state: GroupState = Field(default=GroupState.OPEN, sa_type=Code(GroupState), index=True)
    title: str = Field(default="", max_length=200)
    owner_id: str | None = Field(default=None, foreign_key="person.id", index=True, max_length=32)
    article_id: str | None = Field(default=None, foreign_key="article.id", max_length=32)
    made_at: datetime = Field(sa_type=Moment)
    marked_by_id: str | None = Field(default=None, foreign_key="person.id", max_length=32)
    marked_at: datetime | None = Field(default=None, sa_type=Moment)


class GroupedQuestion(SQLModel, table=True):
    """A turn that had no answer, in its group; `vector` is what the question means to `model`. Goes with the turn."""

    __tablename__ = "grouped_question"

    turn_id: str = Field(foreign_key="chat_turn.id", primary_key=True, max_length=32)
    group_id: str = Field(foreign_key="question_group.id", index=True, max_length=32)
    model: str = Field(max_length=200)
    vector: bytes = Field(sa_type=LargeBinary, description="Little-endian half floats.")


class LinkFault(StrEnum):
    """What is wrong with an address that an article names as its source."""

    MISSING = "missing"
    GONE = "gone"
    SAYS_MISSING = "says-missing"
    OTHER_SITE = "other-site"
    HOME_PAGE = "home-page"
    NO_ANSWER = "no-answer"
    NOT_FOR_US = "not-for-us"


class LinkCheck(SQLModel, table=True):
    """How an address answered the last time. `dead_since`: readers are not sent there; None: they are.

    `accepted` is a fault that an editor looked at and found none.
    """

    __tablename__ = "link_check"

    address: str = Field(primary_key=True, max_length=500)
    fault: LinkFault | None = Field(default=None, sa_type=Code(LinkFault))
    in_a_row: int = Field(default=0, ge=0)
    checked_at: datetime | None = Field(default=None, sa_type=Moment)
    due_at: datetime = Field(sa_type=Moment, index=True)
    dead_since: datetime | None = Field(default=None, sa_type=Moment, index=True)
    validator: str | None = Field(default=None, max_length=200)
    accepted: LinkFault | None = Field(default=None, sa_type=Code(LinkFault))


class ArticleFromCase(SQLModel, table=True):
    """That a jurist's answer was made into a draft article; once a case."""

    __tablename__ = "article_from_case"

    case_id: str = Field(foreign_key="handover_case.id", primary_key=True, max_length=32)
    slug: str = Field(max_length=80)
    made_by_id: str = Field(foreign_key="person.id", max_length=32)
    made_at: datetime = Field(sa_type=Moment)
