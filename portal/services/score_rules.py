"""How many answers are judged and when a figure that moved is an alert: the dated rules of rules/answer_scores.yaml."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from portal.errors import BadRules
from portal.models.scores import DriftSignal
from portal.services.shares import Shift

RULES = Path(__file__).parents[1] / "rules" / "answer_scores.yaml"


class Worse(StrEnum):
    """Which way a figure gets worse."""

    UP = "up"
    DOWN = "down"
    BOTH = "both"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SignalRule(_Strict):
    """When one figure has moved by an amount that matters."""

    worse: Worse
    size: float = Field(gt=0, lt=1)
    fewest: int = Field(ge=10)

    def matters(self, found: Shift) -> bool:
        """Say whether it got worse, by enough."""
        match self.worse:
            case Worse.UP:
                return found.size >= self.size
            case Worse.DOWN:
                return found.size <= -self.size
            case Worse.BOTH:
                return abs(found.size) >= self.size


class ScoreRule(_Strict):
    """What holds from a day on."""

    id: str
    valid_from: date
    valid_to: date | None
    sample_a_week: int = Field(ge=1, le=200)
    weeks_to_judge: int = Field(ge=1, le=8)
    fewest_judged: int = Field(ge=5)
    weeks_before: int = Field(ge=4, le=26)
    most_weeks: int = Field(ge=1, le=8)
    quiet_weeks: int = Field(ge=0, le=26)
    surprise: float = Field(ge=2, le=10)
    signals: Mapping[DriftSignal, SignalRule]
    source: str = Field(min_length=3)
    last_checked: date

    @model_validator(mode="after")
    def _names_every_signal(self) -> Self:
        missing = set(DriftSignal) - set(self.signals)
        if missing:
            raise ValueError(f"nothing is said of {', '.join(sorted(missing))}")
        return self

    def is_alert(self, signal: DriftSignal, found: Shift) -> bool:
        """Say whether a figure moved clearly, and by an amount that matters."""
        return abs(found.surprise) >= self.surprise and self.signals[signal].matters(found)


@cache
def rules() -> tuple[ScoreRule, ...]:
    """Return the rules of this portal."""
    return load(RULES)


def load(path: Path) -> tuple[ScoreRule, ...]:
    """Read and check a rules file.

    Raises:
        BadRules: it is no YAML, a field is missing or wrong, or two rules hold on one day.
    """
    try:
        raw: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
        found = TypeAdapter(tuple[ScoreRule, ...]).validate_python(raw)
    except yaml.YAMLError:
        raise BadRules(path.name, "is not YAML") from None
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise BadRules(f"{path.name}:{'.'.join(str(part) for part in first['loc'])}", first["msg"]) from None
    for earlier, later in pairwise(found):
        if earlier.valid_to is None or earlier.valid_to >= later.valid_from:
            raise BadRules(f"{path.name}:{later.id}", "begins before the rule above it has ended")
    return found


def on(day: date) -> ScoreRule:
    """Return the rule that holds on a day; before the first one that one.

    Raises:
        BadRules: none does.
    """
    known = rules()
    held = [rule for rule in known if rule.valid_to is None or day <= rule.valid_to]
    if not held:
        raise BadRules(RULES.name, f"no rule holds on {day.isoformat()}")
    return next((rule for rule in held if rule.valid_from <= day), held[0])
