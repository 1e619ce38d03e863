"""Links with which a contact confirms one entry without an account: signed, for one thing, once, for thirty days.

The secret in the address is derived from the link's own key, so that its owner can show it again (on the screen, on
paper) while the database holds only its digest: who reads the database cannot confirm anything.
"""

import hashlib
import hmac
import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, func
from sqlmodel import Session, col, select

from portal.errors import NotFound, OutsideRules, WrongState
from portal.models.contracts import Inburgeringscontract
from portal.models.hours import ConfirmationLink
from portal.models.people import Person
from portal.models.pips import HoursEntry, HoursRefusal, HoursState
from portal.services import hour_spans, hours, outbox, permissions, pip_rows, rate_limits
from portal.services.askers import hashed
from portal.services.permissions import Action, Actor, Target

LASTS = timedelta(days=30)
TEMPLATE = "hours.confirm"
# A link goes to somebody who did not ask for it: few a day, for the sender and for the address alike.
MAILS_A_DAY, MAILS_AN_ENTRY, MAILS_AN_ADDRESS = 10, 3, 10
_MAIL = re.compile(r"[^\s@,;<>\"()]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_LONGEST_MAIL = 254
_TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")
# Why a contact may say no.
REFUSALS = (HoursRefusal.NOT_THERE, HoursRefusal.WRONG_TIME, HoursRefusal.NOT_KNOWN)

_Found = tuple[ConfirmationLink, HoursEntry, Inburgeringscontract]


class LinkState(StrEnum):
    """How a link stands for who opens it."""

    OPEN = "open"
    NOT_OVER = "not-over"
    OWN = "own"
    CONFIRMED = "confirmed"
    NOT_CONFIRMED = "not-confirmed"
    USED = "used"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True)
class Shown:
    """What a contact must know to confirm, and nothing else; only the state once the link is over."""

    state: LinkState
    given_name: str = ""
    day: date | None = None
    starts_minute: int = 0
    minutes: int = 0
    activity: str = ""


@dataclass(frozen=True)
class Link:
    """A link as its owner may show it."""

    token: str
    expires_at: datetime


def make(session: Session, *, actor: Actor, entry_id: str, secret: str, now: datetime) -> Link:
    """Return the link for an entry of one's own; the one that still works when there is one.

    Raises:
        NotFound: there is no such entry.
        NotAllowed: it is not the actor's own entry.
        WrongState: somebody confirmed or decided already.
    """
    row, contract = hours.own_entry(session, actor=actor, entry_id=entry_id)
    _must_wait(row, contract)
    link = _running(session, entry_id)
    if link is not None and link.expires_at > now and _digest(_token(link.id, secret)) == link.digest:
        return Link(_token(link.id, secret), link.expires_at)
    hours.end_links(session, entry_id, now)
    made = ConfirmationLink(
        digest="", entry_id=entry_id, made_by=actor.person_id, made_at=now, expires_at=now + LASTS
    )
    token = _token(made.id, secret)
    made.digest = _digest(token)
    session.add(made)
    session.flush()
    hours.write_down(
        session, "hours.link-made", row, owner_id=contract.person_id, by=actor.person_id, now=now
    )
    return Link(token, made.expires_at)


def running(session: Session, *, actor: Actor, entry_id: str, secret: str, now: datetime) -> Link | None:
    """Return the link of an entry of one's own that works now, without making one.

    Raises:
        NotFound: there is no such entry.
        NotAllowed: it is not the actor's own entry.
    """
    owner_id = session.exec(
        select(Inburgeringscontract.person_id)
        .join(HoursEntry, col(HoursEntry.contract_id) == Inburgeringscontract.id)
        .where(HoursEntry.id == entry_id)
    ).first()
    permissions.require(actor, Action.HOURS_LOG, Target(owner_id=owner_id or actor.person_id))
    if owner_id is None:
        raise NotFound("hours")
    link = _running(session, entry_id)
    if link is None or link.expires_at <= now or _digest(_token(link.id, secret)) != link.digest:
        return None
    return Link(_token(link.id, secret), link.expires_at)


def send(
    session: Session, *, actor: Actor, entry_id: str, address: str, language: str, secret: str, now: datetime
) -> Link:
    """Mail the link for an entry of one's own to its contact. The address is forgotten when the mail has left.

    Raises:
        NotFound: there is no such entry.
        NotAllowed: it is not the actor's own entry.
        WrongState: somebody confirmed or decided already.
        OutsideRules: this is no mail address, it is the actor's own, or this entry was mailed often enough.
        TooManyRequests: the actor, or this address, had many such mails today.
    """
    to = address.strip().lower()
    row, _contract = hours.own_entry(session, actor=actor, entry_id=entry_id)
    if len(to) > _LONGEST_MAIL or not _MAIL.fullmatch(to):
        raise OutsideRules("no-mail-address")
    own = session.get_one(Person, actor.person_id)
    if own.mail and own.mail.lower() == to:
        raise OutsideRules("own-mail-address")
    link = make(session, actor=actor, entry_id=row.id, secret=secret, now=now)
    link_id = session.exec(
        select(ConfirmationLink.id).where(ConfirmationLink.digest == _digest(link.token))
    ).one()
    for key, most in (
        (f"confirm-by:{actor.person_id}", MAILS_A_DAY),
        (f"confirm-to:{hashed(to, secret)}", MAILS_AN_ADDRESS),
    ):
        rate_limits.count_in_a_day(session, key=key, most=most, now=now)
    nth = outbox.count_of(session, key_start=f"{TEMPLATE}:{link_id}:") + 1
    if nth > MAILS_AN_ENTRY:
        raise OutsideRules("mailed-often")
    outbox.queue_mail(
        session, key=f"{TEMPLATE}:{link_id}:{nth}", template=TEMPLATE, person_id=actor.person_id,
        address=to, language=language, facts={"link": link_id}, now=now,
    )  # fmt: skip
    return link


