"""Whether articles help: said on their page or about an answer that quotes them, read and closed by the redactie.

Nothing is kept of who said it. One browser counts once for an article and day: a keyed hash tells so, and is forgotten.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from knowledge import known_words
from portal.clock import BRUSSELS
from portal.errors import NotFound
from portal.models.articles import Article, ArticleState, ArticleVersion
from portal.models.conversations import ChatTurn, FeedbackReason, TurnQuote
from portal.models.people import Person
from portal.models.signals import ArticleFeedback, FeedbackClosing, FeedbackOrigin
from portal.services import audit, permissions, rate_limits, shares, words_in_use
from portal.services.askers import hashed
from portal.services.permissions import Action, Actor

KEPT = timedelta(days=730)
HASH_KEPT = timedelta(days=1)
MOST_A_DAY = 200  # from one address: a library, a class
MOST_QUESTIONS = 3
WORST = 10
_FEWEST_NO = 2  # one reader alone makes no list
_SURE = 1.645  # nineteen times out of twenty
SOURCE = "nl"


@dataclass(frozen=True)
class Browser:
    """Where a word comes from: `key` tells browsers apart, `address` may be shared by many. Neither is kept."""

    key: str
    address: str
    secret: str


@dataclass(frozen=True)
class FeedbackLine:
    """What readers found of an article since it was last closed. `seen` is the newest of it; `questions` are without names."""

    article_id: str
    slug: str
    title: str
    owner_id: str | None
    owner_name: str | None
    why: Mapping[FeedbackReason | None, int]
    languages: Mapping[str, int]
    newest_on: date
    seen: int
    questions: tuple[str, ...] = ()

    @property
    def unhelped(self) -> int:
        """Return how many it did not help."""
        return sum(self.why.values())


@dataclass(frozen=True)
class Poor:
    """An article that often did not help in a month."""

    slug: str
    title: str
    helped: int
    unhelped: int


def give(
    session: Session,
    *,
    slug: str,
    language: str,
    browser: Browser,
    helped: bool,
    now: datetime,
    reason: FeedbackReason | None = None,
) -> None:
    """Keep whether the page of an article helped; the last word of a browser on a day counts.

    Raises:
        NotFound: there is no such article for readers.
        TooManyRequests: too much came from this address today.
    """
    article = session.exec(
        select(Article).where(Article.slug == slug, Article.state == ArticleState.PUBLISHED)
    ).first()
    if article is None:
        raise NotFound("article")
    day = _day(now)
    key = f"feedback:{hashed(browser.address, browser.secret)}"
    rate_limits.count_in_a_day(session, key=key, most=MOST_A_DAY, now=now)
    said = {
        "article_id": article.id, "language": language, "origin": FeedbackOrigin.PAGE, "helped": helped,
        "reason": None if helped else reason, "given_on": day,
        "visitor": hashed(f"{day.isoformat()}|{slug}|{browser.key}", browser.secret),
    }  # fmt: skip
    _keep(session, said, once_for="visitor")


def from_turn(
    session: Session, *, turn_id: str, helped: bool, reason: FeedbackReason | None, now: datetime
) -> None:
    """Let the owners of the articles that an answer quoted know whether it helped; the last word counts."""
    found = session.exec(
        select(ArticleVersion.article_id, func.min(ArticleVersion.language))
        .join(TurnQuote, col(TurnQuote.article_version_id) == col(ArticleVersion.id))
        .where(TurnQuote.turn_id == turn_id)
        .group_by(col(ArticleVersion.article_id))
        .order_by(col(ArticleVersion.article_id))
    ).all()
    for article_id, language in found:
        said = {
            "article_id": article_id, "language": language, "origin": FeedbackOrigin.CHAT, "helped": helped,
            "reason": None if helped else reason, "given_on": _day(now), "turn_id": turn_id,
        }  # fmt: skip
        _keep(session, said, once_for="turn_id")


def _keep(session: Session, said: Mapping[str, Any], *, once_for: str) -> None:
    insert: Any = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(ArticleFeedback).values(**said)
    last_word = {name: statement.excluded[name] for name in ("helped", "reason", "given_on", "language")}
    opened = {"closing": None, "closed_by_id": None, "closed_at": None}
    session.execute(
        statement.on_conflict_do_update(index_elements=["article_id", once_for], set_=last_word | opened)
    )


def counts(session: Session, *, since: date) -> dict[str, tuple[int, int]]:
    """Return for how many an article helped and for how many not, by slug, from a day on; without any it is left out."""
    rows = session.exec(
        select(Article.slug, ArticleFeedback.helped, func.count())
        .join(ArticleFeedback, col(ArticleFeedback.article_id) == col(Article.id))
        .where(col(ArticleFeedback.given_on) >= _day(since))
        .group_by(Article.slug, col(ArticleFeedback.helped))
    )
    found: dict[str, tuple[int, int]] = {}
    for slug, helped, count in rows:
        yes, no = found.get(slug, (0, 0))
        found[slug] = (yes + count, no) if helped else (yes, no + count)
    return found


def inbox(session: Session, *, actor: Actor) -> tuple[FeedbackLine, ...]:
    """Return the articles with feedback that nobody closed: one's own first, then those of nobody, then by how much.

    Raises:
        NotAllowed: the actor does not keep the knowledge base.
    """
    permissions.require(actor, Action.SIGNALS_HANDLE)
    rows: dict[str, list[ArticleFeedback]] = {}
    for row in session.exec(select(ArticleFeedback).where(*_OPEN).order_by(col(ArticleFeedback.number))):
        rows.setdefault(row.article_id, []).append(row)
    if not rows:
        return ()
    named = _named(session, rows)
    questions = _questions(session)
    lines = [_line(named[key], found, questions.get(key, ())) for key, found in rows.items() if key in named]
    whose = {actor.person_id: 0, None: 1}
    return tuple(
        sorted(lines, key=lambda line: (whose.get(line.owner_id, 2), -line.unhelped, line.title.casefold()))
    )


def open_count(session: Session, *, actor: Actor) -> int:
    """Return how many articles of the actor, or of nobody, have feedback that waits.

    Raises:
        NotAllowed: the actor does not keep the knowledge base.
    """
    permissions.require(actor, Action.SIGNALS_HANDLE)
    mine = (col(Article.owner_id) == actor.person_id) | col(Article.owner_id).is_(None)
    statement = select(func.count(func.distinct(ArticleFeedback.article_id))).join(
        Article, col(Article.id) == col(ArticleFeedback.article_id)
    )
    return session.exec(statement.where(*_OPEN, mine)).one()


def close(
    session: Session, *, actor: Actor, article_id: str, seen: int, closing: FeedbackClosing, now: datetime
) -> int:
    """Close what was said of an article up to the newest that the actor saw; returns how much that was.

    Raises:
        NotAllowed: the actor does not keep the knowledge base.
        NotFound: there is no such article.
    """
    permissions.require(actor, Action.SIGNALS_HANDLE)
    if session.get(Article, article_id) is None:
        raise NotFound("article")
    result: Any = session.execute(
        update(ArticleFeedback)
        .where(*_OPEN, col(ArticleFeedback.article_id) == article_id, col(ArticleFeedback.number) <= seen)
        .values(closing=closing, closed_by_id=actor.person_id or None, closed_at=now)
    )
    if result.rowcount:
        audit.record(
            session, actor_id=actor.person_id or None, action="article.feedback-closed", subject=f"article:{article_id}",
            facts={"closing": closing.value, "count": result.rowcount}, now=now,
        )  # fmt: skip
    return int(result.rowcount)


def worst(session: Session, *, actor: Actor, month: date) -> tuple[Poor, ...]:
    """Return the ten articles that helped least in a month, the surest first: many votes weigh more than one or two.

    Raises:
        NotAllowed: the actor does not keep the knowledge base.
    """
    permissions.require(actor, Action.SIGNALS_HANDLE)
    first = month.replace(day=1)
    after = (first + timedelta(days=32)).replace(day=1)
    rows = session.exec(
        select(Article.id, Article.slug, ArticleFeedback.helped, func.count())
        .join(ArticleFeedback, col(ArticleFeedback.article_id) == col(Article.id))
        .where(col(ArticleFeedback.given_on) >= first, col(ArticleFeedback.given_on) < after)
        .group_by(Article.id, Article.slug, col(ArticleFeedback.helped))
    )
    votes: dict[tuple[str, str], Counter[bool]] = {}
    for article_id, slug, helped, count in rows:
        votes.setdefault((article_id, slug), Counter())[helped] += count
    titles = {
        key: title
        for key, (_slug, title, _owner, _name) in _named(session, (key for key, _ in votes)).items()
    }
    poor = [
        Poor(slug, titles.get(key, slug), count[True], count[False])
        for (key, slug), count in votes.items()
        if count[False] >= _FEWEST_NO
    ]
    return tuple(sorted(poor, key=lambda one: (-_surely(one.unhelped, one.helped), one.slug))[:WORST])


def _surely(no: int, yes: int) -> float:
    """Return the share that it did not help, as low as chance lets it be."""
    return shares.interval(no, no + yes, sure=_SURE)[0]


def forget(session: Session, *, now: datetime) -> int:
    """Forget which browsers spoke, and what was said long ago; returns how many rows changed."""
    day = _day(now)
    hashes: Any = session.execute(
        update(ArticleFeedback)
        .where(col(ArticleFeedback.visitor).is_not(None), col(ArticleFeedback.given_on) < day - HASH_KEPT)
        .values(visitor=None)
    )
    old: Any = session.execute(delete(ArticleFeedback).where(col(ArticleFeedback.given_on) < day - KEPT))
    return int(hashes.rowcount + old.rowcount)


_OPEN = (col(ArticleFeedback.helped).is_(False), col(ArticleFeedback.closing).is_(None))
_Named = tuple[str, str, str | None, str | None]


def _named(session: Session, ids: Any) -> dict[str, _Named]:
    """Return slug, Dutch title, owner and the owner's name of articles."""
    rows = session.exec(
        select(Article.id, Article.slug, ArticleVersion.title, Person)
        .join(ArticleVersion, col(ArticleVersion.article_id) == col(Article.id))
        .join(Person, col(Person.id) == col(Article.owner_id), isouter=True)
        .where(col(Article.id).in_(list(ids)), ArticleVersion.language == SOURCE)
        .order_by(col(ArticleVersion.published), col(ArticleVersion.number))
    )
    return {
        key: (slug, title, owner.id if owner else None, f"{owner.given_name} {owner.family_name}" if owner else None)
        for key, slug, title, owner in rows
    }  # fmt: skip


