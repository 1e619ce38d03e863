"""What a trajectbegeleider does to a plan. Every act asks the matrix, refuses what is out of order, and is written down."""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from sqlmodel import Session, col, select

from portal.errors import NotFound, OutsideRules, WrongState
from portal.models.contracts import ContractState
from portal.models.hours import DecisionOutcome
from portal.models.pips import (
    Appointment,
    AppointmentKind,
    HoursEntry,
    HoursState,
    PartStatus,
    Pillar,
    Pip,
    PipPart,
    ResultOutcome,
    TestKind,
    TestResult,
    TrajectForm,
    Vrijstelling,
    VrijstellingGround,
)
from portal.services import hour_review, rules
from portal.services.acts import Act, begin
from portal.services.parts import WITH_TEST, Part, PartState
from portal.services.permissions import Actor
from portal.services.plan_facts import PartFacts
from portal.services.rule_kinds import Goal, GroundAct, Requirement

PILLAR_OF: Mapping[TestKind, Pillar] = {
    TestKind.MO_TEST: Pillar.MO,
    TestKind.MO_VRIJSTELLINGSTEST: Pillar.MO,
    TestKind.NT2_TEST: Pillar.NT2,
}


def fix_parts(
    session: Session,
    *,
    actor: Actor,
    contract_id: str,
    optional: Collection[Pillar] = (),
    form: TrajectForm,
    nt2_advice: str | None = None,
    fixed_on: date,
    now: datetime,
) -> Pip:
    """Fix which parts belong to the track, in which form; may be done again until the contract is signed.

    Raises:
        NotFound: there is no such contract.
        NotAllowed: the actor does not guide this person.
        WrongState: the contract is signed or over, or an optional part that is left out was planned already.
        OutsideRules: an optional part or an advice the rules do not know, or a day in the future.
    """
    act = begin(session, actor=actor, contract_id=contract_id, now=now)
    if act.contract.state is not ContractState.REGISTERED:
        raise WrongState("contract", act.contract.state.value)
    act.not_in_future(fixed_on)
    current = act.plan()
    for pillar in optional:
        if current.part(pillar).requirement is not Requirement.OPTIONAL:
            raise OutsideRules("not-optional")
    _known_advice(act, nt2_advice, current.decides_on)
    pip = act.pip()
    wanted = {p.pillar for p in current.parts if p.requirement is Requirement.COMPULSORY} | set(optional)
    fixed = (pip.form, pip.nt2_advice, pip.parts_fixed_on) == (form, nt2_advice, fixed_on)
    if fixed and wanted == {part.pillar for part in current.facts.parts}:
        return pip
    act.touch()
    for pillar in sorted(wanted):
        _row(act, pillar)
    for part in current.facts.parts:
        if part.pillar not in wanted:
            _drop(act, part)
    pip.form, pip.nt2_advice, pip.parts_fixed_on = form, nt2_advice, fixed_on
    session.add(pip)
    session.flush()
    chosen = sorted(pillar.value for pillar in optional)
    act.write_down("pip.parts-fixed", form=form.value, optional=chosen)
    return pip


def record_nt2_advice(session: Session, *, actor: Actor, contract_id: str, advice: str, now: datetime) -> Pip:
    """Write down the NT2 advice, which binds the school.

    Raises:
        NotFound: there is no such contract.
        NotAllowed: the actor does not guide this person.
        WrongState: the track is over.
        OutsideRules: the rules do not know this advice.
    """
    act = begin(session, actor=actor, contract_id=contract_id, now=now)
    act.must_run()
    _known_advice(act, advice, act.plan().decides_on)
    pip = act.pip()
    if pip.nt2_advice == advice:
        return pip
    act.touch()
    pip.nt2_advice = advice
    session.add(pip)
    act.write_down("pip.advice-recorded", advice=advice)
    return pip


def plan_part(
    session: Session,
    *,
    actor: Actor,
    contract_id: str,
    pillar: Pillar,
    starts_on: date,
    ends_on: date | None = None,
    language: str | None = None,
    place: str | None = None,
    now: datetime,
) -> PipPart:
    """Plan a part, or plan it anew; planning an optional part chooses it.

    Raises:
        NotFound: there is no such contract.
        NotAllowed: the actor does not guide this person.
        WrongState: the part is exempt or achieved, or the track is over.
        OutsideRules: the track does not have this part, or it would end before it starts.
    """
    act = begin(session, actor=actor, contract_id=contract_id, now=now)
    act.must_run()
    written = act.plan().part(pillar)
    _must_be_open(written, also=PartState.NOT_CHOSEN)
    if ends_on is not None and ends_on < starts_on:
        raise OutsideRules("ends-before-start")
    planned = (PartStatus.PLANNED, starts_on, ends_on, language, place)
    before = written.facts
    if planned == (before.status, before.starts_on, before.ends_on, before.language, before.place):
        return _row(act, pillar)
    act.touch()
    row = _row(act, pillar)
    row.status, row.starts_on, row.ends_on, row.language, row.place = planned
    session.add(row)
    session.flush()
    act.write_down(
        "pip.part-planned",
        pillar=pillar.value,
        first=starts_on.isoformat(),
        last=ends_on.isoformat() if ends_on else None,
    )
    act.follow()
    return row


