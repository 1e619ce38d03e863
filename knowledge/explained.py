"""Why an answer became what it is: every article that was weighed, each part of its score, and what was left out for which reason."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date

from knowledge.answers import SentenceChooser
from knowledge.content import ArticleText
from knowledge.retriever import ArticleSearch, chance, is_for_others
from knowledge.scope import Reader, Side, parted_by
from knowledge.scope_marks import written

MOST_ARTICLES, MOST_SENTENCES = 8, 8


@dataclass(frozen=True)
class SentenceWhy:
    """A sentence with the chance that it belongs to the answer; `scope` is for whom it holds, `left_out` on which side it is for others."""

    text: str
    chance: float
    scope: str
    left_out: Side | None


@dataclass(frozen=True)
class ArticleWhy:
    """One article that was weighed.

    `score` adds up `parts`: each sign times its weight. `chance` is what `confidence` adds up to, in odds. `warnings` say what
    the reader should know of its age; `left_out` why nothing of it may be quoted.
    """

    slug: str
    title: str
    score: float
    parts: Mapping[str, float]
    chance: float
    confidence: Mapping[str, float]
    left_out: str | None
    warnings: tuple[str, ...]
    sentences: tuple[SentenceWhy, ...]


@dataclass(frozen=True)
class Why:
    """What was weighed for one question, best first, with the limits that decide."""

    articles: tuple[ArticleWhy, ...]
    weighed: int
    limits: Mapping[str, float]


def explain(
    search: ArticleSearch,
    sentences: SentenceChooser,
    question: str,
    *,
    language: str,
    reader: Reader,
    on: date,
) -> Why:
    """Weigh articles for a question again, and keep every number."""
    found = search.explain(question, language=language)
    return Why(
        articles=tuple(
            _article(search, sentences, question, slug, signs, language=language, reader=reader, on=on)
            for slug, signs in found[:MOST_ARTICLES]
        ),
        weighed=len(found),
        limits=asdict(search.numbers.thresholds),
    )


def _article(
    search: ArticleSearch, chooser: SentenceChooser, question: str, slug: str, signs: Mapping[str, float],
    *, language: str, reader: Reader, on: date,
) -> ArticleWhy:  # fmt: skip
    text = search.text(slug, language) or search.text(slug, search.source)
    weights = asdict(search.numbers.search)
    parts = {name: round(weight * signs[name], 3) for name, weight in weights.items()}
    fitted, more = search.numbers.confidence, search.numbers.languages.get(language, 0.0)
    known = {name: signs[name] for name in fitted if name != "constant"}
    confidence = {name: round(fitted[name] * value, 3) for name, value in known.items()}
    return ArticleWhy(
        slug=slug,
        title=text.title if text else slug,
        score=round(sum(parts.values()), 3),
        parts=parts,
        chance=round(chance(known, fitted, more), 3),
        confidence=confidence | {"constant": round(fitted["constant"], 3), "language": round(more, 3)},
        left_out=left_out(text, reader, on) if text else None,
        warnings=warnings(text, on) if text else (),
        sentences=_sentences(chooser, question, slug, language, reader),
    )


def left_out(article: ArticleText, reader: Reader, on: date) -> str | None:
    """Return why nothing of an article may be quoted to a reader today; None when something may."""
    if article.valid_from is not None and on < article.valid_from:
        return f"validity: from {article.valid_from}"
    if article.valid_to is not None and on > article.valid_to:
        return f"validity: until {article.valid_to}"
    if is_for_others(article, reader):
        sides = dict.fromkeys(parted_by(one.scope, reader) for one in article.sentences)
        return f"for others: {', '.join(side.value for side in sides if side)}"
    return None


def warnings(article: ArticleText, on: date) -> tuple[str, ...]:
    """Return what makes an article less certain: a check that is overdue, a translation that nobody reviewed."""
    found = []
    if article.next_check_on is not None and on > article.next_check_on:
        found.append(f"overdue: to be checked by {article.next_check_on}")
    if not article.reviewed:
        found.append("translation not reviewed")
    return tuple(found)


def _sentences(
    chooser: SentenceChooser, question: str, slug: str, language: str, reader: Reader
) -> tuple[SentenceWhy, ...]:
    ranked = sorted(chooser.rank(question, slug, language), key=lambda one: -one.chance)
    return tuple(
        SentenceWhy(
            one.sentence.text,
            round(one.chance, 3),
            written(one.sentence.scope),
            parted_by(one.sentence.scope, reader),
        )
        for one in ranked[:MOST_SENTENCES]
    )
