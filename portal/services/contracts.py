"""The inburgeringscontract: register, sign, suspend, complete. Each act is refused, done once, and written down."""

from datetime import date, datetime

from sqlmodel import Session, col, select

from portal.errors import NotFound, OutsideRules, WrongState
from portal.models.contracts import (
    ContractState,
    Duty,
    Inburgeringscontract,
    Occupation,
    Opschorting,
    OpschortingGround,
    SuspendedScope,
)
from portal.models.people import Agency, Organisation, OrganisationKind, Person, Role
from portal.models.pips import Pip
from portal.services import permissions, pip_rows, places, rules
from portal.services.acts import Act, begin, not_in_future
from portal.services.permissions import Action, Actor, Target
from portal.services.rule_kinds import GroundAct, GroundRule, Requirement
from portal.services.terms import add_months


def register_contract(
    session: Session,
    *,
    actor: Actor,
    person_id: str,
    trajectbegeleider_id: str,
    registered_on: date,
    duty: Duty,
    occupation: Occupation = Occupation.NONE,
    may_work: bool = True,
    non_literate: bool = False,
    duty_since_on: date | None = None,
    now: datetime,
) -> Inburgeringscontract:
    """Register somebody (aanmelding) at the agency of their municipality; the same day twice is once.

    Raises:
        NotFound: no such person, or no agency of ours serves where they live.
        NotAllowed: the actor does not work for that agency.
        WrongState: another track of this person runs already.
        OutsideRules: the day lies in the future.
    """
    person = session.exec(select(Person).where(Person.id == person_id).with_for_update()).first()
    agency = places.agency_of(person.nis_code) if person and person.nis_code else None
    owner = Target(owner_id=person_id, organisation_id=_workplace(session, agency, actor))
    permissions.require(actor, Action.CONTRACT_REGISTER, owner)
    if person is None or person.nis_code is None or agency is None:
        raise NotFound("agency")
    not_in_future(registered_on, now)
    running = _running(session, person_id)
    if running is not None:
        if running.registered_on == registered_on:
            return running
        raise WrongState("contract", running.state.value)
    contract = Inburgeringscontract(
        person_id=person_id, state=ContractState.REGISTERED, duty=duty, occupation=occupation, may_work=may_work,
        non_literate=non_literate, nis_code=person.nis_code, agency=agency, trajectbegeleider_id=trajectbegeleider_id,
        duty_since_on=duty_since_on, registered_on=registered_on,
    )  # fmt: skip
    session.add(contract)
    session.flush()
    session.add(Pip(contract_id=contract.id, changed_at=now))
    session.flush()
    registered = Act(session, actor, contract, now)
    registered.write_down("contract.registered", duty=duty.value, on=registered_on.isoformat())
    return contract


def sign_contract(
    session: Session, *, actor: Actor, contract_id: str, signed_on: date, now: datetime
) -> Inburgeringscontract:
    """Write down that the contract was signed; from then on its date decides which rules hold.

    Raises:
        NotFound: there is no such contract.
        NotAllowed: the actor does not guide this person.
        WrongState: it was signed on another day, or is over.
        OutsideRules: the day lies before the registration or in the future.
    """
    act = begin(session, actor=actor, contract_id=contract_id, now=now)
    contract = act.contract
    if contract.state is ContractState.SIGNED and contract.signed_on == signed_on:
        return contract
    if contract.state is not ContractState.REGISTERED:
        raise WrongState("contract", contract.state.value)
    act.not_in_future(signed_on)
    if signed_on < contract.registered_on:
        raise OutsideRules("before-registration")
    contract.state, contract.signed_on = ContractState.SIGNED, signed_on
    session.add(contract)
    session.flush()
    act.write_down("contract.signed", on=signed_on.isoformat())
    act.follow()
    return contract


