"""What is kept of buddies after they ended, and how long (docs/privacy-and-retention.md)."""

from datetime import datetime, timedelta

from sqlalchemy import or_
from sqlmodel import Session, col, select

from portal.models.buddies import BuddyPair, BuddyProfile

KEPT = timedelta(days=90)


def forget(session: Session, *, now: datetime) -> int:
    """Empty what ended 90 days ago, and delete what nothing leans on any more; returns how many rows changed or went.

    That two were once together stays known as long as one of them asks or offers something.
    """
    old = session.exec(select(BuddyProfile).where(col(BuddyProfile.ended_at) <= now - KEPT)).all()
    empty = [row for row in old if row.nis_code]
    for row in empty:
        row.nis_code, row.note, row.languages, row.interests, row.moments = "", "", (), (), ()
    ids = {row.id for row in old}
    pairs = session.exec(select(BuddyPair).where(or_(col(BuddyPair.wish_id).in_(ids), col(BuddyPair.offer_id).in_(ids)))).all()  # fmt: skip
    gone = [pair for pair in pairs if {pair.wish_id, pair.offer_id} <= ids]
    leant_on = {one for pair in pairs if pair not in gone for one in (pair.wish_id, pair.offer_id)}
    for pair in gone:
        session.delete(pair)
    session.flush()
    free = [row for row in old if row.id not in leant_on]
    for row in free:
        session.delete(row)
    session.flush()
    return len(empty) + len(gone) + len(free)