def unplan_part(
    session: Session, *, actor: Actor, contract_id: str, pillar: Pillar, now: datetime
) -> PipPart:
    """Cancel a part that has not begun, with its first lesson; what was charged for it is withdrawn. Twice is once.

    Raises:
        NotFound: there is no such contract.
        NotAllowed: the actor does not guide this person.
        WrongState: the part has begun, is exempt or achieved, or the track is over.
        OutsideRules: the track does not have this part.
    """
    act = begin(session, actor=actor, contract_id=contract_id, now=now)
    act.must_run()
    part = act.plan().part(pillar)
    _must_be_open(part, also=PartState.NOT_CHOSEN)
    if part.progress is PartState.TO_PLAN:
        return _row(act, pillar)
    if part.progress is not PartState.PLANNED:
        raise WrongState("part", part.progress.value)
    act.touch()
    row = _row(act, pillar)
    row.status, row.starts_on, row.ends_on, row.language, row.place = (
        PartStatus.TO_PLAN,
        None,
        None,
        None,
        None,
    )
    session.add(row)
    lessons = select(Appointment).where(
        Appointment.contract_id == contract_id,
        Appointment.kind == AppointmentKind.COURSE_START,
        Appointment.pillar == pillar,
        Appointment.starts_at > now,
    )
    for lesson in session.exec(lessons):
        lesson.cancelled = True
        session.add(lesson)
    session.flush()
    act.write_down("pip.part-cancelled", pillar=pillar.value)
    act.follow()
    return row


def achieve_part(
    session: Session, *, actor: Actor, contract_id: str, pillar: Pillar, achieved_on: date, now: datetime
) -> PipPart:
    """Write down that a part without a test is done: a registration for work, a course without a test.

    Raises:
        NotFound: there is no such contract.
        NotAllowed: the actor does not guide this person.
        WrongState: the part is exempt, or was achieved on another day.
        OutsideRules: the goal of the part is a test or hours, or the day lies in the future.
    """
    act = begin(session, actor=actor, contract_id=contract_id, now=now)
    act.must_run()
    part = act.plan().part(pillar)
    if part.state is PartState.ACHIEVED and part.facts.achieved_on == achieved_on:
        return _row(act, pillar)
    _must_be_open(part)
    act.not_in_future(achieved_on)
    if part.goal in WITH_TEST or part.goal is Goal.PARTICIPATION_HOURS:
        raise OutsideRules("needs-proof", part.rule_id)
    return _achieved(act, pillar, achieved_on)


def grant_vrijstelling(
    session: Session,
    *,
    actor: Actor,
    contract_id: str,
    pillar: Pillar,
    ground: VrijstellingGround,
    granted_on: date,
    proof_seen_on: date,
    now: datetime,
) -> Vrijstelling:
    """Exempt somebody from a part, on a ground that the rules know; the proof itself is not kept.

    Raises:
        NotFound: there is no such contract.
        NotAllowed: the actor does not guide this person.
        WrongState: the part is achieved, exempt on another ground, or the track is over.
        OutsideRules: the ground does not count for this part, the track does not have it, or a day is in the future.
    """
    act = begin(session, actor=actor, contract_id=contract_id, now=now)
    act.must_run()
    part = act.plan().part(pillar)
    if part.exemption is not None and part.exemption.ground is ground:
        row = _row(act, pillar)
        return session.exec(select(Vrijstelling).where(Vrijstelling.part_id == row.id)).one()
    _must_be_open(part, also=PartState.NOT_CHOSEN)
    act.not_in_future(max(granted_on, proof_seen_on))
    return _exempt(act, pillar, ground, granted_on, proof_seen_on)


def record_result(
    session: Session,
    *,
    actor: Actor,
    contract_id: str,
    kind: TestKind,
    taken_on: date,
    outcome: ResultOutcome,
    level: str | None = None,
    now: datetime,
) -> TestResult:
    """Write down the result of a test; passing finishes the part (the vrijstellingstest exempts from it).

    Raises:
        NotFound: there is no such contract.
        NotAllowed: the actor does not guide this person.
        WrongState: this test has another result already, or the part is no longer open.
        OutsideRules: the track does not have the part, or the day lies in the future.
    """
    act = begin(session, actor=actor, contract_id=contract_id, now=now)
    act.must_run()
    pillar = PILLAR_OF[kind]
    part = act.plan().part(pillar)
    same = next((r for r in part.results if r.kind is kind and r.taken_on == taken_on), None)
    if same is not None and same.outcome is not outcome:
        raise WrongState("result", same.outcome.value)
    if same is not None:
        return _result(act, pillar, kind, taken_on)
    _must_be_open(part)
    act.not_in_future(taken_on)
    result = TestResult(
        part_id=_row(act, pillar).id, kind=kind, taken_on=taken_on, outcome=outcome, level=level
    )
    session.add(result)
    act.touch()
    act.write_down("result.recorded", kind=kind.value, on=taken_on.isoformat(), outcome=outcome.value)
    if outcome is ResultOutcome.PASSED:
        _after_passing(act, kind, taken_on)
    act.follow()
    return result


