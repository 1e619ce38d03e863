"""The steps of one turn. Each takes a turn and returns it with something added, or the answer that ends it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Protocol

import structlog

from chatbot import alarm, guards, language, masking, phrases, reader, texts
from chatbot.answer import Answer, Outcome, Reason, UrgentKind
from chatbot.guards import Limits
from i18n import LANGUAGES, SOURCE
from knowledge.base import KnowledgeBase, Selection, Verdict
from knowledge.content import FoundPassage, Quote
from knowledge.scope import ANYBODY, Reader

log = structlog.get_logger()

_URGENT = "urgent."
_HANDOVER = "handover"
_NAMED = 5


class Rephraser(Protocol):
    """A language model that may say quoted sentences in simpler words."""

    def rephrase(self, quotes: tuple[Quote, ...], *, question: str, language: str) -> str | None:
        """Return the sentences in other words, checked against them; None when they must be shown as they are."""
        ...


@dataclass(frozen=True)
class Turn:
    """One question on its way. `question` is cleaned, and after `mask_personal_data` without personal data."""

    raw: str
    prior: str
    knowledge: KnowledgeBase | None = None
    model: Rephraser | None = None
    limits: Limits = field(default_factory=Limits)
    question: str = ""
    language: str = SOURCE
    asked_in: str | None = None
    masked: tuple[str, ...] = ()
    is_masked: bool = False
    urgent: UrgentKind | None = None
    intents: tuple[str, ...] = ()
    reader: Reader = ANYBODY
    found: tuple[FoundPassage, ...] = ()
    selection: Selection | None = None

    def end(self, outcome: Outcome, text: str, *, reason: Reason | None = None) -> Answer:
        """Return the answer that ends this turn."""
        selection = self.selection
        return Answer(
            outcome=outcome, language=self.language, text=text, reason=reason, asked_in=self.asked_in, masked=self.masked,
            question=self.question if self.is_masked else "",
            quotes=selection.quotes if selection and outcome.has_quotes else (),
            suggestions=selection.suggestions if selection else (),
            confidence=selection.confidence if selection else 0.0,
        )  # fmt: skip

    def say(self, outcome: Outcome, reason: Reason | None = None) -> Answer:
        """Return an answer that is one of our own fixed texts."""
        return self.end(outcome, texts.plain(outcome, reason, self.language), reason=reason)


Step = Callable[[Turn], Turn | Answer]


def check_limits(turn: Turn) -> Turn | Answer:
    """Clean the question; refuse an empty, hidden or far too long one."""
    turn = replace(turn, language=turn.prior)
    try:
        return replace(turn, question=guards.clean(turn.raw, turn.limits))
    except guards.Refused as refused:
        return turn.say(Outcome.ERROR, refused.reason)


def mask_personal_data(turn: Turn) -> Turn:
    """Take personal data out: nothing after this step sees it."""
    masked = masking.mask(turn.question)
    return replace(turn, question=masked.text, masked=masked.kinds, is_masked=True)


def recognise_intents(turn: Turn) -> Turn:
    """See whether the question is urgent, or a wish for a person."""
    found = phrases.intents(turn.question, [turn.prior])
    urgent = next((kind for kind in UrgentKind if _URGENT + kind.value in found), None)
    return replace(turn, intents=tuple(found), urgent=urgent)


def detect_language(turn: Turn) -> Turn:
    """Answer in the language of the question where we have it, else in the one the reader reads."""
    asked_in = language.detect(turn.question, prior=turn.prior)
    return replace(turn, asked_in=asked_in, language=asked_in if asked_in in LANGUAGES else turn.prior)


def hear_reader(turn: Turn) -> Turn:
    """See for whom the answer must hold: what the question says of its reader, completed by what was known before.

    A question about somebody else is not completed: the reader's own plan says nothing of a brother.
    """
    heard = reader.hear(turn.question, [turn.asked_in or turn.language, turn.language])
    known = ANYBODY if heard.of_another else turn.reader
    return replace(turn, reader=heard.reader.completed_by(known))


def hear_urgent_meaning(turn: Turn) -> Turn:
    """See whether the question is urgent in words that no list holds."""
    if turn.urgent is not None:
        return turn
    try:
        return replace(turn, urgent=alarm.hear(turn.question, turn.asked_in or turn.language))
    except Exception as error:  # noqa: BLE001 the word lists have spoken; without a model the question goes on
        log.warning("urgent_by_words_only", error=type(error).__name__)
        return turn


def help_urgent(turn: Turn) -> Turn | Answer:
    """Say at once what to do in an urgent matter; what the knowledge base says stands below it, if it can be had."""
    if turn.urgent is None:
        return turn
    return _with_quotes(turn).end(Outcome.urgent(turn.urgent), texts.urgent(turn.urgent, turn.language))


def _with_quotes(turn: Turn) -> Turn:
    try:
        found = find_passages(turn)
        chosen = choose_sentences(found) if isinstance(found, Turn) else found
    except Exception as error:  # noqa: BLE001 the urgent text never waits for the knowledge base
        log.warning("urgent_without_quotes", error=type(error).__name__)
        return turn
    return chosen if isinstance(chosen, Turn) else turn


def hand_over_on_request(turn: Turn) -> Turn | Answer:
    """Hand over when the reader asks for a person."""
    return turn.say(Outcome.HANDOVER, Reason.ASKED) if _HANDOVER in turn.intents else turn


def answer_smalltalk(turn: Turn) -> Turn | Answer:
    """Answer a greeting or thanks that hold no question."""
    words = phrases.tokens(turn.question)
    for code in phrases.languages():
        sets = phrases.word_list(code).sets
        for name, reason in (("thanks", Reason.THANKS), ("greetings", Reason.GREETING)):
            kind = sets[name]
            if any(word in kind for word in words) and all(
                word in sets["greetings"] | sets["thanks"] | sets["fillers"] for word in words
            ):
                return turn.say(Outcome.SMALLTALK, reason)
    return turn


def find_passages(turn: Turn) -> Turn | Answer:
    """Find passages of the knowledge base."""
    if turn.knowledge is None:
        return turn.say(Outcome.ERROR, Reason.NOT_READY)
    found = turn.knowledge.search(
        turn.question, language=turn.asked_in or turn.language, reader=turn.reader, reads=turn.language
    )
    return replace(turn, found=found) if found else turn.say(Outcome.ABSTAIN)


def choose_sentences(turn: Turn) -> Turn | Answer:
    """Choose the sentences that answer; ask back or say that we do not know when none do."""
    if turn.knowledge is None:
        return turn.say(Outcome.ERROR, Reason.NOT_READY)
    turn = replace(
        turn,
        selection=turn.knowledge.select(
            turn.question, turn.found, language=turn.asked_in or turn.language, reader=turn.reader
        ),
    )
    match turn.selection.verdict if turn.selection else Verdict.ABSTAIN:
        case Verdict.CLARIFY:
            return turn.say(Outcome.CLARIFY)
        case Verdict.ANSWER | Verdict.PARTIAL if turn.selection and turn.selection.quotes:
            return turn
        case _:
            return turn.say(Outcome.ABSTAIN)


def compose(turn: Turn) -> Answer:
    """Quote the sentences; a language model may say them in simpler words."""
    selection = turn.selection
    if selection is None:
        return turn.say(Outcome.ABSTAIN)
    outcome = Outcome(selection.verdict.value)
    rephrased = (
        turn.model.rephrase(selection.quotes, question=turn.question, language=turn.language)
        if turn.model
        else None
    )
    text = rephrased or quoted(selection.quotes)
    if outcome is Outcome.PARTIAL:
        text = f"{text}\n{texts.plain(outcome, None, turn.language)}"
    return replace(turn.end(outcome, text), rephrased=rephrased is not None)


def hand_over_without_bot(turn: Turn) -> Answer:
    """Hand every question over while automatic answers are switched off."""
    return turn.say(Outcome.HANDOVER, Reason.BOT_OFF)


def help_urgent_without_quotes(turn: Turn) -> Turn | Answer:
    """Say at once what to do in an urgent matter, with nothing below it that the bot chose."""
    return help_urgent(replace(turn, knowledge=None)) if turn.urgent else turn


def name_articles(turn: Turn) -> Answer:
    """Name the articles that are nearest to the question, and answer nothing."""
    if turn.knowledge is None:
        return turn.say(Outcome.ERROR, Reason.NOT_READY)
    found = turn.knowledge.search(
        turn.question,
        language=turn.asked_in or turn.language,
        reader=turn.reader,
        reads=turn.language,
        limit=_NAMED,
    )
    titles = {one.passage.slug: one.passage.title for one in found}
    said = turn.end(Outcome.ARTICLES, texts.articles(bool(titles), turn.language))
    return replace(said, suggestions=tuple(titles.items()))


def quoted(quotes: tuple[Quote, ...]) -> str:
    """Return the quoted sentences as they stand in their articles, one a line."""
    return "\n".join(
        f"- {quote.sentence.text}" if quote.sentence.list_mark else quote.sentence.text for quote in quotes
    )


STEPS: tuple[Step, ...] = (
    check_limits,
    mask_personal_data,
    recognise_intents,
    detect_language,
    hear_reader,
    hear_urgent_meaning,
    help_urgent,
    hand_over_on_request,
    answer_smalltalk,
    find_passages,
    choose_sentences,
    compose,
)

# While automatic answers are switched off, urgent matters still come first; a greeting is no question for a person.
WITHOUT_BOT: tuple[Step, ...] = (
    *STEPS[: STEPS.index(help_urgent) + 1],
    answer_smalltalk,
    hand_over_without_bot,
)

# Where the roll-out did not come yet: articles are named instead of an answer being given.
ARTICLES_ONLY: tuple[Step, ...] = (
    *STEPS[: STEPS.index(help_urgent)],
    help_urgent_without_quotes,
    *STEPS[STEPS.index(help_urgent) + 1 : STEPS.index(find_passages)],
    name_articles,
)
