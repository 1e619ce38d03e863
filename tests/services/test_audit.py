"""The audit trail shows every later change."""

import pytest
from sqlalchemy import text
from sqlmodel import Session, select

from portal.models.audit import AuditEntry
from portal.services import audit
from tests.cast import AMINA, LOTTE


def given_three_acts(session: Session, now) -> None:
    for action in ("pip.read", "pip.part-planned", "pip.read"):
        audit.record(
            session,
            actor_id=LOTTE.id,
            action=action,
            subject="pip:1",
            owner_id=AMINA.id,
            facts={"pillar": "mo"},
            now=now,
        )
    session.commit()


def test_an_untouched_trail_is_sound(session, now):
    given_three_acts(session, now)

    state = audit.verify(session)

    assert state.sound
    assert state.entries == 3


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE audit_entry SET action = 'pip.signed' WHERE number = 2",
        "UPDATE audit_entry SET actor_id = 'somebody' WHERE number = 2",
        "UPDATE audit_entry SET facts = '{}' WHERE number = 2",
        "UPDATE audit_entry SET at = '2020-01-01 00:00:00' WHERE number = 2",
        "UPDATE audit_entry SET owner_id = NULL WHERE number = 3",
        "DELETE FROM audit_entry WHERE number = 2",
    ],
)
def test_a_changed_or_removed_entry_is_found(session, now, tampering):
    given_three_acts(session, now)

    session.execute(text(tampering))
    session.commit()

    assert not audit.verify(session).sound


def test_an_act_that_is_rolled_back_leaves_no_entry(session, now):
    audit.record(session, actor_id=LOTTE.id, action="pip.read", subject="pip:1", now=now)

    session.rollback()

    assert session.exec(select(AuditEntry)).all() == []


def test_amina_sees_who_looked_at_her_file(session, now):
    given_three_acts(session, now)

    entries = audit.about_owner(session, owner_id=AMINA.id)

    assert [entry.actor_id for entry in entries] == [LOTTE.id] * 3
