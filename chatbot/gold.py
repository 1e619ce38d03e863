"""Our own questions through the whole chat, and what share of them goes right."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

from chatbot.answer import Answer, Outcome
from knowledge.base import ARTICLES, KnowledgeBase
from knowledge.content import Quote
from knowledge.errors import BadEvaluation
from knowledge.json_lines import read_lines
from knowledge.vocabulary import SOURCE

FILE = ARTICLES.parent / "gold" / "questions.jsonl"
PLAIN = ARTICLES.parent / "gold" / "plain.jsonl"  # what a newcomer asks first, in the plainest words
FOUND_WITHIN = 3


class Half(StrEnum):
    """Numbers may be fitted on one half; the other is the one reported."""

    TUNE = "tune"
    TEST = "test"
    ALL = "all"


class Kind(StrEnum):
    """What should happen with a question."""

    ANSWERABLE = "answerable"
    UNANSWERABLE = "unanswerable"
    URGENT = "urgent"


@dataclass(frozen=True)
class GoldQuestion:
    """A question with the articles that answer it, or the urgent matter that it is."""

    id: str
    language: str
    question: str
    kind: Kind
    articles: tuple[str, ...]
    urgent: str | None


@dataclass(frozen=True)
class Judged:
    """What happened with one question."""

    language: str
    kind: Kind
    first: bool
    within_three: bool
    refused: bool
    quoted_right: bool
    caught: bool
    quotes: int
    verbatim: int


@dataclass(frozen=True)
class Figures:
    """Shares, 0..1. `answered_right` counts answerable questions answered with a quote from a right article."""

    questions: int
    first: float
    within_three: float
    answered_right: float
    answerable_refused: float
    unanswerable_refused: float
    urgent_caught: float
    quotes: int
    verbatim: float


def read(path: Path, half: Half) -> tuple[GoldQuestion, ...]:
    """Read the questions of a half.

    Raises:
        BadEvaluation: the file cannot be used, or has no question of that half.
    """
    found = []
    for place, line in read_lines(path):
        if half is not Half.ALL and line.get("half") != half.value:
            continue
        try:
            found.append(
                GoldQuestion(
                    id=line["id"], language=line["language"], question=line["question"], kind=Kind(line["kind"]),
                    articles=tuple(line["articles"]), urgent=line["urgent"],
                )
            )  # fmt: skip
        except (KeyError, ValueError, TypeError) as error:
            raise BadEvaluation(place, f"not a gold question: {error}") from error
    if not found:
        raise BadEvaluation(str(path), f"no question of the half {half.value!r}")
    return tuple(found)


def judge(question: GoldQuestion, answer: Answer, knowledge: KnowledgeBase) -> Judged:
    """Compare what the chat said with what it should have said."""
    found = knowledge.search(question.question, language=question.language, limit=FOUND_WITHIN)
    slugs = [hit.passage.slug for hit in found]
    right = {slug for slug in slugs if slug in question.articles}
    return Judged(
        language=question.language,
        kind=question.kind,
        first=bool(slugs) and slugs[0] in right,
        within_three=bool(right),
        refused=answer.outcome is Outcome.ABSTAIN,
        quoted_right=_quotes_right(question, answer),
        caught=answer.outcome.is_urgent,
        quotes=len(answer.quotes),
        verbatim=sum(is_verbatim(quote, knowledge) for quote in answer.quotes),
    )


def _quotes_right(question: GoldQuestion, answer: Answer) -> bool:
    return answer.outcome in {Outcome.ANSWER, Outcome.PARTIAL} and any(
        quote.slug in question.articles for quote in answer.quotes
    )


def went_right(question: GoldQuestion, answer: Answer) -> bool:
    """Say whether an answer is the agreed one: from a right article, a refusal, or help in an urgent matter."""
    match question.kind:
        case Kind.ANSWERABLE:
            return _quotes_right(question, answer)
        case Kind.UNANSWERABLE:
            return answer.outcome is Outcome.ABSTAIN
        case Kind.URGENT:
            return answer.outcome.is_urgent


def is_verbatim(quote: Quote, knowledge: KnowledgeBase) -> bool:
    """Say whether the quoted sentence stands in the version that the quote names."""
    text = knowledge.text(quote.slug, quote.language)
    return text is not None and text.version == quote.version and quote.sentence in text.sentences


def is_right(judged: Judged) -> bool:
    """Say whether the question ended as it should."""
    match judged.kind:
        case Kind.ANSWERABLE:
            return judged.quoted_right
        case Kind.UNANSWERABLE:
            return judged.refused
        case Kind.URGENT:
            return judged.caught


def figures(judged: Sequence[Judged]) -> dict[str, Figures]:
    """Return the figures for each language and for all."""
    languages = sorted({one.language for one in judged})
    rows = {language: _figures([one for one in judged if one.language == language]) for language in languages}
    return {**rows, "all": _figures(judged)}


def _figures(judged: Sequence[Judged]) -> Figures:
    answerable = [one for one in judged if one.kind is Kind.ANSWERABLE]
    quotes = sum(one.quotes for one in judged)
    return Figures(
        questions=len(judged),
        first=_share([one.first for one in answerable]),
        within_three=_share([one.within_three for one in answerable]),
        answered_right=_share([one.quoted_right for one in answerable]),
        answerable_refused=_share([one.refused for one in answerable]),
        unanswerable_refused=_share([one.refused for one in judged if one.kind is Kind.UNANSWERABLE]),
        urgent_caught=_share([one.caught for one in judged if one.kind is Kind.URGENT]),
        quotes=quotes,
        verbatim=sum(one.verbatim for one in judged) / quotes if quotes else 1.0,
    )


def _share(values: Sequence[bool]) -> float:
    return sum(values) / len(values) if values else 0.0


def table(rows: dict[str, Figures]) -> str:
    """Write the figures as a Markdown table; `behind_dutch` is how much less often a right answer is given than in Dutch."""
    names = list(asdict(next(iter(rows.values()))))
    head = "| | " + " | ".join([*names, "behind_dutch"]) + " |\n|---" + "|---" * (len(names) + 1) + "|"
    dutch = rows[SOURCE].answered_right if SOURCE in rows else None
    lines = []
    for language, row in rows.items():
        behind = "-" if dutch is None else f"{dutch - row.answered_right:.2f}"
        shown = [*(_shown(value) for value in asdict(row).values()), behind]
        lines.append(f"| {language} | " + " | ".join(shown) + " |")
    return "\n".join([head, *lines])


def _shown(value: float) -> str:
    return f"{value:.2f}" if isinstance(value, float) else str(value)
