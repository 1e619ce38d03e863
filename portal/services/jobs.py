"""Background work: what is due, done by one process at a time. Every job may run twice without harm.

Jobs open their own transactions, unlike other services: a mail is claimed in one, and marked in the next.
"""

import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import CursorResult, Update, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col

from portal import clock, db, logs
from portal.errors import ProviderDown
from portal.mail_texts import UnknownTemplate, render
from portal.models.outbox import JobLease
from portal.providers.mail import Letter, Mailer, MailRefused, mailer
from portal.services import (
    activity_feeds,
    activity_horizon,
    activity_index,
    answer_checks,
    answer_drift,
    answer_samples,
    answer_weeks,
    article_desk,
    article_feedback,
    article_views,
    buddy_retention,
    calendar_tokens,
    charging,
    conversation_retention,
    dead_links,
    drafts,
    fee_reminders,
    hour_links,
    link_checks,
    outbox,
    payments,
    provider_check,
    question_groups,
    rate_limits,
    refund_rounds,
    refunds,
    sessions,
    signups,
    uploads,
)
from portal.services.outbox import Claimed
from portal.settings import settings

LEASE = "background"
FORGET = "forget"
CHARGE_FEES = "charge_fees"
REMIND_TO_PAY = "remind_to_pay"
COMPARE = "compare_provider"
MAKE_DAYS = "make_days"
GROUP_QUESTIONS = "group_questions"
FOLLOW_LINKS, TELL_LINKS = "follow_links", "tell_links"
SCORE_ANSWERS, LOOK_FOR_DRIFT = "score_answers", "look_for_drift"
TEN_MINUTES, HOUR, DAY, WEEK = (
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(days=1),
    timedelta(weeks=1),
)
_ROUNDS_A_LEASE_LASTS = 3

log = logs.get_logger()


@dataclass
class Round:
    """What one round did: job -> how many things."""

    done: dict[str, int]


def run_due(now: datetime) -> Round:
    """Do everything that is due."""
    return Round({name: job(now) for name, job in JOBS.items()})


def send_mail(now: datetime, through: Mailer | None = None) -> int:
    """Send the mail that is due; returns how many left."""
    sender = through or mailer(settings())
    sent = 0
    while True:
        with db.transaction() as session:
            claimed = outbox.claim(session, now=now)
        if not claimed:
            return sent
        sent += sum(_send_one(sender, mail, now) for mail in claimed)


def _send_one(sender: Mailer, mail: Claimed, now: datetime) -> bool:
    if mail.address is None:
        with db.transaction() as session:
            outbox.mark_skipped(session, mail_id=mail.mail_id)
        return False
    try:
        facts = {**mail.facts, **_secrets(mail)}
        subject, text = render(mail.template, facts, language=mail.language, base_url=settings().base_url)
        sender.send(Letter(mail.mail_id, mail.address, settings().mail_from, subject, text, mail.language))
    except ProviderDown:
        return _failed(mail, "server-down", now, again=True)
    except MailRefused:
        return _failed(mail, "refused", now, again=False)
    except UnknownTemplate:
        return _failed(mail, "unknown-template", now, again=False)
    with db.transaction() as session:
        outbox.mark_sent(session, mail_id=mail.mail_id, now=now)
    return True


def _secrets(mail: Claimed) -> Mapping[str, str]:
    """Return what a mail must carry and no table may hold."""
    if mail.template != hour_links.TEMPLATE:
        return {}
    secret = settings().cookie_secret.get_secret_value()
    return {"token": hour_links.token_of(str(mail.facts["link"]), secret)}


def _failed(mail: Claimed, failure: str, now: datetime, *, again: bool) -> bool:
    log.warning("mail_failed", mail_id=mail.mail_id, template=mail.template, failure=failure)
    with db.transaction() as session:
        outbox.mark_failed(session, mail_id=mail.mail_id, failure=failure, again=again, now=now)
    return False


def forget(now: datetime) -> int:
    """Delete what is past its term, once an hour; returns how many rows went."""
    with db.transaction() as session:
        if not _is_due(session, FORGET, every=HOUR, now=now):
            return 0
        return (
            drafts.forget_old(session, now=now)
            + rate_limits.forget_old_windows(session, now=now)
            + sessions.forget_extensions(session, now=now)
            + refunds.forget_files(session, now=now)
            + uploads.forget(session, data_dir=settings().data_dir, now=now)
            + hour_links.forget(session, now=now)
            + calendar_tokens.forget(session, now=now)
            + signups.forget(session, now=now)
            + outbox.forget_addresses(session, before=now - hour_links.LASTS)
            + activity_index.forget_changes(session, now=now)
            + buddy_retention.forget(session, now=now)
            + article_views.forget(session, now=now)
            + article_feedback.forget(session, now=now)
            + conversation_retention.forget(session, now=now)
            + question_groups.forget(session, now=now)
            + answer_samples.forget(session, now=now)
        )


def charge_fees(now: datetime) -> int:
    """Charge and withdraw what was missed when a plan changed, once an hour; returns how many contracts were behind."""
    with db.transaction() as session:
        if not _is_due(session, CHARGE_FEES, every=HOUR, now=now):
            return 0
    with db.reading() as session:
        late = charging.behind(session, today=now.astimezone(clock.BRUSSELS).date())
    for contract_id in late:
        with db.transaction() as session:
            charging.follow_plan(session, contract_id=contract_id, now=now)
    return len(late)


def remind_to_pay(now: datetime) -> int:
    """Queue the reminders that are due, once an hour; returns how many."""
    with db.transaction() as session:
        if not _is_due(session, REMIND_TO_PAY, every=HOUR, now=now):
            return 0
        return fee_reminders.remind(session, now=now)


