"""One turn: the steps one after the other; the first answer ends it; a step that breaks ends it with a person, never with nothing."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace

import structlog

from chatbot import masking, texts
from chatbot.answer import Answer, Outcome, Reason
from chatbot.guards import Limits
from chatbot.steps import STEPS, Rephraser, Step, Turn
from i18n import LANGUAGES, SOURCE
from knowledge.base import KnowledgeBase
from knowledge.scope import ANYBODY, Reader

log = structlog.get_logger()

Watch = Callable[[str, float, Turn | Answer], None]


def unwatched(step: str, milliseconds: float, result: Turn | Answer) -> None:
    """Look at nothing."""


def answer(
    question: str,
    *,
    language: str | None = None,
    knowledge: KnowledgeBase | None,
    model: Rephraser | None = None,
    limits: Limits = Limits(),  # noqa: B008 frozen
    steps: Sequence[Step] = STEPS,
    reader: Reader = ANYBODY,
    watch: Watch = unwatched,
) -> Answer:
    """Answer one question. `language` is what the reader reads or last wrote; the answer follows the language of the question.

    `reader` is what is known of who asks; what the question says counts before it. `watch` is told what each step made.

    Never raises: a broken step ends in `error` with reason `failure`, or in the urgent text when the matter is urgent.
    """
    turn = Turn(
        raw=question,
        prior=language if language in LANGUAGES else SOURCE,
        knowledge=knowledge,
        model=model,
        limits=limits,
        reader=reader,
    )
    timings: list[tuple[str, float]] = []
    for step in steps:
        started = time.perf_counter()
        name = getattr(step, "__name__", type(step).__name__)
        try:
            result = step(turn)
        except Exception as error:  # noqa: BLE001 a question is never lost, whatever breaks
            log.error("chat_step_failed", step=name, error=type(error).__name__)  # noqa: TRY400 a traceback may carry the question
            result = _after_failure(turn)
        timings.append((name, round(1000 * (time.perf_counter() - started), 3)))
        watch(name, timings[-1][1], result)
        if isinstance(result, Answer):
            return replace(result, steps=tuple(timings))
        turn = result
    return replace(_after_failure(turn), steps=tuple(timings))


def _after_failure(turn: Turn) -> Answer:
    try:
        return _say_failure(turn)
    except Exception as error:  # noqa: BLE001 even the texts may be broken; the reader still gets a person
        log.error("chat_failure_text_failed", error=type(error).__name__)  # noqa: TRY400
        return Answer(
            Outcome.ERROR, SOURCE, "Er ging iets mis bij ons. Vraag een mens om hulp.", reason=Reason.FAILURE
        )


def _say_failure(turn: Turn) -> Answer:
    if not turn.is_masked:
        turn = replace(
            turn,
            question=masking.mask_crudely((turn.question or turn.raw)[: turn.limits.characters]),
            is_masked=True,
        )
    if turn.language not in LANGUAGES or not turn.asked_in:
        turn = replace(turn, language=turn.prior)
    if turn.urgent is not None:
        return turn.end(Outcome.urgent(turn.urgent), texts.urgent(turn.urgent, turn.language))
    return turn.say(Outcome.ERROR, Reason.FAILURE)
