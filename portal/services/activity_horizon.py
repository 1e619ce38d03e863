"""Makes the next gatherings of activities with a pattern, as far ahead as the settings say, so that search finds them."""

from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from portal import db, logs
from portal.clock import BRUSSELS
from portal.errors import PortalError
from portal.models.activities import Activity, ActivityState, CalendarKind
from portal.services import activity_index, activity_rows
from portal.services.activity_calendar import Calendar

_AT_LEAST = timedelta(
    days=7
)  # a week at a time: a daily look at each activity for one day more is not worth it
_PATTERNS = (CalendarKind.PERIODIC, CalendarKind.PERMANENT)

log = logs.get_logger()


def behind(session: Session, *, until: date) -> tuple[str, ...]:
    """Return the activities whose gatherings were not made far enough ahead."""
    found = select(Activity).where(
        Activity.state == ActivityState.PUBLISHED,
        col(Activity.calendar_kind).in_(_PATTERNS),
        col(Activity.expanded_to).is_(None) | (col(Activity.expanded_to) <= until - _AT_LEAST),
    )
    return tuple(row.id for row in session.exec(found.order_by(col(Activity.id))).all() if _goes_on(row))


def extend(now: datetime, *, ahead: timedelta) -> int:
    """Make the gatherings that lack, each activity in a transaction of its own; returns how many were made."""
    until = now.astimezone(BRUSSELS).date() + ahead
    with db.reading() as session:
        late = behind(session, until=until)
    return sum(_extend_one(activity_id, now, until) for activity_id in late)


def _extend_one(activity_id: str, now: datetime, until: date) -> int:
    try:
        with db.transaction() as session:
            row = session.exec(select(Activity).where(Activity.id == activity_id).with_for_update()).first()
            if row is None or row.state is not ActivityState.PUBLISHED:
                return 0
            made = activity_rows.make_next(session, row, now=now, until=until)
            if made:
                activity_index.changed(session, now=now)
            return made
    except PortalError as error:  # one activity does not keep the others from their days
        log.warning("activity_not_extended", activity_id=activity_id, error=type(error).__name__)
        return 0


def _goes_on(row: Activity) -> bool:
    """Say whether its calendar has days after those that were made."""
    last = Calendar.model_validate(row.calendar).last if row.calendar else None
    return row.expanded_to is None or last is None or last > row.expanded_to