def _questions(session: Session) -> dict[str, tuple[str, ...]]:
    """Return the newest questions, without names, whose answer quoted an article and did not help."""
    rows = session.exec(
        select(ArticleFeedback.article_id, ChatTurn.question, ChatTurn.language)
        .join(ChatTurn, col(ChatTurn.id) == col(ArticleFeedback.turn_id))
        .where(*_OPEN)
        .order_by(col(ArticleFeedback.number).desc())
    )
    found: dict[str, tuple[str, ...]] = {}
    for article_id, question, language in rows.all():
        shown = found.get(article_id, ())
        if len(shown) < MOST_QUESTIONS:
            text = known_words.without_names(question, language, words_in_use.read(session))
            found[article_id] = (*shown, text) if text and text not in shown else shown
    return found


def _line(named: _Named, rows: list[ArticleFeedback], questions: tuple[str, ...]) -> FeedbackLine:
    slug, title, owner_id, owner_name = named
    return FeedbackLine(
        article_id=rows[0].article_id, slug=slug, title=title, owner_id=owner_id, owner_name=owner_name,
        why=Counter(row.reason for row in rows), languages=Counter(row.language for row in rows),
        newest_on=max(row.given_on for row in rows), seen=max(row.number or 0 for row in rows), questions=questions,
    )  # fmt: skip


def _day(moment: date) -> date:
    return moment.astimezone(BRUSSELS).date() if isinstance(moment, datetime) else moment
