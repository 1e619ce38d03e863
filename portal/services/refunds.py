"""Giving money back: ordered by finance, through the provider it came from or as a file of transfers for the bank.

The list itself makes itself (services/refund_list.py). An order is checked against the book once more, under its lock:
what an open charge took meanwhile is not given back, and ordering twice makes one transfer.
"""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from sqlmodel import Session, col, select
from stdnum import iban as iban_numbers
from stdnum.exceptions import ValidationError

from portal.clock import BRUSSELS
from portal.errors import NotFound, OutsideRules, WrongState
from portal.models.columns import new_id
from portal.models.contracts import Inburgeringscontract
from portal.models.people import Agency, Person
from portal.models.refunds import Refund, RefundFailure, RefundFile, RefundState, RefundWay
from portal.providers import sepa
from portal.services import audit, ledger, payees, permissions, places, refund_book, refund_list
from portal.services.payees import Payee
from portal.services.permissions import Action, Actor, Target

MESSAGE = "Terugbetaling retributie"  # on the statement of who gets the money: official, so in Dutch
FILE_KEPT = timedelta(days=90)
_HOLDER_MOST = 70
# Countries and territories whose accounts take SEPA transfers, by the first letters of the IBAN (EPC409-09).
_SEPA = frozenset([
    "AD", "AL", "AT", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR",
    "GB", "GI", "GR", "HR", "HU", "IE", "IS", "IT", "LI", "LT", "LU", "LV", "MC", "MD",
    "ME", "MK", "MT", "NL", "NO", "PL", "PT", "RO", "RS", "SE", "SI", "SK", "SM", "VA",
])  # fmt: skip


@dataclass(frozen=True)
class ProviderOrder:
    """What the provider is to be asked; `is_known`: it already has this refund."""

    refund_id: str
    payment_id: str
    amount: Decimal
    is_known: bool


def give_account(
    session: Session, *, actor: Actor, refund_id: str, holder: str, iban: str, now: datetime
) -> None:
    """Take the account to which somebody wants their money; kept for this refund only.

    Raises:
        NotFound: there is no such refund.
        NotAllowed: it is somebody else's.
        OutsideRules: it is no account number, or not one that takes euro transfers (`no-iban`, `not-sepa`), or a name
            is missing (`no-holder`).
        WrongState: it was ordered already, or goes back another way.
    """
    owner = refund_book.person_of(session, refund_id)
    permissions.require(actor, Action.RETRIBUTIE_PAY, Target(owner_id=owner))
    ledger.open_book(session, person_id=owner, now=now, actor_id=actor.person_id)
    refund = refund_book.locked(session, refund_id)
    if refund.state is not RefundState.LISTED or refund.way is not RefundWay.SEPA:
        raise WrongState("refund", refund.state.value)
    refund.iban, refund.holder = checked_iban(iban), " ".join(holder.split())[:_HOLDER_MOST]
    if not refund.holder:
        raise OutsideRules("no-holder")
    session.add(refund)
    refund_list.note(session, "refund.account-given", refund, now, actor_id=actor.person_id)


def checked_iban(written: str) -> str:
    """Return an IBAN without spaces.

    Raises:
        OutsideRules: `no-iban` or `not-sepa`.
    """
    try:
        number = str(iban_numbers.validate(written))
    except ValidationError:
        raise OutsideRules("no-iban") from None
    if number[:2] not in _SEPA:
        raise OutsideRules("not-sepa")
    return number


def start_order(session: Session, *, actor: Actor, refund_id: str, now: datetime) -> ProviderOrder:
    """Order a refund through the provider: written down first, asked of the provider after this has committed.

    Raises:
        NotFound: there is no such refund.
        WrongState: it is not on the list (any more), or goes another way.
    """
    permissions.require(actor, Action.REFUND_ORDER)
    book = ledger.open_book(
        session, person_id=refund_book.person_of(session, refund_id), now=now, actor_id=actor.person_id
    )
    refund_list.list_credit(session, person_id=book.person_id, now=now)
    refund = refund_book.locked(session, refund_id)
    if (
        refund.state is not RefundState.LISTED
        or refund.way is not RefundWay.PROVIDER
        or not refund.payment_id
    ):
        raise WrongState("refund", refund.state.value)
    refund_book.order(book, refund)
    return ProviderOrder(refund.id, refund.payment_id, refund.amount, refund.provider_id is not None)


