"""What an operator wants to know when something is wrong, and every morning before it is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.exc import SQLAlchemyError

from portal import db
from portal.clock import BRUSSELS
from portal.providers.mail import mailer
from portal.providers.payment_choice import payment_provider
from portal.services import (
    answer_drift,
    articles,
    audit,
    bot_switch,
    index_files,
    jobs,
    outbox,
    payees,
    payments,
    provider_check,
    rollout,
    schema,
)
from portal.services.permissions import OPERATOR
from portal.settings import DEMO_SECRET, Environment, Settings

_LATE_MAIL = timedelta(minutes=15)
_LATE_ROUND = timedelta(minutes=5)
_LATE_COMPARISON = timedelta(days=2)


class Health(StrEnum):
    """How a check ended. A warning is something to look at; only `fail` makes the doctor exit with 1."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True)
class Check:
    """One finding; `advice` names the command or run-book that helps."""

    name: str
    health: Health
    finding: str
    advice: str = ""


def examine(settings: Settings, *, now: datetime) -> tuple[Check, ...]:
    """Look at everything; a check that cannot be made is a finding too."""
    return tuple(_made(name, check, settings, now) for name, check in CHECKS.items())


def _made(
    name: str,
    check: Callable[[Settings, datetime], tuple[Health, str, str]],
    settings: Settings,
    now: datetime,
) -> Check:
    try:
        return Check(name, *check(settings, now))
    except SQLAlchemyError as error:
        return Check(name, Health.FAIL, type(error).__name__, "docs/run-books/start.md")


def _settings(settings: Settings, _now: datetime) -> tuple[Health, str, str]:
    mailer(settings)  # an address that cannot be used stops the doctor, as it stops the portal
    payees.payees(settings)  # and so does an account that cannot be paid to
    if settings.environment is Environment.PRODUCTION:
        return Health.OK, "production", ""
    open_doors = [
        name
        for name, is_open in {
            "PORTAL_DEMO": settings.demo,
            "PORTAL_COOKIE_SECRET": settings.cookie_secret.get_secret_value() == DEMO_SECRET,
        }.items()
        if is_open
    ]
    found = (
        f"development; only safe on one's own machine: {', '.join(open_doors)}"
        if open_doors
        else "development"
    )
    return Health.OK, found, ""


def _database(_settings: Settings, _now: datetime) -> tuple[Health, str, str]:
    with db.read_only(db.engine()).connect() as connection:
        return Health.OK, connection.dialect.name, ""


def _migrations(_settings: Settings, _now: datetime) -> tuple[Health, str, str]:
    here, newest = schema.current_revision(db.engine()), schema.newest_revision()
    if here == newest:
        return Health.OK, f"at {here}", ""
    return Health.FAIL, f"at {here or 'nothing'}, the code expects {newest}", "portal init"


def _audit(_settings: Settings, _now: datetime) -> tuple[Health, str, str]:
    with db.reading() as session:
        chain = audit.verify(session)
    if chain.sound:
        return Health.OK, f"{chain.entries} entries, last {chain.last_hash[:12]}", ""
    return Health.FAIL, f"entry {chain.broken_at} does not fit", "docs/run-books/restore.md"


def _mail(_settings: Settings, now: datetime) -> tuple[Health, str, str]:
    with db.reading() as session:
        queue = outbox.queue_of(session, now=now)
    found = f"{queue.waiting} waiting, {queue.sending} being sent, {queue.failed} failed"
    late = queue.oldest_due_at is not None and now - queue.oldest_due_at > _LATE_MAIL
    health = Health.FAIL if queue.failed else Health.WARN if late else Health.OK
    return health, found, "" if health is Health.OK else "docs/run-books/mail-stuck.md"


def _jobs(_settings: Settings, now: datetime) -> tuple[Health, str, str]:
    with db.reading() as session:
        last = jobs.last_round_at(session)
    if last is None:
        return Health.WARN, "never ran", "portal run, or portal jobs"
    late = now - last > _LATE_ROUND
    return (
        (Health.WARN if late else Health.OK),
        f"last round {last.isoformat(timespec='seconds')}",
        "portal jobs" if late else "",
    )


def _payments(settings: Settings, now: datetime) -> tuple[Health, str, str]:
    with db.reading() as session:
        last, waiting = provider_check.last_check(session), payments.overdue(session, now=now)
    name = payment_provider(settings).name
    if last is not None and last.differences:
        found = f"{name}: {len(last.differences)} payments differ from the book"
        return Health.FAIL, found, "docs/run-books/payments.md"
    if waiting:
        return Health.WARN, f"{name}: {waiting} payments not asked after", "docs/run-books/payments.md"
    if last is not None and now - last.checked_at > _LATE_COMPARISON:
        return Health.WARN, f"{name}: last compared {last.checked_at:%Y-%m-%d}", "docs/run-books/payments.md"
    return Health.OK, f"{name}, " + ("never compared yet" if last is None else "same as the book"), ""


def _index(settings: Settings, now: datetime) -> tuple[Health, str, str]:
    with db.reading() as session:
        texts = articles.in_force(session, on=now.astimezone(BRUSSELS).date())
    if not texts:
        return Health.WARN, "no articles are published", "portal init"
    if index_files.is_kept(settings.data_dir / "index", texts):
        return Health.OK, f"fits the {len(texts)} published texts", ""
    return Health.WARN, "not made yet of what is published", "portal run makes it, or portal knowledge index"


def _bot(settings: Settings, _now: datetime) -> tuple[Health, str, str]:
    if not settings.bot_enabled:
        return (
            Health.WARN,
            "off by PORTAL_BOT_ENABLED: every question goes to a person",
            "docs/run-books/bot-off.md",
        )
    with db.reading() as session:
        turns = bot_switch.history(session, actor=OPERATOR, limit=1)
    if not turns or turns[0].is_on:
        return Health.OK, "on", ""
    found = f"off since {turns[0].at.isoformat(timespec='seconds')}: every question goes to a person"
    return Health.WARN, found, "docs/run-books/bot-off.md"


def _rollout(_settings: Settings, _now: datetime) -> tuple[Health, str, str]:
    with db.reading() as session:
        percents = rollout.read(session).percents
    everybody = percents.pop(rollout.EVERYBODY)
    own = "".join(f", {percent} of 100 in {nis_code}" for nis_code, percent in percents.items())
    return Health.OK, f"answers for {everybody} of 100 people{own}", ""


def _answers(_settings: Settings, _now: datetime) -> tuple[Health, str, str]:
    with db.reading() as session:
        open_alerts = answer_drift.alerts(session, actor=OPERATOR)
    if not open_alerts:
        return Health.OK, "no figure moved that nobody looked at", ""
    named = ", ".join(f"{one.signal} ({one.language})" for one in open_alerts)
    return Health.WARN, f"moved away from the weeks before: {named}", "docs/run-books/answer-drift.md"


CHECKS: dict[str, Callable[[Settings, datetime], tuple[Health, str, str]]] = {
    "settings": _settings,
    "database": _database,
    "migrations": _migrations,
    "audit": _audit,
    "index": _index,
    "bot": _bot,
    "rollout": _rollout,
    "answers": _answers,
    "mail": _mail,
    "payments": _payments,
    "jobs": _jobs,
}
