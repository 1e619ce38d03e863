"""An existing site becomes drafts at the desk of the redactie: each page one article, to be completed and approved as any other.

What was read of a page stands in the audit trail, so that reading again writes only what changed. A draft that nobody touched
follows its page; what an editor changed, handed in, published or threw away is theirs. Nothing is published here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import text as sql
from sqlmodel import Session, col, select

from knowledge import drafts, markup
from knowledge.site_pages import PageText, Unfit, UnfitPage
from knowledge.vocabulary import LANGUAGES, SOURCE
from portal import db
from portal.clock import BRUSSELS
from portal.errors import BadInput
from portal.models.articles import Article, ArticleDraft, ArticleState, DraftState
from portal.models.audit import AuditEntry
from portal.providers.web_reading import WebReader
from portal.services import (
    article_drafts,
    article_fields,
    articles,
    audit,
    dead_links,
    permissions,
    site_import,
    site_sources,
)
from portal.services.article_fields import ArticleFields
from portal.services.permissions import Action, Actor
from portal.services.site_import import MOST_PAGES, Intake
from portal.services.site_sources import Read, Source

IMPORTED = "article.imported"
_IMPORT_LOCK = 7_062_031  # any number, as long as nothing else of ours uses it
_READ_BEFORE = (  # of what was read of a page more than once the newest comes last
    select(AuditEntry.subject, AuditEntry.facts, Article.slug)
    .join(Article, col(AuditEntry.facts)["article"].as_string() == col(Article.id))
    .where(AuditEntry.action == IMPORTED)
    .order_by(col(AuditEntry.number))
)


class Outcome(StrEnum):
    """What became of a page; the names of the lists of `Intake`."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    KEPT = "kept"


@dataclass(frozen=True)
class OnDesk:
    """What is remembered of a page: its article, the text that was read and from which site, what tells that it changed."""

    article_id: str
    slug: str
    language: str
    text: str
    site: str
    validator: str | None
    turn: str = ""

    @property
    def name(self) -> str:
        """Return how its draft is called."""
        return f"{self.slug}/{self.language}"


def take_in(
    source: str,
    *,
    owner_id: str,
    actor: Actor,
    reader: WebReader,
    now: datetime,
    most: int = MOST_PAGES,
    dry_run: bool = False,
) -> Intake:
    """Read a site and put what is new or changed at the desk, each page in a transaction of its own.

    Raises:
        NotAllowed: the actor does not write articles.
        BadInput: the source cannot be read, or the owner is nobody of the redactie.
        ProviderDown: the server of the source does not answer.
    """
    permissions.require(actor, Action.ARTICLE_EDIT)
    with db.reading() as session:
        _require_redacteur(session, owner_id)
    site = site_sources.opened(source, reader)
    with db.reading() as session:
        known = _remembered(session)
    work = _Work(site, _of_site(site, known, now), owner_id, actor, now, dry_run=dry_run)
    work.intake.rejected.update(site.rejected)
    listed = {_subject(site.name, place) for place in site.places}
    own = {subject: one for subject, one in known.items() if one.site == site_import.digest(site.name)}
    work.intake.withdrawn += sorted(one.name for subject, one in own.items() if subject not in listed)
    site_import.read_pages(site, work, most)
    work.intake.withdrawn = [
        work.pages[place].name if place in work.pages else place for place in work.intake.withdrawn
    ]
    return work.intake


@dataclass
class _Work:
    site: Source
    pages: Mapping[str, OnDesk]
    owner_id: str
    actor: Actor
    now: datetime
    dry_run: bool
    intake: Intake = field(default_factory=Intake)

    def take(self, place: str, read: Read) -> None:
        with db.transaction() as session:
            outcome, name = put(
                session, actor=self.actor, owner_id=self.owner_id, site=self.site.name, place=place, read=read, now=self.now
            )  # fmt: skip
            if self.dry_run:
                session.rollback()
        getattr(self.intake, outcome).append(name)


def put(
    session: Session, *, actor: Actor, owner_id: str, site: str, place: str, read: Read, now: datetime
) -> tuple[Outcome, str]:
    """Put a page that was read at the desk; returns what became of it, and its draft as slug/language.

    A page in another language than Dutch waits in that language, beside a Dutch draft with its title and source.

    Raises:
        NotAllowed: the actor does not write articles.
        UnfitPage: it is in no language of the portal, or longer than any article.
    """
    permissions.require(actor, Action.ARTICLE_EDIT)
    if session.get_bind().dialect.name == "postgresql":  # SQLite's writers already wait for each other
        session.execute(sql("SELECT pg_advisory_xact_lock(:key)"), {"key": _IMPORT_LOCK})
    subject, page = _subject(site, place), read.page
    before = _remembered(session, subject).get(subject)
    if before is not None and (page is None or before.text == site_import.digest_of(page)):
        return Outcome.UNCHANGED, before.name
    if page is None:
        raise UnfitPage(Unfit.NO_MAIN_TEXT)
    language = _language(page)
    fields = _fields(page, language, place, read, now)
    if before is not None and before.language == language:
        article = articles.locked(session, before.article_id)
        untouched = _untouched(session, article, fields)
        if not untouched:
            return Outcome.KEPT, before.name
        _write_over(session, untouched, fields, now)
        outcome = Outcome.CHANGED
    else:
        article = _begin(session, fields, owner_id, now)
        outcome = Outcome.NEW
    facts = {
        "article": article.id, "language": language, "text": site_import.digest_of(page), "site": site_import.digest(site),
        "validator": read.validator,
    }  # fmt: skip
    audit.record(
        session, actor_id=actor.person_id or None, action=IMPORTED, subject=subject, facts=facts, now=now
    )  # fmt: skip
    return outcome, f"{article.slug}/{language}"


