"""The hours log of an inburgeraar: log by hand, put right, take back; proposed by attendance.

Every change locks the contract first. Without it two entries logged at once would each find no other, and both stay.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import update
from sqlmodel import Session, col, select

from portal.clock import BRUSSELS
from portal.errors import NotFound, OutsideRules, TooLong, WrongState
from portal.models.contracts import Inburgeringscontract
from portal.models.hours import ConfirmationLink, HoursDecisionEntry
from portal.models.pips import HoursEntry, HoursSource, HoursState
from portal.models.uploads import Upload
from portal.services import audit, contract_locks, hour_spans, permissions, pip_rows
from portal.services.hour_spans import Span
from portal.services.permissions import Action, Actor, Target

LONGEST_TEXT = 200
WAITING = (HoursState.PROPOSED, HoursState.CONFIRMED)


@dataclass(frozen=True)
class Said:
    """What somebody says they did: what, with whom, on which day, from when to when."""

    activity: str
    day: date
    starts: time
    ends: time
    organiser: str = ""


def said(*, activity: str, organiser: str, day: date | None, starts: time | None, ends: time | None) -> Said:
    """Return what a form says, when it says all of it.

    Raises:
        OutsideRules: the day or one of the two hours is missing.
    """
    if day is None or starts is None or ends is None:
        raise OutsideRules("no-times")
    return Said(activity=activity, day=day, starts=starts, ends=ends, organiser=organiser)


def log(session: Session, *, actor: Actor, person_id: str, said: Said, now: datetime) -> HoursEntry:
    """Write down hours that somebody did: proposed, until a contact or a trajectbegeleider looked at them.

    Raises:
        NotAllowed: it is not the actor's own log.
        OutsideRules: no track runs, or the hours are in the future, before the track, or already in the log.
        TooLong: a text is over its limit.
    """
    permissions.require(actor, Action.HOURS_LOG, Target(owner_id=person_id))
    contract = lock_running_contract(session, person_id)
    if contract is None:
        raise OutsideRules("no-contract")
    span = _checked(session, contract, said, now)
    row = HoursEntry(
        contract_id=contract.id, day=said.day, starts_minute=_minute(said.starts), minutes=span.minutes,
        activity=said.activity.strip(), organiser=said.organiser.strip(), source=HoursSource.HAND, logged_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    write_down(session, "hours.logged", row, owner_id=contract.person_id, by=actor.person_id, now=now)
    return row


def change(session: Session, *, actor: Actor, entry_id: str, said: Said, now: datetime) -> HoursEntry:
    """Put an entry right that nobody confirmed yet, or that was refused; it is proposed anew, and its links end.

    Raises:
        NotFound: there is no such entry.
        NotAllowed: it is not the actor's own entry.
        WrongState: it was confirmed or approved, or the organiser's attendance list made it.
        OutsideRules: as for `log`.
        TooLong: a text is over its limit.
    """
    row, contract = own_entry(session, actor=actor, entry_id=entry_id)
    if not may_change(row):
        raise WrongState("hours", row.state.value)
    span = _checked(session, contract, said, now, but=row.id)
    row.day, row.starts_minute, row.minutes = said.day, _minute(said.starts), span.minutes
    row.activity, row.organiser = said.activity.strip(), said.organiser.strip()
    row.state, row.refusal, row.refusal_note = HoursState.PROPOSED, None, ""
    row.decided_by = row.decided_at = row.confirmed_at = row.confirmed_by = None
    keep_proof(session, row)
    session.add(row)
    end_links(session, row.id, now)
    session.flush()
    write_down(session, "hours.changed", row, owner_id=contract.person_id, by=actor.person_id, now=now)
    return row


def withdraw(session: Session, *, actor: Actor, entry_id: str, now: datetime) -> None:
    """Take back an entry that nobody ever decided about. Its proof goes with it.

    Raises:
        NotFound: there is no such entry.
        NotAllowed: it is not the actor's own entry.
        WrongState: somebody decided about it, or the organiser's attendance list made it.
    """
    row, contract = own_entry(session, actor=actor, entry_id=entry_id)
    if not may_withdraw(row, was_decided=bool(ever_decided(session, [row.id]))):
        raise WrongState("hours", row.state.value)
    _remove(session, row, now)
    write_down(session, "hours.withdrawn", row, owner_id=contract.person_id, by=actor.person_id, now=now)


def attach_proof(session: Session, *, actor: Actor, entry_id: str, upload: Upload, now: datetime) -> None:
    """Put a photo of the signed paper with an entry that waits; the one before goes.

    Raises:
        NotFound: there is no such entry, or the file is somebody else's.
        NotAllowed: it is not the actor's own entry.
        WrongState: it was approved or refused.
    """
    row, contract = own_entry(session, actor=actor, entry_id=entry_id)
    if row.state not in WAITING:
        raise WrongState("hours", row.state.value)
    if upload.owner_id != actor.person_id:
        raise NotFound("upload")
    _let_proof_go(session, row, now)
    row.proof_id = upload.id
    session.add(row)
    session.flush()
    write_down(session, "hours.proof-added", row, owner_id=contract.person_id, by=actor.person_id, now=now)


def may_change(row: HoursEntry) -> bool:
    """Say whether its owner may put an entry right: one logged by hand that waits unconfirmed, or was refused."""
    return row.source is HoursSource.HAND and row.state in {HoursState.PROPOSED, HoursState.REFUSED}


def may_withdraw(row: HoursEntry, *, was_decided: bool) -> bool:
    """Say whether its owner may take an entry back: one logged by hand that nobody ever decided about."""
    return row.source is HoursSource.HAND and row.state in WAITING and not was_decided


def ever_decided(session: Session, ids: Sequence[str]) -> set[str]:
    """Return which of these entries were ever decided about, undone or not."""
    return set(
        session.exec(
            select(HoursDecisionEntry.entry_id).where(col(HoursDecisionEntry.entry_id).in_(ids)).distinct()
        )
    )


def own_entry(session: Session, *, actor: Actor, entry_id: str) -> tuple[HoursEntry, Inburgeringscontract]:
    """Return one of the actor's own entries with its contract, locked.

    Raises:
        NotFound: there is no such entry.
        NotAllowed: it is not the actor's own entry.
    """
    row, contract = lock_entry(session, entry_id) or (None, None)
    owner_id = contract.person_id if contract else actor.person_id
    permissions.require(actor, Action.HOURS_LOG, Target(owner_id=owner_id))
    if row is None or contract is None:
        raise NotFound("hours")
    return row, contract


def lock_entry(session: Session, entry_id: str) -> tuple[HoursEntry, Inburgeringscontract] | None:
    """Lock the contract of an entry, and return both as they now stand."""
    contract_id = session.exec(select(HoursEntry.contract_id).where(HoursEntry.id == entry_id)).first()
    if contract_id is None:
        return None
    contract = contract_locks.lock(session, contract_id)
    # read anew: it may have changed, or gone, while the lock was waited for
    row = session.exec(
        select(HoursEntry).where(HoursEntry.id == entry_id).execution_options(populate_existing=True)
    ).first()
    return (row, contract) if row is not None and contract is not None else None


def lock_running_contract(session: Session, person_id: str) -> Inburgeringscontract | None:
    """Lock the contract of somebody that runs."""
    return session.exec(
        select(Inburgeringscontract)
        .where(
            Inburgeringscontract.person_id == person_id,
            col(Inburgeringscontract.state).in_(pip_rows.RUNNING),
        )
        .with_for_update()
    ).first()


def overlapping(
    session: Session, *, contract_id: str, span: Span, but: str | None = None
) -> Sequence[HoursEntry]:
    """Return the entries that share a moment with a span; a refused one only where it begins at the same minute."""
    first = span.starts_at.astimezone(BRUSSELS).date() - timedelta(days=1)
    last = span.ends_at.astimezone(BRUSSELS).date()
    near = session.exec(
        select(HoursEntry).where(
            HoursEntry.contract_id == contract_id, col(HoursEntry.day) >= first, col(HoursEntry.day) <= last
        )
    )
    return [row for row in near if row.id != but and _is_in_the_way(row, span)]


def _is_in_the_way(row: HoursEntry, span: Span) -> bool:
    own = hour_spans.stored(row.day, row.starts_minute, row.minutes)
    if row.state is HoursState.REFUSED:
        return own.starts_at == span.starts_at  # one entry for each start: the refused one can be put right
    return own.overlaps(span)


def end_links(session: Session, entry_id: str, now: datetime) -> None:
    """Revoke the links that still work for an entry."""
    session.exec(
        update(ConfirmationLink)
        .where(
            col(ConfirmationLink.entry_id) == entry_id,
            col(ConfirmationLink.used_at).is_(None),
            col(ConfirmationLink.revoked_at).is_(None),
        )
        .values(revoked_at=now)
    )


def keep_proof(session: Session, row: HoursEntry) -> None:
    """Keep the proof of an entry that waits again."""
    upload = session.get(Upload, row.proof_id) if row.proof_id else None
    if upload is not None:
        upload.delete_after = None
        session.add(upload)


def _let_proof_go(session: Session, row: HoursEntry, now: datetime) -> None:
    upload = session.get(Upload, row.proof_id) if row.proof_id else None
    row.proof_id = None
    if upload is not None:
        upload.delete_after = now
        session.add(upload)


def _remove(session: Session, row: HoursEntry, now: datetime) -> None:
    _let_proof_go(session, row, now)
    session.add(row)
    session.flush()
    for link in session.exec(select(ConfirmationLink).where(ConfirmationLink.entry_id == row.id)):
        session.delete(link)
    session.flush()
    session.delete(row)
    session.flush()


def remove_proposed(session: Session, *, sign_up_id: str, now: datetime) -> bool:
    """Take away what attendance proposed and nobody decided about: the organiser says that somebody was not there."""
    found = session.exec(select(HoursEntry).where(HoursEntry.sign_up_id == sign_up_id)).first()
    locked = lock_entry(session, found.id) if found else None
    if locked is None:
        return False
    row, contract = locked
    if row.state not in WAITING or ever_decided(session, [row.id]):
        return False
    _remove(session, row, now)
    write_down(session, "hours.withdrawn", row, owner_id=contract.person_id, by=None, now=now)
    return True


def only_proposed(session: Session, *, sign_up_id: str, now: datetime) -> None:
    """Take an organiser's word for an attendance back: what nobody decided about is only proposed again."""
    found = session.exec(select(HoursEntry).where(HoursEntry.sign_up_id == sign_up_id)).first()
    locked = lock_entry(session, found.id) if found else None
    if locked is None or locked[0].state is not HoursState.CONFIRMED or ever_decided(session, [locked[0].id]):
        return
    row, contract = locked
    row.state, row.confirmed_by, row.confirmed_at = HoursState.PROPOSED, None, None
    session.add(row)
    session.flush()
    write_down(session, "hours.proposed", row, owner_id=contract.person_id, by=None, now=now)


