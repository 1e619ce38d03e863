"""Where activities are: a drawing of our own, with one circle per municipality. Nobody else sees who looks at it."""

from collections.abc import Callable, Mapping
from functools import cache
from math import cos, radians, sqrt

from markupsafe import Markup

from i18n import gettext as _
from i18n import ngettext
from portal.services import geography, places
from portal.ui.html import tag

WIDTH = 640
_MARGIN = 18
_SMALLEST, _LARGEST = 1.5, 2.7  # rem: never smaller than a finger can hit beside its neighbour


@cache
def _scale() -> tuple[float, float, float, float, int]:
    """Return what turns degrees into places on the drawing: west, north, per degree east and south, and the height."""
    points = geography.points().values()
    west, east = min(point.longitude for point in points), max(point.longitude for point in points)
    south, north = min(point.latitude for point in points), max(point.latitude for point in points)
    per_east = (WIDTH - 2 * _MARGIN) / (east - west)
    per_south = per_east / cos(radians((north + south) / 2))
    return west, north, per_east, per_south, round((north - south) * per_south + 2 * _MARGIN)


def _spot(nis_code: str) -> tuple[float, float]:
    west, north, per_east, per_south, _height = _scale()
    point = geography.points()[nis_code]
    return (
        round(_MARGIN + (point.longitude - west) * per_east, 1),
        round(_MARGIN + (north - point.latitude) * per_south, 1),
    )


def ground() -> str:
    """Return the ground of the map: a dot for each municipality. Kept as portal/web/static/municipalities.svg."""
    dots = "".join(f'<circle cx="{x}" cy="{y}" r="2.2"/>' for x, y in map(_spot, sorted(geography.points())))
    size = f'viewBox="0 0 {WIDTH} {_scale()[-1]}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} fill="#9fb3b0">{dots}</svg>\n'


def drawing(
    per_place: Mapping[str, int], *, href_of: Callable[[str], str], near: str | None = None
) -> Markup:
    """Draw how many activities there are in each municipality; a circle leads to those."""
    most = max(per_place.values(), default=1)
    known = [(nis, count) for nis, count in per_place.items() if nis in geography.points()]
    known.sort(key=lambda pair: (-pair[1], pair[0]))
    here = (
        tag("span", class_="p-map__here", style=_at(near), aria_hidden="true")
        if near in geography.points()
        else None
    )
    circles = [tag("li", _circle(nis, count, most, href_of(nis))) for nis, count in known]
    label = _("Kaart van Vlaanderen en Brussel met het aantal activiteiten per gemeente")
    note = _(
        "Elke cirkel is een gemeente. Hoe groter de cirkel, hoe meer activiteiten. Kies een cirkel om de activiteiten te zien."
    )
    picture = tag(
        "div", here, tag("ul", *circles, aria_label=label), class_="p-map__drawing", style=f"aspect-ratio:{WIDTH}/{_scale()[-1]}", dir="ltr",
    )  # fmt: skip
    return tag("figure", picture, tag("figcaption", note), class_="p-map")


def _at(nis_code: str | None) -> str:
    x, y = _spot(nis_code or "")
    return f"left:{100 * x / WIDTH:.2f}%;top:{100 * y / _scale()[-1]:.2f}%"


def _circle(nis_code: str, count: int, most: int, href: str) -> Markup:
    size = round(_SMALLEST + (_LARGEST - _SMALLEST) * sqrt(count / most), 2)
    name = places.municipality(nis_code).name
    words = ngettext("%(place)s: %(n)d activiteit", "%(place)s: %(n)d activiteiten", count) % {
        "place": name,
        "n": count,
    }
    style = f"{_at(nis_code)};inline-size:{size}rem;block-size:{size}rem"
    return tag("a", count, href=href, class_="p-map__dot", style=style, title=words, aria_label=words)
