"""How far one municipality is from another, as the crow flies between their centres (portal/rules/points.yaml)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import asin, cos, radians, sin, sqrt
from pathlib import Path

from knowledge import yaml_text
from portal.errors import BadRules, NotFound
from portal.services import places

FILE = Path(__file__).parents[1] / "rules" / "points.yaml"
_EARTH_KM = 6371.0


@dataclass(frozen=True)
class Point:
    """A place on the map, in decimal degrees."""

    latitude: float
    longitude: float


@cache
def points() -> Mapping[str, Point]:
    """Return the point of every municipality where the track is offered, by NIS code.

    Raises:
        BadRules: a municipality has no point, or a point belongs to none.
    """
    written = yaml_text.read(FILE.read_text(encoding="utf-8"))["points"]
    found = {nis: Point(*pair) for nis, pair in written.items()}
    served = {place.nis_code for place in places.municipalities()}
    if wrong := sorted(served ^ set(found)):
        raise BadRules(FILE.name, f"not the municipalities of today: {', '.join(wrong)}")
    return found


def point_of(nis_code: str) -> Point | None:
    """Return where a municipality lies; None where the track is not offered."""
    return points().get(nis_code)


def distance_km(one: Point, other: Point) -> float:
    """Return the distance over the globe (haversine)."""
    up = radians(other.latitude - one.latitude) / 2
    along = radians(other.longitude - one.longitude) / 2
    chord = sin(up) ** 2 + cos(radians(one.latitude)) * cos(radians(other.latitude)) * sin(along) ** 2
    return 2 * _EARTH_KM * asin(sqrt(chord))


@cache
def distances_from(nis_code: str) -> Mapping[str, float]:
    """Return how many kilometres every municipality is from this one, itself included.

    Raises:
        NotFound: the track is not offered in this municipality.
    """
    start = point_of(nis_code)
    if start is None:
        raise NotFound("municipality")
    return {other: distance_km(start, point) for other, point in points().items()}


def municipality_of(text: str) -> str | None:
    """Return the NIS code that a postcode, a NIS code or a name stands for; None when it stands for none here.

    A postcode of several municipalities gives the first that has it.
    """
    asked = text.strip()
    if asked in points():
        return asked
    by_code = [nis for nis in places.nis_codes_of(asked) if nis in points()] if asked.isdigit() else []
    return by_code[0] if by_code else _by_name().get(asked.casefold())


@cache
def _by_name() -> Mapping[str, str]:
    served = places.municipalities()
    return {place.name_fr.casefold(): place.nis_code for place in served} | {
        place.name.casefold(): place.nis_code for place in served
    }
