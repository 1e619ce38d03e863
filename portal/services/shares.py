"""Shares with the room that chance leaves them, and how far two means are apart. Figures alone: nothing is read or kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from math import sqrt

NINETEEN_OF_TWENTY = 1.96
_FEWEST_WEEKS = 4  # from fewer nobody can tell how much weeks differ among themselves


@dataclass(frozen=True)
class Counted:
    """Values of one week: how many, their sum and the sum of their squares. Of a share every value is 0 or 1."""

    number: int
    total: float
    squares: float

    @classmethod
    def of_share(cls, count: int, number: int) -> "Counted":
        """Return `count` out of `number`."""
        return cls(number, float(count), float(count))

    def __add__(self, other: "Counted") -> "Counted":
        """Take two weeks together."""
        return Counted(self.number + other.number, self.total + other.total, self.squares + other.squares)

    @property
    def mean(self) -> float:
        """Return the mean; of a share the share itself."""
        return self.total / self.number if self.number else 0.0

    @property
    def variance(self) -> float:
        """Return how far the values lie around their mean."""
        return max(0.0, self.squares / self.number - self.mean**2) if self.number else 0.0


NOTHING = Counted(0, 0.0, 0.0)


@dataclass(frozen=True)
class Shift:
    """The last weeks beside those before. `surprise`: how many standard errors apart, above nought when it rose."""

    weeks: int
    value: float
    number: int
    before: float
    number_before: int
    surprise: float

    @property
    def size(self) -> float:
        """Return how much it rose; below nought: fell."""
        return self.value - self.before


def interval(count: float, number: float, *, sure: float = NINETEEN_OF_TWENTY) -> tuple[float, float]:
    """Return between which shares the true one lies, as sure as `sure` standard errors make it (Wilson)."""
    if not number:
        return 0.0, 1.0
    share, room = count / number, sure * sure / number
    half = sure * sqrt(share * (1 - share) / number + room / number / 4)
    middle = share + room / 2
    return max(0.0, (middle - half) / (1 + room)), min(1.0, (middle + half) / (1 + room))


def shift(
    newest_first: Sequence[Counted], *, most_weeks: int, weeks_before: int, fewest: int, fewest_before: int
) -> Shift | None:
    """Compare the last week with those before it; of few questions as many last weeks as make `fewest`, at most `most_weeks`.

    Weeks differ by more than chance alone (a holiday, a class that asks together): the more those before differed among
    themselves, the less a difference counts. None: too few to say anything.
    """
    now, weeks = NOTHING, 0
    for week in islice(newest_first, most_weeks):
        now, weeks = now + week, weeks + 1
        if now.number >= fewest:
            break
    before = [week for week in newest_first[weeks : weeks + weeks_before] if week.number]
    then = sum(before, NOTHING)
    if now.number < fewest or then.number < fewest_before or len(before) < _FEWEST_WEEKS:
        return None
    error = sqrt((now + then).variance * (1 / now.number + 1 / then.number) * _restlessness(before, then))
    surprise = (now.mean - then.mean) / error if error else 0.0
    return Shift(weeks, now.mean, now.number, then.mean, then.number, surprise)


def _restlessness(weeks: Sequence[Counted], together: Counted) -> float:
    """Return how much more weeks differ than chance alone makes them; at least 1."""
    if not together.variance:
        return 1.0
    apart = sum(week.number * (week.mean - together.mean) ** 2 for week in weeks)
    return max(1.0, apart / together.variance / (len(weeks) - 1))
