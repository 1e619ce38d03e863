"""Which wish and which offer fit, how well, and why. Symmetric: both sides read the same reasons."""

from collections.abc import Iterable
from dataclasses import dataclass

from portal.models.activities import ActivityTheme
from portal.models.buddies import BuddyMoment, BuddyProfile, BuddySide
from portal.services import geography

# What each reason is worth; near and able to meet count most, then what there is to talk about.
_NEAR, _LANGUAGE, _INTEREST, _MOMENT = 40.0, 15.0, 10.0, 5.0
_FAR_KM = 50.0
_MOST = 3  # of one kind: somebody who ticks everything fits no better


@dataclass(frozen=True)
class Facts:
    """What matters of a profile. `profile_id` says nothing about the person."""

    profile_id: str
    person_id: str
    side: BuddySide
    nis_code: str
    distance_km: int
    languages: frozenset[str]
    interests: frozenset[ActivityTheme]
    moments: frozenset[BuddyMoment]


@dataclass(frozen=True)
class Match:
    """Why two fit: how far apart, and what they share."""

    km: float
    languages: tuple[str, ...]
    interests: tuple[ActivityTheme, ...]
    moments: tuple[BuddyMoment, ...]

    @property
    def score(self) -> float:
        """Return how well they fit, from 0 to 130."""
        near = _NEAR * max(0.0, 1 - self.km / _FAR_KM)
        shared = ((self.languages, _LANGUAGE), (self.interests, _INTEREST), (self.moments, _MOMENT))
        return near + sum(min(len(found), _MOST) * worth for found, worth in shared)


def facts_of(row: BuddyProfile) -> Facts:
    """Read what matters of a stored profile."""
    return Facts(
        row.id, row.person_id, row.side, row.nis_code, row.distance_km, frozenset(row.languages),
        frozenset(ActivityTheme(code) for code in row.interests), frozenset(BuddyMoment(code) for code in row.moments),
    )  # fmt: skip


def match(one: Facts, other: Facts) -> Match | None:
    """Return why two fit; None when they do not: the same side, one person, too far, or never free together."""
    if one.side is other.side or one.person_id == other.person_id:
        return None
    km = _km(one.nis_code, other.nis_code)
    if km is None or km > min(one.distance_km, other.distance_km):
        return None
    moments = one.moments & other.moments
    if one.moments and other.moments and not moments:
        return None
    return Match(
        km, tuple(sorted(one.languages & other.languages)), tuple(sorted(one.interests & other.interests)), tuple(sorted(moments)),
    )  # fmt: skip


def _km(one: str, other: str) -> float | None:
    # In one order, so that both sides read the same number to the last digit.
    first, last = (geography.point_of(nis) for nis in sorted((one, other)))
    return None if first is None or last is None else geography.distance_km(first, last)


def best(mine: Facts, others: Iterable[Facts]) -> tuple[tuple[Facts, Match], ...]:
    """Return who fits, the best first; of equals the order stays the same at every look."""
    found = [(other, fits) for other in others if (fits := match(mine, other)) is not None]
    return tuple(sorted(found, key=lambda pair: (-pair[1].score, pair[0].profile_id)))
