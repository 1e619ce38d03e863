"""What the background work does beside mail: it forgets what nobody needs any more."""

from datetime import timedelta

from sqlmodel import Session, select

from portal import db
from portal.models.conversations import Draft, RateWindow
from portal.services import drafts, jobs, rate_limits
from portal.services.askers import Asker
from portal.services.rate_limits import QuestionLimit
from tests.conftest import NOON

SOMEBODY = Asker(actor=None, visitor="a" * 32)
A_MONTH_LATER = NOON + drafts.KEPT + timedelta(days=1)


def test_old_drafts_and_counts_go_and_new_ones_stay(session):
    given_a_draft_and_a_count(at=NOON, form="chat")
    given_a_draft_and_a_count(at=A_MONTH_LATER, form="handover")

    assert jobs.forget(A_MONTH_LATER) == 2
    assert [row.form for row in session.exec(select(Draft))] == ["handover"]
    assert len(session.exec(select(RateWindow)).all()) == 1


def test_forgetting_happens_once_an_hour_whichever_process_asks(database):
    given_a_draft_and_a_count(at=NOON, form="chat")
    assert jobs.forget(A_MONTH_LATER) == 2

    given_a_draft_and_a_count(at=NOON, form="chat")
    assert jobs.forget(A_MONTH_LATER + timedelta(minutes=59)) == 0
    assert jobs.forget(A_MONTH_LATER + timedelta(minutes=60)) == 2


def test_a_round_forgets_too(database):
    assert jobs.run_due(NOON).done.keys() >= {"send_mail", "forget"}


def test_the_last_round_is_that_of_all_work_not_of_the_hourly_one(database):
    jobs.forget(NOON)

    with Session(database) as session:
        assert jobs.last_round_at(session) is None


def test_a_round_that_an_operator_asks_for_counts_and_takes_no_lease(database):
    jobs.run_once(NOON)
    with Session(database) as session:
        assert jobs.last_round_at(session) == NOON

    with db.transaction() as opened:
        assert jobs.take_turn(opened, holder="portal", now=NOON, lasts=timedelta(minutes=1))
    jobs.run_once(NOON + timedelta(seconds=30))
    with db.transaction() as opened:
        seconds = NOON + timedelta(seconds=31)
        assert not jobs.take_turn(opened, holder="other", now=seconds, lasts=timedelta(minutes=1))
        assert jobs.last_round_at(opened) == NOON + timedelta(seconds=30)


def given_a_draft_and_a_count(*, at, form):
    with db.transaction() as opened:
        drafts.save(opened, asker=SOMEBODY, form=form, fields={"question": "hoe"}, now=at)
        limit = QuestionLimit(an_hour=20, secret="s")
        rate_limits.count_question(opened, asker=SOMEBODY, limit=limit, now=at)
