"""A plan's page is kept for as long as its facts are the same; whatever anybody changes shows at the next reading."""

import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

import i18n
from portal.errors import NotAllowed
from portal.models.contracts import Duty, Inburgeringscontract, OpschortingGround, SuspendedScope
from portal.models.people import Person
from portal.models.pips import (
    Appointment,
    AppointmentKind,
    HoursEntry,
    HoursState,
    Pillar,
    ResultOutcome,
    TestKind,
    TrajectForm,
    VrijstellingGround,
)
from portal.services import contracts, pip_acts, pips
from portal.services.pips import PlanView
from portal.ui import plan_pieces
from tests.cast import AMINA, JAN, LOTTE, OLEKSANDR
from tests.conftest import NOON, add_cast

SIGNED = date(2026, 1, 15)
HOURS = "hours-of-amina"


@pytest.fixture
def contract_id(database: Engine) -> str:
    """Amina's signed contract with a course, an appointment and hours that wait, committed; Amina has looked."""
    with Session(database) as session:
        add_cast(session)
        contract = contracts.register_contract(
            session, actor=LOTTE.actor, person_id=AMINA.id, trajectbegeleider_id=LOTTE.id, registered_on=date(2025, 12, 1),
            duty=Duty.VERPLICHT, duty_since_on=date(2025, 11, 3), now=NOON,
        )  # fmt: skip
        terms = {"actor": LOTTE.actor, "contract_id": contract.id, "now": NOON}
        pip_acts.fix_parts(
            session,
            form=TrajectForm.LINEAIR,
            nt2_advice="cvo-standaard",
            fixed_on=date(2025, 12, 20),
            **terms,
        )
        contracts.sign_contract(session, signed_on=SIGNED, **terms)
        session.add(
            HoursEntry(
                id=HOURS, contract_id=contract.id, day=SIGNED, starts_minute=600, minutes=120, activity="Buurthuis",
            )
        )  # fmt: skip
        session.add(
            Appointment(
                id="talk", contract_id=contract.id, kind=AppointmentKind.TALK, place="Leuven",
                starts_at=NOON + timedelta(days=2),
            )
        )  # fmt: skip
        pips.open_plan(session, actor=AMINA.actor, person_id=AMINA.id, now=NOON)
        session.commit()
        return contract.id


def read(database: Engine, now=NOON, reader=AMINA) -> PlanView | None:
    with Session(database) as session:
        return pips.reread_plan(session, actor=reader.actor, person_id=AMINA.id, now=now)


def page(view: PlanView | None, language: str = "nl") -> str:
    with i18n.use_locale(language):
        return str(plan_pieces.whole_plan(view.plan))


def test_an_unchanged_plan_is_computed_and_written_once_in_each_language(database, contract_id):
    first, again = read(database), read(database)

    assert again.plan is first.plan
    with i18n.use_locale("nl"):
        assert plan_pieces.whole_plan(first.plan) is plan_pieces.whole_plan(again.plan)
    assert page(first, "ar") != page(first, "nl")


