"""Who wrote each part of a translation, and from which Dutch words: kept right while somebody types in the text as a whole."""

from sqlmodel import Session, col, select

from knowledge import loader, marks, paragraphs, translated
from knowledge.content import ArticleText
from knowledge.errors import BadArticle as BadFile
from knowledge.marks import Known
from knowledge.markup import read_document
from knowledge.paragraphs import Made, Unit
from knowledge.parts import By
from knowledge.vocabulary import SOURCE
from portal.errors import BadArticle
from portal.models.articles import Article, ArticleVersion
from portal.services import article_fields, articles
from portal.services.article_fields import ArticleFields


def marked(
    session: Session,
    article: Article,
    typed: ArticleFields,
    *,
    language: str,
    before: ArticleVersion | None,
    kept: ArticleFields,
    dutch_seen: str | None = None,
) -> ArticleFields:
    """Return a translation with what each of its parts was made from, by whom.

    `before` is the version that the draft replaces, `kept` the draft as it stood. `dutch_seen` is the Dutch version that the
    writer had beside it; None: the one of now. Who ticks that a person read it says so of every part that fits that Dutch.
    """
    dutch = _dutch(session, dutch_seen, article) or articles.shown_dutch(session, article)
    if dutch is None or language == SOURCE:
        return typed
    parts = _parts(typed, language)
    published = _published(session, article, before, language) if before else None
    if published is None and before is not None and typed.of is None:
        return typed  # it cannot be divided: it stays as its file says
    draft = _draft(kept, language)
    made = marks.after(parts, published=published, draft=draft, dutch=paragraphs.units_of(dutch))
    if typed.reviewed is not kept.reviewed:
        made = _ticked(made, dutch, is_reviewed=typed.reviewed)
    return typed.model_copy(update={"of": tuple(one.written() for one in made)})


def says_the_same(here: ArticleFields, there: ArticleFields) -> bool:
    """Say whether two texts have the same words and days, whoever wrote them."""
    return here.model_copy(update={"of": None}) == there.model_copy(update={"of": None})


def not_placed(typed: ArticleFields, before: ArticleFields, dutch: ArticleText | None, language: str) -> int:
    """Return how many parts of a translation stand in the place of no Dutch part; the Dutch words themselves may stand anywhere."""
    if typed.of is None or dutch is None:
        return 0
    as_dutch = {unit.hash for unit in paragraphs.units_of(dutch)}
    of_before = before.of or ()
    untranslated = {
        unit.hash for unit, of in zip(_parts(before, language), of_before, strict=False) if of is None
    }
    return sum(
        of is None and unit.hash not in as_dutch | untranslated
        for unit, of in zip(_parts(typed, language), typed.of, strict=False)
    )


def explicit(session: Session, article: Article, version: ArticleVersion) -> str:
    """Return the text of a version so that it says itself what each part was made from, where the Dutch beside it would lie.

    A translation whose file says nothing was made from the Dutch of its day. Is that not the Dutch of now, it is written down.

    Raises:
        BadArticle: it does not fit the Dutch of its day either; nobody can read it any more.
    """
    if version.language == SOURCE:
        return version.content
    dutch = articles.shown_version(session, article.id, SOURCE)
    of_then = version.made_from_id or (None if version.published else _dutch_of_then(session, version))
    document = read_document(version.content, "")
    if of_then in {None, dutch.id if dutch else None} or document.front.get("of") is not None:
        return version.content
    original, place = _dutch(session, of_then, article), f"{article.slug}/{version.language}.md"
    if original is None:
        raise BadArticle(place, "there is no Dutch text to translate")
    (own, made), problems = translated.take_apart(document, original=original, place=place)
    for problem in problems:
        raise BadArticle(problem.place, problem.reason)
    try:
        return translated.render(
            list(zip(own, made, strict=True)),
            questions=[str(question) for question in document.front.get("questions") or ()],
            translated_on=document.front["translated_on"],
            place=place,
        )
    except BadFile as error:
        raise BadArticle(error.place, error.reason) from error


def _parts(fields: ArticleFields, language: str) -> tuple[Unit, ...]:
    sentences = read_document(article_fields.text_of(fields, language), "").sentences
    return paragraphs.units(fields.title, fields.summary, sentences)


def _published(session: Session, article: Article, version: ArticleVersion, language: str) -> Known | None:
    """Return how a stored translation is divided; None when it fits the Dutch it was made from otherwise than part by part."""
    original = _dutch(session, version.made_from_id, article) or articles.shown_dutch(session, article)
    if original is None:
        return None
    (own, made), problems = translated.take_apart(
        read_document(version.content, ""), original=original, place=""
    )
    as_typed = _parts(article_fields.of_text(version.content), language)
    return None if problems or own != as_typed else Known(own, made)


def _draft(kept: ArticleFields, language: str) -> Known | None:
    made = paragraphs.read_made(list(kept.of)) if kept.of is not None else None
    parts = _parts(kept, language)
    return Known(parts, made) if made is not None and len(made) == len(parts) else None


def _ticked(made: tuple[Made, ...], dutch: ArticleText, *, is_reviewed: bool) -> tuple[Made, ...]:
    of_now = {unit.hash for unit in paragraphs.units_of(dutch)}
    return tuple(
        Made(one.of, By.REVIEWED if is_reviewed else By.PERSON)
        if one.of in of_now and (is_reviewed or one.by is By.REVIEWED)
        else one
        for one in made
    )


def _dutch(session: Session, version_id: str | None, article: Article) -> ArticleText | None:
    version = session.get(ArticleVersion, version_id) if version_id else None
    if version is None or version.article_id != article.id or version.language != SOURCE:
        return None
    return loader.parse(version.content, slug=article.slug, language=SOURCE, version=version.id)


def _dutch_of_then(session: Session, translation: ArticleVersion) -> str | None:
    """Return the Dutch version that was the newest when a translation was stored."""
    found = select(ArticleVersion.id).where(
        ArticleVersion.article_id == translation.article_id,
        ArticleVersion.language == SOURCE,
        col(ArticleVersion.created_at) <= translation.created_at,
    )
    return session.exec(found.order_by(col(ArticleVersion.number).desc())).first()
