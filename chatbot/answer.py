"""What comes out of one turn. Every way out has a name; handing over is an outcome, not an error."""

from dataclasses import dataclass, field
from enum import StrEnum

from knowledge.content import Quote


class UrgentKind(StrEnum):
    """Matters that cannot wait for an answer out of the knowledge base."""

    DANGER = "danger"
    VIOLENCE = "violence"
    TRAFFICKING = "trafficking"
    MINOR = "minor"
    DETENTION = "detention"
    ORDER_TO_LEAVE = "order-to-leave"


class Outcome(StrEnum):
    """How a turn ended."""

    ANSWER = "answer"
    PARTIAL = "partial"
    CLARIFY = "clarify"
    ABSTAIN = "abstain"
    URGENT_DANGER = "urgent.danger"
    URGENT_VIOLENCE = "urgent.violence"
    URGENT_TRAFFICKING = "urgent.trafficking"
    URGENT_MINOR = "urgent.minor"
    URGENT_DETENTION = "urgent.detention"
    URGENT_ORDER_TO_LEAVE = "urgent.order-to-leave"
    ARTICLES = "articles"
    HANDOVER = "handover"
    SMALLTALK = "smalltalk"
    ERROR = "error"

    @classmethod
    def urgent(cls, kind: UrgentKind) -> "Outcome":
        """Return the outcome of an urgent matter."""
        return cls(f"urgent.{kind.value}")

    @property
    def is_urgent(self) -> bool:
        """Say whether this is an urgent matter."""
        return self.value.startswith("urgent.")

    @property
    def has_quotes(self) -> bool:
        """Say whether sentences of the knowledge base may stand in it."""
        return self.is_urgent or self in {Outcome.ANSWER, Outcome.PARTIAL}


class Reason(StrEnum):
    """Why a turn ended in `error`, `handover` or `smalltalk`."""

    EMPTY = "empty"
    HIDDEN = "hidden"
    TOO_LONG = "too-long"
    FAILURE = "failure"
    NOT_READY = "not-ready"
    ASKED = "asked"
    BOT_OFF = "bot-off"
    GREETING = "greeting"
    THANKS = "thanks"


@dataclass(frozen=True)
class Answer:
    """The end of one turn.

    `text` is plain text, lines split by line feeds, in `language`. `question` is what may be kept: cleaned and
    masked; empty when there is nothing to keep. `quotes` stand verbatim in the versions they name.
    """

    outcome: Outcome
    language: str
    text: str
    question: str = ""
    quotes: tuple[Quote, ...] = ()
    suggestions: tuple[tuple[str, str], ...] = ()
    confidence: float = 0.0
    reason: Reason | None = None
    asked_in: str | None = None
    rephrased: bool = False
    masked: tuple[str, ...] = ()
    steps: tuple[tuple[str, float], ...] = field(default=(), compare=False)

    @property
    def is_urgent(self) -> bool:
        """Say whether the reader needs help now."""
        return self.outcome.is_urgent

    @property
    def milliseconds(self) -> int:
        """Return how long the turn took."""
        return round(sum(milliseconds for _step, milliseconds in self.steps))
