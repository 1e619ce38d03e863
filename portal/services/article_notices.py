"""Telling the redactie what waits for them: one mail for each person and step, without a word of the text."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session

from portal.models.articles import Article, ArticleDraft
from portal.models.people import Person, Role
from portal.services import outbox, people

ASKED, SENT_BACK = "article.review-asked", "article.sent-back"
APPROVED, NOT_PUBLISHED = "article.approved", "article.not-published"


def tell_reviewers(session: Session, *, article: Article, draft: ArticleDraft, now: datetime) -> int:
    """Write to every redacteur who may decide about a text: it waits. Did all of them write in it, then to the beheerders."""
    for role in (Role.REDACTEUR, Role.BEHEERDER):
        found = [one for one in people.with_role(session, role) if one.id not in _writers(draft)]
        if found:
            return _mail(session, found, ASKED, article, draft, now=now)
    return 0


def tell_decision(
    session: Session, *, template: str, article: Article, draft: ArticleDraft, decided_by: str | None, now: datetime
) -> int:  # fmt: skip
    """Write to who wrote in a text, handed it in or looks after its article what became of it; not to whoever decided."""
    take_back(session, draft=draft)
    concerned = (_writers(draft) | {article.owner_id}) - {decided_by, None}
    redactie = people.with_role(session, Role.REDACTEUR, Role.BEHEERDER)
    found = [one for one in redactie if one.id in concerned]
    return _mail(session, found, template, article, draft, now=now)


def take_back(session: Session, *, draft: ArticleDraft) -> int:
    """Take back the mails that a text waits, where they have not left: it waits no more. Returns how many."""
    return outbox.skip_waiting(session, key_start=f"{ASKED}:{draft.id}:")


def _writers(draft: ArticleDraft) -> set[str | None]:
    return {*draft.writers, draft.submitted_by}


def _mail(
    session: Session, found: Iterable[Person], template: str, article: Article, draft: ArticleDraft, *, now: datetime
) -> int:  # fmt: skip
    facts = {"slug": article.slug, "language": draft.language}
    told = [
        outbox.queue_mail(
            session, key=f"{template}:{draft.id}:{draft.revision}:{person.id}", template=template, person_id=person.id,
            language=person.language, now=now, facts=facts,
        )
        for person in found
    ]  # fmt: skip
    return len(told)
