"""Many articles are compared in one step; each must stand to the question as when it is looked at alone."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.nearness import NOTHING, Groups, nearest, together

cosines = st.floats(-1, 1, width=32)
articles = st.lists(st.lists(cosines, max_size=6), max_size=8)


def laid_out(values: list[list[float]]) -> tuple[Groups, np.ndarray, list[np.ndarray]]:
    """Lay the articles out with a gap between them, as when others stand there, and gather them again."""
    stored, ranges = [9.0], []
    for one in values:
        ranges.append(range(len(stored), len(stored) + len(one)))
        stored += [*one, 9.0]
    groups = Groups.of(ranges)
    gathered = np.array(stored, dtype=np.float32)[groups.rows]
    return groups, gathered, [np.array(one, dtype=np.float32) for one in values]


@given(articles)
def test_the_nearest_of_each_article_are_those_of_it_alone(values):
    groups, gathered, alone = laid_out(values)

    assert groups.nearest(gathered) == pytest.approx([nearest(one) for one in alone], abs=1e-6)


@given(articles)
def test_all_of_each_article_count_together_as_alone(values):
    groups, gathered, alone = laid_out(values)

    assert groups.together(gathered) == pytest.approx([together(one) for one in alone], abs=1e-6)


@given(st.lists(st.lists(cosines, min_size=1, max_size=6), max_size=8))
def test_the_largest_of_each_article_is_its_own(values):
    groups, gathered, _alone = laid_out(values)

    assert groups.largest(gathered) == [max(one) for one in values]


def test_an_article_without_questions_is_as_far_as_can_be():
    groups, gathered, _alone = laid_out([[], [0.5]])

    assert groups.nearest(gathered) == [0.0, 0.5]
    assert groups.together(gathered) == [NOTHING, pytest.approx(0.5)]