def _language(page: PageText) -> str:
    language = site_import.language_of(page)
    if language is None:
        raise UnfitPage(Unfit.UNKNOWN_LANGUAGE)
    if language not in LANGUAGES:
        raise UnfitPage(Unfit.NOT_OFFERED)
    return language


def _fields(page: PageText, language: str, place: str, read: Read, now: datetime) -> dict[str, ArticleFields]:
    """Return the drafts of a page, by language; a source without an address is called by its file."""
    origin = site_import.origin_of(place, read, now.astimezone(BRUSSELS).date())
    whole = article_fields.of_text(drafts.render(page, language=language, origin=origin))
    sources = whole.sources
    if not read.address:
        sources = tuple(one.model_copy(update={"title": place}) for one in sources)
    dutch = whole.model_copy(update={"others": "", "sources": sources})
    found = {SOURCE: dutch}
    if language != SOURCE:
        found[SOURCE] = dutch.model_copy(update={"body": ""})
        found[language] = ArticleFields(title=whole.title, body=markup.without_marks(whole.body))
    if any(len(str(one.values())) > article_fields.MAX_CHARACTERS for one in found.values()):
        raise UnfitPage(Unfit.TOO_LONG)
    return found


def _begin(session: Session, fields: Mapping[str, ArticleFields], owner_id: str, now: datetime) -> Article:
    """Begin an article that nobody wrote yet: a draft without writers is what tells that nobody touched it."""
    dutch = fields[SOURCE]
    article = article_drafts.begin(session, title=dutch.title, now=now, fields=dutch, owner_id=owner_id)
    for language, translation in fields.items():
        if language != SOURCE:
            article_drafts.add(session, article, language, translation, based_on=0, actor_id=None, now=now)
    return article


def _untouched(session: Session, article: Article, fields: Mapping[str, ArticleFields]) -> list[ArticleDraft]:
    """Return the drafts of a locked article as an import left them; none when somebody did something with any of them."""
    found = select(ArticleDraft).where(ArticleDraft.article_id == article.id)
    rows = session.exec(found.execution_options(populate_existing=True)).all()
    as_left = all(row.state is DraftState.WRITING and not row.writers for row in rows)
    is_new = article.state is ArticleState.DRAFT and {row.language for row in rows} == fields.keys()
    return list(rows) if as_left and is_new else []


def _write_over(
    session: Session, rows: list[ArticleDraft], fields: Mapping[str, ArticleFields], now: datetime
) -> None:
    for row in rows:
        row.values, row.revision, row.changed_at = fields[row.language].values(), row.revision + 1, now
    session.add_all(rows)
    session.flush()


def _require_redacteur(session: Session, person_id: str) -> None:
    if person_id not in dict(dead_links.editors(session)):
        raise BadInput(
            person_id, "nobody of the redactie has this id; see: portal users list --role redacteur"
        )


def _subject(site: str, place: str) -> str:
    """Return how a page is called in the audit trail: by its address, whichever list names it, or by its file."""
    is_address = place.startswith(("https://", "http://"))
    return f"page:{site_import.digest(place if is_address else f'{site}/{place}')}"


def _remembered(session: Session, subject: str | None = None) -> dict[str, OnDesk]:
    """Return what is known of the pages that were read before, or of one of them, by name in the audit trail."""
    asked = _READ_BEFORE if subject is None else _READ_BEFORE.where(col(AuditEntry.subject) == subject)
    return {
        name: OnDesk(
            facts["article"], slug, facts["language"], facts["text"], facts["site"], facts["validator"]
        )
        for name, facts, slug in session.exec(asked)
    }


def _of_site(site: Source, known: Mapping[str, OnDesk], now: datetime) -> dict[str, OnDesk]:
    """Return the known pages of a site; which of them is read first differs from day to day, so that each has its turn."""
    pages = {}
    for place in site.places:
        if one := known.get(_subject(site.name, place)):
            turn = site_import.digest(f"{now.date()} {place}")
            pages[place] = OnDesk(**{**vars(one), "turn": turn})
    return pages
