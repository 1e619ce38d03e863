"""Hides groups so small that a number would tell of a person, also by subtraction (docs/decisions/0026).

A count below five is never shown; nor is another one, when the shown ones and their total would give the hidden one
away. All hidden counts look the same: nobody sees which was small and which keeps it company.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

SMALLEST = 5  # a group of fewer people is not shown
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Shown(Generic[Key]):
    """Counts that may be read; None: hidden. `total` is hidden too when it would give a part away."""

    parts: Mapping[Key, int | None]
    total: int | None

    @property
    def hidden(self) -> frozenset[Key]:
        """Return the parts that are hidden."""
        return frozenset(key for key, count in self.parts.items() if count is None)


def hide(counts: Mapping[Key, int], *, also: frozenset[Key] = frozenset()) -> Shown[Key]:
    """Return what may be shown of counts of people, each person in one part, and of their total.

    `also`: parts that must be hidden whatever their size, because a table beside this one hides them.

    Whoever adds and subtracts what is shown learns of a hidden part no more than that it is zero, one, two, three, four
    or maybe more: the hidden ones are at least two, and four or more together; else the smallest shown part joins them,
    and when none is left the total goes.
    """
    total = sum(counts.values())
    if total < SMALLEST:
        return Shown(dict.fromkeys(counts, None), None)
    hidden = {key for key, count in counts.items() if count < SMALLEST} | (also & counts.keys())
    rest = sorted(
        (count, place, key) for place, (key, count) in enumerate(counts.items()) if key not in hidden
    )
    while hidden and rest and not _blurred(counts, hidden):
        hidden.add(rest.pop(0)[2])
    told = not hidden or _blurred(counts, hidden)
    return Shown(
        {key: None if key in hidden else count for key, count in counts.items()}, total if told else None
    )


def _blurred(counts: Mapping[Key, int], hidden: set[Key]) -> bool:
    return len(hidden) > 1 and sum(counts[key] for key in hidden) >= SMALLEST - 1
