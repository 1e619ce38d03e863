"""Which charges a bank line may be for, the likeliest first, each with the reasons why. A suggestion never books."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import func, or_
from sqlmodel import Session, col, select

from portal.models.bank import BankTransaction
from portal.models.people import Person
from portal.models.retributie import Charge, EntryKind, FeeItem, LedgerEntry
from portal.services import bank_facts, bank_references, ledger, permissions
from portal.services.bank_references import Slip
from portal.services.permissions import Action, Actor

MOST = 5
MOST_PEOPLE = 40


class Why(StrEnum):
    """Why a charge is suggested."""

    REFERENCE = "reference"
    REFERENCE_IN_TEXT = "reference-in-text"
    ONE_DIGIT = "one-digit"
    SWAPPED_DIGITS = "swapped-digits"
    MISSING_DIGIT = "missing-digit"
    EXTRA_DIGIT = "extra-digit"
    SAME_ACCOUNT = "same-account"
    SAME_NAME = "same-name"
    SAME_AMOUNT = "same-amount"


_SLIPS = {
    Slip.ONE_DIGIT: Why.ONE_DIGIT,
    Slip.SWAPPED_DIGITS: Why.SWAPPED_DIGITS,
    Slip.MISSING_DIGIT: Why.MISSING_DIGIT,
    Slip.EXTRA_DIGIT: Why.EXTRA_DIGIT,
}
# How much each reason counts: a number beats an account, an account a name, and an amount alone is no reason.
WEIGHTS = {
    Why.REFERENCE: 100, Why.REFERENCE_IN_TEXT: 90, Why.SWAPPED_DIGITS: 60, Why.ONE_DIGIT: 55, Why.EXTRA_DIGIT: 50,
    Why.MISSING_DIGIT: 45, Why.SAME_ACCOUNT: 40, Why.SAME_NAME: 20, Why.SAME_AMOUNT: 15,
}  # fmt: skip
_OF_NUMBER = frozenset(WEIGHTS) - {Why.SAME_ACCOUNT, Why.SAME_NAME, Why.SAME_AMOUNT}


@dataclass(frozen=True)
class Suggestion:
    """A charge that a line may be for."""

    charge_id: str
    person_id: str
    person_name: str
    item: FeeItem
    attempt: int
    ogm: str
    charged: Decimal
    owed: Decimal
    due_on: date
    why: tuple[Why, ...] = ()

    @property
    def weight(self) -> int:
        """Return how likely it is, to compare with others."""
        return sum(WEIGHTS[one] for one in self.why)


def suggestions(
    session: Session, *, actor: Actor, line: BankTransaction, most: int = MOST
) -> tuple[Suggestion, ...]:
    """Return the likeliest charges for a line that brought money in, the likeliest first.

    Raises:
        NotAllowed: the actor may not see finance.
    """
    permissions.require(actor, Action.FINANCE_VIEW)
    if line.amount <= 0:
        return ()
    reasons: dict[str, set[Why]] = defaultdict(set)
    charges = _by_number(session, line, reasons)
    people = _by_account(session, line, reasons) | _by_name(session, line, reasons)
    charges |= {charge.id: charge for charge in _charges_of(session, people)}
    found = []
    for one in described(session, charges.values()):
        why = reasons[one.charge_id] | (reasons[one.person_id] if one.owed > 0 else set())
        if line.amount == one.owed:
            why.add(Why.SAME_AMOUNT)
        if why & _OF_NUMBER or (why - {Why.SAME_AMOUNT} and one.owed > 0):
            found.append(_with(one, why))
    found.sort(key=lambda one: (-one.weight, one.due_on, one.ogm))
    return tuple(found[:most])


def shares(line: BankTransaction, found: Sequence[Suggestion]) -> tuple[Suggestion, ...]:
    """Return the charges that a line names when there are several and they are owed exactly its amount."""
    named = tuple(
        one for one in found if one.owed > 0 and set(one.why) & {Why.REFERENCE, Why.REFERENCE_IN_TEXT}
    )
    fits = len(named) > 1 and sum(one.owed for one in named) == line.amount
    return named if fits else ()


def search(session: Session, *, actor: Actor, text: str, most: int = 20) -> tuple[Suggestion, ...]:
    """Find charges by a part of their communication, or by the name of who owes them.

    Raises:
        NotAllowed: the actor may not see finance.
    """
    permissions.require(actor, Action.FINANCE_VIEW)
    digits = "".join(character for character in text if character.isdecimal())
    if len(digits) >= 4:  # noqa: PLR2004 fewer would find everybody
        asked = select(Charge).where(col(Charge.ogm).contains(digits)).order_by(col(Charge.ogm)).limit(most)
        return tuple(described(session, session.exec(asked).all()))
    words = [word for word in text.split() if len(word) > 1]
    if not words:
        return ()
    people = select(col(Person.id))
    for word in words:
        names = (Person.given_name, Person.family_name)
        people = people.where(
            or_(*(func.lower(name).contains(word.lower(), autoescape=True) for name in names))
        )
    named = select(Charge).where(col(Charge.person_id).in_(people)).order_by(col(Charge.due_on)).limit(most)
    found = described(session, session.exec(named).all())
    return tuple(sorted(found, key=lambda one: (one.owed <= 0, one.person_name, one.due_on)))


def described(session: Session, charges: Iterable[Charge]) -> list[Suggestion]:
    """Return charges with who owes them and what is open."""
    listed = list({charge.id: charge for charge in charges}.values())
    ids = {charge.person_id for charge in listed}
    people = session.exec(select(Person).where(col(Person.id).in_(ids))).all() if ids else []
    names = {person.id: f"{person.given_name} {person.family_name}" for person in people}
    return [
        Suggestion(
            charge.id, charge.person_id, names.get(charge.person_id, ""), charge.item, charge.attempt, charge.ogm,
            balance.charged, balance.owed, charge.due_on,
        )
        for charge, balance in zip(listed, ledger.balances(session, listed), strict=True)
    ]  # fmt: skip


def _with(one: Suggestion, why: set[Why]) -> Suggestion:
    ordered = tuple(sorted(why, key=lambda reason: -WEIGHTS[reason]))
    return Suggestion(**{**vars(one), "why": ordered})


def _by_number(session: Session, line: BankTransaction, reasons: dict[str, set[Why]]) -> dict[str, Charge]:
    """Find charges by the numbers that a line names, and by numbers that are one slip away."""
    wanted: dict[str, Why] = {}
    if line.ogm:
        wanted[line.ogm] = Why.REFERENCE
    for one in bank_references.written_in(line.message):
        wanted.setdefault(one.digits, Why.REFERENCE_IN_TEXT)
    for digits in list(wanted):
        for candidate, slip in bank_references.near(digits).items():
            wanted.setdefault(candidate, _SLIPS[slip])
    found = bank_facts.charges_by_ogm(session, wanted)
    for ogm, charge in found.items():
        reasons[charge.id].add(wanted[ogm])
    return {charge.id: charge for charge in found.values()}


def _by_account(session: Session, line: BankTransaction, reasons: dict[str, set[Why]]) -> set[str]:
    """Find who paid from this account before."""
    if not line.payer_iban:
        return set()
    asked = (
        select(LedgerEntry.person_id)
        .join(BankTransaction, col(BankTransaction.id) == col(LedgerEntry.transaction_id))
        .where(BankTransaction.payer_iban == line.payer_iban, LedgerEntry.acts_as == EntryKind.PAYMENT)
        .group_by(col(LedgerEntry.person_id))
        .having(func.sum(LedgerEntry.amount) > 0)
        .limit(MOST_PEOPLE)
    )
    people = set(session.exec(asked).all())
    for person_id in people:
        reasons[person_id].add(Why.SAME_ACCOUNT)
    return people


def _by_name(session: Session, line: BankTransaction, reasons: dict[str, set[Why]]) -> set[str]:
    """Find who is called as the payer is, or as the message says; several may be."""
    people: set[str] = set()
    for text in (line.payer_name, line.message):
        words = _words(text)
        pairs = {
            " ".join(words[at:end])
            for at in range(len(words))
            for end in range(at + 1, min(at + 4, len(words) + 1))
        }
        if len(words) < 2 or not pairs:  # noqa: PLR2004 a given and a family name
            continue
        asked = select(Person).where(
            func.lower(Person.given_name).in_(pairs), func.lower(Person.family_name).in_(pairs)
        )
        people |= {person.id for person in session.exec(asked.limit(MOST_PEOPLE)).all()}
    for person_id in people:
        reasons[person_id].add(Why.SAME_NAME)
    return people


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFC", text).lower()
    return "".join(
        character if character.isalpha() or character in "-'" else " " for character in plain
    ).split()[:12]


def _charges_of(session: Session, people: set[str]) -> list[Charge]:
    if not people:
        return []
    asked = select(Charge).where(col(Charge.person_id).in_(people)).order_by(col(Charge.due_on)).limit(100)
    return list(session.exec(asked).all())
