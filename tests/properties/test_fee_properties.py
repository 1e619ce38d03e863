"""What holds for every book, whatever people plan, cancel, prove, pay and take back, in whatever order."""

import shutil
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from portal import db
from portal.errors import PortalError
from portal.models.pips import Appointment
from portal.models.retributie import Charge, EntryKind, EntrySource, FeeExemption
from portal.services import charging, fee_exemptions, instalments, ledger
from portal.services.fee_kinds import FeeGround
from portal.services.fee_plan import planned_of
from portal.services.ledger import ZERO, Origin
from tests.cast import AMINA, LOTTE
from tests.conftest import NOON, add_cast
from tests.fees import TODAY, account, cancel_course, cancel_test, exempt, pay, plan_course, plan_test, signed

few = settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
euros = st.integers(1, 30_000).map(lambda cents: Decimal(cents).scaleb(-2))
steps = st.one_of(
    st.tuples(st.just("course"), st.integers(1, 40)),
    st.tuples(st.just("no-course")),
    st.tuples(st.just("test"), st.integers(1, 40)),
    st.tuples(st.just("no-test"), st.integers(0, 5)),
    st.tuples(st.just("exempt"), st.sampled_from(FeeGround), st.none() | st.integers(0, 30)),
    st.tuples(st.just("not-exempt"), st.integers(0, 5)),
    st.tuples(st.just("pay"), euros, st.integers(0, 5)),
    st.tuples(st.just("undo"), st.integers(0, 5)),
    st.tuples(st.just("refund"), euros),
    st.tuples(st.just("tomorrow"), st.integers(1, 20)),
)


@pytest.fixture(scope="module")
def engine(sqlite_template, tmp_path_factory):
    """A database in which Amina has a contract that costs money."""
    path = tmp_path_factory.mktemp("fees") / "portal.sqlite3"
    shutil.copy(sqlite_template, path)
    made = db.make_engine(f"sqlite:///{path}")
    with Session(made) as session, session.begin():
        add_cast(session)
        session.flush()
        signed(session)
    yield made
    made.dispose()


@dataclass
class World:
    """Amina's track while things happen to it."""

    session: Session
    day: int = 0
    seen: list[tuple] = field(default_factory=list)

    @property
    def now(self):
        return NOON + timedelta(days=self.day)

    @property
    def contract(self):
        from portal.models.contracts import Inburgeringscontract  # noqa: PLC0415

        return self.session.exec(select(Inburgeringscontract)).one()

    def do(self, step) -> None:
        """Let one thing happen; what the rules refuse leaves nothing behind."""
        kind, *facts = step
        if kind == "tomorrow":
            self.day += facts[0]
            return
        with suppress(PortalError, LookupError), self.session.begin_nested():
            self._act(kind, facts)
        self.session.expire_all()

    def _act(self, kind, facts) -> None:
        session, contract = self.session, self.contract
        match kind:
            case "course":
                plan_course(session, contract, self.now.date() + timedelta(days=facts[0]), self.now)
            case "no-course":
                cancel_course(session, contract, self.now)
            case "test":
                plan_test(session, contract, self.day + facts[0], self.now)
            case "no-test":
                tests = session.exec(select(Appointment).order_by(Appointment.starts_at)).all()
                cancel_test(session, contract, tests[facts[0]], self.now)
            case "exempt":
                today = self.now.date()
                last = None if facts[1] is None else today + timedelta(days=facts[1])
                exempt(
                    session,
                    contract,
                    facts[0],
                    self.now,
                    proof_seen_on=today,
                    valid_from=today,
                    valid_to=last,
                )
            case "not-exempt":
                found = session.exec(select(FeeExemption).order_by(FeeExemption.decided_at)).all()
                fee_exemptions.withdraw(
                    session, actor=LOTTE.actor, exemption_id=found[facts[0]].id, now=self.now
                )
            case "pay":
                pay(session, facts[0], key=f"bank:{facts[1]}", now=self.now)
            case "undo":
                book = ledger.open_book(session, person_id=AMINA.id, now=self.now)
                payments = [e for e in account(session).entries if e.kind is EntryKind.PAYMENT]
                book.undo(payments[facts[0]].number, "bank-undone")
            case "refund":
                book = ledger.open_book(session, person_id=AMINA.id, now=self.now)
                key = f"refund:{len(account(session).entries)}"
                book.refund(facts[0], Origin(EntrySource.BANK, key, "overpaid", self.now.date()))

    def check(self) -> None:
        """Look whether the book is sound."""
        book = account(self.session)
        for balance in book.charges:
            assert balance.charged in {ZERO, balance.charge.amount}
            assert ZERO <= balance.exempted <= balance.charged
            assert ZERO <= balance.paid <= balance.charged - balance.exempted
            parts = instalments.open_parts(balance, ())
            assert sum(part.left for part in parts) == balance.owed
        assert book.credit >= ZERO
        self._adds_up(book)
        self._is_only_added_to(book)
        self._fits_the_plan(book)

    def _adds_up(self, book) -> None:
        sums = dict.fromkeys(EntryKind, ZERO)
        for entry in book.entries:
            sums[entry.acts_as] += entry.amount
        assert book.owed == sums[EntryKind.CHARGE] - sums[EntryKind.EXEMPTION] - sums[EntryKind.ALLOCATION]
        assert book.credit == sums[EntryKind.PAYMENT] - sums[EntryKind.ALLOCATION] - sums[EntryKind.REFUND]
        assert sum((b.paid for b in book.charges), ZERO) == sums[EntryKind.ALLOCATION]
        assert len({entry.key for entry in book.entries}) == len(book.entries)

    def _is_only_added_to(self, book) -> None:
        now_there = [(e.number, e.kind, e.amount, e.charge_id, e.key, e.reason) for e in book.entries]
        assert now_there[: len(self.seen)] == self.seen
        self.seen = now_there

    def _fits_the_plan(self, book) -> None:
        standing = [(b.charge.item, b.charge.attempt) for b in book.charges if b.charged]
        planned = planned_of(self.session, [self.contract])[self.contract.id].occasions()
        assert sorted(standing) == sorted((one.item, one.attempt) for one in planned)
        assert len({charge.ogm for charge in self.session.exec(select(Charge))}) == len(book.charges)


