"""Matching buddies is fair: both sides read the same, nobody meets themselves, and the order does not dance."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from portal.models.activities import ActivityTheme
from portal.models.buddies import BuddyMoment, BuddySide
from portal.services import buddy_matching, geography
from portal.services.buddy_matching import Facts

PLACES = [*sorted(geography.points())[:40], "24062", "24038", "99999", ""]
profiles = st.builds(
    Facts, profile_id=st.text("abcdef0123", min_size=4, max_size=6), person_id=st.sampled_from(["amina", "sofie", "tom"]),
    side=st.sampled_from(BuddySide), nis_code=st.sampled_from(PLACES), distance_km=st.sampled_from([0, 5, 25, 100]),
    languages=st.frozensets(st.sampled_from(["nl", "ar", "fr", "en"])), interests=st.frozensets(st.sampled_from(ActivityTheme), max_size=5),
    moments=st.frozensets(st.sampled_from(BuddyMoment)),
)  # fmt: skip


@given(one=profiles, other=profiles)
def test_both_sides_read_the_same_reasons(one, other):
    assert buddy_matching.match(one, other) == buddy_matching.match(other, one)


@given(one=profiles, other=profiles)
def test_who_fits_is_another_person_on_the_other_side_near_enough_for_both(one, other):
    found = buddy_matching.match(one, other)

    assert buddy_matching.match(one, one) is None
    if found is not None:
        assert one.person_id != other.person_id
        assert one.side is not other.side
        assert found.km <= min(one.distance_km, other.distance_km)
        assert set(found.languages) == one.languages & other.languages
        assert 0 <= found.score <= 130
        assert not (one.moments and other.moments) or found.moments


@given(
    mine=profiles, data=st.data(), others=st.lists(profiles, max_size=8, unique_by=lambda one: one.profile_id)
)
def test_the_order_is_that_of_the_score_and_stays_whatever_the_database_returns_first(mine, others, data):
    found = buddy_matching.best(mine, others)

    assert found == buddy_matching.best(mine, data.draw(st.permutations(others)))
    assert [why.score for _, why in found] == sorted((why.score for _, why in found), reverse=True)


@given(one=profiles, other=profiles, more=st.sampled_from(["nl", "ar"]))
def test_a_language_more_in_common_never_fits_less(one, other, more):
    before = buddy_matching.match(one, other)
    after = buddy_matching.match(
        replace(one, languages=one.languages | {more}), replace(other, languages=other.languages | {more})
    )

    assert (before is None) == (after is None)
    assert before is None or after.score >= before.score
