"""Questions that say who asks, and sentences that hold for others: none of those may be quoted."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from chatbot import pipeline
from chatbot.answer import Answer, Outcome
from chatbot.steps import STEPS, Step
from knowledge.base import KnowledgeBase
from knowledge.content import Quote
from knowledge.errors import BadEvaluation
from knowledge.json_lines import read_lines

FILE = Path("knowledge/gold/traps.jsonl")


@dataclass(frozen=True)
class Never:
    """What may not be quoted: these words of an article, or anything of it."""

    article: str
    says: tuple[str, ...] = ()

    def is_in(self, quote: Quote) -> bool:
        """Say whether a quote, or the Dutch sentence behind it, is this."""
        texts = [quote.sentence.text, *([quote.original.text] if quote.original else [])]
        return quote.slug == self.article and (
            not self.says or any(part in text for part in self.says for text in texts)
        )


@dataclass(frozen=True)
class Trap:
    """A question with what holds for others than who asks. `half`: `built` with, or written `after` the code."""

    id: str
    half: str
    language: str
    question: str
    never: tuple[Never, ...]
    why: str


@dataclass(frozen=True)
class Caught:
    """A trap with what was quoted for others; `answered`: there was an answer at all."""

    trap: Trap
    answered: bool
    quoted: tuple[Quote, ...]


def read(path: Path = FILE) -> tuple[Trap, ...]:
    """Read the traps.

    Raises:
        BadEvaluation: the file or a line of it cannot be used.
    """
    return tuple(_trap(place, line) for place, line in read_lines(path))


def _trap(place: str, line: Mapping[str, Any]) -> Trap:
    try:
        never = tuple(Never(one["article"], tuple(one.get("says", ()))) for one in line["never"])
        return Trap(line["id"], line["half"], line["language"], line["question"], never, line["why"])
    except (KeyError, TypeError) as error:
        raise BadEvaluation(place, f"not a trap: {error}") from error


def judge(trap: Trap, answer: Answer) -> Caught:
    """Say which quotes of an answer hold for others than who asked."""
    quoted = tuple(quote for quote in answer.quotes if any(never.is_in(quote) for never in trap.never))
    return Caught(trap, answer.outcome in {Outcome.ANSWER, Outcome.PARTIAL}, quoted)


def asked(
    traps: Sequence[Trap], knowledge: KnowledgeBase, *, steps: Sequence[Step] = STEPS
) -> Iterator[Caught]:
    """Ask the questions one by one."""
    for trap in traps:
        answer = pipeline.answer(trap.question, language=trap.language, knowledge=knowledge, steps=steps)
        yield judge(trap, answer)


@dataclass(frozen=True)
class Figures:
    """Wanted: none of the questions `trapped`."""

    questions: int
    answered: int
    trapped: int


def figures(found: Sequence[Caught]) -> dict[str, Figures]:
    """Return the figures for each half and for all."""
    halves = [*sorted({one.trap.half for one in found}), "all"]
    return {
        half: Figures(len(rows), sum(one.answered for one in rows), sum(bool(one.quoted) for one in rows))
        for half in halves
        for rows in [[one for one in found if half in {one.trap.half, "all"}]]
    }


def table(rows: Mapping[str, Figures]) -> str:
    """Write the figures as a Markdown table."""
    lines = [f"| {half} | " + " | ".join(map(str, asdict(row).values())) + " |" for half, row in rows.items()]
    return "\n".join(["| | questions | answered | trapped |", "|---|---|---|---|", *lines])
