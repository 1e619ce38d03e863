"""What tests of the editors' desk share: a second redacteur, published articles, and the usual way of a text."""

from sqlmodel import Session, select

from knowledge import loader
from knowledge.vocabulary import SOURCE
from portal.models.articles import Article, ArticleDraft, ArticleVersion
from portal.models.gold import GoldCheck
from portal.models.people import Person, Role, RoleGrant
from portal.services import article_desk, article_drafts, article_fields, article_import, articles
from portal.services.articles import File
from tests.articles import write_articles
from tests.cast import BRAM, Member
from tests.conftest import NOON

GRIET = Member("griet", "Griet", "Aerts", Role.REDACTEUR, organisation_id="agii")
DEARER = ("De test kost 90 euro", "De test kost 95 euro")


def given_colleague(session: Session) -> None:
    session.add(
        Person(
            id=GRIET.id,
            given_name=GRIET.given_name,
            family_name=GRIET.family_name,
            language="nl",
            created_at=NOON,
        )
    )
    session.flush()
    session.add(
        RoleGrant(person_id=GRIET.id, role=GRIET.role, organisation_id=GRIET.organisation_id, granted_at=NOON)
    )
    session.flush()


def given_articles(session: Session, folder) -> None:
    """Publish the sample articles, as a release does."""
    article_import.import_folder(session, write_articles(folder), now=NOON)


def given_newer(session, content, *, slug="kosten", language="nl", shown=True, now=NOON):
    """Store a text as the newest version, as what comes from elsewhere while somebody writes; readers see it when it is shown."""
    article = articles.locked(session, article_of(session, slug).id)
    original = articles.shown_dutch(session, article) if language != SOURCE else None
    text = loader.parse(content, slug=slug, language=language, original=original)
    version = articles.store(session, File(slug, language, content, text), now=now)
    if shown:
        articles.show(session, article, version, now=now)
    return version


def given_higher_price(session, *, now=NOON):
    """Let a text with yet another price come while somebody writes."""
    return given_newer(session, versions(session)[0].content.replace("90 euro", "99 euro"), now=now)


def type_in(session, *, actor=BRAM.actor, slug="kosten", language="nl", now=NOON, **fields):
    """Change fields of a text and keep them."""
    text = article_drafts.opened(session, actor=actor, slug=slug, language=language)
    typed = text.fields.model_copy(update=fields)
    article_drafts.save(
        session, actor=actor, slug=slug, language=language, seen=text.fields, typed=typed, now=now
    )


def make_dearer(session, *, actor=BRAM.actor, now=NOON, words=DEARER):
    """Write a higher price into the article about the cost; returns the draft."""
    text = article_drafts.opened(session, actor=actor, slug="kosten", language="nl")
    type_in(session, actor=actor, now=now, body=text.fields.body.replace(*words))
    return draft_of(session)


def submit(session, *, actor=BRAM.actor, slug="kosten", language="nl", now=NOON):
    """Hand the draft in; it was tried, and broke nothing."""
    draft = draft_of(session, slug, language)
    try_out(session, slug=slug, language=language, now=now)
    return article_desk.submit(session, actor=actor, draft_id=draft.id, revision=draft.revision, now=now)


def try_out(session, *, slug="kosten", language="nl", broken=(), now=NOON):
    """Say that the draft as it stands was tried against the agreed questions."""
    text = article_drafts.opened(session, actor=BRAM.actor, slug=slug, language=language)
    file = article_drafts.as_file(session, text)
    if file is not None:
        session.add(
            GoldCheck(
                slug=slug, language=language, digest=file.digest, generation=1, asked=1, broken=list(broken), checked_at=now
            )
        )  # fmt: skip
        session.flush()


def approve(
    session, *, actor=GRIET.actor, slug="kosten", language="nl", publish_at=None, reason=None, now=NOON
):
    draft = draft_of(session, slug, language)
    return article_desk.approve(
        session, draft_id=draft.id, publish_at=publish_at, reason=reason, actor=actor, now=now
    )


def bring_back(
    session, *, number, shown, actor=BRAM.actor, by=GRIET.actor, slug="kosten", language="nl", now=NOON
):
    """Ask for an older version, try it, and let a colleague approve it; returns the new version."""
    article_desk.restore_version(
        session, actor=actor, slug=slug, language=language, number=number, shown=shown, now=now
    )
    try_out(session, slug=slug, language=language, now=now)
    return approve(session, actor=by, slug=slug, language=language, now=now)


def article_of(session, slug="kosten"):
    return session.exec(select(Article).where(Article.slug == slug)).one()


def draft_of(session, slug="kosten", language="nl"):
    return session.exec(
        select(ArticleDraft).where(
            ArticleDraft.article_id == article_of(session, slug).id, ArticleDraft.language == language
        )
    ).first()


def versions(session, slug="kosten", language="nl"):
    found = select(ArticleVersion).where(
        ArticleVersion.article_id == article_of(session, slug).id, ArticleVersion.language == language
    )
    return list(session.exec(found.order_by(ArticleVersion.number)))


def shown_body(session, slug="kosten", language="nl"):
    """Return the body that readers see."""
    (version,) = [one for one in versions(session, slug, language) if one.published]
    return article_fields.of_text(version.content).body
