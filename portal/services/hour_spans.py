"""From when to when hours were: clocks in Brussels as people read them, minutes as they really passed.

On the two days a year when the clock jumps, 01:30 to 03:30 is not two hours. An hour that the clock skips does not
exist; of an hour that it shows twice, the first is meant.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from portal.clock import BRUSSELS
from portal.errors import OutsideRules

MINUTE = timedelta(minutes=1)
MINUTES_IN_A_DAY = 24 * 60


@dataclass(frozen=True)
class Span:
    """From one aware moment to another."""

    starts_at: datetime
    ends_at: datetime

    @property
    def minutes(self) -> int:
        """Return how many minutes passed."""
        return (self.ends_at - self.starts_at) // MINUTE

    def overlaps(self, other: "Span") -> bool:
        """Say whether some moment lies in both; one that begins where the other ends does not."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


def told(day: date, starts: time, ends: time) -> Span:
    """Return what "that day, from then to then" means; midnight as the end is the end of that day.

    Raises:
        OutsideRules: the clock skips one of the two, or it would end before it begins.
    """
    last_day = day + timedelta(days=1) if ends == time() else day
    span = Span(_moment(day, starts), _moment(last_day, ends))
    if span.minutes < 1:
        raise OutsideRules("ends-before-it-begins")
    return span


def stored(day: date, starts_minute: int, minutes: int) -> Span:
    """Return from when to when an entry was."""
    starts_at = datetime.combine(
        day, time(starts_minute // 60, starts_minute % 60), tzinfo=BRUSSELS
    ).astimezone(UTC)
    return Span(starts_at, starts_at + minutes * MINUTE)


def _moment(day: date, clock: time) -> datetime:
    asked = datetime.combine(day, clock.replace(second=0, microsecond=0, fold=0), tzinfo=BRUSSELS)
    moment = asked.astimezone(UTC)
    if moment.astimezone(BRUSSELS).replace(tzinfo=None) != asked.replace(tzinfo=None):
        raise OutsideRules("no-such-hour")
    return moment