def approve_hours(
    session: Session, *, actor: Actor, contract_id: str, entry_ids: Collection[str], now: datetime
) -> int:
    """Approve hours of participation of one plan; returns how many entries were approved now.

    Raises:
        NotFound: there is no such contract, or an entry is not of this contract.
        NotAllowed: the actor does not guide this person.
        WrongState: an entry was refused, or the track is over.
        OutsideRules: an entry is not over yet.
    """
    act = begin(session, actor=actor, contract_id=contract_id, now=now)
    act.must_run()
    wanted = set(entry_ids)
    if not wanted:
        return 0
    rows = session.exec(
        select(HoursEntry).where(
            HoursEntry.contract_id == contract_id, col(HoursEntry.id).in_(sorted(wanted))
        )
    ).all()
    if len(rows) != len(wanted):
        raise NotFound("hours")
    new = sum(row.state is not HoursState.APPROVED for row in rows)
    hour_review.decide(session, actor=actor, entry_ids=wanted, outcome=DecisionOutcome.APPROVED, now=now)
    return new


def _result(act: Act, pillar: Pillar, kind: TestKind, taken_on: date) -> TestResult:
    part = _row(act, pillar)
    same_test = (TestResult.part_id == part.id, TestResult.kind == kind, TestResult.taken_on == taken_on)
    return act.session.exec(select(TestResult).where(*same_test)).one()


def _after_passing(act: Act, kind: TestKind, taken_on: date) -> None:
    if kind is TestKind.MO_VRIJSTELLINGSTEST:
        _exempt(act, PILLAR_OF[kind], VrijstellingGround.VRIJSTELLINGSTEST, taken_on, taken_on)
    else:
        _achieved(act, PILLAR_OF[kind], taken_on)


def _achieved(act: Act, pillar: Pillar, achieved_on: date) -> PipPart:
    act.touch()
    row = _row(act, pillar)
    row.status, row.achieved_on = PartStatus.ACHIEVED, achieved_on
    act.session.add(row)
    act.session.flush()
    act.write_down("pip.part-achieved", pillar=pillar.value, on=achieved_on.isoformat())
    act.follow()
    return row


def _exempt(
    act: Act, pillar: Pillar, ground: VrijstellingGround, granted_on: date, proof_seen_on: date
) -> Vrijstelling:
    known = rules.rulebook().grounds(GroundAct.VRIJSTELLING, granted_on, rules.region_of(act.contract.agency))
    rule = next((r for r in known if r.ground == ground.value and pillar in r.pillars), None)
    if rule is None:
        raise OutsideRules("ground-unknown")
    act.touch()
    vrijstelling = Vrijstelling(
        part_id=_row(act, pillar).id,
        ground=ground,
        granted_on=granted_on,
        proof_seen_on=proof_seen_on,
        decided_by=act.actor.person_id,
    )
    act.session.add(vrijstelling)
    act.session.flush()
    act.write_down("vrijstelling.granted", pillar=pillar.value, on=granted_on.isoformat(), rule=rule.id)
    act.follow()
    return vrijstelling


def _must_be_open(part: Part, *, also: PartState | None = None) -> None:
    if part.state is PartState.NOT_IN_TRACK:
        raise OutsideRules("not-in-track")
    if not part.is_open and part.state is not also:
        raise WrongState("part", part.state.value)


def _drop(act: Act, part: PartFacts) -> None:
    """Leave out an optional part that was chosen before."""
    if part.status is not PartStatus.TO_PLAN or part.exemption is not None:
        raise WrongState("part", part.status.value)
    act.session.delete(_row(act, part.pillar))
    act.session.flush()


def _known_advice(act: Act, advice: str | None, on: date) -> None:
    known = rules.rulebook().courses(Pillar.NT2, on, rules.region_of(act.contract.agency))
    if advice is not None and advice not in known:
        raise OutsideRules("advice-unknown")


def _row(act: Act, pillar: Pillar) -> PipPart:
    """Return the row of a part, made when it is not there; the lock on the contract keeps it single."""
    pip = act.pip()
    row = act.session.exec(select(PipPart).where(PipPart.pip_id == pip.id, PipPart.pillar == pillar)).first()
    if row is None:
        row = PipPart(pip_id=pip.id, pillar=pillar)
        act.session.add(row)
        act.session.flush()
    return row