def _checked(
    session: Session, contract: Inburgeringscontract, said: Said, now: datetime, but: str | None = None
) -> Span:
    if contract.state not in pip_rows.RUNNING:
        raise WrongState("contract", contract.state.value)
    if not said.activity.strip():
        raise OutsideRules("no-activity")
    if max(len(said.activity), len(said.organiser)) > LONGEST_TEXT:
        raise TooLong(LONGEST_TEXT)
    span = hour_spans.told(said.day, said.starts, said.ends)
    if span.ends_at > now:
        raise OutsideRules("hours-in-the-future")
    if said.day < contract.registered_on:
        raise OutsideRules("before-registration")
    found = overlapping(session, contract_id=contract.id, span=span, but=but)
    if any(row.state is not HoursState.REFUSED for row in found):
        raise OutsideRules("hours-overlap")
    if found:
        raise OutsideRules("refused-there")
    return span


def _minute(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def write_down(
    session: Session, action: str, row: HoursEntry, *, owner_id: str, by: str | None, now: datetime
) -> None:
    """Append what happened to an entry to the audit trail; `by` is None when nobody with an account did it."""
    audit.record(
        session, actor_id=by, action=action, subject=f"hours:{row.id}", owner_id=owner_id,
        facts={"day": row.day.isoformat(), "minutes": row.minutes, "state": row.state.value}, now=now,
    )  # fmt: skip
