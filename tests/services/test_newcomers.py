"""Who can be registered: by name, in one's own agency, without a track that runs."""

from datetime import timedelta

import pytest

from portal.errors import NotAllowed
from portal.models.contracts import Duty
from portal.models.people import Person, Role, RoleGrant
from portal.services import contracts, newcomers
from portal.services.places import ANTWERPEN
from tests.cast import AMINA, JAN, LOTTE, OLEKSANDR, SOFIE, WIM
from tests.conftest import NOON


@pytest.fixture(autouse=True)
def _world(session, cast):
    """Everybody is there, and nobody has a track."""


def found(session, named, actor=LOTTE.actor):
    return [one.person_id for one in newcomers.find(session, actor=actor, named=named)]


@pytest.mark.parametrize("named", ["Be", "benali", " AMI ", "Amina"])
def test_somebody_is_found_by_the_beginning_of_either_name(session, named):
    assert found(session, named) == [AMINA.id]


@pytest.mark.parametrize("named", ["", "B", " B ", "enali", "%", "__", "Wouters"])
def test_a_letter_a_middle_a_wildcard_or_staff_finds_nobody(session, named):
    assert found(session, named) == []


def test_who_has_a_running_track_is_not_found(session):
    contracts.register_contract(
        session, actor=LOTTE.actor, person_id=AMINA.id, trajectbegeleider_id=LOTTE.id, registered_on=NOON.date(),
        duty=Duty.VERPLICHT, now=NOON,
    )  # fmt: skip

    assert found(session, "Benali") == []
    assert found(session, "Kovalenko") == [OLEKSANDR.id]


@pytest.mark.parametrize(
    "changes", [{"nis_code": None}, {"nis_code": ANTWERPEN}, {"nis_code": "99999"}, {"active": False}]
)
def test_who_lives_elsewhere_or_nowhere_known_or_is_blocked_is_not_found(session, changes):
    person = session.get_one(Person, AMINA.id)
    for name, value in changes.items():
        setattr(person, name, value)
    session.flush()

    assert found(session, "Benali") == []


def test_ten_are_shown_at_most_by_name(session):
    for number in range(15):
        person = Person(
            given_name=f"A{number:02d}", family_name="Zeer", nis_code=AMINA.nis_code, created_at=NOON - timedelta(days=1)
        )  # fmt: skip
        session.add(person)
        session.flush()
        session.add(RoleGrant(person_id=person.id, role=Role.INBURGERAAR, granted_at=NOON))
    session.flush()

    names = [one.given_name for one in newcomers.find(session, actor=LOTTE.actor, named="zeer")]

    assert names == [f"A{number:02d}" for number in range(10)]


@pytest.mark.parametrize("member", [AMINA, JAN, SOFIE, WIM], ids=lambda member: member.role)
def test_only_who_registers_people_looks_for_them(session, member):
    with pytest.raises(NotAllowed):
        newcomers.find(session, actor=member.actor, named="Benali")
