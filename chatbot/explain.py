"""One turn with its reasons: what every step did and how long it took, who was heard to ask, what was weighed and left out."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from chatbot import pipeline
from chatbot.answer import Answer
from chatbot.steps import Turn
from knowledge.explained import Why
from knowledge.library import Library
from knowledge.scope import Reader


@dataclass
class _Seen:
    steps: list[tuple[str, float]] = field(default_factory=list)
    turn: Turn | None = None

    def __call__(self, step: str, milliseconds: float, result: Turn | Answer) -> None:
        """Remember what a step made."""
        self.steps.append((step, milliseconds))
        if isinstance(result, Turn):
            self.turn = result


@dataclass(frozen=True)
class Explained:
    """An answer with its reasons. `heard` is what is known of who asks; `why` is None when the turn ended before the search."""

    answer: Answer
    steps: tuple[tuple[str, float], ...]
    heard: Mapping[str, Any]
    asked_in: str | None
    intents: tuple[str, ...]
    masked: tuple[str, ...]
    why: Why | None


def explain(question: str, *, language: str | None, knowledge: Library, on: date) -> Explained:
    """Answer a question as the chat does, and say why. The search is done again for the numbers: the times are of the first."""
    pipeline.answer(
        "x y", language=language, knowledge=knowledge
    )  # whatever is loaded once is not this question's time
    seen = _Seen()
    answer = pipeline.answer(question, language=language, knowledge=knowledge, watch=seen)
    turn = seen.turn
    searched = turn is not None and any(step == "find_passages" for step, _ in seen.steps)
    return Explained(
        answer=answer,
        steps=tuple(seen.steps),
        heard=_known(turn.reader) if turn else {},
        asked_in=answer.asked_in,
        intents=turn.intents if turn else (),
        masked=answer.masked,
        why=knowledge.why(turn.question, language=turn.language, reader=turn.reader, on=on)
        if turn and (searched or answer.is_urgent)
        else None,
    )


def _known(reader: Reader) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "groups": sorted(reader.groups),
        "not": sorted(reader.not_groups),
        "regions": sorted(reader.regions),
        "signed": [day.isoformat() for day in reader.signed] if reader.signed else None,
        "age": reader.age,
    }
    return {name: value for name, value in facts.items() if value not in ([], None)}


def as_facts(explained: Explained) -> dict[str, Any]:
    """Return it for a program."""
    return {
        "steps": [{"step": step, "ms": milliseconds} for step, milliseconds in explained.steps],
        "asked_in": explained.asked_in,
        "intents": list(explained.intents),
        "masked": list(explained.masked),
        "reader": dict(explained.heard),
        "confidence": round(explained.answer.confidence, 3),
        "weighed": explained.why.weighed if explained.why else 0,
        "limits": dict(explained.why.limits) if explained.why else {},
        "candidates": [asdict(article) for article in explained.why.articles] if explained.why else [],
    }


def as_text(explained: Explained) -> str:
    """Return it for a person on a terminal."""
    lines = ["steps"]
    lines += [f"  {milliseconds:8.1f} ms  {step}" for step, milliseconds in explained.steps]
    lines.append(f"asked in {explained.asked_in}, answered in {explained.answer.language}")
    lines.append(f"who asks: {_listed(explained.heard) or 'nothing is known'}")
    if explained.masked:
        lines.append(f"masked: {', '.join(explained.masked)}")
    if explained.intents:
        lines.append(f"heard: {', '.join(explained.intents)}")
    if explained.why is None:
        return "\n".join([*lines, "nothing was searched"])
    limits = explained.why.limits
    lines.append(
        f"confidence {explained.answer.confidence:.2f}: answer from {limits['answer']}, partial from {limits['partial']}, "
        f"ask back from {limits['clarify']}"
    )
    lines.append(f"{explained.why.weighed} articles weighed, the first {len(explained.why.articles)}:")
    for place, article in enumerate(explained.why.articles, start=1):
        lines.append(f"{place}. {article.slug} ({article.title})")
        lines.append(f"     score {article.score:.2f} = {_sum(article.parts)}")
        lines.append(f"     chance {article.chance:.2f}, in odds {_sum(article.confidence)}")
        if article.left_out:
            lines.append(f"     LEFT OUT: {article.left_out}")
        lines += [f"     warning: {warning}" for warning in article.warnings]
        for sentence in article.sentences:
            scope = f" {{{sentence.scope}}}" if sentence.scope else ""
            why = f" LEFT OUT: {sentence.left_out.value}" if sentence.left_out else ""
            lines.append(f"       {sentence.chance:.2f} {sentence.text}{scope}{why}")
    return "\n".join(lines)


def _listed(facts: Mapping[str, Any]) -> str:
    return "; ".join(
        f"{name} {', '.join(map(str, value)) if isinstance(value, list) else value}"
        for name, value in facts.items()
    )


def _sum(parts: Mapping[str, float]) -> str:
    return " + ".join(f"{name} {value:.2f}" for name, value in parts.items()).replace("+ -", "- ")
