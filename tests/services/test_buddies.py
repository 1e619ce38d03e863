"""Buddies: nobody knows who somebody is before both said yes, and either stops at any moment."""

from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlmodel import select

from portal.errors import NotAllowed, NotFound, OutsideRules, WrongState
from portal.models.activities import ActivityTheme
from portal.models.buddies import BuddyMoment, BuddyPair, BuddyProfile, PairState
from portal.models.contracts import ContractState, Inburgeringscontract
from portal.models.outbox import OutboxMail
from portal.models.people import Person
from portal.services import buddies, buddy_retention, buddy_views
from tests.buddies import OFFER, WISH, given, given_buddies, said, yes
from tests.cast import AMINA, LOTTE, OLEKSANDR, SOFIE, TOM, WIM
from tests.conftest import NOON
from tests.hours import given_track

pytestmark = pytest.mark.usefixtures("cast")


def seen(session, member, side, now=NOON):
    return buddy_views.mine(session, actor=member.actor, side=side, now=now)


def mails(session) -> list[tuple[str, str]]:
    rows = session.exec(select(OutboxMail).where(OutboxMail.template.startswith("buddy.")))
    return sorted((row.template, row.person_id) for row in rows)


def test_amina_sees_why_sofie_fits_and_nothing_of_who_she_is(session):
    given(session, AMINA, WISH)
    given(session, SOFIE, OFFER)

    (one,) = seen(session, AMINA, WISH).proposals

    assert (one.why.km, one.why.languages, one.why.interests, one.why.moments) == (
        0.0, ("ar", "nl"), (ActivityTheme.COOKING,), (BuddyMoment.WEEKEND,)
    )  # fmt: skip
    assert not one.asks


def test_contact_data_show_for_both_once_both_said_yes(session):
    given_buddies(session)

    (hers,), (theirs,) = seen(session, AMINA, WISH).buddies, seen(session, SOFIE, OFFER).buddies

    assert (hers.name, hers.mail) == ("Sofie Maes", "sofie@example.org")
    assert (theirs.name, theirs.mail) == ("Amina Benali", "amina@example.org")


@pytest.mark.parametrize("who_said_yes", ["nobody", "amina", "sofie", "no", "stopped"])
def test_nothing_that_is_read_tells_who_the_other_is_before_both_said_yes(session, who_said_yes):
    wish, offer = given(session, AMINA, WISH), given(session, SOFIE, OFFER)
    if who_said_yes in {"amina", "no", "stopped"}:
        pair = yes(session, AMINA, WISH, offer)
    if who_said_yes in {"sofie", "stopped"}:
        yes(session, SOFIE, OFFER, wish)
    if who_said_yes == "no":
        buddies.say_no(session, actor=SOFIE.actor, side=OFFER, other_id=wish.id, now=NOON)
    if who_said_yes == "stopped":
        buddies.stop(session, actor=SOFIE.actor, pair_id=pair.id, now=NOON)
    session.commit()
    session.expunge_all()
    loaded = set()

    def load(person, _context):
        loaded.add(person.id)

    event.listen(Person, "load", load)
    for member, side in ((AMINA, WISH), (SOFIE, OFFER)):
        found = seen(session, member, side)
        past = buddy_views.past(session, actor=member.actor, now=NOON)
        text = f"{found} {past}".casefold()
        assert not [
            word
            for one in (AMINA, SOFIE)
            for word in (one.id, one.family_name.casefold(), "example.org")
            if word in text
        ]
        assert found.buddies == ()
    event.remove(Person, "load", load)

    assert loaded == set()


def test_the_control_of_that_test_sees_a_person_that_is_read(session):
    given_buddies(session)

    assert "sofie" in f"{seen(session, AMINA, WISH)}".casefold()


def test_either_stops_and_the_contact_is_gone_at_once_for_both(session):
    pair = given_buddies(session)

    buddies.stop(session, actor=SOFIE.actor, pair_id=pair.id, now=NOON)

    assert (seen(session, AMINA, WISH).buddies, seen(session, SOFIE, OFFER).buddies) == ((), ())
    assert ("buddy.stopped", "amina") in mails(session)
    assert ("buddy.stopped", "sofie") not in mails(session)


def test_ending_a_wish_stops_its_pairs(session):
    given_buddies(session)

    buddies.end(session, actor=AMINA.actor, side=WISH, now=NOON)
    buddies.end(session, actor=AMINA.actor, side=WISH, now=NOON)

    assert seen(session, AMINA, WISH) is None
    assert seen(session, SOFIE, OFFER).buddies == ()


