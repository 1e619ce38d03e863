"""Who is drawn stays drawn, the share is the one that was asked for, and the room of a comparison holds the truth."""

import random
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.services import two_sides
from portal.services.rollout import Held, Rollout, is_inside
from portal.services.two_sides import Seen

PERCENT = st.integers(0, 100)
OWNER = st.text(min_size=1, max_size=80)
SALT = st.text("0123456789abcdef", min_size=32, max_size=32)
PEOPLE = [f"person:{number:032x}" for number in range(10_000)]
ONE, OTHER = "1" * 32, "2" * 32


@given(OWNER, SALT, PERCENT, PERCENT)
def test_who_is_in_a_smaller_share_is_in_a_larger_one(owner, salt, one, other):
    smaller, larger = sorted((one, other))

    assert is_inside(owner, percent=larger, salt=salt) or not is_inside(owner, percent=smaller, salt=salt)


@given(OWNER, SALT)
def test_of_nought_nobody_is_in_and_of_a_hundred_everybody(owner, salt):
    assert not is_inside(owner, percent=0, salt=salt)
    assert is_inside(owner, percent=100, salt=salt)


@given(OWNER, SALT, PERCENT, PERCENT, PERCENT)
def test_where_somebody_lives_changes_the_share_and_not_their_place(owner, salt, everybody, here, there):
    held = Rollout(salt, {None: Held(1, everybody), "24062": Held(2, here), "12025": Held(3, there)})
    sides = {percent: held.draw(owner, nis).side for nis, percent in ((None, everybody), ("24062", here), ("12025", there))}  # fmt: skip

    # Of two municipalities with as large a share, the same side.
    assert sides == {
        percent: Rollout(salt, {None: Held(1, percent)}).draw(owner, None).side for percent in sides
    }


@pytest.mark.parametrize("percent", [1, 5, 20, 50, 80, 99])
@pytest.mark.parametrize("salt", [ONE, OTHER, ""])
def test_the_share_of_ten_thousand_people_is_close_to_the_asked_one(percent, salt):
    inside = sum(is_inside(person, percent=percent, salt=salt) for person in PEOPLE)

    share = percent / 100
    assert abs(inside / len(PEOPLE) - share) < 4 * sqrt(share * (1 - share) / len(PEOPLE))


def test_two_roll_outs_with_other_salts_draw_independently():
    inside = [(is_inside(person, percent=30, salt=ONE), is_inside(person, percent=30, salt=OTHER)) for person in PEOPLE]  # fmt: skip
    both = sum(one and other for one, other in inside)

    assert abs(both / len(PEOPLE) - 0.09) < 4 * sqrt(0.09 * 0.91 / len(PEOPLE))


@given(
    st.lists(
        st.tuples(st.integers(0, 2), st.integers(0, 9), st.integers(0, 6), st.integers(0, 6)), min_size=1
    )
)
def test_an_interval_holds_its_own_share(rows):
    seen = [
        Seen(draw, str(person), min(count, number), number) for draw, person, count, number in rows if number
    ]
    if not seen:
        return
    low, high = two_sides.interval(seen)

    share = sum(one.count for one in seen) / sum(one.number for one in seen)
    assert -1e-9 <= low <= share + 1e-9
    assert share - 1e-9 <= high <= 1 + 1e-9


def test_one_person_who_asks_a_hundred_times_makes_nobody_sure():
    often = [Seen(1, "a", 100, 100), *(Seen(1, str(number), 0, 1) for number in range(5))]
    once = [Seen(1, str(number), int(number < 100), 1) for number in range(105)]

    wide, narrow = two_sides.interval(often), two_sides.interval(once)

    assert wide[1] - wide[0] > 3 * (narrow[1] - narrow[0])


def test_people_under_another_share_do_not_make_a_difference():
    # In the first draw many got answers and many asked a person, in the second few and few: within each, no difference.
    one = [Seen(1, f"a{number}", int(number < 40), 1) for number in range(80)] + [Seen(2, f"b{number}", int(number < 2), 1) for number in range(20)]  # fmt: skip
    other = [Seen(1, f"c{number}", int(number < 10), 1) for number in range(20)] + [Seen(2, f"d{number}", int(number < 8), 1) for number in range(80)]  # fmt: skip

    assert two_sides.difference(one, other).value == pytest.approx(0)
    assert two_sides.difference(one, [Seen(3, "e", 1, 1)]) is None


def test_the_true_difference_lies_in_the_interval_nineteen_times_out_of_twenty():
    drawn = random.Random(14)  # noqa: S311 no secret
    held = 0
    rounds = 400
    for _round in range(rounds):
        sides = [[], []]
        for side, mean in enumerate((0.2, 0.3)):
            for person in range(120):
                # People differ: their own share is drawn too, and one asks more often than another.
                own = drawn.betavariate(mean * 4, (1 - mean) * 4)
                number = 1 + min(drawn.randrange(6), drawn.randrange(6))
                count = sum(drawn.random() < own for _question in range(number))
                sides[side].append(Seen(person % 2, f"{side}-{person}", count, number))
        found = two_sides.difference(*sides)
        held += found.low <= -0.1 <= found.high

    assert 0.92 <= held / rounds <= 0.99
