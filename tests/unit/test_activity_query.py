"""A search in an address, there and back; and the drawing of where activities are."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from portal.models.activities import ActivityKind
from portal.services import geography
from portal.services.activity_search import DayPart, Order, Wanted
from portal.ui import activity_map, activity_pieces, activity_query, html
from tests.cast import LEUVEN, MECHELEN

STATIC = Path(activity_map.__file__).parents[1] / "web" / "static"
days = some.none() | some.dates(date(2026, 1, 1), date(2028, 12, 31))


@given(
    some.builds(
        Wanted, near=some.sampled_from(sorted(geography.points())), km=some.integers(0, 200), first=days, last=days,
        parts=some.frozensets(some.sampled_from(DayPart)), taalicoon=some.none() | some.integers(1, 4),
        kinds=some.frozensets(some.sampled_from(ActivityKind)), language=some.sampled_from([None, "ar", "fr"]),
        free=some.booleans(), childcare=some.booleans(), accessible=some.booleans(), counts=some.booleans(),
        online=some.booleans(), words=some.just(()), order=some.sampled_from(Order),
    )
)  # fmt: skip
def test_a_search_is_the_same_after_it_stood_in_an_address(wanted):
    assert activity_query.wanted_of(activity_query.query_of(wanted)) == wanted


@given(
    some.dictionaries(
        some.sampled_from(
            ["q", "plaats", "km", "van", "tot", "deel", "niveau", "soort", "taal", "gratis", "orde"]
        ),
        some.text(max_size=20),
    )
)
def test_whatever_stands_in_an_address_is_read_without_an_error(query):
    wanted = activity_query.wanted_of(query)

    assert 0 <= wanted.km <= 200
    assert wanted.taalicoon in {None, 1, 2, 3, 4}


def test_nothing_asked_is_an_empty_address():
    assert activity_query.query_of(Wanted()) == {}


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("sport", ActivityKind.SPORT),
        ("praat", ActivityKind.CONVERSATION),
        ("vrijwillig", ActivityKind.VOLUNTEERING),
    ],
)
def test_a_word_for_a_kind_means_that_kind(word, kind):
    (found,) = activity_query.words_of(word)

    assert kind in found.kinds


def test_the_ground_of_the_map_is_what_the_points_say():
    assert (STATIC / "municipalities.svg").read_text(encoding="utf-8") == activity_map.ground()


def test_the_map_says_in_words_what_its_circles_show():
    drawn = activity_map.drawing(
        {LEUVEN: 3, MECHELEN: 1}, href_of=lambda nis: f"/nl/zoeken?plaats={nis}", near=LEUVEN
    )

    assert 'aria-label="Leuven: 3 activiteiten"' in drawn
    assert 'aria-label="Mechelen: 1 activiteit"' in drawn
    assert "http" not in drawn


@pytest.mark.parametrize("level", [1, 2, 3, 4])
def test_a_taalicoon_has_as_many_balloons_as_one_needs_dutch_and_says_so(level):
    drawn = activity_pieces.taalicoon(level)

    assert (drawn.count("p-taal__on"), drawn.count("p-taal__off")) == (level, 4 - level)
    assert 'role="img"' in drawn
    assert html.join(drawn).striptags() == "NL"
