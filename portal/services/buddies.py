"""Buddies: a wish or an offer, saying yes or no to somebody who fits, and stopping at any moment.

Both profiles are locked, in the order of their ids, before a pair of them changes: places are never given twice.
Nothing here tells who somebody is: that is `buddy_views.buddies`, for a pair on which both said yes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session, col, select

from portal.errors import NotFound, OutsideRules, WrongState
from portal.models.activities import ActivityTheme
from portal.models.buddies import BuddyMoment, BuddyPair, BuddyProfile, BuddySide, PairState
from portal.models.contracts import ContractState, Inburgeringscontract
from portal.models.people import Organisation, Person, Role, RoleGrant
from portal.services import audit, buddy_matching, geography, outbox, permissions
from portal.services.buddy_matching import Match
from portal.services.permissions import Action, Actor, Target

FOUND, ASKED, AGREED, STOPPED = "buddy.found", "buddy.asked", "buddy.agreed", "buddy.stopped"
REPORTED, REPORTED_ELSEWHERE = "buddy.reported", "buddy.reported-elsewhere"
MAY: dict[BuddySide, Action] = {
    BuddySide.WISH: Action.BUDDY_WISH,
    BuddySide.OFFER: Action.BUDDY_OFFER,
}
OTHER_SIDE = {BuddySide.WISH: BuddySide.OFFER, BuddySide.OFFER: BuddySide.WISH}
MAX_PLACES = 3
DISTANCES = (5, 10, 15, 25, 50)
# A yes holds so long, and is shown as waiting so long, also when the other said no: a no cannot be told from silence.
WAITS = timedelta(days=14)


@dataclass(frozen=True)
class Said:
    """What somebody asks or offers."""

    languages: frozenset[str]
    interests: frozenset[ActivityTheme]
    moments: frozenset[BuddyMoment]
    distance_km: int = 15
    places: int = 1


def may_offer(session: Session, actor: Actor) -> bool:
    """Say whether somebody may be a buddy: an organiser, or an inburgeraar whose track is done."""
    if not permissions.may(actor, Action.BUDDY_OFFER, Target(owner_id=actor.person_id)):
        return False
    if actor.has(Role.ORGANISER):
        return True
    done = select(Inburgeringscontract.id).where(
        Inburgeringscontract.person_id == actor.person_id, Inburgeringscontract.state == ContractState.COMPLETED
    )  # fmt: skip
    return session.exec(done).first() is not None


def save(
    session: Session, *, actor: Actor, side: BuddySide, said: Said, adult: bool, now: datetime
) -> BuddyProfile:
    """Write down what somebody asks or offers, or change it.

    `adult`: the person says to be 18 or older; the portal knows nobody's age.

    Raises:
        NotAllowed: this role asks or offers nothing.
        OutsideRules: not an adult, not done with the track, a home that is unknown, or fewer places than buddies.
    """
    permissions.require(actor, MAY[side], Target(owner_id=actor.person_id))
    if not adult:
        raise OutsideRules("buddy-adult")
    if side is BuddySide.OFFER and not may_offer(session, actor):
        raise OutsideRules("buddy-not-yet")
    session.exec(
        select(Person.id).where(Person.id == actor.person_id).with_for_update()
    ).one()  # no two at once
    row = running(session, actor.person_id, side, lock=True)
    is_new = row is None
    row = row or BuddyProfile(
        person_id=actor.person_id, side=side, nis_code="", created_at=now, changed_at=now
    )
    row.nis_code, row.changed_at = _home(session, actor.person_id), now
    row.places = min(max(said.places, 1), MAX_PLACES) if side is BuddySide.OFFER else 1
    row.distance_km = said.distance_km if said.distance_km in DISTANCES else DISTANCES[2]
    row.languages, row.interests = tuple(sorted(said.languages)), tuple(sorted(said.interests))
    row.moments = tuple(sorted(said.moments))
    if row.places < taken(session, row):
        raise OutsideRules("buddy-places")
    session.add(row)
    session.flush()
    if is_new:
        _tell_who_fits(session, row, now)
        _write_down(session, actor, f"buddy.{side.value}-made", f"buddy-profile:{row.id}", now)
    return row


def _home(session: Session, person_id: str) -> str:
    """Return where distances start: at home, else at the organisation where somebody works."""
    person = session.get_one(Person, person_id)
    works = (
        select(Organisation.nis_code)
        .join(RoleGrant, col(RoleGrant.organisation_id) == col(Organisation.id))
        .where(RoleGrant.person_id == person_id, col(RoleGrant.ended_at).is_(None))
    )
    known = [nis for nis in (person.nis_code, *session.exec(works)) if nis and geography.point_of(nis)]
    if not known:
        raise OutsideRules("buddy-no-home")
    return str(known[0])


def running(session: Session, person_id: str, side: BuddySide, *, lock: bool = False) -> BuddyProfile | None:
    """Return what somebody asks or offers now."""
    asked = select(BuddyProfile).where(
        BuddyProfile.person_id == person_id, BuddyProfile.side == side, col(BuddyProfile.ended_at).is_(None)
    )
    if lock:
        asked = asked.with_for_update().execution_options(populate_existing=True)
    return session.exec(asked).first()


def taken(session: Session, row: BuddyProfile) -> int:
    """Return how many places of a profile are taken."""
    found = select(BuddyPair.id).where(_of(row.id), BuddyPair.state == PairState.AGREED)
    return len(session.exec(found).all())


def _of(profile_id: str) -> ColumnElement[bool]:
    return or_(col(BuddyPair.wish_id) == profile_id, col(BuddyPair.offer_id) == profile_id)


def fitting(session: Session, mine: BuddyProfile) -> tuple[tuple[BuddyProfile, Match], ...]:
    """Return whom a profile fits, the best first: people with a free place whom neither side ever refused or left."""
    never = once_together(session, mine.person_id)
    rows = session.exec(
        select(BuddyProfile)
        .join(Person, col(Person.id) == col(BuddyProfile.person_id))
        .where(BuddyProfile.side == OTHER_SIDE[mine.side], col(BuddyProfile.ended_at).is_(None), col(Person.active))
    ).all()  # fmt: skip
    by_id = {row.id: row for row in rows if row.person_id not in never}
    found = buddy_matching.best(
        buddy_matching.facts_of(mine), [buddy_matching.facts_of(row) for row in by_id.values()]
    )
    full = _full(session, by_id.values())
    return tuple((by_id[facts.profile_id], why) for facts, why in found if facts.profile_id not in full)


def _full(session: Session, rows: Iterable[BuddyProfile]) -> set[str]:
    places = {row.id: row.places for row in rows}
    pairs = session.exec(
        select(BuddyPair.wish_id, BuddyPair.offer_id).where(BuddyPair.state == PairState.AGREED)
    ).all()
    for pair in pairs:
        for one in pair:
            if one in places:
                places[one] -= 1
    return {one for one, left in places.items() if left <= 0}


def once_together(session: Session, person_id: str) -> set[str]:
    """Return the people with whom somebody's pairs ended, whoever ended them: they are not proposed again."""
    mine = select(BuddyProfile.id).where(BuddyProfile.person_id == person_id)
    ended = select(BuddyPair.wish_id, BuddyPair.offer_id).where(
        or_(col(BuddyPair.wish_id).in_(mine), col(BuddyPair.offer_id).in_(mine)), col(BuddyPair.ended_at).is_not(None)
    )  # fmt: skip
    profiles = {one for pair in session.exec(ended) for one in pair}
    people = select(BuddyProfile.person_id).where(col(BuddyProfile.id).in_(profiles))
    return set(session.exec(people)) - {person_id}


