"""Who looked at a file, for the person it is about."""

import pytest

from portal.errors import NotAllowed
from portal.services import audit
from portal.services.file_access import accesses
from tests.cast import AMINA, LOTTE, OLEKSANDR
from tests.conftest import NOON, add_cast


@pytest.fixture
def trail(session):
    add_cast(session)
    for actor, action in ((AMINA.id, "person.signed_in"), (LOTTE.id, "pip.viewed"), (None, "role.ended")):
        audit.record(
            session, actor_id=actor, action=action, subject="person:amina", owner_id=AMINA.id, now=NOON
        )
    session.flush()
    return session


def test_a_person_sees_who_looked_newest_first(trail):
    found = accesses(trail, actor=AMINA.actor, person_id=AMINA.id)
    assert [(one.action, one.by, one.is_owner) for one in found] == [
        ("role.ended", None, False),
        ("pip.viewed", "Lotte Peeters", False),
        ("person.signed_in", "Amina Benali", True),
    ]


def test_nobody_sees_the_trail_of_another(trail):
    with pytest.raises(NotAllowed):
        accesses(trail, actor=OLEKSANDR.actor, person_id=AMINA.id)
