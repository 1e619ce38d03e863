"""Bank statements with a known truth: who meant to pay what, and what the portal may therefore book by itself.

The charges have communications that follow one another, which is harder than reality: a slip that gives another
valid number would find a neighbour's charge.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from stdnum.be import iban as belgian_iban

SEED = 20261122
ACCOUNT = "BE68539007547034"
FIRST_DAY = date(2026, 3, 2)
ROWS_A_DAY = 2000
NINETY = Decimal("90.00")
NAMES = (
    "Mohamed El Amrani",
    "Fatima Yilmaz",
    "Olena Shevchenko",
    "Ahmad Rahimi",
    "Maria Silva",
    "Nguyen Thi Lan",
)


class Kind(StrEnum):
    """What is true of a row."""

    CLEAN = "clean"
    INSTALMENT = "instalment"
    WRONG_DIGIT = "wrong digit"
    SWAPPED = "swapped digits"
    IN_TEXT = "reference in the text"
    TYPO_IN_TEXT = "mistyped in the text"
    NEAR_AMOUNT = "near-equal amount"
    NAME_ONLY = "a name that several have, no reference"
    SEVERAL = "several charges in one transfer"
    TOO_MUCH = "too much"
    TOO_LITTLE = "too little"
    AGAIN = "paid a second time"
    FOREIGN = "from abroad"
    MONEY_OUT = "money out"
    ZERO = "zero"


BOOKS_BY_ITSELF = frozenset({Kind.CLEAN, Kind.INSTALMENT})
# How many rows in a hundred; the rest are clean.
SHARES = {
    Kind.INSTALMENT: 3, Kind.WRONG_DIGIT: 4, Kind.SWAPPED: 4, Kind.IN_TEXT: 4, Kind.TYPO_IN_TEXT: 1, Kind.NEAR_AMOUNT: 3, Kind.NAME_ONLY: 3,
    Kind.SEVERAL: 2, Kind.TOO_MUCH: 2, Kind.TOO_LITTLE: 2, Kind.AGAIN: 2, Kind.FOREIGN: 2, Kind.MONEY_OUT: 2, Kind.ZERO: 1,
}  # fmt: skip


@dataclass(frozen=True)
class Due:
    """A charge that exists; `parts`: it may be paid in these."""

    number: int
    person: int
    ogm: str
    amount: Decimal
    parts: tuple[Decimal, ...] = ()


@dataclass(frozen=True)
class Row:
    """One line of a statement. `meant` is the charge that the payer had in mind."""

    kind: Kind
    amount: Decimal
    booked_on: date
    reference: str
    ogm: str | None = None
    message: str = ""
    name: str = ""
    iban: str = ""
    meant: Due | None = None


@dataclass
class World:
    """Charges and the rows that pay them."""

    dues: list[Due] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)


def ogm(base: int) -> str:
    """Return a valid communication."""
    return f"{base:010}{base % 97 or 97:02}"


def spelled(digits: str) -> str:
    """Write it as Belgians do."""
    return f"+++{digits[:3]}/{digits[3:7]}/{digits[7:]}+++"


def make_world(rows: int, *, seed: int = SEED) -> World:
    """Make charges and rows; the same seed makes the same world."""
    chance = random.Random(seed)
    kinds = [kind for kind, share in SHARES.items() for _ in range(max(1, rows * share // 100))]
    kinds += [Kind.CLEAN] * (rows - len(kinds))
    chance.shuffle(kinds)
    world, paid = World(), []
    for number, kind in enumerate(kinds):
        due = _due(world, kind)
        if kind is Kind.AGAIN:
            due = chance.choice(paid) if paid else due
        row = _row(kind, due, number, chance)
        if kind is Kind.SEVERAL:
            row = _with_another(row, due, _due(world, Kind.CLEAN))
        if kind is Kind.AGAIN and not paid:
            row = _row(Kind.CLEAN, due, number, chance)
        if row.kind is Kind.CLEAN:
            paid.append(due)
        world.rows.append(row)
    return world


def _due(world: World, kind: Kind) -> Due:
    number = len(world.dues)
    parts = (Decimal("45.00"), Decimal("45.00")) if kind is Kind.INSTALMENT else ()
    # Two charges to a person: what one pays must not end on the other.
    due = Due(number, number // 2, ogm(90_000_000 + number), NINETY, parts)
    world.dues.append(due)
    return due


def _row(kind: Kind, due: Due, number: int, chance: random.Random) -> Row:
    day = FIRST_DAY + timedelta(days=number // ROWS_A_DAY)
    facts = {
        "kind": kind, "booked_on": day, "reference": f"REF{number:015}", "name": chance.choice(NAMES),
        "iban": _account(chance), "meant": due, "amount": due.amount, "ogm": due.ogm,
    }  # fmt: skip
    return Row(**(facts | _special(kind, due, chance)))


def _special(kind: Kind, due: Due, chance: random.Random) -> dict[str, object]:
    near = ["-0.01", "0.01", "0.10", "-1", "9", "-81", "810"]
    written = [spelled(due.ogm), due.ogm, f"Betaling {due.ogm[:3]} {due.ogm[3:7]} {due.ogm[7:]}"]
    makers: dict[Kind, Callable[[], dict[str, object]]] = {
        Kind.INSTALMENT: lambda: {"amount": due.parts[0]},
        Kind.WRONG_DIGIT: lambda: {"ogm": _wrong_digit(due.ogm, chance)},
        Kind.SWAPPED: lambda: {"ogm": _swapped(due.ogm, chance)},
        Kind.IN_TEXT: lambda: {"ogm": None, "message": chance.choice(written)},
        Kind.TYPO_IN_TEXT: lambda: {
            "ogm": None,
            "message": f"cursus {spelled(_wrong_digit(due.ogm, chance))}",
        },
        Kind.NEAR_AMOUNT: lambda: {"amount": due.amount + Decimal(chance.choice(near))},
        Kind.NAME_ONLY: lambda: {
            "ogm": None,
            "meant": None,
            "message": chance.choice(["cursus MO", "maart", ""]),
        },
        Kind.TOO_MUCH: lambda: {"amount": due.amount * 2},
        Kind.TOO_LITTLE: lambda: {"amount": due.amount - chance.choice([10, 20, 50])},
        Kind.FOREIGN: lambda: {"iban": "DE89370400440532013000"},
        Kind.MONEY_OUT: lambda: {
            "ogm": None,
            "meant": None,
            "amount": -due.amount,
            "message": "terugbetaling",
        },
        Kind.ZERO: lambda: {"amount": Decimal("0.00")},
    }
    return makers.get(kind, dict)()


def _with_another(row: Row, due: Due, other: Due) -> Row:
    both = f"{spelled(due.ogm)} en {spelled(other.ogm)}"
    return replace(row, amount=due.amount + other.amount, ogm=None, message=both)


def _wrong_digit(digits: str, chance: random.Random) -> str:
    at = chance.randrange(12)
    other = chance.choice([digit for digit in "0123456789" if digit != digits[at]])
    return digits[:at] + other + digits[at + 1 :]


def _swapped(digits: str, chance: random.Random) -> str:
    places = [at for at in range(11) if digits[at] != digits[at + 1]]
    at = chance.choice(places)
    return digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]


def _account(chance: random.Random) -> str:
    number = f"539{chance.randrange(10**7):07}"
    domestic = f"{number}{int(number) % 97 or 97:02}"
    account = belgian_iban.compact(f"BE00{domestic}")
    check = 98 - int(f"{account[4:]}111400") % 97
    return f"BE{check:02}{domestic}"


def days(rows: Sequence[Row]) -> Iterator[tuple[date, list[Row]]]:
    """Give the rows of each day."""
    by_day: dict[date, list[Row]] = {}
    for row in rows:
        by_day.setdefault(row.booked_on, []).append(row)
    yield from sorted(by_day.items())
