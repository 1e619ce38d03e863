"""The doctor finds what is wrong, and says what helps."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from knowledge import asked
from knowledge.index import ArticleIndex
from portal import db
from portal.errors import BadSettings
from portal.models.outbox import MailState, OutboxMail
from portal.services import articles, audit, doctor, index_files, jobs, outbox, rollout
from portal.services.doctor import Health
from portal.settings import Settings
from portal.web import health
from tests.cast import AMINA, LEUVEN, WIM
from tests.conftest import NOON, _always
from tests.desk import given_articles
from tests.fakes_knowledge import WordVectors


def look(**settings):
    return {check.name: check for check in doctor.examine(Settings(**settings), now=NOON)}


def test_a_portal_that_is_well(session, cast):
    jobs.take_turn(session, holder="one", now=NOON, lasts=timedelta(minutes=1))
    audit.record(session, actor_id=None, action="pip.viewed", subject="pip:1", now=NOON)
    session.commit()

    found = look()
    index = found.pop("index")

    assert {check.health for check in found.values()} == {Health.OK}
    assert (index.health, index.advice) == (Health.WARN, "portal init")  # nothing is published
    assert found["audit"].finding.startswith("1 entries")


def test_a_changed_audit_entry_is_found(session, cast):
    for number in range(3):
        audit.record(session, actor_id=None, action="pip.viewed", subject=f"pip:{number}", now=NOON)
    session.execute(text("UPDATE audit_entry SET subject = 'pip:9' WHERE number = 2"))
    session.commit()

    assert look()["audit"].health is Health.FAIL
    assert look()["audit"].finding == "entry 2 does not fit"


def test_mail_that_failed_and_mail_that_is_late_are_told_apart(session, cast):
    mail = outbox.queue_mail(
        session, key="k", template="t", person_id=AMINA.id, language="nl", now=NOON - timedelta(minutes=16)
    )
    session.commit()
    assert look()["mail"].health is Health.WARN

    session.get(OutboxMail, mail.id).state = MailState.FAILED
    session.commit()
    assert look()["mail"].health is Health.FAIL


def test_background_work_that_stopped_is_seen(session, cast):
    assert look()["jobs"].health is Health.WARN

    jobs.take_turn(session, holder="one", now=NOON - timedelta(minutes=6), lasts=timedelta(minutes=1))
    session.commit()
    assert look()["jobs"].health is Health.WARN
    assert look()["jobs"].advice


def test_an_empty_database_is_told_to_be_prepared(tmp_path, monkeypatch):
    empty = db.make_engine(f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    monkeypatch.setattr(db, "engine", _always(empty))

    found = look()

    assert (found["migrations"].health, found["migrations"].advice) == (Health.FAIL, "portal init")
    assert found["audit"].health is Health.FAIL  # no table: a finding, not a crash
    empty.dispose()


def test_an_index_that_is_not_of_what_is_published_is_seen(session, tmp_path):
    given_articles(session, tmp_path / "articles")
    session.commit()
    assert look(data_dir=tmp_path)["index"].health is Health.WARN

    index = ArticleIndex.build(
        articles.in_force(session, on=NOON.date()), WordVectors(), unanswered=asked.unanswered()
    )
    index_files.keep(tmp_path / "index", index)
    assert look(data_dir=tmp_path)["index"].health is Health.OK


def test_what_is_only_safe_on_ones_own_machine_is_named(session, cast):
    assert "PORTAL_DEMO, PORTAL_COOKIE_SECRET" in look(demo=True)["settings"].finding


def test_a_mail_address_that_cannot_be_used_stops_the_doctor(session, cast):
    with pytest.raises(BadSettings):
        look(smtp_url="nonsense")


def test_the_doctor_waits_for_nobody_who_is_writing(session, cast):
    outbox.queue_mail(session, key="k", template="t", person_id=AMINA.id, language="nl", now=NOON)
    session.flush()  # a writer is in the middle of its work

    assert look()["migrations"].health is Health.OK


def test_which_share_of_people_gets_answers_is_said(session, cast):
    assert look()["rollout"].finding == "answers for 100 of 100 people"
    for nis_code, percent in ((LEUVEN, 50), (None, 20)):
        rollout.set_share(
            session, actor=WIM.actor, nis_code=nis_code, percent=percent, seen=None, reason="Eerst", now=NOON
        )
    session.commit()

    found = look()["rollout"]

    assert (found.health, found.finding) == (
        Health.OK,
        f"answers for 20 of 100 people, 50 of 100 in {LEUVEN}",
    )
    assert health.examine()["rollout"] == {"all": 20, LEUVEN: 50}
