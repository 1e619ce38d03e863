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
    or maybe more: the hidden ones are at least two, four or more together and not all four; else the smallest shown part
    joins them (with its equals), and when none is left the total goes.
    """
    total = sum(counts.values())
    if total < SMALLEST:
        return Shown(dict.fromkeys(counts, None), None)
    hidden = {key for key, count in counts.items() if count < SMALLEST} | (also & counts.keys())
    while hidden and len(hidden) < len(counts) and not _blurred(counts, hidden):
        next_one = min(count for key, count in counts.items() if key not in hidden)
        hidden |= {
            key for key, count in counts.items() if count == next_one
        }  # of equals all: none stands out
    told = not hidden or _blurred(counts, hidden)
    return Shown(
        {key: None if key in hidden else count for key, count in counts.items()}, total if told else None
    )


def _blurred(counts: Mapping[Key, int], hidden: set[Key]) -> bool:
    """Say whether the sum of the hidden parts leaves each of them open: also to somebody who knows this rule by heart."""
    parts = [counts[key] for key in hidden]
    largest = SMALLEST - 1
    return len(parts) > 1 and sum(parts) >= largest and any(count != largest for count in parts)
