"""What the plan of somebody who is logged in says of them, so that the chat quotes rules that hold for them."""

from sqlmodel import Session, col, select

from knowledge.scope import ANYBODY, Reader
from portal.models.contracts import ContractState, Duty, Inburgeringscontract, Occupation
from portal.services import places

_DUTIES = {Duty.VERPLICHT: "verplichte-inburgeraar", Duty.RECHTHEBBEND: "rechthebbende-inburgeraar"}
_OCCUPATIONS = {Occupation.WORK: "werknemer", Occupation.STUDY: "student"}
_REGIONS = {places.FLANDERS: "vlaanderen", places.BRUSSELS: "brussel", places.WALLONIA: "wallonie"}


def of_person(session: Session, *, person_id: str) -> Reader:
    """Return what the last contract that was not ended says: duty, occupation, region, the day it was signed."""
    contract = session.exec(
        select(Inburgeringscontract)
        .where(
            Inburgeringscontract.person_id == person_id,
            col(Inburgeringscontract.state) != ContractState.ENDED,
        )
        .order_by(col(Inburgeringscontract.registered_on).desc())
        .limit(1)
    ).first()
    if contract is None:
        return ANYBODY
    groups = {_DUTIES[contract.duty], _OCCUPATIONS.get(contract.occupation)}
    known = places.is_municipality(contract.nis_code)
    return Reader(
        groups=frozenset(group for group in groups if group),
        regions=frozenset({_REGIONS[places.municipality(contract.nis_code).region]} if known else ()),
        signed=(contract.signed_on, contract.signed_on) if contract.signed_on else None,
    )
