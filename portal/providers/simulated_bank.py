"""The simulated bank: a payment provider that lives in one SQLite file and moves no money.

Its memory is a file of its own in the data folder, and not the portal's database: it stands for the outside world, so a
rollback, a restore or an upgrade of the portal must not change what the bank knows. A file survives a restart, and
several processes on one machine share it. The portal asks it by this class and not over HTTP: both would wait for
threads of one process. Its pages and its webhooks do go over HTTP (portal/web/simulated_bank.py).
"""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from uuid import uuid4

from portal import clock
from portal.errors import NotFound, ProviderDown
from portal.models.payments import PaymentState
from portal.providers.payments import Back, BackState, Order, Report

PATH = "/simulatie/bank"
EXPIRES = timedelta(minutes=15)
LATE = timedelta(seconds=20)
SOON = timedelta(seconds=3)
# When a delivery is tried again; after the last one it is given up, as a real provider does.
_AGAIN_S = (2, 5, 15, 60, 300)
_CLAIM_S = 15

_SCHEMA = """
CREATE TABLE IF NOT EXISTS payment (
    id TEXT PRIMARY KEY, payment_id TEXT UNIQUE NOT NULL, cents INTEGER NOT NULL, description TEXT NOT NULL,
    return_address TEXT NOT NULL, webhook_address TEXT NOT NULL, language TEXT NOT NULL, state TEXT NOT NULL,
    method TEXT, created_at REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS back (
    id TEXT PRIMARY KEY, payment TEXT NOT NULL REFERENCES payment (id), refund_id TEXT UNIQUE, cents INTEGER NOT NULL,
    charge_back INTEGER NOT NULL, due_at REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS delivery (
    number INTEGER PRIMARY KEY, payment TEXT NOT NULL REFERENCES payment (id), due_at REAL NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0, done INTEGER NOT NULL DEFAULT 0
);
"""


class Choice(StrEnum):
    """What the payer does at the bank, or what goes wrong there."""

    PAID = "paid"
    FAILED = "failed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    LATE = "late-webhook"
    LOST = "lost-webhook"
    DOUBLE = "double-webhook"
    CHARGE_BACK = "charge-back"


@dataclass(frozen=True)
class _Scene:
    """What a choice comes to: a state, and after how long each webhook is sent."""

    state: PaymentState
    webhooks: tuple[timedelta, ...]
    charge_back: bool = False


_NOW = timedelta(0)
_SCENES: Mapping[Choice, _Scene] = MappingProxyType({
    Choice.PAID: _Scene(PaymentState.PAID, (_NOW,)),
    Choice.FAILED: _Scene(PaymentState.FAILED, (_NOW,)),
    Choice.EXPIRED: _Scene(PaymentState.EXPIRED, (_NOW,)),
    Choice.CANCELLED: _Scene(PaymentState.CANCELLED, (_NOW,)),
    Choice.LATE: _Scene(PaymentState.PAID, (LATE,)),
    Choice.LOST: _Scene(PaymentState.PAID, ()),
    Choice.DOUBLE: _Scene(PaymentState.PAID, (_NOW, _NOW)),
    Choice.CHARGE_BACK: _Scene(PaymentState.PAID, (_NOW, SOON), charge_back=True),
})  # fmt: skip


@dataclass(frozen=True)
class AtBank:
    """One payment as the bank's own page shows it."""

    provider_id: str
    amount: Decimal
    description: str
    return_address: str
    language: str
    state: PaymentState


@dataclass(frozen=True)
class Delivery:
    """A webhook that this process is about to send."""

    number: int
    provider_id: str
    webhook_address: str


