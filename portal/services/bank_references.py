"""Structured communications as people write them: in a sentence, with a digit wrong, with two digits swapped.

Two check digits modulo 97 show every single wrong digit and every swap of neighbours: what is mistyped never is another
valid number by such a slip. What it was meant to be can only be guessed, so a guess is a suggestion, never a booking.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from stdnum.be import ogm_vcs

DIGITS = 12
# 11 to 13 digits, so that a lost or doubled digit is seen too, with what people put between them.
_RUN = re.compile(r"(?<!\d)\d(?:[ +*/.\-]{0,3}\d){10,12}(?!\d)", re.ASCII)
_NOT_DIGITS = re.compile(r"\D")


class Slip(StrEnum):
    """What went wrong when a number was typed."""

    ONE_DIGIT = "one-digit"
    SWAPPED_DIGITS = "swapped-digits"
    MISSING_DIGIT = "missing-digit"
    EXTRA_DIGIT = "extra-digit"


@dataclass(frozen=True)
class Written:
    """A number in a text that is, or was meant to be, a structured communication."""

    digits: str

    @property
    def is_valid(self) -> bool:
        """Say whether its check digits are right."""
        return is_valid(self.digits)


def is_valid(digits: str) -> bool:
    """Say whether these are twelve digits with the right check digits."""
    return len(digits) == DIGITS and bool(ogm_vcs.is_valid(digits))


def written_in(text: str) -> tuple[Written, ...]:
    """Find the numbers of a text that may be structured communications, each once, in their order."""
    found: dict[str, Written] = {}
    for run in _RUN.finditer(text):
        digits = _NOT_DIGITS.sub("", run.group())
        # "2 090/9337/55493": the two may belong to the words before it.
        inside = [digits[at : at + DIGITS] for at in range(len(digits) - DIGITS + 1)]
        valid = [one for one in inside if is_valid(one)]
        for one in valid or [digits]:
            found.setdefault(one, Written(one))
    return tuple(found.values())


def near(digits: str) -> dict[str, Slip]:
    """Return the valid communications that are one slip away, with the slip that would explain each."""
    found: dict[str, Slip] = {}
    for slip, candidate in _variants(digits):
        if candidate != digits and is_valid(candidate):
            found.setdefault(candidate, slip)
    return found


def _variants(digits: str) -> Iterator[tuple[Slip, str]]:
    places = range(len(digits))
    if len(digits) == DIGITS:
        for at in places[:-1]:
            yield Slip.SWAPPED_DIGITS, digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
        for at in places:
            for digit in "0123456789":
                yield Slip.ONE_DIGIT, digits[:at] + digit + digits[at + 1 :]
    elif len(digits) == DIGITS - 1:
        for at in range(DIGITS):
            for digit in "0123456789":
                yield Slip.MISSING_DIGIT, digits[:at] + digit + digits[at:]
    elif len(digits) == DIGITS + 1:
        for at in places:
            yield Slip.EXTRA_DIGIT, digits[:at] + digits[at + 1 :]
