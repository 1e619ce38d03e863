"""What is being written of articles: one draft for each article and language, kept at every change.

A draft is there from the first change on. It knows which version readers saw when it was begun: a newer one meanwhile is
never overwritten. While somebody reviews it, or it waits for its day, nobody changes it.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlmodel import Session, col, select
from text_unidecode import unidecode

from knowledge.content import ArticleText
from knowledge.vocabulary import LANGUAGES, SOURCE
from portal.clock import BRUSSELS
from portal.errors import NotFound, OutsideRules, TooLong, WrongState
from portal.models.articles import Article, ArticleDraft, ArticleState, ArticleVersion, DraftState
from portal.models.people import Person
from portal.services import article_fields, article_marks, articles, audit, permissions
from portal.services.article_fields import MAX_CHARACTERS, ArticleFields, Examined, FieldProblem
from portal.services.permissions import Action, Actor

HALF_A_YEAR = timedelta(days=182)
_LONGEST_SLUG = 60
CHANGEABLE = frozenset({DraftState.WRITING, DraftState.RETURNED})


@dataclass(frozen=True)
class Opened:
    """A text for whoever writes or reviews it: as it is being written, and how it stands.

    `draft_id` is None where nothing was changed yet. `shown` is the version that readers see, 0: none; when it is not the
    one that the draft is `based_on`, the text changed meanwhile. `original` is the Dutch text that readers see.
    """

    article_id: str
    slug: str
    language: str
    article_state: ArticleState
    owner_id: str | None
    fields: ArticleFields
    before: ArticleFields
    shown: int
    original: ArticleText | None
    draft_id: str | None = None
    state: DraftState | None = None
    based_on: int = 0
    revision: int = 0
    writers: tuple[str, ...] = ()
    changed_by: str = ""
    changed_at: datetime | None = None
    note: str = ""
    publish_at: datetime | None = None
    restored_from: int | None = None

    @property
    def is_changed(self) -> bool:
        """Say whether the draft says something else than what it is based on."""
        return not article_marks.says_the_same(self.fields, self.before)

    @property
    def is_outdated(self) -> bool:
        """Say whether readers meanwhile see another version than the one that the draft was begun with."""
        return self.draft_id is not None and self.based_on != self.shown

    @property
    def may_change(self) -> bool:
        """Say whether the text may be changed now."""
        return self.state is None or self.state in CHANGEABLE


def opened(session: Session, *, actor: Actor, slug: str, language: str) -> Opened:
    """Return a text as it is being written; where nothing is, as readers see it.

    Raises:
        NotAllowed: the actor does not write articles.
        NotFound: there is no such article or language.
    """
    permissions.require(actor, Action.ARTICLE_EDIT)
    article = session.exec(select(Article).where(Article.slug == slug)).first()
    if article is None or language not in LANGUAGES:
        raise NotFound("article")
    draft = of_article(session, article.id, language)
    shown = articles.shown_version(session, article.id, language)
    before = fields_before(session, article, language)
    original = articles.shown_dutch(session, article) if language != SOURCE else None
    standing = Opened(
        article_id=article.id, slug=slug, language=language, article_state=article.state, owner_id=article.owner_id,
        fields=before, before=before, shown=shown.number if shown else 0, original=original,
    )  # fmt: skip
    return _with_draft(session, standing, draft) if draft else standing


def _with_draft(session: Session, standing: Opened, draft: ArticleDraft) -> Opened:
    writer = session.get(Person, draft.changed_by) if draft.changed_by else None
    return Opened(
        **{
            **vars(standing),
            "fields": article_fields.of_values(draft.values),
            "draft_id": draft.id,
            "state": draft.state,
            "based_on": draft.based_on,
            "revision": draft.revision,
            "writers": tuple(draft.writers),
            "changed_by": f"{writer.given_name} {writer.family_name}" if writer else "",
            "changed_at": draft.changed_at,
            "note": draft.note,
            "publish_at": draft.publish_at,
            "restored_from": draft.restored_from,
        }
    )


def examined(session: Session, text: Opened, fields: ArticleFields) -> Examined:
    """Say what is wrong with a text that is being written."""
    slugs = session.exec(select(Article.slug)).all() if text.language == SOURCE else None
    if text.restored_from is not None and fields == text.fields:
        article = session.get_one(Article, text.article_id)
        old = articles.numbered(session, article.id, text.language, text.restored_from)
        return article_fields.examine_text(
            article_marks.explicit(session, article, old), old.questions,
            slug=text.slug, language=text.language, original=text.original, slugs=slugs,
        )  # fmt: skip
    found = article_fields.examine(
        fields, slug=text.slug, language=text.language, original=text.original, slugs=slugs
    )
    lost = article_marks.not_placed(fields, text.before, text.original, text.language)
    if not lost:
        return found
    problem = FieldProblem("body", f"{lost} parts stand in the place of no Dutch part")
    return replace(found, problems=(*found.problems, problem))


def as_file(session: Session, text: Opened) -> articles.File | None:
    """Return a draft as it would be stored: what brings a version back unchanged is that very text. None while it breaks a rule."""
    found = examined(session, text, text.fields)
    return None if found.errors else article_fields.file_of(found, slug=text.slug, language=text.language)


def start(
    session: Session,
    *,
    actor: Actor,
    title: str,
    now: datetime,
    fields: ArticleFields | None = None,
    owner_id: str | None = None,
) -> Article:
    """Begin an article: its Dutch draft with what is known of it, for nobody's eyes but the redactie's.

    Raises:
        NotAllowed: the actor does not write articles.
        OutsideRules: it has no title (`article-title-missing`).
        TooLong: it is longer than any article.
    """
    permissions.require(actor, Action.ARTICLE_EDIT)
    return begin(
        session, title=title, now=now, fields=fields, owner_id=owner_id or actor.person_id or None, actor_id=actor.person_id,
    )  # fmt: skip


def begin(
    session: Session,
    *,
    title: str,
    now: datetime,
    fields: ArticleFields | None = None,
    owner_id: str | None = None,
    actor_id: str | None = None,
) -> Article:
    """Begin an article for a use case that asked the matrix itself; as `start`."""
    words = " ".join(title.split())
    if not words:
        raise OutsideRules("article-title-missing")
    written = (fields or ArticleFields()).model_copy(update={"title": words})
    _require_short(written)
    article = Article(slug=_free_slug(session, words), owner_id=owner_id)
    session.add(article)
    session.flush()
    add(session, article, SOURCE, written, based_on=0, actor_id=actor_id, now=now)
    _record(session, "article.started", article.id, SOURCE, actor_id=actor_id, now=now)
    return article


def save(
    session: Session,
    *,
    actor: Actor,
    slug: str,
    language: str,
    seen: ArticleFields,
    typed: ArticleFields,
    now: datetime,
    dutch_seen: str | None = None,
) -> ArticleFields:
    """Keep what somebody changed since they saw the text; a field that a colleague changed meanwhile is theirs.

    Saving what stands there already keeps nothing and makes no draft. Returns the text as it is kept. Of a translation, each
    part that changed is a person's from then on, made from the Dutch version `dutch_seen`; None: the one of now.

    Raises:
        NotAllowed: the actor does not write articles.
        NotFound: there is no such article or language.
        OutsideRules: a colleague changed one of these fields meanwhile (`article-changed-meanwhile`).
        TooLong: it is longer than any article.
        WrongState: the text is being reviewed, or waits for its day.
    """
    permissions.require(actor, Action.ARTICLE_EDIT)
    article, draft = _locked(session, slug, language)
    kept = article_fields.of_values(draft.values) if draft else fields_before(session, article, language)
    merged = _merged(kept, seen, typed)
    if merged == kept:
        return kept
    _require_short(merged)
    before = version_before(session, article, language)
    merged = article_marks.marked(
        session, article, merged, language=language, before=before, kept=kept, dutch_seen=dutch_seen
    )
    if draft is None:
        shown = articles.shown_version(session, article.id, language)
        add(
            session, article, language, merged, based_on=shown.number if shown else 0, actor_id=actor.person_id, now=now,
        )  # fmt: skip
        return merged
    _require_changeable(draft)
    if draft.based_on and article_marks.says_the_same(merged, fields_before(session, article, language)):
        session.delete(draft)  # typed and taken back: nothing is being written any more
        session.flush()
        return merged
    draft.values, draft.revision, draft.restored_from = merged.values(), draft.revision + 1, None
    draft.changed_by, draft.changed_at = actor.person_id or None, now
    draft.writers = sorted({*draft.writers, actor.person_id})
    session.add(draft)
    session.flush()
    return merged


def _merged(kept: ArticleFields, seen: ArticleFields, typed: ArticleFields) -> ArticleFields:
    changed = {
        name: value for name, value in dict(typed).items() if value != getattr(seen, name) and name != "of"
    }
    if any(getattr(kept, name) not in (getattr(seen, name), value) for name, value in changed.items()):
        raise OutsideRules("article-changed-meanwhile")
    return kept.model_copy(update=changed)


def write_checked(session: Session, *, actor: Actor, slug: str, now: datetime) -> ArticleFields:
    """Write into the Dutch draft that the text was compared with its sources today, and when it must be done again: as long after.

    Raises:
        NotAllowed: the actor does not write articles.
        NotFound: there is no such article.
        WrongState: the text is being reviewed, or waits for its day.
    """
    seen = opened(session, actor=actor, slug=slug, language=SOURCE).fields
    today = now.astimezone(BRUSSELS).date()
    wait = seen.next_check - seen.checked_on if seen.next_check and seen.checked_on else HALF_A_YEAR
    typed = seen.model_copy(update={"checked_on": today, "next_check": today + wait})
    return save(session, actor=actor, slug=slug, language=SOURCE, seen=seen, typed=typed, now=now)


def forget(session: Session, *, actor: Actor, slug: str, language: str, now: datetime) -> None:
    """Throw away what was written since the text was published.

    Raises:
        NotAllowed: the actor does not write articles.
        NotFound: nothing is being written.
        WrongState: the text is being reviewed, or waits for its day.
    """
    permissions.require(actor, Action.ARTICLE_EDIT)
    article, draft = _locked(session, slug, language)
    if draft is None:
        raise NotFound("article_draft")
    _require_changeable(draft)
    session.delete(draft)
    session.flush()
    _record(session, "article.draft-forgotten", article.id, language, actor_id=actor.person_id, now=now)


def go_on_from_newest(
    session: Session, *, actor: Actor, slug: str, language: str, shown: int, now: datetime
) -> None:
    """Say that one looked at the version that readers see now, and that the draft is meant to replace it.

    Raises:
        NotAllowed: the actor does not write articles.
        NotFound: nothing is being written.
        WrongState: readers see yet another version, or the draft is not being written.
    """
    permissions.require(actor, Action.ARTICLE_EDIT)
    article, draft = _locked(session, slug, language)
    if draft is None:
        raise NotFound("article_draft")
    _require_changeable(draft)
    version = articles.shown_version(session, article.id, language)
    if shown != (version.number if version else 0):
        raise WrongState("article_draft", draft.state.value)
    draft.based_on, draft.revision = shown, draft.revision + 1
    draft.changed_at = now
    session.add(draft)
    session.flush()


def of_article(session: Session, article_id: str, language: str) -> ArticleDraft | None:
    """Return the draft of a text, as it stands now."""
    found = select(ArticleDraft).where(
        ArticleDraft.article_id == article_id, ArticleDraft.language == language
    )
    return session.exec(found.execution_options(populate_existing=True)).first()


def fields_before(session: Session, article: Article, language: str) -> ArticleFields:
    """Return the text that a draft is compared with: what readers see, else what was stored last."""
    version = version_before(session, article, language)
    return article_fields.of_text(version.content, version.questions) if version else ArticleFields()


def version_before(session: Session, article: Article, language: str) -> ArticleVersion | None:
    """Return the version that readers see of a text, else the one that was stored last."""
    shown = articles.shown_version(session, article.id, language)
    return shown or articles.newest(session, article.slug, language)


def _locked(session: Session, slug: str, language: str) -> tuple[Article, ArticleDraft | None]:
    article_id = session.exec(select(Article.id).where(Article.slug == slug)).first()
    if article_id is None or language not in LANGUAGES:
        raise NotFound("article")
    return articles.locked(session, article_id), of_article(session, article_id, language)


def add(
    session: Session, article: Article, language: str, fields: ArticleFields, *, based_on: int, actor_id: str | None, now: datetime,
) -> ArticleDraft:  # fmt: skip
    """Begin the draft of a locked article for a use case that asked the matrix itself."""
    draft = ArticleDraft.model_validate(
        {
            "article_id": article.id,
            "language": language,
            "values": fields.values(),
            "based_on": based_on,
            "writers": [actor_id] if actor_id else [],
            "changed_by": actor_id or None,
            "changed_at": now,
        }
    )
    session.add(draft)
    session.flush()
    return draft


def _require_changeable(draft: ArticleDraft) -> None:
    if draft.state not in CHANGEABLE:
        raise WrongState("article_draft", draft.state.value)


def _require_short(fields: ArticleFields) -> None:
    if len(str(fields.values())) > MAX_CHARACTERS:
        raise TooLong(limit=MAX_CHARACTERS)


def _free_slug(session: Session, title: str) -> str:
    words = re.sub(r"[^a-z0-9]+", "-", unidecode(title).lower())[:_LONGEST_SLUG].strip("-") or "artikel"
    taken = set(session.exec(select(Article.slug).where(col(Article.slug).startswith(words))).all())
    number = 2
    slug = words
    while slug in taken:
        slug, number = f"{words}-{number}", number + 1
    return slug


def _record(
    session: Session, action: str, article_id: str, language: str, *, actor_id: str | None, now: datetime
) -> None:
    audit.record(
        session, actor_id=actor_id or None, action=action, subject=f"article:{article_id}", facts={"language": language}, now=now,
    )  # fmt: skip
