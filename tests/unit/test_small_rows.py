"""Vectors in one byte a number: near enough, the same after a round, and refused when they are of other texts."""

import numpy as np
import pytest

from knowledge.embeddings import normalised
from knowledge.errors import BadIndex
from knowledge.small_rows import SmallRows


@pytest.fixture
def vectors():
    return normalised(np.random.default_rng(7).normal(size=(40, 384)).astype(np.float32))


def test_a_cosine_changes_by_hardly_anything(vectors):
    small = SmallRows.of(vectors)

    assert np.allclose(small.towards(vectors[3]), vectors @ vectors[3], atol=0.003)


def test_making_small_again_changes_nothing(vectors):
    once = SmallRows.of(vectors)
    again = SmallRows.of(once.vectors())

    assert np.array_equal(once.rows, again.rows)
    assert np.allclose(once.scales, again.scales)


def test_parts_stand_where_they_stood(vectors):
    small = SmallRows.of(vectors)
    whole = SmallRows.together([small.part(range(10)), small.part(range(10, 40))], 384)

    assert np.array_equal(whole.rows, small.rows)
    assert np.array_equal(whole.part(range(10, 12)).vectors(), small.vectors()[10:12])


def test_no_rows_at_all_are_rows_too():
    nothing = SmallRows.of(np.zeros((0, 384), dtype=np.float32))

    assert len(nothing) == 0
    assert SmallRows.together([], 384).vectors().shape == (0, 384)


def test_a_row_of_noughts_stays_one():
    assert not SmallRows.of(np.zeros((1, 384), dtype=np.float32)).vectors().any()


def test_what_was_saved_is_read_back(vectors, tmp_path):
    SmallRows.of(vectors).save(tmp_path / "rows.npz")

    assert np.array_equal(
        SmallRows.load(tmp_path / "rows.npz", 40).vectors(), SmallRows.of(vectors).vectors()
    )


def test_half_a_file_and_other_rows_are_refused(vectors, tmp_path):
    path = tmp_path / "rows.npz"
    SmallRows.of(vectors).save(path)
    with pytest.raises(BadIndex, match="other texts"):
        SmallRows.load(path, 41)
    path.write_bytes(path.read_bytes()[:900])

    with pytest.raises(BadIndex, match="cannot be read"):
        SmallRows.load(path, 40)
