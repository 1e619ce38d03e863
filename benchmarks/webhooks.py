"""How long fifty webhooks at one moment wait for their answer, and what they book.

    python benchmarks/webhooks.py [--database-url postgresql://...]

Starts a portal of its own in a temporary folder with the simulated bank, where fifty people have paid and no webhook
came. Then fifty deliveries for one payment, and one for each of the fifty, are sent at once over HTTP.
"""

import argparse
import asyncio
import os
import socket
import subprocess
import sys
import tempfile
import time
from datetime import date
from decimal import Decimal
from pathlib import Path

import httpx

AT_ONCE = 50
MOST_S = 5.0
WAIT_S = 60
AMOUNT = Decimal(90)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database-url", default="", help="an empty PostgreSQL database; without: SQLite")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        os.environ |= {
            "PORTAL_DATA_DIR": folder, "PORTAL_DATABASE_URL": chosen.database_url, "PORTAL_PORT": str(port),
            "PORTAL_BASE_URL": f"http://localhost:{port}", "PORTAL_JOBS_EVERY_S": "3600", "PORTAL_DEMO": "1",
            "PORTAL_LOG_LEVEL": "ERROR",
        }  # fmt: skip
        probe.close()
        provider_ids = people_who_paid()
        with running(folder, port):
            url = f"http://localhost:{port}/webhooks/payments"
            one = asyncio.run(deliver(url, [provider_ids[0]] * AT_ONCE))
            print(f"{AT_ONCE} for one payment: slowest answer {one:.2f} s, {all_booked(1)}")
            each = asyncio.run(deliver(url, provider_ids))
            print(f"{AT_ONCE} payments: slowest answer {each:.2f} s, {all_booked(AT_ONCE)}")
    if max(one, each) > MOST_S:
        sys.exit(f"slower than {MOST_S} s")


def people_who_paid() -> list[str]:
    """Make people who owe something and have paid it at the bank; return the bank's ids."""
    from portal import clock, db  # noqa: PLC0415 after the settings
    from portal.models.contracts import ContractState, Duty, Inburgeringscontract  # noqa: PLC0415
    from portal.models.payments import OnlinePayment  # noqa: PLC0415
    from portal.models.people import Agency, Person, Role  # noqa: PLC0415
    from portal.models.retributie import Charge, FeeItem  # noqa: PLC0415
    from portal.providers.payment_choice import simulated_bank  # noqa: PLC0415
    from portal.providers.simulated_bank import Choice  # noqa: PLC0415
    from portal.services import ledger, payments, schema  # noqa: PLC0415
    from portal.services.permissions import Actor  # noqa: PLC0415
    from portal.settings import settings  # noqa: PLC0415

    schema.upgrade(db.engine())
    now, found = clock.now(), []
    for number in range(AT_ONCE):
        person_id = f"payer{number}"
        with db.transaction() as session:
            session.add(
                Person(id=person_id, given_name="P", family_name=str(number), language="nl", created_at=now)
            )
            session.flush()
            contract = Inburgeringscontract(
                person_id=person_id, state=ContractState.SIGNED, duty=Duty.VERPLICHT, nis_code="24062", agency=Agency.AGII,
                registered_on=date(2025, 9, 1), signed_on=date(2025, 10, 1),
            )  # fmt: skip
            session.add(contract)
            session.flush()
            charge = Charge(
                person_id=person_id, contract_id=contract.id, item=FeeItem.MO_COURSE, rule_id="mo-course",
                amount=AMOUNT, charged_on=now.date(), due_on=now.date(), ogm=f"{number:012d}",
            )  # fmt: skip
            session.add(charge)
            session.flush()
            ledger.open_book(session, person_id=person_id, now=now).charge(charge, "course-planned")
        actor = Actor(person_id, {Role.INBURGERAAR: frozenset({None})})
        started = payments.start(actor=actor, charge_ids=[charge.id], language="nl", now=now)
        with db.reading() as session:
            provider_id = session.get_one(OnlinePayment, started.payment_id).provider_id
        simulated_bank(settings()).choose(provider_id, Choice.LOST)
        found.append(provider_id)
    db.engine().dispose()
    return found


class running:  # noqa: N801 reads as what it is
    """A portal in its own process."""

    def __init__(self, folder: str, port: int) -> None:
        self.log = (Path(folder) / "portal.log").open("wb")
        self.health = f"http://localhost:{port}/healthz"
        command = [sys.executable, "-m", "uvicorn", "portal.asgi:app", "--port", str(port), "--no-access-log"]
        self.process = subprocess.Popen(command, stdout=self.log, stderr=self.log)  # noqa: S603 our own command

    def __enter__(self) -> None:
        for _wait in range(600):
            try:
                if httpx.get(self.health).status_code == httpx.codes.OK:
                    return
            except httpx.TransportError:
                time.sleep(0.2)
        sys.exit("the portal did not start")

    def __exit__(self, *_facts: object) -> None:
        self.process.terminate()
        self.process.wait(60)
        self.log.close()


async def deliver(url: str, provider_ids: list[str]) -> float:
    """Send a webhook for each at once; return after how many seconds the last was answered."""

    async def one(client: httpx.AsyncClient, provider_id: str) -> float:
        started = time.perf_counter()
        (await client.post(url, data={"id": provider_id})).raise_for_status()
        return time.perf_counter() - started

    limits = httpx.Limits(max_connections=AT_ONCE)
    async with httpx.AsyncClient(timeout=60, limits=limits) as client:
        return max(await asyncio.gather(*(one(client, provider_id) for provider_id in provider_ids)))


def all_booked(wanted: int) -> str:
    """Wait until everything is booked; say how many, and how long after the last answer."""
    answered = time.perf_counter()
    while booked() < wanted and time.perf_counter() - answered < WAIT_S:
        time.sleep(0.05)
    return f"booked {booked()} of {wanted}, {time.perf_counter() - answered:.2f} s after the last answer"


def booked() -> int:
    """Count the payments in the book."""
    from sqlmodel import func, select  # noqa: PLC0415 after the settings

    from portal import db  # noqa: PLC0415
    from portal.models.retributie import EntryKind, LedgerEntry  # noqa: PLC0415

    with db.reading() as session:
        return session.exec(select(func.count()).where(LedgerEntry.kind == EntryKind.PAYMENT)).one()


if __name__ == "__main__":
    main()
