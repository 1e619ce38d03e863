"""How the parts of a translation stand to the Dutch: as values."""

from dataclasses import dataclass
from enum import StrEnum


class PartKind(StrEnum):
    """What a part of a text is."""

    TITLE = "title"
    SUMMARY = "summary"
    HEADING = "heading"
    PARAGRAPH = "paragraph"


class Standing(StrEnum):
    """Whether a part of a translation still says what the Dutch says."""

    CURRENT = "current"
    CHANGED = "changed"  # the Dutch was changed since; what stands there is the older translation
    MISSING = "missing"  # there is no translation that could stand there: it is the Dutch itself


class By(StrEnum):
    """Who wrote a part of a translation, and whether a person read it beside the Dutch."""

    PERSON = ""
    MACHINE = "machine"
    REVIEWED = "reviewed"


@dataclass(frozen=True)
class Part:
    """One part of a translated text: the sentences `first` up to `stop`, none for a title, summary or heading."""

    kind: PartKind
    standing: Standing
    by: By = By.PERSON
    first: int = 0
    stop: int = 0
