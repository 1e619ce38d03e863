"""What tests of on-line payments share: Amina owes something, and a bank whose hands the test holds."""

from datetime import date
from decimal import Decimal

from sqlmodel import Session, select

from portal import db
from portal.models.contracts import ContractState, Duty, Inburgeringscontract
from portal.models.outbox import OutboxMail
from portal.models.payments import OnlinePayment, PaymentState
from portal.models.people import Agency
from portal.models.retributie import Charge, FeeItem, LedgerEntry
from portal.providers.payments import ZERO, Back, BackState, Report
from portal.services import ledger, payment_book
from tests.cast import AMINA, LEUVEN
from tests.conftest import NOON

EUR = Decimal
BASE = "http://localhost:8501"


def owing(engine, *amounts, owner=AMINA):
    """Charge somebody these amounts, committed; return the charges' ids in that order."""
    with Session(engine) as session, session.begin():
        contract = Inburgeringscontract(
            person_id=owner.id, state=ContractState.SIGNED, duty=Duty.VERPLICHT, nis_code=LEUVEN, agency=Agency.AGII,
            registered_on=date(2025, 9, 1), signed_on=date(2025, 10, 1),
        )  # fmt: skip
        session.add(contract)
        session.flush()
        book = ledger.open_book(session, person_id=owner.id, now=NOON)
        ids = []
        for number, amount in enumerate(amounts, start=1):
            charge = Charge(
                person_id=owner.id, contract_id=contract.id, item=FeeItem.MO_TEST, attempt=number, rule_id="mo-test",
                amount=EUR(amount), charged_on=NOON.date(), due_on=date(2026, 4, number), ogm=f"{ord(owner.id[0]):03d}{number:09d}",
            )  # fmt: skip
            session.add(charge)
            session.flush()
            book.charge(charge, "test-planned")
            ids.append(charge.id)
    return ids


def owed(owner=AMINA):
    with db.reading() as session:
        return [balance.owed for balance in ledger.account_of(session, person_id=owner.id).charges]


def credit(owner=AMINA):
    with db.reading() as session:
        return ledger.credit_of(session, person_id=owner.id)


def entries(owner=AMINA):
    """Return what was booked after the charges: (kind, amount)."""
    with db.reading() as session:
        rows = session.exec(
            select(LedgerEntry).where(LedgerEntry.person_id == owner.id).order_by(LedgerEntry.number)
        ).all()
    return [(row.kind.value, row.amount) for row in rows if row.kind.value != "charge"]


def mails():
    with db.reading() as session:
        return sorted(session.exec(select(OutboxMail.template)).all())


def payment(payment_id) -> OnlinePayment:
    with db.reading() as session:
        return session.get_one(OnlinePayment, payment_id)


def only_payment() -> OnlinePayment:
    with db.reading() as session:
        return session.exec(select(OnlinePayment)).one()


def report(state, *, provider_id="tr_1", amount="90", back=(), payment_id=None) -> Report:
    standing = [one for one in back if one.state is not BackState.FAILED]
    return Report(
        provider_id=provider_id,
        state=state,
        amount=EUR(amount),
        refunded=sum((one.amount for one in standing if not one.charge_back), ZERO),
        charged_back=sum((one.amount for one in standing if one.charge_back), ZERO),
        created_at=NOON,
        payment_id=payment_id,
        back=tuple(back),
    )


def charge_back(amount="90", *, state=BackState.DONE, provider_id="chb_1") -> Back:
    return Back(provider_id, EUR(amount), state, charge_back=True)


def running_payment(engine, charge_ids, *, actor=AMINA.actor, provider="simulated") -> str:
    """Make a payment that the provider answered about, without a provider; its provider id is `tr_1`."""
    with Session(engine, expire_on_commit=False) as session, session.begin():
        begun = payment_book.begin(
            session, actor=actor, charge_ids=charge_ids, provider=provider, now=NOON, asked=True
        )
        payment_book.store(session, payment_id=begun.payment_id, report=report(PaymentState.OPEN), now=NOON)
    return begun.payment_id
