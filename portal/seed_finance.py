"""Money of the demo world: what people who are not in it any more were charged, paid and got back in the last months.

Nobody logs in as them and nobody guides them: their tracks have ended. They give finance something to add up.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import cycle, islice

from sqlmodel import Session, col
from stdnum import iban

from portal import seed_mail
from portal.clock import BRUSSELS
from portal.models.bank import (
    BankFile,
    BankStatement,
    BankTransaction,
    DoubtReason,
    StatementFormat,
    TransactionState,
)
from portal.models.contracts import ContractState, Duty, Inburgeringscontract
from portal.models.outbox import OutboxMail
from portal.models.payments import OnlinePayment, PaymentState
from portal.models.people import Agency, Person, Role
from portal.models.retributie import Charge, EntrySource, FeeExemption, FeeItem
from portal.services import ledger, ogm, payees, places, refund_book, refund_list
from portal.services.fee_kinds import FeeGround
from portal.services.ledger import Origin
from portal.services.permissions import Actor

PROVIDER = "before"  # not the one that runs: the simulated bank never saw these payments
FEE = Decimal("90.00")
_WEEKS_BACK = 44
_NAMES = ("Aster", "Bilal", "Chen", "Dalia", "Emre", "Farid", "Grace", "Hamid", "Ines")
_FAMILIES = ("Tesfaye", "Rahmani", "Wei", "Aziz", "Yilmaz", "Noori", "Mensah", "Karimi", "Costa", "Osman")
_PLACES = ("24062", "12025", "71072", "41002", "35013", "11002", "44021", "24107", "12014")


class Fate(StrEnum):
    """How it went with somebody's money."""

    EXEMPT = "exempt"
    BY_BANK = "by-bank"
    ONLINE = "online"
    LATE = "late"
    PART = "part"
    TOO_MUCH = "too-much"
    TWICE = "twice"
    EXEMPT_LATER = "exempt-later"
    GIVEN_BACK = "given-back"


# About two in three are exempt, as in 2024 (docs/rules.md): exempt is the normal case.
_FATES = (
    *(Fate.EXEMPT,) * 3, Fate.BY_BANK, *(Fate.EXEMPT,) * 2, Fate.ONLINE, Fate.EXEMPT, Fate.LATE, *(Fate.EXEMPT,) * 2,
    Fate.BY_BANK, Fate.EXEMPT, Fate.ONLINE, *(Fate.EXEMPT,) * 2, Fate.TOO_MUCH, Fate.EXEMPT, Fate.BY_BANK,
    *(Fate.EXEMPT,) * 2, Fate.ONLINE, Fate.PART, Fate.EXEMPT, Fate.GIVEN_BACK, *(Fate.EXEMPT,) * 2, Fate.TWICE,
    Fate.BY_BANK, Fate.EXEMPT, Fate.ONLINE, Fate.LATE, *(Fate.EXEMPT,) * 2, Fate.EXEMPT_LATER, Fate.EXEMPT,
)  # fmt: skip


@dataclass
class _World:
    """What is being made, and the bank's lines until their statements are written."""

    session: Session
    finance: Actor
    now: datetime
    lines: list[BankTransaction] = field(default_factory=list)
    online: dict[date, Decimal] = field(default_factory=lambda: defaultdict(lambda: ledger.ZERO))


@dataclass
class _Past:
    """One of them."""

    world: _World
    number: int
    began: datetime
    person: Person
    contract: Inburgeringscontract

    def book(self, days: int) -> ledger.Book:
        """Open the book so many days after the charge."""
        return ledger.open_book(self.world.session, person_id=self.person.id, now=self.at(days))

    def at(self, days: int) -> datetime:
        """Return a moment so many days after the charge; never one that is still to come."""
        return min(self.began + timedelta(days=days), self.world.now - timedelta(hours=1))

    def on(self, days: int) -> date:
        return self.at(days).astimezone(BRUSSELS).date()


def seed_finance(session: Session, *, finance_id: str, now: datetime) -> int:
    """Fill the past; returns how many people were added: none when they are there already."""
    if session.get(Person, _id(1)) is not None or session.get(Person, finance_id) is None:
        return 0
    world = _World(session, Actor(finance_id, {Role.FINANCE: frozenset({None})}), now)
    for number, fate in enumerate(_FATES, start=1):
        _live(_make(world, number), fate)
    _pay_out(world)
    _write_statements(world)
    _send_mail(world)
    return len(_FATES)


def _id(number: int) -> str:
    return f"past-{number:02d}"


