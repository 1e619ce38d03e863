"""Which municipality, whose agency, where to get advice nearby."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.errors import NotFound
from portal.models.people import Agency
from portal.services import places

LEUVEN, AALST, NAMUR = "24062", "41002", "92094"
MERELBEKE_MELLE, MERELBEKE_BEFORE_2025 = "44088", "44043"


def test_the_city_of_antwerpen_is_guided_by_atlas_and_gent_by_amal():
    assert places.agency_of(places.ANTWERPEN) is Agency.ATLAS
    assert places.agency_of(places.GENT) is Agency.AMAL


def test_each_of_the_nineteen_brussels_municipalities_is_guided_by_bon():
    brussels = [place for place in places.municipalities() if place.region == places.BRUSSELS]

    assert len(brussels) == 19
    assert {places.agency_of(place.nis_code) for place in brussels} == {Agency.BON}


def test_every_other_flemish_municipality_is_guided_by_agii():
    flemish = [place for place in places.municipalities() if place.region == places.FLANDERS]
    others = {place.nis_code for place in flemish} - {places.ANTWERPEN, places.GENT}

    assert len(flemish) == 285  # since the mergers of 1 January 2025
    assert {places.agency_of(code) for code in others} == {Agency.AGII}


def test_a_walloon_municipality_is_outside_the_track():
    assert places.agency_of(NAMUR) is None
    assert not places.municipality(NAMUR).is_served
    assert places.justitiehuizen_near(NAMUR) == ()


def test_a_postcode_can_belong_to_several_municipalities():
    assert [places.municipality(code).name for code in places.nis_codes_of("1040")] == [
        "Brussel",
        "Etterbeek",
    ]


def test_a_municipality_has_several_postcodes():
    assert {"3000", "3001", "3010"} <= set(places.municipality(LEUVEN).postcodes)


def test_a_municipality_that_merged_in_2025_is_found_under_its_new_code_only():
    assert places.nis_codes_of("9820") == (MERELBEKE_MELLE,)
    with pytest.raises(NotFound):
        places.municipality(MERELBEKE_BEFORE_2025)


def test_an_unknown_postcode_has_no_municipality():
    assert places.nis_codes_of("0000") == ()


@given(st.text(max_size=8))
def test_any_text_typed_as_a_postcode_is_answered(typed: str):
    assert all(places.is_municipality(code) for code in places.nis_codes_of(typed))


def test_the_province_is_said_in_dutch_and_brussels_has_none():
    assert places.municipality(LEUVEN).province == "Vlaams-Brabant"
    assert places.municipality("21004").province == ""


def test_the_nearest_justitiehuis_comes_first_with_its_contacts():
    first, *others = places.justitiehuizen_near(AALST)

    assert first.city == "Dendermonde"  # Aalst lies in the division Dendermonde
    assert {other.city for other in others} == {"Gent", "Oudenaarde"}
    assert first.phone
    assert first.mail


def test_every_served_municipality_has_a_justitiehuis():
    assert [
        place.name for place in places.municipalities() if not places.justitiehuizen_near(place.nis_code)
    ] == []
