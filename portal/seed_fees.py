"""What tracks of the demo world cost: somebody exempt, somebody who paid and must pay a test, somebody who pays in parts.

Amina owes her course by the plan alone; Fatou lives in Brussels and Samir has an old contract: both pay nothing.
What was paid stands in the book as taken over from an older system: no bank statement and no provider knows of it.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta
from decimal import Decimal

from sqlmodel import Session, col, select

from portal.clock import BRUSSELS
from portal.models.contracts import Duty, Inburgeringscontract
from portal.models.pips import AppointmentKind, Pillar, TrajectForm
from portal.models.retributie import Charge, EntrySource, FeeExemption
from portal.seed_plans import Making, guide, has_track
from portal.services import appointments, contracts, fee_exemptions, instalments, ledger, pip_acts
from portal.services.fee_exemptions import Proven
from portal.services.fee_kinds import FeeGround
from portal.services.ledger import Origin

PAID_BEFORE = "paid-before"


def seed_fees(
    session: Session, *, people: Mapping[str, str], trajectbegeleider_id: str, now: datetime
) -> None:
    """Give the demo world its costs; who has some already keeps them as they are."""
    actor = guide(session, trajectbegeleider_id)
    for key, make in MAKERS.items():
        if key in people and not has_track(session, people[key]):
            make(Making(session, actor, now, people[key]))
    if "oleksandr" in people:
        _exempt(Making(session, actor, now, people["oleksandr"]))
    session.flush()


def _exempt(making: Making) -> None:
    """Oleksandr gets help of the OCMW: nothing will be asked of him."""
    known = select(FeeExemption.id).where(FeeExemption.person_id == making.person_id)
    contract = making.session.exec(
        select(Inburgeringscontract).where(Inburgeringscontract.person_id == making.person_id)
    ).first()
    if contract is None or making.session.exec(known).first() is not None:
        return
    then = replace(making, now=making.now - timedelta(days=40))
    proven = Proven(FeeGround.LEEFLOON, proof_seen_on=then.day(-2), valid_from=then.today)
    then.act(fee_exemptions.grant, contract, proven=proven)


def _signed(making: Making, *, registered: int, signed: int) -> Inburgeringscontract:
    contract = making.register(
        registered_on=making.day(registered), duty=Duty.VERPLICHT, duty_since_on=making.day(registered - 40)
    )
    making.act(
        pip_acts.fix_parts, contract, form=TrajectForm.LINEAIR, nt2_advice="cvo-standaard",
        fixed_on=making.day(registered + 20),
    )  # fmt: skip
    making.act(contracts.sign_contract, contract, signed_on=making.day(signed))
    return contract


def _plan_course(making: Making, contract: Inburgeringscontract, *, starts: int, place: str) -> None:
    start = making.working_day(starts)
    making.act(
        pip_acts.plan_part, contract, pillar=Pillar.MO, starts_on=start, ends_on=start + timedelta(weeks=10), place=place
    )  # fmt: skip


def _pay(making: Making, amount: str) -> None:
    book = ledger.open_book(making.session, person_id=making.person_id, now=making.now)
    origin = Origin(EntrySource.HAND, f"paid-before:{making.person_id}", PAID_BEFORE, making.today)
    book.receive(Decimal(amount), origin)
    book.settle(origin)


def _yusuf(making: Making) -> None:
    """Paid his course, follows it, and has a day for the test: that is to be paid."""
    then = replace(making, now=making.now - timedelta(days=75))
    contract = _signed(then, registered=-90, signed=-35)
    _plan_course(then, contract, starts=30, place="AgII, Aalst")
    _pay(replace(making, now=making.now - timedelta(days=60)), "90.00")
    test_on = datetime.combine(making.working_day(20), time(13, 30), BRUSSELS)
    making.act(
        appointments.plan_appointment, contract, kind=AppointmentKind.TEST, pillar=Pillar.MO, starts_at=test_on,
        place="Testcentrum AgII, Aalst",
    )  # fmt: skip


def _rosa(making: Making) -> None:
    """Cannot pay her course at once: three parts, the first is paid."""
    then = replace(making, now=making.now - timedelta(days=20))
    contract = _signed(then, registered=-80, signed=-30)
    _plan_course(then, contract, starts=48, place="AgII, Oostende")
    charge = making.session.exec(select(Charge).where(col(Charge.contract_id) == contract.id)).one()
    parts = instalments.suggest(charge.amount, parts=3, first_on=then.day(8))
    instalments.agree(making.session, actor=making.actor, charge_id=charge.id, parts=parts, now=then.now)
    _pay(replace(making, now=making.now - timedelta(days=14)), "30.00")


MAKERS: Mapping[str, Callable[[Making], None]] = {"yusuf": _yusuf, "rosa": _rosa}
