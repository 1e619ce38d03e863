"""Who reads what somebody's track costs, and what trace that leaves."""

from datetime import timedelta

import pytest
from sqlmodel import select

from portal.errors import NotAllowed
from portal.models.audit import AuditEntry
from portal.services import fees
from portal.ui import labels_audit
from tests.cast import AMINA, LOTTE, NORA, PIETER
from tests.conftest import NOON
from tests.fees import NINETY, plan_course, signed

pytestmark = pytest.mark.usefixtures("cast")


def read(session, reader, *, minutes=0):
    return fees.open_account(
        session, actor=reader.actor, person_id=AMINA.id, now=NOON + timedelta(minutes=minutes)
    )


def looks(session):
    entries = session.exec(select(AuditEntry).where(AuditEntry.action == fees.VIEWED)).all()
    return [(entry.actor_id, entry.owner_id) for entry in entries]


def test_finance_that_reads_an_account_leaves_one_trace_an_hour(session):
    plan_course(session, signed(session))

    for minutes in (0, 10, 50, 70):
        assert read(session, NORA, minutes=minutes).account.owed == NINETY

    assert looks(session) == [(NORA.id, AMINA.id)] * 2
    assert fees.VIEWED in labels_audit.ACTS


def test_ones_own_account_and_that_of_who_one_guides_leave_none_here(session):
    plan_course(session, signed(session))

    read(session, AMINA)
    read(session, LOTTE)

    assert looks(session) == []


def test_who_may_not_read_it_leaves_no_trace_of_having_done_so(session):
    plan_course(session, signed(session))

    with pytest.raises(NotAllowed):
        read(session, PIETER)

    assert looks(session) == []
