"""A small world of money for the tests of refunds: charges, what came in, and a provider that does as it is told."""

from datetime import date
from decimal import Decimal

from portal.errors import ProviderDown
from portal.models.bank import BankFile, BankStatement, BankTransaction, StatementFormat, TransactionState
from portal.models.contracts import ContractState, Duty, Inburgeringscontract
from portal.models.payments import OnlinePayment, PaymentState
from portal.models.people import Agency
from portal.models.retributie import Charge, EntrySource, FeeItem
from portal.providers.payments import Back, BackState, Report
from portal.services import ledger
from portal.services.ledger import Origin
from tests.cast import AMINA, LEUVEN
from tests.conftest import NOON

TODAY = NOON.date()
IBAN = "BE71096123456769"


def given_charge(
    session, amount="90", *, owner=AMINA, item=FeeItem.MO_COURSE, attempt=1, due_on=TODAY, on=TODAY
):
    contract = session.get(Inburgeringscontract, f"contract-{owner.id}")
    if contract is None:
        contract = Inburgeringscontract(
            id=f"contract-{owner.id}", person_id=owner.id, state=ContractState.SIGNED, duty=Duty.VERPLICHT,
            nis_code=owner.nis_code or LEUVEN, agency=Agency.AGII, registered_on=date(2025, 9, 1), signed_on=date(2025, 10, 1),
        )  # fmt: skip
        session.add(contract)
        session.flush()
    charge = Charge(
        person_id=owner.id, contract_id=contract.id, item=item, attempt=attempt, rule_id="mo-cursus-90",
        amount=Decimal(amount), charged_on=on, due_on=due_on, ogm=f"{abs(hash((owner.id, item, attempt))) % 10**12:012d}",
    )  # fmt: skip
    session.add(charge)
    session.flush()
    book(session, owner).charge(charge, "planned")
    return charge


def book(session, owner=AMINA):
    return ledger.open_book(session, person_id=owner.id, now=NOON)


def paid_online(session, amount="90", *, owner=AMINA, charges=(), on=NOON):
    payment = OnlinePayment(
        person_id=owner.id,
        provider="fake",
        amount=Decimal(amount),
        state=PaymentState.PAID,
        created_at=on,
        settled_at=on,
    )
    payment.provider_id = f"tr_{payment.id[:8]}"
    session.add(payment)
    session.flush()
    origin = Origin(
        EntrySource.PROVIDER, f"provider:{payment.id}:paid", "paid-online", on.date(), payment_id=payment.id
    )
    _came_in(session, owner, Decimal(amount), origin, charges)
    return payment


def paid_by_bank(session, amount="90", *, owner=AMINA, charges=(), name="A. Benali", iban=IBAN, on=TODAY):
    line = bank_line(session, amount, name=name, iban=iban, on=on, state=TransactionState.BOOKED)
    origin = Origin(EntrySource.BANK, f"bank:{line.id}", "exact", on, transaction_id=line.id)
    _came_in(session, owner, Decimal(amount), origin, charges)
    return line


def _came_in(session, owner, amount, origin, charges):
    opened = book(session, owner)
    opened.receive(amount, origin)
    if charges:
        opened.settle(origin, [charge.id for charge in charges])


def bank_line(session, amount, *, name="", iban=None, on=TODAY, state=TransactionState.DOUBT, **facts):
    statement = session.get(BankStatement, f"statement-{on}")
    if statement is None:
        file = BankFile(sha256=f"{on}", format=StatementFormat.CODA, imported_at=NOON)
        session.add(file)
        session.flush()
        statement = BankStatement(
            id=f"statement-{on}", file_id=file.id, account_iban="BE68539007547034", reference=f"{on}", closed_on=on,
            opening=Decimal(0), closing=Decimal(0),
        )  # fmt: skip
        session.add(statement)
        session.flush()
    line = BankTransaction(
        statement_id=statement.id, position=1, key="", amount=Decimal(amount), booked_on=on, payer_name=name,
        payer_iban=iban, state=state, **facts,
    )  # fmt: skip
    line.key = line.id
    session.add(line)
    session.flush()
    return line


class FakeProvider:
    """Gives back what it is asked for, unless it is told to be silent, to refuse, or to answer too late."""

    name = "fake"

    def __init__(self, kept="90") -> None:
        self.kept = Decimal(kept)
        self.back: list[Back] = []
        self.state = BackState.PENDING
        self.silent = self.silent_at_fetch = self.late = self.refuses = False
        self.asked = 0

    def refund(self, provider_id, *, refund_id, amount, description):
        assert description
        self.asked += 1
        known = [one for one in self.back if one.refund_id == refund_id]
        if known:
            return known[0]
        if self.silent or self.refuses:
            raise ProviderDown(self.name)
        self.back.append(Back(f"re_{len(self.back)}_{provider_id}", amount, self.state, refund_id=refund_id))
        if self.late:
            raise ProviderDown(self.name)
        return self.back[-1]

    def fetch(self, provider_id):
        if self.silent_at_fetch:
            raise ProviderDown(self.name)
        return Report(
            provider_id=provider_id, state=PaymentState.PAID, amount=self.kept, refunded=Decimal(0),
            charged_back=Decimal(0), created_at=NOON, back=tuple(self.back),
        )  # fmt: skip

    def ends(self, state):
        self.back = [Back(one.provider_id, one.amount, state, refund_id=one.refund_id) for one in self.back]