def make_days(now: datetime) -> int:
    """Make the next gatherings of activities that repeat, once an hour; returns how many."""
    with db.transaction() as session:
        if not _is_due(session, MAKE_DAYS, every=HOUR, now=now):
            return 0
    return activity_horizon.extend(now, ahead=timedelta(days=settings().activity_days_ahead))


def group_questions(now: datetime) -> int:
    """Put new questions without an answer into groups, some at a time, every ten minutes; returns how many."""
    with db.transaction() as session:
        if not _is_due(session, GROUP_QUESTIONS, every=TEN_MINUTES, now=now):
            return 0
    return question_groups.group_new(now)


def check_links(now: datetime) -> int:
    """Look at sources of articles that are due, and tell the redactie once a day what died; returns how many were looked at."""
    if not settings().checks_links:
        return 0
    with db.transaction() as session:
        if _is_due(session, FOLLOW_LINKS, every=HOUR, now=now):
            link_checks.follow(session, now=now)
    looked_at = link_checks.check_due(now)
    with db.transaction() as session:
        if _is_due(session, TELL_LINKS, every=DAY, now=now):
            dead_links.tell(session, now=now)
    return looked_at


def score_answers(now: datetime) -> int:
    """Draw yesterday's sample, look again at what waits to be judged, count, and once a week look for drift; once an hour.

    Returns how many answers were drawn or looked at again.
    """
    with db.transaction() as session:
        if not _is_due(session, SCORE_ANSWERS, every=HOUR, now=now):
            return 0
        drawn = answer_samples.take(session, now=now)
    checked = answer_checks.check_due(now)
    today = now.astimezone(clock.BRUSSELS).date()
    next_week = answer_samples.begin_of(answer_samples.monday(today) + WEEK)
    with db.transaction() as session:
        answer_weeks.count_lately(session, now=now)
        if _is_due(session, LOOK_FOR_DRIFT, every=next_week - now, now=now):
            answer_drift.look(session, now=now)
    return drawn + checked


def compare_provider(now: datetime) -> int:
    """Compare the payment provider with the book, once a day; returns how many payments were compared."""
    with db.transaction() as session:
        if not _is_due(session, COMPARE, every=HOUR, now=now):
            return 0
        last = provider_check.last_check(session)
    if last is not None and now - last.checked_at < DAY:
        return 0
    try:
        return provider_check.compare(now).payments
    except ProviderDown:
        log.warning("provider_not_compared")  # in an hour it is tried again
        return 0


JOBS: Mapping[str, Callable[[datetime], int]] = {
    "publish_articles": article_desk.publish_due,
    "move_up": signups.move_up,
    "ask_payments": payments.check_running,
    CHARGE_FEES: charge_fees,
    "send_mail": send_mail,
    COMPARE: compare_provider,
    FORGET: forget,
    GROUP_QUESTIONS: group_questions,
    MAKE_DAYS: make_days,
    REMIND_TO_PAY: remind_to_pay,
    "refunds": refund_rounds.run_round,
    "read_feeds": activity_feeds.read_due,
    "check_links": check_links,
    SCORE_ANSWERS: score_answers,
}


def _is_due(session: Session, name: str, *, every: timedelta, now: datetime) -> bool:
    """Say once in a while that a job is due: to whichever process asks first."""
    _make_lease(session, name, now)
    return _changed(
        session,
        update(JobLease)
        .where(col(JobLease.name) == name, col(JobLease.until) <= now)
        .values(until=now + every, last_round_at=now),
    )


def take_turn(session: Session, *, holder: str, now: datetime, lasts: timedelta) -> bool:
    """Say whether this process does the background work now: it has the lease, or the last holder let it end."""
    _make_lease(session, LEASE, now)
    return _changed(
        session,
        update(JobLease)
        .where(col(JobLease.name) == LEASE, (col(JobLease.holder) == holder) | (col(JobLease.until) <= now))
        .values(holder=holder, until=now + lasts, last_round_at=now),
    )


def _make_lease(session: Session, name: str, now: datetime) -> None:
    make = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    session.execute(make(JobLease).values(name=name, holder="", until=now).on_conflict_do_nothing())


def _changed(session: Session, change: Update) -> bool:
    result = session.execute(change.execution_options(synchronize_session=False))
    return isinstance(result, CursorResult) and result.rowcount == 1


def run_once(now: datetime) -> Round:
    """Do a round that somebody asked for, whoever has the lease; it counts as one."""
    done = run_due(now)
    with db.transaction() as session:
        _make_lease(session, LEASE, now)
        session.execute(update(JobLease).where(col(JobLease.name) == LEASE).values(last_round_at=now))
    return done


def last_round_at(session: Session) -> datetime | None:
    """Return when background work was last done."""
    lease = session.get(JobLease, LEASE)
    return lease.last_round_at if lease else None


class Background:
    """Runs a round every few seconds beside the pages; one of several processes does the work."""

    def __init__(self, every_s: int) -> None:
        self.every_s = every_s
        self.holder = secrets.token_hex(8)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="jobs", daemon=True)

    def start(self) -> None:
        """Start the rounds."""
        self._thread.start()

    def stop(self) -> None:
        """Let the round that runs end, and start no more."""
        self._stop.set()
        self._thread.join(timeout=10)

    def round(self) -> Round | None:
        """Do one round; None when another process does the work, or the round failed."""
        now = clock.now()
        try:
            with db.transaction() as session:
                lasts = timedelta(seconds=self.every_s * _ROUNDS_A_LEASE_LASTS)
                mine = take_turn(session, holder=self.holder, now=now, lasts=lasts)
            return run_due(now) if mine else None
        except SQLAlchemyError:
            log.exception("job_round_failed")  # the database may be back for the next round
            return None

    def _run(self) -> None:
        while not self._stop.wait(self.every_s):
            self.round()