def _make(world: _World, number: int) -> _Past:
    session = world.session
    weeks = (
        _WEEKS_BACK * (len(_FATES) - number) // len(_FATES) + 5
    )  # spread over the months, the newest five weeks ago
    began = datetime.combine((world.now - timedelta(weeks=weeks)).date(), time(10), BRUSSELS)
    nis_code = next(islice(cycle(_PLACES), number, None))
    person = Person(
        id=_id(number), given_name=_NAMES[number % len(_NAMES)], family_name=_FAMILIES[number % len(_FAMILIES)],
        nis_code=nis_code, active=False, created_at=began,
    )  # fmt: skip
    session.add(person)
    session.flush()
    agency = places.agency_of(nis_code)
    assert agency is not None  # noqa: S101 all of these places are in Flanders
    day = began.date()
    contract = Inburgeringscontract(
        person_id=person.id, state=ContractState.ENDED, duty=Duty.VERPLICHT, nis_code=nis_code, agency=agency,
        registered_on=day - timedelta(days=60), signed_on=day - timedelta(days=20), ended_on=day + timedelta(days=30),
    )  # fmt: skip
    session.add(contract)
    session.flush()
    return _Past(world, number, began, person, contract)


def _live(past: _Past, fate: Fate) -> None:
    charges = [_charge(past, FeeItem.MO_COURSE)]
    if past.number % 2:
        charges.append(_charge(past, FeeItem.MO_TEST))
    owed = FEE * len(charges)
    match fate:
        case Fate.EXEMPT | Fate.EXEMPT_LATER:
            _be_exempt(past, charges, later=fate is Fate.EXEMPT_LATER)
        case Fate.BY_BANK:
            _by_bank(past, owed, 4 + past.number % 13, charges)
        case Fate.ONLINE:
            _online(past, owed, 3 + past.number % 9, charges)
        case Fate.PART:
            _by_bank(past, Decimal("40.00"), 8, charges)
        case Fate.TOO_MUCH:
            _by_bank(past, owed + 10, 6, charges)
        case Fate.TWICE:
            _by_bank(past, owed, 5, charges)
            _online(past, owed, 6, ())
        case Fate.GIVEN_BACK:
            _by_bank(past, owed * 2, 5, charges)
            _give_back(past)
        case _:  # never paid: late
            return
    refund_list.list_credit(past.world.session, person_id=past.person.id, now=past.at(30))


def _be_exempt(past: _Past, charges: list[Charge], *, later: bool) -> None:
    if later:
        _by_bank(past, FEE * len(charges), 3, charges)
    _exempt(past, charges, 9 if later else 2)


def _charge(past: _Past, item: FeeItem) -> Charge:
    charge = Charge(
        person_id=past.person.id, contract_id=past.contract.id, item=item, amount=FEE, charged_on=past.on(0),
        rule_id="mo-cursus-90" if item is FeeItem.MO_COURSE else "mo-test-90",
        due_on=past.on(0) + timedelta(days=30), ogm=ogm.new(),
    )  # fmt: skip
    past.world.session.add(charge)
    past.world.session.flush()
    past.book(0).charge(charge, "course-planned" if item is FeeItem.MO_COURSE else "test-planned")
    return charge


def _exempt(past: _Past, charges: list[Charge], days: int) -> None:
    ground = list(FeeGround)[past.number % len(FeeGround)]
    decided = FeeExemption(
        person_id=past.person.id, contract_id=past.contract.id, ground=ground.value, rule_id="vrij-leefloon",
        proof_seen_on=past.on(0), valid_from=past.on(0), decided_by=past.world.finance.person_id, decided_at=past.at(days),
    )  # fmt: skip
    past.world.session.add(decided)
    past.world.session.flush()
    for charge in charges:
        origin = Origin(
            EntrySource.RULE, f"exempt:{charge.id}", "exempt", past.on(days), exemption_id=decided.id
        )
        past.book(days).exempt(charge.id, origin)


def _by_bank(past: _Past, amount: Decimal, days: int, charges: list[Charge]) -> None:
    line = _line(
        past.world, amount, past.on(days), TransactionState.BOOKED, name=f"{past.person.given_name} {past.person.family_name}",
        account=_account(past.number), ogm_=charges[0].ogm,
    )  # fmt: skip
    past.world.session.flush()
    origin = Origin(
        EntrySource.BANK, f"bank:{line.id}", "bank-transfer", past.on(days), transaction_id=line.id
    )
    book = past.book(days)
    book.receive(amount, origin)
    book.settle(origin, [charge.id for charge in charges])


