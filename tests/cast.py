"""The people the tests tell about. Each has a fixed id, so that a failure reads like a story."""

from dataclasses import dataclass

from portal.models.people import Role
from portal.services.permissions import Actor


@dataclass(frozen=True)
class Member:
    """One of the cast."""

    id: str
    given_name: str
    family_name: str
    role: Role
    language: str = "nl"
    nis_code: str | None = None
    organisation_id: str | None = None

    @property
    def actor(self) -> Actor:
        return Actor(self.id, {self.role: frozenset({self.organisation_id})})


LEUVEN, MECHELEN = "24062", "12025"

AMINA = Member("amina", "Amina", "Benali", Role.INBURGERAAR, "ar", LEUVEN)
OLEKSANDR = Member("oleksandr", "Oleksandr", "Kovalenko", Role.INBURGERAAR, "en", MECHELEN)
LOTTE = Member("lotte", "Lotte", "Peeters", Role.TRAJECTBEGELEIDER, organisation_id="agii")
PIETER = Member("pieter", "Pieter", "Jansen", Role.TRAJECTBEGELEIDER, organisation_id="agii")
JAN = Member("jan", "Jan", "Wouters", Role.JURIST, organisation_id="agii")
KARIMA = Member("karima", "Karima", "El Idrissi", Role.JURIST, organisation_id="agii")
BRAM = Member("bram", "Bram", "De Smet", Role.REDACTEUR, organisation_id="agii")
SOFIE = Member("sofie", "Sofie", "Maes", Role.ORGANISER, organisation_id="leuven")
TOM = Member("tom", "Tom", "Jacobs", Role.ORGANISER, organisation_id="mechelen")
NORA = Member("nora", "Nora", "Claes", Role.FINANCE, organisation_id="agii")
WIM = Member("wim", "Wim", "Goossens", Role.BEHEERDER, organisation_id="agii")

CAST = (AMINA, OLEKSANDR, LOTTE, PIETER, JAN, KARIMA, BRAM, SOFIE, TOM, NORA, WIM)
