"""Whatever comes in, is forgiven, goes out or comes back: no euro of somebody's is lost, and none goes back twice."""

import shutil
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, func, select

from portal import db
from portal.errors import OutsideRules, WrongState
from portal.models.refunds import Refund, RefundFailure, RefundState, RefundWay
from portal.models.retributie import EntryKind, EntrySource, FeeItem, LedgerEntry
from portal.providers.payments import Back, BackState
from portal.services import ledger, refund_book, refund_list, refunds
from portal.services.ledger import ZERO, Origin
from tests.cast import AMINA, NORA
from tests.conftest import NOON, add_cast
from tests.refunds import TODAY, book, given_charge, paid_by_bank, paid_online

amounts = st.integers(min_value=1, max_value=20000).map(lambda cents: Decimal(cents) / 100)
picks = st.integers(min_value=0, max_value=9)
EVENTS = (
    "charge", "by-bank", "nobody-knows", "online", "exempt", "withdraw", "charged-back", "order-file", "order-provider",
    "refused", "arrived", "failed", "done", "returned", "take-back-file", "to-transfer", "account",
)  # fmt: skip


class World:
    """One inburgeraar to whom things happen; what a rule refuses does not happen."""

    def __init__(self, session: Session) -> None:
        self.session, self.step = session, 0
        self.charges = []

    def happens(self, event: str, amount: Decimal, pick: int) -> None:
        self.step, self.amount, self.pick = self.step + 1, amount, pick
        with self.session.begin_nested() as step:
            try:
                getattr(self, event.replace("-", "_"))()
            except (OutsideRules, WrongState):
                step.rollback()

    def refund(self, *states, way=None):
        asked = (
            select(Refund)
            .where(col(Refund.state).in_(states))
            .order_by(col(Refund.listed_at), col(Refund.id))
        )
        found = [one for one in self.session.exec(asked).all() if way in {None, one.way}]
        if not found:
            raise OutsideRules("none")
        return found[self.pick % len(found)]

    def one_charge(self):
        if not self.charges:
            raise OutsideRules("none")
        return self.charges[self.pick % len(self.charges)]

    def charge(self):
        self.charges.append(given_charge(self.session, self.amount, item=FeeItem.MO_TEST, attempt=self.step))

    def by_bank(self):
        paid_by_bank(self.session, self.amount, charges=self.charges[-1:])

    def nobody_knows(self):
        paid_by_bank(self.session, self.amount, iban=None)

    def online(self):
        paid_online(self.session, self.amount, charges=self.charges[:1])

    def exempt(self):
        origin = Origin(EntrySource.HAND, f"exempt:{self.step}", "leefloon", TODAY)
        book(self.session).exempt(self.one_charge().id, origin)

    def withdraw(self):
        charge = self.one_charge()
        entry = self.session.exec(
            select(LedgerEntry).where(
                LedgerEntry.charge_id == charge.id, LedgerEntry.kind == EntryKind.CHARGE
            )
        ).one()
        book(self.session).undo(entry.number, "withdrawn")

    def charged_back(self):
        entry = self.session.exec(select(LedgerEntry).where(LedgerEntry.reason == "paid-online")).first()
        if entry is not None:
            origin = Origin(EntrySource.PROVIDER, "back", "charged-back", TODAY, payment_id=entry.payment_id)
            book(self.session).take_back(entry.amount, origin)

    def order_file(self):
        found = self.session.exec(
            select(Refund).where(
                Refund.state == RefundState.LISTED,
                Refund.way == RefundWay.SEPA,
                col(Refund.iban).is_not(None),
            )
        ).all()
        refunds.order_files(self.session, actor=NORA.actor, refund_ids=[one.id for one in found], now=NOON)

    def order_provider(self):
        refund = self.refund(RefundState.LISTED, way=RefundWay.PROVIDER)
        refunds.start_order(self.session, actor=NORA.actor, refund_id=refund.id, now=NOON)

    def refused(self):
        refund = self.refund(RefundState.ORDERED, way=RefundWay.PROVIDER)
        refund_book.back_on_list(book(self.session), refund, RefundFailure.PROVIDER_REFUSED)

    def arrived(self):
        self._provider_says(
            self.refund(RefundState.LISTED, RefundState.ORDERED, way=RefundWay.PROVIDER), BackState.DONE
        )

    def failed(self):
        self._provider_says(
            self.refund(RefundState.ORDERED, RefundState.DONE, way=RefundWay.PROVIDER), BackState.FAILED
        )

    def _provider_says(self, refund, state):
        refund_book.follow(
            book(self.session), refund, Back(f"re_{refund.id}", refund.amount, state, refund_id=refund.id)
        )

    def done(self):
        refund = self.refund(RefundState.ORDERED)
        refunds.mark_done(self.session, actor=NORA.actor, refund_id=refund.id, now=NOON)

    def returned(self):
        refund = self.refund(RefundState.ORDERED, RefundState.DONE)
        refunds.mark_returned(self.session, actor=NORA.actor, refund_id=refund.id, now=NOON)

    def take_back_file(self):
        refund = self.refund(RefundState.ORDERED, way=RefundWay.SEPA)
        refunds.take_back_file(self.session, actor=NORA.actor, file_id=refund.file_id, now=NOON)

    def to_transfer(self):
        refund = self.refund(RefundState.LISTED, way=RefundWay.PROVIDER)
        refunds.use_transfer(self.session, actor=NORA.actor, refund_id=refund.id, now=NOON)

    def account(self):
        refund = self.refund(RefundState.LISTED, way=RefundWay.SEPA)
        refunds.give_account(
            self.session,
            actor=AMINA.actor,
            refund_id=refund.id,
            holder="A",
            iban="BE71096123456769",
            now=NOON,
        )


