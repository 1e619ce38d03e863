"""Figures that move away from the weeks before: clearly and by enough they are an alert, once."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from portal.errors import NotFound, WrongState
from portal.mail_texts import render
from portal.models.audit import AuditEntry
from portal.models.outbox import JobLease, OutboxMail
from portal.models.scores import AlertClosing, AnswerAlert, AnswerWeek, DriftSignal
from portal.services import answer_drift, doctor, editor_tasks, jobs
from portal.services.doctor import Health
from portal.services.editor_tasks import EditorTask
from portal.settings import Settings
from portal.web import health
from tests.cast import BRAM
from tests.conftest import NOON

LAST = date(2026, 3, 2)  # the last whole week at NOON


def given_weeks(session, *, language="nl", now=None, weeks=12, **usual):
    """Write `weeks` whole weeks that are all as `usual`, and the last as `now`."""
    for back in range(weeks):
        counts = {"answered": 100, "reached": 100, **usual, **((now or {}) if back == 0 else {})}
        session.add(
            AnswerWeek(week_on=LAST - timedelta(weeks=back), language=language, counted_at=NOON, **counts)
        )
    session.flush()


def alerts(session):
    return answer_drift.alerts(session, actor=BRAM.actor)


def test_a_steady_portal_has_no_alert(session, cast):
    given_weeks(session, refused=12, scored=100, chances=70, chance_squares=55, helped=40, unhelped=8)

    assert answer_drift.look(session, now=NOON) == 0


@pytest.mark.parametrize("refused", [40, 0])
def test_many_more_refusals_and_hardly_any_are_both_told(session, cast, refused):
    given_weeks(session, refused=18, now={"refused": refused})

    assert answer_drift.look(session, now=NOON) == 1

    (alert,) = alerts(session)
    assert (alert.signal, alert.language, alert.week_on, alert.weeks) == (DriftSignal.REFUSED, "nl", LAST, 1)
    assert (alert.value, alert.number, alert.before, alert.number_before) == (refused / 100, 100, 0.18, 800)


@pytest.mark.parametrize(
    ("signal", "usual", "now"),
    [
        (DriftSignal.UNHELPED, {"helped": 45, "unhelped": 5}, {"helped": 30, "unhelped": 20}),
        (DriftSignal.FOR_PERSON, {"for_person": 5}, {"for_person": 25}),
        (
            DriftSignal.CHANCE,
            {"scored": 100, "chances": 70, "chance_squares": 53},
            {"scored": 100, "chances": 55, "chance_squares": 34.25},
        ),
    ],
)
def test_each_figure_is_compared(session, cast, signal, usual, now):
    given_weeks(session, **usual, now=now)

    answer_drift.look(session, now=NOON)

    assert [alert.signal for alert in alerts(session)] == [signal]


@pytest.mark.parametrize(
    ("usual", "now"),
    [
        ({"helped": 30, "unhelped": 20}, {"helped": 50, "unhelped": 0}),
        ({"for_person": 25}, {"for_person": 0}),
        (
            {"scored": 100, "chances": 55, "chance_squares": 34.25},
            {"scored": 100, "chances": 75, "chance_squares": 60},
        ),
    ],
)
def test_what_got_better_is_no_alert(session, cast, usual, now):
    given_weeks(session, **usual, now=now)

    assert answer_drift.look(session, now=NOON) == 0


def test_a_clear_change_that_is_small_is_no_alert(session, cast):
    given_weeks(session, answered=20000, refused=2000, now={"refused": 2600})

    assert answer_drift.look(session, now=NOON) == 0


def test_a_large_change_that_may_be_chance_is_no_alert(session, cast):
    given_weeks(session, answered=12, refused=2, now={"refused": 4})

    assert answer_drift.look(session, now=NOON) == 0


def test_of_few_questions_some_weeks_are_taken_together(session, cast):
    given_weeks(session, answered=15, refused=2)
    for row in session.exec(select(AnswerWeek).where(AnswerWeek.week_on > LAST - timedelta(weeks=3))):
        row.refused = 9
    session.flush()

    answer_drift.look(session, now=NOON)

    assert [(alert.weeks, alert.number) for alert in alerts(session)] == [(3, 45)]


def test_weeks_that_always_differ_make_a_difference_count_less(session, cast):
    for back in range(12):
        refused = 30 if back == 0 else (8, 28)[back % 2]
        session.add(
            AnswerWeek(week_on=LAST - timedelta(weeks=back), language="nl", counted_at=NOON, answered=100, refused=refused)
        )  # fmt: skip
    session.flush()

    assert answer_drift.look(session, now=NOON) == 0


def test_judgements_are_given_a_week_to_come_in(session, cast):
    given_weeks(session, good=18, wrong=2, now={"good": 0, "wrong": 20})
    assert answer_drift.look(session, now=NOON) == 0

    row = session.get_one(AnswerWeek, (LAST - timedelta(weeks=1), "nl"))
    row.good, row.wrong = 2, 18
    second = session.get_one(AnswerWeek, (LAST - timedelta(weeks=2), "nl"))
    second.good, second.wrong = 8, 12
    session.flush()
    answer_drift.look(session, now=NOON)

    assert [(alert.signal, alert.weeks, alert.week_on) for alert in alerts(session)] == [
        (DriftSignal.RIGHT, 2, LAST - timedelta(weeks=1))
    ]


def test_a_new_language_without_weeks_before_has_no_alert(session, cast):
    given_weeks(session, weeks=3, refused=50, now={"refused": 100})

    assert answer_drift.look(session, now=NOON) == 0


def test_the_redactie_has_one_mail_whatever_the_number_of_alerts_and_looking_again_none(session, cast):
    for language in ("nl", "ar"):
        given_weeks(
            session, language=language, refused=10, for_person=5, now={"refused": 45, "for_person": 40}
        )

    assert answer_drift.look(session, now=NOON) == 4
    assert answer_drift.look(session, now=NOON + timedelta(hours=1)) == 0

    mails = session.exec(select(OutboxMail)).all()
    assert [mail.person_id for mail in mails] == ["bram"]
    subject, text = render(
        mails[0].template, mails[0].facts, language="nl", base_url="https://portaal.example"
    )
    assert "45" not in subject + text
    assert (
        text.rstrip().endswith("https://portaal.example/nl/antwoordkwaliteit") or "antwoordkwaliteit" in text
    )


def test_an_alert_is_a_task_and_a_line_for_who_looks_after_the_machine(session, cast):
    given_weeks(session, refused=10, now={"refused": 45})
    answer_drift.look(session, now=NOON)
    session.commit()

    assert editor_tasks.tasks(session, actor=BRAM.actor, now=NOON)[EditorTask.DRIFT] == 1
    assert health.examine()["answers"] == {"alerts": 1}
    check = next(one for one in doctor.examine(Settings(), now=NOON) if one.name == "answers")
    assert (check.health, check.advice) == (Health.WARN, "docs/run-books/answer-drift.md")
    assert "refused (nl)" in check.finding


def test_closing_says_what_it_was_and_keeps_that_figure_quiet_for_some_weeks(session, cast):
    given_weeks(session, refused=10, now={"refused": 45})
    answer_drift.look(session, now=NOON)
    (alert,) = alerts(session)
    answer_drift.close(session, actor=BRAM.actor, alert_id=alert.id, closing=AlertClosing.EXPLAINED, now=NOON)
    assert alerts(session) == ()
    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "answer.alert-closed")).one()
    assert entry.facts == {"closing": "explained", "signal": "refused", "language": "nl"}

    for later, found in ((1, 0), (5, 1)):
        session.exec(select(AnswerWeek).order_by(AnswerWeek.week_on.desc()).limit(1)).one().refused = 10
        session.add(
            AnswerWeek(week_on=LAST + timedelta(weeks=later), language="nl", counted_at=NOON, answered=100, refused=45)
        )  # fmt: skip
        session.flush()
        assert answer_drift.look(session, now=NOON + timedelta(weeks=later)) == found


def test_a_closed_alert_is_closed(session, cast):
    given_weeks(session, refused=10, now={"refused": 45})
    answer_drift.look(session, now=NOON)
    facts = {
        "actor": BRAM.actor,
        "alert_id": alerts(session)[0].id,
        "closing": AlertClosing.MENDED,
        "now": NOON,
    }
    answer_drift.close(session, **facts)

    with pytest.raises(WrongState):
        answer_drift.close(session, **facts)
    with pytest.raises(NotFound):
        answer_drift.close(session, **{**facts, "alert_id": "none"})


def test_the_job_looks_once_a_week_when_the_week_is_over(session, cast):
    given_weeks(session, refused=10, now={"refused": 45})
    session.commit()
    jobs.score_answers(NOON)
    session.expire_all()
    assert len(session.exec(select(AnswerAlert)).all()) == 1

    for row in session.exec(select(AnswerAlert)):
        session.delete(row)
    session.commit()
    for hours in (1, 26, 130):  # until Sunday evening
        jobs.score_answers(NOON + timedelta(hours=hours))
    session.expire_all()
    assert session.exec(select(AnswerAlert)).all() == []

    until = session.get_one(JobLease, jobs.LOOK_FOR_DRIFT).until
    assert until.isoformat() == "2026-03-15T23:00:00+00:00"  # midnight in Brussels
