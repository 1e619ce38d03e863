"""The way of a text to its readers: written by one, approved by another, shown at once or on its day, and taken back.

writing -> review -> published, or scheduled and then published; review -> returned -> review again. What was approved is
stored as a version and shown as it was read. An older version comes back the same way, as the very text it was. Each step
holds the article, so that an older text never replaces a newer one.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from chatbot import masking
from knowledge import loader
from portal import db, logs
from portal.errors import BadArticle, NotFound, OutsideRules, TooLong, WrongState
from portal.models.articles import Article, ArticleDraft, ArticleVersion, DraftState
from portal.services import (
    article_drafts,
    article_fields,
    article_marks,
    article_notices,
    articles,
    audit,
    gold_gate,
    permissions,
)
from portal.services.permissions import Action, Actor

log = logs.get_logger()

MAX_REASON = 600
LONGEST_WAIT = timedelta(days=366)


def submit(session: Session, *, actor: Actor, draft_id: str, revision: int, now: datetime) -> ArticleDraft:
    """Ask a colleague to approve what was written.

    Raises:
        NotAllowed: the actor does not write articles.
        NotFound: there is no such draft.
        WrongState: it is with a colleague already, was changed since it was read, or readers see a newer text.
        OutsideRules: it says what readers see already (`article-unchanged`).
        BadArticle: it breaks a rule of the format.
    """
    permissions.require(actor, Action.ARTICLE_EDIT)
    article, draft = _locked(session, draft_id)
    if draft.state not in article_drafts.CHANGEABLE or draft.revision != revision:
        raise WrongState("article_draft", draft.state.value)
    _require_newest(session, article, draft)
    fields = article_fields.of_values(draft.values)
    if article_marks.says_the_same(fields, article_drafts.fields_before(session, article, draft.language)):
        raise OutsideRules("article-unchanged")
    _file(session, actor, article, draft)
    draft.note = ""
    _wait(session, article, draft, actor, now)
    return draft


def _wait(
    session: Session, article: Article, draft: ArticleDraft, actor: Actor, now: datetime, **facts: Any
) -> None:
    draft.state, draft.submitted_by, draft.submitted_at = DraftState.REVIEW, actor.person_id or None, now
    _write_down(session, "article.submitted", draft, actor, now, **facts)
    article_notices.tell_reviewers(session, article=article, draft=draft, now=now)


def take_back(session: Session, *, actor: Actor, draft_id: str, now: datetime) -> ArticleDraft:
    """Go on writing what waits for a colleague or for its day.

    Raises:
        NotAllowed: the actor does not write articles.
        NotFound: there is no such draft: it may be published meanwhile.
        WrongState: it does not wait.
    """
    permissions.require(actor, Action.ARTICLE_EDIT)
    _article, draft = _locked(session, draft_id)
    if draft.state not in {DraftState.REVIEW, DraftState.SCHEDULED}:
        raise WrongState("article_draft", draft.state.value)
    _reopen(draft, DraftState.WRITING)
    _write_down(session, "article.taken-back", draft, actor, now)
    article_notices.take_back(session, draft=draft)
    return draft


def approve(
    session: Session,
    *,
    draft_id: str,
    publish_at: datetime | None,
    reason: str | None,
    actor: Actor,
    now: datetime,
    revision: int | None = None,
) -> ArticleVersion:
    """Store what a colleague wrote as a version, and publish it: now, or at a moment to come.

    `reason` says why it is published although a check warned; it stays with the version. `revision` is what was read.

    Raises:
        NotAllowed: the actor does not review articles.
        NotFound: there is no such draft.
        WrongState: it does not wait for review, was changed since it was read, or readers see a newer text; or this very text was
            never tried against the agreed questions (`not-tried`).
        OutsideRules: the actor wrote in it (`article-own-text`), the day is more than a year away (`article-too-far-ahead`), or it
            breaks agreed answers and no reason is given (`gold-broken`).
        TooLong: the reason is.
        BadArticle: it breaks a rule of the format, or does not fit the Dutch text of now.
    """
    permissions.require(actor, Action.ARTICLE_REVIEW)
    article, draft = _to_decide(session, actor, draft_id, revision)
    if publish_at is not None and publish_at > now + LONGEST_WAIT:
        raise OutsideRules("article-too-far-ahead")
    _require_newest(session, article, draft)
    file = _file(session, actor, article, draft)
    check = gold_gate.require_reason(session, file=file, reason=reason)
    version = articles.store(session, file, now=now)
    version.author_id, version.approved_by = draft.submitted_by, actor.person_id or None
    version.reason, version.restored_from = _said(reason) or draft.note or None, draft.restored_from
    draft.reviewed_by = actor.person_id or None
    session.add_all([version, draft])
    article_notices.tell_decision(
        session,
        template=article_notices.APPROVED,
        article=article,
        draft=draft,
        decided_by=actor.person_id,
        now=now,
    )
    if publish_at is not None and publish_at > now:
        draft.state, draft.version_id, draft.publish_at = DraftState.SCHEDULED, version.id, publish_at
        _write_down(
            session, "article.scheduled", draft, actor, now, number=version.number, at=publish_at.isoformat(), broken=check.broken,
        )  # fmt: skip
        return version
    _write_down(session, "article.approved", draft, actor, now, number=version.number, broken=check.broken)
    _publish(session, article, draft, version, actor_id=actor.person_id or None, now=now)
    return version


def send_back(
    session: Session, *, actor: Actor, draft_id: str, note: str, now: datetime, revision: int | None = None
) -> ArticleDraft:
    """Give a text back to who wrote it, with what must change.

    Raises:
        NotAllowed: the actor does not review articles.
        NotFound: there is no such draft.
        WrongState: it does not wait for review, or was changed since it was read.
        OutsideRules: the actor wrote in it (`article-own-text`), or no reason is given (`article-reason-missing`).
        TooLong: the reason is.
    """
    permissions.require(actor, Action.ARTICLE_REVIEW)
    article, draft = _to_decide(session, actor, draft_id, revision)
    said = _said(note)
    if said is None:
        raise OutsideRules("article-reason-missing")
    _reopen(draft, DraftState.RETURNED)
    draft.note, draft.reviewed_by = said, actor.person_id or None
    _write_down(session, "article.sent-back", draft, actor, now)
    article_notices.tell_decision(
        session,
        template=article_notices.SENT_BACK,
        article=article,
        draft=draft,
        decided_by=actor.person_id,
        now=now,
    )
    return draft


def restore_version(
    session: Session,
    *,
    actor: Actor,
    slug: str,
    language: str,
    number: int,
    shown: int,
    now: datetime,
    reason: str | None = None,
) -> ArticleDraft:
    """Ask a colleague to let readers see the text of an older version again; `shown` is the version that it would replace.

    Raises:
        NotAllowed: the actor does not write articles.
        NotFound: there is no such article or version.
        WrongState: readers see another version than `shown`, or somebody is writing at this text.
        OutsideRules: readers see this very text (`article-unchanged`).
        TooLong: the reason is.
        BadArticle: it does not fit the Dutch text of now.
    """
    permissions.require(actor, Action.ARTICLE_EDIT)
    article_id = session.exec(select(Article.id).where(Article.slug == slug)).first()
    if article_id is None:
        raise NotFound("article")
    article = articles.locked(session, article_id)
    now_shown = articles.shown_version(session, article.id, language)
    if shown != (now_shown.number if now_shown else 0):
        raise WrongState("article_version", "superseded")
    if draft := article_drafts.of_article(session, article.id, language):
        raise WrongState("article_draft", draft.state.value)
    old = articles.numbered(session, article.id, language, number)
    content = article_marks.explicit(session, article, old)
    if now_shown is not None and now_shown.digest == loader.digest(content, old.questions):
        raise OutsideRules("article-unchanged")
    draft = article_drafts.add(
        session, article, language, article_fields.of_text(content, old.questions), based_on=shown, actor_id=actor.person_id, now=now,
    )  # fmt: skip
    draft.restored_from, draft.note = number, _said(reason) or ""
    _file(session, actor, article, draft)
    _wait(session, article, draft, actor, now, restored_from=number)
    return draft


def take(session: Session, *, actor: Actor, slug: str, now: datetime) -> Article:
    """Look after an article from now on.

    Raises:
        NotAllowed: the actor does not write articles.
        NotFound: there is no such article.
    """
    permissions.require(actor, Action.ARTICLE_EDIT)
    article = session.exec(select(Article).where(Article.slug == slug).with_for_update()).first()
    if article is None:
        raise NotFound("article")
    if article.owner_id != actor.person_id:
        article.owner_id = actor.person_id
        session.add(article)
        _record(session, "article.taken", article.id, actor_id=actor.person_id, now=now)
    return article


def publish_due(now: datetime) -> int:
    """Publish the approved texts whose moment has come, each once, however many processes do it; returns how many."""
    with db.reading() as session:
        due = session.exec(
            select(ArticleDraft.id)
            .where(ArticleDraft.state == DraftState.SCHEDULED, col(ArticleDraft.publish_at) <= now)
            .order_by(col(ArticleDraft.publish_at), col(ArticleDraft.id))
        ).all()
    return sum(_publish_one(draft_id, now) for draft_id in due)


def _publish_one(draft_id: str, now: datetime) -> bool:
    with db.transaction() as session:
        try:
            article, draft = _locked(session, draft_id)
        except NotFound:  # another process published it
            return False
        if draft.state is not DraftState.SCHEDULED or draft.publish_at is None or draft.publish_at > now:
            return False
        version = session.get_one(ArticleVersion, draft.version_id)
        try:
            _require_newest(session, article, draft)
            _publish(session, article, draft, version, actor_id=None, now=now)
        except WrongState as error:
            log.warning(
                "article_not_published", slug=article.slug, language=draft.language, state=error.state
            )
            _reopen(draft, DraftState.RETURNED)
            session.add(draft)
            _record(
                session, "article.not-published", article.id, actor_id=None, now=now,
                language=draft.language, number=version.number, why=error.state,
            )  # fmt: skip
            article_notices.tell_decision(
                session,
                template=article_notices.NOT_PUBLISHED,
                article=article,
                draft=draft,
                decided_by=None,
                now=now,
            )
            return False
    return True


def _publish(
    session: Session, article: Article, draft: ArticleDraft, version: ArticleVersion, *, actor_id: str | None, now: datetime,
) -> None:  # fmt: skip
    articles.show(session, article, version, now=now)
    session.delete(draft)
    session.flush()
    action, facts = "article.published", {"language": version.language, "number": version.number}
    if version.restored_from is not None:
        action, facts = "article.version-restored", facts | {"restored_from": version.restored_from}
    _record(session, action, article.id, actor_id=actor_id, now=now, **facts)


def _locked(session: Session, draft_id: str) -> tuple[Article, ArticleDraft]:
    article_id = session.exec(select(ArticleDraft.article_id).where(ArticleDraft.id == draft_id)).first()
    if article_id is None:
        raise NotFound("article_draft")
    article = articles.locked(session, article_id)  # always the article first
    found = select(ArticleDraft).where(ArticleDraft.id == draft_id)
    draft = session.exec(found.execution_options(populate_existing=True)).first()
    if draft is None:
        raise NotFound("article_draft")
    return article, draft


def _to_decide(
    session: Session, actor: Actor, draft_id: str, revision: int | None
) -> tuple[Article, ArticleDraft]:
    article, draft = _locked(session, draft_id)
    if draft.state is not DraftState.REVIEW or revision not in (None, draft.revision):
        raise WrongState("article_draft", draft.state.value)
    if actor.person_id in {*draft.writers, draft.submitted_by}:
        raise OutsideRules("article-own-text")
    return article, draft


def _require_newest(session: Session, article: Article, draft: ArticleDraft) -> None:
    shown = articles.shown_version(session, article.id, draft.language)
    if draft.based_on != (shown.number if shown else 0):
        raise WrongState("article_version", "superseded")


def _file(session: Session, actor: Actor, article: Article, draft: ArticleDraft) -> articles.File:
    text = article_drafts.opened(session, actor=actor, slug=article.slug, language=draft.language)
    file = article_drafts.as_file(session, text)
    if file is None:
        for problem in article_drafts.examined(session, text, text.fields).errors:
            raise BadArticle(f"{article.slug}/{draft.language}.md ({problem.field})", problem.reason)
        raise BadArticle(f"{article.slug}/{draft.language}.md", "cannot be read")
    return file


def _reopen(draft: ArticleDraft, state: DraftState) -> None:
    draft.state, draft.version_id, draft.publish_at = state, None, None
    draft.revision += 1


def _said(words: str | None) -> str | None:
    said = masking.mask(" ".join((words or "").split())).text
    if len(said) > MAX_REASON:
        raise TooLong(limit=MAX_REASON)
    return said or None


def _write_down(
    session: Session, action: str, draft: ArticleDraft, actor: Actor, now: datetime, **facts: Any
) -> None:
    session.add(draft)
    session.flush()
    _record(
        session, action, draft.article_id, actor_id=actor.person_id or None, now=now, language=draft.language, **facts
    )  # fmt: skip


def _record(
    session: Session, action: str, article_id: str, *, actor_id: str | None, now: datetime, **facts: Any
) -> None:
    audit.record(
        session, actor_id=actor_id, action=action, subject=f"article:{article_id}", facts=facts, now=now
    )