class SimulatedBank:
    """The bank's memory, and the provider that the portal talks to."""

    name = "simulated"

    def __init__(self, file: Path, *, base_url: str) -> None:
        self._file = file
        self._base_url = base_url

    def create(self, order: Order) -> Report:
        """See `PaymentProvider`."""
        with self._open() as bank:
            bank.execute(
                "INSERT INTO payment VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL, ?) ON CONFLICT (payment_id) DO NOTHING",
                (
                    f"sim_{uuid4().hex}", order.payment_id, int(order.amount * 100), order.description,
                    order.return_address, order.webhook_address, order.language, PaymentState.OPEN.value, _stamp(),
                ),
            )  # fmt: skip
            found = bank.execute(
                "SELECT id FROM payment WHERE payment_id = ?", (order.payment_id,)
            ).fetchone()
            return self._report(bank, found["id"])

    def fetch(self, provider_id: str) -> Report:
        """See `PaymentProvider`."""
        with self._open() as bank:
            return self._report(bank, provider_id)

    def refund(self, provider_id: str, *, refund_id: str, amount: Decimal, description: str) -> Back:
        """See `PaymentProvider`; the money goes back at once."""
        del description
        with self._open() as bank:
            report = self._report(bank, provider_id)
            known = [back for back in report.back if back.refund_id == refund_id]
            if known:
                return known[0]
            if amount > report.kept:
                raise ProviderDown(self.name)  # as Mollie, which refuses more than there is
            self._go_back(bank, provider_id, amount, refund_id=refund_id)
            return next(back for back in self._report(bank, provider_id).back if back.refund_id == refund_id)

    def payments(self, *, since: datetime) -> Iterator[Report]:
        """See `PaymentProvider`."""
        with self._open() as bank:
            rows = bank.execute(
                "SELECT id FROM payment WHERE created_at >= ? ORDER BY created_at DESC", (since.timestamp(),)
            ).fetchall()
            reports = [self._report(bank, row["id"]) for row in rows]
        yield from reports

    def at_bank(self, provider_id: str) -> AtBank:
        """Return a payment for the bank's own page.

        Raises:
            NotFound: the bank has no such payment.
        """
        with self._open() as bank:
            row = _row(bank, provider_id)
            return AtBank(
                provider_id, _decimal(row["cents"]), row["description"], row["return_address"], row["language"],
                _state(row),
            )  # fmt: skip

    def choose(self, provider_id: str, choice: Choice) -> PaymentState:
        """Do what the payer chose; a payment that has ended stays as it is, but a paid one can be charged back."""
        scene = _SCENES[choice]
        with self._open() as bank:
            row = _row(bank, provider_id)
            if _state(row) is PaymentState.OPEN:
                bank.execute(
                    "UPDATE payment SET state = ?, method = 'bancontact' WHERE id = ?",
                    (scene.state.value, provider_id),
                )
                self._schedule(bank, provider_id, scene.webhooks)
                if scene.charge_back:
                    self._go_back(bank, provider_id, _decimal(row["cents"]), after=SOON)
            elif scene.charge_back and self._report(bank, provider_id).kept > 0:
                self._go_back(bank, provider_id, self._report(bank, provider_id).kept)
                self._schedule(bank, provider_id, (_NOW,))
            return _state(_row(bank, provider_id))

    def due(self) -> Delivery | None:
        """Claim a webhook that must go out now, for this process alone."""
        with self._open() as bank:
            row = bank.execute(
                "SELECT delivery.number, delivery.tries, payment.id, payment.webhook_address FROM delivery"
                " JOIN payment ON payment.id = delivery.payment WHERE NOT done AND due_at <= ?"
                " ORDER BY due_at, number LIMIT 1",
                (_stamp(),),
            ).fetchone()
            if row is None:
                return None
            bank.execute(
                "UPDATE delivery SET tries = tries + 1, due_at = ? WHERE number = ?",
                (_stamp() + _CLAIM_S, row["number"]),
            )
            return Delivery(row["number"], row["id"], row["webhook_address"])

    def delivered(self, number: int, *, taken: bool) -> None:
        """Write down whether a webhook was taken; one that was not is sent again later, a few times."""
        with self._open() as bank:
            (tries,) = bank.execute("SELECT tries FROM delivery WHERE number = ?", (number,)).fetchone()
            if taken or tries > len(_AGAIN_S):
                bank.execute("UPDATE delivery SET done = 1 WHERE number = ?", (number,))
            else:
                later = _stamp() + _AGAIN_S[tries - 1]
                bank.execute("UPDATE delivery SET due_at = ? WHERE number = ?", (later, number))

    def _schedule(self, bank: sqlite3.Connection, provider_id: str, after: tuple[timedelta, ...]) -> None:
        bank.executemany(
            "INSERT INTO delivery (payment, due_at) VALUES (?, ?)",
            [(provider_id, _stamp() + wait.total_seconds()) for wait in after],
        )

    def _go_back(
        self,
        bank: sqlite3.Connection,
        provider_id: str,
        amount: Decimal,
        *,
        refund_id: str | None = None,
        after: timedelta = _NOW,
    ) -> None:
        bank.execute(
            "INSERT INTO back VALUES (?, ?, ?, ?, ?, ?)",
            (
                f"simback_{uuid4().hex}", provider_id, refund_id, int(amount * 100), refund_id is None,
                _stamp() + after.total_seconds(),
            ),
        )  # fmt: skip

    def _report(self, bank: sqlite3.Connection, provider_id: str) -> Report:
        row = _row(bank, provider_id)
        rows = bank.execute(
            "SELECT * FROM back WHERE payment = ? AND due_at <= ? ORDER BY rowid", (provider_id, _stamp())
        ).fetchall()
        back = tuple(
            Back(
                one["id"], _decimal(one["cents"]), BackState.DONE, bool(one["charge_back"]), one["refund_id"]
            )
            for one in rows
        )
        return Report(
            provider_id=provider_id,
            state=_state(row),
            amount=_decimal(row["cents"]),
            refunded=sum((one.amount for one in back if not one.charge_back), Decimal("0.00")),
            charged_back=sum((one.amount for one in back if one.charge_back), Decimal("0.00")),
            created_at=datetime.fromtimestamp(row["created_at"], UTC),
            payment_id=row["payment_id"],
            method=row["method"],
            checkout_url=f"{self._base_url}{PATH}/{provider_id}",
            back=back,
        )

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            bank = sqlite3.connect(self._file, timeout=5, isolation_level=None)
        except (OSError, sqlite3.Error) as error:
            raise ProviderDown(self.name) from error
        try:
            bank.row_factory = sqlite3.Row
            bank.execute("PRAGMA journal_mode=WAL")
            bank.executescript(_SCHEMA)
            bank.execute("BEGIN IMMEDIATE")
            yield bank
            bank.execute("COMMIT")
        except sqlite3.Error as error:
            raise ProviderDown(self.name) from error
        finally:
            bank.close()  # what was not committed is undone


def _row(bank: sqlite3.Connection, provider_id: str) -> sqlite3.Row:
    row: sqlite3.Row | None = bank.execute("SELECT * FROM payment WHERE id = ?", (provider_id,)).fetchone()
    if row is None:
        raise NotFound("payment")
    return row


def _state(row: sqlite3.Row) -> PaymentState:
    """Return the state now: whoever waited too long finds the payment expired."""
    if row["state"] == PaymentState.OPEN and _stamp() - row["created_at"] > EXPIRES.total_seconds():
        return PaymentState.EXPIRED
    return PaymentState(row["state"])


def _stamp() -> float:
    return clock.now().timestamp()


def _decimal(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-2)
