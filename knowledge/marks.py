"""What each part of a translation was made from, when a person typed in the text as a whole.

A part whose words stayed keeps what was known of it. A part with other words is a person's, made from the Dutch part in whose
place it stands, as that Dutch was while it was typed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from knowledge import paragraphs
from knowledge.paragraphs import Made, Unit
from knowledge.parts import By

NOT_PLACED = Made(None)


@dataclass(frozen=True)
class Known:
    """A translation as it stood, with what each of its parts was made from."""

    parts: tuple[Unit, ...]
    made: tuple[Made, ...]


def after(
    typed: Sequence[Unit], *, published: Known | None, draft: Known | None, dutch: Sequence[Unit]
) -> tuple[Made, ...]:
    """Say what each typed part was made from; `published` and `draft` are how the translation stood before.

    `dutch` is what the writer had beside it. A part that stands in the place of no Dutch part is `NOT_PLACED`.
    """
    kept: dict[int, Made] = {}
    places: dict[int, int] = {}
    if published is not None:
        kept |= _compare(typed, published, dutch, places)
    if draft is not None:
        found = _compare(typed, draft, dutch, places)
        kept = {number: made for number, made in found.items() if made != NOT_PLACED} | kept
    places |= dict(_between(typed, dutch, dict(places)))
    return tuple(_made(number, kept, places, dutch) for number in range(len(typed)))


def _made(number: int, kept: Mapping[int, Made], places: Mapping[int, int], dutch: Sequence[Unit]) -> Made:
    if number in kept:
        return kept[number]
    return Made(dutch[places[number]].hash, By.PERSON) if number in places else NOT_PLACED


def _compare(
    typed: Sequence[Unit], one: Known, dutch: Sequence[Unit], places: dict[int, int]
) -> dict[int, Made]:
    """Return what is known of the parts that stand in a text word for word; add in the place of which Dutch part each stands."""
    same, changed = paragraphs.matched(typed, one.parts, [unit.hash for unit in one.parts])
    of_now, of_then = paragraphs.matched(dutch, one.parts, [made.of or "" for made in one.made])
    dutch_of = {position: number for number, position in (of_now | of_then).items()}
    taken = set(places.values())
    for number, position in (same | changed).items():
        place = dutch_of.get(position)
        if place is not None and number not in places and place not in taken:
            places[number] = place
    return {number: one.made[position] for number, position in same.items()}


def _between(
    typed: Sequence[Unit], dutch: Sequence[Unit], places: Mapping[int, int]
) -> Iterator[tuple[int, int]]:
    """Place the parts that no known text has: as many, of the same kinds, as Dutch parts are free between the same two."""
    taken = set(places.values())
    before = -1
    for number in (*sorted(places), len(typed)):
        is_end = number == len(typed)
        until = len(dutch) if is_end else places[number]
        free = [place for place in range(_after(before, places), until) if place not in taken]
        new = range(before + 1, number)
        here, there = [typed[one].kind for one in new], [dutch[place].kind for place in free]
        # At the end somebody is still writing: what stands there so far translates the first of what is free.
        if here == there or (is_end and here == there[: len(here)]):
            yield from zip(new, free, strict=False)
        before = number


def _after(number: int, places: Mapping[int, int]) -> int:
    return places[number] + 1 if number >= 0 else 0
