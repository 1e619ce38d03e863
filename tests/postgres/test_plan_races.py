"""Two openings of one plan at the same moment leave one trace; without the lock they leave two."""

from threading import Barrier
from types import SimpleNamespace

import pytest
from sqlmodel import Session, select

from portal.models.audit import AuditEntry
from portal.models.contracts import Duty
from portal.services import audit, contracts, pips
from tests.cast import AMINA, LOTTE
from tests.conftest import NOON, add_cast
from tests.races import PATIENCE_S, run_all

pytestmark = pytest.mark.postgres


@pytest.fixture
def registered(postgres_database):
    with Session(postgres_database) as session:
        add_cast(session)
        contracts.register_contract(
            session, actor=LOTTE.actor, person_id=AMINA.id, trajectbegeleider_id=LOTTE.id, registered_on=NOON.date(),
            duty=Duty.VERPLICHT, now=NOON,
        )  # fmt: skip
        session.commit()
    return postgres_database


def open_twice_at_once(engine, monkeypatch) -> int:
    """Open a plan in two threads that both find no trace before either writes one; return how many were written."""
    both_looked = Barrier(2, timeout=PATIENCE_S)
    looks = SimpleNamespace(first=set())
    was_recorded = audit.was_recorded

    def look(session, **facts):
        found = was_recorded(session, **facts)
        if id(session) not in looks.first:
            looks.first.add(id(session))
            both_looked.wait()
        return found

    monkeypatch.setattr(audit, "was_recorded", look)

    def open_plan():
        with Session(engine) as session, session.begin():
            pips.open_plan(session, actor=AMINA.actor, person_id=AMINA.id, now=NOON)

    run_all(open_plan, open_plan)
    with Session(engine) as session:
        return len([entry for entry in session.exec(select(AuditEntry)) if entry.action == pips.VIEWED])


def test_two_openings_at_once_leave_one_trace(registered, monkeypatch):
    assert open_twice_at_once(registered, monkeypatch) == 1


def test_without_looking_again_under_the_lock_they_leave_two(registered, monkeypatch):
    looked = pips._looked

    def only_once(session, *facts):
        if session.info.get("looked"):
            return False  # what an opening without the second look would believe
        session.info["looked"] = True
        return looked(session, *facts)

    monkeypatch.setattr(pips, "_looked", only_once)

    assert open_twice_at_once(registered, monkeypatch) == 2