Terms = dict[str, object]
ACTS: dict[str, Callable[[Session, Terms], object]] = {
    "advice": lambda session, terms: pip_acts.record_nt2_advice(session, advice="cvo-verkort", **terms),
    "course": lambda session, terms: pip_acts.plan_part(
        session, pillar=Pillar.NT2, starts_on=date(2026, 4, 1), ends_on=date(2026, 9, 1), place="Leuven", **terms
    ),
    "goal reached": lambda session, terms: pip_acts.achieve_part(
        session, pillar=Pillar.WERK, achieved_on=date(2026, 3, 1), **terms
    ),
    "vrijstelling": lambda session, terms: pip_acts.grant_vrijstelling(
        session, pillar=Pillar.NT2, ground=VrijstellingGround.LANGUAGE_PROOF, granted_on=date(2026, 3, 1),
        proof_seen_on=date(2026, 3, 1), **terms,
    ),
    "result": lambda session, terms: pip_acts.record_result(
        session, kind=TestKind.MO_TEST, taken_on=date(2026, 3, 1), outcome=ResultOutcome.FAILED, **terms
    ),
    "hours": lambda session, terms: pip_acts.approve_hours(session, entry_ids=[HOURS], **terms),
    "opschorting": lambda session, terms: contracts.add_opschorting(
        session, scope=SuspendedScope.TRACK, ground=OpschortingGround.SICK_LEAVE, starts_on=date(2026, 3, 1),
        ends_on=date(2026, 3, 20), proof_seen_on=date(2026, 3, 1), **terms,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ACTS)
def test_any_act_shows_at_the_next_reading(database, contract_id, name):
    before = page(read(database))

    with Session(database) as session:
        ACTS[name](session, {"actor": LOTTE.actor, "contract_id": contract_id, "now": NOON})
        session.commit()

    assert page(read(database)) != before


ROWS: dict[str, Callable[[Session, str], object]] = {
    "hours refused": lambda session, _: setattr(
        session.get_one(HoursEntry, HOURS), "state", HoursState.REFUSED
    ),
    "hours longer": lambda session, _: setattr(session.get_one(HoursEntry, HOURS), "minutes", 180),
    "appointment moved": lambda session, _: setattr(
        session.get_one(Appointment, "talk"), "starts_at", NOON + timedelta(days=3)
    ),
    "appointment cancelled": lambda session, _: setattr(
        session.get_one(Appointment, "talk"), "cancelled", True
    ),
    "contract ended": lambda session, id_: setattr(
        session.get_one(Inburgeringscontract, id_), "ended_on", NOON.date()
    ),
    "guide renamed": lambda session, _: setattr(session.get_one(Person, LOTTE.id), "family_name", "Maes"),
}


@pytest.mark.parametrize("name", ROWS)
def test_a_row_that_was_changed_without_an_act_shows_too(database, contract_id, name):
    before = read(database)

    with Session(database) as session:
        ROWS[name](session, contract_id)
        session.commit()

    after = read(database)
    assert after.plan is not before.plan
    assert after.plan.facts != before.plan.facts


IN_ANOTHER_PROCESS = """
import sys
from sqlmodel import Session
from portal import db
from portal.models.pips import HoursEntry, HoursState
with Session(db.make_engine(sys.argv[1])) as session:
    session.get_one(HoursEntry, sys.argv[2]).state = HoursState.APPROVED
    session.commit()
"""


def test_a_change_by_another_process_shows_at_the_next_reading(database, contract_id):
    before = read(database)

    url = database.url.render_as_string(hide_password=False)
    subprocess.run([sys.executable, "-c", IN_ANOTHER_PROCESS, url, HOURS], check=True)

    after = read(database)
    assert (before.plan.facts.hours.approved, after.plan.facts.hours.approved) == (0, 120)
    assert page(after) != page(before)


def test_a_new_day_is_another_plan_and_an_appointment_that_has_passed_is_gone(database, contract_id):
    today = read(database)
    later = NOON + timedelta(days=3)
    with Session(database) as session:
        pips.open_plan(session, actor=AMINA.actor, person_id=AMINA.id, now=later)
        session.commit()

    in_three_days = read(database, now=later)

    assert in_three_days.plan.today == later.date()
    assert (len(today.plan.facts.visits), len(in_three_days.plan.facts.visits)) == (1, 0)


@pytest.mark.parametrize("stranger", [OLEKSANDR, JAN])
def test_what_is_kept_opens_for_nobody_else(database, contract_id, stranger):
    assert read(database) is not None

    with pytest.raises(NotAllowed):
        read(database, reader=stranger)


def test_who_guides_her_no_more_reads_no_more(database, contract_id):
    with Session(database) as session:
        pips.open_plan(session, actor=LOTTE.actor, person_id=AMINA.id, now=NOON)
        session.commit()
    assert read(database, reader=LOTTE) is not None

    with Session(database) as session:
        contract = session.exec(select(Inburgeringscontract)).one()
        contract.trajectbegeleider_id = JAN.id
        session.add(contract)
        session.commit()

    with pytest.raises(NotAllowed):
        read(database, reader=LOTTE)


def test_the_next_hour_asks_for_a_new_trace_though_the_page_is_kept(database, contract_id):
    assert read(database) is not None

    assert read(database, now=NOON + timedelta(hours=1)) is None
