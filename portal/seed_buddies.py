"""The buddies of the demo world: two offers and the wish of Amina, all three invented. Nobody said yes yet."""

from datetime import datetime

from sqlmodel import Session, select

from portal.models.activities import ActivityTheme
from portal.models.buddies import BuddyMoment, BuddyProfile, BuddySide

PROFILES = (
    ("sofie", BuddySide.OFFER, "24062", 50, 2, ("en", "fr", "nl"), (ActivityTheme.COOKING, ActivityTheme.READING), (BuddyMoment.EVENING, BuddyMoment.WEEKEND)),
    ("tom", BuddySide.OFFER, "12025", 50, 1, ("ar", "nl"), (ActivityTheme.COOKING, ActivityTheme.MOVING, ActivityTheme.MUSIC), (BuddyMoment.WEEKEND,)),
    ("amina", BuddySide.WISH, "24062", 25, 1, ("ar", "fr", "nl"), (ActivityTheme.COOKING, ActivityTheme.MUSIC), (BuddyMoment.DAYTIME, BuddyMoment.WEEKEND)),
)  # fmt: skip


def seed_buddies(session: Session, *, now: datetime) -> int:
    """Write the wish and the offers, without mail; returns how many were new. None when there are any already."""
    if session.exec(select(BuddyProfile.id)).first() is not None:
        return 0
    for person_id, side, nis_code, km, places, languages, interests, moments in PROFILES:
        session.add(
            BuddyProfile(
                person_id=person_id, side=side, nis_code=nis_code, distance_km=km, places=places, languages=languages,
                interests=tuple(interests), moments=tuple(moments), created_at=now, changed_at=now,
            )
        )  # fmt: skip
    session.flush()
    return len(PROFILES)