def use_transfer(session: Session, *, actor: Actor, refund_id: str, now: datetime) -> None:
    """Let a listed refund go as a bank transfer, when the provider will not; its owner is asked for an account.

    Raises:
        NotFound: there is no such refund.
        WrongState: it is not on the list, or goes as a transfer already.
    """
    permissions.require(actor, Action.REFUND_ORDER)
    _book, refund = refund_book.opened(session, refund_id, now=now, actor_id=actor.person_id)
    if refund.state is not RefundState.LISTED or refund.way is not RefundWay.PROVIDER:
        raise WrongState("refund", refund.state.value)
    refund.way = RefundWay.SEPA
    session.add(refund)
    refund_list.note(session, "refund.way-changed", refund, now, actor_id=actor.person_id)
    refund_list.ask_account(session, refund, now)


def order_files(
    session: Session, *, actor: Actor, refund_ids: Sequence[str], now: datetime
) -> tuple[RefundFile, ...]:
    """Order refunds as pain.001 files, one for each account that pays; all of them, or none.

    Raises:
        NotFound: one of them does not exist.
        WrongState: one is not on the list any more, or goes through the provider.
        OutsideRules: of one the account is not known (`no-account`), or there is none (`nothing-to-order`).
        BadInput: the file would not be valid.
    """
    permissions.require(actor, Action.REFUND_ORDER)
    owners = {refund_id: refund_book.person_of(session, refund_id) for refund_id in refund_ids}
    by_payee: dict[Payee, list[Refund]] = defaultdict(list)
    for owner in sorted(
        set(owners.values())
    ):  # books are opened in one order everywhere, so nobody waits in a circle
        book = ledger.open_book(session, person_id=owner, now=now, actor_id=actor.person_id)
        refund_list.list_credit(session, person_id=owner, now=now)
        for refund_id in sorted(key for key, person_id in owners.items() if person_id == owner):
            refund = refund_book.locked(session, refund_id)
            _must_be_transferable(refund)
            refund_book.order(book, refund)
            by_payee[_payee(session, owner)].append(refund)
    if not by_payee:
        raise OutsideRules("nothing-to-order")
    return tuple(_file(session, actor, payee, refunds, now) for payee, refunds in by_payee.items())


def _must_be_transferable(refund: Refund) -> None:
    if refund.state is not RefundState.LISTED or refund.way is not RefundWay.SEPA:
        raise WrongState("refund", refund.state.value)
    if not refund.iban:
        raise OutsideRules("no-account")


def _payee(session: Session, person_id: str) -> Payee:
    """Return who was paid and now pays back: the agency of somebody's newest contract."""
    agency = session.exec(
        select(Inburgeringscontract.agency)
        .where(Inburgeringscontract.person_id == person_id)
        .order_by(col(Inburgeringscontract.registered_on).desc())
        .limit(1)
    ).first()
    if agency is None:
        person = session.get_one(Person, person_id)
        agency = places.agency_of(person.nis_code) if person.nis_code else None
    return payees.payee_of(Agency(agency or Agency.AGII))


def _file(
    session: Session, actor: Actor, payee: Payee, refunds: Sequence[Refund], now: datetime
) -> RefundFile:
    message_id = new_id()
    content = sepa.pain001(
        message_id=message_id,
        debtor=sepa.Account(payee.name, payee.iban, payee.bic),
        transfers=[
            sepa.Transfer(refund.id, refund.holder or "", refund.iban or "", refund.amount, MESSAGE)
            for refund in refunds
        ],
        on=now.astimezone(BRUSSELS).date(),
        made_at=now,
    )
    file = RefundFile(
        id=message_id, message_id=message_id, content=content.decode(), sha256=hashlib.sha256(content).hexdigest(),
        total=sum((refund.amount for refund in refunds), ledger.ZERO), transfers=len(refunds),
        made_at=now, made_by=actor.person_id,
    )  # fmt: skip
    session.add(file)
    session.flush()
    for refund in refunds:
        refund.file_id = file.id
        session.add(refund)
    _write_down(session, actor, "refund.file-made", file, now)
    return file


