"""Bank lines for the tests about them: a charge of Amina's, and statements that pay it or do not."""

from datetime import date, timedelta
from decimal import Decimal

from sqlmodel import col, select

from benchmarks import bank_writers
from benchmarks.bank_world import ACCOUNT, FIRST_DAY, Kind, Row, ogm
from portal.models.bank import BankTransaction
from portal.models.contracts import ContractState, Duty, Inburgeringscontract
from portal.models.people import Agency
from portal.models.retributie import Charge, FeeItem, Instalment
from portal.providers import banking
from portal.services import bank_booking, bank_import, ledger
from portal.settings import settings
from tests.cast import AMINA, LEUVEN, NORA
from tests.conftest import NOON

OGM, OTHER_OGM, THIRD_OGM = ogm(90_000_000), ogm(90_000_001), ogm(4_711_000_123)
NINETY = Decimal("90.00")
HER_ACCOUNT = "BE71096123456769"
ACCOUNTS = frozenset({ACCOUNT})


def charged(session, *, owner=AMINA, amount="90.00", communication=OGM, attempt=1, parts=()) -> Charge:
    """Charge somebody a test, with a communication that the test knows."""
    contract = session.exec(
        select(Inburgeringscontract).where(Inburgeringscontract.person_id == owner.id)
    ).first()
    if contract is None:
        contract = Inburgeringscontract(
            person_id=owner.id, state=ContractState.SIGNED, duty=Duty.VERPLICHT, nis_code=LEUVEN, agency=Agency.AGII,
            registered_on=date(2025, 9, 1), signed_on=date(2025, 10, 1),
        )  # fmt: skip
        session.add(contract)
        session.flush()
    charge = Charge(
        person_id=owner.id, contract_id=contract.id, item=FeeItem.MO_TEST, attempt=attempt, rule_id="mo-test-90",
        amount=Decimal(amount), charged_on=NOON.date(), due_on=date(2026, 4, 1), ogm=communication,
    )  # fmt: skip
    session.add(charge)
    session.flush()
    ledger.open_book(session, person_id=owner.id, now=NOON).charge(charge, "test-planned")
    for number, part in enumerate(parts, start=1):
        session.add(
            Instalment(
                charge_id=charge.id, number=number, amount=Decimal(part), due_on=date(2026, 4, number), agreed_by=NORA.id, agreed_at=NOON
            )
        )  # fmt: skip
    session.flush()
    return charge


def row(
    amount="90.00",
    *,
    structured: str | None = OGM,
    message="",
    reference="R1",
    name="Amina Benali",
    iban=HER_ACCOUNT,
    days=0,
) -> Row:
    """One line of a statement; it pays Amina's charge unless told otherwise."""
    return Row(
        Kind.CLEAN, Decimal(amount), FIRST_DAY + timedelta(days=days), reference, structured, message, name, iban
    )  # fmt: skip


def taken(session, *rows: Row, write=bank_writers.coda, **facts):
    """Take a statement with these lines in; nothing is matched yet."""
    file = banking.read(write(rows, **facts))
    return bank_import.take_in(session, actor=NORA.actor, file=file, accounts=ACCOUNTS, now=NOON)


def matched(session, *rows: Row, **facts) -> list[BankTransaction]:
    """Take a statement in and match its lines; returns all lines of the bank, in their order."""
    taken(session, *rows, **facts)
    while bank_booking.match_new(session, chosen=settings(), now=NOON).lines:
        pass
    return lines(session)


def lines(session) -> list[BankTransaction]:
    session.flush()
    order = (col(BankTransaction.booked_on), col(BankTransaction.statement_id), col(BankTransaction.position))
    return list(session.exec(select(BankTransaction).order_by(*order)).all())


def owed(session, charge: Charge) -> Decimal:
    return ledger.balances(session, [charge])[0].owed
