"""For whom a rule holds, and who is asking: so that a rule for others is never quoted as the reader's.

A rule's scope has four sides, each empty when it does not matter: groups of people, regions, the date of the inburgeringscontract
and age. What is known of a reader has the same sides. Two statuses that nobody has together stand in `EXCLUSIVE`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date as Day  # noqa: N812 as in content.py
from enum import StrEnum

EVERYONE, COUNTRY = "everyone", "belgie"
# Nobody has two of these at once: whoever says one of them is none of the others.
EXCLUSIVE = frozenset(
    {
        "belg", "eu-burger", "erkende-vluchteling", "subsidiair-beschermde", "verzoeker", "staatloze", "tijdelijke-bescherming",
        "zonder-wettig-verblijf",
    }
)  # fmt: skip
# Who says one of these has said what the question turns on.
_TELLING = EXCLUSIVE | {"student", "minderjarige"}
# Further pairs that cannot go together. An EU citizen has the right to inburgering, never the duty;
# who asks for asylum has neither since 1 March 2022.
CONFLICTS = frozenset(
    frozenset(pair)
    for pair in (
        ("verplichte-inburgeraar", "rechthebbende-inburgeraar"),
        ("verplichte-inburgeraar", "eu-burger"),
        ("verplichte-inburgeraar", "verzoeker"),
        ("verplichte-inburgeraar", "zonder-wettig-verblijf"),
        ("rechthebbende-inburgeraar", "zonder-wettig-verblijf"),
        ("rechthebbende-inburgeraar", "verzoeker"),
    )
)
# From and to which age one can be of a group.
AGES: dict[str, tuple[int, int | None]] = {"minderjarige": (0, 17), "verplichte-inburgeraar": (18, 64)}


class Side(StrEnum):
    """On which side a rule and a reader part."""

    AUDIENCE = "audience"
    REGION = "region"
    CONTRACT = "contract"
    AGE = "age"


@dataclass(frozen=True)
class Scope:
    """For whom a rule holds.

    Any of `groups`, none of `without`, in any of `regions`, with a contract signed from `signed_from` on and before
    `signed_before`, of an age from `youngest` to `oldest`.
    """

    groups: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    signed_from: Day | None = None
    signed_before: Day | None = None
    youngest: int | None = None
    oldest: int | None = None

    def narrowed(self, other: "Scope") -> "Scope":
        """Return this scope with the sides that a closer mark names: a section's, or a sentence's own."""
        merged = self
        if other.groups or other.without:
            merged = replace(
                merged, groups=other.groups or merged.groups, without=other.without or merged.without
            )
        if other.regions:
            merged = replace(merged, regions=other.regions)
        if other.signed_from or other.signed_before:
            merged = replace(merged, signed_from=other.signed_from, signed_before=other.signed_before)
        if other.youngest is not None or other.oldest is not None:
            merged = replace(merged, youngest=other.youngest, oldest=other.oldest)
        return merged


@dataclass(frozen=True)
class Reader:
    """What is known of who asks. `signed` is the first and last day on which the contract can have been signed.

    `groups` may hold statuses that exclude each other, when a question names both: each may then be the reader's.
    """

    groups: frozenset[str] = frozenset()
    not_groups: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    signed: tuple[Day, Day] | None = None
    age: int | None = None

    @property
    def is_known(self) -> bool:
        """Say whether anything is known."""
        return self != ANYBODY

    def completed_by(self, other: "Reader") -> "Reader":
        """Return this reader with what another source knows and this one does not say or deny."""
        free = {
            group
            for group in other.groups
            if group not in self.not_groups and not any(conflict(group, known) for known in self.groups)
        }
        return Reader(
            groups=self.groups | free,
            not_groups=self.not_groups | (other.not_groups - self.groups),
            regions=self.regions or other.regions,
            signed=self.signed or other.signed,
            age=other.age if self.age is None else self.age,
        )


ANYBODY = Reader()


def conflict(group: str, other: str) -> bool:
    """Say whether nobody can be of both groups."""
    return group != other and ({group, other} <= EXCLUSIVE or frozenset({group, other}) in CONFLICTS)


def of_article(audience: Iterable[str], region: Iterable[str]) -> Scope:
    """Return the scope of a whole article by its front matter."""
    groups, regions = tuple(audience), tuple(region)
    # A page for professionals as well says who else it is about; professionals may read about anybody.
    return Scope(
        groups=() if EVERYONE in groups else tuple(group for group in groups if group != "professional"),
        regions=() if COUNTRY in regions else regions,
    )


def parted_by(scope: Scope, reader: Reader) -> Side | None:
    """Return the side on which a rule cannot hold for a reader; None when it can."""
    if not _can_be_among(scope, reader):
        return Side.AUDIENCE
    if scope.regions and reader.regions and not reader.regions & set(scope.regions):
        return Side.REGION
    if not _can_be_signed(scope, reader):
        return Side.CONTRACT
    return None if _can_be_of_age(scope, reader) else Side.AGE


def meant_for(scope: Scope, reader: Reader) -> bool:
    """Say whether a rule speaks of the reader in particular: of a side that is known, and on which it holds."""
    return (
        bool(reader.groups & set(scope.groups))
        or bool(reader.regions & set(scope.regions))
        or (reader.age is not None and (scope.youngest is not None or scope.oldest is not None))
        or (reader.signed is not None and (scope.signed_from is not None or scope.signed_before is not None))
    )


def names_others(scope: Scope, reader: Reader) -> bool:
    """Say whether a rule speaks of statuses while the question named other groups only: it may hold, but it is not likely meant."""
    return bool(reader.groups & _TELLING and scope.groups) and set(scope.groups) <= EXCLUSIVE - reader.groups


def _possible(group: str, reader: Reader) -> bool:
    if group in reader.groups:
        return True
    if group in reader.not_groups or any(conflict(group, known) for known in reader.groups):
        return False
    least, most = AGES.get(group, (0, None))
    return reader.age is None or (reader.age >= least and (most is None or reader.age <= most))


def _can_be_among(scope: Scope, reader: Reader) -> bool:
    denied = reader.groups & set(scope.without)
    if denied and not (denied <= EXCLUSIVE and len(reader.groups & EXCLUSIVE) > 1):
        return False
    return not scope.groups or any(_possible(group, reader) for group in scope.groups)


def _can_be_signed(scope: Scope, reader: Reader) -> bool:
    if reader.signed is None:
        return True
    first, last = reader.signed
    return not (
        (scope.signed_from is not None and last < scope.signed_from)
        or (scope.signed_before is not None and first >= scope.signed_before)
    )


def _can_be_of_age(scope: Scope, reader: Reader) -> bool:
    if reader.age is None:
        return True
    return (scope.youngest is None or reader.age >= scope.youngest) and (
        scope.oldest is None or reader.age <= scope.oldest
    )
