"""When figures of the answers move away from the weeks before: an alert once, for the redactie to look into.

Looked at once a week, when a week is over: who looks every hour finds something sooner or later. Judgements are given a week
to come in. What counts as clear and as much stands in rules/answer_scores.yaml.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from portal import logs
from portal.clock import BRUSSELS
from portal.errors import NotFound, WrongState
from portal.models.columns import new_id
from portal.models.scores import AlertClosing, AnswerAlert, AnswerWeek, DriftSignal
from portal.services import answer_weeks, audit, dead_links, outbox, permissions, score_rules, shares
from portal.services.answer_samples import monday
from portal.services.permissions import Action, Actor
from portal.services.score_rules import ScoreRule
from portal.services.shares import NOTHING, Counted, Shift

TEMPLATE = "answers.drift"

log = logs.get_logger()

_OF: Mapping[DriftSignal, Callable[[AnswerWeek], Counted]] = {
    DriftSignal.RIGHT: lambda week: Counted.of_share(answer_weeks.right(week), answer_weeks.judged(week)),
    DriftSignal.REFUSED: lambda week: Counted.of_share(week.refused, week.answered),
    DriftSignal.CHANCE: lambda week: Counted(week.scored, week.chances, week.chance_squares),
    DriftSignal.UNHELPED: lambda week: Counted.of_share(week.unhelped, week.helped + week.unhelped),
    DriftSignal.FOR_PERSON: lambda week: Counted.of_share(week.for_person, week.reached),
}
_LATE_BY = {DriftSignal.RIGHT: timedelta(weeks=1)}


@dataclass(frozen=True)
class Alert:
    """A figure that moved: what it is now, of how many questions in how many weeks up to which one, and what it was."""

    id: str
    language: str
    signal: DriftSignal
    week_on: date
    weeks: int
    value: float
    number: int
    before: float
    number_before: int
    made_at: datetime


def look(session: Session, *, now: datetime) -> int:
    """Compare the last weeks with those before, in every language; returns how many alerts are new."""
    last = monday(now.astimezone(BRUSSELS).date()) - timedelta(weeks=1)
    rule = score_rules.on(last)
    made = 0
    for language, rows in _weeks(session, last, rule).items():
        for signal in DriftSignal:
            week_on = last - _LATE_BY.get(signal, timedelta())
            found = compared(rows, signal, week_on=week_on, rule=rule)
            if found is None or not rule.is_alert(signal, found):
                continue
            if not _is_quiet(session, language, signal, now - timedelta(weeks=rule.quiet_weeks)):
                made += _raise(session, found, language=language, signal=signal, week_on=week_on, now=now)
    if made:
        _tell(session, now)
        log.warning("answers_drifted", alerts=made)
    return made


def compared(
    rows: Mapping[date, AnswerWeek], signal: DriftSignal, *, week_on: date, rule: ScoreRule
) -> Shift | None:
    """Compare a figure of the weeks up to one with those before; None: too few questions."""
    back: Sequence[date] = [
        week_on - timedelta(weeks=number) for number in range(rule.most_weeks + rule.weeks_before)
    ]
    counted = [_OF[signal](rows[day]) if day in rows else NOTHING for day in back]
    fewest = rule.signals[signal].fewest
    return shares.shift(
        counted, most_weeks=rule.most_weeks, weeks_before=rule.weeks_before, fewest=fewest, fewest_before=2 * fewest
    )  # fmt: skip


def _weeks(session: Session, last: date, rule: ScoreRule) -> dict[str, dict[date, AnswerWeek]]:
    first = last - timedelta(weeks=rule.most_weeks + rule.weeks_before + 1)
    rows = session.exec(
        select(AnswerWeek)
        .where(AnswerWeek.week_on >= first, AnswerWeek.week_on <= last)
        .order_by(AnswerWeek.language, col(AnswerWeek.week_on))
        .execution_options(populate_existing=True)
    )
    found: dict[str, dict[date, AnswerWeek]] = {}
    for row in rows:
        found.setdefault(row.language, {})[row.week_on] = row
    return found


def _is_quiet(session: Session, language: str, signal: DriftSignal, since: datetime) -> bool:
    """Say whether the redactie knows: an alert is open, or was closed lately."""
    known = select(func.count()).select_from(AnswerAlert).where(
        AnswerAlert.language == language, AnswerAlert.signal == signal,
        col(AnswerAlert.closed_at).is_(None) | (col(AnswerAlert.closed_at) > since),
    )  # fmt: skip
    return bool(session.exec(known).one())


def _raise(
    session: Session, found: Shift, *, language: str, signal: DriftSignal, week_on: date, now: datetime
) -> int:
    insert: Any = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    row = {
        "id": new_id(), "language": language, "signal": signal, "week_on": week_on, "weeks": found.weeks, "value": found.value,
        "number": found.number, "before": found.before, "number_before": found.number_before, "surprise": found.surprise,
        "made_at": now,
    }  # fmt: skip
    made = session.execute(
        insert(AnswerAlert).values(row).on_conflict_do_nothing().returning(col(AnswerAlert.id))
    )
    return len(made.all())


def _tell(session: Session, now: datetime) -> None:
    """Write to everybody of the redactie: one mail a week, whatever the number of alerts; it says only that there are some."""
    year, week, _day = now.astimezone(BRUSSELS).isocalendar()
    for person_id, language in dead_links.editors(session):
        outbox.queue_mail(
            session, key=f"{TEMPLATE}:{year}-{week:02d}:{person_id}", template=TEMPLATE, person_id=person_id, language=language, now=now
        )  # fmt: skip


def alerts(session: Session, *, actor: Actor) -> tuple[Alert, ...]:
    """Return the alerts that nobody closed, the newest first.

    Raises:
        NotAllowed: the actor does not keep the knowledge base.
    """
    permissions.require(actor, Action.ANSWER_JUDGE)
    rows = session.exec(
        select(AnswerAlert)
        .where(col(AnswerAlert.closed_at).is_(None))
        .order_by(col(AnswerAlert.made_at).desc(), AnswerAlert.language, col(AnswerAlert.signal))
    )
    return tuple(
        Alert(
            row.id, row.language, row.signal, row.week_on, row.weeks, row.value, row.number, row.before,
            row.number_before, row.made_at,
        )
        for row in rows
    )  # fmt: skip


def open_count(session: Session) -> int:
    """Return how many alerts are open: for a monitor, which has no role."""
    return session.exec(
        select(func.count()).select_from(AnswerAlert).where(col(AnswerAlert.closed_at).is_(None))
    ).one()


def close(session: Session, *, actor: Actor, alert_id: str, closing: AlertClosing, now: datetime) -> None:
    """Say what became of an alert; the same figure stays quiet for some weeks.

    Raises:
        NotAllowed: the actor does not keep the knowledge base.
        NotFound: there is no such alert.
        WrongState: a colleague closed it meanwhile.
    """
    permissions.require(actor, Action.ANSWER_JUDGE)
    alert = session.get(AnswerAlert, alert_id, with_for_update=True, populate_existing=True)
    if alert is None:
        raise NotFound("answer_alert")
    if alert.closing is not None:
        raise WrongState("answer_alert", alert.closing.value)
    alert.closing, alert.closed_by_id, alert.closed_at = closing, actor.person_id or None, now
    session.add(alert)
    audit.record(
        session, actor_id=actor.person_id or None, action="answer.alert-closed", subject=f"answer-alert:{alert.id}",
        facts={"closing": closing.value, "signal": alert.signal.value, "language": alert.language}, now=now,
    )  # fmt: skip
