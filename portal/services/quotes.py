"""Quotes pinned to the stored text they came from: checked word for word when kept, shown as they were ever after."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache

from sqlmodel import Session, col, select

from knowledge import loader, markup
from knowledge.content import ArticleText, Quote, Sentence, Source
from knowledge.errors import BadArticle
from knowledge.parts import By, Part, Standing
from knowledge.scope import Scope
from knowledge.vocabulary import SOURCE
from portal.models.articles import Article, ArticleState, ArticleVersion
from portal.models.conversations import TurnQuote
from portal.services import dead_links

_KEPT = 1000
ANYONE = Scope()


@dataclass(frozen=True)
class PinnedQuote:
    """A quoted sentence as it stood. `digest` is the SHA-256 of the stored text; `is_current`: it is still the published one.

    `region` is where the article's rules hold, `scope` for whom this sentence does. `next_check_on`: by when the article had
    to be compared with its sources again. A source whose page is gone has no `url` any more; `dead_publishers` says whose it was.
    `is_verbatim`: it still stands word for word in the stored text; `is_published`: readers can still open its article.
    `is_older`: the Dutch of this translation was changed already; `by_machine`: no person had read the translation.
    """

    slug: str
    language: str
    title: str
    text: str
    original: str | None
    version_number: int
    stored_at: datetime
    digest: str
    is_current: bool
    score: float
    list_mark: str
    sources: tuple[Source, ...]
    checked_on: date | None
    region: tuple[str, ...] = ()
    scope: Scope = ANYONE
    next_check_on: date | None = None
    dead_publishers: tuple[str, ...] = ()
    is_older: bool = False
    by_machine: bool = False
    is_verbatim: bool = True
    is_published: bool = True


def are_verbatim(session: Session, quotes: Sequence[Quote]) -> bool:
    """Say whether every sentence, and its Dutch original, stands word for word in the stored version it names."""
    wanted = {version for quote in quotes for version in (quote.version, quote.original_version) if version}
    versions = _versions(session, wanted)
    return all(
        _stands_in(quote.sentence, versions.get(quote.version))
        and (quote.original is None or _stands_in(quote.original, versions.get(quote.original_version or "")))
        for quote in quotes
    )


def keep(session: Session, *, turn_id: str, quotes: Sequence[Quote]) -> None:
    """Store the quotes of a turn."""
    for position, quote in enumerate(quotes):
        session.add(
            TurnQuote(
                turn_id=turn_id,
                position=position,
                article_version_id=quote.version,
                original_version_id=quote.original_version if quote.original else None,
                sentence=quote.sentence.text,
                original=quote.original.text if quote.original else None,
                score=quote.score,
            )
        )


def of_turns(session: Session, turn_ids: Collection[str]) -> dict[str, tuple[PinnedQuote, ...]]:
    """Return the quotes of turns as they were shown, by turn; three queries, however many turns."""
    if not turn_ids:
        return {}
    rows = session.exec(
        select(TurnQuote)
        .where(col(TurnQuote.turn_id).in_(turn_ids))
        .order_by(col(TurnQuote.turn_id), col(TurnQuote.position))
    ).all()
    versions = _versions(
        session,
        {version for row in rows for version in (row.article_version_id, row.original_version_id) if version},
    )
    made_from = {version.made_from_id for version, _article in versions.values() if version.made_from_id}
    versions |= _versions(session, made_from - versions.keys())
    dead = dead_links.dead(session) if rows else frozenset()
    found: dict[str, list[PinnedQuote]] = {}
    for row in rows:
        found.setdefault(row.turn_id, []).append(_pinned(row, versions, dead))
    return {turn_id: tuple(quotes) for turn_id, quotes in found.items()}


_Stored = tuple[ArticleVersion, Article]


def _versions(session: Session, ids: Collection[str]) -> dict[str, _Stored]:
    if not ids:
        return {}
    statement = select(ArticleVersion, Article).join(
        Article, col(Article.id) == col(ArticleVersion.article_id)
    )
    return {
        version.id: (version, article)
        for version, article in session.exec(statement.where(col(ArticleVersion.id).in_(ids)))
    }


def _stands_in(sentence: Sentence, stored: _Stored | None) -> bool:
    return stored is not None and sentence.text in _sentences(stored[0].id, stored[0].content)


def _pinned(row: TurnQuote, versions: dict[str, _Stored], dead: Collection[str]) -> PinnedQuote:
    version, article = versions[row.article_version_id]
    dutch_version, _article = (
        versions[row.original_version_id] if row.original_version_id else (version, article)
    )
    dutch = (
        _dutch(dutch_version.id, article.slug, dutch_version.content)
        if dutch_version.language == SOURCE
        else None
    )
    sentence = _sentences(version.id, version.content).get(row.sentence)
    original = _sentences(dutch_version.id, dutch_version.content).get(row.original or row.sentence)
    sources = _sources(dutch, original)
    part = _part(row.sentence, version, article.slug, dutch, versions)
    return PinnedQuote(
        slug=article.slug,
        language=version.language,
        title=version.title,
        text=row.sentence,
        original=row.original,
        version_number=version.number,
        stored_at=version.created_at,
        digest=version.digest,
        is_current=version.published and article.state is ArticleState.PUBLISHED,
        score=row.score,
        list_mark=sentence.list_mark if sentence else "",
        sources=tuple(replace(source, url=None) if source.url in dead else source for source in sources),
        checked_on=dutch.checked_on if dutch else None,
        region=dutch.region if dutch else (),
        scope=dutch.sentences[original.index].scope if dutch and original else ANYONE,
        next_check_on=dutch.next_check_on if dutch else None,
        dead_publishers=tuple(source.publisher for source in sources if source.url in dead),
        is_older=part is not None and part.standing is Standing.CHANGED,
        by_machine=part is not None and part.by is By.MACHINE,
        is_verbatim=sentence is not None and original is not None,
        is_published=article.state is ArticleState.PUBLISHED,
    )


def _part(
    sentence: str,
    version: ArticleVersion,
    slug: str,
    dutch: ArticleText | None,
    versions: Mapping[str, _Stored],
) -> Part | None:
    """Return the part of a translation that a sentence stood in, against the Dutch text of then."""
    if version.language == SOURCE or dutch is None:
        return None
    older = versions.get(version.made_from_id or "")
    made_from = _dutch(older[0].id, slug, older[0].content) if older else None
    text = _translated(version.id, version.language, version.content, dutch, made_from)
    index = next((one.index for one in text.sentences if one.text == sentence), None) if text else None
    return text.part_of(index) if text and index is not None else None


@lru_cache(maxsize=_KEPT)
def _translated(
    version_id: str, language: str, content: str, dutch: ArticleText, made_from: ArticleText | None
) -> ArticleText | None:
    try:
        return loader.parse(
            content,
            slug=dutch.slug,
            language=language,
            version=version_id,
            original=dutch,
            made_from=made_from,
        )
    except BadArticle:
        return None


def _sources(dutch: ArticleText | None, sentence: Sentence | None) -> tuple[Source, ...]:
    if dutch is None:
        return ()
    numbers = sentence.sources if sentence else ()
    return tuple(source for source in dutch.sources if source.number in numbers) or dutch.sources[:1]


@lru_cache(maxsize=_KEPT)  # a stored version never changes
def _sentences(_version_id: str, content: str) -> dict[str, Sentence]:
    return {sentence.text: sentence for sentence in markup.read_document(content, "").sentences}


@lru_cache(maxsize=_KEPT)
def _dutch(version_id: str, slug: str, content: str) -> ArticleText | None:
    try:
        return loader.parse(content, slug=slug, language=SOURCE, version=version_id)
    except BadArticle:
        return None
