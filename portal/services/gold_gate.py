"""The gate before a publish: exactly this text was tried, and who publishes a text that breaks agreed answers says why."""

from sqlmodel import Session, col, select

from chatbot import masking
from portal.errors import OutsideRules, TooLong, WrongState
from portal.models.gold import GoldCheck
from portal.services import article_drafts
from portal.services.articles import File
from portal.services.permissions import Actor

MAX_REASON = 600


def said(reason: str | None) -> str | None:
    """Return a reason as it is kept, without personal data; None when none is given.

    Raises:
        TooLong: it is longer than a reason may be.
    """
    words = masking.mask(" ".join((reason or "").split())).text
    if len(words) > MAX_REASON:
        raise TooLong(limit=MAX_REASON)
    return words or None


def newest_check(session: Session, file: File) -> GoldCheck | None:
    """Return what the last trial of exactly this text found; None when it was never tried."""
    found = (
        select(GoldCheck)
        .where(GoldCheck.slug == file.slug, GoldCheck.language == file.language)
        .where(GoldCheck.digest == file.digest)
        .order_by(col(GoldCheck.checked_at).desc(), col(GoldCheck.generation).desc())
        .limit(1)
    )
    return session.exec(found).first()


def require_reason(session: Session, *, file: File, reason: str | None) -> GoldCheck:
    """Refuse to publish a text that was not tried, or that breaks agreed answers without a reason.

    Raises:
        WrongState: exactly this text was never tried (`not-tried`).
        OutsideRules: it breaks agreed answers, and no reason is given (`gold-broken`).
    """
    check = newest_check(session, file)
    if check is None:
        raise WrongState("article_version", "not-tried")
    if check.broken and said(reason) is None:
        raise OutsideRules("gold-broken")
    return check


def of_draft(session: Session, *, slug: str, language: str, actor: Actor) -> File | None:
    """Return what is being written of an article as it would be stored; None while it breaks a rule of the format.

    Raises:
        NotAllowed: the actor does not write articles.
        NotFound: there is no such article or language.
    """
    return article_drafts.as_file(
        session, article_drafts.opened(session, actor=actor, slug=slug, language=language)
    )