def say_yes(session: Session, *, actor: Actor, side: BuddySide, other_id: str, now: datetime) -> BuddyPair:
    """Say yes to somebody who fits; when both did, they are buddies. Saying it again changes nothing.

    Raises:
        NotFound: the actor asks or offers nothing, or nobody who fits has this profile (any more).
        OutsideRules: one of the two has no place left.
    """
    mine, other = _both(session, actor, side, other_id)
    pair = _pair(session, mine, other)
    if pair is None:
        if other.id not in {row.id for row, _why in fitting(session, mine)}:
            raise NotFound("buddy")
        pair = _new_pair(mine, other, now)
    if agreed_at(pair, side, now) is not None:
        return pair
    _lapse(pair, now)
    if taken(session, mine) >= mine.places or taken(session, other) >= other.places:
        raise OutsideRules("buddy-full")
    _agree(pair, side, now)
    session.add(pair)
    session.flush()
    if pair.state is PairState.AGREED:
        for row in (mine, other):
            _tell(session, AGREED, pair.id, row.person_id, now)
    else:
        _tell(session, ASKED, pair.id, other.person_id, now)
    action = "buddy.agreed" if pair.state is PairState.AGREED else "buddy.said-yes"
    _write_down(session, actor, action, f"buddy-pair:{pair.id}", now)
    return pair


