"""Wishes and offers for tests: one that fits in Leuven unless a test says otherwise."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from portal.models.activities import ActivityTheme
from portal.models.buddies import BuddyMoment, BuddyPair, BuddyProfile, BuddySide
from portal.services import buddies
from portal.services.buddies import Said
from tests.cast import AMINA, SOFIE, Member
from tests.conftest import NOON

WISH, OFFER = BuddySide.WISH, BuddySide.OFFER


def said(**changed: Any) -> Said:
    usual: dict[str, Any] = {
        "languages": frozenset({"nl", "ar"}),
        "interests": frozenset({ActivityTheme.COOKING}),
        "moments": frozenset({BuddyMoment.WEEKEND}),
        "distance_km": 25,
    }
    return Said(**(usual | changed))


def given(
    session: Session, member: Member, side: BuddySide, *, now: datetime = NOON, **changed: Any
) -> BuddyProfile:
    return buddies.save(session, actor=member.actor, side=side, said=said(**changed), adult=True, now=now)


def yes(
    session: Session, member: Member, side: BuddySide, other: BuddyProfile, now: datetime = NOON
) -> BuddyPair:
    return buddies.say_yes(session, actor=member.actor, side=side, other_id=other.id, now=now)


def given_buddies(session: Session, now: datetime = NOON) -> BuddyPair:
    """Amina asked, Sofie offered, both said yes."""
    wish, offer = given(session, AMINA, WISH, now=now), given(session, SOFIE, OFFER, now=now)
    yes(session, AMINA, WISH, offer, now)
    return yes(session, SOFIE, OFFER, wish, now)
