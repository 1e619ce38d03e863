"""What somebody sees of buddies: who fits, who was asked, and of those on which both said yes who they are."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from portal.models.activities import ActivityTheme
from portal.models.buddies import BuddyMoment, BuddyPair, BuddyProfile, BuddySide, PairState
from portal.models.people import Person
from portal.services import buddies, buddy_matching, buddy_retention, permissions
from portal.services.buddy_matching import Match
from portal.services.permissions import Actor, Target

SHOWN = 5


@dataclass(frozen=True)
class Proposal:
    """Somebody who fits, without saying who. `asks`: the other said yes already."""

    profile_id: str
    why: Match
    asks: bool


@dataclass(frozen=True)
class Asked:
    """Somebody to whom one said yes, and who did not answer yet."""

    pair_id: str
    why: Match
    until: datetime


@dataclass(frozen=True)
class Buddy:
    """A buddy: both said yes, so both may know who the other is."""

    pair_id: str
    name: str
    mail: str | None
    languages: tuple[str, ...]
    since: datetime


@dataclass(frozen=True)
class Past:
    """A pair that was one, for who wants to say afterwards that something was not all right."""

    pair_id: str
    since: datetime
    ended_at: datetime


@dataclass(frozen=True)
class Mine:
    """One's own wish or offer, and what came of it."""

    said: buddies.Said
    free: int
    proposals: tuple[Proposal, ...]
    asked: tuple[Asked, ...]
    buddies: tuple[Buddy, ...]


def mine(session: Session, *, actor: Actor, side: BuddySide, now: datetime) -> Mine | None:
    """Return one's own wish or offer with what came of it; None when there is none.

    Raises:
        NotAllowed: this role asks or offers nothing.
    """
    permissions.require(actor, buddies.MAY[side], Target(owner_id=actor.person_id))
    row = buddies.running(session, actor.person_id, side)
    if row is None:
        return None
    free = row.places - buddies.taken(session, row)
    pairs = _pairs(session, row)
    return Mine(
        said=_said(row), free=free, proposals=_proposals(session, row, pairs, now) if free > 0 else (),
        asked=_asked(session, row, pairs, now), buddies=_buddies(session, row),
    )  # fmt: skip


def _said(row: BuddyProfile) -> buddies.Said:
    return buddies.Said(
        frozenset(row.languages), frozenset(ActivityTheme(code) for code in row.interests),
        frozenset(BuddyMoment(code) for code in row.moments), row.distance_km, row.places,
    )  # fmt: skip


def _pairs(session: Session, row: BuddyProfile) -> dict[str, BuddyPair]:
    """Return the pairs of a profile, by the other profile: the running one where there is one."""
    ours, theirs = _sides(row)
    found = session.exec(select(BuddyPair).where(ours == row.id).order_by(col(BuddyPair.proposed_at))).all()
    by_other = {getattr(pair, theirs): pair for pair in found if pair.ended_at is not None}
    return by_other | {getattr(pair, theirs): pair for pair in found if pair.ended_at is None}


def _sides(row: BuddyProfile) -> tuple[Any, str]:
    """Return the column of one's own profile in a pair, and the name of the other's."""
    if row.side is BuddySide.WISH:
        return col(BuddyPair.wish_id), "offer_id"
    return col(BuddyPair.offer_id), "wish_id"


def _proposals(
    session: Session, row: BuddyProfile, pairs: dict[str, BuddyPair], now: datetime
) -> tuple[Proposal, ...]:
    other = buddies.OTHER_SIDE[row.side]
    found = []
    for candidate, why in buddies.fitting(session, row):
        pair = pairs.get(candidate.id)
        if pair is not None and buddies.agreed_at(pair, row.side, now) is not None:
            continue  # asked, or buddies
        asks = pair is not None and buddies.agreed_at(pair, other, now) is not None
        found.append(Proposal(candidate.id, why, asks))
    found.sort(key=lambda one: not one.asks)  # who said yes stands first
    return tuple(found[:SHOWN])


def _asked(
    session: Session, row: BuddyProfile, pairs: dict[str, BuddyPair], now: datetime
) -> tuple[Asked, ...]:
    waiting = {
        other_id: pair
        for other_id, pair in pairs.items()
        if buddies.agreed_at(pair, row.side, now) is not None
        and pair.state in {PairState.PROPOSED, PairState.DECLINED}
        and pair.ended_by != row.person_id
    }
    others = session.exec(select(BuddyProfile).where(col(BuddyProfile.id).in_(waiting))).all()
    shown = []
    for other in others:
        pair = waiting[other.id]
        why = buddy_matching.match(buddy_matching.facts_of(row), buddy_matching.facts_of(other))
        until = (buddies.agreed_at(pair, row.side, now) or now) + buddies.WAITS
        if why is not None:
            shown.append(Asked(pair.id, why, until))
    return tuple(sorted(shown, key=lambda one: (one.until, one.pair_id)))


def _buddies(session: Session, row: BuddyProfile) -> tuple[Buddy, ...]:
    """Return who one's buddies are. The only query of the portal that tells one side about the other."""
    ours, theirs = _sides(row)
    found = session.exec(
        select(BuddyPair, BuddyProfile, Person)
        .join(BuddyProfile, col(BuddyProfile.id) == getattr(BuddyPair, theirs))
        .join(Person, col(Person.id) == col(BuddyProfile.person_id))
        .where(
            ours == row.id, BuddyPair.state == PairState.AGREED, col(BuddyPair.ended_at).is_(None),
            col(BuddyPair.wish_agreed_at).is_not(None), col(BuddyPair.offer_agreed_at).is_not(None), col(Person.active),
        )
        .order_by(col(BuddyPair.proposed_at), col(BuddyPair.id))
    ).all()  # fmt: skip
    return tuple(
        Buddy(
            pair.id, f"{person.given_name} {person.family_name}", person.mail,
            tuple(code for code in other.languages if code in row.languages), _since(pair),
        )
        for pair, other, person in found
    )  # fmt: skip


def past(session: Session, *, actor: Actor, now: datetime) -> tuple[Past, ...]:
    """Return the pairs of some time ago, without who they were with."""
    own_target = Target(owner_id=actor.person_id)
    if not any(permissions.may(actor, action, own_target) for action in buddies.MAY.values()):
        return ()
    own = select(BuddyProfile.id).where(BuddyProfile.person_id == actor.person_id)
    found = session.exec(
        select(BuddyPair)
        .where(col(BuddyPair.wish_id).in_(own) | col(BuddyPair.offer_id).in_(own))
        .where(BuddyPair.state == PairState.STOPPED, col(BuddyPair.ended_at) > now - buddy_retention.KEPT)
        .where(col(BuddyPair.wish_agreed_at).is_not(None), col(BuddyPair.offer_agreed_at).is_not(None))
        .order_by(col(BuddyPair.ended_at).desc())
    ).all()
    return tuple(Past(pair.id, _since(pair), pair.ended_at) for pair in found if pair.ended_at)


def _since(pair: BuddyPair) -> datetime:
    return max(at for at in (pair.wish_agreed_at, pair.offer_agreed_at) if at is not None)
