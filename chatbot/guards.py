"""The first door: length, hidden characters, one way of writing. Personal data is masked in `masking.py`."""

import re
import unicodedata
from dataclasses import dataclass

from chatbot.answer import Reason

# Characters that show nothing: a text of these alone is empty, inside a text they only hide something.
_INVISIBLE = frozenset(
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u180f\u2800\u3164\uffa0\ufff9\ufffa\ufffb\ufffc"
) | {chr(code) for first, last in ((0xFE00, 0xFE0F), (0xE0000, 0xE0FFF)) for code in range(first, last + 1)}
_JOINERS = frozenset("\u200c\u200d")
_DROPPED = frozenset({"Cf", "Cs", "Co", "Cn"})
_SPACES = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r"\s*\n\s*")
_MARKS_KEPT = 3


@dataclass(frozen=True)
class Limits:
    """How much one question may be. `raw_factor`: how much longer the raw text may be before it is even cleaned."""

    characters: int = 1000
    raw_factor: int = 4


class Refused(Exception):
    """The question cannot be taken; `reason` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


def clean(raw: str, limits: Limits) -> str:
    """Return the question in one way of writing (NFKC), without hidden and control characters.

    Raises:
        Refused: it is empty, hides everything it says, or is too long.
    """
    if len(raw) > limits.characters * limits.raw_factor:
        raise Refused(Reason.TOO_LONG)
    visible = _without_hidden(unicodedata.normalize("NFKC", _without_hidden(raw)))
    text = _BLANK_LINES.sub("\n", _SPACES.sub(" ", visible)).strip()
    if not any(character.isalnum() for character in text):
        hidden = any(not character.isspace() for character in raw) and not text
        raise Refused(Reason.HIDDEN if hidden else Reason.EMPTY)
    if len(text) > limits.characters:
        raise Refused(Reason.TOO_LONG)
    return text


def _without_hidden(text: str) -> str:
    kept: list[str] = []
    marks = 0
    for position, character in enumerate(text):
        category = unicodedata.category(character)
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        if character in _JOINERS and _joins(text, position):
            kept.append(character)
        elif category == "Cc":
            kept.append("\n" if character in "\n\r\x0b\x0c\x85" else " ")
        elif category in _DROPPED or character in _INVISIBLE or marks > _MARKS_KEPT:
            continue
        else:
            kept.append("\n" if character in "\u2028\u2029" else character)
    return "".join(kept)


def _joins(text: str, position: int) -> bool:
    # Persian, Kurdish and the scripts of India write with joiners; anywhere else they only hide something.
    before, after = text[max(position - 1, 0) : position], text[position + 1 : position + 2]
    return all(beside and unicodedata.category(beside) in {"Lo", "Mn", "Mc"} for beside in (before, after))
