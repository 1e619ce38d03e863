"""Two sides of a draw compared, with the room that chance leaves. Figures alone: nothing is read or kept.

People are drawn, not questions: who asks ten times counts ten times in a share but once in how sure it is. And only
people under the same share are compared: where and when more of them got answers, something else may differ too.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from portal.services import shares

_FEWEST = 2  # from one person nobody can tell how much people differ


@dataclass(frozen=True)
class Seen:
    """What one person did under one share, on one side: `count` of `number`."""

    draw: int
    person: str
    count: int
    number: int


@dataclass(frozen=True)
class Difference:
    """How much higher a share is on the first side, and between which values the true difference lies."""

    value: float
    low: float
    high: float


Weights = Mapping[int, float]


def interval(seen: Sequence[Seen]) -> tuple[float, float]:
    """Return between which shares the true one of a side lies, nineteen times out of twenty."""
    _share, low, high = _rate([Seen(0, one.person, one.count, one.number) for one in seen], {0: 1.0})
    return low, high


def difference(one: Sequence[Seen], other: Sequence[Seen]) -> Difference | None:
    """Return how much higher the share of the first side is; None when no draw put people on both sides."""
    numbers, others = _numbers(one), _numbers(other)
    raw = {
        draw: numbers[draw] * others[draw] / (numbers[draw] + others[draw])
        for draw in sorted(numbers.keys() & others.keys())
    }
    if not raw:
        return None
    weights = {draw: weight / sum(raw.values()) for draw, weight in raw.items()}
    share, low, high = _rate(one, weights)
    against, lowest, highest = _rate(other, weights)
    # Newcombe: the room of a difference from the room of each of the two, also where one of them is nought.
    return Difference(
        share - against,
        share - against - sqrt((share - low) ** 2 + (highest - against) ** 2),
        share - against + sqrt((high - share) ** 2 + (against - lowest) ** 2),
    )


def _rate(seen: Sequence[Seen], weights: Weights) -> tuple[float, float, float]:
    """Return the weighed share with its interval; as sure as that many people make it, not that many questions."""
    numbers = _numbers(seen)
    counts = dict.fromkeys(numbers, 0)
    for one in seen:
        if one.number:
            counts[one.draw] += one.count
    rates = {draw: counts[draw] / numbers[draw] for draw in weights if draw in numbers}
    share = sum(weight * rates[draw] for draw, weight in weights.items() if draw in rates)
    # If everybody asked once, it would be as sure as so many questions.
    most = 1 / sum(weight**2 / numbers[draw] for draw, weight in weights.items() if draw in rates)
    apart: dict[str, float] = {}
    for one in seen:
        if one.draw in rates and one.number:
            of_share = weights[one.draw] * (one.count - rates[one.draw] * one.number) / numbers[one.draw]
            apart[one.person] = apart.get(one.person, 0.0) + of_share
    number = min(most, _worth(share, apart))
    return share, *shares.interval(share * number, number)


def _worth(share: float, apart: Mapping[str, float]) -> float:
    """Return how many questions of as many people would leave as much room."""
    people = len(apart)
    variance = sum(part**2 for part in apart.values())
    if people < _FEWEST or not variance:
        return float(people)
    return share * (1 - share) / (variance * people / (people - 1))


def _numbers(seen: Iterable[Seen]) -> dict[int, int]:
    found: dict[int, int] = {}
    for one in seen:
        if one.number:
            found[one.draw] = found.get(one.draw, 0) + one.number
    return found
