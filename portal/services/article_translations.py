"""The desk of the translations: every Dutch part beside its translation, and what was written or confirmed shown to readers at once.

A part is current, changed in Dutch since, or missing: told from the words of the Dutch it was made from. Whatever would be
published is held to the Dutch (sentences, figures, days, articles) and, where its words change, to the agreed answers.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from knowledge import loader, markup, paragraphs, translated, translation_checks
from knowledge.content import ArticleText
from knowledge.errors import BadArticle as BadFile
from knowledge.paragraphs import Made, Misfit, Pair, Unit
from knowledge.parts import By, PartKind, Standing
from knowledge.vocabulary import LANGUAGES, SOURCE
from portal import clock
from portal.errors import BadArticle, NotFound, OutsideRules, WrongState
from portal.models.articles import Article, ArticleState, ArticleVersion
from portal.services import articles, audit, gold_gate, permissions, published
from portal.services.articles import File
from portal.services.permissions import Action, Actor


@dataclass(frozen=True)
class Written:
    """What somebody, or a machine, says a Dutch part is in the other language: one line for each Dutch line."""

    lines: tuple[str, ...]
    by: By = By.PERSON


@dataclass(frozen=True)
class Line:
    """One Dutch part beside its translation. `lines` are empty where there is none; `shown` is what readers get."""

    number: int
    kind: PartKind
    dutch: tuple[str, ...]
    lines: tuple[str, ...]
    standing: Standing
    shown: Standing
    by: By
    missing_terms: tuple[str, ...] = ()


@dataclass(frozen=True)
class Beside:
    """A text and its translation, part by part. `seen` names the versions it was read from: what changed since is not overwritten."""

    slug: str
    language: str
    title: str
    seen: tuple[str, int]
    lines: tuple[Line, ...]

    def count(self, standing: Standing) -> int:
        """Return how many parts stand like this."""
        return sum(line.standing is standing for line in self.lines)


@dataclass(frozen=True)
class Stands:
    """How far one translation is, for a list."""

    current: int
    changed: int
    missing: int
    machine: int
    unreviewed: int

    @property
    def behind(self) -> int:
        """Return how many parts are not of the Dutch of now."""
        return self.changed + self.missing


@dataclass(frozen=True)
class Listed:
    """A published article with how far each of its translations is, by language."""

    slug: str
    title: str
    stands: Mapping[str, Stands]


@dataclass(frozen=True)
class _Read:
    article: Article
    dutch: ArticleText
    dutch_id: str
    version: ArticleVersion | None
    pairs: tuple[Pair, ...]
    questions: tuple[str, ...]


def opened(session: Session, *, slug: str, language: str, actor: Actor) -> Beside:
    """Return the parts of a published article beside their translation.

    Raises:
        NotAllowed: the actor does not translate.
        NotFound: no such published article, or not a language to translate into.
    """
    permissions.require(actor, Action.ARTICLE_TRANSLATE)
    read = _read(session, slug, language)
    lines = tuple(_line(number, pair, language) for number, pair in enumerate(read.pairs))
    return Beside(slug, language, read.dutch.title, _seen(read), lines)


def stand(session: Session, *, actor: Actor) -> dict[tuple[str, str], Stands]:
    """Return how far every stored translation of every published article is, by slug and language.

    Raises:
        NotAllowed: the actor does not translate.
    """
    permissions.require(actor, Action.ARTICLE_TRANSLATE)
    found = {}
    for text in published.translations(session):
        parts = text.parts
        found[text.slug, text.language] = Stands(
            current=sum(part.standing is Standing.CURRENT for part in parts),
            changed=sum(part.standing is Standing.CHANGED for part in parts),
            missing=sum(part.standing is Standing.MISSING for part in parts),
            machine=sum(part.by is By.MACHINE for part in parts),
            unreviewed=sum(
                part.by is not By.REVIEWED for part in parts if part.standing is not Standing.MISSING
            ),
        )
    return found


def listed(session: Session, *, actor: Actor) -> tuple[Listed, ...]:
    """Return every published article with how far its translations are.

    Raises:
        NotAllowed: the actor does not translate.
    """
    found: dict[str, dict[str, Stands]] = {}
    for (slug, language), one in stand(session, actor=actor).items():
        found.setdefault(slug, {})[language] = one
    return tuple(
        Listed(row.slug, row.title, found.get(row.slug, {}))
        for row in published.published_list(session, SOURCE)
    )


def as_file(
    session: Session, *, beside: Beside, changes: Mapping[int, Written], actor: Actor, now: datetime
) -> File:
    """Return the translation as it would be stored with some parts written anew; nothing is stored.

    Raises:
        NotAllowed: the actor does not translate.
        NotFound: the article is not published any more.
        WrongState: the Dutch or the translation changed since it was read.
        OutsideRules: a part has other sentences, list marks or facts than its Dutch (`translation-...`), or nothing changes.
        BadArticle: a line would be read as something else.
    """
    permissions.require(actor, Action.ARTICLE_TRANSLATE)
    read = _read(session, beside.slug, beside.language)
    if _seen(read) != beside.seen:
        raise WrongState("article_version", "superseded")
    parts = [_part(number, pair, changes, beside.language) for number, pair in enumerate(read.pairs)]
    if all(
        pair.translated == unit and pair.made == made
        for pair, (unit, made) in zip(read.pairs, parts, strict=True)
    ):
        raise OutsideRules("article-unchanged")
    place = f"{beside.slug}/{beside.language}.md"
    try:
        content = translated.render(
            parts,
            questions=read.questions or parts[0][0].lines,
            translated_on=now.astimezone(clock.BRUSSELS).date(),
            place=place,
        )
        text = loader.parse(content, slug=beside.slug, language=beside.language, original=read.dutch)
    except BadFile as error:
        raise BadArticle(error.place, error.reason) from error
    return File(beside.slug, beside.language, content, text)


def changes_words(session: Session, *, file: File) -> bool:
    """Say whether readers or the bot would read anything else than now: then it must be tried first."""
    read = _read(session, file.slug, file.language)
    if read.version is None:
        return True
    before, _ = loader.examine(
        read.version.content, slug=file.slug, language=file.language, place="", original=read.dutch, made_from=_made_from(session, read.version),
    )  # fmt: skip
    return before is None or _words(before) != _words(file.article)


def put(
    session: Session,
    *,
    beside: Beside,
    changes: Mapping[int, Written],
    actor: Actor,
    now: datetime,
    reason: str | None = None,
) -> ArticleVersion:
    """Store a translation with some parts written anew or confirmed, and show it to readers.

    Raises:
        NotAllowed, NotFound, BadArticle: as `as_file`.
        WrongState: something changed since it was read, or its words change and were not tried (`not-tried`).
        OutsideRules: as `as_file`; or it breaks agreed answers, and no reason is given (`gold-broken`).
    """
    permissions.require(actor, Action.ARTICLE_TRANSLATE)
    article_id = session.exec(select(Article.id).where(Article.slug == beside.slug)).first()
    if article_id is None:
        raise NotFound("article")
    article = articles.locked(session, article_id)
    file = as_file(session, beside=beside, changes=changes, actor=actor, now=now)
    if changes_words(session, file=file):
        gold_gate.require_reason(session, file=file, reason=reason)
    version = articles.store(session, file, now=now)
    version.author_id = version.approved_by = actor.person_id or None
    version.reason = gold_gate.said(reason)
    articles.show(session, article, version, now=now)
    audit.record(
        session, actor_id=actor.person_id or None, action="article.translated", subject=f"article:{article.id}",
        facts={
            "language": version.language, "number": version.number, "parts": sorted(changes),
            "by": sorted({written.by.value or "person" for written in changes.values()}),
        },
        now=now,
    )  # fmt: skip
    return version


def misfit(line: Line, lines: tuple[str, ...], language: str) -> Misfit | None:
    """Return why lines cannot stand for a Dutch part; None when they can."""
    if not all(lines):
        return Misfit.SENTENCES
    return paragraphs.misfit(Unit(line.kind, line.dutch), Unit(line.kind, lines), language)


def confirmed(line: Line) -> Written:
    """Say that a person read a part beside the Dutch and found it right."""
    return Written(line.lines, By.REVIEWED)


def _read(session: Session, slug: str, language: str) -> _Read:
    article = session.exec(select(Article).where(Article.slug == slug)).first()
    if article is None or article.state is not ArticleState.PUBLISHED:
        raise NotFound("article")
    if language == SOURCE or language not in LANGUAGES:
        raise NotFound("language")
    shown = articles.shown_version(session, article.id, SOURCE)
    dutch = articles.shown_dutch(session, article)
    if shown is None or dutch is None:
        raise NotFound("article")
    version = articles.shown_version(session, article.id, language)
    own: tuple[Unit, ...] = ()
    made: tuple[Made, ...] = ()
    questions: tuple[str, ...] = ()
    if version is not None:
        document = markup.read_document(version.content, "")
        original = _made_from(session, version) or dutch
        (own, made), _ = translated.take_apart(document, original=original, place="")
        questions = tuple(str(question) for question in document.front.get("questions") or ())
    pairs = paragraphs.pairs(paragraphs.units_of(dutch), own, made)
    return _Read(article, dutch, shown.id, version, pairs, questions)


def _made_from(session: Session, version: ArticleVersion) -> ArticleText | None:
    dutch = session.get(ArticleVersion, version.made_from_id) if version.made_from_id else None
    if dutch is None:
        return None
    return loader.parse(dutch.content, slug="", language=SOURCE, version=dutch.id)


def _seen(read: _Read) -> tuple[str, int]:
    return read.dutch_id, read.version.number if read.version else 0


def _line(number: int, pair: Pair, language: str) -> Line:
    lines = pair.translated.lines if pair.translated else ()
    return Line(
        number=number,
        kind=pair.dutch.kind,
        dutch=pair.dutch.lines,
        lines=lines,
        standing=pair.standing,
        shown=pair.shown(language),
        by=pair.made.by,
        missing_terms=tuple(
            dict.fromkeys(
                term
                for here, there in zip(pair.dutch.lines, lines, strict=False)
                for term in translation_checks.missing_terms(here, there, language)
            )
        ),
    )


def _part(number: int, pair: Pair, changes: Mapping[int, Written], language: str) -> tuple[Unit, Made]:
    if number in changes:
        lines = tuple(" ".join(line.split()) for line in changes[number].lines)
        unit = Unit(pair.dutch.kind, lines, pair.dutch.marks, pair.dutch.first)
        wrong = paragraphs.misfit(pair.dutch, unit, language) if all(lines) else Misfit.SENTENCES
        _refuse(wrong)
        return unit, Made(pair.dutch.hash, changes[number].by)
    if pair.translated is not None:
        return pair.translated, pair.made
    return pair.dutch, Made(None)


def _refuse(wrong: Misfit | None) -> None:
    match wrong:
        case Misfit.SENTENCES:
            raise OutsideRules("translation-sentences")
        case Misfit.MARKS:
            raise OutsideRules("translation-marks")
        case Misfit.FACTS:
            raise OutsideRules("translation-facts")


def _words(text: ArticleText) -> Sequence[object]:
    return tuple(_said(text))


def _said(text: ArticleText) -> Iterator[object]:
    yield text.title
    yield text.questions
    for sentence in text.sentences:
        yield sentence.heading, sentence.text
