"""Small groups stay hidden, also from who adds and subtracts what is shown."""

from collections import defaultdict
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.services import small_numbers
from portal.services.activity_numbers import hide_people
from portal.services.municipality_figures import NO_HOURS, hidden
from portal.services.small_numbers import SMALLEST, hide
from tests.conftest import NOON

counts = st.integers(min_value=0, max_value=30)
tables = st.dictionaries(st.sampled_from("abcdefgh"), counts, min_size=1)
POSSIBLE = set(range(SMALLEST))


def bounds(shown, key):
    """Solve what is shown for one hidden count: the least and the most it can be, None for no limit.

    The hidden counts are whole numbers of at least zero that add up to the total less the shown ones.
    """
    if shown.total is None:
        return 0, None
    left = shown.total - sum(count for count in shown.parts.values() if count is not None)
    alone = shown.hidden == {key}
    return (left if alone else 0), left


def test_a_group_of_five_is_shown_and_one_of_four_is_not():
    assert hide({"nl": 5, "ar": 6}).parts == {"nl": 5, "ar": 6}
    assert hide({"nl": 4, "ar": 3, "fr": 9}).parts == {"nl": None, "ar": None, "fr": 9}


def test_the_smallest_shown_group_joins_one_that_would_be_alone():
    shown = hide({"nl": 3, "ar": 12, "fr": 8})

    assert shown.parts == {"nl": None, "ar": 12, "fr": None}
    assert shown.total == 23


def test_without_company_the_total_goes():
    assert hide({"nl": 0, "ar": 0}).total is None
    assert hide({"nl": 7, "ar": 0}).total == 7
    assert hide({"nl": 7}).total == 7
    assert hide({"ar": 3}).parts == {"ar": None}


@given(tables)
def test_no_small_group_is_shown(table):
    shown = hide(table)

    assert all(count is None or count == table[key] >= SMALLEST for key, count in shown.parts.items())
    assert shown.total in {None, sum(table.values())}


@given(tables)
def test_what_is_shown_leaves_every_hidden_group_anything_from_zero_to_four(table):
    shown = hide(table)

    for key in shown.hidden:
        least, most = bounds(shown, key)
        assert least == 0
        assert most is None or most >= max(POSSIBLE)


@given(tables)
def test_hiding_the_total_is_the_last_resort(table):
    shown = hide(table)

    if shown.total is None and sum(table.values()) >= SMALLEST:
        assert set(shown.parts.values()) == {None}


@given(st.lists(st.tuples(counts, counts), min_size=2, max_size=6))
def test_attendance_and_sign_ups_beside_each_other_give_nothing_away(rows):
    signed = {str(place): max(pair) for place, pair in enumerate(rows)}
    came = {str(place): min(pair) for place, pair in enumerate(rows)}

    signed_up, attended = hide_people(signed, came)

    # The same rows are hidden, so that "nobody attends who did not sign up" bounds no hidden count from below ...
    assert signed_up.hidden == attended.hidden
    for shown in (signed_up, attended):
        for key in shown.hidden:
            assert bounds(shown, key)[0] == 0
            assert bounds(shown, key)[1] in {None, *range(max(POSSIBLE), 1000)}


@given(st.dictionaries(st.sampled_from(["a", "b", "c", "d"]), st.tuples(counts, counts), min_size=1), counts)
def test_the_hours_of_a_small_group_cannot_be_subtracted_either(kinds, idle):
    people = {kind: count for kind, (count, _spent) in kinds.items()} | {NO_HOURS: idle}
    spent = {kind: count and 60 * minutes for kind, (count, minutes) in kinds.items()}

    found = hidden("24062", NOON.date(), people, spent)

    behind = [kind for kind, minutes in found.minutes.items() if minutes is None]
    if found.total_minutes is not None and behind:
        assert len(behind) > 1
        assert sum(people[kind] for kind in behind) >= SMALLEST
    assert {kind for kind in kinds if found.people.parts[kind] is None} == set(behind)


def test_hiding_the_whole_of_one_is_told_by_the_rule_and_not_by_luck():
    assert small_numbers.hide({"a": 4, "b": 0}).parts == {"a": None, "b": None}
    assert small_numbers.hide({"a": 4, "b": 1, "c": 9}).total == 14


# ── solving it by trying everything ──────────────────────────────────────────────────────────────────────────────

MOST = 12


def consistent(signed_up, attended, rows):
    """Try every pair of hidden counts: who was there had signed up, and what is hidden adds up to what is left."""
    left = [
        None if shown.total is None else shown.total - sum(n for n in shown.parts.values() if n is not None)
        for shown in (signed_up, attended)
    ]
    for signs in product(range(MOST + 1), repeat=len(rows)):
        if left[0] is not None and sum(signs) != left[0]:
            continue
        for came in product(*(range(most + 1) for most in signs)):
            if left[1] is None or sum(came) == left[1]:
                yield signs, came


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), min_size=2, max_size=3))
def test_no_table_of_sign_ups_and_attendance_can_be_solved(rows):
    signed = {str(place): max(pair) for place, pair in enumerate(rows)}
    came = {str(place): min(pair) for place, pair in enumerate(rows)}
    signed_up, attended = hide_people(signed, came)
    hidden_rows = sorted(signed_up.hidden)
    if not hidden_rows or sum(signed.values()) > MOST:
        return  # nothing is hidden, or there is more to try than a test should

    ways = list(consistent(signed_up, attended, hidden_rows))

    for place in range(len(hidden_rows)):
        assert {way[0][place] for way in ways} >= POSSIBLE
        assert {way[1][place] for way in ways} >= POSSIBLE


def test_who_knows_the_rule_by_heart_still_cannot_tell_a_hidden_count():
    told = defaultdict(list)
    for table in product(range(16), repeat=3):
        if sum(table) <= 20:  # further on the tables that would be mistaken for these are cut off
            shown = hide(dict(enumerate(table)))
            told[tuple(shown.parts.values()), shown.total].append(table)

    for (parts, total), tables in told.items():
        if total is None or total > 14:
            continue
        for place, count in enumerate(parts):
            assert count is not None or len({table[place] for table in tables}) > 1, (parts, total, tables)


def test_the_counting_sees_a_table_that_is_hidden_too_little():
    """Control: with one hidden count and the total, there is one way only."""
    careless = small_numbers.Shown({"nl": 9, "ar": None}, 12)

    assert {
        way[0] for way in consistent(careless, small_numbers.Shown({"nl": None, "ar": None}, None), ["ar"])
    } == {(3,)}
