"""Links that no longer work: which ones, in whose articles, what an editor says of them, and who is told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from knowledge.vocabulary import SOURCE
from portal import clock
from portal.errors import NotFound
from portal.models.articles import Article, ArticleState, ArticleVersion
from portal.models.people import Person, Role, RoleGrant
from portal.models.signals import LinkCheck, LinkFault
from portal.providers.web_reading import LONGEST_ADDRESS
from portal.services import audit, outbox, permissions, published
from portal.services.permissions import Action, Actor

TEMPLATE = "links.dead"
WEEK = timedelta(days=7)
# Built once: every page with a source asks it.
_DEAD = columns(col(LinkCheck.address)).where(col(LinkCheck.dead_since).is_not(None))


@dataclass(frozen=True)
class Naming:
    """An article that names an address as a source."""

    slug: str
    title: str
    owner_id: str | None
    source: str


@dataclass(frozen=True)
class DeadLink:
    """An address to which readers are no longer sent, and the articles that name it."""

    address: str
    fault: LinkFault
    dead_since: datetime
    checked_at: datetime
    articles: tuple[Naming, ...]

    def concerns(self, person_id: str) -> bool:
        """Say whether it stands in an article of this person, or of nobody."""
        return any(one.owner_id in {person_id, None} for one in self.articles)


def dead(session: Session) -> frozenset[str]:
    """Return the addresses to which nobody is sent now."""
    return frozenset(session.connection().execute(_DEAD).scalars())


def listed(session: Session, *, actor: Actor) -> tuple[DeadLink, ...]:
    """Return the dead links: those in one's own articles first, then the newest.

    Raises:
        NotAllowed: the actor does not keep the knowledge base.
    """
    permissions.require(actor, Action.SIGNALS_HANDLE)
    found = _dead_links(session)
    mine = {actor.person_id}
    return tuple(
        sorted(
            found,
            key=lambda one: (
                not any(row.owner_id in mine for row in one.articles), not one.concerns(actor.person_id),
                -one.dead_since.timestamp(), one.address,
            ),
        )
    )  # fmt: skip


def open_count(session: Session, *, actor: Actor) -> int:
    """Return how many dead links stand in articles of the actor, or of nobody.

    Raises:
        NotAllowed: the actor does not keep the knowledge base.
    """
    permissions.require(actor, Action.SIGNALS_HANDLE)
    return sum(one.concerns(actor.person_id) for one in _dead_links(session))


def works(session: Session, *, actor: Actor, address: str, now: datetime) -> None:
    """Say that one looked and the address is right: it is offered again, until something else is wrong with it.

    Raises:
        NotAllowed: the actor does not keep the knowledge base.
        NotFound: no article names this address.
    """
    permissions.require(actor, Action.SIGNALS_HANDLE)
    row = session.exec(select(LinkCheck).where(LinkCheck.address == address).with_for_update()).first()
    if row is None:
        raise NotFound("link")
    if row.fault is None:
        return
    row.accepted, row.fault, row.in_a_row, row.dead_since = row.fault, None, 0, None
    session.add(row)
    audit.record(
        session, actor_id=actor.person_id or None, action="link.accepted", subject="links:sources",
        facts={"fault": row.accepted.value if row.accepted else ""}, now=now,
    )  # fmt: skip


def _dead_links(session: Session) -> list[DeadLink]:
    rows = session.exec(select(LinkCheck).where(col(LinkCheck.dead_since).is_not(None))).all()
    naming = named(session) if rows else {}
    return [
        DeadLink(
            row.address, row.fault, row.dead_since, row.checked_at or row.dead_since, naming[row.address]
        )
        for row in rows
        if row.fault and row.dead_since and row.address in naming
    ]


def named(session: Session) -> dict[str, tuple[Naming, ...]]:
    """Return every address that a published article names as a source, with those articles."""
    rows = session.exec(
        select(Article, ArticleVersion)
        .join(ArticleVersion, col(ArticleVersion.article_id) == col(Article.id))
        .where(Article.state == ArticleState.PUBLISHED, col(ArticleVersion.published), ArticleVersion.language == SOURCE)
        .order_by(Article.slug)
    )  # fmt: skip
    found: dict[str, tuple[Naming, ...]] = {}
    for article, version in rows:
        text = published.dutch_text(article.slug, version)
        for source in text.sources if text else ():
            if source.url and len(source.url) <= LONGEST_ADDRESS:
                naming = Naming(article.slug, version.title, article.owner_id, source.title)
                found[source.url] = (*found.get(source.url, ()), naming)
    return found


def tell(session: Session, *, now: datetime) -> int:
    """Write to those of the redactie in whose articles a link died this week: one mail a week each; returns how many."""
    new = [one for one in _dead_links(session) if one.dead_since > now - WEEK]
    if not new:
        return 0
    year, week, _day = now.astimezone(clock.BRUSSELS).isocalendar()
    before = outbox.count_of(session, key_start=f"{TEMPLATE}:{year}-{week:02d}:")
    for person_id, language in editors(session):
        if any(one.concerns(person_id) for one in new):
            outbox.queue_mail(
                session, key=f"{TEMPLATE}:{year}-{week:02d}:{person_id}", template=TEMPLATE, person_id=person_id, language=language, now=now
            )  # fmt: skip
    return outbox.count_of(session, key_start=f"{TEMPLATE}:{year}-{week:02d}:") - before


def editors(session: Session) -> Iterable[tuple[str, str]]:
    """Return id and language of everybody of the redactie, to write to them."""
    return session.exec(
        select(Person.id, Person.language)
        .join(RoleGrant, col(RoleGrant.person_id) == col(Person.id))
        .where(RoleGrant.role == Role.REDACTEUR, col(RoleGrant.ended_at).is_(None), col(Person.active))
        .distinct()
        .order_by(Person.id)
    ).all()
