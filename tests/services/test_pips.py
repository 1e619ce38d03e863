"""Reading and changing a plan: who may, what is refused, what is written down."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event
from sqlmodel import Session, select

from portal import db
from portal.errors import NotAllowed, NotFound, OutsideRules, WrongState
from portal.models.audit import AuditEntry
from portal.models.contracts import ContractState, Duty, Occupation, OpschortingGround, SuspendedScope
from portal.models.people import Person
from portal.models.pips import (
    Appointment,
    AppointmentKind,
    HoursEntry,
    HoursState,
    Pillar,
    Pip,
    ResultOutcome,
    TestKind,
    TrajectForm,
    VrijstellingGround,
)
from portal.services import audit, contracts, pip_acts, pips
from portal.services.parts import PartState
from portal.services.rule_kinds import DeadlineCode
from portal.services.steps import StepCode
from tests.cast import AMINA, JAN, LOTTE, OLEKSANDR, PIETER, SOFIE
from tests.conftest import NOON

TODAY = NOON.date()
REGISTERED, SIGNED = date(2025, 12, 1), date(2026, 1, 15)

pytestmark = pytest.mark.usefixtures("cast")


def given_registered(session: Session, member=AMINA, **changes):
    terms = {
        "registered_on": REGISTERED,
        "duty": Duty.VERPLICHT,
        "duty_since_on": date(2025, 11, 3),
    } | changes
    return contracts.register_contract(
        session, actor=LOTTE.actor, person_id=member.id, trajectbegeleider_id=LOTTE.id, now=NOON, **terms
    )


def given_signed(session: Session, member=AMINA, **changes):
    contract = given_registered(session, member, **changes)
    pip_acts.fix_parts(
        session, actor=LOTTE.actor, contract_id=contract.id, form=TrajectForm.LINEAIR, nt2_advice="cvo-standaard",
        fixed_on=date(2025, 12, 20), now=NOON,
    )  # fmt: skip
    return contracts.sign_contract(
        session, actor=LOTTE.actor, contract_id=contract.id, signed_on=SIGNED, now=NOON
    )


def given_hours(session: Session, contract, *, count=3, state=HoursState.PROPOSED) -> list[str]:
    entries = [
        HoursEntry(
            contract_id=contract.id,
            day=SIGNED + timedelta(days=n),
            starts_minute=600,
            minutes=120,
            activity="Buurthuis",
            state=state,
        )
        for n in range(count)
    ]
    session.add_all(entries)
    session.flush()
    return [entry.id for entry in entries]


def given_suspension(session: Session, contract, **changes):
    facts = {
        "scope": SuspendedScope.TRACK, "ground": OpschortingGround.SICK_LEAVE, "starts_on": date(2026, 3, 1),
        "ends_on": date(2026, 3, 20), "proof_seen_on": TODAY,
    } | changes  # fmt: skip
    return contracts.add_opschorting(session, actor=LOTTE.actor, contract_id=contract.id, now=NOON, **facts)


def opened(session: Session, member=AMINA, reader=AMINA, now=NOON) -> pips.PlanView:
    return pips.open_plan(session, actor=reader.actor, person_id=member.id, now=now)


def acts(session: Session) -> list[str]:
    return [entry.action for entry in session.exec(select(AuditEntry).order_by(AuditEntry.number))]


@contextmanager
def counted_queries(session: Session) -> Iterator[list[str]]:
    statements: list[str] = []

    def count(*event_facts) -> None:
        statements.append(event_facts[2])

    event.listen(session.get_bind(), "before_cursor_execute", count)
    yield statements
    event.remove(session.get_bind(), "before_cursor_execute", count)


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_amina_reads_her_own_plan(session):
    given_signed(session)

    view = opened(session)

    assert view.given_name == "Amina"
    assert view.plan.decides_on == SIGNED
    assert view.plan.facts.contract.trajectbegeleider == "Lotte Peeters"
    assert [part.pillar for part in view.plan.parts] == list(Pillar)


def test_who_has_no_contract_has_no_plan_yet(session):
    view = opened(session)

    assert view.plan is None
    assert "pip.viewed" not in acts(session)


@pytest.mark.parametrize("reader", [OLEKSANDR, PIETER, JAN, SOFIE], ids=lambda member: member.id)
def test_a_stranger_reads_nothing_and_learns_nothing(session, reader):
    with pytest.raises(NotAllowed):
        opened(session, reader=reader)
    given_signed(session)
    with pytest.raises(NotAllowed):
        opened(session, reader=reader)
    with pytest.raises(NotAllowed):
        pips.open_plan(session, actor=reader.actor, person_id="nobody", now=NOON)


def test_the_trajectbegeleider_reads_the_plan_and_leaves_a_trace(session):
    given_signed(session)

    opened(session, reader=LOTTE)

    last = audit.about_owner(session, owner_id=AMINA.id)[0]
    assert (last.actor_id, last.action) == (LOTTE.id, "pip.viewed")


def test_a_reader_leaves_one_trace_an_hour(session):
    given_signed(session)

    for minutes in (0, 10, 50, 70):
        opened(session, now=NOON + timedelta(minutes=minutes))
    opened(session, reader=LOTTE)

    viewed = [entry for entry in session.exec(select(AuditEntry)) if entry.action == "pip.viewed"]
    assert sorted(entry.actor_id for entry in viewed) == [AMINA.id, AMINA.id, LOTTE.id]


def test_reading_again_this_hour_writes_nothing_and_the_first_time_must_write(session):
    given_signed(session)

    first = pips.reread_plan(session, actor=AMINA.actor, person_id=AMINA.id, now=NOON)
    opened(session)
    before = len(acts(session))
    again = pips.reread_plan(session, actor=AMINA.actor, person_id=AMINA.id, now=NOON)

    assert first is None
    assert again.plan is not None
    assert len(acts(session)) == before


def test_reading_takes_three_queries_however_much_was_written_down(session):
    contract = given_signed(session)
    opened(session)
    with counted_queries(session) as few:
        pips.reread_plan(session, actor=AMINA.actor, person_id=AMINA.id, now=NOON)
    given_hours(session, contract, count=40)
    for n in range(5):
        given_suspension(session, contract, starts_on=date(2026, 2, 1 + n))
        starts_at = NOON + timedelta(days=n)
        session.add(
            Appointment(
                contract_id=contract.id, kind=AppointmentKind.TALK, starts_at=starts_at, place="Leuven"
            )
        )
    session.flush()
    with counted_queries(session) as many:
        view = pips.reread_plan(session, actor=AMINA.actor, person_id=AMINA.id, now=NOON)

    assert len(few) == len(many) == 3
    assert view.plan.facts.hours.waiting == 40 * 120
    assert len(view.plan.facts.visits) == 5


def test_that_somebody_looked_this_hour_is_read_once(session, database):
    given_signed(session)
    opened(session)
    session.commit()

    def queries(now):
        with db.reading() as reader, counted_queries(reader) as ran:
            view = pips.reread_plan(reader, actor=AMINA.actor, person_id=AMINA.id, now=now)
        return len(ran), view is not None

    assert [queries(NOON) for _look in range(3)] == [(3, True), (2, True), (2, True)]
    assert queries(NOON + timedelta(hours=1)) == (3, False)  # a new hour, a new trace


def test_an_appointment_that_passed_or_was_cancelled_is_not_shown(session):
    contract = given_signed(session)
    for n, cancelled in ((-1, False), (1, True), (2, False)):
        starts_at = NOON + timedelta(days=n)
        session.add(
            Appointment(
                contract_id=contract.id,
                kind=AppointmentKind.TALK,
                starts_at=starts_at,
                place="Leuven",
                cancelled=cancelled,
            )
        )
    session.flush()

    assert [visit.starts_at for visit in opened(session).plan.facts.visits] == [NOON + timedelta(days=2)]


def test_the_running_contract_counts_before_a_newer_one_that_ended(session):
    given_signed(session)
    ended = given_registered(session, OLEKSANDR)
    ended.person_id, ended.state = AMINA.id, ContractState.ENDED
    ended.registered_on, ended.ended_on = date(2026, 2, 1), date(2026, 2, 2)
    session.add(ended)
    session.flush()

    assert opened(session).plan.facts.contract.state is ContractState.SIGNED


# ── own clients ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_lotte_sees_her_own_clients_by_name_with_what_is_late(session):
    given_signed(session)
    given_signed(session, OLEKSANDR)

    found = pips.clients(session, actor=LOTTE.actor, now=datetime(2026, 3, 16, 11, tzinfo=UTC))

    assert [client.given_name for client in found] == ["Amina", "Oleksandr"]
    assert [d.code for d in found[0].overdue] == [DeadlineCode.WORK_REGISTRATION]
    assert pips.clients(session, actor=PIETER.actor, now=NOON) == ()


@pytest.mark.parametrize("reader", [AMINA, JAN, SOFIE], ids=lambda member: member.id)
def test_who_guides_nobody_has_no_list_of_clients(session, reader):
    with pytest.raises(NotAllowed):
        pips.clients(session, actor=reader.actor, now=NOON)


def test_the_list_takes_as_many_queries_for_many_clients_as_for_one(session):
    given_signed(session)
    with counted_queries(session) as one:
        pips.clients(session, actor=LOTTE.actor, now=NOON)
    for n in range(12):
        person = Person(
            id=f"p{n}", given_name=f"P{n}", family_name="X", nis_code=AMINA.nis_code, created_at=NOON
        )
        session.add(person)
        session.flush()
        contracts.register_contract(
            session, actor=LOTTE.actor, person_id=person.id, trajectbegeleider_id=LOTTE.id, registered_on=REGISTERED,
            duty=Duty.RECHTHEBBEND, now=NOON,
        )  # fmt: skip
    with counted_queries(session) as many:
        found = pips.clients(session, actor=LOTTE.actor, now=NOON)

    assert len(found) == 13
    assert len(many) == len(one) <= 6


# ── the contract ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_registering_twice_on_one_day_is_one_contract(session):
    first, second = given_registered(session), given_registered(session)

    assert first.id == second.id
    assert acts(session).count("contract.registered") == 1


def test_a_second_track_beside_a_running_one_is_refused(session):
    given_registered(session)

    with pytest.raises(WrongState):
        given_registered(session, registered_on=date(2026, 1, 2))


def test_only_the_agency_of_the_municipality_registers(session):
    session.get_one(Person, AMINA.id).nis_code = "44021"  # Gent: Amal's
    session.flush()

    with pytest.raises(NotAllowed):
        given_registered(session)


def test_an_inburgeraar_does_not_register_anybody(session):
    with pytest.raises(NotAllowed):
        contracts.register_contract(
            session, actor=AMINA.actor, person_id=AMINA.id, trajectbegeleider_id=LOTTE.id, registered_on=REGISTERED,
            duty=Duty.VERPLICHT, now=NOON,
        )  # fmt: skip


def test_signing_twice_on_one_day_is_once_and_on_another_day_refused(session):
    contract = given_signed(session)

    contracts.sign_contract(session, actor=LOTTE.actor, contract_id=contract.id, signed_on=SIGNED, now=NOON)
    with pytest.raises(WrongState):
        contracts.sign_contract(
            session, actor=LOTTE.actor, contract_id=contract.id, signed_on=TODAY, now=NOON
        )

    assert acts(session).count("contract.signed") == 1


@pytest.mark.parametrize(
    ("day", "reason"),
    [(date(2025, 11, 30), "before-registration"), (TODAY + timedelta(days=1), "in-the-future")],
)
def test_a_contract_is_not_signed_before_the_registration_nor_tomorrow(session, day, reason):
    contract = given_registered(session)

    with pytest.raises(OutsideRules) as refused:
        contracts.sign_contract(session, actor=LOTTE.actor, contract_id=contract.id, signed_on=day, now=NOON)

    assert refused.value.reason == reason


def test_another_trajectbegeleider_changes_nothing(session):
    contract = given_signed(session)
    same = {"actor": PIETER.actor, "contract_id": contract.id, "now": NOON}
    attempts = [
        lambda: contracts.sign_contract(session, signed_on=TODAY, **same),
        lambda: contracts.complete_contract(session, ended_on=TODAY, **same),
        lambda: contracts.add_opschorting(
            session, scope=SuspendedScope.TRACK, ground=OpschortingGround.CARE, starts_on=TODAY, ends_on=TODAY,
            proof_seen_on=TODAY, **same,
        ),
        lambda: pip_acts.fix_parts(session, form=TrajectForm.LINEAIR, fixed_on=TODAY, **same),
        lambda: pip_acts.record_nt2_advice(session, advice="cvo-verkort", **same),
        lambda: pip_acts.plan_part(session, pillar=Pillar.MO, starts_on=TODAY, **same),
        lambda: pip_acts.achieve_part(session, pillar=Pillar.WERK, achieved_on=TODAY, **same),
        lambda: pip_acts.grant_vrijstelling(
            session, pillar=Pillar.MO, ground=VrijstellingGround.ILLNESS_OR_HANDICAP, granted_on=TODAY, proof_seen_on=TODAY, **same
        ),
        lambda: pip_acts.record_result(session, kind=TestKind.MO_TEST, taken_on=TODAY, outcome=ResultOutcome.PASSED, **same),
        lambda: pip_acts.approve_hours(session, entry_ids=[], **same),
        lambda: pips.waiting_hours(session, actor=PIETER.actor, person_id=AMINA.id),
    ]  # fmt: skip
    before = acts(session)

    for attempt in attempts:
        with pytest.raises(NotAllowed):
            attempt()

    assert acts(session) == before


def test_a_contract_that_nobody_has_is_not_found(session):
    with pytest.raises(NotFound):
        pip_acts.plan_part(
            session, actor=LOTTE.actor, contract_id="none", pillar=Pillar.MO, starts_on=TODAY, now=NOON
        )


def test_the_attest_needs_every_compulsory_part(session):
    contract = given_signed(session)
    finish = {"actor": LOTTE.actor, "contract_id": contract.id, "now": NOON}

    with pytest.raises(WrongState):
        contracts.complete_contract(session, ended_on=TODAY, **finish)
    pip_acts.record_result(
        session, kind=TestKind.MO_TEST, taken_on=TODAY, outcome=ResultOutcome.PASSED, **finish
    )
    pip_acts.record_result(
        session, kind=TestKind.NT2_TEST, taken_on=TODAY, outcome=ResultOutcome.PASSED, level="A2", **finish
    )
    pip_acts.achieve_part(session, pillar=Pillar.WERK, achieved_on=date(2026, 2, 2), **finish)
    pip_acts.approve_hours(session, entry_ids=given_hours(session, contract, count=20), **finish)
    done = contracts.complete_contract(session, ended_on=TODAY, **finish)

    assert done.state is ContractState.COMPLETED
    with pytest.raises(WrongState):
        pip_acts.plan_part(session, pillar=Pillar.MO, starts_on=TODAY, **finish)


# ── suspensions ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_suspension_moves_the_term_to_register_for_work(session):
    contract = given_signed(session)

    given_suspension(session, contract)

    term = next(d for d in opened(session).plan.deadlines if d.code is DeadlineCode.WORK_REGISTRATION)
    assert (term.due_on, term.moved_days) == (date(2026, 4, 4), 20)


def test_the_same_suspension_twice_is_one_and_with_another_end_refused(session):
    contract = given_signed(session)

    given_suspension(session, contract)
    given_suspension(session, contract)
    with pytest.raises(WrongState):
        given_suspension(session, contract, ends_on=date(2026, 5, 1))

    assert acts(session).count("opschorting.added") == 1


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"ends_on": date(2026, 2, 1)}, "ends-before-start"),
        ({"ground": OpschortingGround.WORK_OR_STUDY}, "ground-unknown"),
        ({"proof_seen_on": TODAY + timedelta(days=1)}, "in-the-future"),
    ],
)
def test_a_suspension_outside_the_rules_is_refused(session, changes, reason):
    contract = given_signed(session)

    with pytest.raises(OutsideRules) as refused:
        given_suspension(session, contract, **changes)

    assert refused.value.reason == reason


# ── parts ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_fixing_the_parts_twice_alike_is_once(session):
    contract = given_registered(session)
    how = {"form": TrajectForm.GECOMBINEERD, "nt2_advice": "cvo-verkort", "fixed_on": date(2025, 12, 20)}

    for _ in range(2):
        pip = pip_acts.fix_parts(session, actor=LOTTE.actor, contract_id=contract.id, now=NOON, **how)

    assert pip.version == 2
    assert acts(session).count("pip.parts-fixed") == 1


def test_a_compulsory_part_cannot_be_chosen_and_an_unknown_advice_not_given(session):
    contract = given_registered(session)
    how = {
        "actor": LOTTE.actor,
        "contract_id": contract.id,
        "form": TrajectForm.LINEAIR,
        "fixed_on": TODAY,
        "now": NOON,
    }

    with pytest.raises(OutsideRules, match="not-optional"):
        pip_acts.fix_parts(session, optional=[Pillar.MO], **how)
    with pytest.raises(OutsideRules, match="advice-unknown"):
        pip_acts.fix_parts(session, nt2_advice="cvo-fast", **how)


def test_planning_an_optional_part_chooses_it(session):
    contract = given_signed(session, occupation=Occupation.WORK)
    before = opened(session).plan.part(Pillar.PARTICIPATIE).state

    pip_acts.plan_part(
        session,
        actor=LOTTE.actor,
        contract_id=contract.id,
        pillar=Pillar.PARTICIPATIE,
        starts_on=TODAY,
        now=NOON,
    )

    assert before is PartState.NOT_CHOSEN
    assert opened(session).plan.part(Pillar.PARTICIPATIE).state is PartState.STARTED


def test_planning_alike_twice_is_one_version(session):
    contract = given_signed(session)
    how = {
        "pillar": Pillar.MO,
        "starts_on": date(2026, 4, 1),
        "ends_on": date(2026, 6, 1),
        "language": "ar",
        "place": "Leuven",
    }

    for _ in range(2):
        pip_acts.plan_part(session, actor=LOTTE.actor, contract_id=contract.id, now=NOON, **how)

    assert acts(session).count("pip.part-planned") == 1
    assert session.exec(select(Pip)).one().version == 3  # fixed, then planned


def test_a_part_that_the_track_does_not_have_is_not_planned(session):
    contract = given_signed(session, may_work=False)

    with pytest.raises(OutsideRules, match="not-in-track"):
        pip_acts.plan_part(
            session, actor=LOTTE.actor, contract_id=contract.id, pillar=Pillar.WERK, starts_on=TODAY, now=NOON
        )


def test_passing_the_test_finishes_the_part_and_failing_does_not(session):
    contract = given_signed(session)
    how = {"actor": LOTTE.actor, "contract_id": contract.id, "kind": TestKind.MO_TEST, "now": NOON}

    pip_acts.record_result(session, taken_on=date(2026, 2, 2), outcome=ResultOutcome.FAILED, **how)
    after_failing = opened(session).plan.part(Pillar.MO)
    pip_acts.record_result(session, taken_on=date(2026, 3, 2), outcome=ResultOutcome.PASSED, **how)
    after_passing = opened(session).plan.part(Pillar.MO)

    assert after_failing.is_open
    assert after_passing.state is PartState.ACHIEVED
    assert [result.outcome for result in after_passing.results] == [
        ResultOutcome.FAILED,
        ResultOutcome.PASSED,
    ]


def test_one_test_has_one_result(session):
    contract = given_signed(session)
    how = {
        "actor": LOTTE.actor,
        "contract_id": contract.id,
        "kind": TestKind.MO_TEST,
        "taken_on": TODAY,
        "now": NOON,
    }

    for _ in range(2):
        pip_acts.record_result(session, outcome=ResultOutcome.FAILED, **how)
    with pytest.raises(WrongState):
        pip_acts.record_result(session, outcome=ResultOutcome.PASSED, **how)

    assert acts(session).count("result.recorded") == 1


def test_passing_the_vrijstellingstest_exempts_from_the_course(session):
    contract = given_signed(session)

    pip_acts.record_result(
        session, actor=LOTTE.actor, contract_id=contract.id, kind=TestKind.MO_VRIJSTELLINGSTEST, taken_on=TODAY,
        outcome=ResultOutcome.PASSED, now=NOON,
    )  # fmt: skip

    part = opened(session).plan.part(Pillar.MO)
    assert (part.state, part.exemption.ground) == (PartState.EXEMPT, VrijstellingGround.VRIJSTELLINGSTEST)


def test_a_part_with_a_test_is_not_achieved_by_hand(session):
    contract = given_signed(session)

    with pytest.raises(OutsideRules, match="needs-proof"):
        pip_acts.achieve_part(
            session,
            actor=LOTTE.actor,
            contract_id=contract.id,
            pillar=Pillar.NT2,
            achieved_on=TODAY,
            now=NOON,
        )


def test_registering_for_work_is_done_once_and_leaves_the_list(session):
    contract = given_signed(session)
    how = {"actor": LOTTE.actor, "contract_id": contract.id, "pillar": Pillar.WERK, "now": NOON}

    for _ in range(2):
        pip_acts.achieve_part(session, achieved_on=date(2026, 2, 2), **how)
    with pytest.raises(WrongState):
        pip_acts.achieve_part(session, achieved_on=TODAY, **how)

    assert StepCode.REGISTER_FOR_WORK not in {
        step.code for step in opened(session).plan.steps if step.is_open
    }
    assert acts(session).count("pip.part-achieved") == 1


def test_an_exemption_needs_a_ground_that_counts_for_the_part(session):
    contract = given_signed(session)
    how = {
        "actor": LOTTE.actor,
        "contract_id": contract.id,
        "granted_on": TODAY,
        "proof_seen_on": TODAY,
        "now": NOON,
    }

    with pytest.raises(OutsideRules, match="ground-unknown"):
        pip_acts.grant_vrijstelling(session, pillar=Pillar.MO, ground=VrijstellingGround.MAY_NOT_WORK, **how)
    for _ in range(2):
        pip_acts.grant_vrijstelling(
            session, pillar=Pillar.NT2, ground=VrijstellingGround.LANGUAGE_PROOF, **how
        )
    with pytest.raises(WrongState):
        pip_acts.grant_vrijstelling(
            session, pillar=Pillar.NT2, ground=VrijstellingGround.ILLNESS_OR_HANDICAP, **how
        )

    assert opened(session).plan.part(Pillar.NT2).state is PartState.EXEMPT
    assert acts(session).count("vrijstelling.granted") == 1


# ── hours ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_only_approved_hours_count(session):
    contract = given_signed(session)
    entries = given_hours(session, contract)

    before = opened(session).plan.facts.hours
    approved = pip_acts.approve_hours(
        session, actor=LOTTE.actor, contract_id=contract.id, entry_ids=entries[:2], now=NOON
    )
    after = opened(session).plan.facts.hours

    assert (before.approved, before.waiting) == (0, 360)
    assert approved == 2
    assert (after.approved, after.waiting) == (240, 120)
    assert [
        entry.id for entry in pips.waiting_hours(session, actor=LOTTE.actor, person_id=AMINA.id)
    ] == entries[2:]


def test_hours_are_approved_once_and_refused_ones_not_at_all(session):
    contract = given_signed(session)
    entries = given_hours(session, contract)
    how = {"actor": LOTTE.actor, "contract_id": contract.id, "now": NOON}

    pip_acts.approve_hours(session, entry_ids=entries, **how)
    again = pip_acts.approve_hours(session, entry_ids=entries, **how)
    session.get_one(HoursEntry, entries[0]).state = HoursState.REFUSED
    session.flush()

    assert again == 0
    assert acts(session).count("hours.approved") == 1
    with pytest.raises(WrongState):
        pip_acts.approve_hours(session, entry_ids=entries, **how)


def test_hours_of_somebody_else_are_not_found(session):
    amina, oleksandr = given_signed(session), given_signed(session, OLEKSANDR)
    entries = given_hours(session, oleksandr)

    with pytest.raises(NotFound):
        pip_acts.approve_hours(session, actor=LOTTE.actor, contract_id=amina.id, entry_ids=entries, now=NOON)


def test_no_act_writes_a_name_into_the_trail(session):
    given_suspension(session, given_signed(session))
    opened(session)

    written = " ".join(str(entry.facts) for entry in session.exec(select(AuditEntry)))

    assert "Amina" not in written
    assert audit.verify(session).sound


def test_an_optional_part_is_chosen_and_left_out_again_until_the_signature(session):
    contract = given_registered(session, duty=Duty.RECHTHEBBEND, occupation=Occupation.WORK)
    how = {
        "actor": LOTTE.actor, "contract_id": contract.id, "form": TrajectForm.LINEAIR, "fixed_on": TODAY, "now": NOON
    }  # fmt: skip

    def chosen():
        plan = opened(session).plan
        return Pillar.PARTICIPATIE in {part.pillar for part in plan.facts.parts}

    pip_acts.fix_parts(session, optional=[Pillar.PARTICIPATIE], **how)
    assert chosen()
    pip_acts.fix_parts(session, **how)
    assert not chosen()
    version = pip_acts.fix_parts(session, **how).version
    assert pip_acts.fix_parts(session, **how).version == version

    pip_acts.plan_part(
        session, actor=LOTTE.actor, contract_id=contract.id, pillar=Pillar.PARTICIPATIE, starts_on=TODAY, now=NOON
    )  # fmt: skip
    with pytest.raises(WrongState):
        pip_acts.fix_parts(session, **how)