@pytest.fixture
def world_of(engine):
    """Open Amina's track anew for every example; nothing of it stays."""
    opened = []

    def begin() -> World:
        while opened:
            opened.pop().close()
        session = Session(engine, expire_on_commit=False)
        opened.append(session)
        return World(session)

    yield begin
    while opened:
        opened.pop().close()


@few
@given(st.lists(steps, max_size=14))
def test_a_book_is_sound_after_whatever_happens(world_of, things):
    world = world_of()

    for thing in things:
        world.do(thing)
        world.check()


@few
@given(st.lists(steps, max_size=10))
def test_following_a_plan_again_changes_nothing(world_of, things):
    world = world_of()
    for thing in things:
        world.do(thing)
    before = account(world.session).entries

    followed = charging.follow_plan(world.session, contract_id=world.contract.id, now=world.now)

    assert followed == charging.Followed()
    assert account(world.session).entries == before
    assert charging.behind(world.session, today=world.now.date()) == ()


@few
@given(st.lists(euros, max_size=6), st.integers(0, 3), st.randoms(use_true_random=False))
def test_the_order_of_payments_does_not_change_what_is_owed(world_of, amounts, tests, random):
    ends = []
    for order in (list(enumerate(amounts)), random.sample(list(enumerate(amounts)), len(amounts))):
        world = world_of()
        plan_course(world.session, world.contract, TODAY + timedelta(days=20))
        for number in range(tests):
            plan_test(world.session, world.contract, 30 + number)
        for number, amount in order:
            pay(world.session, amount, key=f"bank:{number}")
        book = account(world.session)
        ends.append((book.owed, book.credit))
        asked, paid = 90 * (1 + tests), sum(amounts, ZERO)
        assert book.owed == max(ZERO, asked - paid)
        assert book.credit == max(ZERO, paid - asked)

    assert ends[0] == ends[1]


@few
@given(euros, euros)
def test_an_exemption_given_and_withdrawn_leaves_what_was_owed(world_of, first, second):
    world = world_of()
    plan_course(world.session, world.contract, TODAY + timedelta(days=20))
    pay(world.session, first, key="bank:1")
    pay(world.session, second, key="bank:2")
    before = account(world.session)

    given_one = exempt(world.session, world.contract)
    assert account(world.session).owed == 0
    assert account(world.session).credit == first + second
    fee_exemptions.withdraw(world.session, actor=LOTTE.actor, exemption_id=given_one.id, now=NOON)

    after = account(world.session)
    assert (after.owed, after.credit) == (before.owed, before.credit)
