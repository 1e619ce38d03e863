"""The structured communication: twelve digits that check themselves and cannot be foreseen."""

from hypothesis import given
from hypothesis import strategies as st
from stdnum.be import ogm_vcs

from portal.services import ogm


@given(st.integers(0, 10**10 - 1))
def test_the_check_digits_are_the_rest_by_97_and_never_zero(body):
    digits = f"{body:010d}{body % 97 or 97:02d}"

    assert ogm_vcs.is_valid(digits)
    assert ogm_vcs.is_valid(ogm.shown(digits))


def test_it_is_written_as_on_paper():
    assert ogm.shown("090001234576") == "+++090/0012/34576+++"


def test_a_thousand_drawn_are_valid_and_different(monkeypatch):
    drawn = [ogm.new() for _ in range(1000)]

    assert all(ogm_vcs.is_valid(one) and len(one) == 12 for one in drawn)
    assert len(set(drawn)) >= 999  # of ten thousand million
    monkeypatch.setattr(ogm.secrets, "randbelow", lambda _most: 0)
    assert ogm.new() == "000000000097"