def _new_pair(mine: BuddyProfile, other: BuddyProfile, now: datetime) -> BuddyPair:
    wish, offer = (mine, other) if mine.side is BuddySide.WISH else (other, mine)
    why = buddy_matching.match(buddy_matching.facts_of(wish), buddy_matching.facts_of(offer))
    return BuddyPair(wish_id=wish.id, offer_id=offer.id, score=why.score if why else 0.0, proposed_at=now)


def _agree(pair: BuddyPair, side: BuddySide, now: datetime) -> None:
    if side is BuddySide.WISH:
        pair.wish_agreed_at = now
    else:
        pair.offer_agreed_at = now
    if pair.wish_agreed_at and pair.offer_agreed_at:
        pair.state = PairState.AGREED


def agreed_at(pair: BuddyPair, side: BuddySide, now: datetime) -> datetime | None:
    """Return when a side said yes, as long as that holds."""
    at = pair.wish_agreed_at if side is BuddySide.WISH else pair.offer_agreed_at
    return at if at is None or pair.state is PairState.AGREED or now < at + WAITS else None


def _lapse(pair: BuddyPair, now: datetime) -> None:
    pair.wish_agreed_at = agreed_at(pair, BuddySide.WISH, now)
    pair.offer_agreed_at = agreed_at(pair, BuddySide.OFFER, now)


def say_no(session: Session, *, actor: Actor, side: BuddySide, other_id: str, now: datetime) -> None:
    """Say no to somebody, for good; the other is not told, and both are never proposed to each other again.

    Raises:
        NotFound: the actor asks or offers nothing, or nobody has this profile (any more).
        WrongState: both said yes already: then one stops.
    """
    mine, other = _both(session, actor, side, other_id)
    pair = _pair(session, mine, other) or _new_pair(mine, other, now)
    if pair.state is PairState.AGREED:
        raise WrongState("buddy-pair", pair.state.value)
    _end(pair, PairState.DECLINED, actor, now)
    session.add(pair)
    session.flush()
    _write_down(session, actor, "buddy.said-no", f"buddy-pair:{pair.id}", now)


def stop(session: Session, *, actor: Actor, pair_id: str, now: datetime) -> None:
    """Stop being buddies, or take back a yes; no reason is asked. Stopping twice is stopping once.

    Raises:
        NotFound: it is no pair of the actor's.
    """
    pair, side, other = of_actor(session, actor, pair_id)
    if pair.ended_at is not None:
        _take_back(pair, side)
        session.flush()
        return
    were_buddies = pair.state is PairState.AGREED
    # Who ends what the other alone said yes to says no: that is not shown either.
    said_yes = pair.wish_agreed_at if side is BuddySide.WISH else pair.offer_agreed_at
    _end(pair, PairState.DECLINED if said_yes is None else PairState.STOPPED, actor, now)
    session.flush()
    if were_buddies:
        _tell(session, STOPPED, pair.id, other.person_id, now)
    outbox.skip_waiting(session, key_start=f"{ASKED}:{pair.id}:")
    _write_down(session, actor, "buddy.stopped", f"buddy-pair:{pair.id}", now)


def _take_back(pair: BuddyPair, side: BuddySide) -> None:
    """Take back a yes to somebody who said no already: it is no longer shown as waiting."""
    if pair.state is PairState.DECLINED and side is BuddySide.WISH:
        pair.wish_agreed_at = None
    elif pair.state is PairState.DECLINED:
        pair.offer_agreed_at = None


def end(session: Session, *, actor: Actor, side: BuddySide, now: datetime) -> None:
    """End a wish or an offer, with all pairs that run on it. Ending it twice is ending it once.

    Raises:
        NotAllowed: this role asks or offers nothing.
    """
    permissions.require(actor, MAY[side], Target(owner_id=actor.person_id))
    row = running(session, actor.person_id, side)
    if row is None:
        return
    pairs = select(BuddyPair.id).where(_of(row.id), col(BuddyPair.ended_at).is_(None))
    for pair_id in session.exec(pairs.order_by(col(BuddyPair.id))).all():
        stop(session, actor=actor, pair_id=pair_id, now=now)
    row.ended_at = row.changed_at = now
    session.flush()
    _write_down(session, actor, f"buddy.{side.value}-ended", f"buddy-profile:{row.id}", now)


def report(session: Session, *, actor: Actor, pair_id: str, now: datetime) -> None:
    """Tell the trajectbegeleider that something was not all right, and stop. What happened is not written down here.

    Raises:
        NotFound: it is no pair of the actor's, or the two were never buddies.
    """
    pair, _side, _other = of_actor(session, actor, pair_id)
    if pair.wish_agreed_at is None or pair.offer_agreed_at is None:
        raise NotFound("buddy")
    wish = session.get_one(BuddyProfile, pair.wish_id)
    template, people = _who_cares(session, wish.person_id)
    for person_id in people:
        _tell(session, template, f"{pair.id}:{actor.person_id}", person_id, now, client=wish.person_id)
    _write_down(session, actor, "buddy.reported", f"buddy-pair:{pair.id}", now)
    stop(session, actor=actor, pair_id=pair_id, now=now)