def fetch_file(session: Session, *, actor: Actor, file_id: str, now: datetime) -> bytes:
    """Return a file as it was made, byte for byte; who fetched it is written down.

    Raises:
        NotFound: there is no such file, or its content was forgotten.
    """
    permissions.require(actor, Action.REFUND_ORDER)
    file = session.get(RefundFile, file_id)
    if file is None or not file.content:
        raise NotFound("refund-file")
    _write_down(session, actor, "refund.file-fetched", file, now)
    return file.content.encode()


def take_back_file(session: Session, *, actor: Actor, file_id: str, now: datetime) -> int:
    """Take back a file that never went to the bank: its refunds wait on the list again; returns how many.

    Raises:
        NotFound: there is no such file.
        WrongState: a transfer of it was seen on a bank statement.
    """
    permissions.require(actor, Action.REFUND_ORDER)
    file = session.exec(select(RefundFile).where(RefundFile.id == file_id).with_for_update()).first()
    if file is None:
        raise NotFound("refund-file")
    rows = session.exec(select(Refund.id, Refund.person_id).where(Refund.file_id == file_id)).all()
    for refund_id, owner in sorted(rows, key=lambda row: row[1]):
        book = ledger.open_book(session, person_id=owner, now=now, actor_id=actor.person_id)
        refund = refund_book.locked(session, refund_id)
        if refund.state is not RefundState.ORDERED:
            raise WrongState("refund", refund.state.value)
        refund_book.back_on_list(book, refund, RefundFailure.FILE_NOT_SENT)
    file.content = ""
    session.add(file)
    _write_down(session, actor, "refund.file-taken-back", file, now)
    return len(rows)


def mark_done(session: Session, *, actor: Actor, refund_id: str, now: datetime) -> None:
    """Say that an ordered refund arrived, when no bank statement says so.

    Raises:
        NotFound: there is no such refund.
        WrongState: it was not ordered, or has ended.
    """
    permissions.require(actor, Action.REFUND_ORDER)
    book, refund = refund_book.opened(session, refund_id, now=now, actor_id=actor.person_id)
    if refund.state is not RefundState.ORDERED:
        raise WrongState("refund", refund.state.value)
    refund_book.done(book, refund)


def mark_returned(session: Session, *, actor: Actor, refund_id: str, now: datetime) -> None:
    """Say that the money came back: it is to the person's credit again and is listed anew.

    Raises:
        NotFound: there is no such refund.
        WrongState: it was not ordered, or failed before.
    """
    permissions.require(actor, Action.REFUND_ORDER)
    book, refund = refund_book.opened(session, refund_id, now=now, actor_id=actor.person_id)
    if refund.state not in {RefundState.ORDERED, RefundState.DONE}:
        raise WrongState("refund", refund.state.value)
    refund_book.fail(book, refund, RefundFailure.RETURNED)
    refund_list.list_credit(session, person_id=refund.person_id, now=now)


def forget_files(session: Session, *, now: datetime) -> int:
    """Forget what stands in files all of whose refunds have ended, when they are old enough; returns how many."""
    running = select(Refund.file_id).where(
        Refund.state == RefundState.ORDERED, col(Refund.file_id).is_not(None)
    )
    old = session.exec(
        select(RefundFile).where(
            RefundFile.made_at < now - FILE_KEPT, RefundFile.content != "", col(RefundFile.id).not_in(running)
        )
    ).all()
    for file in old:
        file.content = ""
        session.add(file)
    return len(old)


def _write_down(session: Session, actor: Actor, action: str, file: RefundFile, now: datetime) -> None:
    facts = {"transfers": file.transfers, "total": str(file.total)}
    audit.record(
        session,
        actor_id=actor.person_id,
        action=action,
        subject=f"refund-file:{file.id}",
        facts=facts,
        now=now,
    )