def _online(past: _Past, amount: Decimal, days: int, charges: list[Charge] | tuple[()]) -> None:
    payment = OnlinePayment(
        person_id=past.person.id, provider=PROVIDER, provider_id=f"before_{past.person.id}", amount=amount,
        state=PaymentState.PAID, method="bancontact", created_at=past.at(days), settled_at=past.at(days),
    )  # fmt: skip
    past.world.session.add(payment)
    past.world.session.flush()
    origin = Origin(
        EntrySource.PROVIDER,
        f"provider:{payment.id}:paid",
        "paid-online",
        past.on(days),
        payment_id=payment.id,
    )
    book = past.book(days)
    book.receive(amount, origin)
    if charges:
        book.settle(origin, [charge.id for charge in charges])
    past.world.online[past.on(days).replace(day=1)] += amount


def _give_back(past: _Past) -> None:
    session, world = past.world.session, past.world
    listed = refund_list.list_credit(session, person_id=past.person.id, now=past.at(7))
    for refund in listed:
        refund_book.order(past.book(8), refund)
        _line(
            world, -refund.amount, past.on(10), TransactionState.REFUNDED, name=past.person.family_name,
            account=_account(past.number), refund_id=refund.id,
        )  # fmt: skip
        refund_book.done(past.book(10), refund)


def _pay_out(world: _World) -> None:
    """The provider pays out in the middle of the next month, what has come; and somebody wrote no communication."""
    today = world.now.astimezone(BRUSSELS).date()
    for month, amount in sorted(world.online.items()):
        day = (month + timedelta(days=45)).replace(day=12)
        if day < today:
            _line(world, amount, day, TransactionState.PAYOUT, name="Payment provider")
    doubt = _line(
        world, FEE, today - timedelta(days=6), TransactionState.DOUBT, name="S. Osman", account=_account(99)
    )
    doubt.doubt, doubt.message = DoubtReason.NO_REFERENCE, "inburgering"


def _line(
    world: _World, amount: Decimal, on: date, state: TransactionState, *, name: str, account: str | None = None,
    ogm_: str | None = None, refund_id: str | None = None,
) -> BankTransaction:  # fmt: skip
    number = len(world.lines) + 1
    statement = _statement(world, on)
    line = BankTransaction(
        statement_id=statement.id, position=number, key=f"before:{number}", amount=amount, booked_on=on, value_on=on,
        ogm=ogm_, payer_name=name, payer_iban=account, bank_reference=f"B{number:06d}", state=state, refund_id=refund_id,
        end_to_end=refund_id,
    )  # fmt: skip
    world.session.add(line)
    world.lines.append(line)
    return line


def _statement(world: _World, on: date) -> BankStatement:
    """Return the statement of a month; its balances are written when all of its lines are there."""
    name = f"before-{on:%Y-%m}"
    found = world.session.get(BankStatement, name)
    if found is not None:
        return found
    file = BankFile(id=name, sha256=name, format=StatementFormat.CODA, imported_at=world.now)
    world.session.add(file)
    world.session.flush()
    account = payees.payee_of(Agency.AGII).iban
    statement = BankStatement(
        id=name,
        file_id=file.id,
        account_iban=account,
        reference=name,
        closed_on=on,
        opening=ledger.ZERO,
        closing=ledger.ZERO,
    )
    world.session.add(statement)
    world.session.flush()
    return statement


def _write_statements(world: _World) -> None:
    """Let each statement begin with what the one before it ended with."""
    world.session.flush()
    balance = ledger.ZERO
    for name in sorted({line.statement_id for line in world.lines}):
        lines = [line for line in world.lines if line.statement_id == name]
        statement = world.session.get_one(BankStatement, name)
        statement.opening, balance = balance, balance + sum((line.amount for line in lines), ledger.ZERO)
        statement.closing, statement.closed_on = balance, max(line.booked_on for line in lines)
        world.session.add(statement)
    world.session.flush()


def _send_mail(world: _World) -> None:
    """Let what they were written in those months have left in those months."""
    people = [_id(number) for number in range(1, len(_FATES) + 1)]
    seed_mail.let_leave(world.session, col(OutboxMail.person_id).in_(people))


def _account(number: int) -> str:
    """Return an account that is none: valid by its digits, at a bank that does not exist."""
    body = f"999{number:07d}"
    bban = f"{body}{int(body) % 97 or 97:02d}"
    return f"BE{iban.calc_check_digits(f'BE00{bban}')}{bban}"