def revoke(session: Session, *, actor: Actor, entry_id: str, now: datetime) -> None:
    """Let the links of an entry of one's own work no more, and leave their mails unsent. Twice is once.

    Raises:
        NotFound: there is no such entry.
        NotAllowed: it is not the actor's own entry.
    """
    row, contract = hours.own_entry(session, actor=actor, entry_id=entry_id)
    link = _running(session, entry_id)
    if link is None:
        return
    hours.end_links(session, entry_id, now)
    outbox.skip_waiting(session, key_start=f"{TEMPLATE}:{link.id}:")
    hours.write_down(
        session, "hours.link-revoked", row, owner_id=contract.person_id, by=actor.person_id, now=now
    )


def opened(session: Session, *, token: str, reader_id: str | None = None, now: datetime) -> Shown:
    """Return what a link asks to confirm; `reader_id` is who is logged in, since nobody confirms their own hours.

    Raises:
        NotFound: we never made this link.
    """
    found = _found(session, token)
    if found is None:
        raise NotFound("link")
    return _shown(session, found, reader_id, now)


def answer(
    session: Session, *, token: str, refusal: HoursRefusal | None, reader_id: str | None = None, now: datetime
) -> Shown:
    """Write down what the contact says, once: confirmed, or not and why. Says how the link stands afterwards.

    Raises:
        NotFound: we never made this link.
        OutsideRules: a reason that is not a contact's to give.
    """
    found = _found(session, token)
    if found is None:
        raise NotFound("link")
    if refusal is not None and refusal not in REFUSALS:
        raise OutsideRules("reason-unknown")
    hours.lock_entry(session, found[1].id)
    again = _found(session, token)  # whoever held the lock may have answered
    if again is None:
        raise NotFound("link")
    link, row, contract = again
    shown = _shown(session, again, reader_id, now)
    if shown.state is not LinkState.OPEN:
        return shown
    link.used_at = row.confirmed_at = now
    if refusal is None:
        row.state = HoursState.CONFIRMED
    else:
        row.state, row.refusal, row.decided_at, row.confirmed_at = HoursState.REFUSED, refusal, now, None
    session.add(link)
    session.add(row)
    session.flush()
    action = "hours.confirmed" if refusal is None else "hours.not-confirmed"
    hours.write_down(session, action, row, owner_id=contract.person_id, by=None, now=now)
    return Shown(LinkState.CONFIRMED if refusal is None else LinkState.NOT_CONFIRMED)


def forget(session: Session, *, now: datetime) -> int:
    """Delete links that ended thirty days ago or more: used, revoked, or past their time; returns how many."""
    ended = func.coalesce(
        col(ConfirmationLink.used_at), col(ConfirmationLink.revoked_at), col(ConfirmationLink.expires_at)
    )
    result: Any = session.execute(delete(ConfirmationLink).where(ended <= now - LASTS))
    return int(result.rowcount)


def token_of(link_id: str, secret: str) -> str:
    """Return the secret part of a link's address: for the mail that carries it, when it is sent."""
    return _token(link_id, secret)


def _shown(session: Session, found: _Found, reader_id: str | None, now: datetime) -> Shown:
    link, row, contract = found
    if link.used_at is not None:
        return Shown(LinkState.USED)
    if (
        link.revoked_at is not None
        or row.state is not HoursState.PROPOSED
        or contract.state not in pip_rows.RUNNING
    ):
        return Shown(LinkState.REVOKED)
    if link.expires_at <= now:
        return Shown(LinkState.EXPIRED)
    if contract.person_id == reader_id:
        return Shown(LinkState.OWN)
    over = hour_spans.stored(row.day, row.starts_minute, row.minutes).ends_at <= now
    person = session.get_one(Person, contract.person_id)
    return Shown(
        LinkState.OPEN if over else LinkState.NOT_OVER,
        person.given_name, row.day, row.starts_minute, row.minutes, row.activity,
    )  # fmt: skip


def _found(session: Session, token: str) -> _Found | None:
    if not _TOKEN.fullmatch(token):
        return None
    found = session.exec(
        select(ConfirmationLink, HoursEntry, Inburgeringscontract)
        .join(HoursEntry, col(HoursEntry.id) == col(ConfirmationLink.entry_id))
        .join(Inburgeringscontract, col(Inburgeringscontract.id) == col(HoursEntry.contract_id))
        .where(ConfirmationLink.digest == _digest(token))
        .execution_options(populate_existing=True)
    ).first()
    return (found[0], found[1], found[2]) if found else None


def _running(session: Session, entry_id: str) -> ConfirmationLink | None:
    return session.exec(
        select(ConfirmationLink).where(
            ConfirmationLink.entry_id == entry_id,
            col(ConfirmationLink.used_at).is_(None),
            col(ConfirmationLink.revoked_at).is_(None),
        )
    ).first()


def _must_wait(row: HoursEntry, contract: Inburgeringscontract) -> None:
    if row.state is not HoursState.PROPOSED:
        raise WrongState("hours", row.state.value)
    if contract.state not in pip_rows.RUNNING:
        raise WrongState("contract", contract.state.value)


def _token(link_id: str, secret: str) -> str:
    signed = hmac.digest(secret.encode(), b"portal.confirm:" + link_id.encode(), "sha256")
    return urlsafe_b64encode(signed)[:32].decode()  # 192 bits


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