def complete_contract(
    session: Session, *, actor: Actor, contract_id: str, ended_on: date, now: datetime
) -> Inburgeringscontract:
    """Write down that every goal is reached and the inburgeringsattest is given.

    Raises:
        NotFound: there is no such contract.
        NotAllowed: the actor does not guide this person.
        WrongState: a compulsory part is still open, or the track is over.
        OutsideRules: the day lies before the signature or in the future.
    """
    act = begin(session, actor=actor, contract_id=contract_id, now=now)
    contract = act.contract
    if contract.state is ContractState.COMPLETED and contract.ended_on == ended_on:
        return contract
    if contract.state is not ContractState.SIGNED:
        raise WrongState("contract", contract.state.value)
    act.not_in_future(ended_on)
    if contract.signed_on is not None and ended_on < contract.signed_on:
        raise OutsideRules("before-signature")
    for part in act.plan().parts:
        if part.is_open and part.requirement is Requirement.COMPULSORY:
            raise WrongState(f"part-{part.pillar.value}", part.state.value)
    contract.state, contract.ended_on = ContractState.COMPLETED, ended_on
    session.add(contract)
    session.flush()
    act.write_down("contract.completed", on=ended_on.isoformat())
    act.follow()
    return contract


def add_opschorting(
    session: Session,
    *,
    actor: Actor,
    contract_id: str,
    scope: SuspendedScope,
    ground: OpschortingGround,
    starts_on: date,
    ends_on: date,
    proof_seen_on: date,
    now: datetime,
) -> Opschorting:
    """Suspend a track or one part for some time, on a ground that the rules know; the proof itself is not kept.

    Raises:
        NotFound: there is no such contract.
        NotAllowed: the actor does not guide this person.
        WrongState: the track is over, or the same suspension has another end.
        OutsideRules: the ground does not count here, or the time is not allowed.
    """
    act = begin(session, actor=actor, contract_id=contract_id, now=now)
    contract = act.contract
    act.must_run()
    same = session.exec(
        select(Opschorting).where(
            Opschorting.contract_id == contract_id,
            Opschorting.scope == scope,
            Opschorting.ground == ground,
            Opschorting.starts_on == starts_on,
        )
    ).first()
    if same is not None:
        if same.ends_on == ends_on:
            return same
        raise WrongState("opschorting", "added")
    act.not_in_future(proof_seen_on)
    rule = _ground(contract, ground, starts_on, ends_on)
    opschorting = Opschorting(
        contract_id=contract_id, scope=scope, ground=ground, starts_on=starts_on, ends_on=ends_on,
        proof_seen_on=proof_seen_on, decided_by=actor.person_id, decided_at=now,
    )  # fmt: skip
    session.add(opschorting)
    act.touch()
    act.write_down(
        "opschorting.added",
        scope=scope.value,
        first=starts_on.isoformat(),
        last=ends_on.isoformat(),
        rule=rule.id,
    )
    return opschorting


def _workplace(session: Session, agency: Agency | None, actor: Actor) -> str | None:
    """Return the organisation of an agency (it may have several) that the actor works for, else any of them."""
    if agency is None:
        return None
    ids = session.exec(
        select(Organisation.id)
        .where(Organisation.kind == OrganisationKind.AGENCY, Organisation.agency == agency)
        .order_by(col(Organisation.id))
    ).all()
    own = actor.roles.get(Role.TRAJECTBEGELEIDER, frozenset())
    return next((here for here in ids if here in own), ids[0] if ids else None)


def _running(session: Session, person_id: str) -> Inburgeringscontract | None:
    return session.exec(
        select(Inburgeringscontract).where(
            Inburgeringscontract.person_id == person_id, col(Inburgeringscontract.state).in_(pip_rows.RUNNING)
        )
    ).first()


def _ground(
    contract: Inburgeringscontract, ground: OpschortingGround, starts_on: date, ends_on: date
) -> GroundRule:
    if ends_on < starts_on:
        raise OutsideRules("ends-before-start")
    known = rules.rulebook().grounds(GroundAct.OPSCHORTING, starts_on, rules.region_of(contract.agency))
    rule = next((rule for rule in known if rule.ground == ground.value), None)
    if rule is None:
        raise OutsideRules("ground-unknown")
    if rule.max_months is not None and ends_on > add_months(starts_on, rule.max_months):
        raise OutsideRules("too-long", rule.id)
    if rule.min_months is not None and ends_on < add_months(starts_on, rule.min_months):
        raise OutsideRules("too-short", rule.id)
    return rule
