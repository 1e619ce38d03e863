"""What happened to a case: for jurists, without the name of who asked."""

import pytest

from portal.errors import NotAllowed, NotFound
from portal.services import case_history, cases
from tests.cast import AMINA, JAN, KARIMA
from tests.conftest import NOON
from tests.services.test_cases import given_case


@pytest.fixture(autouse=True)
def _world(session, cast):
    """Everybody is there."""


def test_who_took_and_gave_back_stands_in_the_history_and_who_asked_does_not(session):
    case = given_case(session)
    cases.take(session, actor=JAN.actor, case_id=case.id, now=NOON)
    cases.release(session, actor=JAN.actor, case_id=case.id, now=NOON)
    given_case(session)

    found = case_history.events(session, actor=KARIMA.actor, case_id=case.id)

    assert [(event.action, event.by) for event in found] == [
        ("case.released", "Jan Wouters"),
        ("case.taken", "Jan Wouters"),
        ("case.opened", None),
    ]


def test_the_history_is_for_jurists_only(session):
    case = given_case(session)

    with pytest.raises(NotAllowed):
        case_history.events(session, actor=AMINA.actor, case_id=case.id)
    with pytest.raises(NotFound):
        case_history.events(session, actor=JAN.actor, case_id="nothing")
