"""The plans of the demo world: believable tracks in several states, dated relative to today.

Made by the same acts that a trajectbegeleider uses, so that a demo plan cannot be in a state that a real one cannot.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlmodel import Session, col, select

from portal.clock import BRUSSELS
from portal.models.contracts import Duty, Inburgeringscontract, Occupation, OpschortingGround, SuspendedScope
from portal.models.hours import DecisionOutcome
from portal.models.people import Organisation, OrganisationKind, Role
from portal.models.pips import (
    Appointment,
    AppointmentKind,
    HoursEntry,
    HoursRefusal,
    HoursState,
    Pillar,
    ResultOutcome,
    TestKind,
    TrajectForm,
    VrijstellingGround,
)
from portal.services import contracts, hour_review, pip_acts
from portal.services.permissions import Actor

_MONDAY, _WEEK = 0, 7


@dataclass(frozen=True)
class Making:
    """One demo track being made; `now` is when its acts take place."""

    session: Session
    actor: Actor
    now: datetime
    person_id: str

    @property
    def today(self) -> date:
        """Return the day on which the acts take place."""
        return self.now.astimezone(BRUSSELS).date()

    def day(self, days: int) -> date:
        """Return a day relative to today."""
        return self.today + timedelta(days=days)

    def working_day(self, days: int) -> date:
        """Return the Monday on or after a day: courses and talks begin on one."""
        day = self.day(days)
        return day + timedelta(days=(_MONDAY - day.weekday()) % _WEEK)

    def act(self, service: Callable[..., Any], contract: Inburgeringscontract, **facts: Any) -> None:
        """Do what a trajectbegeleider does to a plan."""
        service(self.session, actor=self.actor, contract_id=contract.id, now=self.now, **facts)

    def register(self, *, registered_on: date, **facts: Any) -> Inburgeringscontract:
        """Register the person at their agency."""
        return contracts.register_contract(
            self.session, actor=self.actor, person_id=self.person_id, trajectbegeleider_id=self.actor.person_id,
            registered_on=registered_on, now=self.now, **facts,
        )  # fmt: skip

    def visit(
        self,
        contract: Inburgeringscontract,
        kind: AppointmentKind,
        on: date,
        place: str,
        pillar: Pillar | None,
    ) -> None:
        """Add an appointment."""
        starts_at = datetime.combine(on, time(9, 30), BRUSSELS)
        self.session.add(
            Appointment(contract_id=contract.id, kind=kind, pillar=pillar, starts_at=starts_at, place=place)
        )

    def hours(
        self,
        contract: Inburgeringscontract,
        activity: str,
        *,
        organiser: str,
        entries: int,
        approved: int,
        minutes: int,
    ) -> None:
        """Add weekly hours: the oldest are approved, the next is confirmed by its contact, the others are only logged."""
        rows = [
            HoursEntry(
                contract_id=contract.id, day=self.day(-_WEEK * (entries - n)), starts_minute=14 * 60, minutes=minutes,
                activity=activity, organiser=organiser, state=HoursState.PROPOSED, logged_at=self.now,
            )
            for n in range(entries)
        ]  # fmt: skip
        rows[approved].state, rows[approved].confirmed_at = HoursState.CONFIRMED, self.now
        self.session.add_all(rows)
        self.session.flush()
        self.act(pip_acts.approve_hours, contract, entry_ids=[row.id for row in rows[:approved]])

    def refused_hours(
        self, contract: Inburgeringscontract, activity: str, on: date, reason: HoursRefusal, *, minutes: int
    ) -> None:
        """Add hours that do not count, and why."""
        row = HoursEntry(
            contract_id=contract.id, day=on, starts_minute=19 * 60, minutes=minutes, activity=activity,
            logged_at=self.now,
        )  # fmt: skip
        self.session.add(row)
        self.session.flush()
        hour_review.decide(
            self.session, actor=self.actor, entry_ids=[row.id], outcome=DecisionOutcome.REFUSED, refusal=reason,
            now=self.now,
        )  # fmt: skip


def seed_plans(
    session: Session, *, people: Mapping[str, str], trajectbegeleider_id: str, now: datetime
) -> None:
    """Give the inburgeraars of the demo world their tracks; who has one already keeps it as it is.

    `people` maps the key of a persona to the person's id; keys that are not there are left out.
    """
    actor = guide(session, trajectbegeleider_id)
    for key, make in MAKERS.items():
        person_id = people.get(key)
        if person_id is None or has_track(session, person_id):
            continue
        make(Making(session, actor, now, person_id))
        session.flush()


def guide(session: Session, trajectbegeleider_id: str) -> Actor:
    """Return who guides everybody of the demo world, so that one log-in shows every kind of plan."""
    agencies = session.exec(select(Organisation.id).where(Organisation.kind == OrganisationKind.AGENCY)).all()
    return Actor(trajectbegeleider_id, {Role.TRAJECTBEGELEIDER: frozenset(agencies)})


def has_track(session: Session, person_id: str) -> bool:
    """Say whether somebody has a track already."""
    found = select(Inburgeringscontract.id).where(col(Inburgeringscontract.person_id) == person_id).limit(1)
    return session.exec(found).first() is not None


def _amina(making: Making) -> None:
    """Obliged, without work: everything compulsory, work registration due soon, hours on their way."""
    contract = making.register(
        registered_on=making.day(-95), duty=Duty.VERPLICHT, duty_since_on=making.day(-140)
    )
    making.act(
        pip_acts.fix_parts,
        contract,
        form=TrajectForm.GECOMBINEERD,
        nt2_advice="cvo-standaard",
        fixed_on=making.day(-70),
    )
    making.act(contracts.sign_contract, contract, signed_on=making.day(-49))
    making.act(
        pip_acts.plan_part, contract, pillar=Pillar.NT2, starts_on=making.working_day(-40),
        ends_on=making.working_day(140), place="CVO Volt, Leuven",
    )  # fmt: skip
    start = making.working_day(9)
    making.act(
        pip_acts.plan_part, contract, pillar=Pillar.MO, starts_on=start, ends_on=start + timedelta(weeks=10),
        language="ar", place="AgII, Leuven",
    )  # fmt: skip
    making.act(pip_acts.plan_part, contract, pillar=Pillar.PARTICIPATIE, starts_on=making.day(-35))
    making.hours(
        contract, "Koffie en praten", organiser="Buurthuis De Brug", entries=5, approved=3, minutes=150
    )
    making.refused_hours(contract, "Een film bekeken", making.day(-17), HoursRefusal.ALONE, minutes=90)
    making.visit(contract, AppointmentKind.COURSE_START, start, "AgII, Leuven", Pillar.MO)
    making.visit(contract, AppointmentKind.TALK, making.working_day(24), "AgII, Leuven", None)


def _oleksandr(making: Making) -> None:
    """Entitled, studies: registered, the contract is to be signed soon."""
    contract = making.register(
        registered_on=making.day(-72), duty=Duty.RECHTHEBBEND, occupation=Occupation.STUDY
    )
    making.act(
        pip_acts.fix_parts,
        contract,
        form=TrajectForm.LINEAIR,
        nt2_advice="cvo-verkort",
        fixed_on=making.day(-50),
    )
    making.visit(contract, AppointmentKind.TALK, making.working_day(6), "AgII, Mechelen", None)


def _fatou(making: Making) -> None:
    """Works in Brussels: participation is a choice, and the lessons of Dutch stand still after a birth."""
    contract = making.register(
        registered_on=making.day(-230),
        duty=Duty.VERPLICHT,
        duty_since_on=making.day(-300),
        occupation=Occupation.WORK,
    )
    making.act(
        pip_acts.fix_parts,
        contract,
        form=TrajectForm.GEINTEGREERD,
        nt2_advice="cvo-verlengd",
        fixed_on=making.day(-205),
    )
    making.act(contracts.sign_contract, contract, signed_on=making.day(-180))
    making.act(pip_acts.achieve_part, contract, pillar=Pillar.WERK, achieved_on=making.day(-170))
    making.act(
        pip_acts.record_result,
        contract,
        kind=TestKind.MO_TEST,
        taken_on=making.day(-90),
        outcome=ResultOutcome.FAILED,
    )
    making.act(
        pip_acts.record_result,
        contract,
        kind=TestKind.MO_TEST,
        taken_on=making.day(-40),
        outcome=ResultOutcome.PASSED,
    )
    making.act(
        pip_acts.plan_part,
        contract,
        pillar=Pillar.NT2,
        starts_on=making.working_day(-120),
        place="Huis van het Nederlands, Brussel",
    )
    making.act(
        contracts.add_opschorting, contract, scope=SuspendedScope.NT2, ground=OpschortingGround.MATERNITY,
        starts_on=making.day(-25), ends_on=making.day(60), proof_seen_on=making.day(-27),
    )  # fmt: skip


def _samir(making: Making) -> None:
    """A contract from before the reform of 2022: two parts, one done."""
    registered, signed = date(2021, 9, 20), date(2021, 10, 18)
    contract = making.register(registered_on=registered, duty=Duty.VERPLICHT, duty_since_on=date(2021, 8, 2))
    making.act(
        pip_acts.fix_parts,
        contract,
        form=TrajectForm.LINEAIR,
        nt2_advice="cbe-nt2",
        fixed_on=date(2021, 10, 4),
    )
    making.act(contracts.sign_contract, contract, signed_on=signed)
    making.act(pip_acts.achieve_part, contract, pillar=Pillar.MO, achieved_on=date(2022, 2, 11))
    making.act(
        pip_acts.plan_part, contract, pillar=Pillar.NT2, starts_on=making.working_day(-60), ends_on=making.working_day(75),
        place="Ligo, Antwerpen",
    )  # fmt: skip


def _mei(making: Making) -> None:
    """Finished: every goal reached or exempt, attest given."""
    contract = making.register(
        registered_on=making.day(-560),
        duty=Duty.VERPLICHT,
        duty_since_on=making.day(-610),
        occupation=Occupation.STUDY,
    )
    making.act(
        pip_acts.fix_parts,
        contract,
        form=TrajectForm.GECOMBINEERD,
        nt2_advice="cvo-verkort",
        fixed_on=making.day(-540),
    )
    making.act(contracts.sign_contract, contract, signed_on=making.day(-510))
    making.act(pip_acts.achieve_part, contract, pillar=Pillar.WERK, achieved_on=making.day(-490))
    making.act(
        pip_acts.record_result,
        contract,
        kind=TestKind.MO_VRIJSTELLINGSTEST,
        taken_on=making.day(-480),
        outcome=ResultOutcome.PASSED,
    )
    making.act(
        pip_acts.grant_vrijstelling, contract, pillar=Pillar.PARTICIPATIE, ground=VrijstellingGround.WORKS_OR_STUDIES,
        granted_on=making.day(-400), proof_seen_on=making.day(-401),
    )  # fmt: skip
    making.act(
        pip_acts.record_result, contract, kind=TestKind.NT2_TEST, taken_on=making.day(-120),
        outcome=ResultOutcome.PASSED, level="A2",
    )  # fmt: skip
    making.act(contracts.complete_contract, contract, ended_on=making.day(-100))


# Who is not here (Elena) has no contract yet.
MAKERS: Mapping[str, Callable[[Making], None]] = {
    "amina": _amina,
    "oleksandr": _oleksandr,
    "fatou": _fatou,
    "samir": _samir,
    "mei": _mei,
}