def total(session, *kinds):
    asked = select(func.sum(LedgerEntry.amount)).where(col(LedgerEntry.acts_as).in_(kinds))
    return session.exec(asked).one() or ZERO


def in_states(session, *states):
    return session.exec(select(func.sum(Refund.amount)).where(col(Refund.state).in_(states))).one() or ZERO


@pytest.fixture
def engine(sqlite_template, tmp_path):
    path = tmp_path / "refunds.sqlite3"
    shutil.copy(sqlite_template, path)
    made = db.make_engine(f"sqlite:///{path}")
    with Session(made) as session, session.begin():
        add_cast(session)
    yield made
    made.dispose()


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(EVENTS), amounts, picks), min_size=1, max_size=14))
def test_every_euro_is_used_listed_ordered_or_given_back(engine, events):
    with Session(engine) as session:
        world = World(session)
        for event in events:
            world.happens(*event)
            refund_list.list_credit(session, person_id=AMINA.id, now=NOON)

            account = ledger.account_of(session, person_id=AMINA.id)
            listed = in_states(session, RefundState.LISTED)
            given_back = in_states(session, RefundState.ORDERED, RefundState.DONE)
            taken_back = (
                session.exec(
                    select(func.sum(LedgerEntry.amount)).where(
                        LedgerEntry.reason == "charged-back", LedgerEntry.kind == EntryKind.REFUND
                    )
                ).one()
                or ZERO
            )
            assert listed == account.credit
            assert given_back + taken_back == total(session, EntryKind.REFUND)
            assert (
                total(session, EntryKind.PAYMENT)
                == total(session, EntryKind.ALLOCATION) + listed + given_back + taken_back
            )
            assert all(balance.owed >= 0 for balance in account.charges)
            assert not (account.owed and account.credit)
        session.rollback()


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(EVENTS), amounts, picks), min_size=1, max_size=10))
def test_looking_a_second_time_changes_nothing(engine, events):
    with Session(engine) as session:
        world = World(session)
        for event in events:
            world.happens(*event)
        first = refund_list.list_credit(session, person_id=AMINA.id, now=NOON)

        assert refund_list.people_to_look_at(session) == ()
        assert refund_list.list_credit(session, person_id=AMINA.id, now=NOON) == first
        session.rollback()
