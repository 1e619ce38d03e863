"""How UiTdatabank says what we say in codes: its terms and labels, the same table for reading and for writing.

Terms are ids of publiq's taxonomy (checked 2026-11-22 in publiq's public search service and entry documentation). An
event has exactly one type, and UiTdatabank has none for a buddy or a talking group: several kinds share the nearest
type, and a hidden label (`inburgering:soort=praatgroep`) says which it was, so that reading back loses nothing.
"""

from collections.abc import Mapping
from typing import NamedTuple

from portal.models.activities import Accessibility, ActivityKind, ActivityTheme


class Term(NamedTuple):
    """A term of the taxonomy: its id, and its label as UiTdatabank shows it."""

    id: str
    label: str


_COURSE = Term("0.3.1.0.1", "Cursus met open sessies")
_FEAST = Term("0.28.0.0.0", "Kermis of feestelijkheid")

TYPES: Mapping[ActivityKind, Term] = {
    ActivityKind.BUDDY: _COURSE,
    ActivityKind.STAGE: _COURSE,
    ActivityKind.VOLUNTEERING: _COURSE,
    ActivityKind.CLUB: _COURSE,
    ActivityKind.CONVERSATION: _COURSE,
    ActivityKind.WORKSHOP: _COURSE,
    ActivityKind.MEETING: _FEAST,
    ActivityKind.FAMILY: _FEAST,
    ActivityKind.CULTURE: _FEAST,
    ActivityKind.OTHER: _FEAST,
    ActivityKind.SPORT: Term("0.59.0.0.0", "Sportactiviteit"),
    ActivityKind.TRIP: Term("0.7.0.0.0", "Begeleide uitstap of rondleiding"),
    ActivityKind.INFORMATION: Term("0.3.2.0.0", "Lezing of congres"),
}

# Only where UiTdatabank has a theme that means the same; the other themes stand in a hidden label alone.
THEMES: Mapping[ActivityTheme, Term] = {
    ActivityTheme.COOKING: Term("1.65.0.0.0", "Voeding"),
    ActivityTheme.CRAFT: Term("1.42.0.0.0", "Creativiteit"),
    ActivityTheme.GARDEN: Term("1.64.0.0.0", "Milieu en natuur"),
    ActivityTheme.READING: Term("1.10.0.0.0", "Literatuur"),
    ActivityTheme.DIGITAL: Term("1.21.0.0.0", "Computer en techniek"),
    ActivityTheme.PARENTS: Term("1.37.0.0.0", "Opvoeding"),
    ActivityTheme.CARE: Term("1.37.1.0.0", "Gezondheid en zorg"),
    ActivityTheme.NEIGHBOURHOOD: Term("1.37.2.0.0", "Samenleving"),
}

FACILITIES: Mapping[Accessibility, Term] = {
    Accessibility.WHEELCHAIR: Term("3.23.1.0.0", "Voorzieningen voor rolstoelgebruikers"),
    Accessibility.ASSISTANCE_DOG: Term("3.13.1.0.0", "Voorzieningen voor hulp- en/of geleidehonden"),
    Accessibility.HEARING_LOOP: Term("3.17.1.0.0", "Ringleiding"),
    Accessibility.COMPANION: Term("3.23.2.0.0", "Assistentie"),
}
CHILDCARE = Term("3.9.0.0.0", "Kinderopvang")

# How much Dutch one needs, written as publiq prescribes; an event has one of them at most.
TAALICONEN: Mapping[int, str] = {
    1: "één taalicoon", 2: "twee taaliconen", 3: "drie taaliconen", 4: "vier taaliconen",
}  # fmt: skip

# What UiTdatabank has no field for stands in hidden labels: `inburgering:<what>=<code>`, at most 50 characters.
OWN = "inburgering:"
KIND, THEME, HOURS, ACCESSIBILITY = "soort", "thema", "uren", "toegankelijk"
GUIDE, BOOKING, BUDDY = "begeleider-spreekt", "inschrijven", "buddy"


def own_label(what: str, code: str) -> str:
    """Write a code of ours as a hidden label."""
    return f"{OWN}{what}={code}"


def own_codes(labels: tuple[str, ...] | list[str], what: str) -> tuple[str, ...]:
    """Return the codes that hidden labels give for something, in their order."""
    start = f"{OWN}{what}="
    return tuple(label.removeprefix(start) for label in labels if label.startswith(start))
