"""What somebody must go to, planned and cancelled by who guides them; a test of MO that is planned is charged."""

from datetime import datetime

from sqlmodel import Session, select

from portal.errors import NotFound, OutsideRules
from portal.models.pips import Appointment, AppointmentKind, Pillar
from portal.services.acts import Act, begin
from portal.services.permissions import Actor


def plan_appointment(
    session: Session,
    *,
    actor: Actor,
    contract_id: str,
    kind: AppointmentKind,
    pillar: Pillar | None = None,
    starts_at: datetime,
    place: str,
    now: datetime,
) -> Appointment:
    """Plan a talk, a first lesson or a test; the same moment twice is once, and a cancelled one is planned again.

    Raises:
        NotFound: there is no such contract.
        NotAllowed: the actor does not guide this person.
        WrongState: the track is over.
        OutsideRules: the moment has passed, or the track does not have this part any more.
    """
    act = begin(session, actor=actor, contract_id=contract_id, now=now)
    act.must_run()
    if starts_at <= now:
        raise OutsideRules("in-the-past")
    if pillar is not None and not act.plan().part(pillar).is_open:
        raise OutsideRules("not-in-track")
    found = session.exec(
        select(Appointment).where(
            Appointment.contract_id == contract_id,
            Appointment.kind == kind,
            Appointment.starts_at == starts_at,
        )
    ).first()
    if found is not None and not found.cancelled:
        return found
    planned = found or Appointment(contract_id=contract_id, kind=kind, starts_at=starts_at, place=place)
    planned.pillar, planned.place, planned.cancelled = pillar, place, False
    _save(act, planned, "appointment.planned")
    return planned


def cancel_appointment(
    session: Session, *, actor: Actor, contract_id: str, appointment_id: str, now: datetime
) -> Appointment:
    """Cancel something that is still to come; what was charged for it is withdrawn. Twice is once.

    Raises:
        NotFound: there is no such contract, or the appointment is not of it.
        NotAllowed: the actor does not guide this person.
        OutsideRules: it has taken place.
    """
    act = begin(session, actor=actor, contract_id=contract_id, now=now)
    appointment = session.get(Appointment, appointment_id)
    if appointment is None or appointment.contract_id != contract_id:
        raise NotFound("appointment")
    if appointment.cancelled:
        return appointment
    if appointment.starts_at <= now:
        raise OutsideRules("already-begun")
    appointment.cancelled = True
    _save(act, appointment, "appointment.cancelled")
    return appointment


def _save(act: Act, appointment: Appointment, action: str) -> None:
    act.touch()
    act.session.add(appointment)
    act.session.flush()
    act.write_down(
        action,
        kind=appointment.kind.value,
        pillar=appointment.pillar.value if appointment.pillar else None,
        at=appointment.starts_at.isoformat(),
    )
    act.follow()
