"""Two people say yes to the last place of one buddy at the same moment; the control leaves the lock out."""

from contextlib import suppress

import pytest
from sqlmodel import Session, col, select

from portal.errors import OutsideRules
from portal.models.buddies import BuddyPair, BuddyProfile, PairState
from portal.services import buddies
from tests.buddies import OFFER, WISH, given, yes
from tests.cast import AMINA, OLEKSANDR, SOFIE
from tests.conftest import add_cast
from tests.races import Meeting, run_all

pytestmark = pytest.mark.postgres


@pytest.fixture
def one_place_for_two(postgres_database):
    """Sofie has one place and said yes to Amina and to Oleksandr."""
    with Session(postgres_database, expire_on_commit=False) as session:
        add_cast(session)
        offer = given(session, SOFIE, OFFER, places=1)
        for member in (AMINA, OLEKSANDR):
            yes(session, SOFIE, OFFER, given(session, member, WISH, distance_km=50))
        session.commit()
    return postgres_database, offer


@pytest.fixture
def both_count_first(one_place_for_two, monkeypatch):
    """Make both count the places before either takes one, unless the lock keeps the second waiting."""
    engine, _offer = one_place_for_two  # made already: there is nobody to meet while it is
    both, taken = Meeting(engine), buddies.taken

    def count(session, row):
        found = taken(session, row)
        both.wait()
        return found

    monkeypatch.setattr(buddies, "taken", count)


def say_yes_at_once(engine, offer):
    said = []

    def say(member):
        with Session(engine, expire_on_commit=False) as session, session.begin(), suppress(OutsideRules):
            said.append(yes(session, member, WISH, offer).state)

    run_all(lambda: say(AMINA), lambda: say(OLEKSANDR))
    with Session(engine) as session:
        return len(session.exec(select(BuddyPair).where(BuddyPair.state == PairState.AGREED)).all())


@pytest.mark.usefixtures("both_count_first")
def test_the_last_place_goes_to_one(one_place_for_two):
    assert say_yes_at_once(*one_place_for_two) == 1


@pytest.mark.usefixtures("both_count_first")
def test_without_the_lock_it_goes_to_two(one_place_for_two, monkeypatch):
    def unlocked(session, *profile_ids):
        rows = session.exec(select(BuddyProfile).where(col(BuddyProfile.id).in_(profile_ids)))
        return {row.id: row for row in rows}

    monkeypatch.setattr(buddies, "_locked", unlocked)

    assert say_yes_at_once(*one_place_for_two) == 2
