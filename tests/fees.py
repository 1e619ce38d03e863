"""Tracks that cost money, for the tests about it: made by the acts that people use."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlmodel import Session

from portal.models.contracts import Duty, Inburgeringscontract
from portal.models.pips import Appointment, AppointmentKind, Pillar, TrajectForm
from portal.models.retributie import EntrySource
from portal.services import appointments, contracts, fee_exemptions, ledger, pip_acts
from portal.services.fee_exemptions import Proven
from portal.services.fee_kinds import FeeGround
from portal.services.ledger import Origin
from tests.cast import AMINA, LOTTE
from tests.conftest import NOON

TODAY = NOON.date()
REGISTERED, SIGNED = date(2025, 12, 1), date(2026, 1, 15)
COURSE_ON = TODAY + timedelta(days=20)
NINETY = Decimal(90)


def registered(session: Session, member=AMINA, registered_on=REGISTERED) -> Inburgeringscontract:
    contract = contracts.register_contract(
        session, actor=LOTTE.actor, person_id=member.id, trajectbegeleider_id=LOTTE.id, registered_on=registered_on,
        duty=Duty.VERPLICHT, now=NOON,
    )  # fmt: skip
    pip_acts.fix_parts(
        session, actor=LOTTE.actor, contract_id=contract.id, form=TrajectForm.LINEAIR, fixed_on=registered_on, now=NOON
    )  # fmt: skip
    return contract


def signed(session: Session, member=AMINA, signed_on=SIGNED) -> Inburgeringscontract:
    contract = registered(session, member, min(REGISTERED, signed_on))
    return contracts.sign_contract(
        session, actor=LOTTE.actor, contract_id=contract.id, signed_on=signed_on, now=NOON
    )


def plan_course(session: Session, contract: Inburgeringscontract, starts_on=COURSE_ON, now=NOON) -> None:
    pip_acts.plan_part(
        session, actor=LOTTE.actor, contract_id=contract.id, pillar=Pillar.MO, starts_on=starts_on, now=now
    )


def cancel_course(session: Session, contract: Inburgeringscontract, now=NOON) -> None:
    pip_acts.unplan_part(session, actor=LOTTE.actor, contract_id=contract.id, pillar=Pillar.MO, now=now)


def plan_test(session: Session, contract: Inburgeringscontract, days=30, now: datetime = NOON) -> Appointment:
    return appointments.plan_appointment(
        session, actor=LOTTE.actor, contract_id=contract.id, kind=AppointmentKind.TEST, pillar=Pillar.MO,
        starts_at=NOON + timedelta(days=days), place="AgII, Leuven", now=now,
    )  # fmt: skip


def cancel_test(session: Session, contract: Inburgeringscontract, test: Appointment, now=NOON) -> None:
    appointments.cancel_appointment(
        session, actor=LOTTE.actor, contract_id=contract.id, appointment_id=test.id, now=now
    )


def exempt(session: Session, contract: Inburgeringscontract, ground=FeeGround.LEEFLOON, now=NOON, **days):
    proven = Proven(ground, **({"proof_seen_on": TODAY, "valid_from": TODAY} | days))
    return fee_exemptions.grant(session, actor=LOTTE.actor, contract_id=contract.id, proven=proven, now=now)


def pay(session: Session, amount: Decimal, *, key="bank:1", member=AMINA, now=NOON) -> None:
    book = ledger.open_book(session, person_id=member.id, now=now)
    origin = Origin(EntrySource.BANK, key, "paid-by-transfer", now.date())
    book.receive(amount, origin)
    book.settle(origin)


def account(session: Session, member=AMINA) -> ledger.Account:
    return ledger.account_of(session, person_id=member.id)


def owed(session: Session, member=AMINA) -> list[Decimal]:
    return [balance.owed for balance in account(session, member).charges]