def _who_cares(session: Session, wish_person_id: str) -> tuple[str, tuple[str, ...]]:
    """Return who hears it and in which mail: the trajectbegeleider of who asked, else everybody who manages the portal."""
    guide = session.exec(
        select(Inburgeringscontract.trajectbegeleider_id)
        .where(Inburgeringscontract.person_id == wish_person_id, col(Inburgeringscontract.trajectbegeleider_id).is_not(None))
        .order_by(col(Inburgeringscontract.registered_on).desc())
    ).first()  # fmt: skip
    if guide:
        return REPORTED, (guide,)
    managers = select(RoleGrant.person_id).where(
        RoleGrant.role == Role.BEHEERDER, col(RoleGrant.ended_at).is_(None)
    )
    return REPORTED_ELSEWHERE, tuple(sorted(set(session.exec(managers))))


# ── shared ───────────────────────────────────────────────────────────────────────────────────────────────────────


def of_actor(session: Session, actor: Actor, pair_id: str) -> tuple[BuddyPair, BuddySide, BuddyProfile]:
    """Return a pair of the actor's, locked with both profiles, on which side the actor is, and the other's profile.

    Raises:
        NotFound: it is no pair of the actor's.
    """
    pair = session.get(BuddyPair, pair_id)
    if pair is None:
        raise NotFound("buddy")
    rows = _locked(session, pair.wish_id, pair.offer_id)
    session.refresh(pair)
    side = next((row.side for row in rows.values() if row.person_id == actor.person_id), None)
    if side is None or not permissions.may(actor, MAY[side], Target(owner_id=actor.person_id)):
        raise NotFound("buddy")
    return pair, side, rows[pair.offer_id if side is BuddySide.WISH else pair.wish_id]


def _both(
    session: Session, actor: Actor, side: BuddySide, other_id: str
) -> tuple[BuddyProfile, BuddyProfile]:
    permissions.require(actor, MAY[side], Target(owner_id=actor.person_id))
    mine = running(session, actor.person_id, side)
    if mine is None:
        raise NotFound("buddy")
    rows = _locked(session, mine.id, other_id)
    other = rows.get(other_id)
    runs = other is not None and other.ended_at is None and rows[mine.id].ended_at is None
    if other is None or not runs or other.side is side or other.person_id == actor.person_id:
        raise NotFound("buddy")
    return rows[mine.id], other


def _locked(session: Session, *profile_ids: str) -> dict[str, BuddyProfile]:
    found = select(BuddyProfile).where(col(BuddyProfile.id).in_(profile_ids)).order_by(col(BuddyProfile.id))
    locked = found.with_for_update().execution_options(populate_existing=True)
    return {row.id: row for row in session.exec(locked)}


def _pair(session: Session, mine: BuddyProfile, other: BuddyProfile) -> BuddyPair | None:
    ids = (mine.id, other.id)
    return session.exec(
        select(BuddyPair)
        .where(and_(col(BuddyPair.wish_id).in_(ids), col(BuddyPair.offer_id).in_(ids)), col(BuddyPair.ended_at).is_(None))
        .execution_options(populate_existing=True)
    ).first()  # fmt: skip


def _end(pair: BuddyPair, state: PairState, actor: Actor, now: datetime) -> None:
    pair.state, pair.ended_at, pair.ended_by = state, now, actor.person_id


def _tell_who_fits(session: Session, mine: BuddyProfile, now: datetime) -> None:
    """Tell those who wait that somebody fits: once for each profile, however many come later."""
    for row, _why in fitting(session, mine):
        _tell(session, FOUND, row.id, row.person_id, now)


def _tell(session: Session, template: str, about: str, person_id: str, now: datetime, **facts: str) -> None:
    person = session.get_one(Person, person_id)
    key = f"{template}:{about}:{person_id}"
    outbox.queue_mail(
        session, key=key, template=template, person_id=person_id, language=person.language, now=now, facts=facts
    )  # fmt: skip


def _write_down(session: Session, actor: Actor, action: str, subject: str, now: datetime) -> None:
    audit.record(
        session, actor_id=actor.person_id, action=action, subject=subject, now=now, owner_id=actor.person_id
    )