def test_who_left_the_portal_is_nobodys_buddy(session):
    given_buddies(session)

    session.get_one(Person, "sofie").active = False
    session.flush()

    assert seen(session, AMINA, WISH).buddies == ()


def test_a_no_looks_like_silence_to_who_asked(session):
    wish, offer = given(session, AMINA, WISH), given(session, SOFIE, OFFER)
    yes(session, AMINA, WISH, offer)
    silent = seen(session, AMINA, WISH)

    buddies.say_no(session, actor=SOFIE.actor, side=OFFER, other_id=wish.id, now=NOON)

    assert seen(session, AMINA, WISH) == silent
    assert [one for one in mails(session) if one[0] != "buddy.found"] == [("buddy.asked", "sofie")]


def test_who_ends_an_offer_that_was_asked_looks_silent_too(session):
    given(session, AMINA, WISH)
    offer = given(session, SOFIE, OFFER)
    yes(session, AMINA, WISH, offer)
    silent = seen(session, AMINA, WISH)

    buddies.end(session, actor=SOFIE.actor, side=OFFER, now=NOON)

    assert seen(session, AMINA, WISH) == silent


def test_a_yes_that_was_refused_can_be_taken_back_and_is_no_longer_shown(session):
    wish, offer = given(session, AMINA, WISH), given(session, SOFIE, OFFER)
    pair = yes(session, AMINA, WISH, offer)
    buddies.say_no(session, actor=SOFIE.actor, side=OFFER, other_id=wish.id, now=NOON)

    buddies.stop(session, actor=AMINA.actor, pair_id=pair.id, now=NOON)

    assert seen(session, AMINA, WISH).asked == ()


@pytest.mark.parametrize("who", [(AMINA, WISH), (SOFIE, OFFER)])
def test_who_was_refused_is_never_proposed_again_also_not_with_a_new_wish(session, who):
    wish, offer = given(session, AMINA, WISH), given(session, SOFIE, OFFER)
    member, side = who
    other = offer if side is WISH else wish
    buddies.say_no(session, actor=member.actor, side=side, other_id=other.id, now=NOON)
    buddies.end(session, actor=AMINA.actor, side=WISH, now=NOON)
    given(session, AMINA, WISH)

    assert seen(session, AMINA, WISH).proposals == ()
    assert seen(session, SOFIE, OFFER).proposals == ()
    with pytest.raises(NotFound):
        yes(session, AMINA, WISH, offer)


def test_a_yes_holds_for_two_weeks(session):
    wish, offer = given(session, AMINA, WISH), given(session, SOFIE, OFFER)
    yes(session, AMINA, WISH, offer)
    later = NOON + buddies.WAITS

    assert not seen(session, SOFIE, OFFER, later).proposals[0].asks
    pair = yes(session, SOFIE, OFFER, wish, later)

    assert pair.state is PairState.PROPOSED
    assert seen(session, AMINA, WISH, later).proposals[0].asks


def test_both_said_yes_cannot_be_refused_any_more_only_stopped(session):
    given_buddies(session)
    offer = session.exec(select(BuddyProfile).where(BuddyProfile.side == OFFER)).one()

    with pytest.raises(WrongState):
        buddies.say_no(session, actor=AMINA.actor, side=WISH, other_id=offer.id, now=NOON)


def test_everybody_hears_once_what_concerns_them(session):
    given_buddies(session)
    offer = session.exec(select(BuddyProfile).where(BuddyProfile.side == OFFER)).one()
    yes(session, AMINA, WISH, offer)

    assert mails(session) == [
        ("buddy.agreed", "amina"), ("buddy.agreed", "sofie"), ("buddy.asked", "sofie"), ("buddy.found", "amina")
    ]  # fmt: skip
    row = session.exec(select(OutboxMail).where(OutboxMail.person_id == "amina")).first()
    assert (row.language, row.facts) == ("ar", {})


def test_an_offer_takes_as_many_as_it_has_places(session):
    given(session, AMINA, WISH)
    offer = given(session, SOFIE, OFFER, places=1)
    wish = given(session, OLEKSANDR, WISH, distance_km=50)
    yes(session, AMINA, WISH, offer)
    yes(
        session,
        SOFIE,
        OFFER,
        session.exec(select(BuddyProfile).where(BuddyProfile.person_id == "amina")).one(),
    )

    assert seen(session, OLEKSANDR, WISH).proposals == ()
    assert seen(session, SOFIE, OFFER).proposals == ()
    with pytest.raises(OutsideRules, match="buddy-full"):
        yes(session, SOFIE, OFFER, wish)


