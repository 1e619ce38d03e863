"""What an answer service asks of a knowledge base: find, choose sentences, read. Anything with these three serves."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol, runtime_checkable

from knowledge.content import ArticleText, FoundPassage, Quote
from knowledge.scope import ANYBODY, Reader

ARTICLES = Path(__file__).parent / "articles"


class Verdict(StrEnum):
    """How well the found texts answer the question."""

    ANSWER = "answer"
    PARTIAL = "partial"
    CLARIFY = "clarify"
    ABSTAIN = "abstain"


@dataclass(frozen=True)
class Selection:
    """Quoted sentences with a verdict. `confidence` is the chance (0..1) that the quoted article answers.

    `suggestions` are (slug, title) pairs: to choose from for CLARIFY, related for ABSTAIN.
    """

    verdict: Verdict
    quotes: tuple[Quote, ...]
    confidence: float
    suggestions: tuple[tuple[str, str], ...] = ()


@runtime_checkable
class KnowledgeBase(Protocol):
    """Articles that can be searched, quoted and read."""

    def search(
        self,
        question: str,
        *,
        language: str,
        limit: int = 8,
        reader: Reader = ANYBODY,
        reads: str | None = None,
    ) -> tuple[FoundPassage, ...]:
        """Return the best passage of each fitting article, best first, at most `limit`; none that is for others than the reader.

        `language` is the question's. Passages are in `reads`, where an article has it (nothing said: in the question's), else in Dutch.
        """
        ...

    def select(
        self, question: str, found: Sequence[FoundPassage], *, language: str, reader: Reader = ANYBODY
    ) -> Selection:
        """Choose the sentences that answer, none of them a rule for others, or say that none does."""
        ...

    def text(self, slug: str, language: str) -> ArticleText | None:
        """Return an article in exactly this language, if it is there."""
        ...


def load_folder(path: Path = ARTICLES) -> KnowledgeBase:
    """Build a knowledge base from a folder of articles, without a database.

    Raises:
        BadArticle: a file in the folder is broken.
    """
    from knowledge import asked  # noqa: PLC0415 as below
    from knowledge.library import Library  # noqa: PLC0415 whoever needs only the protocol does not load a model
    from knowledge.loader import load_folder as read  # noqa: PLC0415

    return Library.build(read(path).values(), unanswered=asked.unanswered())
