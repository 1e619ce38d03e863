"""What changed between two texts, word by word: the lines in order, each as runs of words that stayed, went or came."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

# Lines that share less than this part of their words are another line, not a changed one.
_SAME_LINE = 0.4
_WORD = re.compile(r"\s+|\w+|[^\w\s]")


class Change(StrEnum):
    """What happened to some words."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True)
class Run:
    """Words beside each other to which the same happened."""

    change: Change
    text: str


Line = tuple[Run, ...]


def between(before: str, after: str) -> tuple[Line, ...]:
    """Return every line of both texts once; joining what was not removed gives `after`, what was not added `before`."""
    return tuple(_lines(before.splitlines(), after.splitlines()))


def is_changed(line: Line) -> bool:
    """Say whether anything happened to a line."""
    return any(run.change is not Change.KEPT for run in line)


def _lines(before: Sequence[str], after: Sequence[str]) -> Iterator[Line]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        if kind == "equal":
            yield from ((Run(Change.KEPT, line),) for line in before[start:end])
        else:
            yield from _changed(before[start:end], after[new_start:new_end])


def _changed(before: Sequence[str], after: Sequence[str]) -> Iterator[Line]:
    """Set each new line beside the first old one left that it resembles; what resembles nothing came or went."""
    left = 0
    for line in after:
        like = next((at for at in range(left, len(before)) if _alike(before[at], line)), None)
        if like is None:
            yield (Run(Change.ADDED, line),)
            continue
        yield from ((Run(Change.REMOVED, gone),) for gone in before[left:like])
        yield _words(before[like], line)
        left = like + 1
    yield from ((Run(Change.REMOVED, gone),) for gone in before[left:])


def _alike(one: str, other: str) -> bool:
    words, others = ([word for word in _WORD.findall(text) if word.strip()] for text in (one, other))
    return SequenceMatcher(None, words, others, autojunk=False).ratio() >= _SAME_LINE


def _words(before: str, after: str) -> Line:
    old, new = _WORD.findall(before), _WORD.findall(after)
    runs: list[Run] = []
    for kind, start, end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            runs.append(Run(Change.KEPT, "".join(old[start:end])))
            continue
        if start < end:
            runs.append(Run(Change.REMOVED, "".join(old[start:end])))
        if new_start < new_end:
            runs.append(Run(Change.ADDED, "".join(new[new_start:new_end])))
    return tuple(_joined(runs))


def _joined(runs: Sequence[Run]) -> Iterator[Run]:
    """Take a lone space between two changes into both: a reader hears one change, not three."""
    waiting: list[Run] = []
    for position, run in enumerate(runs):
        between_changes = 0 < position < len(runs) - 1 and run.change is Change.KEPT and not run.text.strip()
        if run.change is Change.KEPT and not between_changes:
            yield from _in_order(waiting)
            waiting = []
            yield run
        elif between_changes:
            waiting += [Run(Change.REMOVED, run.text), Run(Change.ADDED, run.text)]
        else:
            waiting.append(run)
    yield from _in_order(waiting)


def _in_order(changes: Sequence[Run]) -> Iterator[Run]:
    for change in (Change.REMOVED, Change.ADDED):
        text = "".join(run.text for run in changes if run.change is change)
        if text:
            yield Run(change, text)