def test_who_has_two_buddies_cannot_offer_one_place(session):
    given_buddies(session)
    with pytest.raises(NotAllowed):
        given(session, SOFIE, WISH)
    assert given(session, SOFIE, OFFER, places=9).places == 3

    wish = given(session, OLEKSANDR, WISH, distance_km=50)
    yes(session, OLEKSANDR, WISH, session.exec(select(BuddyProfile).where(BuddyProfile.side == OFFER)).one())
    yes(session, SOFIE, OFFER, wish)

    with pytest.raises(OutsideRules, match="buddy-places"):
        given(session, SOFIE, OFFER, places=1)


def test_only_who_says_to_be_an_adult_takes_part(session):
    with pytest.raises(OutsideRules, match="buddy-adult"):
        buddies.save(session, actor=AMINA.actor, side=WISH, said=said(), adult=False, now=NOON)


def test_an_inburgeraar_offers_once_the_track_is_done(session):
    given_track(session)
    with pytest.raises(OutsideRules, match="buddy-not-yet"):
        given(session, AMINA, OFFER)

    contract = session.exec(
        select(Inburgeringscontract).where(Inburgeringscontract.person_id == "amina")
    ).one()
    contract.state = ContractState.COMPLETED
    session.flush()

    assert given(session, AMINA, OFFER).side is OFFER


@pytest.mark.parametrize("member", [LOTTE, WIM])
@pytest.mark.parametrize("side", [WISH, OFFER])
def test_who_guides_or_manages_takes_no_part(session, member, side):
    with pytest.raises(NotAllowed):
        given(session, member, side)
    with pytest.raises(NotAllowed):
        seen(session, member, side)


def test_nobody_touches_a_pair_of_others(session):
    pair = given_buddies(session)

    for act in (buddies.stop, buddies.report):
        with pytest.raises(NotFound):
            act(session, actor=TOM.actor, pair_id=pair.id, now=NOON)
    assert session.get_one(BuddyPair, pair.id).state is PairState.AGREED


def test_what_was_not_all_right_reaches_the_trajectbegeleider_once_and_stops_the_pair(session):
    given_track(session)
    pair = given_buddies(session)

    for _ in range(2):
        buddies.report(session, actor=AMINA.actor, pair_id=pair.id, now=NOON)

    assert [one for one in mails(session) if "reported" in one[0]] == [("buddy.reported", "lotte")]
    assert seen(session, SOFIE, OFFER).buddies == ()


def test_without_a_trajectbegeleider_who_manages_the_portal_hears_it_also_afterwards(session):
    pair = given_buddies(session)
    buddies.stop(session, actor=SOFIE.actor, pair_id=pair.id, now=NOON)
    (before,) = buddy_views.past(session, actor=AMINA.actor, now=NOON)

    buddies.report(session, actor=AMINA.actor, pair_id=before.pair_id, now=NOON)

    assert ("buddy.reported-elsewhere", "wim") in mails(session)


def test_who_were_never_buddies_have_nothing_to_report(session):
    given(session, AMINA, WISH)
    pair = yes(session, AMINA, WISH, given(session, SOFIE, OFFER))

    with pytest.raises(NotFound):
        buddies.report(session, actor=AMINA.actor, pair_id=pair.id, now=NOON)


def test_what_ended_is_emptied_after_ninety_days_and_a_no_still_holds(session):
    given(session, AMINA, WISH)
    offer = given(session, SOFIE, OFFER)
    buddies.say_no(session, actor=AMINA.actor, side=WISH, other_id=offer.id, now=NOON)
    buddies.end(session, actor=AMINA.actor, side=WISH, now=NOON)
    later = NOON + buddy_retention.KEPT

    assert buddy_retention.forget(session, now=later - timedelta(seconds=1)) == 0
    assert buddy_retention.forget(session, now=later) == 1
    old = session.exec(select(BuddyProfile).where(BuddyProfile.person_id == "amina")).one()
    assert (old.nis_code, old.languages, old.interests, old.moments) == ("", (), (), ())
    given(session, AMINA, WISH, now=later)
    assert seen(session, AMINA, WISH, later).proposals == ()


def test_when_both_ended_nothing_is_left(session):
    given_buddies(session)
    for member, side in ((AMINA, WISH), (SOFIE, OFFER)):
        buddies.end(session, actor=member.actor, side=side, now=NOON)

    buddy_retention.forget(session, now=NOON + buddy_retention.KEPT)

    assert session.exec(select(BuddyProfile)).all() == []
    assert session.exec(select(BuddyPair)).all() == []
